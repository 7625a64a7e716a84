from __future__ import annotations

import unicodedata

import pytest

from tests.accounts.samples import HASH, NOBODY, new_user
from tests.fixtures.executors import Run
from tracktion_db import accounts
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
    with pytest.raises(ValidationError) as refused:
        _ = accounts.add_user(NewUser(password_hash=HASH))
    assert refused.value.field == "email"


def test_who_is_not_there_is_none(run: Run) -> None:
    _ = run(accounts.add_user(NewUser(username="Ada")))

    assert run(accounts.get_user(NOBODY)) is None
    assert run(accounts.get_user_by_email("ada@example.org")) is None
    assert run(accounts.get_user_by_email("no e-mail at all")) is None
    assert run(accounts.get_user_by_email("")) is None
    assert run(accounts.get_user_by_username("ada@example.org")) is None
    assert run(accounts.get_user_by_username("%")) is None


def test_what_no_name_is_as_long_as_is_not_even_looked_for() -> None:
    for find in (accounts.get_user_by_email, accounts.get_credentials_by_email):
        with pytest.raises(ValidationError) as refused:
            _ = find("a" * 1001)
        assert refused.value.field == "email"
    for find in (accounts.get_user_by_username, accounts.get_credentials_by_username):
        with pytest.raises(ValidationError) as refused:
            _ = find("a" * 1001)
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
    with pytest.raises(Conflict) as refused:
        # As any other program might: the soft hyphen would be refused on the way in.
        run(accounts.add_user(NewUser.model_construct(email=other, username=None, password_hash=None)))
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
    for changes in (UserChanges(), UserChanges(email=None, username=None)):
        with pytest.raises(ValidationError) as invalid:
            _ = accounts.update_user(user.id, changes)
        assert invalid.value.field == "changes"


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
