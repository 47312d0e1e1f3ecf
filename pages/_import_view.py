"""What the import shows of a batch: figures and words from the data, ready for the components."""

from typing import Any

from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.alert_queue import pager
from components.import_check import (
    Difference,
    Finding,
    RowIssue,
    UnknownWord,
    differences_card,
    figures,
    findings,
    issues_card,
    unknown_card,
)
from components.import_frame import Choice, Recent, open_card, recent_card, upload_card
from components.import_mapping import Column, mapping_card
from components.import_words import one_language
from components.wording import counted, english, term
from data_access.importing import batches
from data_access.importing.batches import Batch
from data_access.importing.choices import choices
from data_access.importing.fields import Subject
from data_access.importing.subjects import SUBJECTS
from data_access.request import read, scope, services
from domain.clock import CITY_TIME

PATH = links.imports()
DROP = "import-drop"
APPLY = "import-apply"
OPEN = "open"
_RECENT = 8
_PAGE_ROWS = 20


def address(batch: int | None = None, *, step: str = "", subject: str = "") -> str:
    """The address of the import, of one batch, or of a subject to begin with."""
    given = {"batch": batch, "step": step, "subject": subject}
    query = "&".join(f"{name}={value}" for name, value in given.items() if value)
    return f"{PATH}?{query}" if query else PATH


def subject_name(subject: Subject) -> str:
    """餐饮单位, 从业人员, 健康证, 摄像头."""
    return term(subject.zh, subject.en)


def beginning(chosen: Subject) -> list[Component]:
    """Choose a file; beside it the last imports."""
    with read() as conn:
        rows = batches.newest(conn, scope(), _RECENT)
    templates = [
        (f"{subject_name(chosen)} .{ending}", f"/imports/template/{chosen.key}.{ending}")
        for ending in ("xlsx", "csv")
    ]
    subjects = [
        Choice(subject_name(one), address(subject=one.key), one is chosen)
        for one in SUBJECTS.values()
    ]
    return [
        upload_card(subjects, templates, services().settings.imports.max_mb, DROP),
        recent_card([_recent(row) for row in rows], links.batches()),
    ]


