"""The picture of an alert: with boxes or without, its moments, or why there is none."""

from collections.abc import Sequence
from datetime import datetime

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.alert_time import full_moment
from components.alert_words import camera_name
from components.boxes import boxes_over
from components.icons import icon
from domain.alert_record import AlertRow, Case, Picture

FIGURE_PX = 830
"""Usual width of the figure, for the size of its labels."""


def evidence_figure(
    case: Case,
    shown: Picture | None,
    clean: Picture | None,
    size_px: tuple[int, int] | None,
) -> Component:
    """The picture with its boxes, or as the camera gave it; or in words why there is none.

    Args:
        case: The alert.
        shown: The picture with the boxes drawn in.
        clean: The same moment as the camera gave it; None: only `shown` is there.
        size_px: Of the picture. With it the boxes are drawn over `clean`, in the reader's language.
    """
    row = case.row
    if shown is None:
        pictures, taken_at = [_no_figure(row)], row.raised_at
    else:
        pictures, taken_at = _pictures(row, shown, clean, size_px), shown.taken_at
    return html.Div([*pictures, _figure_head(row, taken_at)], className="nc-evi__fig")


def _no_figure(row: AlertRow) -> Component:
    return html.Div(
        [
            icon("camera", 40),
            html.B(_("演示历史，无影像") if row.demo_history else _("没有影像")),
            html.Span(no_picture(row)),
        ],
        className="nc-evi__none",
    )


def _pictures(
    row: AlertRow, shown: Picture, clean: Picture | None, size_px: tuple[int, int] | None
) -> list[Component]:
    """The clean picture below boxes that the reader can read, else the boxed one as it is."""
    boxed = _picture(shown, _("带识别框的证据图片"), "nc-evi__img nc-evi__img--boxed")
    if clean is None:
        return [boxed]
    if size_px is None:
        return [boxed, _picture(clean, _("证据原图"), "nc-evi__img nc-evi__img--clean")]
    over = boxes_over(
        shown.boxes,
        size_px,
        unit=size_px[0] / FIGURE_PX,
        label_px=18,
        severity=row.severity,
        cover=False,
        class_name="nc-evi__img nc-evi__img--boxed",
    )
    return [_picture(clean, _("证据原图"), "nc-evi__img"), over]


def filmstrip(case: Case, moments: Sequence[Picture], shown: Picture | None) -> Component | None:
    """The moments of which there are pictures; nothing when there is only one."""
    if len(moments) < 2:
        return None
    return html.Nav(
        [
            dcc.Link(
                [
                    html.Span(html.Img(src=f"/media/evidence/{one.id}", alt=""), className="th"),
                    html.B(_("画面 %(n)s", n=place)),
                    html.Em(full_moment(one.taken_at)[11:], className="nc-num"),
                ],
                href=f"/alerts/{case.row.id}?picture={one.id}",
                className="on" if shown and one.id == shown.id else "",
            )
            for place, one in enumerate(moments, start=1)
        ],
        className=f"nc-film nc-sevbox--{case.row.severity}",
    )


def no_picture(row: AlertRow) -> str:
    """Why there is no picture."""
    if row.demo_history:
        return str(_("演示数据的历史预警由程序生成，没有经过识别，因此没有影像证据"))
    return str(_("此预警没有保存影像"))


def _picture(one: Picture, words: str, class_name: str) -> Component:
    return html.Img(src=f"/media/evidence/{one.id}", alt=words, className=class_name)


def _figure_head(row: AlertRow, moment: datetime) -> Component:
    camera = (
        camera_name(row.camera_position, row.camera_label)
        if row.camera_position and row.camera_label
        else _("无摄像头")
    )
    return html.Div(
        [html.Span(camera), html.Span(full_moment(moment), className="nc-num")],
        className="nc-evi__top",
    )
