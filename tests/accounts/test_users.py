from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from tests.accounts.samples import DAY, HASH, NOBODY, TOKEN, new_user
from tests.fixtures.executors import Run
from tracktion_db import AsyncDatabase, Database, accounts
from tracktion_db.accounts import NewUser, User, UserChanges
from tracktion_db.errors import Conflict, NotFound, RuleViolated, ValidationError


def test_what_is_added_is_found_again(run: Run) -> None:
    user = run(accounts.add_user(NewUser(email="ada@example.org", username="Ada", password_hash=HASH)))

    assert (user.email, user.username, user.has_password) == ("ada@example.org", "Ada", True)
    assert user.created_at == user.updated_at
    assert run(accounts.get_user(user.id)) == user
    assert run(accounts.get_user_by_email("ada@example.org")) == user
    assert run(accounts.get_user_by_username("Ada")) == user


def test_one_of_both_names_is_enough(run: Run) -> None:
    by_email = run(accounts.add_user(NewUser(email="grace@example.org")))
    by_name = run(accounts.add_user(NewUser(username="grace")))

    assert (by_email.username, by_email.has_password) == (None, False)
    assert (by_name.email, by_name.has_password) == (None, False)
    assert by_email.id != by_name.id


def test_nobody_is_added_without_any_name() -> None:
    given: list[dict[str, Any]] = [{}, {"password_hash": HASH}, {"email": None, "username": None}]
    for fields in given:
        with pytest.raises(ValidationError) as refused:
            _ = NewUser(**fields)
        assert refused.value.field == "email"
        assert "username" in refused.value.reason


def test_no_change_of_nothing_is_made() -> None:
    given: list[dict[str, Any]] = [{}, {"email": None, "username": None}]
    for fields in given:
        with pytest.raises(ValidationError) as refused:
            _ = UserChanges(**fields)
        assert refused.value.field == "email"
    assert UserChanges(email=None).model_fields_set == {"email"}
    assert UserChanges(username=None).model_fields_set == {"username"}


def test_who_signs_up_is_there_with_the_first_session_or_not_at_all(db: Database, service_url: str) -> None:
    new = NewUser(email="ada@example.org", password_hash=HASH)
    again = NewUser(email="ADA@example.org")
    with Database.from_url(service_url) as service:
        with service.transaction(user_id=new.id) as tx:
            user = tx.run(accounts.add_user(new))
            session = tx.run(accounts.add_session(new.id, TOKEN, DAY))
        assert (user.id, session.user_id) == (new.id, new.id)
        assert service.run(accounts.get_session(TOKEN)) == session
        with pytest.raises(Conflict) as refused, service.transaction(user_id=again.id) as tx:
            _ = tx.run(accounts.add_user(again))
    assert refused.value.field == "email"
    assert db.run(accounts.get_user(again.id)) is None


async def test_who_signs_up_is_there_with_the_first_session_on_asyncio(adb: AsyncDatabase) -> None:
    new = NewUser(username="ada")
    async with adb.transaction(user_id=new.id) as tx:
        user = await tx.run(accounts.add_user(new))
        session = await tx.run(accounts.add_session(new.id, TOKEN, DAY))
    assert (user.id, session.user_id) == (new.id, new.id)


def test_an_id_is_made_or_given_and_unlike_any_other(run: Run) -> None:
    made = {NewUser(username="ada").id for _ in range(100)}
    given = NewUser(id=NOBODY, username="ada")

    assert len(made) == 100
    assert run(accounts.add_user(given)).id == NOBODY
    with pytest.raises(Conflict) as refused:
        run(accounts.add_user(NewUser(id=NOBODY, username="grace")))
    assert (refused.value.constraint, refused.value.field) == ("users_pkey", "id")
    with pytest.raises(ValidationError) as invalid:
        _ = NewUser(id="ada", username="ada")  # type: ignore[arg-type]
    assert invalid.value.field == "id"


def test_who_is_not_there_is_none(run: Run) -> None:
    _ = run(accounts.add_user(NewUser(username="Ada")))

    assert run(accounts.get_user(NOBODY)) is None
    assert run(accounts.get_user_by_email("ada@example.org")) is None
    assert run(accounts.get_user_by_email("no e-mail at all")) is None
    assert run(accounts.get_user_by_email("")) is None
    assert run(accounts.get_user_by_username("ada@example.org")) is None
    assert run(accounts.get_user_by_username("%")) is None


@pytest.mark.parametrize(
    "typed", ["ada\0", "\0", "\ud800ada", "ada" + "\u00ad" * 1000, "a" * 100_000, "'; --"], ids=range(6)
)
def test_what_can_be_nobodys_name_finds_nobody(run: Run, typed: str) -> None:
    _ = run(accounts.add_user(NewUser(username="ada", email="ada@example.org", password_hash=HASH)))

    assert run(accounts.get_user_by_email(typed)) is None
    assert run(accounts.get_user_by_username(typed)) is None
    assert run(accounts.get_credentials_by_email(typed)) is None
    assert run(accounts.get_credentials_by_username(typed)) is None