def unfinished(page: int) -> Component:
    """The imports that wait for somebody."""
    with read() as conn:
        total = batches.open_count(conn, scope())
        pages = max(1, -(-total // _PAGE_ROWS))
        page = min(max(1, page), pages)
        rows = batches.open_ones(conn, scope(), (page - 1) * _PAGE_ROWS, _PAGE_ROWS)
    steps = pager(
        page=page,
        pages=pages,
        back=links.imports(state=OPEN, page=max(1, page - 1)),
        forward=links.imports(state=OPEN, page=min(pages, page + 1)),
    )
    return open_card([_recent(row) for row in rows], total, steps, PATH)


def columns(batch: Batch, facts: dict[str, Any]) -> Component:
    """The columns of the file and what they are taken for."""
    subject, held = batch.subject, batch.detail["mapping"]["columns"]
    fields = {text: name for name, text in held.items()}
    groups = {name for group in subject.one_of for name in group}
    marked = [
        (name, f"{term(one.zh, one.en)}{_mark(name, subject, groups)}")
        for name, one in subject.fields.items()
    ]
    shown = [
        Column(
            at,
            one["header"] or _("（无列名）"),
            one["examples"],
            fields.get(one["header"], ""),
            facts["sure"].get(fields.get(one["header"], ""), 0),
        )
        for at, one in enumerate(facts["columns"])
    ]
    needed = "、".join(
        term(subject.fields[name].zh, subject.fields[name].en) for name in subject.required
    )
    any_of = " / ".join(
        term(subject.fields[name].zh, subject.fields[name].en)
        for group in subject.one_of
        for name in group
    )
    words = _("必须有：%(needed)s；以及其中之一：%(any)s", needed=needed, any=any_of)
    return mapping_card(
        shown, marked, words, _format(facts), remembered=bool(batch.detail.get("remembered"))
    )


def checked(batch: Batch, found: dict[str, Any]) -> list[Component]:
    """What the check has found."""
    located = batch.subject.key == "establishments"
    return [
        part
        for part in (
            figures(found, located=located),
            findings(_findings(batch, found)),
            unknown_card(_unknown(batch.subject, found), APPLY),
            differences_card(_differences(batch.subject, found), found["changed"]),
            issues_card(_issues(found), found["issue_count"], f"/imports/{batch.id}/issues.csv"),
        )
        if part is not None
    ]


def at_words(moment: Any) -> str:
    """11-19 12:00 of the city, empty for never."""
    return f"{moment.astimezone(CITY_TIME):%m-%d %H:%M}" if moment else ""


def _mark(name: str, subject: Subject, groups: set[str]) -> str:
    return " *" if name in subject.required else " °" if name in groups else ""


def _recent(row: Batch) -> Recent:
    counts = row.detail.get("counts", {})
    return Recent(
        href=address(row.id),
        file_name=row.file_name,
        subject=subject_name(row.subject),
        state=row.state,
        at=at_words(row.created_at),
        actor=row.actor,
        added=counts.get("added", 0),
        changed=counts.get("changed", 0),
    )


def _format(facts: dict[str, Any]) -> list[str]:
    if facts["format"] == "xlsx":
        shown = ["XLSX", _("工作表“%(name)s”", name=facts["sheet"])]
    else:
        shown = ["CSV", facts["encoding"].upper()]
    return shown + [one[english()] for one in facts["notes"]]


def _findings(batch: Batch, found: dict[str, Any]) -> list[Finding]:
    mapping = batch.detail["mapping"]
    shown = []
    if found["swapped"]:
        words = counted("%(n)s 行的经度与纬度似乎颠倒，这些行按未定位处理。", found["swapped"])
        fixes = [("unswap", _("不再互换，重新核对"))]
        if not mapping["swap"]:  # the others would be swapped wrongly unless most are
            most = 2 * found["swapped"] > found["rows"]
            fixes = [("swap", _("全部互换并重新核对"))] if most else []
        shown.append(Finding("warn", words, fixes))
    elif mapping["swap"]:
        words = _("已将全部行的经度与纬度互换。")
        shown.append(Finding("ok", words, [("unswap", _("不再互换，重新核对"))]))
    if "lon" in mapping["columns"] and "lat" in mapping["columns"]:
        shown.append(_datum(mapping["datum"], found["datum"]))
    if found["duplicates"]:
        shown.append(_duplicates(mapping["duplicates"], found["duplicates"]))
    return shown


def _datum(datum: str, evidence: dict[str, Any] | None) -> Finding:
    to_gcj = ("gcj02", _("按 GCJ-02 转换并重新核对"))
    to_wgs = ("wgs84", _("按 WGS-84 读取并重新核对"))
    if evidence is None:
        words = _("没有已知坐标可供比对；现按 %(datum)s 读取。", datum=_datum_name(datum))
        return Finding("", words, [to_wgs if datum == "gcj02" else to_gcj])
    told = _(
        "与 %(n)s 个已知坐标比对：按原样中位距离 %(given)s 米，按 GCJ-02 纠偏后 %(shifted)s 米。",
        n=evidence["pairs"],
        given=evidence["as_given_m"],
        shifted=evidence["shifted_m"],
    )
    if evidence["gcj02"] and datum == "wgs84":
        return Finding("warn", told + _("文件很可能是 GCJ-02 坐标。"), [to_gcj])
    if evidence["wgs84"] and datum == "gcj02":
        return Finding("warn", told + _("文件很可能就是 WGS-84 坐标。"), [to_wgs])
    fits = evidence["gcj02"] if datum == "gcj02" else evidence["wgs84"]
    words = told + _("现按 %(datum)s 读取。", datum=_datum_name(datum))
    return Finding("ok" if fits else "", words, [to_wgs if datum == "gcj02" else to_gcj])


def _datum_name(datum: str) -> str:
    return {"gcj02": "GCJ-02", "wgs84": "WGS-84"}[datum]


def _duplicates(policy: str, rows: int) -> Finding:
    skip = ("skip", _("这些行不导入"))
    update = ("update", _("更新已有单位"))
    add = ("add", _("信用代码相同的按新单位新增"))
    told = counted("%(n)s 行的许可证编号或信用代码已属于另一条记录（可能更名或换证）。", rows)
    if policy == "update":
        return Finding("ok", told + _("将更新已有单位，历史保留。"), [skip, add])
    if policy == "add":
        return Finding("ok", told + _("信用代码相同的将按新单位新增。"), [skip, update])
    return Finding("warn", told + _("目前不导入。"), [update, add])


def _unknown(subject: Subject, found: dict[str, Any]) -> list[UnknownWord]:
    with read() as conn:
        known = {name: choices(conn, scope(), name) for name in found["unknown"]}
    return [
        UnknownWord(
            field=name,
            field_name=term(subject.fields[name].zh, subject.fields[name].en),
            text=text,
            rows=rows,
            options=[(code, term(zh, en)) for code, zh, en in known[name]],
        )
        for name, words in found["unknown"].items()
        for text, rows in sorted(words.items(), key=lambda one: -one[1])[:50]
    ]


def _issues(found: dict[str, Any]) -> list[RowIssue]:
    return [
        RowIssue(row, column, value, en if english() else zh, level)
        for row, column, value, zh, en, level in found["issues"]
    ]


def _differences(subject: Subject, found: dict[str, Any]) -> list[Difference]:
    names = {name: term(one.zh, one.en) for name, one in subject.fields.items()}
    return [
        Difference(row, name, names.get(field, field), before or "", after or "")
        for row, name, field, before, after in found["differences"]
    ]


def reason(batch: Batch) -> str:
    """Why a batch failed, or why its last check could not be done."""
    return one_language(batch.error)
