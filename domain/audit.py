"""The audit log's words and its chain: what is written down, and how a changed row shows.

Each row carries the hash of the row before it, so that nobody can change, remove or reorder one
without the verifier naming it (GB/T 22239-2019, 8.1.4.3; 网络安全法: six months at least).
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

KEPT_DAYS = 183
FIRST_HASH = "0" * 64


class Event(StrEnum):
    """What somebody did or tried."""

    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    SESSION_ENDED = "session_ended"
    ACCOUNT_LOCKED = "account_locked"
    ADDRESS_REFUSED = "address_refused"
    PASSWORD_CHANGED = "password_changed"
    SECOND_FACTOR = "second_factor"
    DENIED = "denied"
    ACCOUNT_ADDED = "account_added"
    ACCOUNT_CHANGED = "account_changed"
    TOKEN_ADDED = "token_added"
    TOKEN_REVOKED = "token_revoked"
    API_READ = "api_read"
    ALERT_STEP = "alert_step"
    CONTROL_SUBMITTED = "control_submitted"
    CONTROL_EXCUSED = "control_excused"
    FINDING_STEP = "finding_step"
    PHOTO_KEPT = "photo_kept"
    SIGNAL_REVIEWED = "signal_reviewed"
    CONTROL_REMINDED = "control_reminded"
    CONTROL_ARRANGED = "control_arranged"
    TERMS_PUBLISHED = "terms_published"
    CONTROL_OWED = "control_owed"
    REGISTER_CHANGED = "register_changed"
    STATUS_CHANGED = "status_changed"
    BULK_CHANGED = "bulk_changed"
    MERGED = "merged"
    IMPORTED = "imported"
    UNDONE = "undone"
    EXPORTED = "exported"
    VIDEO_VIEWED = "video_viewed"
    EVIDENCE_VIEWED = "evidence_viewed"
    AUDIT_READ = "audit_read"
    AUDIT_ARCHIVED = "audit_archived"
    BACKED_UP = "backed_up"
    RESTORED = "restored"
    JOB_REQUESTED = "job_requested"
    CODE_ISSUED = "code_issued"
    CODE_REVOKED = "code_revoked"
    INSPECTION_RECORDED = "inspection_recorded"
    VISIT_RECORDED = "visit_recorded"
    PENALTY_RECORDED = "penalty_recorded"
    SAMPLE_RECORDED = "sample_recorded"
    RISK_CHANGED = "risk_changed"
    RISK_TABLE = "risk_table"
    CHECKLIST_PUBLISHED = "checklist_published"
    MODEL_ADDED = "model_added"
    MODEL_TRIED = "model_tried"
    MODEL_CHANGED = "model_changed"
    MODEL_ACTIVATED = "model_activated"
    MODEL_SHADOWED = "model_shadowed"
    MODEL_REMOVED = "model_removed"


EVENT_NAMES_ZH = {
    Event.SIGN_IN: "登录",
    Event.SIGN_OUT: "退出登录",
    Event.SESSION_ENDED: "会话被终止",
    Event.ACCOUNT_LOCKED: "账号锁定",
    Event.ADDRESS_REFUSED: "来源地址受限",
    Event.PASSWORD_CHANGED: "修改密码",
    Event.SECOND_FACTOR: "二次验证设置",
    Event.DENIED: "越权访问被拒",
    Event.ACCOUNT_ADDED: "新增账号",
    Event.ACCOUNT_CHANGED: "变更账号",
    Event.TOKEN_ADDED: "新增接口令牌",
    Event.TOKEN_REVOKED: "撤销接口令牌",
    Event.API_READ: "接口读取",
    Event.ALERT_STEP: "预警处置",
    Event.CONTROL_SUBMITTED: "提交自查",
    Event.CONTROL_EXCUSED: "免报自查",
    Event.FINDING_STEP: "自查问题处置",
    Event.PHOTO_KEPT: "上传自查照片",
    Event.SIGNAL_REVIEWED: "复核填报质量信号",
    Event.CONTROL_REMINDED: "催报自查",
    Event.CONTROL_ARRANGED: "报备停业与代理",
    Event.TERMS_PUBLISHED: "维护学校假期",
    Event.CONTROL_OWED: "撤销免报",
    Event.REGISTER_CHANGED: "修改主体信息",
    Event.STATUS_CHANGED: "变更主体状态",
    Event.BULK_CHANGED: "批量修改",
    Event.MERGED: "合并主体",
    Event.IMPORTED: "导入数据",
    Event.UNDONE: "撤销批次",
    Event.EXPORTED: "导出数据",
    Event.VIDEO_VIEWED: "查看视频",
    Event.EVIDENCE_VIEWED: "查看证据",
    Event.AUDIT_READ: "查阅审计日志",
    Event.AUDIT_ARCHIVED: "归档审计日志",
    Event.BACKED_UP: "备份",
    Event.RESTORED: "恢复",
    Event.JOB_REQUESTED: "要求执行任务",
    Event.CODE_ISSUED: "发放食安码",
    Event.CODE_REVOKED: "撤销食安码",
    Event.INSPECTION_RECORDED: "登记监督检查",
    Event.VISIT_RECORDED: "登记包保督导",
    Event.PENALTY_RECORDED: "登记行政处罚",
    Event.SAMPLE_RECORDED: "登记监督抽检",
    Event.RISK_CHANGED: "人工调整风险等级",
    Event.RISK_TABLE: "修改风险评分表",
    Event.CHECKLIST_PUBLISHED: "发布检查表",
    Event.MODEL_ADDED: "上传识别模型",
    Event.MODEL_TRIED: "检查识别模型",
    Event.MODEL_CHANGED: "修改识别模型设置",
    Event.MODEL_ACTIVATED: "切换识别模型",
    Event.MODEL_SHADOWED: "设置影子模型",
    Event.MODEL_REMOVED: "移除识别模型",
}
EVENT_NAMES_EN = {
    Event.SIGN_IN: "Signed in",
    Event.SIGN_OUT: "Signed out",
    Event.SESSION_ENDED: "Session ended",
    Event.ACCOUNT_LOCKED: "Account locked",
    Event.ADDRESS_REFUSED: "Address refused",
    Event.PASSWORD_CHANGED: "Password changed",
    Event.SECOND_FACTOR: "Second factor set up",
    Event.DENIED: "Access denied",
    Event.ACCOUNT_ADDED: "Account added",
    Event.ACCOUNT_CHANGED: "Account changed",
    Event.TOKEN_ADDED: "API token added",
    Event.TOKEN_REVOKED: "API token revoked",
    Event.API_READ: "Read through the API",
    Event.ALERT_STEP: "Alert handled",
    Event.CONTROL_SUBMITTED: "Self-check submitted",
    Event.CONTROL_EXCUSED: "Self-check excused",
    Event.FINDING_STEP: "Finding handled",
    Event.PHOTO_KEPT: "Self-check photo sent",
    Event.SIGNAL_REVIEWED: "Record quality signal reviewed",
    Event.CONTROL_REMINDED: "Reminded of a self-check",
    Event.CONTROL_ARRANGED: "Closure or deputy arranged",
    Event.TERMS_PUBLISHED: "School breaks changed",
    Event.CONTROL_OWED: "Self-check owed again",
    Event.REGISTER_CHANGED: "Register changed",
    Event.STATUS_CHANGED: "Status changed",
    Event.BULK_CHANGED: "Bulk change",
    Event.MERGED: "Records merged",
    Event.IMPORTED: "Data imported",
    Event.UNDONE: "Batch undone",
    Event.EXPORTED: "Data exported",
    Event.VIDEO_VIEWED: "Video viewed",
    Event.EVIDENCE_VIEWED: "Evidence viewed",
    Event.AUDIT_READ: "Audit log read",
    Event.AUDIT_ARCHIVED: "Audit log archived",
    Event.BACKED_UP: "Backed up",
    Event.RESTORED: "Restored",
    Event.JOB_REQUESTED: "Job asked for",
    Event.CODE_ISSUED: "Food code issued",
    Event.CODE_REVOKED: "Food code revoked",
    Event.INSPECTION_RECORDED: "Inspection recorded",
    Event.VISIT_RECORDED: "Guarantor visit recorded",
    Event.PENALTY_RECORDED: "Penalty recorded",
    Event.SAMPLE_RECORDED: "Sampling test recorded",
    Event.RISK_CHANGED: "Risk level changed by hand",
    Event.RISK_TABLE: "Risk table changed",
    Event.CHECKLIST_PUBLISHED: "Checklist published",
    Event.MODEL_ADDED: "Detector model uploaded",
    Event.MODEL_TRIED: "Detector model checked",
    Event.MODEL_CHANGED: "Detector model settings changed",
    Event.MODEL_ACTIVATED: "Detector model switched",
    Event.MODEL_SHADOWED: "Shadow model set",
    Event.MODEL_REMOVED: "Detector model removed",
}


class Result(StrEnum):
    """How it ended."""

    OK = "ok"
    DENIED = "denied"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the log; `at` is aware, `detail` canonical JSON."""

    id: int
    at: datetime
    account_id: int | None
    actor: str
    role: str | None
    address: str
    event: str
    object_kind: str
    object_id: str
    result: str
    detail: str
    previous_hash: str
    hash: str


def canonical(detail: dict[str, Any]) -> str:
    """`detail` as text that is the same for the same content; half a character is escaped."""
    text = json.dumps(
        detail, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    )
    return text.encode("utf-8", "backslashreplace").decode()


def chained_hash(entry: Entry) -> str:
    """SHA-256 over the row and the hash of the row before it, in hexadecimal.

    Times count to the millisecond, which both databases keep.
    """
    fields = [
        entry.id,
        int(entry.at.timestamp() * 1000),
        entry.account_id,
        entry.actor,
        entry.role,
        entry.address,
        entry.event,
        entry.object_kind,
        entry.object_id,
        entry.result,
        entry.detail,
        entry.previous_hash,
    ]
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """A file of old rows.

    Attributes:
        last_id: Where it ends in the chain.
        archive: Its place below the data directory.
        at: When it was made, aware UTC.
    """

    last_id: int
    rows: int
    archive: str
    archive_sha256: str
    at: datetime
