"""A workbook is a ZIP archive from a stranger: looked at before anything of it is unpacked."""

import logging
import zipfile
from pathlib import Path

from data_access.importing.issues import ImportRefusedError

logger = logging.getLogger(__name__)

MAX_MEMBERS = 2_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 200
_SMALL = 1024 * 1024  # a ratio says nothing about a member that is small anyway
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NESTED = (".zip", ".xlsx", ".xlsm", ".7z", ".rar", ".gz")


def is_workbook(head: bytes) -> bool:
    """Whether a file that begins so is a workbook or wants to be one: ZIP, or the old format."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLE))


def checked_archive(path: Path) -> zipfile.ZipFile:
    """The archive, safe to unpack; the caller closes it.

    Raises:
        ImportRefusedError: Old, encrypted, damaged, with macros, no workbook, or a bomb.
    """
    with path.open("rb") as file:
        if file.read(8) == _OLE:
            file.seek(0)
            raise _old_or_encrypted(file.read())
    try:
        archive = zipfile.ZipFile(path)
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise damaged(error) from error
    try:
        _refuse_bombs(path, members)
        _require_workbook({member.filename for member in members})
    except ImportRefusedError:
        archive.close()
        raise
    return archive


def damaged(error: Exception) -> ImportRefusedError:
    """What to say of a workbook that cannot be read; `error` may name our folders: log only."""
    logger.info("workbook cannot be read: %s", error)
    return ImportRefusedError(
        "Excel 文件不完整或已损坏，请重新导出后再试", "the workbook is cut off or damaged"
    )


def _old_or_encrypted(content: bytes) -> ImportRefusedError:
    if _ENCRYPTED in content:
        return ImportRefusedError(
            "Excel 文件已加密，请取消密码后重新保存",
            "the workbook is encrypted; remove its password",
        )
    return ImportRefusedError(
        "这是旧版 .xls 文件，请另存为 .xlsx 或“CSV UTF-8”",
        "this is an old .xls file; save it as .xlsx or “CSV UTF-8”",
    )


def _refuse_bombs(path: Path, members: list[zipfile.ZipInfo]) -> None:
    total = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    swollen = any(
        member.file_size > _SMALL and member.file_size > MAX_RATIO * max(1, member.compress_size)
        for member in members
    )
    # Members that lie over each other claim more than the file has.
    overlapping = packed > path.stat().st_size
    if len(members) > MAX_MEMBERS or total > MAX_UNPACKED or swollen or overlapping:
        raise ImportRefusedError(
            "压缩包异常：解压后过大、文件过多或压缩比过高，已拒绝打开",
            f"refused unopened: {len(members):,} members, {total / 1e6:,.0f} MB unpacked",
        )
    if any(member.filename.lower().endswith(_NESTED) for member in members):
        raise ImportRefusedError(
            "压缩包内还有压缩包，已拒绝打开", "refused unopened: an archive within the archive"
        )
    if any(member.flag_bits & 0x1 for member in members):
        raise ImportRefusedError(
            "压缩包已加密，请取消密码后重新保存", "the archive is encrypted; remove its password"
        )


def _require_workbook(names: set[str]) -> None:
    lower = {name.lower() for name in names}
    if any(name.endswith("vbaproject.bin") for name in lower):
        raise ImportRefusedError(
            "文件含宏，请另存为不含宏的 .xlsx", "the workbook holds macros; save it as .xlsx"
        )
    if "xl/workbook.bin" in lower:
        raise ImportRefusedError(
            "这是 .xlsb 文件，请另存为 .xlsx", "an .xlsb file; save it as .xlsx"
        )
    if "xl/workbook.xml" not in lower or "[content_types].xml" not in lower:
        raise ImportRefusedError(
            "这不是 Excel 工作簿（.xlsx）", "the archive is not an Excel workbook (.xlsx)"
        )
