"""The archive itself: a tar, compressed, whole under its name or not there at all.

Nothing in a foreign archive is believed before it is checked: names, kinds, sizes and hashes.
"""

import gzip
import hashlib
import io
import os
import re
import shutil
import tarfile
import zlib
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from data_access.backup.manifest import (
    DATABASE_FILES,
    FILE,
    KEPT_FOLDERS,
    BackupError,
    Manifest,
    Member,
)

_BLOCK_BYTES = 1 << 20
_LEVEL = 3  # pictures do not shrink, and a database shrinks about as well as at 9
_LARGEST_MANIFEST_BYTES = 512 << 20  # a million pictures take a sixth of it
_SPARE_BYTES = 64 << 20
_KEPT_NAME = re.compile(rf"(?:{'|'.join(KEPT_FOLDERS)})(?:/[\w-][\w.-]*)+")


class ArchiveWriter:
    """Adds files one after the other and remembers their hashes.

    Args:
        file: Open for writing; the caller closes and names it.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=file, mode="w:gz", compresslevel=_LEVEL)  # noqa: SIM115
        self.members: dict[str, Member] = {}

    def add(self, name: str, path: Path) -> None:
        """Add a file under a name; OSError when it cannot be read or the disk is full."""
        with path.open("rb") as content:
            hashed = _Hashing(content)
            entry = tarfile.TarInfo(name)
            entry.size = os.fstat(content.fileno()).st_size
            entry.mode = 0o600
            self._tar.addfile(entry, hashed)
        self.members[name] = Member(sha256=hashed.sha256.hexdigest(), size_bytes=entry.size)

    def finish(self, manifest: Manifest) -> None:
        """Add the manifest, and end."""
        content = manifest.model_dump_json(indent=1).encode()
        entry = tarfile.TarInfo(FILE)
        entry.size = len(content)
        entry.mode = 0o600
        self._tar.addfile(entry, io.BytesIO(content))
        self._tar.close()


def belongs(name: str) -> bool:
    """Whether a member may have this name: the database, or a file of a kept folder."""
    return name in DATABASE_FILES.values() or _KEPT_NAME.fullmatch(name) is not None


class _Hashing:
    """A file that is hashed while it is read."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content = content
        self.sha256 = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._content.read(size)
        self.sha256.update(block)
        return block


def unpack(path: Path, into: Path) -> Manifest:
    """Unpack an archive into an empty folder, every file proved by its hash.

    Raises:
        BackupError: Not a backup, cut off, changed, too big for the disk, or with a member that
            has no place in one; the message names file and member.
        OSError: It cannot be read, or the files cannot be written.
    """
    found: dict[str, Member] = {}
    at = "its beginning"
    try:
        with gzip.open(path) as plain, tarfile.open(fileobj=plain, mode="r|") as tar:
            for entry in tar:
                at = entry.name
                _check(path, entry, found, into)
                content = tar.extractfile(entry)
                assert content is not None  # noqa: S101 - a regular file, checked above
                found[entry.name] = _write(content, into / entry.name)
            while plain.read(_BLOCK_BYTES):  # to the check sum at the very end
                pass
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BackupError(f"{path}: cut off or damaged at {at} ({error})") from error
    manifest = _manifest(path, into)
    _compare(path, manifest, found)
    return manifest


def _check(path: Path, entry: tarfile.TarInfo, found: dict[str, Member], into: Path) -> None:
    name = entry.name
    if not entry.isreg() or entry.issparse():
        raise BackupError(f"{path}: {name!r} is no plain file (a link, a folder or a device)")
    if name != FILE and not belongs(name):
        raise BackupError(f"{path}: {name!r} has no place in a backup")
    if name in found:
        raise BackupError(f"{path}: {name!r} stands in it twice")
    if name == FILE and entry.size > _LARGEST_MANIFEST_BYTES:
        raise BackupError(f"{path}: its {FILE} is too long")
    free = shutil.disk_usage(into).free
    if entry.size + _SPARE_BYTES > free:
        raise BackupError(
            f"{path}: {name!r} takes {entry.size >> 20} MiB, {into} has {free >> 20} MiB left"
        )


def _write(content: IO[bytes], target: Path) -> Member:
    target.parent.mkdir(parents=True, exist_ok=True)
    sha256, size = hashlib.sha256(), 0
    with target.open("xb") as file:
        os.chmod(file.fileno(), 0o600)
        while block := content.read(_BLOCK_BYTES):
            file.write(block)
            sha256.update(block)
            size += len(block)
        file.flush()
        os.fsync(file.fileno())
    return Member(sha256=sha256.hexdigest(), size_bytes=size)


def _manifest(path: Path, into: Path) -> Manifest:
    try:
        text = (into / FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BackupError(f"{path}: has no {FILE}: not a backup, or cut off") from None
    except UnicodeDecodeError as error:
        raise BackupError(f"{path}: its {FILE} is not text") from error
    try:
        return Manifest.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BackupError(f"{path}: {FILE} cannot be used: {where}: {first['msg']}") from error


def _compare(path: Path, manifest: Manifest, found: dict[str, Member]) -> None:
    held = {name: member for name, member in found.items() if name != FILE}
    for name, member in manifest.members.items():
        if name not in held:
            raise BackupError(f"{path}: {name!r} is missing")
        if held[name] != member:
            raise BackupError(f"{path}: {name!r} is not what the manifest says: it was changed")
    foreign = sorted(set(held) - set(manifest.members))
    if foreign:
        raise BackupError(f"{path}: {foreign[0]!r} is not in the manifest: it was added")
    if manifest.database_file not in held:
        raise BackupError(f"{path}: holds no {manifest.database_file}")
