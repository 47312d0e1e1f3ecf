"""Parts of the page of checklists, read and drawn: for the layout and for its callbacks."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _
from sqlalchemy import Connection

from components.checklist_draft import Ids, drafted_list, item_form, local_items, publishing
from components.checklist_preview import preview_view
from components.checklist_tables import comparison, item_table, total_words, version_table
from components.checklist_words import fault_list
from components.control_words import kind_name
from components.panels import card, switch
from components.states import empty
from components.wording import term
from data_access.checklist_publishing import owner, preview
from data_access.checklist_reading import history, lists, shown
from data_access.checklists import in_force
from data_access.request import now, read, scope
from domain.checklist_changes import CITY, FARTHEST, Standing, read_item, standings
from domain.checklists import Checklist, ChecklistItem
from domain.clock import city_day
from domain.control import ControlKind
from domain.form import FormRefusedError
from pages._checklist_query import Asked, address

IDS = Ids(
    add="checklists-add",
    problems="checklists-problems",
    drafted="checklists-drafted",
    day="checklists-day",
    note="checklists-note",
    publish="checklists-publish",
    preview="checklists-preview",
    said="checklists-said",
)
Drafted = dict[str, list[Any]]


def draft_of(given: Any) -> Drafted:
    """What the store of the draft holds, whatever was sent for it."""
    fields = given if isinstance(given, Mapping) else {}
    added, retired = fields.get("added"), fields.get("retired")
    return {
        "added": added if isinstance(added, list) else [],
        "retired": retired if isinstance(retired, list) else [],
    }


def head(wanted: Asked) -> Component:
    """Title, which kind, and whose list."""
    asker = scope()
    mine = owner(asker)
    adcode = wanted.adcode(mine)
    with read() as conn:
        heads = lists(conn, asker, wanted.kind)
    kinds = [(kind_name(kind), address(kind, adcode), kind is wanted.kind) for kind in ControlKind]
    whose = [
        (
            term(one.name_zh, one.name_en) if one.adcode else _("全市"),
            address(wanted.kind, one.adcode),
            one.adcode == adcode,
        )
        for one in heads
    ]
    said = _("每一期按其首日生效的版本作答；版本发布后不再改动，旧记录保留当时的措辞。")
    return html.Header(
        [
            html.Div([html.H1(_("检查表")), html.P(said)]),
            html.Div(
                [
                    switch(kinds, _("哪一种")),
                    switch(whose, _("谁的检查表")) if len(whose) > 1 else None,
                ],
                className="nc-pagehead__r nc-lists__switches",
            ),
        ],
        className="nc-pagehead",
    )


def versions_card(wanted: Asked) -> Component:
    """Every version of the list."""
    asker = scope()
    adcode = wanted.adcode(owner(asker))
    today = city_day(now())
    with read() as conn:
        held = history(conn, asker, wanted.kind, adcode)
        chosen = _chosen(conn, wanted, today)
        citys = in_force(conn, wanted.kind, None, held[-1].effective_from if held else today)
    if not held:
        note = _("沿用全市的检查表；增加第一个项目后，从生效日起有自己的版本。")
        return card(_("历次版本"), "", empty(_("本旗区还没有自己的检查表"), note))
    standing = standings(held, today)
    first = None if adcode is None else citys  # a banner's first list was made from it
    rows = [
        (
            sheet,
            standing[sheet.version],
            address(wanted.kind, adcode, sheet.version),
            address(wanted.kind, adcode, sheet.version, before.version) if before else None,
        )
        for sheet, before in zip(held, [*held[1:], first], strict=True)
    ]
    table = [version_table(rows, chosen.version if chosen else 0)]
    if Standing.CURRENT not in standing.values():
        table.append(html.P(_("生效之前沿用全市的检查表"), className="nc-hint"))
    return card(_("历次版本"), _("最新的在前；周排查、月调度从下一个周期起适用"), table)


def version_card(wanted: Asked) -> Component:
    """The items of the version, or what it asks differently from another."""
    asker = scope()
    with read() as conn:
        sheet = _chosen(conn, wanted, city_day(now()))
        other = shown(conn, asker, wanted.kind, wanted.other) if wanted.other else None
        names = _banners(conn, wanted.kind)
    if sheet is None:
        return card(_("项目"), "", empty(_("没有这一版，或不在您的管辖范围内")))
    title = _("第 %(n)s 版", n=sheet.version)
    if other is None:
        note = _("%(day)s 起 · %(total)s", day=sheet.effective_from, total=total_words(sheet))
        return card(title, note, item_table(sheet, names))
    back = dcc.Link(
        _("看全部项目"),
        href=address(wanted.kind, sheet.banner_adcode, sheet.version),
        className="nc-btn nc-btn--sm",
    )
    title = _("第 %(n)s 版与第 %(m)s 版比较", n=sheet.version, m=other.version)
    return card(title, "", comparison(other, sheet, names), right=back)


def draft_card(wanted: Asked) -> Component | None:
    """Form, draft and preview, on the list that the asker changes."""
    mine = owner(scope())
    if wanted.adcode(mine) != mine:
        own = dcc.Link(_("去修订本级检查表"), href=address(wanted.kind, mine), className="nc-btn")
        return html.Div(own, className="nc-actions")
    today = city_day(now())
    with read() as conn:
        sheet = in_force(conn, wanted.kind, mine, today + FARTHEST)
    return html.Details(
        [
            html.Summary(
                [
                    html.H2(_("增加或停用项目")),
                    html.Span(_("先列入草案并预览影响，再从生效日起发布新版本")),
                ],
                className="nc-sec__head",
            ),
            html.Div(
                [
                    html.Div([html.H3(_("增加项目")), item_form(sheet, IDS)]),
                    html.Div(
                        [
                            html.H3(_("停用本级增加的项目")),
                            html.Div(local(wanted.kind, []), id=LOCAL),
                            html.H3(_("草案")),
                            html.Div(drafted(wanted.kind, draft_of(None)), id=IDS.drafted),
                        ]
                    ),
                ],
                className="nc-lists__two",
            ),
            html.H3(_("预览")),
            html.Div(_nobody(), id=IDS.preview),
            html.H3(_("发布")),
            publishing(today + timedelta(days=1), today + FARTHEST, IDS),
        ],
        className="nc-card nc-lists__draft",
    )


LOCAL = "checklists-local"


def local(kind: ControlKind, retired: list[Any]) -> Component:
    """Items the asker's bureau added, of the newest version."""
    return local_items(_own(kind), [one for one in retired if isinstance(one, str)])


