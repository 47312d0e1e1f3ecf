"""What can be imported, and which columns a file of it may have."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from domain.categories import CATEGORIES
from domain.grades import STATUS_NAMES_ZH
from domain.kitchen import POSITION_NAMES_ZH
from domain.posts import POST_NAMES_ZH

Look = Callable[[str], bool]
"""Whether a text looks like a value of the field."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column that we know.

    Attributes:
        zh: Its name, which also heads the column of our template.
        en: Its English name.
        headers: Further headers under which registers carry it, the likeliest first.
        look: How its values look; None where anything goes.
        telling: Values that look so are hardly anything else.
        examples: One for each of the two rows of the template.
    """

    zh: str
    en: str
    headers: tuple[str, ...] = ()
    look: Look | None = None
    telling: bool = False
    examples: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of delivery.

    Attributes:
        key: As in addresses and commands.
        record: Its key in `data_access.history.SUBJECTS`.
        zh: Its name.
        en: Its English name.
        fields: By name.
        required: Fields without which nothing can be taken.
        one_of: Of each group, one is needed.
        words: Fields whose texts are translated to our codes.
    """

    key: str
    record: str
    zh: str
    en: str
    fields: dict[str, Field]
    required: tuple[str, ...]
    one_of: tuple[tuple[str, ...], ...] = ()
    words: tuple[str, ...] = field(default=())


def _like(pattern: str) -> Look:
    return re.compile(pattern, re.ASCII | re.IGNORECASE).fullmatch  # type: ignore[return-value]


def _one_of(names: dict[str, str] | dict[object, str]) -> Look:
    known = frozenset(names.values())
    return lambda text: text in known


def _between(low: float, high: float) -> Look:
    def look(text: str) -> bool:
        try:
            return low <= float(text) <= high and "." in text
        except ValueError:
            return False

    return look


