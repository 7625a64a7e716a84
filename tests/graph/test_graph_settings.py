"""The graph's settings: every variable is read, every wrong one is named, the password shows up nowhere."""

from __future__ import annotations

import pickle
import traceback

import pytest

from tracktion_db.errors import UsageError, ValidationError
from tracktion_db.graph import GraphSettings

URI = "bolt://graph.example:7687"
LOGIN = {"NEO4J_URI": URI, "NEO4J_USER": "ada", "NEO4J_PASSWORD": "geheim"}
VARIABLES = {
    "NEO4J_DATABASE": ("database", "music", "music"),
    "NEO4J_POOL_SIZE": ("pool_size", "7", 7),
    "NEO4J_POOL_TIMEOUT": ("pool_timeout", "2.5", 2.5),
    "NEO4J_CONNECT_TIMEOUT": ("connect_timeout", "3", 3.0),
    "NEO4J_MAX_LIFETIME": ("max_lifetime", "600", 600.0),
    "NEO4J_LIVENESS": ("liveness", "0", 0.0),
    "NEO4J_TIMEOUT": ("timeout", "12.5", 12.5),
    "NEO4J_RETRY_SECONDS": ("retry_seconds", "0", 0.0),
    "NEO4J_MAX_ROWS": ("max_rows", "1000", 1000),
    "NEO4J_MAX_BYTES": ("max_bytes", "4096", 4096),
}
DEFAULTS = {
    "user": "",
    "database": "neo4j",
    "pool_size": 20,
    "pool_timeout": 5.0,
    "connect_timeout": 5.0,
    "max_lifetime": 300.0,
    "liveness": 30.0,
    "timeout": 30.0,
    "retry_seconds": 5.0,
    "max_rows": 100_000,
    "max_bytes": 268_435_456,
}
WRONG = {
    "NEO4J_URI": [
        "geheim",
        "http://h:7687",
        "bolt://",
        "bolt://ada:geheim@h:7687",
        "bolt://h:geheim",
        "bolt://h:0",
        "bolt://h:99999",
        "bolt://h/geheim",
        "bolt://h:7687?geheim=1",
        "bolt://h:7687\x00geheim",
        "bolt://[h",
    ],
    "NEO4J_DATABASE": ["geheim" * 11],
    "NEO4J_POOL_SIZE": ["geheim", "0", "1.5"],
    "NEO4J_POOL_TIMEOUT": ["geheim", "0", "nan"],
    "NEO4J_CONNECT_TIMEOUT": ["geheim", "-1", "inf"],
    "NEO4J_MAX_LIFETIME": ["geheim", "0"],
    "NEO4J_LIVENESS": ["geheim", "-1"],
    "NEO4J_TIMEOUT": ["geheim", "0", "3000000"],
    "NEO4J_RETRY_SECONDS": ["geheim", "-1"],
    "NEO4J_MAX_ROWS": ["geheim", "0"],
    "NEO4J_MAX_BYTES": ["geheim", "1023"],
}


def test_every_setting_has_a_variable_and_a_default() -> None:
    settings = GraphSettings.from_env({"NEO4J_URI": URI})
    assert settings.uri == URI
    assert {name: getattr(settings, name) for name in DEFAULTS} == DEFAULTS
    assert {f"NEO4J_{name.upper()}" for name in GraphSettings.model_fields} == {*LOGIN, *VARIABLES}


@pytest.mark.parametrize("variable", VARIABLES)
def test_a_variable_sets_its_attribute(variable: str) -> None:
    attribute, text, value = VARIABLES[variable]
    settings = GraphSettings.from_env({**LOGIN, variable: text, "NEO4J_OTHER": "x"})
    assert getattr(settings, attribute) == value
    assert GraphSettings.from_uri(URI, user="ada", password="geheim", **{attribute: value}) == settings


@pytest.mark.parametrize(
    ("variable", "text"), [(name, text) for name, texts in WRONG.items() for text in texts]
)
def test_a_wrong_variable_is_named_and_not_repeated(variable: str, text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        GraphSettings.from_env({**LOGIN, variable: text})
    assert caught.value.field == variable
    assert "geheim" not in "".join(traceback.format_exception(caught.value))


def test_a_missing_address_is_named() -> None:
    for environ in ({}, {"NEO4J_URI": " "}):
        with pytest.raises(ValidationError, match="NEO4J_URI: is not set"):
            GraphSettings.from_env(environ)


@pytest.mark.parametrize("scheme", ["bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"])
@pytest.mark.parametrize("host", ["graph.example", "127.0.0.1", "[::1]"])
def test_the_drivers_schemes_are_taken(scheme: str, host: str) -> None:
    for port in ("", ":7687"):
        assert GraphSettings.from_uri(f" {scheme}://{host}{port} ").uri == f"{scheme}://{host}{port}"


def test_user_and_password_come_together() -> None:
    with pytest.raises(ValidationError, match="NEO4J_PASSWORD: must be set"):
        GraphSettings.from_uri(URI, user="ada")
    with pytest.raises(ValidationError, match="NEO4J_USER: must be set"):
        GraphSettings.from_uri(URI, password="geheim")


def test_the_password_shows_up_nowhere() -> None:
    settings = GraphSettings.from_env(LOGIN)
    assert settings.password.get_secret_value() == "geheim"
    assert settings.server == "ada@graph.example:7687/neo4j"
    assert "geheim" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    with pytest.raises(UsageError, match="are not pickled"):
        pickle.dumps(settings)
