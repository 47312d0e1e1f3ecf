"""What is stored and how much room is left, in words and figures."""

from collections.abc import Sequence
from datetime import date

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria
from components.icons import icon
from components.numbers import UNKNOWN, count
from components.sizes import size
from domain.disk import LEAST_FREE, Disk


def kind_name(kind: str) -> str:
    """Name of a kind of rows or files."""
    names = {
        "establishment": _("餐饮单位"),
        "camera": _("摄像头"),
        "control_task": _("管控记录"),
        "alert": _("预警"),
        "register_change": _("主体变更记录"),
        "audit_log": _("审计日志"),
        "sign_in_session": _("登录会话"),
        "evidence": _("证据图片"),
        "frames": _("最新画面"),
        "clips": _("演示视频"),
        "audit": _("审计归档"),
        "models": _("识别模型"),
        "backups": _("备份"),
        "uploads": _("待导入文件"),
        "fonts": _("字体"),
        "translations": _("译文"),
        "packed": _("网页文件"),
    }
    return str(names.get(kind, kind))


def pairs(facts: Sequence[tuple[str, str]]) -> Component:
    """Facts with their names."""
    return html.Dl(
        [html.Div([html.Dt(name), html.Dd(fact)]) for name, fact in facts], className="nc-pairs"
    )


def note(words: str, *, bad: bool = False) -> Component:
    """A warning: a sign and a sentence."""
    return html.Div(
        [icon("bell", 18), html.Span(words)],
        className=f"nc-note nc-note--{'bad' if bad else 'warn'}",
        role="alert",
    )


def rows_table(rows: Sequence[tuple[str, int, date | None, date | None]]) -> Component:
    """Kind, number of rows, first and last day."""
    return _table(
        [_("数据"), _("行数"), _("最早"), _("最新")],
        [
            [kind_name(kind), count(number), _day(first), _day(last)]
            for kind, number, first, last in rows
        ],
    )


def files_table(files: Sequence[tuple[str, int, int]]) -> Component:
    """Kind, number of files, bytes."""
    return _table(
        [_("文件"), _("个数"), _("大小")],
        [[kind_name(kind), count(number), size(amount)] for kind, number, amount in files],
    )


def disk_bar(disk: Disk) -> Component:
    """How full the disk is: a bar, and the same in figures."""
    used = 1 - disk.free_share
    words = _(
        "剩余 %(free)s / 共 %(total)s（%(p)s%%）",
        free=size(disk.free),
        total=size(disk.total),
        p=f"{disk.free_share * 100:.1f}",
    )
    least = f"{LEAST_FREE * 100:.0f}"
    return html.Div(
        [
            html.Div(
                html.B(className="is-low" if disk.low else "", style={"width": f"{used:.1%}"}),
                className="nc-progress",
                role="img",
                **aria(label=words),
            ),
            html.P(words, className="nc-ops__disk"),
            note(_("磁盘剩余不足 %(n)s%%：请扩容，或清理旧备份", n=least), bad=True)
            if disk.low
            else html.P(_("剩余低于 %(n)s%% 时告警", n=least), className="nc-hint"),
        ]
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Component:
    def cell(place: int, words: str) -> Component:
        return html.Td(words, className="num nowrap" if place else "nm")

    return html.Div(
        html.Table(
            [
                html.Thead(
                    html.Tr(
                        [html.Th(one, className="num" if n else "") for n, one in enumerate(heads)]
                    )
                ),
                html.Tbody([html.Tr([cell(n, one) for n, one in enumerate(row)]) for row in rows]),
            ],
            className="nc-data",
        ),
        className="nc-scrollx",
    )


def _day(day: date | None) -> str:
    return UNKNOWN if day is None else f"{day:%Y-%m-%d}"
