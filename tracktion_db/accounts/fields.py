"""E-mails and user names as they come in: stored as given, judged also by what they look like.

The rules are asked of the text and of its NFKC form, which is what the unique keys are made of: there a
full-width @ is an @. What nobody sees is refused, because names that look the same would be two. The
database's ``is_email(text)`` asks the same, but for some signs in a domain of which only Python knows.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from tracktion_db.records import text

MOST_EMAIL_BYTES = 254
"""RFC 5321, 4.5.3.1.3: a path has 256, and two of them are brackets."""
MOST_LOCAL_BYTES = 64
MOST_LABEL_BYTES = 63
MOST_USERNAME_CHARACTERS = 64

# Default_Ignorable_Code_Point of Unicode that isprintable() takes for letters and marks.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
# A dot-atom: RFC 5321, with the other scripts of RFC 6531. Quoted local parts are left out: nobody has one.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\x80-\U0010ffff-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
# Letters, digits and hyphens, the latter inside only; of other scripts also marks.
_LABEL = re.compile(r"(?!-)[A-Za-z0-9\x80-\U0010ffff-]+(?<!-)")


def _is_seen(given: str) -> bool:
    return given.isprintable() and not _UNSEEN.search(given)


def _is_label(label: str) -> bool:
    others = (character for character in label if not character.isascii())
    return (
        len(label.encode()) <= MOST_LABEL_BYTES
        and _LABEL.fullmatch(label) is not None
        and all(unicodedata.category(character)[0] in "LMN" for character in others)
    )


def _is_domain(domain: str) -> bool:
    labels = domain.split(".")
    # An address literal and a bare host name are no address of a person; a number is no top-level domain.
    is_number = labels[-1].isascii() and labels[-1].isdigit()
    return len(labels) >= 2 and not is_number and all(map(_is_label, labels))


def _is_email(given: str) -> bool:
    local, at, domain = given.rpartition("@")
    return (
        bool(at)
        and len(given.encode()) <= MOST_EMAIL_BYTES
        and len(local.encode()) <= MOST_LOCAL_BYTES
        and _LOCAL.fullmatch(local) is not None
        and _is_domain(domain)
    )


def _email(given: str) -> str:
    if not _is_seen(given) or not _is_email(given) or not _is_email(unicodedata.normalize("NFKC", given)):
        raise PydanticCustomError("email", "must be an e-mail address such as name@example.org")
    return given


def _is_username(given: str) -> bool:
    return "@" not in given and given == given.strip() and 0 < len(given) <= MOST_USERNAME_CHARACTERS


def _username(given: str) -> str:
    form = unicodedata.normalize("NFKC", given)
    if not _is_seen(given) or not _is_username(given) or not _is_username(form):
        raise PydanticCustomError(
            "username",
            "must have 1 to 64 visible characters, no space at either end and no @",
        )
    return given


Email = Annotated[str, text(MOST_EMAIL_BYTES), AfterValidator(_email)]
"""An address ``name@example.org``: at most 254 bytes, 64 before the @, a domain of at least two labels."""

Username = Annotated[str, text(MOST_USERNAME_CHARACTERS), AfterValidator(_username)]
"""1 to 64 visible characters without @, and without a space at either end."""
