"""Tabs of a dossier beyond the register's facts: each reads what it shows, for whoever asks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.alert_queue import pager, queue_list
from components.alert_time import server_time
from components.control_year import control_year
from components.dossier_enforcement import penalty_list, sample_list
from components.dossier_grades import faces, grade_cards
from components.dossier_lists import (
    holder_list,
    inspection_list,
    paper_list,
    source_list,
    visit_list,
)
from components.dossier_overview import identity, looks, todo
from components.dossier_timeline import kind_tabs, timeline_list, turn
from components.panels import card
from components.paper_links import range_table
from components.risk_lists import course_table
from components.risk_reasons import risk_reasons
from data_access import dossier, enforcement
from data_access.alert_queue import counts, queue
from data_access.control_calendar import control_year as read_year
from data_access.dossier_papers import look_moments
from data_access.dossier_papers import papers as read_papers
from data_access.dossier_papers import sources as read_sources
from data_access.dossier_standing import standing
from data_access.request import now, read, scope
from data_access.risk import course_of, risk_of
from data_access.timeline import TimelinePage, timeline
from domain.alert_filter import QueueFilter, StateGroup
from domain.clock import city_day
from domain.control import ControlKind
from domain.control_paper import READERS
from domain.dossier import (
    PAGE_ROWS,
    CalendarDuty,
    Part,
    TimelineKind,
    TimelineLine,
    sees_notes,
    timeline_kinds,
)
from domain.establishment_record import Record
from domain.scope import Action, Scope
from pages._dossier_code import code_body

NEWEST_LINES = 8
COURSE_LINES = 60
AFTER_CALENDAR = "dossier-after-calendar"


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of a tab: a page from 1, and one kind of the timeline."""

    page: int = 1
    kind: TimelineKind | None = None


def asked(page: str | None, kind: str | None) -> Asked:
    """From the query of an address, whatever stands in it."""
    whole = int(page) if page and page.isascii() and page.isdigit() and len(page) <= 4 else 1
    known = TimelineKind(kind) if kind in list(TimelineKind) else None
    return Asked(max(1, whole), known)


def overview(found: Record, _wanted: Asked) -> list[Component]:
    """What needs somebody, the grades, the year, the kitchens, what came last."""
    asker, moment = scope(), now()
    today = city_day(moment)
    with read() as conn:
        stands = standing(conn, asker, found.id, today)
        year = read_year(conn, asker, found.id, today)
        newest = timeline(conn, asker, found.id, (), 1)
        moments = look_moments(conn, asker, found.id)
    hrefs = {part.value: links.dossier(found.id, part) for part in Part}
    lines = newest.lines[:NEWEST_LINES]
    return [
        server_time(moment),
        html.Div(
            [
                card(_("现在"), _("逐项可点开"), todo(found, stands, today, hrefs)),
                card(_("主体与证照"), "", identity(found, today)),
            ],
            className="nc-dossier__two",
        ),
        grade_cards(found, stands, today),
        _calendar(found.id, year, today),
        html.Div(
            [
                card(_("最近动态"), _more(found.id), timeline_list(lines, _line_href(found.id))),
                card(
                    _("后厨最近画面"),
                    _("巡查抓拍，非实时视频"),
                    looks(found.cameras, moments, moment),
                    right=dcc.Link(
                        _("调看视频"),
                        href=links.videowall(establishment=found.id),
                        className="nc-linkbtn",
                    )
                    if found.cameras
                    else None,
                ),
            ],
            className="nc-dossier__two",
            id=AFTER_CALENDAR,
        ),
    ]


def grades(found: Record, _wanted: Asked) -> list[Component]:
    """Three grades with reasons and how they came about."""
    asker, today = scope(), city_day(now())
    with read() as conn:
        stands = standing(conn, asker, found.id, today)
        checks = dossier.inspections(conn, asker, found.id, 1)
        held = dossier.holders(conn, asker, found.id)
        scored = risk_of(conn, asker, found.id, today)
        course = course_of(conn, asker, found.id, limit=COURSE_LINES)
    by_hand = (
        dcc.Link(_("人工调整"), href=links.risk_case(found.id), className="nc-btn")
        if asker.allows(Action.CHANGE_RISK)
        else None
    )
    return [
        html.P(
            _("三项分级互不换算：风险看隐患，包保看规模，量化看检查时的卫生状况。"),
            className="nc-hint",
        ),
        grade_cards(found, stands, today),
        card(_("评分依据"), "", risk_reasons(scored), right=by_hand),
        card(
            _("风险等级变化"),
            _("评分或等级变动的日子"),
            course_table(course)
            if course
            else html.P(_("还没有评分变化记录"), className="nc-hint"),
        ),
        card(
            _("量化动态等级变化"),
            _("每次检查一张脸谱"),
            faces(checks.inspections) or html.P(_("没有评定过动态等级"), className="nc-hint"),
        ),
        card(_("包保干部"), _("现任在前"), holder_list(held)),
    ]


