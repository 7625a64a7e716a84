"""Settings: every variable is read, every wrong one is named, and the password shows up nowhere."""

from __future__ import annotations

import logging
import pickle
import re
import secrets
import traceback
from collections.abc import Generator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tests.fixtures.server import Server
from tracktion_db.errors import UsageError, ValidationError
from tracktion_db.settings import Settings

URL = "postgresql://ada:geheim@db.example:5433/music"
VARIABLES = {
    "DB_APPLICATION_NAME": ("application_name", "renamer/2", "renamer/2"),
    "DB_RETRY_ATTEMPTS": ("retry_attempts", "7", 7),
    "DB_RETRY_DELAY": ("retry_delay", "0.25", 0.25),
    "DB_CONNECT_TIMEOUT": ("connect_timeout", "3.5", 3.5),
    "DB_POOL_MIN_SIZE": ("pool_min_size", "3", 3),
    "DB_POOL_MAX_SIZE": ("pool_max_size", "30", 30),
    "DB_POOL_TIMEOUT": ("pool_timeout", "2.5", 2.5),
    "DB_POOL_MAX_WAITING": ("pool_max_waiting", "12", 12),
    "DB_POOL_MAX_LIFETIME": ("pool_max_lifetime", "600", 600.0),
    "DB_POOL_MAX_IDLE": ("pool_max_idle", "60", 60.0),
    "DB_POOL_RECONNECT_TIMEOUT": ("pool_reconnect_timeout", "8", 8.0),
    "DB_STATEMENT_TIMEOUT": ("statement_timeout", "12.5", 12.5),
    "DB_LOCK_TIMEOUT": ("lock_timeout", "0", 0.0),
    "DB_IDLE_IN_TRANSACTION_TIMEOUT": ("idle_in_transaction_timeout", "90", 90.0),
    "DB_TCP_USER_TIMEOUT": ("tcp_user_timeout", "4", 4.0),
    "DB_VALIDATE_ROWS": ("validate_rows", "1", True),
}
WRONG = {
    "DATABASE_URL": [
        "geheim",
        "mysql://ada:geheim@h/d",
        "postgresql://ada:%geheim@h/d",
        "host=geheim geheim",
    ],
    "DB_APPLICATION_NAME": ["geheim" * 11, "geheim\n", "geheimé"],
    "DB_RETRY_ATTEMPTS": ["geheim", "0", "1.5", "-1"],
    "DB_RETRY_DELAY": ["geheim", "-1", "nan"],
    "DB_CONNECT_TIMEOUT": ["geheim", "0", "inf"],
    "DB_POOL_MIN_SIZE": ["geheim", "-1"],
    "DB_POOL_MAX_SIZE": ["geheim", "0", "1"],
    "DB_POOL_TIMEOUT": ["geheim", "0"],
    "DB_POOL_MAX_WAITING": ["geheim", "0"],
    "DB_POOL_MAX_LIFETIME": ["geheim", "0"],
    "DB_POOL_MAX_IDLE": ["geheim", "0"],
    "DB_POOL_RECONNECT_TIMEOUT": ["geheim", "0"],
    "DB_STATEMENT_TIMEOUT": ["geheim", "-0.1", "2147484"],
    "DB_LOCK_TIMEOUT": ["geheim", "NaN"],
    "DB_IDLE_IN_TRANSACTION_TIMEOUT": ["geheim", "-1"],
    "DB_TCP_USER_TIMEOUT": ["geheim", "-1"],
    "DB_VALIDATE_ROWS": ["geheim", "2"],
}


@pytest.mark.parametrize("variable", VARIABLES)
def test_each_variable_sets_its_attribute(variable: str) -> None:
    attribute, text, value = VARIABLES[variable]
    settings = Settings.from_env({"DATABASE_URL": URL, variable: text})
    assert getattr(settings, attribute) == value


def test_every_attribute_has_a_variable() -> None:
    assert {field.alias for field in Settings.model_fields.values()} == {"DATABASE_URL", *VARIABLES}


@pytest.mark.parametrize(
    ("variable", "text"), [(name, text) for name, texts in WRONG.items() for text in texts]
)
def test_a_wrong_value_names_its_variable_and_is_not_repeated(variable: str, text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Settings.from_env({"DATABASE_URL": URL, variable: text})
    assert caught.value.field == variable
    shown = "".join(traceback.format_exception(caught.value))
    assert "geheim" not in shown.replace(__file__, "").split("ValidationError", 1)[1]
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    "password",
    ["p@ss", "pa/ss", "123/ss", "p:a/ss", "ss@h1,h2", "p%ss"],
    ids=lambda text: quote(text, safe=""),
)
def test_a_password_that_is_not_encoded_is_refused_before_a_part_of_it_is_taken_for_a_host(
    password: str,
) -> None:
    with pytest.raises(ValidationError, match="percent-encoded") as caught:
        Settings.from_env({"DATABASE_URL": f"postgresql://ada:{password}@db.example/music"})
    assert caught.value.field == "DATABASE_URL"


