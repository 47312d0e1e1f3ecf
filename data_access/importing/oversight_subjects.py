"""What can be imported of oversight: cadres with their establishments, visits, inspections."""

from data_access.importing.fields import Field, Subject
from data_access.importing.shared_fields import (
    BANNER,
    DAY,
    ESTABLISHMENT,
    LETTER,
    PERSON,
    PHONE,
    REFERENCE,
    like,
    one_of,
)
from domain.field_forms import ITEM_FIELDS
from domain.guarantors import (
    VISIT_COURSE_NAMES_ZH,
    VISIT_ITEMS,
    VISIT_MANNER_NAMES_ZH,
)
from domain.inspections import INSPECTION_KIND_NAMES_ZH, INSPECTION_RESULT_NAMES_ZH

_COUNT = like(r"\d{1,3}")
_CADRE = Field(
    "包保干部",
    "Guarantor",
    ("干部姓名", "包保干部姓名", "姓名", "guarantor"),
    PERSON,
    False,
    ("格示例", "那示例"),
)
_RECTIFY_BY = Field("整改期限", "To be put right by", ("限期", "rectify_by"), DAY)
_RECTIFIED_ON = Field("整改完成日期", "Put right on", ("完成日期", "rectified_on"), DAY)
_NOTE = Field("问题说明", "Note", ("问题", "说明", "备注", "note"))

GUARANTORS = Subject(
    "guarantors",
    "guarantee",
    "包保清单",
    "Guarantors",
    {
        **ESTABLISHMENT,
        "name": _CADRE,
        "position": Field(
            "职务",
            "Position",
            ("干部职务", "包保干部职务", "position"),
            None,
            False,
            ("{township}包保干部", "{banner}包保领导"),
        ),
        "tier": Field("层级", "Tier", ("包保层级", "包保等级", "tier"), LETTER, False, ("D", "B")),
        "banner": BANNER,
        "phone": Field("联系电话", "Phone", ("电话", "手机", "phone"), PHONE, True),
        "signed_on": Field(
            "承诺书签订日期", "Commitment signed on", ("签订日期", "signed_on"), DAY
        ),
        "since": Field(
            "起始日期", "Since", ("包保起始日期", "since"), DAY, False, ("2026-01-01", "2026-01-01")
        ),
    },
    required=("name", "position", "tier"),
    one_of=(REFERENCE,),
)

VISITS = Subject(
    "visits",
    "guarantor_visit",
    "督导记录",
    "Guarantor visits",
    {
        **ESTABLISHMENT,
        "name": _CADRE,
        "visited_on": Field(
            "督导日期",
            "Visited on",
            ("督导时间", "日期", "visited_on"),
            DAY,
            False,
            ("2026-03-01", "2026年4月2日"),
        ),
        "manner": Field(
            "督导方式",
            "Manner",
            ("方式", "manner"),
            one_of(VISIT_MANNER_NAMES_ZH.values()),
            True,
            ("现场", "视频"),
        ),
        "companion": Field("随行监管员", "Companion", ("监管员", "companion"), PERSON),
        **{
            name: Field(item[0], item[1], (), one_of(("符合", "不符合", "不适用")))
            for name, item in zip(ITEM_FIELDS, VISIT_ITEMS, strict=True)
        },
        "note": _NOTE,
        "course": Field(
            "处置去向",
            "Course",
            ("去向", "问题处置", "course"),
            one_of(VISIT_COURSE_NAMES_ZH.values()),
            True,
            ("未发现问题", "未发现问题"),
        ),
        "rectify_by": _RECTIFY_BY,
        "rectified_on": _RECTIFIED_ON,
    },
    required=("name", "visited_on", "manner", "course"),
    one_of=(REFERENCE,),
    words=("manner", "course"),
)

INSPECTIONS = Subject(
    "inspections",
    "inspection",
    "监督检查",
    "Inspections",
    {
        **ESTABLISHMENT,
        "kind": Field(
            "检查类型",
            "Kind",
            ("类型", "检查方式", "kind"),
            one_of(INSPECTION_KIND_NAMES_ZH.values()),
            True,
            ("日常监督检查", "飞行检查"),
        ),
        "inspected_on": Field(
            "检查日期",
            "Inspected on",
            ("检查时间", "日期", "inspected_on"),
            DAY,
            False,
            ("2026-03-01", "2026年4月2日"),
        ),
        "inspectors": Field(
            "检查人员",
            "Inspectors",
            ("执法人员", "检查人", "inspectors"),
            None,
            False,
            ("高示例、于示例", "高示例、于示例"),
        ),
        "key_checked": Field(
            "重点项检查数", "Key items checked", ("重点项数",), _COUNT, False, ("12", "12")
        ),
        "key_failed": Field(
            "重点项不合格数", "Key items failed", ("重点项问题数",), _COUNT, False, ("0", "0")
        ),
        "general_checked": Field(
            "一般项检查数", "General items checked", ("一般项数",), _COUNT, False, ("26", "26")
        ),
        "general_failed": Field(
            "一般项不合格数", "General items failed", ("一般项问题数",), _COUNT, False, ("0", "2")
        ),
        "result": Field(
            "检查结果",
            "Result",
            ("结果", "结果判定", "result"),
            one_of(INSPECTION_RESULT_NAMES_ZH.values()),
            True,
            ("符合", "基本符合"),
        ),
        "hygiene_grade": Field(
            "动态等级", "Grade of the visit", ("量化动态等级",), LETTER, False, ("A", "B")
        ),
        "note": _NOTE,
        "rectify_by": _RECTIFY_BY,
        "rectified_on": _RECTIFIED_ON,
        "published_on": Field("公示日期", "Published on", ("公示时间", "published_on"), DAY),
    },
    required=("kind", "inspected_on", "inspectors"),
    one_of=(REFERENCE,),
    words=("kind", "result"),
)