def control(found: Record, _wanted: Asked) -> list[Component]:
    """The year alone."""
    asker, today = scope(), city_day(now())
    with read() as conn:
        year = read_year(conn, asker, found.id, today)
    board = dcc.Link(
        _("打开管控记录"), href=links.control(establishment=found.id), className="nc-btn"
    )
    return [_calendar(found.id, year, today), html.P(board, id=AFTER_CALENDAR)]


def alerts(found: Record, wanted: Asked) -> list[Component]:
    """All alerts, open ones first."""
    return [alert_card(found.id, wanted)]


def alert_card(number: int, wanted: Asked) -> Component:
    """Alerts of an establishment in scope, paged."""
    asker, moment = scope(), now()
    chosen = QueueFilter(state=StateGroup.FOUND, establishment_id=number)
    with read() as conn:
        total = counts(conn, asker, chosen, moment).total
        pages = max(1, -(-total // PAGE_ROWS))
        page = min(wanted.page, pages)
        rows = queue(conn, asker, chosen, moment, offset=PAGE_ROWS * (page - 1), limit=PAGE_ROWS)
    body = [
        server_time(moment),
        queue_list(rows, moment, filtered=True),
        pager(
            page=page,
            pages=pages,
            back=links.dossier(number, Part.ALERTS, page=max(1, page - 1)),
            forward=links.dossier(number, Part.ALERTS, page=min(pages, page + 1)),
        ),
    ]
    return card(_("全部预警"), _("共 %(n)s 条，未办结在前", n=total), [one for one in body if one])


def inspections(found: Record, wanted: Asked) -> list[Component]:
    """Inspections, newest first."""
    return [inspection_card(found.id, wanted)]


def inspection_card(number: int, wanted: Asked) -> Component:
    """Inspections of an establishment in scope, paged."""
    with read() as conn:
        found = dossier.inspections(conn, scope(), number, wanted.page)
    pages = turn(
        page=wanted.page,
        more=found.more,
        href=lambda page: links.dossier(number, Part.INSPECTIONS, page=page),
    )
    body = [inspection_list(found.inspections, city_day(now()), may_end=_may_end()), pages]
    return card(_("监督检查"), _("新的在前"), [one for one in body if one])


def penalties(found: Record, wanted: Asked) -> list[Component]:
    """Penalties, newest first."""
    today = city_day(now())
    with read() as conn:
        shown = enforcement.penalties(conn, scope(), found.id, wanted.page, today)
    pages = turn(
        page=wanted.page,
        more=shown.more,
        href=lambda page: links.dossier(found.id, Part.PENALTIES, page=page),
    )
    listed = penalty_list(shown.penalties, today, told=shown.told, may_end=_may_end())
    note = _("新的在前，12个月内的计入风险评分")
    return [card(_("行政处罚"), note, [one for one in (listed, pages) if one])]


def samples(found: Record, wanted: Asked) -> list[Component]:
    """Sampling tests, newest first."""
    with read() as conn:
        shown = enforcement.samples(conn, scope(), found.id, wanted.page, city_day(now()))
    pages = turn(
        page=wanted.page,
        more=shown.more,
        href=lambda page: links.dossier(found.id, Part.SAMPLES, page=page),
    )
    listed = sample_list(shown.samples, told=shown.told, may_end=_may_end())
    note = _("新的在前，12个月内抽样不合格的计入风险评分")
    return [card(_("食品安全监督抽检"), note, [one for one in (listed, pages) if one])]


def visits(found: Record, wanted: Asked) -> list[Component]:
    """Cadres and their visits."""
    asker, today = scope(), city_day(now())
    with read() as conn:
        held = dossier.holders(conn, asker, found.id)
        made = dossier.visits(conn, asker, found.id, wanted.page)
    pages = turn(
        page=wanted.page,
        more=made.more,
        href=lambda page: links.dossier(found.id, Part.VISITS, page=page),
    )
    body = [visit_list(made.visits, today, may_end=_may_end()), pages]
    return [
        card(_("督导记录"), _("新的在前"), [one for one in body if one]),
        card(_("包保干部"), _("现任在前"), holder_list(held)),
    ]


def papers(found: Record, _wanted: Asked) -> list[Component]:
    """What is kept, and where facts came from."""
    asker = scope()
    with read() as conn:
        kept = read_papers(conn, asker, found.id)
        sources = read_sources(conn, asker, found.id)
    not_kept = [
        _("许可证和健康证的扫描件（只登记编号与日期）"),
        _("身份证号（只留加密摘要和后四位）"),
        _("视频录像（只留最近一帧和预警证据图片）"),
        _("导出的文件（只在审计日志留下谁在何时导出了什么）"),
    ]
    parts = [card(_("资料清单"), "", paper_list(kept, not_kept))]
    if asker.role in READERS:
        files = range_table(found.id, city_day(now()))
        parts.append(card(_("法定记录"), _("每份带编号、版本和核验码"), files))
    if sees_notes(asker):
        parts.append(card(_("数据来源"), _("带来此档案内容的导入批次"), source_list(sources)))
    return parts


def timeline_tab(found: Record, wanted: Asked) -> list[Component]:
    """Everything that happened, by kind and page."""
    return [timeline_card(scope(), found.id, wanted)]


def timeline_card(asker: Scope, number: int, wanted: Asked) -> Component:
    """The timeline of an establishment in scope."""
    kinds = (wanted.kind,) if wanted.kind else ()
    with read() as conn:
        shown: TimelinePage = timeline(conn, asker, number, kinds, wanted.page)
    tabs = kind_tabs(
        timeline_kinds(asker),
        wanted.kind,
        lambda kind: links.dossier(number, Part.TIMELINE, kind=kind),
    )
    pages = turn(
        page=wanted.page,
        more=shown.more,
        href=lambda page: links.dossier(number, Part.TIMELINE, kind=wanted.kind, page=page),
    )
    body = [tabs, timeline_list(shown.lines, _line_href(number)), pages]
    note = _("按时完成的日管控见管控日历")
    return card(_("时间线"), note, [one for one in body if one])


def _calendar(number: int, year: Sequence[CalendarDuty], today: date) -> Component:
    def href(kind: ControlKind, day: date) -> str:
        return links.control(kind=kind, establishment=number, day=day)

    shown = control_year(year, today, href, skip_to=AFTER_CALENDAR)
    return card(_("近一年管控日历"), _("点一格看当日记录"), shown)


def _may_end() -> bool:
    return scope().allows(Action.RECORD_FIELD_WORK)


def _more(number: int) -> Component:
    return dcc.Link(_("全部时间线"), href=links.dossier(number, Part.TIMELINE))


def _line_href(number: int) -> Callable[[TimelineLine], str | None]:
    def href(line: TimelineLine) -> str | None:
        match line.kind:
            case TimelineKind.ALERT:
                return f"/alerts/{line.number}"
            case TimelineKind.CONTROL:
                day = date(line.number // 10000, line.number // 100 % 100, line.number % 100)
                return links.control(kind=line.what, establishment=number, day=day)
            case TimelineKind.INSPECTION:
                return links.dossier(number, Part.INSPECTIONS)
            case TimelineKind.PENALTY:
                return links.dossier(number, Part.PENALTIES)
            case TimelineKind.SAMPLE:
                return links.dossier(number, Part.SAMPLES)
            case TimelineKind.VISIT:
                return links.dossier(number, Part.VISITS)
            case TimelineKind.RISK:
                return links.dossier(number, Part.GRADES)
            case TimelineKind.CODE:
                return links.dossier(number, Part.CODE)
        return links.dossier(number, Part.HISTORY)

    return href


DRAWN: dict[str, Callable[[Record, Asked], list[Component]]] = {
    Part.OVERVIEW: overview,
    Part.TIMELINE: timeline_tab,
    Part.GRADES: grades,
    Part.CONTROL: control,
    Part.ALERTS: alerts,
    Part.INSPECTIONS: inspections,
    Part.PENALTIES: penalties,
    Part.SAMPLES: samples,
    Part.VISITS: visits,
    Part.PAPERS: papers,
    Part.CODE: lambda found, _wanted: [code_body(found.id)],
}
"""Tab → what draws it, for those tabs that are not facts of the register."""
