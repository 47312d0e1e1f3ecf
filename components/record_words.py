"""The register's fields, faults and values in words."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from components.category_words import category_name
from components.enforcement_words import penalty_kinds, sample_outcome, stage_name
from components.wording import counted, term
from domain.categories import CODES
from domain.field_forms import ITEM_FIELDS
from domain.form import Fault, Finding
from domain.grades import (
    RISK_NAMES_EN,
    RISK_NAMES_ZH,
    STATUS_NAMES_EN,
    STATUS_NAMES_ZH,
    EstablishmentStatus,
    RiskLevel,
)
from domain.guarantors import (
    VISIT_COURSE_NAMES_EN,
    VISIT_COURSE_NAMES_ZH,
    VISIT_ITEMS,
    VISIT_MANNER_NAMES_EN,
    VISIT_MANNER_NAMES_ZH,
    VisitCourse,
    VisitManner,
)
from domain.health_certificates import CertificateState
from domain.inspections import (
    INSPECTION_KIND_NAMES_EN,
    INSPECTION_KIND_NAMES_ZH,
    INSPECTION_RESULT_NAMES_EN,
    INSPECTION_RESULT_NAMES_ZH,
    InspectionKind,
    InspectionResult,
)
from domain.kitchen import (
    POSITION_NAMES_EN,
    POSITION_NAMES_ZH,
    STATE_NAMES_EN,
    STATE_NAMES_ZH,
    CameraPosition,
    CameraState,
)
from domain.penalties import yuan
from domain.posts import POST_NAMES_EN, POST_NAMES_ZH, Post
from domain.sampling import SampleConclusion, SampleStage

SECRET_FIELDS = frozenset({"credentials", "identity_hash"})
"""What the history keeps and no screen shows."""
TELLS_NOTHING = frozenset(
    {"credit_code_valid", "number_valid", "source_key", "person_id", "id", "rule_version"}
)


def subject_name(subject: str) -> str:
    """What a part of the record is called."""
    names: dict[str, str] = {
        "establishment": _("主体"),
        "licence": _("许可证"),
        "person": _("人员"),
        "health_certificate": _("健康证"),
        "camera": _("摄像头"),
        "inspection": _("监督检查"),
        "penalty": _("行政处罚"),
        "sampling_test": _("监督抽检"),
        "visit": _("包保督导"),
        "guarantor": _("包保干部"),
    }
    return names.get(subject, subject)


def field_name(name: str, subject: str = "establishment") -> str:
    """A column of a subject, or a field of its form."""
    own: dict[tuple[str, str], str] = {
        ("person", "name"): _("姓名"),
        ("licence", "number"): _("许可证编号"),
        ("health_certificate", "number"): _("健康证编号"),
        ("guarantor", "position"): _("职务"),
        ("sampling_test", "published_on"): _("公布日期"),
        ("sampling_test", "note"): _("备注"),
    }
    if (subject, name) in own:
        return own[subject, name]
    if name in ITEM_FIELDS:
        return term(*VISIT_ITEMS[ITEM_FIELDS.index(name)])
    names: dict[str, str] = {
        "name": _("单位名称"),
        "category": _("类别"),
        "township_code": _("所属苏木乡镇街道"),
        "address": _("地址"),
        "lon": _("经度"),
        "lat": _("纬度"),
        "datum": _("坐标系"),
        "credit_code": _("统一社会信用代码"),
        "principal": _("主要负责人"),
        "safety_officer": _("食品安全员"),
        "phone": _("联系电话"),
        "opened_on": _("开业日期"),
        "risk_level": _("风险等级"),
        "guarantor_tier": _("包保层级"),
        "hygiene_grade": _("量化等级"),
        "cold_room": _("有专间"),
        "takeaway": _("网络餐饮"),
        "rest_weekdays": _("每周店休"),
        "closes_after_midnight": _("打烊时间"),
        "status": _("状态"),
        "status_since": _("状态起始日"),
        "street_id": _("示范街区"),
        "merged_into_id": _("并入的档案"),
        "establishment_id": _("所属档案"),
        "number": _("编号"),
        "issued_on": _("发证日期"),
        "expires_on": _("有效期至"),
        "post": _("岗位"),
        "identity": _("身份证号"),
        "identity_tail": _("身份证号后四位"),
        "identity_hash": _("身份证号"),
        "left_on": _("离岗日期"),
        "issuer": _("发证机构"),
        "label": _("名称"),
        "position": _("点位"),
        "source": _("视频地址"),
        "user": _("用户名"),
        "password": _("密码"),
        "credentials": _("视频账号密码"),
        "effective_on": _("生效日期"),
        "kind": _("检查类型"),
        "inspected_on": _("检查日期"),
        "inspectors": _("检查人员"),
        "key_checked": _("重点项检查数"),
        "key_failed": _("重点项不合格数"),
        "general_checked": _("一般项检查数"),
        "general_failed": _("一般项不合格数"),
        "points": _("量化得分（十分制）"),
        "note": _("说明"),
        "rectify_by": _("整改期限"),
        "rectified_on": _("整改完成日"),
        "published_on": _("公示日期"),
        "result": _("检查结果"),
        "answers": _("逐项结果"),
        "recorded_at": _("登记时间"),
        "visited_on": _("督导日期"),
        "manner": _("督导方式"),
        "companion": _("随行监管员"),
        "course": _("处置去向"),
        "guarantor_id": _("包保干部"),
        "commitment_signed_on": _("承诺书签订日期"),
        "since": _("起始日"),
        "until": _("截止日"),
        "reason": _("原因"),
        "decision_number": _("决定书文号"),
        "authority": _("处罚机关"),
        "decided_on": _("处罚决定日期"),
        "kinds": _("处罚种类"),
        "fine_fen": _("罚款（元）"),
        "confiscated_fen": _("没收（元）"),
        "cause": _("违法事实"),
        "law": _("处罚依据"),
        "published_until": _("公示截止日"),
        "withdrawn_on": _("撤销日期"),
        "sample_number": _("抽样单编号"),
        "food_name": _("食品名称"),
        "food_category": _("食品类别"),
        "stage": _("抽样环节"),
        "sampled_on": _("抽样日期"),
        "reported_on": _("报告日期"),
        "conclusion": _("检验结论"),
        "failed_items": _("不合格项目"),
        "laboratory": _("承检机构"),
        "handled_on": _("核查处置完成日"),
    }
    return names.get(name, name)


def finding_words(found: Finding) -> str:
    """What is wrong with a value, and how to mend it."""
    detail = found.detail
    words: dict[Fault, str] = {
        Fault.MISSING: _("请填写此项"),
        Fault.TOO_LONG: _("最多 %(n)s 字", n=detail),
        Fault.ODD_SIGNS: _("含有不能使用的字符"),
        Fault.NOT_A_DAY: _("不是有效日期，格式如 2026-11-19"),
        Fault.NOT_A_NUMBER: _("不是数字，格式如 109.98312"),
        Fault.NOT_A_CHOICE: _("请从列表中选择"),
        Fault.NOT_A_PHONE: _("不是有效的手机或固定电话号码"),
        Fault.NOT_YOURS: _("不在您的管辖范围内；跨辖区迁移由市级办理"),
        Fault.CHECK_DIGITS: _("校验位不符，请与证照核对；已按填写内容保留"),
        Fault.HALF_A_POINT: _("经度和纬度须一起填写"),
        Fault.SWAPPED: _("经度与纬度似乎填反了"),
        Fault.OUTSIDE_CITY: _("坐标在本市之外；位置未知时请留空"),
        Fault.OTHER_BANNER: _("坐标位于%(place)s，与所填旗区不符", place=detail),
        Fault.MAYBE_GCJ02: _("坐标像是地图厂商的 GCJ-02，与 WGS-84 相差约 480 米"),
        Fault.DAYS_REVERSED: _("早于发证日期"),
        Fault.IN_FUTURE: _("不能晚于今天"),
        Fault.TOO_FAR: _("最晚到 %(day)s", day=detail),
        Fault.TOO_SOON: _("最早从 %(day)s 起", day=detail),
        Fault.ALREADY_ASKED: _("检查表里已有同样措辞的项目：%(what)s", what=detail),
        Fault.BEFORE_LICENCE: _("不能早于首次发证日期 %(day)s", day=detail),
        Fault.BEFORE_CURRENT: _("不能早于当前状态的起始日 %(day)s", day=detail),
        Fault.SAME_STATUS: _("现在已是此状态"),
        Fault.ALREADY_WAITING: _("%(day)s 已有待生效的变更，请先撤回", day=detail),
        Fault.TOOK_BACK: _("原定 %(day)s 生效的变更随之撤回", day=detail),
        Fault.TAKEN: _("此编号已登记在另一处，同一证件不能用于两处"),
        Fault.NOT_AN_IDENTITY: _("身份证号应为 18 位且校验位正确"),
        Fault.IDENTITY_HERE: _("此处不能填身份证号"),
        Fault.SAME_PERSON: _("与本单位的“%(name)s”是同一身份证号", name=detail),
        Fault.ADDRESS_REFUSED: _(
            "地址须以 rtsp、rtsps、http 或 https 开头并含主机名，不能指向本机、链路本地或组播地址"
        ),
        Fault.OWN_SERVICE: _("不允许指向本系统自己的数据库或缓存服务"),
        Fault.MERGED: _("此档案已并入另一份档案，不能再修改"),
        Fault.IN_USE: _("此摄像头有预警记录，不能删除；可清空视频地址停止巡查"),
        Fault.NOT_A_COUNT: _("请填 0 到 %(n)s 的整数", n=detail),
        Fault.MORE_FAILED: _("不合格数不能多于检查数"),
        Fault.TWO_INSPECTORS: _("监督检查须两名以上人员，用顿号分开"),
        Fault.NEEDS_DEADLINE: _("有问题须填整改期限"),
        Fault.BEFORE_CHECK: _("不能早于检查或督导当日"),
        Fault.BEFORE_FACT: _("不能早于决定、抽样或报告当日"),
        Fault.NOT_AN_AMOUNT: _("请填以元计的金额，如 5000 或 320.50"),
        Fault.KIND_UNFIT: _("处罚种类没有勾选这一项"),
        Fault.ITEM_UNREADABLE: _("每行一项：项目 | 检验值 | 单位 | 限量"),
        Fault.PASSED_WITH_ITEMS: _("结论为合格，不应填写"),
        Fault.COURSE_UNFIT: _("处置去向与逐项结果不一致"),
        Fault.SOMEBODY_FASTER: _("打开此表后有人登记了新记录，请核对后再次保存"),
        Fault.HELD_BY_NOBODY: _("此单位现无包保干部，不能登记督导"),
        Fault.IN_PAST: _("不能早于今天（%(day)s）：过去的日子不能补报", day=detail),
        Fault.ENDS_FIRST: _("不能早于开始日期"),
        Fault.TOO_LONG_AWAY: _("最长 %(n)s 天", n=detail),
        Fault.TOO_MANY_DAYS: _("每周最多店休 %(n)s 天；长期不营业请办理停业", n=detail),
        Fault.TOO_MANY: _("同时最多 %(n)s 条，请先撤回不用的", n=detail),
        Fault.SIGNS_ANYWAY: _("此人本来就是签字人，不需代理"),
        Fault.PASSWORD_FORGOTTEN: _("地址换了主机，原账号密码已清除，请重新填写"),
    }
    return words[found.fault]


def certificate_words(state: CertificateState, days_left: int | None) -> str:
    """How long a health certificate still holds."""
    if state is CertificateState.UNKNOWN or days_left is None:
        return str(_("有效期未登记"))
    if state is CertificateState.EXPIRED:
        return str(counted("已过期 %(n)s 天", -days_left))
    if state is CertificateState.LAST_DAY:
        return str(_("今天到期"))
    return str(counted("还有 %(n)s 天", days_left))


def value_words(name: str, value: Any, places: Mapping[str, str]) -> str:
    """A value as people call it.

    Args:
        name: Its column.
        value: As stored, or as the history keeps it.
        places: Name of each township by code.
    """
    if name in SECRET_FIELDS:
        return str(_("已登记（不显示）") if value else _("无"))
    if value is None or value == "":
        return str(_("无"))
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    if name == "rest_weekdays":
        return "、".join(weekday_name(int(day)) for day in str(value) if day.isdecimal())
    if name == "closes_after_midnight":
        return closing_words(int(value))
    if name == "township_code":
        return places.get(str(value), str(value))
    if name in {"fine_fen", "confiscated_fen"}:
        return yuan(int(value))
    if name == "kinds":
        return penalty_kinds(str(value))
    names = _codes().get(name, {})
    return names.get(str(value), str(value))


def weekday_name(day: int) -> str:
    """A day of the week, 1 for Monday."""
    names = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
    return str(names[(day - 1) % 7])


def closing_words(hours: int) -> str:
    """When a kitchen closes: by midnight, or so many hours later."""
    if not hours:
        return str(_("当日24:00前"))
    return str(_("次日%(time)s", time=f"{hours:02d}:00"))


def status_name(status: str) -> str:
    """A status of the register."""
    known = EstablishmentStatus(status)
    return term(STATUS_NAMES_ZH[known], STATUS_NAMES_EN[known])


def post_name(post: str) -> str:
    """What somebody does; a post that is not ours stays as delivered."""
    return _codes()["post"].get(post, post)


def position_name(position: str) -> str:
    """Where a camera hangs."""
    return _codes()["position"].get(position, position)


def camera_state_name(state: str) -> str:
    """What is known of a camera."""
    known = CameraState(state)
    return term(STATE_NAMES_ZH[known], STATE_NAMES_EN[known])


def risk_name(level: str) -> str:
    """A risk level with its word."""
    return f"{level} {risk_word(level)}"


def risk_word(level: str) -> str:
    """The word alone, beside a badge that shows the letter."""
    known = RiskLevel(level)
    return term(RISK_NAMES_ZH[known], RISK_NAMES_EN[known])


def _codes() -> dict[str, dict[str, str]]:
    return {
        "category": {code: category_name(code) for code in CODES},
        "status": {code.value: status_name(code) for code in EstablishmentStatus},
        "risk_level": {code.value: risk_name(code) for code in RiskLevel},
        "kind": {
            code.value: term(INSPECTION_KIND_NAMES_ZH[code], INSPECTION_KIND_NAMES_EN[code])
            for code in InspectionKind
        },
        "result": {
            code.value: term(INSPECTION_RESULT_NAMES_ZH[code], INSPECTION_RESULT_NAMES_EN[code])
            for code in InspectionResult
        },
        "manner": {
            code.value: term(VISIT_MANNER_NAMES_ZH[code], VISIT_MANNER_NAMES_EN[code])
            for code in VisitManner
        },
        "course": {
            code.value: term(VISIT_COURSE_NAMES_ZH[code], VISIT_COURSE_NAMES_EN[code])
            for code in VisitCourse
        },
        "stage": {code.value: stage_name(code) for code in SampleStage},
        "conclusion": {code.value: sample_outcome(code) for code in SampleConclusion},
        "post": {code.value: term(POST_NAMES_ZH[code], POST_NAMES_EN[code]) for code in Post},
        "position": {
            code.value: term(POSITION_NAMES_ZH[code], POSITION_NAMES_EN[code])
            for code in CameraPosition
        },
    }
