"""The filter rail of the map: what can be shown or hidden, each with its count."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria
from components.icons import icon, risk_badge, severity_badge
from components.wording import term
from domain.alert_classes import SEVERITY_NAMES_EN, SEVERITY_NAMES_ZH, Severity
from domain.categories import CATEGORIES, Category, CategoryGroup
from domain.grades import RISK_NAMES_EN, RISK_NAMES_ZH, RiskLevel

NOT_ASSESSED = "-"
GROUPS: dict[str, tuple[str, ...]] = {
    "risk": (*RiskLevel, NOT_ASSESSED),
    "severity": tuple(str(int(level)) for level in Severity),
    "control": ("done", "todo", "excused", "none"),
    "category": tuple(Category),
}
"""Group of the filter → its values, as in the address of the page."""


@dataclass(frozen=True, slots=True)
class RailIds:
    """Ids that the page gives: two types of pattern ids, and the reset button."""

    option: str
    count: str
    reset: str

    def of(self, kind: str, group: str, value: str) -> dict[str, str]:
        """Pattern id of one option, or of its count."""
        return {"type": kind, "group": group, "value": value}


def filter_rail(
    *,
    ids: RailIds,
    places: Sequence[tuple[str, str, str]] = (),
    categories: Collection[Category] = CATEGORIES,
) -> Component:
    """All options; which are lit and how many there are of each is filled in by the browser.

    Args:
        ids: Of the buttons.
        categories: What the city counts.
        places: Group (banner, township), code and name of a place that the address narrows to.
    """
    return html.Aside(
        [
            html.Header(
                [
                    html.H2(_("筛选")),
                    html.Button(_("重置"), id=ids.reset, type="button", className="nc-linkbtn"),
                ]
            ),
            html.Details(
                html.Summary([_("全部筛选"), icon("chevd", 14)]), className="nc-filter__more"
            ),
            *[_place(ids, *item) for item in places],
            _section(_("风险等级"), _risks(ids)),
            _section(_("未办结预警"), _severities(ids)),
            _section(_("今日日管控"), [_check(ids, "control", *item) for item in _control_words()]),
            *(_categories(ids, group, categories) for group in CategoryGroup),
        ],
        className="nc-filter",
        **aria(label=_("筛选")),
    )


def _place(ids: RailIds, group: str, code: str, words: str) -> Component:
    return html.Button(
        [html.Span(words), icon("x", 12)],
        id=ids.of(ids.option, group, code),
        type="button",
        className="nc-place",
        title=_("不再限于%(place)s", place=words),
    )


def _section(title: str, children: Any) -> Component:
    return html.Section([html.H3(title) if title else None, *children])


def _risks(ids: RailIds) -> list[Component]:
    badges = [
        _badge(
            ids,
            "risk",
            level,
            risk_badge(level, 26),
            term(RISK_NAMES_ZH[level], RISK_NAMES_EN[level]),
        )
        for level in RiskLevel
    ]
    return [
        html.Div(badges, className="nc-gradegrid"),
        _check(ids, "risk", NOT_ASSESSED, _("未评定")),
    ]


def _severities(ids: RailIds) -> list[Component]:
    badges = [
        _badge(
            ids,
            "severity",
            str(int(level)),
            severity_badge(level, 24),
            term(SEVERITY_NAMES_ZH[level], SEVERITY_NAMES_EN[level]),
        )
        for level in Severity
    ]
    return [html.Div(badges, className="nc-gradegrid")]


def _control_words() -> list[tuple[str, str]]:
    return [
        ("done", _("已完成")),
        ("todo", _("未完成")),
        ("excused", _("已报备歇业")),
        ("none", _("今日无任务")),
    ]


def _categories(ids: RailIds, group: CategoryGroup, used: Collection[Category]) -> Component | None:
    titles = {
        CategoryGroup.PUBLIC: _("社会餐饮"),
        CategoryGroup.CANTEEN: _("集中用餐"),
        CategoryGroup.MOBILE: "",
    }
    options = [
        _check(ids, "category", code, term(facts.zh, facts.en))
        for code, facts in CATEGORIES.items()
        if facts.group is group and code in used
    ]
    return _section(titles[group], options) if options else None


def _badge(ids: RailIds, group: str, value: str, sign: Component, words: str) -> Component:
    count = html.B("…", id=ids.of(ids.count, group, value), className="nc-num")
    return html.Button(
        [sign, count],
        id=ids.of(ids.option, group, value),
        type="button",
        className="nc-grade",
        title=words,
    )


def _check(ids: RailIds, group: str, value: str, words: str) -> Component:
    return html.Button(
        [
            html.I(icon("check", 12)),
            html.Span(words),
            html.B("…", id=ids.of(ids.count, group, value), className="nc-num"),
        ],
        id=ids.of(ids.option, group, value),
        type="button",
        className="nc-chk",
    )
