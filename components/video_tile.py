"""One tile of the video wall: the newest frame, what the model saw in it, and how old it is."""

from datetime import datetime, timedelta

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.alert_time import age, full_moment, milliseconds, span_words
from components.alert_words import camera_name, class_name
from components.boxes import boxes_over
from components.icons import icon, severity_badge
from components.wording import term
from domain.kitchen import UNUSABLE, CameraState
from domain.video_wall import Frame, WallCamera

OLD = timedelta(minutes=10)
"""A frame older than this is shown greyed and called old. 平台规则."""

CHIPS_PX = 40
"""Height of the band in which camera and age stand."""

# Width of a tile on the 1920 stage; a label keeps its size on the screen whatever the frame's.
_TILE_PX = {1: 1440, 4: 713, 9: 470, 16: 349}
_LABEL_PX = {1: 26, 4: 21, 9: 19, 16: 18}


def video_tile(camera: WallCamera, size: int, now: datetime) -> Component:
    """A tile of a wall with `size` tiles."""
    kind = _kind(camera, now)
    classes = f"nc-tile is-{kind}"
    if camera.alert:
        classes += f" nc-sevbox--{camera.alert.severity}"
    picture = [
        _frame(camera, camera.frame, size) if camera.frame else html.Div(className="nc-tile__void"),
        _mask(camera, now),
        html.Span(camera_name(camera.position, camera.label), className="nc-tile__cam"),
        age(camera.frame.taken_at, now, "nc-tile__ts") if camera.frame else None,
    ]
    return html.Article(
        [
            html.Div(picture, className="nc-tile__v"),
            html.Footer(
                [
                    html.B(camera.establishment_name),
                    html.Span(term(camera.banner_zh, camera.banner_en)),
                    _state(camera, kind, now),
                ]
            ),
        ],
        className=classes,
    )


def free_tile() -> Component:
    """A tile without a camera."""
    return html.Article(
        html.Div(html.Span(_("无可用画面")), className="nc-tile__v nc-tile__free"),
        className="nc-tile is-free",
    )


def _kind(camera: WallCamera, now: datetime) -> str:
    if camera.state in UNUSABLE:
        return "off"
    if camera.alert:
        return "alert"
    frame = camera.frame
    if camera.state is not CameraState.ONLINE or frame is None or now - frame.taken_at > OLD:
        return "idle"
    return "ok"


def _frame(camera: WallCamera, frame: Frame, size: int) -> Component:
    """The picture and its boxes share one coordinate frame, so both are cut the same way."""
    taken = milliseconds(frame.taken_at)
    return html.Div(
        [
            html.Img(
                src=f"/media/look/{camera.id}?t={taken}",
                alt=_("%(at)s 的画面", at=full_moment(frame.taken_at)),
                className="nc-tile__img",
            ),
            boxes_over(
                frame.boxes,
                (frame.width_px, frame.height_px),
                unit=frame.width_px / _TILE_PX[size],
                label_px=_LABEL_PX[size],
                free_top_px=CHIPS_PX,
                severity=camera.alert.severity if camera.alert else None,
                cover=True,
                class_name="nc-tile__boxes",
            ),
        ],
        className="nc-tile__frame",
    )


def _mask(camera: WallCamera, now: datetime) -> Component | None:
    """Words over a tile that shows no present picture."""
    since = camera.state_since
    if camera.state in UNUSABLE:
        span = span_words(now - since) if since else ""
        title = (
            _("信号中断 %(span)s", span=span)
            if camera.state is CameraState.OFFLINE
            else _("画面异常 %(span)s", span=span)
        )
        detail = _("%(at)s 起", at=full_moment(since)[5:16]) if since else _("起始时间未知")
        return _words_over("wifi-off", title, detail)
    if camera.state is CameraState.PREPARING:
        return _words_over("video", _("生成中"), _("演示画面正在生成，随后开始巡查"))
    if not camera.connected:
        return _words_over("video", _("未接入巡查"), _("没有登记视频地址"))
    if camera.frame is None:
        return _words_over("video", _("未巡查"), _("已接入，尚未轮到"))
    return None


def _words_over(name: str, title: str, detail: str) -> Component:
    return html.Div([icon(name, 44), html.B(title), html.Span(detail)], className="nc-tile__off")


def _state(camera: WallCamera, kind: str, now: datetime) -> Component:
    if camera.alert and kind == "alert":
        seen_now = camera.frame is not None and any(one.finding for one in camera.frame.boxes)
        return dcc.Link(
            [
                severity_badge(camera.alert.severity, 24),
                class_name(camera.alert.alert_class),
                # The newest frame may comply again: then the finding says how long ago it was.
                None if seen_now else age(camera.alert.last_seen_at, now),
            ],
            href=f"/alerts/{camera.alert.id}",
            className="nc-tile__st al",
        )
    if kind == "off":
        words = _("离线") if camera.state is CameraState.OFFLINE else _("画面异常")
        return html.Span([icon("wifi-off", 18), words], className="nc-tile__st off")
    if camera.state is CameraState.PREPARING:
        return html.Span([icon("pause", 18), _("生成中")], className="nc-tile__st idle")
    if camera.frame is None:
        return html.Span([icon("pause", 18), _("未巡查")], className="nc-tile__st idle")
    if kind == "idle":
        return html.Span([icon("clock", 18), _("画面已旧")], className="nc-tile__st idle")
    if not camera.frame.judged:
        return html.Span([icon("help", 18), _("未识别")], className="nc-tile__st idle")
    if any(one.finding for one in camera.frame.boxes):
        return html.Span([icon("help", 18), _("疑似，未成预警")], className="nc-tile__st idle")
    return html.Span([icon("check", 18), _("正常")], className="nc-tile__st ok")
