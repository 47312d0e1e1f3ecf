"""What the list of the register says: names of columns and options, and the text of every cell."""

from collections.abc import Callable, Mapping
from datetime import date

from flask_babel import gettext as _

from components.category_words import category_name
from components.wording import counted, term
from domain.clock import CITY_TIME
from domain.grades import (
    RISK_NAMES_EN,
    RISK_NAMES_ZH,
    STATUS_NAMES_EN,
    STATUS_NAMES_ZH,
    EstablishmentStatus,
    RiskLevel,
)
from domain.register_columns import COLUMNS
from domain.register_filter import (
    NARROW,
    NOT_ASSESSED,
    OPTIONS,
    PLACE_KINDS,
    CameraGroup,
    CertificateState,
    Change,
    CodeState,
    Information,
    InspectionState,
    LicenceState,
    Point,
    RegisterFilter,
    Seen,
    VisitState,
)
from domain.register_row import RegisterRow


def column_name(column: str) -> str:
    """Heading of a column."""
    return term(COLUMNS[column].zh, COLUMNS[column].en)


def dimension_name(dimension: str) -> str:
    """Name of a dimension of the filter."""
    names: dict[str, str] = {
        "q": _("文字"),
        "status": _("状态"),
        "category": _("业态"),
        "risk": _("风险等级"),
        "tier": _("包保层级"),
        "hygiene": _("量化等级"),
        "licence": _("许可证"),
        "camera": _("后厨视频"),
        "point": _("定位"),
        "information": _("公示信息"),
        "banner": _("旗区"),
        "township": _("苏木乡镇街道"),
        "office": _("监管所"),
        "street": _("示范街区"),
        "kitchen": _("后厨视频"),
        "certificate": _("健康证"),
        "change": _("状态变更"),
        "inspection": _("监督检查"),
        "visit": _("包保督导"),
        "code": _("食安码扫码"),
        "cadre": _("包保干部"),
        "since": _("变更日期起"),
        "batch": _("批次"),
    }
    return names[dimension]


def option_name(dimension: str, option: str) -> str:
    """Name of an option of a dimension."""
    if option == NOT_ASSESSED:
        return str(_("未评定"))
    if dimension == "status":
        return status_name(option)
    if dimension == "category":
        return category_name(option)
    if dimension == "risk":
        level = RiskLevel(option)
        return f"{option} {term(RISK_NAMES_ZH[level], RISK_NAMES_EN[level])}"
    if dimension in {"tier", "hygiene"}:
        return str(_("%(grade)s 级", grade=option))
    named = {
        "licence": licence_name,
        "camera": _camera_name,
        "point": _point_name,
        "information": _information_name,
        **dict.fromkeys(NARROW, _narrow_name),
    }
    return named[dimension](option)


def _narrow_name(option: str) -> str:
    """Name of an option of NARROW."""
    names: dict[str, str] = {
        Seen.ONLINE: _("至少一路在线"),
        CertificateState.EXPIRED: _("有人缺失或过期"),
        CertificateState.EXPIRING: _("有人30日内到期"),
        Change.COMING: _("待生效"),
        InspectionState.OVERDUE: _("超期未检查"),
        VisitState.DUE: _("30日内应督导"),
        VisitState.LATE: _("超期未督导"),
        CodeState.BURST: _("异常增多"),
        CodeState.REVOKED: _("停用的码仍被扫"),
    }
    return names[option]


def status_name(status: str) -> str:
    """Name of a status."""
    known = EstablishmentStatus(status)
    return term(STATUS_NAMES_ZH[known], STATUS_NAMES_EN[known])


def licence_name(state: str) -> str:
    """Name of a licence's standing."""
    names: dict[str, str] = {
        LicenceState.VALID: _("有效"),
        LicenceState.EXPIRING: _("30日内到期"),
        LicenceState.EXPIRED: _("已过期"),
        LicenceState.UNDATED: _("有效期未登记"),
        LicenceState.MISSING: _("无许可证"),
        LicenceState.NUMBER_INVALID: _("编号校验不通过"),
    }
    return names[state]


def fact_name(fact: str) -> str:
    """Name of one of PUBLIC_FACTS."""
    names: dict[str, str] = {
        "name": _("名称"),
        "address": _("地址"),
        "category": _("业态"),
        "licence": _("有效许可证"),
        "hygiene_grade": _("量化等级"),
        "safety_officer": _("食品安全员"),
        "location": _("定位"),
    }
    return names[fact]


