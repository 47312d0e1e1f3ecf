"""Addresses of the lists behind figures: one place that knows what the pages read from a URL."""

from datetime import date
from urllib.parse import urlencode


def alerts(
    *,
    state: str = "open",
    severity: int | None = None,
    banner: str | None = None,
    township: str | None = None,
    establishment: int | None = None,
    since: date | None = None,
    until: date | None = None,
    overdue: bool = False,
    kind: str | None = None,
    page: int = 1,
) -> str:
    """The queue of alerts, filtered: city days, both included; `kind` is an alert class."""
    return _address(
        "/alerts",
        state=state,
        severity=severity,
        banner=banner,
        township=township,
        establishment=establishment,
        since=since,
        until=until,
        overdue=1 if overdue else None,
        kind=kind,
        page=page if page > 1 else None,
    )


def control(
    *,
    kind: str = "daily_control",
    listing: str | None = None,
    banner: str | None = None,
    township: str | None = None,
    establishment: int | None = None,
    day: date | None = None,
) -> str:
    """The control board of one kind, with a list of who has not answered and one record open."""
    return _address(
        "/control",
        kind=kind,
        list=listing,
        banner=banner,
        township=township,
        establishment=establishment,
        day=day,
    )


def places(
    *,
    banner: str | None = None,
    township: str | None = None,
    category: str | None = None,
    risk: str | None = None,
) -> str:
    """The map with its list of establishments, filtered; those without a point stand beside it."""
    return _address(
        "/map",
        banner=banner,
        township=township,
        category=category,
        risk=risk,
    )


def establishment(number: int) -> str:
    """One establishment on the map, its card open."""
    return _address("/map", establishment=number)


def district(adcode: str) -> str:
    """One banner."""
    return f"/district/{adcode}"


def _address(path: str, **wanted: object) -> str:
    given = {name: str(value) for name, value in wanted.items() if value is not None}
    return f"{path}?{urlencode(given)}" if given else path
