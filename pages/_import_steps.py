"""One batch through its steps: what is shown, and what a press of a button does to it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.aria import aria
from components.import_check import figures
from components.import_end import failed_card, progress_card, result_card
from components.import_frame import steps
from components.import_words import one_language
from components.states import empty
from components.wording import counted
from data_access.importing import batches, work
from data_access.importing.batches import Batch
from data_access.importing.desk import workshop
from data_access.importing.issues import ImportRefusedError
from data_access.importing.mapping import Mapping
from data_access.importing.plan import READING, WRITING
from data_access.importing.subjects import ESTABLISHMENTS, SUBJECTS
from data_access.importing.uploads import STALE_S, Progress
from data_access.request import now, read, scope, write
from domain.grades import EstablishmentStatus
from domain.row_id import LARGEST_ID
from pages import _import_view as view

CHECK, RUN, UNDO, SHEET = "import-check", "import-run", "import-undo", "import-sheet"
MAPPING_STEP = "mapping"
_FIXES: dict[str, dict[str, Any]] = {
    "swap": {"swap": True},
    "unswap": {"swap": False},
    "gcj02": {"datum": "gcj02"},
    "wgs84": {"datum": "wgs84"},
    "skip": {"duplicates": "skip"},
    "update": {"duplicates": "update"},
    "add": {"duplicates": "add"},
}


def batch_of(value: Any) -> Batch | None:
    """The asker's batch with this number; None for anything else."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 11 and int(text) <= LARGEST_ID):
        return None
    with read() as conn:
        return batches.find(conn, scope(), int(text))


def shown(number: Any, step: Any, subject: Any = "") -> tuple[list[Component], bool]:
    """The body of the page, and whether the batch is at work."""
    if number in (None, ""):
        chosen = SUBJECTS.get(subject if isinstance(subject, str) else "", ESTABLISHMENTS)
        return [steps(0), html.Div(view.beginning(chosen), className="nc-import__two")], False
    batch = batch_of(number)
    if batch is None:
        return [_nothing()], False
    progress = _at_work(batch)
    if batch.state == batches.RUNNING and progress is None:
        work.look_after(workshop())
        batch = batch_of(number) or batch
    if progress is not None or batch.state == batches.RUNNING:
        return _working(batch, progress), True
    return _standing(batch, step), False


def begin_check(batch: Batch, mapping: Mapping) -> str:
    """Judge the file with `mapping` in the background; why not, empty when it has begun."""
    if batch.state not in (batches.UPLOADED, batches.CHECKED):
        return str(_("该批次状态已变化，请刷新页面"))
    header = batch.detail.get("header", [])
    try:
        mapping.require_complete(header, batch.subject)
    except ImportRefusedError as error:
        return one_language(f"{error.zh}\n{error}")
    _start(batch, READING, lambda shop, asker: work.check(shop, asker, batch, mapping))
    return ""


def begin_run(batch: Batch) -> str:
    """Write the file in the background; why not, empty when it has begun."""
    if batch.state != batches.CHECKED:
        return str(_("该批次状态已变化，请刷新页面"))
    mapping = Mapping.from_kept(batch.detail["mapping"], batch.subject)
    _start(batch, work.WAITING, lambda shop, asker: work.run(shop, asker, batch, mapping))
    return ""


def take_back(batch: Batch) -> str:
    """Undo a batch; why not, empty when it is done."""
    try:
        with write() as conn:
            batches.alone(conn)
            batches.undo(conn, scope(), batch.id, now())
    except batches.BatchStateError:
        return str(_("该批次状态已变化，请刷新页面"))
    return ""


def chosen_mapping(batch: Batch, ids: Any, fields: Any) -> Mapping:
    """The mapping of the batch with the columns chosen on the page.

    Raises:
        ImportRefusedError: A field twice, or what is no column or field of ours.
    """
    held = Mapping.from_kept(batch.detail["mapping"], batch.subject)
    header: Sequence[str] = batch.detail.get("header", [])
    columns: dict[str, str] = {}
    for one, name in _pairs(ids, fields):
        at = one.get("at") if isinstance(one, dict) else None
        if name in (None, ""):
            continue
        known = isinstance(name, str) and name in batch.subject.fields
        if not (known and isinstance(at, int) and 0 <= at < len(header)):
            raise ImportRefusedError("没有这样的列或字段", "no such column or field")
        if name in columns:
            words = batch.subject.fields[name]
            raise ImportRefusedError(
                f"“{words.zh}”选了两列：{columns[name]}、{header[at]}",
                f"two columns for {words.en}: {columns[name]}, {header[at]}",
            )
        columns[name] = header[at]
    return replace(held, columns=columns)


def fixed_mapping(batch: Batch, how: Any) -> Mapping | None:
    """The mapping of the batch, read otherwise; None for an unknown way."""
    held = Mapping.from_kept(batch.detail["mapping"], batch.subject)
    fix = _FIXES.get(how) if isinstance(how, str) else None
    return None if fix is None else replace(held, **fix)


def worded_mapping(batch: Batch, ids: Any, codes: Any) -> Mapping:
    """The mapping of the batch with meanings for unknown words.

    Raises:
        ImportRefusedError: Too many, or not of a field of ours.
    """
    held = Mapping.from_kept(batch.detail["mapping"], batch.subject)
    values = {name: dict(words) for name, words in held.values.items()}
    for one, code in _pairs(ids, codes):
        name, text = (one.get("field"), one.get("text")) if isinstance(one, dict) else (None, None)
        if isinstance(name, str) and isinstance(text, str) and isinstance(code, str) and code:
            values.setdefault(name, {})[text] = code
    return Mapping.from_kept({**held.kept(), "values": values}, batch.subject)