@pytest.mark.parametrize("typed", [None, 5, b"ada"])
def test_what_is_no_text_is_refused(typed: Any) -> None:
    for find in (accounts.get_user_by_email, accounts.get_credentials_by_email):
        with pytest.raises(ValidationError) as refused:
            _ = find(typed)
        assert refused.value.field == "email"
    for find in (accounts.get_user_by_username, accounts.get_credentials_by_username):
        with pytest.raises(ValidationError) as refused:
            _ = find(typed)
        assert refused.value.field == "username"


@pytest.mark.parametrize(
    "other",
    [
        "STRASSEN@EXAMPLE.ORG",
        "strassen@Example.Org",
        "\uff53trassen@example.org",
        "stra\u00adssen@example.org",
    ],
)
def test_an_email_is_one_whatever_its_case_and_form(run: Run, other: str) -> None:
    user = run(accounts.add_user(NewUser(email="Strassen@example.org")))

    assert run(accounts.get_user_by_email(other)) == user
    if "\u00ad" in other:  # typed by somebody to sign in; as an address of its own it is refused
        with pytest.raises(ValidationError):
            _ = NewUser(email=other)
        return
    with pytest.raises(Conflict) as refused:
        run(accounts.add_user(NewUser(email=other)))
    assert (refused.value.constraint, refused.value.field) == ("users_email_unique", "email")


@pytest.mark.parametrize(
    "other", ["ÅNGSTRÖM", "ångström", unicodedata.normalize("NFD", "Ångström"), "Åɴgstrom"]
)
def test_a_username_is_one_whatever_its_case_and_form(run: Run, other: str) -> None:
    user = run(accounts.add_user(NewUser(username="Ångström")))

    if "ɴ" in other:  # a small capital is a letter of its own: the negative control
        assert run(accounts.get_user_by_username(other)) is None
        return
    assert run(accounts.get_user_by_username(other)) == user
    with pytest.raises(Conflict) as refused:
        run(accounts.add_user(NewUser(username=other)))
    assert (refused.value.constraint, refused.value.field) == ("users_username_unique", "username")


def test_names_are_kept_as_they_were_given(run: Run) -> None:
    name = unicodedata.normalize("NFD", "Ångström")
    user = run(accounts.add_user(NewUser(email="Ada@Example.ORG", username=name)))
    assert (user.email, user.username) == ("Ada@Example.ORG", name)


def test_an_email_of_one_is_no_username_of_another(run: Run) -> None:
    user = run(accounts.add_user(NewUser(username="ada")))
    assert run(accounts.get_user_by_email("ada")) is None
    assert run(accounts.get_user_by_username("ada")) == user


def test_only_what_is_named_changes(run: Run) -> None:
    user = run(accounts.add_user(new_user(email="old@example.org", username="old")))
    other = run(accounts.add_user(new_user()))

    changed = run(accounts.update_user(user.id, UserChanges(email="new@example.org")))
    assert (changed.email, changed.username) == ("new@example.org", "old")
    assert changed.updated_at > user.updated_at
    changed = run(accounts.update_user(user.id, UserChanges(email=None)))
    assert (changed.email, changed.username, changed.has_password) == (None, "old", True)
    assert run(accounts.get_user(other.id)) == other


def test_a_change_to_what_another_has_is_a_conflict(run: Run) -> None:
    user = run(accounts.add_user(new_user()))
    _ = run(accounts.add_user(NewUser(email="taken@example.org", username="taken")))

    for changes, field in (
        (UserChanges(email="TAKEN@example.org"), "email"),
        (UserChanges(username="Taken"), "username"),
    ):
        with pytest.raises(Conflict) as refused:
            run(accounts.update_user(user.id, changes))
        assert refused.value.field == field
    assert run(accounts.get_user(user.id)) == user


def test_a_name_in_another_case_is_no_conflict_with_itself(run: Run) -> None:
    user = run(accounts.add_user(NewUser(username="ada")))
    assert run(accounts.update_user(user.id, UserChanges(username="ADA"))).username == "ADA"


def test_no_change_leaves_a_user_without_a_name(run: Run) -> None:
    user = run(accounts.add_user(NewUser(username="ada")))

    with pytest.raises(RuleViolated) as refused:
        run(accounts.update_user(user.id, UserChanges(username=None)))
    assert refused.value.constraint == "users_email_or_username"


def test_a_character_that_came_after_unicode_14_is_refused_whatever_this_python_knows(run: Run) -> None:
    later = "\U0001ccd6dmin"  # the same key as "admin" from Unicode 16 on
    for field, value in (("username", later), ("email", f"{later}@example.org")):
        given: dict[str, Any] = {"email": None, "username": None, "password_hash": None, field: value}
        with pytest.raises(RuleViolated) as refused:
            run(accounts.add_user(NewUser.model_construct(**given)))
        assert (refused.value.field, refused.value.constraint) == (field, f"users_{field}_unicode")


def test_who_is_not_there_cannot_be_changed(run: Run) -> None:
    with pytest.raises(NotFound):
        run(accounts.update_user(NOBODY, UserChanges(username="x")))
    with pytest.raises(NotFound):
        run(accounts.set_password_hash(NOBODY, HASH))
    with pytest.raises(NotFound):
        run(accounts.remove_user(NOBODY))


def test_a_call_that_adds_a_user_adds_one_however_often_it_runs(run: Run) -> None:
    call = accounts.add_user(new_user())
    user: User = run(call)
    with pytest.raises(Conflict):
        run(call)
    assert run(accounts.get_user(user.id)) == user
