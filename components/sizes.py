"""Sizes of files and databases, as people read them."""

_UNITS = ("B", "KB", "MB", "GB", "TB")
_STEP = 1024


def size(size_bytes: int) -> str:
    """1.4 GB; whole below ten units of the next lower kind."""
    amount = float(size_bytes)
    for unit in _UNITS[:-1]:
        if amount < _STEP:
            return (
                f"{amount:.0f} {unit}" if unit == "B" or amount >= 100 else f"{amount:.1f} {unit}"
            )
        amount /= _STEP
    return f"{amount:.1f} {_UNITS[-1]}"