def _pairs(ids: Sequence[Any], values: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Each choice with its value, which a browser sends apart."""
    if len(ids) != len(values):
        raise ImportRefusedError("没有这样的列或字段", "no such column or field")
    return list(zip(ids, values, strict=True))


def _start(batch: Batch, phase: str, step: Any) -> None:
    shop, asker = workshop(), scope()
    stored = str(batch.detail["stored"])
    if _at_work(batch) is not None:
        return
    shop.uploads.report(stored, phase, 0)
    work.in_background(lambda: step(shop, asker), f"import-{batch.id}")


def _at_work(batch: Batch) -> Progress | None:
    progress = workshop().uploads.progress(str(batch.detail.get("stored", "")))
    return progress if progress is not None and progress.age_s < STALE_S else None


def _working(batch: Batch, progress: Progress | None) -> list[Component]:
    phase, share = (progress.phase, progress.share) if progress else (READING, 0.0)
    writing = batch.state == batches.RUNNING or phase in (work.WAITING, WRITING)
    return [_head(batch), steps(3 if writing else 2), progress_card(phase, share, writing=writing)]


def _standing(batch: Batch, step: Any) -> list[Component]:
    shop = workshop()
    stored = str(batch.detail.get("stored", ""))
    if batch.state in (batches.DONE, batches.UNDONE):
        return [_head(batch), steps(4), _result(batch)]
    facts, found = shop.uploads.facts(stored), shop.uploads.check(stored)
    if batch.state == batches.FAILED or facts is None:
        why = view.reason(batch) or _("上传的文件已过期删除，请重新上传")
        return [_head(batch), failed_card(why, view.address(subject=batch.subject.key))]
    if batch.state == batches.CHECKED and step != MAPPING_STEP and found is not None:
        return [_head(batch), steps(2), *view.checked(batch, found), _run_bar(batch, found)]
    return [_head(batch), steps(1), *_mapping(batch, facts)]


def _mapping(batch: Batch, facts: dict[str, Any]) -> list[Component]:
    problem = view.reason(batch)
    sheets = [
        html.Label(
            [
                html.Span(_("工作表")),
                dcc.Dropdown(
                    id=SHEET, options=facts["sheets"], value=facts["sheet"], clearable=False
                ),
            ],
            className="nc-field nc-field--row nc-import__sheet",
        )
    ]
    return [
        html.P(problem, className="nc-problems", role="alert") if problem else html.Span(),
        *(sheets if len(facts["sheets"]) > 1 else []),
        view.columns(batch, facts),
        html.Div(
            [
                html.Button(_("核对"), id=CHECK, className="nc-btn nc-btn--primary", type="button"),
                dcc.Link(
                    _("换一个文件"),
                    href=view.address(subject=batch.subject.key),
                    className="nc-btn",
                ),
            ],
            className="nc-actions nc-import__bar",
        ),
    ]


def _run_bar(batch: Batch, found: dict[str, Any]) -> Component:
    taken = found["added"] + found["changed"]
    return html.Div(
        [
            html.Button(
                _("导入 %(n)s 条", n=f"{taken:,}"),
                id=RUN,
                className="nc-btn nc-btn--primary",
                type="button",
                disabled=not taken,
            ),
            dcc.Link(
                _("返回列对应"), href=view.address(batch.id, step=MAPPING_STEP), className="nc-btn"
            ),
            html.Span(
                _("没有可导入的内容：全部未变或不导入") if not taken else "", className="nc-hint"
            ),
        ],
        className="nc-actions nc-import__bar",
    )


def _result(batch: Batch) -> Component:
    undone = batch.state == batches.UNDONE
    if undone:
        note = _undone_words(batch)
    else:
        note = _("已于 %(at)s 导入完成。", at=view.at_words(batch.finished_at))
    kind = "nc-note" if undone else "nc-note nc-note--ok"
    return result_card(
        note=html.P(note, className=kind, role="status"),
        figures=figures(
            batch.detail.get("counts", {}), located=batch.subject.key == "establishments"
        ),
        changed_href=None if undone and not batch.detail.get("kept") else _touched(batch),
        again_href=view.address(subject=batch.subject.key),
        batches_href=links.batches(),
        undo_id=None if undone else UNDO,
    )


def _undone_words(batch: Batch) -> str:
    """By whom and when, and what became of its changes where the undoing noted it."""
    words: str = _(
        "本批已于 %(at)s 由 %(who)s 撤销。",
        at=view.at_words(batch.undone_at),
        who=batch.undone_by or "",
    )
    if "taken_back" not in batch.detail:  # undone among 批次
        return words
    words += counted("共撤销 %(n)s 处改动。", batch.detail["taken_back"])
    if kept := batch.detail["kept"]:
        words += counted("另有 %(n)s 处此后被改过或已被使用，保留不动。", kept)
    return words


def _touched(batch: Batch) -> str:
    """The establishments that the batch touched, also those that it has closed."""
    return links.register(batch=batch.id, status=tuple(EstablishmentStatus))


def _head(batch: Batch) -> Component:
    told = _(
        "%(subject)s · %(file)s · %(who)s %(at)s 上传",
        subject=view.subject_name(batch.subject),
        file=batch.file_name,
        who=batch.actor,
        at=view.at_words(batch.created_at),
    )
    return html.P(told, className="nc-import__file", **aria(label=_("本批文件")))


def _nothing() -> Component:
    return empty(
        _("没有这个导入批次"),
        _("可能已超出您的权限范围"),
        dcc.Link(_("开始导入"), href=view.PATH, className="nc-btn"),
    )
