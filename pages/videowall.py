"""The video wall: `/videowall`. Newest frames of the patrolled cameras, for weeks on end."""

from datetime import UTC, datetime
from typing import Any

import dash_svg as svg
from dash import (
    ALL,
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    dcc,
    html,
    register_page,
)
from dash.development.base_component import Component
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from components.alert_time import milliseconds, server_time
from components.aria import aria
from components.icons import logo
from components.numbers import count
from components.states import empty
from components.video_rail import video_rail, wall_words
from components.video_tile import free_tile, video_tile
from components.wording import counted, english, unit
from data_access.alert_queue import newest_open, open_count
from data_access.place_names import named_places
from data_access.request import now, read, scope
from data_access.video_wall import cameras, candidates, patrol, shown_count, wall_owner
from domain.clock import CITY_TIME
from domain.row_id import LARGEST_ID
from domain.scope import OFFICIALS, SUPERVISED, Role
from domain.video_wall import WallWanted
from domain.wall_seats import LAYOUTS, Seat, seated

ROLES = OFFICIALS | SUPERVISED | {Role.DEVICE}

register_page(  # noqa: S604 - shell names the frame of the page, it runs no command
    __name__,
    path="/videowall",
    name=lazy_gettext("视频墙"),
    order=5,
    icon="video",
    shell="wall",
    roles=ROLES,
)

ASKED = "videowall-asked"
GRID = "videowall-grid"
RAIL = "videowall-rail"
SEATS = "videowall-seats"
SIZE = "videowall-size"
BUTTON = "videowall-layout"
TICK = "videowall-tick"
CLOCK = "videowall-clock"
DATE = "videowall-date"
NARROWED = ("show", "banner", "township", "office", "establishment")
USUAL = 9
NEWEST = 6


def layout(**query: str) -> Component:
    """Head, empty grid and rail; `refresh` fills them at once."""
    asked = {name: query[name] for name in NARROWED if query.get(name)}
    return html.Main(
        [
            _head(_shown(WallWanted.parse(asked))),
            dcc.Store(id=ASKED, data=asked),
            html.Div(id=GRID, className=f"nc-vw__grid is-{USUAL}"),
            html.Aside(id=RAIL, className="nc-vw__side"),
            dcc.Store(id=SEATS, data=[]),
            # Kept in the browser: a wall that starts anew after a power cut shows what it showed.
            dcc.Store(id=SIZE, storage_type="local"),
            dcc.Store(id=TICK, data=0),
        ],
        className="nc-vw",
    )


@callback(
    Output(GRID, "children"),
    Output(GRID, "className"),
    Output(RAIL, "children"),
    Output(SEATS, "data"),
    Output(DATE, "children"),
    Input(TICK, "data"),
    Input(SIZE, "data"),
    State(SEATS, "data"),
    State(ASKED, "data"),
)
def refresh(_tick: Any, size: Any, seats: Any, asked: Any) -> tuple[Any, ...]:
    """Seat the cameras and draw every tile anew: the same number of nodes after a year."""
    moment, asker, wanted = now(), scope(), WallWanted.parse(asked)
    tiles = size if isinstance(size, int) and size in LAYOUTS else USUAL
    with read() as conn:
        may = candidates(conn, asker, moment, wanted)
        held = seated(_seats(seats), tiles, may.alerting, may.fresh, moment)
        shown = cameras(conn, asker, [seat.camera_id for seat in held], moment)
        side = video_rail(
            patrol(conn, asker, moment),
            newest_open(conn, asker, limit=NEWEST),
            open_count(conn, asker),
            moment,
        )
    grid = [video_tile(one, tiles, moment) for one in shown]
    grid += [free_tile()] * (tiles - len(grid)) if shown else [_nothing(wanted)]
    kept = [[seat.camera_id, milliseconds(seat.since)] for seat in held]
    return grid, f"nc-vw__grid is-{tiles}", [server_time(moment), *side], kept, _date(moment)


