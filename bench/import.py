"""How long a register of 12,000 rows takes: first delivery, second delivery, check digits and all.

Run: .venv/bin/python -m bench.import
"""

import tempfile
import time
from pathlib import Path

import settings as configuration
from data_access.engine import open_engine, writing
from data_access.importing.mapping import Mapping
from data_access.importing.register_file import import_establishments
from data_access.migrate import upgrade
from data_access.places import Boundaries, load_places
from domain.clock import utc_now
from domain.scope import system_scope
from tests.registers import numbered, write_register

ROWS = 12_000


def main() -> None:
    """Print seconds and rows per second."""
    city = configuration.load().city
    boundaries = Boundaries.load(city.boundaries)
    with tempfile.TemporaryDirectory() as folder:
        path = write_register(Path(folder) / "register.csv", [numbered(n) for n in range(ROWS)])
        engine = open_engine(f"sqlite:///{folder}/bench.db")
        upgrade(engine)
        for delivery in ("first", "same again"):
            began = time.perf_counter()
            with writing(engine) as conn:
                load_places(conn, city)
                outcome = import_establishments(
                    conn, system_scope("import"), path, Mapping(), boundaries, utc_now()
                )
            took_s = time.perf_counter() - began
            print(
                f"{delivery}: {outcome.rows:,} rows in {took_s:.2f} s "
                f"({outcome.rows / took_s:,.0f}/s), added {outcome.added:,}, "
                f"unchanged {outcome.unchanged:,}"
            )
        engine.dispose()


if __name__ == "__main__":
    main()
