"""The configuration in use, to be looked at: every key, secrets masked."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from domain.scope import Action, Scope
from settings import ROOT, SECRETS, Settings

_PASSWORD_IN_ADDRESS = re.compile(r"(://[^@/\s]*:)[^@\s]*@")
_SECRET_NAME = re.compile(r"secret|password|passwd|token(?!_url)|private_key|api_key")


@dataclass(frozen=True, slots=True)
class Setting:
    """One key.

    Attributes:
        section: Empty for keys above all sections.
        value: As text; None for a secret that is set.
        default: As text; None for a secret.
        origin: `default`, `file`, `environment` or `option`.
    """

    section: str
    name: str
    value: str | None
    default: str | None
    origin: str

    @property
    def key(self) -> str:
        """`section.name`."""
        return f"{self.section}.{self.name}" if self.section else self.name

    @property
    def changed(self) -> bool:
        """Whether it differs from the default."""
        return self.value != self.default


def configuration(settings: Settings, scope: Scope) -> list[Setting]:
    """Every key in the order of config.yaml.

    Raises:
        NotAllowedError: The asker does not manage the system.
    """
    scope.require(Action.MANAGE_SYSTEM)
    found = []
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        if isinstance(value, BaseModel):
            blank = field.get_default(call_default_factory=True)
            found += [
                _setting(settings, name, key, getattr(value, key), getattr(blank, key))
                for key in type(value).model_fields
            ]
        else:
            found.append(_setting(settings, "", name, value, field.default))
    return found


def _setting(settings: Settings, section: str, name: str, value: Any, default: Any) -> Setting:
    key = f"{section}.{name}" if section else name
    origin = settings.origins.get(key, "default")
    if key in SECRETS or _SECRET_NAME.search(name):
        return Setting(section, name, None if value else "", "", origin)
    return Setting(section, name, _text(value), _text(default), origin)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return ", ".join(f"{ours} → {theirs}" for ours, theirs in value.items())
    if isinstance(value, BaseModel):
        told = {name: getattr(value, name) for name in sorted(value.model_fields_set)}
        return "{" + ", ".join(f"{name}: {_text(one)}" for name, one in told.items()) + "}"
    if isinstance(value, tuple | list | frozenset):
        return ", ".join(_text(one) for one in value)
    if isinstance(value, Path) and value.is_relative_to(ROOT):
        value = value.relative_to(ROOT)  # as config.yaml says it
    return _PASSWORD_IN_ADDRESS.sub(r"\1***@", str(value))