@pytest.mark.parametrize(
    "url",
    [
        URL,
        URL.replace("postgresql://", "postgres://"),
        URL.replace("postgresql://", "postgresql+psycopg://"),
        "host=db.example port=5433 user=ada password=geheim dbname=music",
        f"  {URL}\n",
    ],
)
def test_every_spelling_of_a_url_means_the_same(url: str) -> None:
    assert Settings.from_url(url).conninfo() == Settings.from_url(URL).conninfo()


def test_the_parts_make_the_same_as_the_url() -> None:
    parts = {
        "DB_HOST": "db.example",
        "DB_PORT": "5433",
        "DB_NAME": "music",
        "DB_USER": "ada",
        "DB_PASSWORD": "geheim",
    }
    made = conninfo_to_dict(Settings.from_env(parts).conninfo())
    assert made == conninfo_to_dict(Settings.from_url(URL).conninfo())


def test_a_connection_name_is_the_folder_of_a_cloud_sql_socket() -> None:
    environment = {"DB_CONNECTION_NAME": "shop:europe-west1:music", "DB_NAME": "music", "DB_USER": "ada"}
    made = conninfo_to_dict(Settings.from_env(environment).conninfo())
    assert made["host"] == "/cloudsql/shop:europe-west1:music"
    assert (made["dbname"], made["user"], "port" in made, "password" in made) == (
        "music",
        "ada",
        False,
        False,
    )


def test_the_url_wins_over_the_connection_name_and_that_over_the_host() -> None:
    environment = {"DB_HOST": "third", "DB_NAME": "music", "DB_USER": "ada"}
    assert conninfo_to_dict(Settings.from_env(environment).conninfo())["host"] == "third"
    environment["DB_CONNECTION_NAME"] = "a:b:second"
    assert conninfo_to_dict(Settings.from_env(environment).conninfo())["host"] == "/cloudsql/a:b:second"
    environment["DATABASE_URL"] = "postgresql://first/music"
    assert conninfo_to_dict(Settings.from_env(environment).conninfo())["host"] == "first"


