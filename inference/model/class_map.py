"""What a class of a model means here: our class, from which score on, and whether it alerts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_ALIKE = {
    "helmet": "hat",
    "hardhat": "hat",
    "chef_hat": "hat",
    "no_helmet": "no_hat",
    "no_chef_hat": "no_hat",
    "head": "no_hat",
    "with_mask": "mask",
    "without_mask": "no_mask",
    "cell_phone": "phone",
    "mobile_phone": "phone",
    "mouse_animal": "rodent",
    "rat": "rodent",
    "uniform": "workwear",
    "no_uniform": "no_workwear",
}
"""Names that others give to what we know; a person sees and changes it before a model is used."""


@dataclass(frozen=True, slots=True)
class ClassUse:
    """One class of a model.

    Attributes:
        ours: Class of ours; the model's own name where it has none here.
        min_score: Lowest score that counts as a finding; None takes the patrol's setting.
        alerts: Whether its rule raises alerts; None leaves that to the rule.
    """

    ours: str
    min_score: float | None = None
    alerts: bool | None = None


ClassMap = dict[str, ClassUse]


def usual(name: str) -> ClassUse:
    """How a class is taken when nobody has said anything."""
    plain = name.strip().lower().replace(" ", "_").replace("-", "_")
    return ClassUse(_ALIKE.get(plain, plain))


def class_map(names: tuple[str, ...], said: Mapping[str, Any]) -> ClassMap:
    """A use for each class of the model.

    Args:
        names: Classes of the model.
        said: Model class → `{as, min_score, alerts}`, from a side-car or the registry.

    Raises:
        ValueError: Names a class that the model does not have, or a value of the wrong kind.
    """
    unknown = sorted(set(said) - set(names))
    if unknown:
        raise ValueError(f"classes that the model does not have: {', '.join(unknown[:5])}")
    return {name: _use(name, said.get(name)) for name in names}


def _use(name: str, said: Any) -> ClassUse:
    if said is None:
        return usual(name)
    if not isinstance(said, Mapping) or set(said) - {"as", "min_score", "alerts"}:
        raise ValueError(f"class {name}: give as, min_score, alerts")
    ours, score, alerts = (
        said.get("as", usual(name).ours),
        said.get("min_score"),
        said.get("alerts"),
    )
    if not isinstance(ours, str) or not 0 < len(ours) <= 40:
        raise ValueError(f"class {name}: 'as' must be a name")
    number = isinstance(score, int | float) and not isinstance(score, bool)
    if score is not None and not (number and 0 < score < 1):
        raise ValueError(f"class {name}: min_score must be between 0 and 1")
    if alerts is not None and not isinstance(alerts, bool):
        raise ValueError(f"class {name}: alerts must be true or false")
    return ClassUse(ours, None if score is None else float(score), alerts)