def drafted(kind: ControlKind, draft: Drafted) -> Component:
    """The draft as a list."""
    items = [read_item(one, [str(_letter(one))]).values for one in draft["added"]]
    own = {item.id: f"{item.code} {term(item.zh, item.en)}" for item in _own(kind)}
    return drafted_list(
        [
            f"{item.get('group', '?')} · {term(item.get('zh') or '?', item.get('en') or '?')}"
            for item in items
        ],
        {one: own[one] for one in draft["retired"] if isinstance(one, str) and one in own},
    )


def preview_of(kind: ControlKind, draft: Drafted, day: Any) -> Component:
    """Whom the draft reaches, or what is wrong with it."""
    if not draft["added"] and not draft["retired"]:
        return _nobody()
    at = now()
    try:
        with read() as conn:
            found = preview(conn, scope(), kind, {**draft, "effective_from": day}, at)
            names = _banners(conn, kind)
    except FormRefusedError as error:
        return fault_list(error.findings)
    steps = [
        (names.get(one.after.banner_adcode or "", _("全市")), one.after) for one in found.steps
    ]
    return preview_view(kind, found.change.effective_from, steps, found.rows, at)


def _nobody() -> Component:
    return html.P(_("草案是空的，没有单位受影响"), className="nc-hint")


def _own(kind: ControlKind) -> list[ChecklistItem]:
    mine = owner(scope())
    with read() as conn:
        sheet = in_force(conn, kind, mine, city_day(now()) + FARTHEST)
    return [item for item in sheet.items if item.added_by == (mine or CITY)]


def _letter(given: Any) -> Any:
    return given.get("group") if isinstance(given, Mapping) else None


def _chosen(conn: Connection, wanted: Asked, today: date) -> Checklist | None:
    """The version that is asked for, else the one in force on the list."""
    asker = scope()
    if wanted.number is not None:
        return shown(conn, asker, wanted.kind, wanted.number)
    adcode = wanted.adcode(owner(asker))
    history(conn, asker, wanted.kind, adcode)  # refuses another banner's
    return in_force(conn, wanted.kind, adcode, today)


def _banners(conn: Connection, kind: ControlKind) -> dict[str, str]:
    return {
        one.adcode: term(one.name_zh, one.name_en)
        for one in lists(conn, scope(), kind)
        if one.adcode
    }
