"""Tokens of sessions: the client keeps the token, the database its hash.

A token has 256 random bits, so nobody guesses one, and a plain SHA-256 is as good as a slow hash. Whoever
reads the table, or a backup of it, cannot sign in with what is there.
"""

from __future__ import annotations

import re
from hashlib import sha256
from secrets import token_urlsafe

from tracktion_db.errors import ValidationError

BYTES = 32
# 43 characters of base64url are 256 bits and two to spare; a caller's own tokens may be longer.
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43,1000}")


def new_token() -> str:
    """A new token, for a cookie or header: 43 characters with 256 bits of randomness. Never log it."""
    return token_urlsafe(BYTES)


def token_hash(token: str) -> str:
    """The SHA-256 of a token, as 64 lower-case hex digits.

    Raises ValidationError ("token") for what cannot have 256 bits: fewer than 43 characters of base64url.
    """
    if type(token) is not str or not _TOKEN.fullmatch(token):
        raise ValidationError("token", "must be 43 to 1,000 characters of base64url")
    return hash_of(token)


def hash_of(presented: object) -> str:
    """The same of any text that somebody presents: what cannot be a token has a hash that is nobody's."""
    if not isinstance(presented, str):
        raise ValidationError("token", "must be a str")
    # "surrogatepass", because a header may hold anything
    return sha256(presented.encode(errors="surrogatepass")).hexdigest()
