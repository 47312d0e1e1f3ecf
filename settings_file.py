"""Reading configuration: YAML, then the environment over it, and what is wrong in words."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

ENVIRONMENT_PREFIX = "NUANCHENG_"


class ConfigurationError(Exception):
    """The configuration cannot be used; the message names key, value and what is allowed."""


class _UniqueKeys(yaml.SafeLoader):
    """YAML keeps the last of two equal keys in silence; we refuse them."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise yaml.constructor.ConstructorError(
                    None, None, f"key {key!r} is no word", key_node.start_mark
                )
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"key {key!r} stands twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def read_yaml(path: Path) -> dict[str, Any]:
    """Sections of the file.

    Raises:
        ConfigurationError: Unreadable, not YAML, or a key stands twice.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path}: not UTF-8 at byte {error.start}") from error
    try:
        values = yaml.load(text, Loader=_UniqueKeys)  # noqa: S506 - a SafeLoader that also counts keys
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date like 2026-13-45
        raise ConfigurationError(f"{path}: not valid YAML: {error}") from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise ConfigurationError(f"{path}: expected sections, got {type(values).__name__}")
    return values


def keys(values: dict[str, Any]) -> list[str]:
    """`section.key` of everything that is set."""
    found = []
    for name, value in values.items():
        found += [f"{name}.{key}" for key in value] if isinstance(value, dict) else [name]
    return found


def override(values: dict[str, Any], environment: "os._Environ[str]") -> list[str]:
    """Put what the environment says over what the file says; the keys it named."""
    named = []
    for name, text in environment.items():
        if not name.startswith(ENVIRONMENT_PREFIX):
            continue
        *section, key = name.removeprefix(ENVIRONMENT_PREFIX).lower().split("__")
        if len(section) > 1:
            raise ConfigurationError(f"environment {name}: expected SECTION__KEY")
        place = values
        if section:
            if values.get(section[0]) is None:
                values[section[0]] = {}
            place = values[section[0]]
        if isinstance(place, dict):
            place[key] = text
            named.append(".".join([*section, key]))
    return named


def explain(
    path: Path, error: ValidationError, allowed: Callable[[tuple[int | str, ...]], str]
) -> str:
    """What pydantic refused, a line a key; `allowed` names the keys of a section."""
    lines = []
    for item in error.errors():
        key = ".".join(str(part) for part in item["loc"])
        if item["type"] == "extra_forbidden":
            lines.append(f"{key}: unknown key; allowed here: {allowed(item['loc'])}")
        else:
            # A whole section may hold a secret.
            given = "" if isinstance(item["input"], dict) else f" (given: {_shown(item['input'])})"
            lines.append(f"{key}: {item['msg']}{given}")
    return f"{path} cannot be used:\n  " + "\n  ".join(lines)


def _shown(value: object) -> str:
    """A refused value, without the password of an address."""
    return re.sub(r"(://[^@/]*:).*@", r"\1***@", repr(value))
