"""Which texts are password hashes: what well-known libraries write, and nothing else.

A password that was never hashed does not look like any of these, so it is refused before it is sent, and by
the constraint ``users_password_hash_format`` with the same forms. What is refused is never shown.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, SecretStr
from pydantic_core import PydanticCustomError

MOST_BYTES = 512

FORMS = (
    # argon2id and argon2i as the reference implementation's encode_string writes them: argon2-cffi, passlib,
    # libsodium; Django says argon2 before it
    r"(argon2)?[$]argon2(id|i)[$]v=19[$]m=[0-9]{1,10},t=[0-9]{1,10},p=[0-9]{1,8}"
    r"[$][A-Za-z0-9+/]{11,86}[$][A-Za-z0-9+/]{22,86}",
    # bcrypt in the modular crypt format, 22 characters of salt and 31 of hash: pyca/bcrypt, PHP ($2y$);
    # Django says bcrypt or bcrypt_sha256 before it
    r"(bcrypt(_sha256)?[$])?[$]2[aby][$][0-9]{2}[$][A-Za-z0-9./]{53}",
    # the same of an HMAC-SHA-256: passlib.hash.bcrypt_sha256, its second version
    r"[$]bcrypt-sha256[$]v=2,t=2b,r=[0-9]{1,2}[$][A-Za-z0-9./]{22}[$][A-Za-z0-9./]{31}",
    # scrypt as a PHC string: passlib.hash.scrypt
    r"[$]scrypt[$]ln=[0-9]{1,2},r=[0-9]{1,8},p=[0-9]{1,8}[$][A-Za-z0-9+/]{11,86}[$][A-Za-z0-9+/]{43,86}",
    # method$salt$hex: werkzeug.security.generate_password_hash
    r"scrypt:[0-9]{1,10}:[0-9]{1,8}:[0-9]{1,8}[$][A-Za-z0-9]{8,64}[$][0-9a-f]{128}",
    r"pbkdf2:sha(256|512):[0-9]{4,9}[$][A-Za-z0-9]{8,64}[$]([0-9a-f]{64}|[0-9a-f]{128})",
    # django.contrib.auth.hashers.ScryptPasswordHasher and PBKDF2PasswordHasher, with base64 and its padding
    r"scrypt[$][0-9]{1,10}[$][A-Za-z0-9]{8,64}[$][0-9]{1,8}[$][0-9]{1,8}[$][A-Za-z0-9+/]{86}==",
    r"pbkdf2_sha256[$][0-9]{4,9}[$][A-Za-z0-9]{8,64}[$][A-Za-z0-9+/]{43}=",
    # passlib.hash.pbkdf2_sha256 and pbkdf2_sha512, with base64 that has "." for "+" and no padding
    r"[$]pbkdf2-sha256[$][0-9]{4,9}[$][A-Za-z0-9./]{11,86}[$][A-Za-z0-9./]{43}",
    r"[$]pbkdf2-sha512[$][0-9]{4,9}[$][A-Za-z0-9./]{11,86}[$][A-Za-z0-9./]{86}",
)
_RECOGNISED = re.compile("|".join(f"(?:{form})" for form in FORMS))


def _recognised(given: SecretStr) -> SecretStr:
    text = given.get_secret_value()
    if len(text) > MOST_BYTES or not _RECOGNISED.fullmatch(text):
        raise PydanticCustomError("password_hash", "must be a hash of argon2, bcrypt, scrypt or PBKDF2")
    return given


PasswordHash = Annotated[SecretStr, AfterValidator(_recognised)]
"""What a hashing library wrote: argon2id, argon2i, bcrypt, scrypt or PBKDF2. Never in a repr or an error."""
