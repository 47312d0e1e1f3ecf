"""Addresses of the lists behind figures: one place that knows what the pages read from a URL."""

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

from domain.area import Area
from domain.control_query import Asked
from domain.scope import OFFICIALS, Role, Scope


def alerts(
    *,
    state: str = "open",
    severity: int | None = None,
    banner: str | None = None,
    township: str | None = None,
    office: int | None = None,
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
        office=office,
        establishment=establishment,
        since=since,
        until=until,
        overdue=1 if overdue else None,
        kind=kind,
        page=page if page > 1 else None,
    )


def checklists(kind: str) -> str:
    """The lists behind the duties of a kind."""
    return _address("/control/checklists", kind=kind)


def control(
    *,
    kind: str = "daily_control",
    listing: str | None = None,
    banner: str | None = None,
    township: str | None = None,
    office: int | None = None,
    establishment: int | None = None,
    day: date | None = None,
    show: str | None = None,
    on: date | None = None,
    since: date | None = None,
    category: str | None = None,
) -> str:
    """The control board of one kind, with a list and one record open.

    Args:
        kind: Which duty.
        listing: The running period or the one before.
        banner: Adcode.
        township: Code.
        office: Id of a supervision office.
        establishment: Whose record is open.
        day: Of which period.
        on: A city day whose periods the lists are of, instead of today.
        since: The list is of all periods from the one that holds this day.
        category: Of the establishments.
        show: A `domain.control_board.Show`; who has not answered unless given.
    """
    return _address(
        "/control",
        kind=kind,
        list=listing,
        show=show,
        banner=banner,
        township=township,
        office=office,
        establishment=establishment,
        day=day,
        on=on,
        since=since,
        category=category,
    )


def findings(
    *,
    group: str | None = None,
    overdue: bool = False,
    repeat: bool = False,
    kind: str | None = None,
    item: str | None = None,
    banner: str | None = None,
    township: str | None = None,
    office: int | None = None,
    establishment: int | None = None,
    since: date | None = None,
    until: date | None = None,
    page: int = 1,
) -> str:
    """Findings of self-control, filtered: a `FindingGroup`, city days with both included."""
    return _address(
        "/control/findings",
        state=group,
        overdue=1 if overdue else None,
        repeat=1 if repeat else None,
        kind=kind,
        item=item,
        banner=banner,
        township=township,
        office=office,
        establishment=establishment,
        since=since,
        until=until,
        page=page if page > 1 else None,
    )


def signals(
    *,
    week: date | None = None,
    listed: str | None = None,
    establishment: int | None = None,
    page: int = 1,
) -> str:
    """Signals of sham records of one week; `establishment` is the one that is open."""
    return _address(
        "/control/signals",
        week=week,
        list=listed,
        establishment=establishment,
        page=page if page > 1 else None,
    )


def finding(number: int) -> str:
    """One finding: its story, its photos, the next step."""
    return f"/control/finding/{number}"


def duty(kind: str, start: date) -> str:
    """The form in which an establishment answers one of its own duties."""
    return f"/duty/{kind}/{start.isoformat()}"