@pytest.mark.parametrize(
    ("environment", "field"),
    [
        ({}, "DATABASE_URL"),
        ({"DATABASE_URL": "  "}, "DATABASE_URL"),
        ({"DB_HOST": "h", "DB_USER": "u"}, "DB_NAME"),
        ({"DB_HOST": "h", "DB_NAME": "n"}, "DB_USER"),
        ({"DB_HOST": "h", "DB_NAME": "n", "DB_USER": "u", "DB_PORT": "0"}, "DB_PORT"),
        ({"DB_HOST": "h", "DB_NAME": "n", "DB_USER": "u", "DB_PORT": "geheim"}, "DB_PORT"),
        ({"DB_HOST": "ada@h", "DB_NAME": "n", "DB_USER": "u"}, "DB_HOST"),
        ({"DB_HOST": "h", "DB_NAME": "n", "DB_USER": "u", "DB_PASSWORD": "ge\0heim"}, "DB_PASSWORD"),
        ({"DB_HOST": "h", "DB_NAME": "n\udc80", "DB_USER": "u"}, "DB_NAME"),
        ({"DB_CONNECTION_NAME": "../geheim", "DB_NAME": "n", "DB_USER": "u"}, "DB_CONNECTION_NAME"),
        ({"DB_CONNECTION_NAME": "a:b:c", "DB_USER": "u"}, "DB_NAME"),
    ],
)
def test_what_is_missing_or_wrong_in_the_parts_is_named(environment: dict[str, str], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Settings.from_env(environment)
    assert caught.value.field == field
    assert "geheim" not in str(caught.value)


def test_the_environment_of_the_process_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", URL)
    monkeypatch.setenv("DB_POOL_MAX_SIZE", "")
    assert Settings.from_env() == Settings.from_url(URL)


def test_an_unknown_override_is_refused() -> None:
    with pytest.raises(ValidationError) as caught:
        Settings.from_url(URL, pool_size=3)
    assert caught.value.field == "pool_size"


def test_callers_may_queue_five_deep_for_each_connection() -> None:
    assert Settings.from_url(URL, pool_max_size=4).pool_max_waiting == 20


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(Exception, match="frozen"):
        Settings.from_url(URL).pool_max_size = 3


def test_the_password_shows_up_nowhere_but_in_conninfo(caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings.from_url(URL)
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").info("%s %r", settings, settings)
    shown = [repr(settings), str(settings), caplog.text, settings.server]
    shown += [str(settings.model_dump()), settings.model_dump_json(), str(vars(settings))]
    assert not [text for text in shown if "geheim" in text]
    assert "ada@db.example:5433/music" in repr(settings)
    assert "geheim" in settings.conninfo()


def test_settings_are_not_pickled() -> None:
    with pytest.raises(UsageError, match="password"):
        pickle.dumps(Settings.from_url(URL))


def test_what_the_url_says_wins_except_for_the_time_zone() -> None:
    url = f"{URL}?application_name=mine&target_session_attrs=any&connect_timeout=9&keepalives_idle=7"
    settings = Settings.from_url(f"{url}&options=-c%20TimeZone%3DAsia/Tokyo%20-c%20lock_timeout%3D1")
    made = conninfo_to_dict(settings.conninfo())
    assert made["application_name"] == "mine"
    assert made["target_session_attrs"] == "any"
    assert (made["connect_timeout"], made["keepalives_idle"], made["keepalives_count"]) == ("9", "7", "3")
    options = str(made["options"]).split(" -c ")
    assert options.index("lock_timeout=1") > options.index("lock_timeout=5000")
    assert options[-1] == "TimeZone=UTC"


def test_a_time_limit_too_small_for_the_server_is_not_rounded_to_no_limit() -> None:
    made = conninfo_to_dict(Settings.from_url(URL, statement_timeout=0.0001).conninfo())
    assert "statement_timeout=1 " in str(made["options"])


def test_the_example_lists_every_variable_with_its_default(pytestconfig: pytest.Config) -> None:
    text = Path(pytestconfig.rootpath, ".env.example").read_text()
    listed = dict(re.findall(r"^#?([A-Z0-9_]+)=(.*)$", text, re.MULTILINE))
    defaults = {name: listed[name] for name in VARIABLES}
    assert Settings.from_env({"DATABASE_URL": URL, **defaults}) == Settings.from_url(URL)
    others = {"DATABASE_URL", "DB_CONNECTION_NAME", "DB_HOST", "DB_PORT", "DB_NAME", "DB_USER", "DB_PASSWORD"}
    others |= {"DATABASE_REPLICA_URL", "TEST_DATABASE_URL"}
    others |= {"NEO4J_URI", "NEO4J_USER", "NEO4J_PASSWORD", "NEO4J_TEST_URI"}
    assert others <= listed.keys()
    composed = set(
        re.findall(r"\$\{([A-Z0-9_]+)", Path(pytestconfig.rootpath, "docker-compose.yml").read_text())
    )
    assert composed <= listed.keys()


# --- on the server


@pytest.fixture
def awkward_login(server: Server) -> Generator[tuple[str, str]]:
    """A role whose name and password need every kind of quoting."""
    name, password = f"o'neil \\{secrets.token_hex(4)}", "p@ss/w:rd#?%& '\\\"=ß€ +end"
    with psycopg.connect(server.url, autocommit=True) as admin:
        admin.execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(name), sql.Literal(password))
        )
        yield name, password
        admin.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def test_any_password_works_in_a_url_and_in_parts(server: Server, awkward_login: tuple[str, str]) -> None:
    name, password = awkward_login
    where = {key: str(value) for key, value in conninfo_to_dict(server.url).items()}
    place = f"{where['host']}:{where['port']}/{where['dbname']}"
    url = f"postgresql://{quote(name, safe='')}:{quote(password, safe='')}@{place}"
    parts = {"DB_HOST": where["host"], "DB_PORT": where["port"], "DB_NAME": where["dbname"]}
    for settings in (
        Settings.from_url(url),
        Settings.from_env({**parts, "DB_USER": name, "DB_PASSWORD": password}),
    ):
        with psycopg.connect(settings.conninfo()) as connection:
            row = connection.execute("SELECT current_user").fetchone()
            assert row == (name,)


def test_a_session_has_the_limits(server: Server) -> None:
    settings = Settings.from_url(server.url, statement_timeout=12.5, lock_timeout=0, application_name="claim")
    with psycopg.connect(settings.conninfo()) as connection:
        shown = {
            name: connection.execute("SELECT current_setting(%s)", [name]).fetchone()
            for name in (
                "application_name",
                "statement_timeout",
                "lock_timeout",
                "idle_in_transaction_session_timeout",
                "TimeZone",
            )
        }
    assert shown == {
        "application_name": ("claim",),
        "statement_timeout": ("12500ms",),
        "lock_timeout": ("0",),
        "idle_in_transaction_session_timeout": ("1min",),
        "TimeZone": ("UTC",),
    }
