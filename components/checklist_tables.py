"""Checklists as tables: versions of a list, the items of one, and what two ask differently."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.checklist_words import added_words, confidence_chip, reach_words, standing_chip
from components.labelled import labelled
from components.numbers import count
from components.states import empty
from components.wording import counted, english, term
from domain.checklist_changes import PLATFORM_RULE, Comparison, Standing, compare
from domain.checklists import Checklist, ChecklistItem
from domain.clock import CITY_TIME
from domain.first_checklists import PUBLISHER

_TABLE = "nc-data nc-ops__table nc-lists"


def version_table(
    versions: Sequence[tuple[Checklist, Standing, str, str | None]], chosen: int
) -> Component:
    """Every version of a list, the newest first.

    Args:
        versions: Version, standing, its address, and the address that compares it with the one
            before it, None for the first.
        chosen: Number of the one that is shown.
    """
    heads = [_("版本"), _("状态"), _("生效日期"), _("项目数"), _("发布者"), _("修订原因"), ""]
    return _table(
        heads,
        [
            html.Tr(
                [
                    labelled(
                        heads[0],
                        dcc.Link(_("第 %(n)s 版", n=sheet.version), href=href),
                        "nm nowrap",
                    ),
                    labelled(heads[1], standing_chip(standing)),
                    labelled(heads[2], sheet.effective_from.isoformat(), "nowrap"),
                    labelled(heads[3], count(len(sheet.items)), "nowrap"),
                    labelled(heads[4], _published(sheet)),
                    labelled(heads[5], sheet.note or "—"),
                    labelled("", dcc.Link(_("与前一版比较"), href=other) if other else ""),
                ],
                className="is-chosen" if sheet.version == chosen else "",
            )
            for sheet, standing, href, other in versions
        ],
    )


def item_table(sheet: Checklist, banners: Mapping[str, str]) -> Component:
    """All items of a version under the headings of their groups, in words and with their basis.

    Args:
        sheet: The version.
        banners: Name of a banner by adcode.
    """
    heads = _item_heads()
    names = {group.letter: term(group.zh, group.en) for group in sheet.groups}
    rows: list[Component] = []
    for letter, items in groupby(sheet.items, key=lambda item: item.group):
        own = list(items)
        number = counted("%(n)s 个项目", len(own))
        title = f"{letter} {names[letter]} · {number}"
        rows.append(html.Tr(html.Th(title, colSpan=len(heads)), className="nc-lists__group"))
        rows += [html.Tr(_cells(item, banners)) for item in own]
    return _table(heads, rows)


def comparison(old: Checklist, new: Checklist, banners: Mapping[str, str]) -> Component:
    """What `new` asks that `old` did not, and the other way round."""
    found = compare(old, new)
    if found == Comparison((), (), ()):
        return empty(_("两版的项目和措辞完全相同"))
    heads = [_("变化"), *_item_heads()]
    rows = [_changed(_("新增"), "nc-chip--ok", item, banners) for item in found.added]
    rows += [_changed(_("停用"), "nc-chip--bad", item, banners) for item in found.removed]
    for before, after in found.reworded:
        rows.append(_changed(_("原为"), "nc-chip--off", before, banners))
        rows.append(_changed(_("改为"), "nc-chip--warn", after, banners))
    return _table(heads, rows)


def item_words(item: ChecklistItem) -> list[Component | str]:
    """★ and the wording; the other language beside it as a hint."""
    star = html.B("★", title=_("关键项"), className="nc-lists__key") if item.key else ""
    other = item.zh if english() else item.en
    return [star, html.Span(term(item.zh, item.en), title=other)]


def _cells(item: ChecklistItem, banners: Mapping[str, str]) -> list[Component]:
    heads = _item_heads()
    named = item.source != PLATFORM_RULE  # which its chip says already
    basis = " ".join(filter(None, (item.source, item.article))) if named else ""
    added = added_words(item, dict(banners))
    wording = [*item_words(item), html.Span(added, className="nc-chip") if added else ""]
    return [
        labelled(heads[0], item.code, "nm"),
        labelled(heads[1], html.Div(wording)),
        labelled(heads[2], reach_words(item)),
        labelled(
            heads[3],
            html.Div([html.Span(basis) if basis else None, confidence_chip(item.confidence)]),
        ),
    ]


def _changed(
    what: str, class_name: str, item: ChecklistItem, banners: Mapping[str, str]
) -> Component:
    chip = html.Span(what, className=f"nc-chip {class_name}")
    return html.Tr([labelled(_("变化"), chip), *_cells(item, banners)])


def _item_heads() -> list[str]:
    return [_("编号"), _("检查内容"), _("适用"), _("依据")]


def _published(sheet: Checklist) -> str:
    if sheet.published_by == PUBLISHER:
        return str(_("随系统提供"))
    local = sheet.published_at.astimezone(CITY_TIME)
    return f"{sheet.published_by} {local:%Y-%m-%d %H:%M}"


def _table(heads: Sequence[str], rows: Sequence[Component]) -> Component:
    return html.Div(
        html.Table(
            [html.Thead(html.Tr([html.Th(head) for head in heads])), html.Tbody(list(rows))],
            className=_TABLE,
        ),
        className="nc-scrollx",
    )


def total_words(sheet: Checklist) -> str:
    """How many items, and how many of them are ★."""
    keys = sum(item.key for item in sheet.items)
    return str(_("%(n)s 项，其中关键项 %(k)s 项", n=count(len(sheet.items)), k=count(keys)))
