"""Settings as they are in use, by section."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.labelled import labelled
from components.setting_words import SECTION_NAMES, SETTING_WORDS
from components.wording import term


@dataclass(frozen=True, slots=True)
class SettingShown:
    """One key; `value` None is a secret that is set."""

    section: str
    key: str
    value: str | None
    default: str | None
    origin: str


def section_name(section: str) -> str:
    """Name of a section."""
    return term(*SECTION_NAMES.get(section, (section, section)))


def setting_words(key: str) -> str:
    """What a key is for, with its unit; the key itself where nobody has said."""
    return term(*SETTING_WORDS.get(key, (key, key)))


def setting_table(rows: Sequence[SettingShown]) -> Component:
    """The keys of one section."""
    heads = [_("键"), _("说明"), _("当前值"), _("默认值"), _("来源")]
    return html.Div(
        html.Table(
            [
                html.Thead(html.Tr([html.Th(head) for head in heads])),
                html.Tbody([_row(one, heads) for one in rows]),
            ],
            className="nc-data nc-ops__table nc-ops__settings",
        ),
        className="nc-scrollx",
    )


def _row(one: SettingShown, heads: Sequence[str]) -> Component:
    secret = one.value is None
    value = _("已设置（不显示）") if secret else one.value or _("（空）")
    changed = secret or one.value != one.default
    mark = html.Span(_("已改"), className="nc-chip nc-chip--warn") if changed else None
    return html.Tr(
        [
            html.Td(html.Code(one.key), className="nm"),
            labelled(heads[1], setting_words(one.key)),
            labelled(heads[2], html.Span([value, mark]), "nm" if changed else ""),
            labelled(heads[3], one.default or _("（空）"), "nc-ops__mute"),
            labelled(heads[4], _origin(one.origin), "nowrap"),
        ]
    )


def _origin(origin: str) -> str:
    return {
        "file": str(_("配置文件")),
        "environment": str(_("环境变量")),
        "option": str(_("命令行")),
    }.get(origin, str(_("默认")))
