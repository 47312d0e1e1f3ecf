"""What can raise an alert: classes, severities and how long each step may take.

Every severity and deadline here is a 平台规则 (project default): no national norm fixes them.
Source: regulations.md section 4; ids are glossary slugs, `source.slug`.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum, StrEnum


class Severity(IntEnum):
    """国家四级预警: always shown with number, word and shape, never by colour alone."""

    RED = 1
    ORANGE = 2
    YELLOW = 3
    BLUE = 4


class AlertSource(StrEnum):
    """What raised an alert."""

    AI = "ai"
    DEVICE = "device"
    LICENCE = "licence"


SEVERITY_NAMES_ZH = {
    Severity.RED: "红色紧急",
    Severity.ORANGE: "橙色较重",
    Severity.YELLOW: "黄色一般",
    Severity.BLUE: "蓝色提示",
}
SEVERITY_NAMES_EN = {
    Severity.RED: "Red, urgent",
    Severity.ORANGE: "Orange, serious",
    Severity.YELLOW: "Yellow, ordinary",
    Severity.BLUE: "Blue, notice",
}


@dataclass(frozen=True, slots=True)
class AlertClass:
    """One kind of alert.

    Attributes:
        id: `source.slug`, as stored.
        code: Code of regulations.md section 4 (P01, E01, V01, …).
        confirm_within: Time for a person to judge the finding.
        rectify_within: Time for the establishment's proof, from the raising.
        source_document: Where severity and times come from.
    """

    id: str
    code: str
    zh: str
    en: str
    severity: Severity
    confirm_within: timedelta
    rectify_within: timedelta
    source_document: str = "平台规则"

    @property
    def source(self) -> AlertSource:
        """The part of the id before the dot."""
        return AlertSource(self.id.partition(".")[0])


# id, code, names, severity, minutes to confirm, hours to rectify
_ROWS = (
    ("ai.no_hat", "P01", "未戴工作帽", "No hat", Severity.YELLOW, 1440, 24),
    ("ai.no_mask", "P02", "未戴口罩", "No mask", Severity.YELLOW, 1440, 24),
    ("ai.no_workwear", "P03", "未穿工作服", "No work clothes", Severity.YELLOW, 1440, 24),
    ("ai.no_gloves", "P04", "未戴手套", "No gloves", Severity.YELLOW, 1440, 24),
    ("ai.smoking", "P05", "加工区吸烟", "Smoking", Severity.ORANGE, 120, 24),
    ("ai.phone", "P06", "操作间使用手机", "Phone in use", Severity.BLUE, 1440, 24),
    ("ai.shirtless", "P07", "赤膊", "Shirtless", Severity.BLUE, 1440, 24),
    ("ai.intruder", "P08", "陌生人闯入", "Intruder", Severity.ORANGE, 120, 24),
    ("ai.unattended_flame", "P09", "动火离人", "Unattended flame", Severity.RED, 30, 24),
    ("ai.smoke_fire", "E07", "烟火", "Smoke or fire", Severity.RED, 30, 24),
    ("ai.rodent", "E01", "鼠患", "Rodent", Severity.RED, 30, 24),
    ("ai.pest", "E02", "蟑螂或宠物", "Pest or pet", Severity.ORANGE, 30, 24),
    ("ai.bin_uncovered", "E03", "垃圾桶未盖", "Bin uncovered", Severity.YELLOW, 1440, 24),
    ("ai.bin_overflow", "E04", "垃圾满溢", "Bin overflowing", Severity.YELLOW, 1440, 24),
    ("ai.floor_dirty", "E05", "地面积水或垃圾", "Dirty floor", Severity.YELLOW, 1440, 24),
    ("ai.clutter", "E06", "物品乱放", "Clutter", Severity.BLUE, 1440, 24),
    ("ai.raw_cooked_mixed", "H01", "生熟混放", "Raw and cooked mixed", Severity.ORANGE, 1440, 24),
    ("ai.food_on_floor", "H02", "食品未离地", "Food on the floor", Severity.ORANGE, 1440, 24),
    (
        "ai.uncovered_overnight",
        "H03",
        "夜间裸露存放",
        "Uncovered overnight",
        Severity.ORANGE,
        1440,
        24,
    ),
    ("device.camera_offline", "V01", "后厨视频离线", "Camera offline", Severity.YELLOW, 1440, 24),
    ("device.camera_covered", "V02", "镜头遮挡", "Camera covered", Severity.YELLOW, 1440, 24),
    (
        "device.camera_moved",
        "V03",
        "镜头偏转或模糊",
        "Camera moved or blurred",
        Severity.YELLOW,
        1440,
        24,
    ),
    ("device.camera_frozen", "V04", "画面静止", "Picture frozen", Severity.YELLOW, 1440, 24),
    (
        "licence.licence_expiring",
        "C01",
        "许可证即将到期",
        "Licence expiring",
        Severity.YELLOW,
        1440,
        168,
    ),
    (
        "licence.certificate_expiring",
        "C02",
        "健康证到期",
        "Health certificate expiring",
        Severity.YELLOW,
        1440,
        168,
    ),
)

ALERT_CLASSES: dict[str, AlertClass] = {
    name: AlertClass(name, code, zh, en, severity, timedelta(minutes=judge), timedelta(hours=mend))
    for name, code, zh, en, severity, judge, mend in _ROWS
}

MERGE_WINDOW = timedelta(minutes=30)
"""Repeats of one class on one camera within this time are one alert (regulations.md section 4)."""
