"""How the banners of the demonstration differ: `banners.csv` here, all of it invented.

康巴什 does best and 杭锦 worst, as in the mock-ups. A banner that is not listed, such as one of
another city, is like the usual one.
"""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("banners.csv")


@dataclass(frozen=True, slots=True)
class Habits:
    """Of one banner.

    Attributes:
        on_time: Share of records given on time over the whole history, 0 to 1.
        risk_shares: Establishments of risk level A to D, per cent.
    """

    on_time: float
    risk_shares: tuple[float, float, float, float]


USUAL = Habits(0.90, (35.0, 47.0, 15.5, 2.5))


def habits(adcode: str) -> Habits:
    """Those of one banner."""
    return _listed().get(adcode, USUAL)


@lru_cache(maxsize=1)
def _listed() -> dict[str, Habits]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            row["adcode"]: Habits(
                float(row["on_time"]),
                (
                    float(row["risk_a"]),
                    float(row["risk_b"]),
                    float(row["risk_c"]),
                    float(row["risk_d"]),
                ),
            )
            for row in csv.DictReader(file)
        }