_CODE = _like(r"[0-9A-HJ-NPQRTUWXY]{17}[0-9A-Z]")
_LICENCE = _like(r"JY\d{14}")
_PHONE = _like(r"1\d{2}[\d*]{4}\d{4}|0\d{2,3}-?\d{7,8}")
_DAY = _like(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?( .*)?|\d{8}|长期")
_IDENTITY = _like(r"\d{17}[\dXx]")
_ADDRESS = _like(r"(rtsps?|https?)://.+")
_LETTER = _like(r"[A-D]级?")
_NAME = _like(r"[^\d@/:]{2,12}")

_LICENCE_NUMBER = Field(
    "许可证编号",
    "Licence number",
    ("食品经营许可证编号", "许可证号", "食品经营许可证号", "licence_number", "license no"),
    _LICENCE,
    True,
    ("JY21506020000012", "JY31506030000025"),
)
_CREDIT_CODE = Field(
    "统一社会信用代码",
    "Unified social credit code",
    ("社会信用代码", "信用代码", "统一信用代码", "credit_code", "uscc"),
    _CODE,
    True,
)
_KEY = Field("主体编号", "Register key", ("单位编号", "档案编号", "key"))
_BANNER = Field(
    "旗区",
    "Banner",
    ("所属旗区", "旗县区", "区县", "行政区划", "所属区县", "banner", "district"),
    _like(r".{2,6}[旗区]|1506\d\d"),
    False,
    ("东胜区", "康巴什区"),
)
_TOWNSHIP = Field(
    "乡镇",
    "Township",
    ("苏木乡镇", "苏木乡镇街道", "乡镇街道", "所属乡镇", "街道", "所属街道", "township"),
    _like(r".+(镇|乡|苏木|街道|开发区|园区|基地)|\d{9,12}"),
    False,
    ("交通街道", "滨河街道"),
)
_ESTABLISHMENT = {
    "licence_number": _LICENCE_NUMBER,
    "credit_code": _CREDIT_CODE,
    "key": _KEY,
    "establishment": Field(
        "单位名称",
        "Establishment",
        ("所属单位", "餐饮单位名称", "主体名称", "经营者名称", "单位", "establishment"),
        None,
        False,
        ("东胜第一示例面馆", "康巴什示例小学食堂"),
    ),
    "township": _TOWNSHIP,
}
_REFERENCE = ("licence_number", "credit_code", "key", "establishment")

ESTABLISHMENTS = Subject(
    "establishments",
    "establishment",
    "餐饮单位",
    "Establishments",
    {
        "key": _KEY,
        "name": Field(
            "单位名称",
            "Name",
            ("经营者名称", "主体名称", "餐饮单位名称", "市场主体名称", "名称", "name"),
            None,
            False,
            ("东胜第一示例面馆", "康巴什示例小学食堂"),
        ),
        "licence_number": _LICENCE_NUMBER,
        "credit_code": _CREDIT_CODE,
        "category": Field(
            "业态",
            "Category",
            ("类别", "单位类别", "经营类别", "业态类别", "主体业态", "category"),
            _one_of({code: facts.zh for code, facts in CATEGORIES.items()}),
            True,
            ("小型餐饮", "学校(幼儿园)食堂"),
        ),
        "banner": _BANNER,
        "township": _TOWNSHIP,
        "address": Field(
            "地址",
            "Address",
            ("经营地址", "经营场所", "详细地址", "住所", "address"),
            _like(r".*(路|街|号|村|镇|区|旗|道|巷|楼).*"),
            False,
            ("鄂尔多斯西街1号", "鄂尔多斯大街2号"),
        ),
        "lon": Field(
            "经度",
            "Longitude",
            ("lon", "lng", "longitude", "x坐标"),
            _between(73, 136),
            True,
            ("109.9921", "109.7850"),
        ),
        "lat": Field(
            "纬度",
            "Latitude",
            ("lat", "latitude", "y坐标"),
            _between(3, 54),
            True,
            ("39.8163", "39.6060"),
        ),
        "issued_on": Field(
            "发证日期",
            "Issued on",
            ("签发日期", "有效期自", "许可日期", "issued_on"),
            _DAY,
            False,
            ("2024-04-01", "2023年9月2日"),
        ),
        "expires_on": Field(
            "有效期至",
            "Expires on",
            ("有效期止", "到期日期", "有效期限", "截止日期", "expires_on"),
            _DAY,
            False,
            ("2029-03-31", "2028年9月1日"),
        ),
        "status": Field(
            "状态",
            "Status",
            ("经营状态", "status"),
            _one_of(dict(STATUS_NAMES_ZH)),
            False,
            ("正常", "正常"),
        ),
        "risk_level": Field(
            "风险等级", "Risk level", ("风险级别", "risk_level"), _LETTER, False, ("B", "A")
        ),
        "guarantor_tier": Field(
            "包保层级", "Guarantor tier", ("包保等级", "guarantor_tier"), _LETTER, False, ("D", "C")
        ),
        "hygiene_grade": Field(
            "量化等级", "Hygiene grade", ("量化分级", "hygiene_grade"), _LETTER, False, ("B", "A")
        ),
        "principal": Field(
            "主要负责人",
            "Principal",
            ("负责人", "法定代表人", "法人", "经营者", "principal"),
            _NAME,
            False,
            ("王示例", "李示例"),
        ),
        "safety_officer": Field(
            "食品安全员",
            "Food safety officer",
            ("安全员", "食品安全管理员", "safety_officer"),
            _NAME,
            False,
            ("王示例", "赵示例"),
        ),
        "phone": Field(
            "联系电话", "Phone", ("电话", "手机", "联系方式", "手机号码", "phone"), _PHONE, True
        ),
        "opened_on": Field("开业日期", "Opened on", ("成立日期", "opened_on"), _DAY),
        "cold_room": Field(
            "专间", "Cold room", ("有无专间", "冷食专间", "cold_room"), None, False, ("否", "是")
        ),
        "takeaway": Field(
            "网络餐饮", "Takeaway", ("外卖", "网络订餐", "takeaway"), None, False, ("是", "否")
        ),
    },
    required=("name", "category", "banner"),
    one_of=(("licence_number", "key"),),
    words=("category", "status", "banner"),
)

_PERSON_NAME = Field(
    "姓名",
    "Name",
    ("人员姓名", "从业人员姓名", "员工姓名", "person", "name"),
    _NAME,
    False,
    ("王示例", "赵示例"),
)
_IDENTITY_NUMBER = Field(
    "身份证号",
    "Identity number",
    ("身份证号码", "公民身份号码", "证件号码", "身份证", "identity_number"),
    _IDENTITY,
    True,
)

PEOPLE = Subject(
    "people",
    "person",
    "从业人员",
    "People",
    {
        **_ESTABLISHMENT,
        "name": _PERSON_NAME,
        "post": Field(
            "岗位",
            "Post",
            ("职务", "工种", "岗位名称", "post"),
            _one_of(dict(POST_NAMES_ZH)),
            True,
            ("主要负责人", "厨师"),
        ),
        "phone": Field(
            "联系电话", "Phone", ("电话", "手机", "手机号", "联系方式", "phone"), _PHONE, True
        ),
        "identity_number": _IDENTITY_NUMBER,
        "left_on": Field("离职日期", "Left on", ("离岗日期", "left_on"), _DAY),
    },
    required=("name", "post"),
    one_of=(_REFERENCE,),
    words=("post",),
)

CERTIFICATES = Subject(
    "certificates",
    "health_certificate",
    "健康证",
    "Health certificates",
    {
        **_ESTABLISHMENT,
        "name": _PERSON_NAME,
        "identity_number": _IDENTITY_NUMBER,
        "number": Field(
            "健康证编号",
            "Certificate number",
            ("健康证号", "健康证明编号", "证书编号", "编号", "number"),
            None,
            False,
            ("示例2026000001", "示例2026000002"),
        ),
        "issuer": Field(
            "发证机构",
            "Issuer",
            ("体检机构", "发证单位", "issuer"),
            None,
            False,
            ("示例区疾病预防控制中心", "示例区疾病预防控制中心"),
        ),
        "issued_on": Field(
            "发证日期",
            "Issued on",
            ("体检日期", "签发日期", "issued_on"),
            _DAY,
            False,
            ("2026-03-01", "2026年4月2日"),
        ),
        "expires_on": Field(
            "有效期至",
            "Expires on",
            ("健康证有效期至", "到期日期", "有效期止", "有效期", "expires_on"),
            _DAY,
            False,
            ("2027-02-28", "2027年4月1日"),
        ),
    },
    required=("name", "number"),
    one_of=(_REFERENCE,),
)

CAMERAS = Subject(
    "cameras",
    "camera",
    "摄像头",
    "Cameras",
    {
        **_ESTABLISHMENT,
        "device": Field(
            "设备编号", "Device number", ("国标编号", "设备国标编号", "通道编号", "device")
        ),
        "position": Field(
            "安装位置",
            "Position",
            ("点位", "位置", "安装点位", "后厨点位", "position"),
            _one_of(dict(POSITION_NAMES_ZH)),
            True,
            ("热厨区", "凉菜专间"),
        ),
        "label": Field(
            "通道", "Label", ("通道号", "摄像头名称", "label"), None, False, ("C-01", "C-01")
        ),
        "source": Field(
            "取流地址",
            "Address",
            ("视频地址", "流地址", "rtsp地址", "rtsp", "url", "source"),
            _ADDRESS,
            True,
            ("rtsp://192.0.2.10/ch1", "rtsp://192.0.2.11/ch1"),
        ),
        "user": Field("用户名", "User", ("账号", "设备账号", "user", "username")),
        "password": Field("密码", "Password", ("设备密码", "口令", "password")),
    },
    required=("position",),
    one_of=(_REFERENCE,),
    words=("position",),
)

SUBJECTS = {subject.key: subject for subject in (ESTABLISHMENTS, PEOPLE, CERTIFICATES, CAMERAS)}
