"""Banners and townships of a city from its files into the database."""

import csv
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, insert, select, update

from data_access.places import UNASSIGNED_KIND, PlacesError
from data_access.schema import banner, supervision_office, township
from settings import City


def load_places(conn: Connection, city: City) -> None:
    """Bring banners and townships to what the files say; a second run changes nothing.

    Each banner also gets `<adcode>000` 未分乡镇 at its seat. A township whose row names an office
    is worked by it; the offices of the others are left alone.

    Raises:
        PlacesError: A file is missing or a row cannot be used.
    """
    banners_wanted, unassigned = [], []
    for row in _rows(city.banners, ("adcode", "name_zh", "name_en")):
        seat = _number(row.get("seat_lon")), _number(row.get("seat_lat"))
        population = row.get("population")
        banners_wanted.append(
            {
                "adcode": row["adcode"],
                "name_zh": row["name_zh"],
                "name_en": row["name_en"],
                "population": int(population) if population else None,
                "seat_lon": seat[0],
                "seat_lat": seat[1],
            }
        )
        unassigned.append(
            _township(f"{row['adcode']}000", row["adcode"], UNASSIGNED_KIND, seat, "banner_seat")
        )
    _bring_to(conn, banner, banner.c.adcode, banners_wanted)
    rows = _rows(city.townships, ("code", "name", "banner_adcode", "kind"))
    _check_codes(city.townships, rows, {str(row["adcode"]) for row in banners_wanted})
    townships_wanted = [
        {
            **_township(
                row["code"],
                row["banner_adcode"],
                row["kind"],
                (_number(row.get("lon")), _number(row.get("lat"))),
                row.get("coord_basis") or None,
            ),
            "name_zh": row["name"],
        }
        for row in rows
    ]
    _bring_to(conn, township, township.c.code, unassigned + townships_wanted)
    assign_offices(conn, {row["code"]: row["office"] for row in rows if row.get("office")})


def assign_offices(conn: Connection, offices: dict[str, str]) -> None:
    """Let townships (by code) be worked by the supervision office of that name in their banner."""
    placed = {
        row.code: (row.banner_adcode, row.office_id)
        for row in conn.execute(
            select(township.c.code, township.c.banner_adcode, township.c.office_id)
        )
    }
    known = {
        (row.banner_adcode, row.name_zh): row.id for row in conn.execute(select(supervision_office))
    }
    for code, name in sorted(offices.items()):
        if code not in placed:
            continue
        adcode, current = placed[code]
        if (adcode, name) not in known:
            made = insert(supervision_office).values(banner_adcode=adcode, name_zh=name)
            number = conn.execute(made.returning(supervision_office.c.id)).scalar_one()
            known[adcode, name] = number
        number = known[adcode, name]
        if current != number:
            conn.execute(update(township).where(township.c.code == code).values(office_id=number))


def _township(
    code: str,
    adcode: str,
    kind: str,
    point: tuple[float | None, float | None],
    basis: str | None,
) -> dict[str, Any]:
    return {
        "code": code,
        "banner_adcode": adcode,
        "name_zh": UNASSIGNED_KIND,
        "kind": kind,
        "lon": point[0],
        "lat": point[1],
        "coord_basis": basis,
    }


def _rows(path: Path, required: tuple[str, ...]) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise PlacesError(f"{path}: cannot be read ({error})") from error
    for line, row in enumerate(rows, start=2):
        missing = [name for name in required if not row.get(name)]
        if missing:
            raise PlacesError(f"{path}: line {line} has no {', '.join(missing)}")
    return rows


def _check_codes(path: Path, rows: list[dict[str, str]], adcodes: set[str]) -> None:
    for line, row in enumerate(rows, start=2):
        if row["banner_adcode"] not in adcodes:
            raise PlacesError(f"{path}: line {line}: no banner {row['banner_adcode']}")
        if len(row["code"]) != 9 or not row["code"].startswith(row["banner_adcode"]):
            raise PlacesError(
                f"{path}: line {line}: code {row['code']}: expected nine digits that begin with "
                f"{row['banner_adcode']}"
            )


def _number(text: str | None) -> float | None:
    return float(text) if text else None


def _bring_to(
    conn: Connection, table: Table, key: ColumnElement[str], wanted: list[dict[str, Any]]
) -> None:
    """Insert what is missing and correct what differs in the columns that `wanted` names."""
    kept = {row[key.name]: row for row in conn.execute(select(table)).mappings()}
    fresh = [row for row in wanted if row[key.name] not in kept]
    if fresh:
        conn.execute(insert(table), fresh)
    for row in wanted:
        old = kept.get(row[key.name])
        if old is not None and any(old[name] != value for name, value in row.items()):
            conn.execute(update(table).where(key == row[key.name]).values(**row))
