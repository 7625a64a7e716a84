"""Folding does not ask the locale: columns mean the same on every server."""

# ruff: noqa: RUF001 (look-alikes are the point)

from __future__ import annotations

from contextlib import closing
from typing import LiteralString

import psycopg
from psycopg import sql

from tests.fixtures.server import Server
from tests.library.search.folding import DIFFERENT, SAME
from tracktion_db.migrations import apply_migrations

NAMES = [name for pair in (*SAME, *DIFFERENT) for name in pair] + [
    "I İ ı i",
    "Iİıi",
    "TITLE",
    "ÎÏ",
    "ǅ",
    "ẞ",
    "ŉ",
]
LOCALES: dict[str, LiteralString] = {
    "c": "LOCALE 'C'",
    "c_utf8": "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'",
    "c_utf8_libc": "LOCALE 'C.UTF-8'",
    "turkish": "LOCALE_PROVIDER icu ICU_LOCALE 'tr-TR' LOCALE 'C'",
}

NOT_THERE = (
    psycopg.errors.SyntaxError,
    psycopg.errors.FeatureNotSupported,
    psycopg.errors.InvalidParameterValue,
)


def answers(url: str) -> list[tuple[str, ...]]:
    apply_migrations(url)
    with closing(psycopg.connect(url)) as connection:
        return connection.execute(
            """
            SELECT search_fold(name), search_key(search_fold(name)),
                search_vector(search_fold(name), search_fold(name), NULL, 'trance', 'FLAC ' || name)::text,
                search_terms(string_to_array(search_fold(name), ' '), ':*'),
                search_contains(name, search_fold(name))::text,
                search_highlight(name, ARRAY[search_fold(name), 'i'], true, true)
            FROM unnest(%s::text[]) WITH ORDINALITY AS probe (name, number)
            ORDER BY number
            """,
            [NAMES],
        ).fetchall()


def test_the_same_name_folds_to_the_same_bytes_under_every_locale(server: Server) -> None:
    found: dict[str, list[tuple[str, ...]]] = {}
    with closing(psycopg.connect(server.url, autocommit=True)) as admin:
        for locale, options in LOCALES.items():
            name = f"test_{server.run_id}_{locale}"
            create = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' ").format(
                sql.Identifier(name)
            )
            try:
                _ = admin.execute(create + sql.SQL(options))  # pyright: ignore[reportArgumentType]
            except (
                psycopg.errors.SyntaxError,
                psycopg.errors.FeatureNotSupported,
                psycopg.errors.WrongObjectType,
            ):
                continue  # a server without this provider
            try:
                found[locale] = answers(server.database(name))
            finally:
                _ = admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    assert {"c", "c_utf8_libc"} <= set(found)
    first = found.pop("c")
    for locale, others in found.items():
        assert others == first, locale
