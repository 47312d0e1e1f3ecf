"""What can be imported: establishments, people, certificates, cameras, oversight, enforcement."""

from data_access.importing.enforcement_subjects import PENALTIES, SAMPLING_TESTS
from data_access.importing.fields import Field, Subject
from data_access.importing.oversight_subjects import GUARANTORS, INSPECTIONS, VISITS
from data_access.importing.shared_fields import (
    ADDRESS,
    BANNER,
    CREDIT_CODE,
    DAY,
    ESTABLISHMENT,
    EXAMPLE_NAMES,
    IDENTITY_NUMBER,
    KEY,
    LETTER,
    LICENCE_NUMBER,
    PERSON,
    PERSON_NAME,
    PHONE,
    REFERENCE,
    TOWNSHIP,
    between,
    like,
    one_of,
)
from domain.categories import CODES, facts_of
from domain.grades import STATUS_NAMES_ZH
from domain.kitchen import POSITION_NAMES_ZH
from domain.posts import POST_NAMES_ZH


def _category(text: str) -> bool:
    return any(text == facts_of(code).zh for code in CODES)


ESTABLISHMENTS = Subject(
    "establishments",
    "establishment",
    "餐饮单位",
    "Establishments",
    {
        "key": KEY,
        "name": Field(
            "单位名称",
            "Name",
            ("经营者名称", "主体名称", "餐饮单位名称", "市场主体名称", "名称", "name"),
            None,
            False,
            EXAMPLE_NAMES,
        ),
        "licence_number": LICENCE_NUMBER,
        "credit_code": CREDIT_CODE,
        "category": Field(
            "业态",
            "Category",
            ("类别", "单位类别", "经营类别", "业态类别", "主体业态", "category"),
            _category,
            True,
            ("小型餐饮", "学校(幼儿园)食堂"),
        ),
        "banner": BANNER,
        "township": TOWNSHIP,
        "address": Field(
            "地址",
            "Address",
            ("经营地址", "经营场所", "详细地址", "住所", "address"),
            like(r".*(路|街|号|村|镇|区|旗|道|巷|楼).*"),
            False,
            ("示例西街1号", "示例大街2号"),
        ),
        "lon": Field(
            "经度",
            "Longitude",
            ("lon", "lng", "longitude", "x坐标"),
            between(73, 136),
            True,
            ("{lon}", "{lon}"),
        ),
        "lat": Field(
            "纬度",
            "Latitude",
            ("lat", "latitude", "y坐标"),
            between(3, 54),
            True,
            ("{lat}", "{lat}"),
        ),
        "issued_on": Field(
            "发证日期",
            "Issued on",
            ("签发日期", "有效期自", "许可日期", "issued_on"),
            DAY,
            False,
            ("2024-04-01", "2023年9月2日"),
        ),
        "expires_on": Field(
            "有效期至",
            "Expires on",
            ("有效期止", "到期日期", "有效期限", "截止日期", "expires_on"),
            DAY,
            False,
            ("2029-03-31", "2028年9月1日"),
        ),
        "status": Field(
            "状态",
            "Status",
            ("经营状态", "status"),
            one_of(STATUS_NAMES_ZH.values()),
            False,
            ("正常", "正常"),
        ),
        "risk_level": Field(
            "风险等级", "Risk level", ("风险级别", "risk_level"), LETTER, False, ("B", "A")
        ),
        "guarantor_tier": Field(
            "包保层级", "Guarantor tier", ("包保等级", "guarantor_tier"), LETTER, False, ("D", "C")
        ),
        "hygiene_grade": Field(
            "量化等级", "Hygiene grade", ("量化分级", "hygiene_grade"), LETTER, False, ("B", "A")
        ),
        "principal": Field(
            "主要负责人",
            "Principal",
            ("负责人", "法定代表人", "法人", "经营者", "principal"),
            PERSON,
            False,
            ("王示例", "李示例"),
        ),
        "safety_officer": Field(
            "食品安全员",
            "Food safety officer",
            ("安全员", "食品安全管理员", "safety_officer"),
            PERSON,
            False,
            ("王示例", "赵示例"),
        ),
        "phone": Field(
            "联系电话", "Phone", ("电话", "手机", "联系方式", "手机号码", "phone"), PHONE, True
        ),
        "opened_on": Field("开业日期", "Opened on", ("成立日期", "opened_on"), DAY),
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

PEOPLE = Subject(
    "people",
    "person",
    "从业人员",
    "People",
    {
        **ESTABLISHMENT,
        "name": PERSON_NAME,
        "post": Field(
            "岗位",
            "Post",
            ("职务", "工种", "岗位名称", "post"),
            one_of(POST_NAMES_ZH.values()),
            True,
            ("主要负责人", "厨师"),
        ),
        "phone": Field(
            "联系电话", "Phone", ("电话", "手机", "手机号", "联系方式", "phone"), PHONE, True
        ),
        "identity_number": IDENTITY_NUMBER,
        "left_on": Field("离职日期", "Left on", ("离岗日期", "left_on"), DAY),
    },
    required=("name", "post"),
    one_of=(REFERENCE,),
    words=("post",),
)

CERTIFICATES = Subject(
    "certificates",
    "health_certificate",
    "健康证",
    "Health certificates",
    {
        **ESTABLISHMENT,
        "name": PERSON_NAME,
        "identity_number": IDENTITY_NUMBER,
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
            DAY,
            False,
            ("2026-03-01", "2026年4月2日"),
        ),
        "expires_on": Field(
            "有效期至",
            "Expires on",
            ("健康证有效期至", "到期日期", "有效期止", "有效期", "expires_on"),
            DAY,
            False,
            ("2027-02-28", "2027年4月1日"),
        ),
    },
    required=("name", "number"),
    one_of=(REFERENCE,),
)

CAMERAS = Subject(
    "cameras",
    "camera",
    "摄像头",
    "Cameras",
    {
        **ESTABLISHMENT,
        "device": Field(
            "设备编号", "Device number", ("国标编号", "设备国标编号", "通道编号", "device")
        ),
        "position": Field(
            "安装位置",
            "Position",
            ("点位", "位置", "安装点位", "后厨点位", "position"),
            one_of(POSITION_NAMES_ZH.values()),
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
            ADDRESS,
            True,
            ("rtsp://192.0.2.10/ch1", "rtsp://192.0.2.11/ch1"),
        ),
        "user": Field("用户名", "User", ("账号", "设备账号", "user", "username")),
        "password": Field("密码", "Password", ("设备密码", "口令", "password")),
    },
    required=("position",),
    one_of=(REFERENCE,),
    words=("position",),
)

SUBJECTS = {
    subject.key: subject
    for subject in (
        ESTABLISHMENTS,
        PEOPLE,
        CERTIFICATES,
        CAMERAS,
        GUARANTORS,
        VISITS,
        INSPECTIONS,
        PENALTIES,
        SAMPLING_TESTS,
    )
}
