"""Where cameras hang in a kitchen (后厨点位). Never 更衣, 卫生间 or 休息区.

Source: regulations.md section 4 (vendor practice; 国务院令799号 for the exclusions).
"""

from enum import StrEnum


class CameraPosition(StrEnum):
    """Position of a camera, as stored."""

    RECEIVING = "receiving"
    STORE = "store"
    PREP = "prep"
    CUTTING = "cutting"
    COOKING = "cooking"
    COLD_ROOM = "cold_room"
    WASHING = "washing"
    PLATING = "plating"
    SAMPLE_RETENTION = "sample_retention"


class CameraState(StrEnum):
    """What is known of a camera. `UNPATROLLED`: never looked at, so neither online nor offline."""

    UNPATROLLED = "unpatrolled"
    PREPARING = "preparing"
    ONLINE = "online"
    OFFLINE = "offline"
    UNREADABLE = "unreadable"


UNUSABLE = (CameraState.OFFLINE, CameraState.UNREADABLE)
"""Looked at in vain."""
LOOKED_AT = (CameraState.ONLINE, *UNUSABLE)

POSITION_NAMES_ZH = {
    CameraPosition.RECEIVING: "验收区",
    CameraPosition.STORE: "库房",
    CameraPosition.PREP: "粗加工间",
    CameraPosition.CUTTING: "切配间",
    CameraPosition.COOKING: "热厨区",
    CameraPosition.COLD_ROOM: "凉菜专间",
    CameraPosition.WASHING: "洗消间",
    CameraPosition.PLATING: "备餐间",
    CameraPosition.SAMPLE_RETENTION: "留样间",
}
POSITION_NAMES_EN = {
    CameraPosition.RECEIVING: "Receiving",
    CameraPosition.STORE: "Store",
    CameraPosition.PREP: "Preparation",
    CameraPosition.CUTTING: "Cutting",
    CameraPosition.COOKING: "Cooking",
    CameraPosition.COLD_ROOM: "Cold room",
    CameraPosition.WASHING: "Washing",
    CameraPosition.PLATING: "Plating",
    CameraPosition.SAMPLE_RETENTION: "Sample retention",
}
STATE_NAMES_ZH = {
    CameraState.UNPATROLLED: "未巡查",
    CameraState.PREPARING: "生成中",
    CameraState.ONLINE: "在线",
    CameraState.OFFLINE: "离线",
    CameraState.UNREADABLE: "画面异常",
}
STATE_NAMES_EN = {
    CameraState.UNPATROLLED: "Not patrolled",
    CameraState.PREPARING: "Being made",
    CameraState.ONLINE: "Online",
    CameraState.OFFLINE: "Offline",
    CameraState.UNREADABLE: "Unreadable picture",
}

_CLIP_POSITIONS = (
    CameraPosition.COOKING,
    CameraPosition.PREP,
    CameraPosition.PLATING,
    CameraPosition.COOKING,
    CameraPosition.WASHING,
    CameraPosition.CUTTING,
    CameraPosition.COOKING,
    CameraPosition.COLD_ROOM,
    CameraPosition.PREP,
    CameraPosition.COOKING,
    CameraPosition.PLATING,
    CameraPosition.CUTTING,
    CameraPosition.STORE,
)


def clip_position(n: int) -> CameraPosition:
    """Where the camera of demonstration clip `n` hangs: what its pictures show."""
    return _CLIP_POSITIONS[n % len(_CLIP_POSITIONS)]
