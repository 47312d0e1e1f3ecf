"""What goes wrong in the kitchens of the demonstration: one scene for each few items, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Motif(StrEnum):
    """What a drawn picture shows."""

    CERTIFICATE = "certificate"
    LEDGER = "ledger"
    BASIN = "basin"
    COAT = "coat"
    BOX = "box"
    BOARDS = "boards"
    THERMOMETER = "thermometer"
    DISHES = "dishes"
    BIN = "bin"
    DOOR = "door"
    FLOOR = "floor"
    CAMERA = "camera"


@dataclass(frozen=True, slots=True)
class Fault:
    """Words of one scene.

    Attributes:
        items: Checklist items that it stands for.
        found: What is written when it is found.
        measure: What is to be done.
        right: What is written when it is put right.
    """

    items: tuple[str, ...]
    found: tuple[str, str]
    measure: str
    right: str


FAULTS: Mapping[Motif, Fault] = {
    Motif.CERTIFICATE: Fault(
        ("daily.A01", "daily.A02", "daily.A03", "daily.A04", "weekly.T01", "weekly.T02"),
        ("公示栏证件被海报遮挡", "公示栏缺一张当班人员的证件"),
        "当班补齐公示，移走遮挡物",
        "公示栏已补齐，无遮挡",
    ),
    Motif.BASIN: Fault(
        ("daily.A06", "daily.D04", "daily.F04"),
        ("水池标识脱落，荤素混用", "洗手池堆放杂物，无法使用"),
        "清空水池，重贴分类标识",
        "水池已清空，标识已重贴",
    ),
    Motif.COAT: Fault(
        ("daily.A05", "daily.G03", "daily.G04"),
        ("工作服有油渍未更换", "工作服与私人衣物混挂"),
        "当班更换，增配一套工作服",
        "已更换洁净工作服，分柜存放",
    ),
    Motif.BOX: Fault(
        ("daily.B03", "daily.C01", "daily.C03", "daily.C04", "daily.C05", "daily.D03",
         "daily.G01", "weekly.T03", "weekly.T06"),
        ("周转箱无品名日期标签，直接落地", "开封食品未贴标签"),
        "上架离地，补贴品名和日期标签",
        "已离地上架，标签齐全",
    ),
    Motif.BOARDS: Fault(
        ("daily.D01", "daily.D06", "daily.F03"),
        ("生熟砧板混放，色标不清", "熟食砧板上放了生肉"),
        "立即分开，更换色标砧板",
        "砧板已分色分区存放",
    ),
    Motif.THERMOMETER: Fault(
        ("daily.B04", "daily.C02", "weekly.T04"),
        ("冷藏柜显示温度超过8℃", "温度读数偏高，未复测"),
        "调低温控并复测，一小时后再读数",
        "温度恢复到4℃左右，已复测两次",
    ),
    Motif.DISHES: Fault(
        ("daily.F01", "daily.F02"),
        ("保洁柜门未关，餐具有残渍", "消毒后的餐具叠放在台面上"),
        "重新清洗消毒，入保洁柜",
        "餐具已重新消毒并入柜",
    ),
    Motif.BIN: Fault(
        ("daily.H03",),
        ("垃圾桶未加盖，垃圾外溢", "餐厨废弃物未当日清运"),
        "清运并换带盖脚踏桶",
        "垃圾已清运，桶盖完好",
    ),
    Motif.DOOR: Fault(
        ("daily.H02", "weekly.T05"),
        ("后门底缝约2厘米，未装挡鼠板", "后门关闭不严，门缝透光"),
        "加装60厘米挡鼠板，更换门底封条",
        "挡鼠板和门底封条已装好",
    ),
    Motif.FLOOR: Fault(
        ("daily.H01", "daily.H04"),
        ("地漏旁积水，有油污", "加工区地面湿滑未清理"),
        "疏通地漏，清洗地面",
        "地面已清洗干燥，地漏通畅",
    ),
    Motif.CAMERA: Fault(
        ("daily.I01", "daily.I02", "daily.I03", "weekly.T07"),
        ("摄像头偏转，看不到操作台", "设备离线，未及时报修"),
        "调整角度，联系运维检查线路",
        "角度已调整，画面恢复",
    ),
    Motif.LEDGER: Fault(
        (),
        ("台账当日未登记", "记录缺签字和日期"),
        "当日补齐记录，专人复核",
        "记录已补齐并签字",
    ),
}  # fmt: skip
"""The last one, a page of a register, stands for every item that no other scene shows."""

_MOTIFS = {item: motif for motif, fault in FAULTS.items() for item in fault.items}


def motif_of(item: str) -> Motif:
    """The scene that stands for a checklist item (`daily.H02`)."""
    return _MOTIFS.get(item, Motif.LEDGER)


def fault_of(item: str) -> Fault:
    """Its words."""
    return FAULTS[motif_of(item)]
