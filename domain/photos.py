"""Photos of findings: what is taken, within which bounds, and in which words one is refused."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.control import ControlKind

MAX_BYTES = 12 * 1024 * 1024
"""Of a file as it arrives; the form shrinks before it sends."""
MAX_PIXELS_JPEG = 64_000_000
"""JPEG is decoded at a fraction of its size, so that large ones cost little."""
MAX_PIXELS = 24_000_000
MIN_SIDE_PX = 200
KEPT_SIDE_PX = 1600
KEPT_QUALITY = 82
MOST_PER_ITEM = 6
"""Of one item and purpose."""
MOST_PER_RECORD = 60
NEAR_BITS = 6
"""Hashes that differ in so few of 64 bits are of one picture, re-encoded or cropped a little."""

DEMO_ACTOR = "演示画面"
"""Who brings the drawn pictures of the demonstration: one stands at many findings, for nobody's
photo, so they are compared with nothing."""


class PhotoPurpose(StrEnum):
    """What a photo shows, as stored."""

    FOUND = "found"
    RECTIFIED = "rectified"
    RECHECKED = "rechecked"


PURPOSE_NAMES_ZH = {
    PhotoPurpose.FOUND: "发现时",
    PhotoPurpose.RECTIFIED: "整改后",
    PhotoPurpose.RECHECKED: "复查时",
}
PURPOSE_NAMES_EN = {
    PhotoPurpose.FOUND: "As found",
    PhotoPurpose.RECTIFIED: "Put right",
    PhotoPurpose.RECHECKED: "Re-check",
}


class PhotoFault(StrEnum):
    """Why a photo is not taken."""

    MISSING = "missing"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_SMALL = "too_small"
    HEIC = "heic"
    ANIMATED = "animated"
    CMYK = "cmyk"
    NOT_A_PHOTO = "not_a_photo"
    BROKEN = "broken"
    FIELD = "field"
    STATE = "state"
    TOO_MANY = "too_many"


PHOTO_FAULTS: dict[PhotoFault, tuple[str, str]] = {
    PhotoFault.MISSING: ("没有收到照片，请重新拍照", "No photo arrived; take it again"),
    PhotoFault.EMPTY: ("文件是空的（0字节），请重新拍照", "The file is empty; take it again"),
    PhotoFault.TOO_LARGE: (
        "文件超过12 MB，请用相机直接拍照",
        "Above 12 MB; use the camera directly",
    ),
    PhotoFault.TOO_MANY_PIXELS: (
        "像素过多（JPEG上限6400万，其他格式2400万），请降低相机分辨率",
        "Too many pixels (64 million for JPEG, 24 million else); lower the camera's resolution",
    ),
    PhotoFault.TOO_SMALL: (
        "图片太小（短边不足200像素），看不清现场",
        "Too small to see anything: the shorter side is below 200 px",
    ),
    PhotoFault.HEIC: (
        "HEIC/AVIF格式暂不支持。苹果手机：设置→相机→格式→选“兼容性最佳”，再拍一次",
        "HEIC/AVIF is not supported. iPhone: Settings → Camera → Formats → Most Compatible",
    ),
    PhotoFault.ANIMATED: (
        "动图不能作为现场照片，请拍照",
        "Animations are no evidence; take a photo",
    ),
    PhotoFault.CMYK: (
        "这是印刷用的CMYK图片，不是手机照片，请用相机拍照",
        "A CMYK picture made for print; take a photo with the camera",
    ),
    PhotoFault.NOT_A_PHOTO: (
        "内容不是照片（只收JPEG、PNG、WebP），请用相机拍照",
        "Not a photo (JPEG, PNG or WebP); use the camera",
    ),
    PhotoFault.BROKEN: (
        "照片不完整，可能是传输中断，请重新上传",
        "The photo is not whole, the transfer may have broken off; send it again",
    ),
    PhotoFault.FIELD: (
        "没有说明照片属于哪一项检查，请刷新页面后重试",
        "It is not said which item the photo belongs to; reload the page",
    ),
    PhotoFault.STATE: (
        "这一项现在不能再加照片（已提交、已锁定或已销号）",
        "No photo can be added here any more (submitted, locked or closed)",
    ),
    PhotoFault.TOO_MANY: (
        "照片已够多（每项最多6张，每份记录最多60张）",
        "Enough photos (6 an item, 60 a record)",
    ),
}


class PhotoRefusedError(Exception):
    """A photo is not taken.

    Attributes:
        fault: Why.
        field: Name of the form's field it concerns.
        file_name: As the sender calls it, empty when it does not matter.
    """

    def __init__(self, fault: PhotoFault, field: str = "file", file_name: str = "") -> None:
        self.fault = fault
        self.field = field
        self.file_name = file_name
        super().__init__(f"{fault}: {field} {file_name!r}")

    @property
    def zh(self) -> str:
        """The reason in Chinese, after the file's name."""
        words = PHOTO_FAULTS[self.fault][0]
        return f"“{self.file_name}”：{words}" if self.file_name else words

    @property
    def en(self) -> str:
        """The reason in English, after the file's name."""
        words = PHOTO_FAULTS[self.fault][1]
        return f"“{self.file_name}”: {words}" if self.file_name else words


@dataclass(frozen=True, slots=True)
class Photo:
    """One kept photo.

    Attributes:
        path: Of the JPEG, below the data directory.
        width: In pixels, as kept.
        phash: 64 bits in hexadecimal; near pictures differ in few (`bits_apart`).
        taken_at: As the camera wrote it, None when it did not; aware UTC.
        received_at: By our clock.
        uploaded_by: The account.
    """

    id: int
    establishment_id: int
    kind: ControlKind
    start: date
    item: str
    purpose: PhotoPurpose
    sha256: str
    path: str
    width: int
    height: int
    size_bytes: int
    phash: str
    taken_at: datetime | None
    received_at: datetime
    uploaded_by: str


def bits_apart(one: str, other: str) -> int:
    """In how many of 64 bits two perceptual hashes differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
