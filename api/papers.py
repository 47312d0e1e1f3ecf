"""Statutory records as files: one as PDF or DOCX, a range of an establishment as PDF or XLSX.

Who took what stands in the audit log before the file leaves.
"""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, NotFound, ServiceUnavailable

from api.attachments import XLSX, attached
from data_access import audit
from data_access.limits import expensive
from data_access.paper_check import check_path
from data_access.papers_of_control import paper
from data_access.papers_of_control import papers as read_papers
from data_access.request import now, read, scope, services, write
from documents.chinese_font import source_font
from documents.paper_docx import paper_docx
from documents.paper_pdf import paper_pdf
from documents.paper_sheets import sheet
from documents.paper_xlsx import paper_xlsx
from domain.audit import Event
from domain.control import KINDS, ControlKind
from domain.control_paper import READERS, ControlPaper

ROLES = READERS

MOST_PRINTED = 62
"""Records of one PDF: two months of days."""
MOST_LISTED = 366
"""Records of one workbook."""
_PDF = "application/pdf"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ADDRESS = "/<row:establishment_id>/<kind>"

papers = Blueprint("papers", __name__, url_prefix="/papers")


@papers.get(f"{_ADDRESS}/<start>.<ending>")
@expensive
def one(establishment_id: int, kind: str, start: str, ending: str) -> Response:
    """One record as `pdf` or `docx`; missing, out of scope and no address of ours look alike.

    Raises:
        NotFound: There is none to be seen.
    """
    known, day = _kind(kind), _day(start)
    if ending not in {"pdf", "docx"}:
        raise NotFound
    with read() as conn:
        found = paper(conn, scope(), establishment_id, known, day)
    if found is None:
        raise NotFound
    if ending == "pdf":
        body, mime = _printed([found]), _PDF
    else:
        settings = services().settings
        made = sheet(found, settings.city.platform_zh)
        body, mime = paper_docx(made, _addresses([found])[0], settings.data_dir), _DOCX
    _recorded([found], ending)
    return attached(body, mime, f"{found.number}-v{found.version}.{ending}")


@papers.get(f"{_ADDRESS}/<first>/<last>.<ending>")
@expensive
def several(establishment_id: int, kind: str, first: str, last: str, ending: str) -> Response:
    """Records whose periods begin in a range, as `pdf` or `xlsx`.

    Raises:
        NotFound: There is none to be seen.
        BadRequest: More than a file holds.
    """
    known, begins, ends = _kind(kind), _day(first), _day(last)
    most = {"pdf": MOST_PRINTED, "xlsx": MOST_LISTED}.get(ending)
    if most is None:
        raise NotFound
    if _periods(known, begins, ends) > most:
        raise BadRequest(f"at most {most} records")
    with read() as conn:
        found = read_papers(conn, scope(), establishment_id, known, begins, ends)
    if not found:
        raise NotFound
    if ending == "pdf":
        body, mime = _printed(found), _PDF
    else:
        body, mime = paper_xlsx(found, _note(found), services().settings.city.platform_zh), XLSX
    _recorded(found, ending)
    number = f"{found[0].number}-{found[-1].start:%Y%m%d}"
    return attached(body, mime, f"{number}.{ending}")


def _kind(text: str) -> ControlKind:
    if text not in list(ControlKind):
        raise NotFound
    return ControlKind(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NotFound from error


def _periods(kind: ControlKind, first: date, last: date) -> int:
    """Periods that may begin in a range, at most."""
    shortest = {ControlKind.DAILY_CONTROL: 1, ControlKind.WEEKLY_REVIEW: 7}.get(kind, 28)
    return (last - first).days // shortest + 1


def _printed(found: Sequence[ControlPaper]) -> bytes:
    font = source_font()
    if font is None:
        raise ServiceUnavailable("mplfonts is not installed")
    settings = services().settings
    sheets = [sheet(one, settings.city.platform_zh) for one in found]
    return paper_pdf(sheets, _addresses(found), font, settings.data_dir)


def _addresses(found: Sequence[ControlPaper]) -> list[str]:
    """What the codes lead to: the configured address, because a proxy hides how we were asked."""
    settings = services().settings
    base = settings.server.public_url or request.host_url.rstrip("/")
    return [base + check_path(one, settings) for one in found]


def _note(found: Sequence[ControlPaper]) -> list[tuple[str, str]]:
    facts = KINDS[found[0].kind]
    note = [
        ("说明", f"《{facts.record_zh}》导出"),
        ("单位名称", found[-1].facts.shop.name),
        ("范围", f"{found[0].start} 至 {found[-1].end}"),
        ("条数", str(len(found))),
        ("校验", "SHA-256 为每份记录内容的校验值，与 PDF 上的一致"),
    ]
    if found[0].demo:
        note.append(("演示数据", "本文件为演示数据，单位、人员和编号均为虚构"))
    return note


def _recorded(found: Sequence[ControlPaper], ending: str) -> None:
    with write() as conn:
        audit.record(
            conn,
            scope(),
            Event.EXPORTED,
            now(),
            on=("establishment", found[0].establishment_id),
            format=ending,
            what="papers",
            kind=found[0].kind,
            first=found[0].start,
            last=found[-1].start,
            rows=len(found),
        )
