"""How figures are written: grouped thousands, one decimal, a dash for what is not known."""

from domain.share import Share

UNKNOWN = "—"


def count(number: int) -> str:
    """11,266."""
    return f"{number:,}"


def percent(share: Share) -> str:
    """97.5 without its sign; a dash where there is nothing to divide by."""
    value = share.percent
    return UNKNOWN if value is None else f"{value:.1f}"


def per_hundred(share: Share) -> str:
    """3.32 in a hundred: two decimals, because it is small."""
    value = share.percent
    return UNKNOWN if value is None else f"{value:.2f}"


def gap(one: Share, other: Share) -> float | None:
    """Points by which `one` lies above `other`, None when either is unknown."""
    if one.percent is None or other.percent is None:
        return None
    return one.percent - other.percent
