"""Which text search configuration a language has."""

from __future__ import annotations

CONFIGURATIONS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
"""ISO 639-1 → the configuration that every PostgreSQL from 15 on has."""

NO_LANGUAGE = "simple"
"""Words as they are, in lower case: for a language that is not known or has no configuration."""


def configuration_of(language: str | None) -> str:
    """The configuration for a language tag: ``portuguese`` for ``pt-BR``, ``simple`` for an unknown one."""
    if language is None:
        return NO_LANGUAGE
    primary = language.replace("_", "-").partition("-")[0].lower()
    return CONFIGURATIONS.get(primary, NO_LANGUAGE)
