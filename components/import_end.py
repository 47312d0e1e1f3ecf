"""An import at work, and how it ended: progress, result with the way back, failure."""

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria
from components.icons import icon
from components.import_words import phase_name
from components.panels import card
from components.states import error


def progress_card(phase: str, share: float, *, writing: bool) -> Component:
    """How far the work is; `writing` tells an import from a check."""
    percent = round(100 * min(1.0, max(0.0, share)))
    return card(
        _("正在导入") if writing else _("正在核对"),
        "",
        [
            html.P([html.B(phase_name(phase)), f" {percent}%"]),
            html.Div(
                html.B(style={"width": f"{percent}%"}),
                className="nc-progress",
                role="progressbar",
                **aria(
                    valuenow=str(percent), valuemin="0", valuemax="100", label=phase_name(phase)
                ),
            ),
            html.P(
                _("可以离开本页，工作会在服务器上继续；回到本批次即可查看结果。"),
                className="nc-hint",
            ),
        ],
        class_name="nc-import__working",
    )


def result_card(
    *,
    note: Component,
    figures: Component,
    changed_href: str | None,
    again_href: str,
    batches_href: str,
    undo_id: str | None,
) -> Component:
    """What an import did, where to look at it, and how to take it back.

    Args:
        note: One sentence on how it ended.
        figures: Its counts.
        changed_href: List of the establishments it touched.
        again_href: The next import.
        batches_href: All batches.
        undo_id: Id of the button that takes it back, None when that is done or not possible.
    """
    ways = [
        dcc.Link(_("查看涉及的单位"), href=changed_href, className="nc-btn nc-btn--primary")
        if changed_href
        else None,
        dcc.Link(_("再导入一个文件"), href=again_href, className="nc-btn"),
        dcc.Link(_("全部批次"), href=batches_href, className="nc-btn"),
    ]
    return card(
        _("导入结果"),
        "",
        [
            note,
            figures,
            html.Div([way for way in ways if way is not None], className="nc-actions"),
            _undo(undo_id) if undo_id else html.Span(),
        ],
    )


def failed_card(reason: str, again_href: str) -> Component:
    """Why nothing was written, and the way on."""
    return card(
        _("未能导入"),
        "",
        error(
            reason,
            _("主体库没有任何改动。"),
            dcc.Link(_("重新选择文件"), href=again_href, className="nc-btn"),
        ),
    )


def _undo(undo_id: str) -> Component:
    """Two presses: what is taken back may be much."""
    return html.Details(
        [
            html.Summary([icon("chev", 14), _("撤销本批导入")]),
            html.Div(
                [
                    html.P(
                        _(
                            "本批新增的记录将删除，变更的值恢复原值；之后又被他人修改过的内容会保留。"
                        )
                    ),
                    html.Button(
                        _("确认撤销"), id=undo_id, className="nc-btn nc-btn--danger", type="button"
                    ),
                ],
                className="nc-note nc-note--warn nc-import__finding",
            ),
        ],
        className="nc-import__undo",
    )
