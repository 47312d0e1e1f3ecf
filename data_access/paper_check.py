"""What anybody may learn of a printed record: that it is ours, whose, and whether it is the newest.

Never its answers, findings, people or pictures.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from data_access.codes import code_keys
from data_access.papers_of_control import paper
from domain.control import ControlKind, ControlState
from domain.control_paper import ControlPaper
from domain.paper_token import PaperToken, token_of
from domain.scope import Scope
from settings import Settings


@dataclass(frozen=True, slots=True)
class CheckedPaper:
    """A printed record beside the record as it stands.

    Attributes:
        printed_version: Of what was printed; `version` is the newest.
        printed_digest: First 20 hex digits of what was printed; `digest` is the newest, in full.
    """

    number: str
    name: str
    kind: ControlKind
    start: date
    end: date
    state: ControlState
    printed_version: int
    printed_digest: str
    version: int
    digest: str

    @property
    def newest(self) -> bool:
        """What was printed is what stands."""
        return self.digest.startswith(self.printed_digest)


def checked(conn: Connection, scope: Scope, token: PaperToken) -> CheckedPaper | None:
    """The record of a token that we signed; None when it is gone.

    Args:
        conn: Open connection.
        scope: Of the system: the signature has decided who may ask.
        token: From `domain.paper_token.opened`.
    """
    found = paper(conn, scope, token.establishment_id, token.kind, token.start)
    if found is None:
        return None
    return CheckedPaper(
        number=found.number,
        name=found.facts.shop.name,
        kind=found.kind,
        start=found.start,
        end=found.end,
        state=found.state,
        printed_version=token.version,
        printed_digest=token.digest,
        version=found.version,
        digest=found.digest,
    )


def check_path(one: ControlPaper, settings: Settings) -> str:
    """Path of the public page that vouches for a record as it is now."""
    return f"/v/{token_of(one, code_keys(settings)[0])}"