def videowall(
    *,
    show: str | None = None,
    banner: str | None = None,
    township: str | None = None,
    office: int | None = None,
    establishment: int | None = None,
) -> str:
    """The wall with the cameras of one `domain.video_wall.Show`, and how many these are."""
    return _address(
        "/videowall",
        show=show,
        banner=banner,
        township=township,
        office=office,
        establishment=establishment,
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


def register(
    *,
    q: str | None = None,
    status: str | Iterable[str] = (),
    category: str | Iterable[str] = (),
    risk: str | Iterable[str] = (),
    tier: str | Iterable[str] = (),
    hygiene: str | Iterable[str] = (),
    licence: str | Iterable[str] = (),
    camera: str | Iterable[str] = (),
    point: str | Iterable[str] = (),
    information: str | Iterable[str] = (),
    banner: str | None = None,
    township: str | None = None,
    office: int | None = None,
    street: int | None = None,
    kitchen: str | None = None,
    certificate: str | None = None,
    change: str | None = None,
    inspection: str | None = None,
    visit: str | None = None,
    code: str | None = None,
    cadre: int | None = None,
    since: date | None = None,
    batch: int | None = None,
    sort: str | None = None,
) -> str:
    """The list of the register; options are those of `domain.register_filter.OPTIONS`."""
    return _address(
        "/register",
        q=q,
        status=_listed(status),
        category=_listed(category),
        risk=_listed(risk),
        tier=_listed(tier),
        hygiene=_listed(hygiene),
        licence=_listed(licence),
        camera=_listed(camera),
        point=_listed(point),
        information=_listed(information),
        banner=banner,
        township=township,
        office=office,
        street=street,
        kitchen=kitchen,
        certificate=certificate,
        change=change,
        inspection=inspection,
        visit=visit,
        code=code,
        cadre=cadre,
        since=since,
        batch=batch,
        sort=sort,
    )


def certificates(state: str | None = None, *, page: int = 1) -> str:
    """People at work by their health certificates: a `domain.papers.CertificateList`."""
    return _address("/register/certificates", state=state, page=page if page > 1 else None)


def register_entry(number: int) -> str:
    """The facts of one establishment in the register, to read and to edit."""
    return f"/register/{number}"


def dossier(number: int, tab: str | None = None, **query: object) -> str:
    """一企一档: everything about one establishment, at one of its tabs."""
    return _address(f"/establishment/{number}", tab=tab, **query)


def home() -> str:
    """总览, whatever it is for the asker."""
    return "/"


def arrangements(number: int | None = None) -> str:
    """停业与代理 of an establishment, or of the one that is signed in."""
    return f"/arrangements/{number or 'own'}"


def school_terms() -> str:
    """The breaks of schools, and what is known of the holidays."""
    return "/school-terms"


def risk_case(number: int) -> str:
    """Why an establishment has its risk level, and a change by hand."""
    return f"/risk/{number}"


def own_record() -> str:
    """The record of the establishment that is signed in."""
    return "/register/own"


def own_tab(tab: str | None = None) -> str:
    """A tab of the record of the establishment that is signed in."""
    return _address(own_record(), tab=tab)


def new_establishment() -> str:
    """The form of an establishment that is not in the register yet."""
    return "/register/new"


def duplicates(pair: tuple[int, int] | None = None) -> str:
    """Records that are probably one; with a pair, the form that merges the two."""
    return _address("/register/duplicates", pair=f"{pair[0]}-{pair[1]}" if pair else None)


def imports(*, state: str | None = None, page: int = 1) -> str:
    """Bring in a file; with the state `open`, the list of imports that wait for somebody."""
    return _address("/register/import", state=state, page=page if page > 1 else None)


def batches(*, kind: str = "", batch: int | None = None, page: int = 1) -> str:
    """What was changed in one go, and can be undone: all, of one kind, or one."""
    page_shown = page if page > 1 else None
    return _address("/register/batches", kind=kind or None, batch=batch, page=page_shown)


def establishment(number: int) -> str:
    """One establishment on the map, its card open."""
    return _address("/map", establishment=number)


def entry_for(asker: Scope, number: int) -> str:
    """Where this asker reads about one establishment: its dossier, or its card on the map."""
    if asker.role is Role.ESTABLISHMENT:
        return own_record()
    if asker.role in OFFICIALS or asker.role is Role.STREET_MANAGER:
        return dossier(number)
    return establishment(number)


def district(adcode: str | None = None, township: str | None = None, **query: object) -> str:
    """The figures of a banner or of one of its townships; of all the asker sees without either."""
    path = "/".join(part for part in ("/district", adcode, township) if part)
    return _address(path, **query)


def office(number: int, **query: object) -> str:
    """The figures of a supervision office."""
    return _address(f"/office/{number}", **query)


def area(place: Area, **query: object) -> str:
    """The figures of a place, whatever it is."""
    if place.office is not None:
        return office(place.office, **query)
    return district(place.banner, place.township, **query)


def table_export(kind: str, place: Area, **query: object) -> str:
    """The table of a place as a file: `csv` or `xlsx`."""
    return _address(f"/export/district.{kind}", **place.data(), **query)


def control_board(wanted: Asked, **record: object) -> str:
    """The control board as it is asked for; `establishment` and `day` open a record."""
    return _address("/control", **wanted.query(), **record)


def paper(number: int, kind: str, start: date, ending: str) -> str:
    """One statutory record of an establishment as a file: `pdf` or `docx`."""
    return f"/papers/{number}/{kind}/{start}.{ending}"


def control_export(kind: str, wanted: Asked) -> str:
    """The list of the control board as a file: `csv` or `xlsx`."""
    return _address(f"/export/control.{kind}", **wanted.query())


def papers(number: int, kind: str, first: date, last: date, ending: str) -> str:
    """Those whose periods begin in a range: `pdf` or `xlsx`."""
    return f"/papers/{number}/{kind}/{first}/{last}.{ending}"


def archives() -> str:
    """Archives of a banner's month of statutory records."""
    return "/control/archives"


def _listed(options: str | Iterable[str]) -> str | None:
    return ",".join([options] if isinstance(options, str) else options) or None


def _address(path: str, **wanted: object) -> str:
    given = {name: str(value) for name, value in wanted.items() if value is not None}
    return f"{path}?{urlencode(given, safe=',')}" if given else path
