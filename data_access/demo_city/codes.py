"""食安码 of the demonstration: one for every establishment, drawn from the seed."""

import numpy as np

from data_access.demo_city.bulk import Bulk
from data_access.demo_city.establishments import Register
from data_access.demo_city.plan import DAY_MS, Plan
from data_access.schema import establishment_code
from domain.food_code import CODE_BYTES, spelled

_ISSUED_BEFORE_DAYS = 60
_ISSUER = "演示发码"


def write_codes(bulk: Bulk, plan: Plan, register: Register) -> None:
    """Rows of `establishment_code`; real codes are random, these are equal for equal seeds."""
    count = len(register)
    raw = plan.rng("codes").bytes(CODE_BYTES * count)
    bulk.insert(
        establishment_code,
        {
            "id": np.arange(1, count + 1),
            "establishment_id": register.ids,
            "township_code": register.township_code,
            "code": [spelled(raw[at : at + CODE_BYTES]) for at in range(0, len(raw), CODE_BYTES)],
            "issued_at": np.full(count, plan.now_ms - _ISSUED_BEFORE_DAYS * DAY_MS),
            "issued_by": _ISSUER,
        },
    )
