"""The list of the control board as rows of texts."""

from flask_babel import gettext as _

from components.category_words import category_name
from components.wording import term
from domain.clock import CITY_TIME
from domain.control import STATE_NAMES_EN, STATE_NAMES_ZH
from domain.control_board import STREAK_PERIODS, DutyRow


def duty_head() -> list[str]:
    """Names of the columns, with units."""
    return [
        _("期次起日"),
        _("单位"),
        _("镇街"),
        _("业态"),
        _("风险等级"),
        _("安全员"),
        _("电话"),
        _("包保干部"),
        _("状态"),
        _("连续缺报（期）"),
        _("已提醒（次）"),
        _("最近提醒"),
        _("首次已读"),
        _("已转包保"),
    ]


def duty_line(row: DutyRow) -> list[str]:
    """One duty."""
    told = row.told
    streak = f"≥{row.streak}" if row.streak >= STREAK_PERIODS else str(row.streak)
    moments = [
        f"{at.astimezone(CITY_TIME):%Y-%m-%d %H:%M}" if at else ""
        for at in (told.last_at, told.read_at)
    ]
    return [
        row.start.isoformat(),
        row.name,
        row.township_zh,
        category_name(row.category),
        row.risk_level or "",
        row.safety_officer or "",
        row.phone or "",
        row.guarantor or "",
        term(STATE_NAMES_ZH[row.state], STATE_NAMES_EN[row.state]),
        streak,
        str(told.sent),
        *moments,
        _("是") if told.handed else "",
    ]
