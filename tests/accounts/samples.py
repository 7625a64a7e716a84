"""Users, their secrets, and rows of theirs in every table that has any."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
from pydantic import SecretStr

from tests.fixtures import canary
from tracktion_db.accounts import NewUser

NOBODY = UUID("00000000-0000-4000-8000-000000000000")
DAY = timedelta(days=1)

TOKEN = canary.TOKEN
EMAIL = "Ada.Lovelace@example.org"
BCRYPT = f"$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBk{canary.MARK}UgO2t0jWMUW"
HASH = SecretStr(BCRYPT)

# As the libraries themselves wrote them; in one of them stands the mark.
HASHES = {
    "argon2id": (
        "$argon2id$v=19$m=65536,t=3,p=4$hqNDL2EZT4Qd3rAJvknhdw$6PdC2TuoLjw31hzF8bUtG+5HmlCl+cY15jcFdAVSGFA"
    ),
    "argon2i": "$argon2i$v=19$m=65536,t=3,p=4$vpeU6bUCRTw$VeSx2rEJcpaz0TiIGYM9NA",
    "bcrypt 2a": "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
    "bcrypt 2b": BCRYPT,
    "bcrypt 2y": "$2y$10$.vGA1O9wmRjrwAVXD98HNOgsNpDczlqm3Jq7KnEd1rVAGv3Fykk1a",
    "scrypt of passlib": (
        "$scrypt$ln=16,r=8,p=1$ylmrtRbifI8xxvg/hzDG+A$/LipCKQjWHZNZnDBLVL/AAZo5klcW9R4EnsGQtyL4Kg"
    ),
    "scrypt of Werkzeug": (
        "scrypt:32768:8:1$YVZoBtZ0fU0yoqFZ$a47188931e1dbd5746325889767465b7e638a66d35b84205c002ba19"
        "fa7e9868586cfca1b458dd24a559d312fb867dbe3d4b150f17721f82bbd899f6600b20d0"
    ),
    "PBKDF2 of Werkzeug, SHA-256": (
        "pbkdf2:sha256:1000000$HYwNgaZaT0XELoVS$fb2ab5f9b66f02b9b61194db4600c12fcf88e68276fc73a1d37"
        "78b2a757a7471"
    ),
    "PBKDF2 of Werkzeug, SHA-512": (
        "pbkdf2:sha512:1000000$kXWin2RBrLCO5SiF$a4ee1f340f0031d507b0e456c5069b66d8997c501794c5e1109"
        "8ba7547050ef508fd463b0cff2c0919b09e8a5b6d693a627e3342b7dc23fd202c8e038710ff2e"
    ),
    "argon2id of Django": (
        "argon2$argon2id$v=19$m=102400,t=2,p=8$cHpFRnRwNE81SHV5R3IzVjYyNkUzMw"
        "$xvb+PpepceBJPQiz/Zh3/H3yTuIrKVHde6/4bNIh72g"
    ),
    "bcrypt of Django": "bcrypt$$2b$12$aRSQwiW4E4T6xSedeG2dI.3n7Ea.zmMBST4GSSNXdHm8gGqbm.2fy",
    "bcrypt of Django, SHA-256": (
        "bcrypt_sha256$$2b$12$zI5ulM7x2gNe.L/nRHZCUeI051UOfDDJCbBlv.2ziyOAfQzboq9sq"
    ),
    "bcrypt of passlib, SHA-256": (
        "$bcrypt-sha256$v=2,t=2b,r=12$EgmxqXiCn31KK97mQfi4hu$k3jOqalWnEIFbeVJfVAVUP4I9GfFGn."
    ),
    "scrypt of Django": (
        "scrypt$16384$nwJtRLx1XfcLY5JfiVWPIy$8$5$CFS4nP9e6EqLGPJRZca5FUomgO6gtXI9TlLzHFeI7qkdn9D7CpPrahn"
        "50rcfvPDJZ9fHMjLJewqQvItFuJpq4Q=="
    ),
    "PBKDF2 of Django": (
        "pbkdf2_sha256$1000000$PGfUfGjjuZBQ3pgBcZ5dUe$LsXnWbHW/kATHbTYVg8C0/fIL/dlQ5aIJK3g6u2e+Ng="
    ),
    "PBKDF2 of passlib, SHA-256": (
        "$pbkdf2-sha256$29000$BGDMOUeoVWoN4fzfOyckRA$EOLcf7hPNOBvswp/JrYUMUtKl/lx3cJOT.4N7QXScpA"
    ),
    "PBKDF2 of passlib, SHA-512": (
        "$pbkdf2-sha512$25000$SglB6N3bm/N.7x1jDCEkxA$FurHHY7G7kIlTqNikoubUogcQmu2uAOrN3.EfjtgXEnqdO"
        "wsEYeQe49fEWBzg/b3ul3vGBlLlR8YbogJNyziFA"
    ),
}
NO_HASHES = {
    "a password": "correct horse battery staple",
    "nothing": "",
    "MD5": "5f4dcc3b5aa765d61d8327deb882cf99",
    "SHA-256": "0f" * 32,
    "MD5 crypt": "$1$abcdefgh$JLCfWZGPJZrPHUDGEUUvl1",
    "the prefix of bcrypt": "$2b$12$correct horse battery staple",
    "bcrypt, cut": BCRYPT[:-1],
    "bcrypt and more": BCRYPT + "a",
    "bcrypt in a line of a file": BCRYPT + "\n",
    "bcrypt behind a line": "\n" + BCRYPT,
    "bcrypt, digits of another script": BCRYPT.replace("12", "\uff11\uff12"),
    "argon2 without its hash": "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA",
    "argon2d": "$argon2d$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$" + "q" * 43,
    "scrypt in upper case": ("scrypt:32768:8:1$pJPDkRTxpJPDkRTx$" + "0f" * 64).upper(),
    "bcrypt of passlib, its first SHA-256": (
        "$bcrypt-sha256$2b,12$EgmxqXiCn31KK97mQfi4hu$k3jOqalWnEIFbeVJfVAVUP4I9GfFGn."
    ),
    "SHA-512 crypt": (
        "$6$rounds=656000$Tj3zA0dGZ0PUnYCd$LQGDmjB3Vv2WMvrqS1f01BA/LEYH7bFpadVcjl9V7Y/RxkK"
        ".1KeYSTs9.Y0D3DxJyepToZzE8yfJvNmYSekPC."
    ),
    "no password, of Django": "!" + "a" * 40,
    "argon2d of Django": "argon2$argon2d$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$" + "q" * 43,
    "two prefixes of Django": "bcrypt$bcrypt$" + BCRYPT,
    "scrypt of Django, cut": "scrypt$16384$nwJtRLx1XfcLY5JfiVWPIy$8$5$" + "q" * 84 + "==",
    "PBKDF2 with SHA-1": "pbkdf2:sha1:1000000$pJPDkRTxpJPDkRTx$" + "0f" * 20,
    "too long": "$2b$12$" + "a" * 600,
}


def new_user(**fields: Any) -> NewUser:
    """A user whom nobody else is."""
    word = secrets.token_hex(6)
    given: dict[str, Any] = {
        "email": f"{canary.MARK}.{word}@example.org",
        "username": word,
        "password_hash": HASH,
    }
    return NewUser(**{**given, **fields})


def new_text() -> str:
    """A word that stands nowhere else."""
    return secrets.token_hex(8)


def add_belongings(connection: psycopg.Connection[Any], user_id: UUID) -> None:
    """One conversation, two messages, one transcript, three chunks, one template, one setting changed."""
    conversation, transcript = uuid4(), uuid4()
    connection.execute(
        "INSERT INTO conversations (id, user_id) VALUES (%s, %s)",
        [conversation, user_id],
    )
    connection.execute(
        "INSERT INTO messages (user_id, conversation_id, role, content)"
        " SELECT %s, %s, 'user', 'hello' FROM generate_series(1, 2)",
        [user_id, conversation],
    )
    connection.execute(
        "INSERT INTO transcripts (id, user_id, youtube_video_id, transcript_text)"
        " VALUES (%s, %s, 'dQw4w9WgXcQ', 'words')",
        [transcript, user_id],
    )
    connection.execute(
        "INSERT INTO chunks (user_id, transcript_id, chunk_index, chunk_text, token_count)"
        " SELECT %s, %s, number, 'words', 1 FROM generate_series(0, 2) AS number",
        [user_id, transcript],
    )
    connection.execute(
        "INSERT INTO templates (user_id, template_type, template_name, template_content)"
        " VALUES (%s, 'blog', 'mine', 'words')",
        [user_id],
    )
    connection.execute(
        "INSERT INTO config_changes (key, version, new_value, changed_by) VALUES (%s, 1, '1', %s)",
        [str(user_id), user_id],
    )