def filter_words(
    wanted: RegisterFilter, places: Callable[[str], Mapping[str, str]]
) -> list[tuple[str, str, str]]:
    """Dimension, its name, and what it is narrowed to, of every dimension that is.

    Args:
        wanted: The filter.
        places: Kind of place → name by code or id, of those that the reader may see.
    """
    found = []
    for name in wanted.query():
        value = getattr(wanted, name)
        if name in OPTIONS:
            said = "、".join(option_name(name, option) for option in value)
        elif name in PLACE_KINDS or name == "cadre":
            said = places(name).get(str(value), _("不在权限范围内"))
        elif name in NARROW:
            said = option_name(name, value)
        else:
            said = str(value)
        found.append((name, dimension_name(name), said))
    return found


def cells(row: RegisterRow) -> dict[str, str]:
    """Text of every column of a row; empty where nothing is known."""
    level = row.risk_level
    return {
        "name": row.name,
        "id": str(row.id),
        "risk": option_name("risk", level or NOT_ASSESSED),
        "category": category_name(row.category),
        "status": status_name(row.status),
        "banner": term(row.banner_zh, row.banner_en),
        "township": row.township_zh,
        "office": row.office_zh or "",
        "street": row.street_zh or "",
        "address": row.address or "",
        "licence_number": row.licence_number or "",
        "licence_expires_on": _day(row.licence_expires_on),
        "licence": _licence(row),
        "credit_code": _checked(row.credit_code, valid=row.credit_code_valid),
        "principal": row.principal or "",
        "safety_officer": row.safety_officer or "",
        "phone": row.phone or "",
        "tier": option_name("tier", row.guarantor_tier or NOT_ASSESSED),
        "hygiene": option_name("hygiene", row.hygiene_grade or NOT_ASSESSED),
        "cameras": _cameras(row),
        "point": _point_name(Point.LOCATED if row.located else Point.UNLOCATED),
        "information": _information(row),
        "takeaway": _("是") if row.takeaway else _("否"),
        "cold_room": _("有") if row.cold_room else _("无"),
        "opened_on": _day(row.opened_on),
        "status_since": _day(row.status_since),
        "updated_at": f"{row.updated_at.astimezone(CITY_TIME):%Y-%m-%d %H:%M}",
    }


def tones(row: RegisterRow) -> dict[str, str]:
    """Columns of a row that want to be seen: `ok`, `warn`, `bad` or `off`, beside their words."""
    licences: dict[str, str] = {
        LicenceState.EXPIRING: "warn",
        LicenceState.EXPIRED: "bad",
        LicenceState.MISSING: "bad",
        LicenceState.UNDATED: "off",
    }
    found = {}
    licence = licences.get(row.licence_state) or (
        "warn" if row.licence_number_valid is False else ""
    )
    if licence:
        found["licence"] = found["licence_expires_on"] = licence
    if row.status != EstablishmentStatus.ACTIVE:
        found["status"] = "off"
    if row.camera_unusable:
        found["cameras"] = "bad"
    if row.credit_code_valid is False:
        found["credit_code"] = "warn"
    if not row.located:
        found["point"] = "off"
    if row.missing_facts:
        found["information"] = "warn"
    return found


def _licence(row: RegisterRow) -> str:
    said = licence_name(row.licence_state)
    if row.licence_number_valid is False:
        return f"{said}, {_('编号校验不通过')}"
    return said


def _checked(code: str | None, *, valid: bool | None) -> str:
    if not code:
        return ""
    return code if valid is not False else str(_("%(code)s（校验不通过）", code=code))


def _cameras(row: RegisterRow) -> str:
    if not row.camera_total:
        return str(_("未接入"))
    if not (row.camera_online or row.camera_unusable):
        return str(counted("%(n)s 路，未巡查", row.camera_total))
    return str(_("%(online)s/%(total)s 在线", online=row.camera_online, total=row.camera_total))


def _information(row: RegisterRow) -> str:
    if not row.missing_facts:
        return str(_("完整"))
    missing = "、".join(fact_name(fact) for fact in row.missing_facts)
    return str(_("缺 %(facts)s", facts=missing))


def _camera_name(group: str) -> str:
    names: dict[str, str] = {
        CameraGroup.NONE: _("未接入"),
        CameraGroup.UNPATROLLED: _("未巡查"),
        CameraGroup.OFFLINE: _("有离线或异常"),
        CameraGroup.ONLINE: _("全部在线"),
    }
    return names[group]


def _point_name(point: str) -> str:
    return str(_("已定位") if point == Point.LOCATED else _("未定位"))


def _information_name(information: str) -> str:
    return str(_("完整") if information == Information.COMPLETE else _("不完整"))


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
