"""Import files into a test's database as the commands and the page do."""

from contextlib import nullcontext
from datetime import datetime
from pathlib import Path

import settings
from data_access import history
from data_access.engine import reading, writing
from data_access.importing.context import Context
from data_access.importing.delivery import carry_out, judge
from data_access.importing.mapping import Mapping
from data_access.importing.plan import Plan
from data_access.importing.subjects import SUBJECTS
from data_access.importing.template_city import ExamplePlace, TemplateCity
from data_access.places import Boundaries
from domain.scope import Scope, system_scope
from tests.conftest import NOON

CITY = settings.load().city
BOUNDARIES = Boundaries.load(CITY.boundaries)
IMPORT = system_scope("import")
EXAMPLES = TemplateCity(
    (
        ExamplePlace(
            "150602", "东胜区", "东胜", "东", "交通街道", "JY21506029999011", "109.9921", "39.8163"
        ),
        ExamplePlace(
            "150603",
            "康巴什区",
            "康巴什",
            "康",
            "滨河街道",
            "JY31506039999027",
            "109.7850",
            "39.606",
        ),
    ),
    {},
    {},
)
KEY = "k" * 20 + "0123456789abcdef"


def context(now: datetime = NOON) -> Context:
    return Context(BOUNDARIES, KEY, now)


def deliver(
    engine,
    path: Path,
    subject: str = "establishments",
    *,
    mapping: Mapping | None = None,
    scope: Scope = IMPORT,
    now: datetime = NOON,
    batch: bool = False,
) -> Plan:
    """Judge and write a file in one transaction; the plan comes back."""
    wanted = SUBJECTS[subject]
    with writing(engine, scope.place) as conn:
        plan = judge(
            lambda: nullcontext(conn), scope, wanted, path, mapping or Mapping(), context(now)
        )
        counts = plan.counts()
        number = history.open_batch(conn, scope, "import", wanted.record, now) if batch else None
        carry_out(conn, scope, wanted, plan, context(now), number)
        if number is not None:
            history.close_batch(conn, number, now, detail=counts)
    return plan


def judged(engine, path: Path, subject: str = "establishments", **options) -> Plan:
    """What a file would do."""
    scope = options.pop("scope", IMPORT)
    with reading(engine, scope.place) as conn:
        return judge(
            lambda: nullcontext(conn),
            scope,
            SUBJECTS[subject],
            path,
            options.pop("mapping", Mapping()),
            context(),
        )
