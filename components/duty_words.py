"""Words of a duty's form: its head, what it tells the script, and every state the script shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from components import links
from components.alert_time import milliseconds, moment_words
from components.control_words import kind_name, period_words
from components.wording import english, term
from domain.clock import city_day
from domain.control import (
    ANSWERED,
    KINDS,
    STATE_NAMES_EN,
    STATE_NAMES_ZH,
    ControlKind,
    ControlState,
)
from domain.duty_form import CLOCK_SLACK, Draft, DutyForm, Signer


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of the form.

    Attributes:
        state: In words.
        until: Up to when it can be answered, in words.
        closed: What became of a duty that takes no answers, empty while it does.
        advice: What to do then.
    """

    kind: str
    period: str
    record: str
    state: str
    until: str
    closed: str
    advice: str


def heading(form: DutyForm, now: datetime) -> Heading:
    """The head, as of now."""
    facts = KINDS[form.kind]
    closed, advice = _closed(form, now)
    return Heading(
        kind=kind_name(form.kind),
        period=period_words(form.kind, form.start),
        record=term(facts.record_zh, facts.record_en),
        state=term(STATE_NAMES_ZH[form.state], STATE_NAMES_EN[form.state]),
        until=_until(form, now),
        closed=closed,
        advice=advice,
    )


def told(form: DutyForm, now: datetime, owner: str) -> dict[str, Any]:
    """What the script of the page has to know."""
    return {
        "owner": owner,
        "kind": form.kind,
        "start": form.start.isoformat(),
        "page": links.duty(form.kind, form.start),
        "coming": [links.duty(kind, start) for kind, start in form.coming(city_day(now))],
        "version": form.version,
        "state": form.state,
        "now_ms": milliseconds(now),
        "due_ms": milliseconds(form.due_at),
        "locks_ms": milliseconds(form.locks_at),
        "slack_ms": int(CLOCK_SLACK.total_seconds() * 1000),
        "items": {item.id: f"{item.code} {term(item.zh, item.en)}" for item in form.items},
        "photos": {
            item: [f"/media/photo/{number}" for number in numbers]
            for item, numbers in form.photos.items()
        },
        "draft": draft_data(form.draft) if form.draft else None,
        "english": english(),
        "words": _words(),
    }


def draft_data(draft: Draft) -> Mapping[str, Any]:
    """A draft as the script takes it."""
    return {
        "revision": draft.revision,
        "body": draft.body,
        "device": draft.device,
        "by": draft.saved_by,
        "at_ms": milliseconds(draft.saved_at),
    }


def signer_words(signer: Signer) -> str:
    """刘艳, or 王强 代 刘艳."""
    if signer.stands_in_for is None:
        return signer.name
    return str(_("%(name)s 代 %(whom)s", name=signer.name, whom=signer.stands_in_for))


def duty_name(kind: ControlKind, start: date) -> str:
    """日管控 11月18日 周三."""
    return f"{kind_name(kind)} {period_words(kind, start)}"


def _until(form: DutyForm, now: datetime) -> str:
    if form.state is not ControlState.OPEN:
        return ""
    if now < form.due_at:
        return str(_("%(at)s 前按时", at=_end_words(form.due_at, now)))
    return str(_("已逾期，%(at)s 锁定", at=_end_words(form.locks_at, now)))


def _end_words(moment: datetime, now: datetime) -> str:
    """24:00 for the midnight at which this day ends, else as every moment."""
    before = moment - timedelta(seconds=1)
    if city_day(moment) == city_day(before):
        return moment_words(moment, now)
    return moment_words(before, now).replace("23:59", "24:00")


def _closed(form: DutyForm, now: datetime) -> tuple[str, str]:
    if form.state in ANSWERED and form.submitted_at is not None:
        words = _(
            "%(who)s 已于 %(at)s 提交",
            who=form.submitted_by or "—",
            at=moment_words(form.submitted_at, now),
        )
        return str(words), str(_("记录不能再改。如有差错，请联系监管所说明。"))
    if form.state is ControlState.EXCUSED:
        return str(_("这一期免报：%(why)s", why=form.reason or "—")), str(_("今天无需填报。"))
    if form.state is ControlState.MISSED or now >= form.locks_at:
        return str(_("已过锁定时间，不能补填")), str(_("确有原因请联系监管所说明。"))
    return "", ""


def _words() -> dict[str, str]:
    """What the script says; a name in braces is filled in there."""
    return {
        "next": _("下一项"),
        "sign": _("去签名"),
        "local": _("已保存在本机"),
        "waiting": _("已保存在本机 · 等待网络"),
        "synced": _("已保存 {at}"),
        "sending": _("正在送出…"),
        "delivered": _("已送达 {at}"),
        "answered": _("{by} 已于 {at} 提交"),
        "late": _("已送达 {at} · 逾期"),
        "no_storage": _("此浏览器不能在本机保存，请保持联网并尽快提交"),
        "offline": _("没有网络。可以继续填写和提交，联网后自动送出。"),
        "queued": _("已签名，等待网络。联网后自动送出；此页可以关闭。"),
        "signed_out": _("登录已失效。草稿仍在本机，重新登录后继续。"),
        "sign_in": _("重新登录"),
        "other_account": _("此手机已换账号登录，这里不显示他人的草稿。联网后重新打开。"),
        "not_signed_in": _("已退出登录。草稿仍在本机，登录后继续。"),
        "old_page": _("这是 {day} 的表，已过锁定时间。联网后打开新的表。"),
        "clock_ahead": _("手机时钟快 {n} 分钟，以服务器时间为准"),
        "clock_behind": _("手机时钟慢 {n} 分钟，以服务器时间为准"),
        "taken_over": _("已接续 {by} {at} 在另一台设备上填写的草稿"),
        "conflict": _("另一台设备也在填这张表"),
        "conflict_mine": _("本机：已填 {n} 项"),
        "conflict_theirs": _("{by}，{at} 保存：已填 {n} 项"),
        "conflict_differs": _("两边不同的项目："),
        "use_mine": _("用本机的"),
        "use_theirs": _("用对方的"),
        "refused": _("没有提交成功：{why}"),
        "not_taken": _("没有提交成功"),
        "kept": _("草稿仍在本机。"),
        "reload": _("打开新的检查表"),
        "gone": _("没有找到这项任务，可能已撤销或不属于本单位。草稿仍在本机。"),
        "bad": _("服务器不认识这份表，请刷新页面。草稿仍在本机。"),
        "missing": _("还有 {n} 项未填"),
        "unsaid": _("请填写：{what}"),
        "finding_missing": _("不合格项还缺：{what}"),
        "photo": _("照片"),
        "note": _("问题"),
        "measure": _("措施"),
        "owner": _("整改责任人"),
        "due": _("限期"),
        "no_signature": _("请在框内签名"),
        "no_signer": _("请选择签名人"),
        "zero": _("{n} 项检查未发现问题，特此零报告。"),
        "zero_more": _("其中 {n} 项不适用。"),
        "found": _("发现 {n} 项不合格，均已登记问题、措施、责任人和限期。"),
        "photo_reading": _("正在处理照片…"),
        "photo_local": _("照片在本机，等待网络"),
        "photo_sent": _("照片已送达"),
        "drop_photo": _("去掉这张照片"),
        "photo_large": _("照片超过12 MB，请用相机直接拍照"),
        "photo_bad": _("无法读取这张照片"),
        "pass": _("合格"),
        "fail": _("不合格"),
        "na": _("不适用"),
        "unanswered": _("未填"),
    }
