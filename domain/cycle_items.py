"""Items of the weekly report and the monthly minutes: regulations.md section 1.1, below the table.

Rows as in `daily_items`. The rules name both records and what they must hold; the split into items
is a 平台规则.
"""

WEEKLY_GROUPS: dict[str, tuple[str, str]] = {
    "R": ("执行情况", "How the week went"),
    "T": ("专项排查", "Special checks"),
    "U": ("研判与措施", "Judgement and measures"),
}
WEEKLY_ROWS: tuple[tuple[str, bool, str, str, str, str], ...] = (
    ("R01", True, "R", "all", "核对本周应检、实检天数与执行率",
     "Days due, days recorded, share"),
    ("R02", True, "R", "all", "问题按区域分布、重复出现的项目已分析",
     "Findings by area; repeated items analysed"),
    ("R03", True, "R", "all", "上周未闭环问题已逐项跟踪",
     "Last week's open findings followed up"),
    ("T01", True, "R", "all", "证照与健康证30日内到期情况已排查",
     "Licences and health certificates expiring within 30 days"),
    ("T02", False, "R", "all", "供应商资质有效", "Supplier papers valid"),
    ("T03", False, "R", "all", "库存与添加剂账物相符", "Stock and additives agree with the books"),
    ("T04", False, "R,D", "all", "温度计已校准", "Thermometers calibrated"),
    ("T05", False, "R", "all", "虫害防制情况已检查", "Pest control checked"),
    ("T06", True, "R,S", "samples", "留样抽查核对", "Retained samples spot-checked"),
    ("T07", False, "D", "all", "AI 与设备告警前几类已分析", "Most frequent alarms analysed"),
    ("T08", False, "R", "all", "投诉与评价已处理", "Complaints and reviews handled"),
    ("U01", True, "R", "all", "风险研判有结论（高、中、低）", "Risk judged high, medium or low"),
    ("U02", True, "R", "all", "整改措施、责任人、期限已明确", "Measures, owners and dates set"),
    ("U03", True, "R", "all", "报告已签字并报主要负责人", "Signed and reported to the principal"),
)  # fmt: skip

MONTHLY_GROUPS: dict[str, tuple[str, str]] = {
    "M": ("会议召开", "The meeting"),
    "N": ("指标与奖惩", "Figures and consequences"),
    "P": ("部署与决议", "Plans and resolutions"),
}
MONTHLY_ROWS: tuple[tuple[str, bool, str, str, str, str], ...] = (
    ("M01", True, "R", "all", "主要负责人主持，时间、参会、缺席人员已记录",
     "Chaired by the principal; time and attendance recorded"),
    ("M02", True, "R", "all", "听取食品安全总监工作汇报", "Report of the safety director heard"),
    ("N01", True, "R", "all", "日、周执行率与检查合格率已通报",
     "Completion and pass rates presented"),
    ("N02", True, "R", "all", "隐患整改率、AI 预警确认与误报已通报",
     "Rectification, alerts confirmed and false presented"),
    ("N03", False, "R", "all", "监督检查、抽检与投诉情况已通报",
     "Inspections, samples and complaints presented"),
    ("N04", False, "R", "all", "培训学时与考核情况已通报", "Training hours and tests presented"),
    ("N05", False, "D", "all", "奖惩已明确", "Rewards and penalties decided"),
    ("P01", True, "R", "all", "下月重点已部署", "Next month's priorities set"),
    ("P02", True, "R", "all", "决议事项、责任人、期限已明确", "Resolutions with owners and dates"),
    ("P03", True, "R", "all", "纪要已签字", "Minutes signed"),
)  # fmt: skip
