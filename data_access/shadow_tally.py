"""How often the shadow sees what the active model sees, class by class, in the same pictures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from data_access.schema import shadow_tally
from domain.scope import Action, Scope

_MOST = 200


@dataclass(frozen=True, slots=True)
class Agreement:
    """Looks at pictures that both models judged.

    Attributes:
        looks: All of them; those where neither saw the class included.
        both: Both saw the class.
    """

    looks: int
    both: int
    only_active: int
    only_shadow: int

    @property
    def agreed(self) -> float:
        """Share of looks with one opinion, 0 to 1."""
        return 1 - (self.only_active + self.only_shadow) / self.looks if self.looks else 0.0


def count(
    conn: Connection,
    scope: Scope,
    pair: tuple[str, str],
    added: Mapping[str, Agreement],
    now: datetime,
) -> None:
    """Add looks.

    Args:
        conn: Write transaction.
        scope: Of the patrol.
        pair: SHA-256 of the active model and of the shadow.
        added: Class → new looks.
        now: Aware UTC.
    """
    scope.require(Action.RUN_SYSTEM)
    for name, more in sorted(added.items()):
        c = shadow_tally.c
        key = (c.active_sha256 == pair[0], c.shadow_sha256 == pair[1], c.class_name == name)
        known = conn.execute(
            update(shadow_tally)
            .where(*key)
            .values(
                looks=c.looks + more.looks,
                both=c.both + more.both,
                only_active=c.only_active + more.only_active,
                only_shadow=c.only_shadow + more.only_shadow,
                last_at=now,
            )
        )
        if known.rowcount == 0:
            conn.execute(
                insert(shadow_tally).values(
                    {
                        "active_sha256": pair[0],
                        "shadow_sha256": pair[1],
                        "class_name": name,
                        "looks": more.looks,
                        "both": more.both,
                        "only_active": more.only_active,
                        "only_shadow": more.only_shadow,
                        "first_at": now,
                        "last_at": now,
                    }
                )
            )


def agreement(
    conn: Connection, scope: Scope, pair: tuple[str, str]
) -> tuple[dict[str, Agreement], datetime | None]:
    """Class → looks of a pair of models, and when the first was."""
    scope.require(Action.MANAGE_MODELS)
    c = shadow_tally.c
    rows = conn.execute(
        select(shadow_tally)
        .where(c.active_sha256 == pair[0], c.shadow_sha256 == pair[1])
        .order_by(c.class_name)
        .limit(_MOST)
    ).all()
    found = {
        row.class_name: Agreement(row.looks, row.both, row.only_active, row.only_shadow)
        for row in rows
    }
    return found, min((row.first_at for row in rows), default=None)
