"""The table of a place as rows of texts: the same figures, in the same order as on its page."""

from collections.abc import Sequence

from flask_babel import gettext as _

from components.category_words import category_name
from components.league_words import reach_words, reason_words
from components.numbers import per_hundred, percent
from components.wording import term
from domain.control import STATE_NAMES_EN, STATE_NAMES_ZH
from domain.figures import Figures, League
from domain.league_order import Placed
from domain.reach import Reach
from domain.shops import Shop


def league_head(reach: Reach) -> list[str]:
    """Names of the columns, with units and days."""
    when = reach_words(reach)
    return [
        _("名次"),
        _("地区"),
        _("单位（家）"),
        _("在线（路）"),
        _("已巡查（路）"),
        _("在线率（%）"),
        _("%(when)s日管控完成", when=when),
        _("%(when)s日管控应报", when=when),
        _("%(when)s日管控（%%）", when=when),
        _("%(when)s预警（件）", when=when),
        _("%(when)s每百家预警（件）", when=when),
        _("C 级（家）"),
        _("D 级（家）"),
        _("C+D 占比（%）"),
        _("不排名的原因"),
    ]


def league_lines(found: League, rows: Sequence[Placed]) -> list[list[str]]:
    """Places as they stand on the page, and their sum."""
    lines = [
        [
            str(one.rank or ""),
            term(one.row.name_zh, one.row.name_en),
            *_figures(one.row.figures),
            reason_words(one.reason),
        ]
        for one in rows
    ]
    return [*lines, ["", _("合计"), *_figures(found.total), ""]]


def shop_head() -> list[str]:
    """Names of the columns of establishments."""
    return [
        _("风险等级"),
        _("单位"),
        _("业态"),
        _("当日日管控"),
        _("近30日完成（天）"),
        _("近30日应报（天）"),
        _("近30日（%）"),
        _("未办结预警（件）"),
        _("超时（件）"),
        _("在线（路）"),
        _("摄像头（路）"),
    ]


def shop_lines(shops: Sequence[Shop]) -> list[list[str]]:
    """Establishments as they stand on the pages of the table."""
    return [_shop(one) for one in shops]


def _figures(figures: Figures) -> list[str]:
    online, daily = figures.online, figures.reached
    return [
        str(figures.establishments),
        str(online.part),
        str(online.whole),
        percent(online),
        str(daily.part),
        str(daily.whole),
        percent(daily),
        str(figures.alerts_found),
        per_hundred(figures.alerts_per_hundred),
        str(figures.risk.get("C", 0)),
        str(figures.risk.get("D", 0)),
        percent(figures.high_risk),
    ]


def _shop(one: Shop) -> list[str]:
    today = one.today
    return [
        one.risk_level or _("未评定"),
        one.name,
        category_name(one.category),
        term(STATE_NAMES_ZH[today], STATE_NAMES_EN[today]) if today else _("无任务"),
        str(one.days.part),
        str(one.days.whole),
        percent(one.days),
        str(one.open_alerts),
        str(one.overdue),
        str(one.online),
        str(one.cameras),
    ]
