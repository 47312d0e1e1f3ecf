"""What a backup says about itself: enough to refuse it by name when something is not as it was."""

import hashlib
import hmac
import json
import tomllib
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from settings import ROOT

FILE = "manifest.json"
DATABASE_FILES = {"sqlite": "database.sqlite", "postgresql": "database.dump"}
KEPT_FOLDERS = ("evidence", "audit", "models")
"""Folders of the data directory that nobody can make again; all others are caches."""


class BackupError(Exception):
    """A backup cannot be made, or an archive cannot be used; the message says why."""


class Member(BaseModel):
    """A file of the archive."""

    model_config = ConfigDict(frozen=True)

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size_bytes: int = Field(ge=0)


class Manifest(BaseModel):
    """The last member of an archive: a cut one has none.

    Attributes:
        made_at: The moment whose state the database is in.
        revision: Version of the schema.
        rows: Table → number of its rows.
        audit_id: Newest row of the audit log, 0 when there is none.
        audit_hash: Its hash: the head of the chain.
        audit_break: What was wrong with the chain already, None when it held.
        missing: Evidence that the database names and the data directory had lost by then.
        key_mark: Tells whether another installation has the same secret key; not the key.
        members: Name → hash and size of every other member.
        signature: Of all the rest, by the secret key; None in archives of older versions.
    """

    model_config = ConfigDict(frozen=True)

    form: Literal["nuancheng-backup-1"] = "nuancheng-backup-1"
    program: str
    city: str
    made_at: AwareDatetime
    database: Literal["sqlite", "postgresql"]
    revision: str
    rows: dict[str, int]
    audit_id: int
    audit_hash: str
    audit_break: str | None
    missing: list[str]
    key_mark: str
    members: dict[str, Member]
    signature: str | None = None

    def signed(self, secret_key: str) -> "Manifest":
        """The same with its signature."""
        return self.model_copy(update={"signature": self._signature(secret_key)})

    def is_signed(self, secret_key: str) -> bool:
        """Whether whoever wrote it had this secret key, and nothing was changed since."""
        return hmac.compare_digest(self.signature or "", self._signature(secret_key))

    def _signature(self, secret_key: str) -> str:
        told = self.model_dump(mode="json", exclude={"signature"})
        content = json.dumps(told, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
        key = hmac.new(secret_key.encode(), b"backup manifest", hashlib.sha256).digest()
        return hmac.new(key, content.encode(), hashlib.sha256).hexdigest()

    @property
    def database_file(self) -> str:
        """Name of the member that is the database."""
        return DATABASE_FILES[self.database]


def program_version() -> str:
    """Version of this program."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(declared["project"]["version"])


def key_mark(secret_key: str) -> str:
    """Equal for equal keys, and no way back to the key."""
    return hmac.new(secret_key.encode(), b"backup", hashlib.sha256).hexdigest()[:16]


def stamp(moment: datetime) -> str:
    """A moment (aware UTC) as part of a file name that sorts by time."""
    return f"{moment:%Y%m%dT%H%M%SZ}"
