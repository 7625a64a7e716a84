"""Templates of texts: a user's own, and those for everybody. Table ``templates``.

A content uses a variable as ``{{name}}``: letters, digits and ``_``, no digit first, blanks allowed inside of
the braces. ``variables`` names just those, each once, in any order; what is left of ``{{`` is refused. The
database holds to it too (RuleViolated, ``templates_variables_agree``). Filling them in is the caller's.

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

Variable = Annotated[str, text(255, pattern="^[A-Za-z_][A-Za-z0-9_]*$")]
Variables = Annotated[tuple[Variable, ...], Field(strict=False)]


class Template(Record):
    """A text with variables to fill in."""

    id: UUID
    user_id: UUID | None
    """Whose it is; None for everybody."""
    template_type: TemplateType
    template_name: str
    """Unique for the type and the user, and among those for everybody."""
    template_content: str = Field(repr=False)
    """In no repr."""
    variables: list[str]
    """Names of the variables that the content uses as ``{{name}}``."""
    is_default: bool
    """Whether it is for everybody."""
    created_at: datetime
    updated_at: datetime


class NewTemplate(Input):
    """A template to add."""

    template_type: TemplateType
    template_name: Name
    template_content: TemplateContent = Field(repr=False)
    variables: Variables = ()

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        _require_agreement(self.template_content, self.variables)
        return self


class TemplateChanges(Input):
    """What to change of a template: what is not given stays."""

    template_name: Annotated[Name | None, NotNull] = None
    template_content: Annotated[TemplateContent | None, NotNull] = Field(default=None, repr=False)
    variables: Annotated[Variables | None, NotNull] = None

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.template_content is not None and self.variables is not None:
            _require_agreement(self.template_content, self.variables)
        return self


def add_template(user_id: UUID, template: NewTemplate) -> Call[Template]:
    """Add a template of the user's own."""
    values = _with_list(values_of(template, NewTemplate, "template"))
    return one(sql["assistant.add_template"], Template, user_id=user_id, **values)


def add_default_template(template: NewTemplate) -> Call[Template]:
    """Add a template for everybody."""
    values = _with_list(values_of(template, NewTemplate, "template"))
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
    values = _with_list(changes_of(changes, TemplateChanges))
    return one(sql["assistant.update_template"], Template, user_id=user_id, template_id=template_id, **values)


def update_default_template(template_id: UUID, changes: TemplateChanges) -> Call[Template]:
    """Change the fields that were given to ``changes``, at least one, of a template for everybody."""
    values = _with_list(changes_of(changes, TemplateChanges))
    return one(sql["assistant.update_default_template"], Template, template_id=template_id, **values)


def remove_template(user_id: UUID, template_id: UUID) -> Call[int]:
    """Remove a template of the user's own; answers 1, or 0 if there was none."""
    return count(sql["assistant.remove_template"], user_id=user_id, template_id=template_id)


def remove_default_template(template_id: UUID) -> Call[int]:
    """Remove a template for everybody; answers 1, or 0 if there was none."""
    return count(sql["assistant.remove_default_template"], template_id=template_id)


def _require_agreement(content: str, variables: Sequence[str]) -> None:
    # Raised as our own errors, which pass through Pydantic: only they can name one of the two fields.
    used = set(_USE.findall(content))
    if "{{" in _USE.sub(" ", content):
        raise ValidationError("template_content", "has {{ without the name of a variable and }}")
    if len(set(variables)) < len(variables):
        raise ValidationError("variables", "must name each variable once")
    if used - set(variables):
        raise ValidationError("variables", "must name every variable that the content uses")
    if set(variables) - used:
        raise ValidationError("variables", "must not name a variable that the content does not use")


def _with_list(values: dict[str, Any]) -> dict[str, Any]:
    variables = values["variables"]
    return {**values, "variables": None if variables is None else list(variables)}