clientside_callback(
    ClientsideFunction("wall", "tick"),
    Output(TICK, "data"),
    Input("live-cameras", "data"),
    Input("live-looks", "data"),
    Input("live-alerts", "data"),
    State(TICK, "data"),
)
clientside_callback(
    ClientsideFunction("wall", "choose"),
    Output(SIZE, "data"),
    Input({"type": BUTTON, "size": ALL}, "n_clicks"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("wall", "mark"),
    Output({"type": BUTTON, "size": ALL}, "className"),
    Input(SIZE, "data"),
)


def _shown(wanted: WallWanted) -> Component | None:
    """What the wall is narrowed to, how many cameras that is, and the way back to all."""
    if wanted == WallWanted():
        return None
    with read() as conn:
        number = shown_count(conn, scope(), now(), wanted)
        names = named_places(conn, scope(), english=english())
        owner = None
        if wanted.establishment is not None:
            owner = wall_owner(conn, scope(), wanted.establishment) or _("不在权限范围内")
    place = [names.of(kind).get(code, code) for kind, code in wanted.area.data().items()]
    words = " · ".join([*([owner] if owner else []), *place, wall_words(wanted.show)])
    return html.Div(
        [
            html.Span(words),
            html.B(count(number), className="nc-num"),
            html.Span(unit("路", number)),
            dcc.Link(_("显示全部"), href="/videowall", className="nc-linkbtn"),
        ],
        className="nc-vw__scope",
        role="status",
    )


def _seats(given: Any) -> list[Seat]:
    """Seats as the browser holds them; what is none is left out."""
    found = []
    for entry in given[: max(LAYOUTS)] if isinstance(given, list) else []:
        match entry:
            case [int(camera_id), int(since)] if 0 < camera_id <= LARGEST_ID and 0 <= since < 2**42:
                found.append(Seat(camera_id, datetime.fromtimestamp(since / 1000, UTC)))
    return found


def _head(shown: Component | None) -> Component:
    return html.Header(
        [
            html.Div(
                [dcc.Link(logo(48), href="/", title=_("返回总览")), html.H1(_("AI 巡查视频墙"))],
                className="nc-brand",
            ),
            shown,
            html.Div(
                [_layout_button(size) for size in LAYOUTS],
                className="nc-vw__sw",
                role="group",
                **aria(label=_("画面布局")),
            ),
            html.Div(
                [
                    html.Div(id=DATE, className="nc-clock__d"),
                    html.Div(
                        [
                            html.Span("--:--", **_mark("minutes")),
                            html.Small("--", **_mark("seconds")),
                        ],
                        id=CLOCK,
                        className="nc-clock__t nc-num",
                    ),
                ],
                className="nc-clock",
            ),
        ],
        className="nc-vw__head",
    )


def _mark(part: str) -> Any:
    return {"data-clock": part}


def _layout_button(size: int) -> Component:
    return html.Button(
        [_grid_sign(size), html.Span(str(size))],
        id={"type": BUTTON, "size": size},
        n_clicks=0,
        type="button",
        className="on" if size == USUAL else "",
        **aria(label=counted("%(n)s 画面", size)),
    )


def _grid_sign(size: int) -> Component:
    """A little picture of the layout."""
    side = int(size**0.5)
    gap = 1.5 if side > 1 else 0
    width = (20 - gap * (side - 1)) / side
    drawn: Component = svg.Svg(
        [
            svg.Rect(
                x=f"{2 + column * (width + gap):.1f}",
                y=f"{2 + row * (width + gap):.1f}",
                width=f"{width:.1f}",
                height=f"{width:.1f}",
                rx="1.2",
            )
            for row in range(side)
            for column in range(side)
        ],
        width="24",
        height="24",
        viewBox="0 0 24 24",
        **aria(hidden="true"),
    )
    return drawn


def _date(moment: datetime) -> list[Any]:
    local = moment.astimezone(CITY_TIME)
    day = _("%(year)s年%(month)s月%(day)s日", year=local.year, month=local.month, day=local.day)
    return [day, html.Br(), _weekday(local.weekday())]


def _weekday(number: int) -> str:
    names = [
        _("星期一"),
        _("星期二"),
        _("星期三"),
        _("星期四"),
        _("星期五"),
        _("星期六"),
        _("星期日"),
    ]
    return str(names[number])


def _nothing(wanted: WallWanted) -> Component:
    if wanted.establishment is not None:
        return empty(_("没有这家单位的摄像头"), _("单位未接入后厨视频，或不在您的权限范围内"))
    return empty(_("没有接入巡查的摄像头"), _("摄像头登记视频地址后，画面会出现在这里"))
