"""What can be imported of enforcement: penalties and sampling tests."""

from data_access.importing.fields import Field, Subject
from data_access.importing.shared_fields import DAY, ESTABLISHMENT, REFERENCE, like, one_of
from domain.penalties import KIND_WORDS
from domain.sampling import CONCLUSION_NAMES_ZH, STAGE_NAMES_ZH

_YUAN = like(r"[\d,]+(\.\d{1,2})?元?")
_NUMBER = like(r".*[〔［【（(\[]\d{4}[〕］】）)\]].*\d+号?")
_ONE_KIND = one_of(KIND_WORDS)

PENALTIES = Subject(
    "penalties",
    "penalty",
    "行政处罚",
    "Penalties",
    {
        **ESTABLISHMENT,
        "decision_number": Field(
            "处罚决定书文号",
            "Decision number",
            ("行政处罚决定书文号", "决定书文号", "处罚文号", "文书号", "文号", "decision_number"),
            _NUMBER,
            True,
            ("{initial}市监处罚〔2026〕101号", "{initial}市监处罚〔2026〕12号"),
        ),
        "decided_on": Field(
            "处罚决定日期",
            "Decided on",
            ("作出行政处罚决定日期", "处罚日期", "决定日期", "日期", "decided_on"),
            DAY,
            False,
            ("2026-03-01", "2026年4月2日"),
        ),
        "authority": Field(
            "处罚机关",
            "Authority",
            ("处罚机关名称", "作出处罚决定机关", "决定机关", "办案机构", "authority"),
            like(r".*(局|所|队|委员会)"),
            False,
            ("{banner}市场监督管理局", "{banner}市场监督管理局"),
        ),
        "kinds": Field(
            "处罚种类",
            "Kinds",
            ("处罚类别", "处罚类型", "kinds"),
            _ONE_KIND,
            True,
            ("警告", "罚款、没收违法所得"),
        ),
        "fine_fen": Field(
            "罚款金额（元）",
            "Fine (yuan)",
            ("罚款金额", "罚款", "罚款数额", "fine"),
            _YUAN,
            False,
            ("", "5000"),
        ),
        "confiscated_fen": Field(
            "没收金额（元）",
            "Confiscated (yuan)",
            ("没收违法所得金额", "没收金额", "没收违法所得、没收非法财物的金额", "confiscated"),
            _YUAN,
            False,
            ("", "320.50"),
        ),
        "cause": Field(
            "违法事实",
            "Cause",
            ("案由", "违法行为类型", "主要违法事实", "处罚事由", "cause"),
            None,
            False,
            ("未按规定查验从业人员健康证明", "采购的食品原料无合格证明"),
        ),
        "law": Field(
            "处罚依据",
            "Law",
            ("法律依据", "处罚法律依据", "law"),
            like(r".*第.+条.*"),
            False,
            ("食品安全法第一百二十六条", "食品安全法第一百二十六条"),
        ),
        "published_on": Field(
            "公示日期", "Published on", ("公示时间", "公开日期", "published_on"), DAY
        ),
        "published_until": Field(
            "公示截止期",
            "Published until",
            ("公示截止日期", "公示期限", "published_until"),
            DAY,
        ),
    },
    required=("decision_number", "decided_on", "authority", "kinds", "cause"),
    one_of=(REFERENCE,),
)

SAMPLING_TESTS = Subject(
    "sampling_tests",
    "sampling_test",
    "监督抽检",
    "Sampling tests",
    {
        **ESTABLISHMENT,
        "sample_number": Field(
            "抽样单编号",
            "Sample number",
            ("抽样编号", "样品编号", "抽样单号", "sample_number"),
            like(r"[A-Z]{2,4}\d{10,}[A-Z]*"),
            True,
            ("XC26{adcode}000000001", "XC26{adcode}000000002"),
        ),
        "food_name": Field(
            "食品名称",
            "Food",
            ("样品名称", "产品名称", "food_name"),
            None,
            False,
            ("凉拌黄瓜", "餐饮具（碗）"),
        ),
        "food_category": Field(
            "食品类别",
            "Food category",
            ("食品大类", "分类", "食品细类", "food_category"),
            None,
            False,
            ("餐饮食品", "餐饮食品"),
        ),
        "stage": Field(
            "抽样环节",
            "Stage",
            ("环节", "抽检环节", "stage"),
            one_of(STAGE_NAMES_ZH.values()),
            True,
            ("餐饮环节", "餐饮环节"),
        ),
        "sampled_on": Field(
            "抽样日期",
            "Sampled on",
            ("抽样时间", "采样日期", "日期", "sampled_on"),
            DAY,
            False,
            ("2026-03-01", "2026年4月2日"),
        ),
        "reported_on": Field(
            "报告日期",
            "Reported on",
            ("检验报告日期", "签发日期", "reported_on"),
            DAY,
            False,
            ("2026-03-20", "2026年4月20日"),
        ),
        "conclusion": Field(
            "检验结论",
            "Conclusion",
            ("结论", "检验结果判定", "判定结果", "是否合格", "conclusion"),
            one_of(CONCLUSION_NAMES_ZH.values()),
            True,
            ("合格", "不合格"),
        ),
        "failed_items": Field(
            "不合格项目║检验结果║标准值",
            "Failed items",
            ("不合格项目", "不合格项目检验结果标准值", "不合格项", "failed_items"),
            None,
            False,
            ("", "大肠菌群║检出/50cm²║不得检出"),
        ),
        "laboratory": Field(
            "承检机构",
            "Laboratory",
            ("检验机构", "检测机构", "laboratory"),
            like(r".*(院|所|中心|公司|站)"),
            False,
            ("示例市检验检测中心", "示例市检验检测中心"),
        ),
        "handled_on": Field(
            "核查处置完成日期",
            "Handled on",
            ("核查处置日期", "处置完成日期", "handled_on"),
            DAY,
        ),
        "published_on": Field(
            "公布日期", "Published on", ("公示日期", "公布时间", "published_on"), DAY
        ),
        "note": Field("备注", "Note", ("说明", "note")),
    },
    required=("sample_number", "food_name", "sampled_on", "conclusion"),
    one_of=(REFERENCE,),
    words=("stage", "conclusion"),
)
