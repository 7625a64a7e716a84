"""What is an e-mail and what a user name, in Python; and that the constraints are no stricter."""

from __future__ import annotations

import unicodedata
from collections.abc import Generator
from contextlib import suppress
from typing import Any, TypeAlias

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_postgresql.executors import NoopExecutor

from tests.fixtures.server import Server
from tracktion_db.accounts import NewUser, UserChanges
from tracktion_db.errors import ValidationError

Connection: TypeAlias = psycopg.Connection[Any]

EMAILS = [
    "a@b.c",
    "ada.lovelace+tag@mail.example.org",
    "!#$%&'*+/=?^_`{|}~-@example.org",
    "a@1.example",
    "a@1.2b",
    "'@example.org",
    "a-@example.org",
    "-a@example.org",
    "a@b--c.d",
    "O'Brien@example.ie",
    "\u2764@example.org",
    f"a@{'ö' * 31}.org",
    "a@ﬁre.org",
    "δοκιμή@παράδειγμα.δοκιμή",
    "a@xn--mnchen-3ya.de",
    "jörg@münchen.de",
    "用户@例子.世界",
    "अजय@डाटा.भारत",
    f"{'a' * 64}@example.org",
    f"a@{'b' * 63}.org",
    f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 61}",
    unicodedata.normalize("NFD", "jörg@münchen.de"),
    "\uff41@example.org",
]
NO_EMAILS = [
    "",
    "@",
    "a",
    "a@",
    "@b.c",
    "a@b",
    "a@localhost",
    "x@-",
    "'@\"",
    "a..b@c",
    "a@b.\uff14\uff12",
    "a@b.c@",
    "a@\u2028.c",
    "a@b\u00d7.c",
    "a@b\u20ac.c",
    "a@\u2460\u2488.c",
    "a@\U0001f600.c",
    "a@\u00bd.c",
    f"a@{'ö' * 32}.org",
    f"a@{chr(0xFDFA) * 3}.org",
    "a\ue000@b.c",
    "a\ufdd0@b.c",
    "a\U000e0041@b.c",
    "a@@b.c",
    "a@b@c.d",
    "a b@c.d",
    " a@b.c",
    "a@b.c ",
    "a@b.c\n",
    "a@b .c",
    "a@b..c",
    "a@.b.c",
    "a@b.c.",
    ".a@b.c",
    "a.@b.c",
    "a..a@b.c",
    "a@-b.c",
    "a@b-.c",
    "a@b_b.c",
    "a@127.0.0.1",
    "a@[127.0.0.1]",
    "a@b.42",
    '"a b"@c.d',
    "a(comment)@b.c",
    "Ada <a@b.c>",
    "mailto:a@b.c",
    "a,b@c.d",
    "a\0@b.c",
    "a\x85@b.c",
    "a\x7f@b.c",
    "a\t@b.c",
    "a\r\nBcc: b@c.d@e.f",
    "a\u200b@b.c",
    "a\u202e@b.c",
    "a\u00ad@b.c",
    "a\ufe0f@b.c",
    "a\u3164@b.c",
    "a\u00a0@b.c",
    "a\u2028@b.c",
    "a\uff20b@c.d",
    "a\uff20b.c",
    "a@b\u3002c",
    "a@i\u2764.ws",
    "a@b\u2024\u2024c.d",
    f"{'a' * 65}@example.org",
    f"{'ö' * 33}@example.org",
    f"a@{'b' * 64}.org",
    f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 62}",
    # 18 letters as one: too long in the form that is compared
    f"{chr(0xFDFA) * 4}@example.org",
]
USERNAMES = [
    "a", "Ada", "ada lovelace", "Ångström", unicodedata.normalize("NFD", "Ångström"), "李小龍", "محمد", "अजय",
    "a" * 64, "-_.!", "😀", "0",
]  # fmt: skip
NO_USERNAMES = [
    "", " ", " a", "a ", "a\u3000", "\u00a0a", "a@b", "@a", "a\uff20b", "a\ufe6bb", "a\nb", "a\0b", "a\tb",
    "a\x1bb", "a\x9fb", "a\u200bb", "a\u200d", "\u3164", "a\u202eb", "a\ufeff", "a\u00ad", "a\u034f",
    "a\u2028b", "a" * 65, chr(0xFDFA) * 4, "\u00a8", "\ue000", "a\ufdd0", "a\U000e0041",
]  # fmt: skip


