from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.assistant.samples import NOBODY, new_template
from tests.fixtures.executors import Run
from tracktion_db import assistant
from tracktion_db.assistant import NewTemplate, TemplateChanges
from tracktion_db.errors import Conflict, InvalidReference, NotFound, RuleViolated, ValidationError


def test_a_template_comes_back_as_it_was_given(run: Run, me: UUID) -> None:
    given = new_template()

    added = run(assistant.add_template(me, given))

    assert (added.user_id, added.is_default) == (me, False)
    assert (added.template_type, added.template_name) == (given.template_type, given.template_name)
    assert added.template_content == given.template_content
    assert added.variables == ["name", "thing"]
    assert run(assistant.get_template(me, "email", "thanks")) == added
    assert run(assistant.list_templates(me)) == [added]


def test_the_users_own_template_comes_before_the_one_for_everybody(run: Run, me: UUID, other: UUID) -> None:
    default = run(assistant.add_default_template(new_template()))
    assert (default.user_id, default.is_default) == (None, True)
    for user in (me, other):
        assert run(assistant.get_template(user, "email")) == default
        assert run(assistant.get_template(user, "email", "thanks")) == default

    own = run(assistant.add_template(me, new_template()))

    assert run(assistant.get_template(me, "email")) == own
    assert run(assistant.get_template(me, "email", "thanks")) == own
    assert run(assistant.get_template(other, "email")) == default
    assert run(assistant.get_template(me, "blog")) is None
    assert run(assistant.remove_template(me, own.id)) == 1
    assert run(assistant.get_template(me, "email")) == default


def test_an_own_template_of_another_name_counts_only_where_no_name_is_asked_for(run: Run, me: UUID) -> None:
    default = run(assistant.add_default_template(new_template()))
    own = run(assistant.add_template(me, new_template(template_name="mine")))

    assert run(assistant.get_template(me, "email")) == own
    assert run(assistant.get_template(me, "email", "thanks")) == default
    assert run(assistant.get_template(me, "email", "nothing")) is None


def test_of_several_templates_the_one_that_was_changed_last_counts(run: Run, me: UUID) -> None:
    first, second = (
        run(assistant.add_template(me, new_template(template_name=name))) for name in ("first", "second")
    )
    assert run(assistant.get_template(me, "email")) == second

    changed = run(assistant.update_template(me, first.id, TemplateChanges(template_name="other")))

    assert run(assistant.get_template(me, "email")) == changed


def test_templates_are_listed_the_users_own_first_then_by_type_and_name(
    run: Run, me: UUID, other: UUID
) -> None:
    wanted: list[Any] = []
    for add in (partial(assistant.add_template, me), assistant.add_default_template):
        for kind, name in (("blog", "a"), ("email", "a"), ("email", "b")):
            wanted.append(run(add(new_template(template_type=kind, template_name=name))))
    _ = run(assistant.add_template(other, new_template()))

    assert run(assistant.list_templates(me)) == wanted
    assert run(assistant.list_templates(me, "email")) == [
        row for row in wanted if row.template_type == "email"
    ]
    assert run(assistant.list_templates(me, "twitter")) == []


def test_a_name_is_given_once_for_each_type_and_user_and_for_everybody(
    run: Run, me: UUID, other: UUID
) -> None:
    for add in (
        partial(assistant.add_template, me),
        partial(assistant.add_template, other),
        assistant.add_default_template,
    ):
        _ = run(add(new_template()))
        _ = run(add(new_template(template_type="blog")))
        with pytest.raises(Conflict) as refused:
            run(add(new_template()))
        assert refused.value.field == "template_name"


def test_a_template_is_changed_and_removed_by_its_user_only(run: Run, me: UUID, other: UUID) -> None:
    own = run(assistant.add_template(me, new_template()))
    default = run(assistant.add_default_template(new_template()))
    changes = TemplateChanges(template_content="Hello {{you}}", variables=("you",))

    for user, template in ((other, own), (me, default), (me, own.model_copy(update={"id": NOBODY}))):
        with pytest.raises(NotFound):
            run(assistant.update_template(user, template.id, changes))
        assert run(assistant.remove_template(user, template.id)) == 0
    with pytest.raises(NotFound):
        run(assistant.update_default_template(own.id, changes))
    assert run(assistant.remove_default_template(own.id)) == 0

    for before, after in (
        (own, run(assistant.update_template(me, own.id, changes))),
        (default, run(assistant.update_default_template(default.id, changes))),
    ):
        changed = {"template_content": "Hello {{you}}", "variables": ["you"], "updated_at": after.updated_at}
        assert after == before.model_copy(update=changed)
    assert run(assistant.remove_default_template(default.id)) == 1


def test_a_template_of_nobody_is_an_invalid_reference(run: Run) -> None:
    with pytest.raises(InvalidReference) as refused:
        run(assistant.add_template(NOBODY, new_template()))
    assert refused.value.field == "user_id"


