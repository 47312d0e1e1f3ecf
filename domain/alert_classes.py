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


def _classes() -> dict[str, AlertClass]:
    minutes, hours, days = (
        lambda n: timedelta(minutes=n),
        lambda n: timedelta(hours=n),
        lambda n: timedelta(days=n),
    )
    red, orange, yellow, blue = Severity
    rows = [
        ("ai.no_hat", "P01", "未戴工作帽", "No hat", yellow, hours(24), hours(24)),
        ("ai.no_mask", "P02", "未戴口罩", "No mask", yellow, hours(24), hours(24)),
        ("ai.no_workwear", "P03", "未穿工作服", "No work clothes", yellow, hours(24), hours(24)),
        ("ai.no_gloves", "P04", "未戴手套", "No gloves", yellow, hours(24), hours(24)),
        ("ai.smoking", "P05", "加工区吸烟", "Smoking", orange, hours(2), hours(24)),
        ("ai.phone", "P06", "操作间使用手机", "Phone in use", blue, hours(24), hours(24)),
        ("ai.shirtless", "P07", "赤膊", "Shirtless", blue, hours(24), hours(24)),
        ("ai.intruder", "P08", "陌生人闯入", "Intruder", orange, hours(2), hours(24)),
        ("ai.unattended_flame", "P09", "动火离人", "Unattended flame", red, minutes(30), hours(24)),
        ("ai.smoke_fire", "E07", "烟火", "Smoke or fire", red, minutes(30), hours(24)),
        ("ai.rodent", "E01", "鼠患", "Rodent", red, minutes(30), hours(24)),
        ("ai.pest", "E02", "蟑螂或宠物", "Pest or pet", orange, minutes(30), hours(24)),
        ("ai.bin_uncovered", "E03", "垃圾桶未盖", "Bin uncovered", yellow, hours(24), hours(24)),
        ("ai.bin_overflow", "E04", "垃圾满溢", "Bin overflowing", yellow, hours(24), hours(24)),
        ("ai.floor_dirty", "E05", "地面积水或垃圾", "Dirty floor", yellow, hours(24), hours(24)),
        ("ai.clutter", "E06", "物品乱放", "Clutter", blue, hours(24), hours(24)),
        (
            "ai.raw_cooked_mixed",
            "H01",
            "生熟混放",
            "Raw and cooked mixed",
            orange,
            hours(24),
            hours(24),
        ),
        (
            "ai.food_on_floor",
            "H02",
            "食品未离地",
            "Food on the floor",
            orange,
            hours(24),
            hours(24),
        ),
        (
            "ai.uncovered_overnight",
            "H03",
            "夜间裸露存放",
            "Uncovered overnight",
            orange,
            hours(24),
            hours(24),
        ),
        (
            "device.camera_offline",
            "V01",
            "后厨视频离线",
            "Camera offline",
            yellow,
            hours(24),
            hours(24),
        ),
        (
            "device.camera_covered",
            "V02",
            "镜头遮挡",
            "Camera covered",
            yellow,
            hours(24),
            hours(24),
        ),
        (
            "device.camera_moved",
            "V03",
            "镜头偏转或模糊",
            "Camera moved or blurred",
            yellow,
            hours(24),
            hours(24),
        ),
        ("device.camera_frozen", "V04", "画面静止", "Picture frozen", yellow, hours(24), hours(24)),
        (
            "licence.licence_expiring",
            "C01",
            "许可证即将到期",
            "Licence expiring",
            yellow,
            days(1),
            days(7),
        ),
        (
            "licence.certificate_expiring",
            "C02",
            "健康证到期",
            "Health certificate expiring",
            yellow,
            days(1),
            days(7),
        ),
    ]
    return {row[0]: AlertClass(*row) for row in rows}


ALERT_CLASSES: dict[str, AlertClass] = _classes()

MERGE_WINDOW = timedelta(minutes=30)
"""Repeats of one class on one camera within this time are one alert (regulations.md section 4)."""
