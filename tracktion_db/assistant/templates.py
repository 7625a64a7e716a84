"""Templates of texts: a user's own, and those for everybody. Table ``templates``.

A content uses a variable as ``{{name}}``: letters, digits and ``_``, no digit first, blanks allowed inside of
the braces. ``variables`` names just those, each once, in any order; where they are not given, they are read
from the content. What is left of ``{{`` is refused, while ``}}`` by itself is text. The database holds to it
too (RuleViolated, ``templates_variables_agree``). Filling them in is the caller's.

Raised when a call is run: Conflict (``template_name``) where there is such a template of this type already,
NotFound by what changes one. No user may write what is for everybody: under row security the calls with
``default`` in their names need a role that may.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, Self, TypeAlias, get_args
from uuid import UUID

from pydantic import Field, model_validator

from tracktion_db.assistant.fields import Name, TemplateContent, require_choice
from tracktion_db.assistant.statements import sql
from tracktion_db.call import Call, at_most_one, count, many, one
from tracktion_db.errors import ValidationError
from tracktion_db.fields import NotNull
from tracktion_db.inputs import changes_of, values_of
from tracktion_db.records import Input, Record, text

TemplateType: TypeAlias = Literal["linkedin", "twitter", "blog", "email"]

TYPES = get_args(TemplateType)
_USE = re.compile(r"\{\{[ \t\r\n]*([A-Za-z_][A-Za-z0-9_]*)[ \t\r\n]*\}\}")

MOST_OF_A_NAME = 255
Variable = Annotated[str, text(MOST_OF_A_NAME, pattern="^[A-Za-z_][A-Za-z0-9_]*$")]
Variables = Annotated[tuple[Variable, ...], Field(strict=False)]


class Template(Record):
    """A text with variables to fill in."""

    id: UUID
    user_id: UUID | None
    """Whose it is; None for everybody."""
    template_type: TemplateType
    template_name: str = Field(repr=False)
    """Unique for the type and the user, and among those for everybody; in no repr."""
    template_content: str = Field(repr=False)
    """In no repr."""
    variables: list[str] = Field(repr=False)
    """Names of the variables that the content uses as ``{{name}}``; in no repr."""
    is_default: bool
    """Whether it is for everybody."""
    created_at: datetime
    updated_at: datetime


class NewTemplate(Input):
    """A template to add."""

    template_type: TemplateType
    template_name: Name = Field(repr=False)
    template_content: TemplateContent = Field(repr=False)
    variables: Variables | None = Field(default=None, repr=False)
    """None for those that the content uses, in the order of their first use."""

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        _require_agreement(self.template_content, self.variables)
        return self


class TemplateChanges(Input):
    """What to change of a template: what is not given stays, but for the variables of another content."""

    template_name: Annotated[Name | None, NotNull] = Field(default=None, repr=False)
    template_content: Annotated[TemplateContent | None, NotNull] = Field(default=None, repr=False)
    variables: Annotated[Variables | None, NotNull] = Field(default=None, repr=False)
    """Left out where a content is given: those that it uses, in the order of their first use."""

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.template_content is not None:
            _require_agreement(self.template_content, self.variables)
        return self


def add_template(user_id: UUID, template: NewTemplate) -> Call[Template]:
    """Add a template of the user's own."""
    values = _new_values(template)
    return one(sql["assistant.add_template"], Template, user_id=user_id, **values)


def add_default_template(template: NewTemplate) -> Call[Template]:
    """Add a template for everybody."""
    values = _new_values(template)
    return one(sql["assistant.add_default_template"], Template, **values)


def get_template(
    user_id: UUID, template_type: TemplateType, template_name: str | None = None
) -> Call[Template | None]:
    """The template to use: the user's own of this type and name, else the one for everybody, or None.

    Without a name any counts: of the user's own, else of those for everybody, the one changed last.
    """
    require_choice("template_type", template_type, TYPES)
    return at_most_one(
        sql["assistant.get_template"],
        Template,
        user_id=user_id,
        template_type=template_type,
        template_name=template_name,
    )


def list_templates(user_id: UUID, template_type: TemplateType | None = None) -> Call[list[Template]]:
    """The templates that the user may use, of one type or all: their own first, then by type and name."""
    if template_type is not None:
        require_choice("template_type", template_type, TYPES)
    return many(sql["assistant.list_templates"], Template, user_id=user_id, template_type=template_type)


def update_template(user_id: UUID, template_id: UUID, changes: TemplateChanges) -> Call[Template]:
    """Change the fields that were given to ``changes``, at least one, of a template of the user's own."""
    values = _changed_values(changes)
    return one(sql["assistant.update_template"], Template, user_id=user_id, template_id=template_id, **values)


def update_default_template(template_id: UUID, changes: TemplateChanges) -> Call[Template]:
    """Change the fields that were given to ``changes``, at least one, of a template for everybody."""
    values = _changed_values(changes)
    return one(sql["assistant.update_default_template"], Template, template_id=template_id, **values)


def remove_template(user_id: UUID, template_id: UUID) -> Call[int]:
    """Remove a template of the user's own; answers 1, or 0 if there was none."""
    return count(sql["assistant.remove_template"], user_id=user_id, template_id=template_id)


def remove_default_template(template_id: UUID) -> Call[int]:
    """Remove a template for everybody; answers 1, or 0 if there was none."""
    return count(sql["assistant.remove_default_template"], template_id=template_id)


def _require_agreement(content: str, variables: Sequence[str] | None) -> None:
    # Raised as our own errors, which pass through Pydantic: only they can name one of the two fields.
    if "{{" in _USE.sub(" ", content):
        raise ValidationError(
            "template_content",
            "must have a name behind every {{, of letters, digits and _, no digit first, and }}",
        )
    used = set(_variables_of(content))
    if any(len(name) > MOST_OF_A_NAME for name in used):
        raise ValidationError("template_content", f"must have names of at most {MOST_OF_A_NAME} characters")
    if variables is None:
        return
    if len(set(variables)) < len(variables):
        raise ValidationError("variables", "must name each variable once")
    if used - set(variables):
        raise ValidationError("variables", "must name every variable that the content uses")
    if set(variables) - used:
        raise ValidationError("variables", "must not name a variable that the content does not use")


def _variables_of(content: str) -> list[str]:
    return list(dict.fromkeys(_USE.findall(content)))


def _new_values(template: object) -> dict[str, Any]:
    values = values_of(template, NewTemplate, "template")
    variables = values["variables"]
    listed = _variables_of(values["template_content"]) if variables is None else list(variables)
    return {**values, "variables": listed}


def _changed_values(changes: object) -> dict[str, Any]:
    values = changes_of(changes, TemplateChanges)
    content, variables = values["template_content"], values["variables"]
    if variables is not None:
        return {**values, "variables": list(variables)}
    if content is None:
        return values
    changed = sorted([*values["changed"], "variables"])
    return {**values, "variables": _variables_of(content), "changed": changed}