AGREE: list[tuple[str, list[str]]] = [
    ("no variable", []),
    ("{{a}}", ["a"]),
    ("{{ a }}{{\n\tb\r}}", ["b", "a"]),
    ("{{a}} and {{a}}", ["a"]),
    ("{a} }} {{{a}}} {", ["a"]),
    ("{ {a} }", []),
    ("{{_A9}}", ["_A9"]),
    ("é {{a}} \\ ' \" %s $1 :a", ["a"]),
]
DISAGREE: list[tuple[str, list[str], str]] = [
    ("{{a}}", [], "variables"),
    ("a", ["a"], "variables"),
    ("{{a}}", ["b"], "variables"),
    ("{{a}}", ["a", "b"], "variables"),
    ("{{a}}", ["a", "a"], "variables"),
    ("{{a}}", ["A"], "variables"),
    ("{{a-b}}", [], "template_content"),
    ("{{a-b}}{{a}}", ["a"], "template_content"),
    ("{{", [], "template_content"),
    ("{{a}", [], "template_content"),
    ("{{1a}}", [], "template_content"),
    ("{{é}}", [], "template_content"),
    ("{{}}", [], "template_content"),
    ("{{\u00a0a}}", [], "template_content"),
]
BY_HAND = """
    INSERT INTO templates (template_type, template_name, template_content, variables)
    VALUES ('blog', 'x', %s, %s::jsonb)
"""


@pytest.mark.parametrize(("content", "variables"), AGREE)
def test_variables_that_are_declared_and_used_agree_in_python_and_in_the_database(
    run: Run, me: UUID, content: str, variables: list[str]
) -> None:
    added = run(assistant.add_template(me, new_template(template_content=content, variables=variables)))
    assert (added.template_content, added.variables) == (content, variables)


@pytest.mark.parametrize(("content", "variables", "field"), DISAGREE)
def test_what_does_not_agree_is_refused_in_python_and_in_the_database(
    database_url: str, content: str, variables: list[str], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = new_template(template_content=content, variables=variables)
    assert refused.value.field == field
    with pytest.raises(ValidationError):
        _ = TemplateChanges(template_content=content, variables=tuple(variables))
    with psycopg.connect(database_url) as connection, pytest.raises(psycopg.errors.CheckViolation) as broken:
        _ = connection.execute(BY_HAND, [content, Jsonb(variables)])
    assert broken.value.diag.constraint_name == "templates_variables_agree"


@pytest.mark.parametrize(
    "variables", ['"a"', "{}", "null", "5", '{"a": 1}', '[["a"]]', '["a", 5]', '["a", null]']
)
def test_variables_that_are_no_array_of_names_are_refused_by_the_database(
    database_url: str, variables: str
) -> None:
    with psycopg.connect(database_url) as connection, pytest.raises(psycopg.errors.CheckViolation):
        _ = connection.execute(BY_HAND, ["{{a}}", variables])


def test_variables_that_are_not_given_are_those_of_the_content(run: Run, me: UUID) -> None:
    content = "{{b}} {{ a }} {{b}} }} {{_c9}}"
    for given in ({}, {"variables": None}):
        template = NewTemplate(
            template_type="blog", template_name=str(given), template_content=content, **given
        )
        assert run(assistant.add_template(me, template)).variables == ["b", "a", "_c9"]
        assert run(assistant.add_default_template(template)).variables == ["b", "a", "_c9"]
    with pytest.raises(ValidationError) as refused:
        _ = new_template(template_content=content, variables=())
    assert refused.value.field == "variables"


def test_another_content_brings_its_variables(run: Run, me: UUID) -> None:
    own = run(assistant.add_template(me, new_template()))
    default = run(assistant.add_default_template(new_template()))
    for content, variables in (("Hi {{x}}", ["x"]), ("{{b}}{{a}}", ["b", "a"]), ("Hi", [])):
        changes = TemplateChanges(template_content=content)
        for changed in (
            run(assistant.update_template(me, own.id, changes)),
            run(assistant.update_default_template(default.id, changes)),
        ):
            assert (changed.template_content, changed.variables) == (content, variables)
    named = run(assistant.update_template(me, own.id, TemplateChanges(template_name="x")))
    assert (named.template_content, named.variables) == ("Hi", [])


def test_variables_that_are_changed_alone_are_held_to_the_content(run: Run, me: UUID) -> None:
    own = run(assistant.add_template(me, new_template()))

    with pytest.raises(RuleViolated) as refused:
        run(assistant.update_template(me, own.id, TemplateChanges(variables=("name",))))
    assert refused.value.constraint == "templates_variables_agree"
    same = TemplateChanges(variables=("thing", "name"))
    assert run(assistant.update_template(me, own.id, same)).variables == ["thing", "name"]


@pytest.mark.parametrize("content", ["{{1a}}", "{{", "{{a}", "{{a b}}"])
def test_what_is_no_variable_is_refused_with_what_would_be_one(content: str) -> None:
    for make in (new_template, TemplateChanges):
        with pytest.raises(ValidationError, match="letters, digits and _, no digit first") as refused:
            _ = make(template_content=content)
        assert refused.value.field == "template_content"


@pytest.mark.parametrize("wrong", ["sms", "Email", "", None, 5, []])
def test_a_type_that_no_template_has_is_refused(wrong: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = assistant.get_template(NOBODY, wrong)
    assert refused.value.field == "template_type"
    with pytest.raises(ValidationError):
        _ = NewTemplate(template_type=wrong, template_name="x", template_content="x")