@pytest.fixture(scope="module")
def connection(server: Server, postgresql_noproc: NoopExecutor) -> Generator[Connection]:
    with (
        server.clean_database(postgresql_noproc.template_dbname) as url,
        psycopg.connect(url) as connection,
    ):
        yield connection


def is_taken(connection: Connection, email: str | None, username: str | None) -> bool:
    try:
        with connection.transaction(force_rollback=True):
            connection.execute("INSERT INTO users (email, username) VALUES (%s, %s)", [email, username])
    except psycopg.errors.CheckViolation:
        return False
    return True


def is_email(email: str) -> bool:
    try:
        _ = NewUser(email=email)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("email", EMAILS)
def test_an_email(connection: Connection, email: str) -> None:
    assert NewUser(email=email).email == email
    assert UserChanges(email=email).email == email
    assert is_taken(connection, email, None)


@pytest.mark.parametrize("email", NO_EMAILS)
def test_no_email(email: str) -> None:
    for kind in (NewUser, UserChanges):
        with pytest.raises(ValidationError) as refused:
            _ = kind(email=email)
        assert refused.value.field == "email"
        # What is no longer than this may stand in any sentence.
        assert len(email) < 4 or email not in str(refused.value)


@pytest.mark.parametrize("username", USERNAMES)
def test_a_username(connection: Connection, username: str) -> None:
    assert NewUser(username=username).username == username
    assert UserChanges(username=username).username == username
    assert is_taken(connection, None, username)


@pytest.mark.parametrize("username", NO_USERNAMES)
def test_no_username(username: str) -> None:
    for kind in (NewUser, UserChanges):
        with pytest.raises(ValidationError) as refused:
            _ = kind(username=username)
        assert refused.value.field == "username"


@pytest.mark.parametrize("email", [email for email in NO_EMAILS if "\0" not in email])
def test_the_constraint_keeps_out_what_python_refuses(connection: Connection, email: str) -> None:
    assert not is_taken(connection, email, None)


def test_the_constraint_takes_every_letter_that_python_takes_and_nothing_unseen(
    connection: Connection,
) -> None:
    """In a mailbox both take the same; in a domain Python alone knows the signs of some scripts."""
    characters = [
        character
        for character in map(chr, range(1, 0xF0000))
        # What came with a later Unicode is left out, and so is the greater part: letters of the one kind.
        if unicodedata.ucd_3_2_0.category(character) not in ("Cn", "Cs", "Co")
        and not 0x3400 < ord(character) < 0x9FFF
        and not 0xAC00 < ord(character) < 0xD7A3
        and ord(character) < 0x20000
    ]
    looser: set[str] = set()
    for shape in ("{}@example.org", "a@x{}x.org", "a@{}.org"):
        emails = [shape.format(character) for character in characters]
        answers = connection.execute(
            "SELECT is_email(given.email) FROM unnest(%s::text[]) WITH ORDINALITY AS given (email, number)"
            " ORDER BY given.number",
            [emails],
        ).fetchall()
        for character, email, (taken,) in zip(characters, emails, answers, strict=True):
            if taken != is_email(email):
                assert taken and shape.startswith("a@"), (hex(ord(character)), shape)
                looser.add(character)
    assert len(characters) > 10_000
    assert len(looser) < 500
    assert {unicodedata.category(character)[0] for character in looser} <= {"P", "S"}


@pytest.mark.parametrize("username", ["", " a", "a ", "a@b", "a\uff20b", "a\nb", "\u200b", "a" * 65])
def test_the_constraint_keeps_out_what_is_no_username_at_all(connection: Connection, username: str) -> None:
    assert not is_taken(connection, None, username)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80), st.emails())
def test_the_constraints_are_no_stricter_than_python(connection: Connection, text: str, email: str) -> None:
    with suppress(ValidationError):
        assert is_taken(connection, None, NewUser(username=text).username)
    for given_email in (email, f"{text}@example.org", f"a@{text}.org"):
        with suppress(ValidationError):
            assert is_taken(connection, NewUser(email=given_email).email, None)
