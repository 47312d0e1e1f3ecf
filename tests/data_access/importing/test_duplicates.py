"""Rows about establishments that are known under another key, number or name."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from data_access.engine import reading, writing
from data_access.history import of_establishment
from data_access.importing import batches
from data_access.importing.mapping import Mapping
from data_access.places_loading import load_places
from data_access.schema import change_batch, establishment, licence, register_change
from domain.coordinates import wgs84_to_gcj02
from tests.conftest import NOON
from tests.deliveries import CITY, IMPORT, judged
from tests.deliveries import deliver as deliver_file
from tests.registers import HEADER, numbered, shop, write_register

KEYED = (*HEADER, "主体编号")
RENUMBERED = numbered(77)[1]


@pytest.fixture
def deliver(engine, tmp_path):
    with writing(engine) as conn:
        load_places(conn, CITY)

    def run(rows, *, header=HEADER, only_judged=False, **options):
        path = write_register(tmp_path / "register.csv", rows, header)
        if "duplicates" in options:
            options["mapping"] = Mapping(duplicates=options.pop("duplicates"))
        if only_judged:
            return judged(engine, path, **options)
        return deliver_file(engine, path, **options)

    return run


def rows_of(engine, table):
    with reading(engine) as conn:
        return conn.execute(select(table).order_by(table.c.id)).mappings().all()


def test_a_licence_under_another_key_is_offered_and_left_out_by_default(engine, deliver):
    deliver([shop()])
    outcome = deliver([[*shop(单位名称="新名"), "K-7"]], header=KEYED)
    assert (outcome.added, outcome.changed, outcome.left_out, outcome.duplicates) == (0, 0, 1, 1)
    assert "可选择更新" in outcome.issues[0].reason
    assert rows_of(engine, establishment)[0]["name"] == "东胜示例面馆"


def test_updating_brings_the_known_record_to_what_the_row_says(engine, deliver):
    deliver([shop()])
    outcome = deliver([[*shop(单位名称="新名"), "K-7"]], header=KEYED, duplicates="update")
    assert (outcome.added, outcome.changed, outcome.left_out) == (0, 1, 0)
    (row,) = rows_of(engine, establishment)
    assert (row["name"], row["source_key"]) == ("新名", "key:K-7")
    assert deliver([[*shop(单位名称="新名"), "K-7"]], header=KEYED).unchanged == 1


def test_a_renumbered_licence_keeps_its_history_by_credit_code(engine, deliver):
    deliver([shop()])
    (before,) = rows_of(engine, establishment)
    moved = shop(单位名称="更名后的店", 许可证编号=RENUMBERED)
    outcome = deliver([moved], duplicates="update")
    assert (outcome.added, outcome.changed) == (0, 1)
    (after,) = rows_of(engine, establishment)
    assert (after["id"], after["name"]) == (before["id"], "更名后的店")
    assert {row["number"] for row in rows_of(engine, licence)} == {shop()[1], RENUMBERED}
    with reading(engine) as conn:
        told = of_establishment(conn, after["id"])
    assert any((c.field, c.before, c.after) == ("name", "东胜示例面馆", "更名后的店") for c in told)
    assert deliver([moved]).unchanged == 1


def test_one_more_shop_of_a_known_company_can_be_added(engine, deliver):
    deliver([shop()])
    branch = shop(单位名称="二分店", 许可证编号=RENUMBERED)
    assert deliver([branch], only_judged=True).left_out == 1
    assert deliver([branch], duplicates="add").added == 1
    assert len(rows_of(engine, establishment)) == 2


def test_a_chain_that_shares_a_credit_code_is_no_duplicate(deliver):
    rows = [numbered(1), numbered(2)]  # all of one credit code
    assert deliver(rows).added == 2
    assert deliver([numbered(3)]).added == 1


def test_two_rows_never_change_one_record(engine, deliver):
    deliver([shop()])
    deliver([shop(许可证编号=RENUMBERED)], duplicates="update")
    rows = [shop(许可证编号=RENUMBERED, 地址="甲"), shop(地址="乙")]  # new and old licence
    outcome = deliver(rows, duplicates="update")
    assert (outcome.added, outcome.changed, outcome.left_out) == (0, 1, 1)
    assert "与第2行指向同一单位" in outcome.issues[-1].reason
    assert [row["address"] for row in rows_of(engine, establishment)] == ["甲"]


def test_a_merged_record_is_not_brought_back(engine, deliver):
    deliver([numbered(1), numbered(2)])
    with writing(engine) as conn:
        conn.execute(
            establishment.update()
            .where(establishment.c.id == 2)
            .values(status="merged", merged_into_id=1)
        )
    outcome = deliver([numbered(2)])
    assert (outcome.changed, outcome.left_out) == (0, 1)
    assert "已合并" in outcome.issues[0].reason


def test_a_change_of_status_is_dated(engine, deliver):
    header = (*HEADER, "状态")
    deliver([[*shop(), "正常"]], header=header)
    deliver([[*shop(), "歇业"]], header=header)
    (row,) = rows_of(engine, establishment)
    assert (row["status"], str(row["status_since"])) == ("suspended", "2026-11-19")


def test_a_batch_is_taken_back_whole_and_keeps_what_was_built_on_it(engine, deliver):
    deliver([numbered(1)], batch=True)
    deliver([[*numbered(1)[:6], "新地址", *numbered(1)[7:]], numbered(2)], batch=True)
    with writing(engine) as conn:
        undone = batches.undo(conn, IMPORT, 2, NOON)
    assert undone.kept == 0
    (row,) = rows_of(engine, establishment)
    assert row["address"] == "鄂尔多斯西街1号"
    assert [row["number"] for row in rows_of(engine, licence)] == [numbered(1)[1]]
    with writing(engine) as conn, pytest.raises(batches.BatchStateError):
        batches.undo(conn, IMPORT, 2, NOON)
    assert [row["state"] for row in rows_of(engine, change_batch)] == ["done", "undone"]


def test_every_write_is_in_the_history(engine, deliver):
    deliver([shop()], batch=True)
    told = rows_of(engine, register_change)
    assert [(row["subject"], row["field"], row["batch_id"]) for row in told] == [
        ("establishment", "created", 1),
        ("licence", "created", 1),
    ]
    assert {row["actor"] for row in told} == {"import"}


def test_points_in_gcj02_are_recognised_by_known_ones(engine, deliver):
    rows = [numbered(n) for n in range(12)]
    deliver(rows)
    shifted = []
    for row in rows:
        lon, lat = wgs84_to_gcj02(float(row[7]), float(row[8]))
        shifted.append([*row[:7], f"{lon:.6f}", f"{lat:.6f}", *row[9:]])
    found = deliver(shifted, only_judged=True)
    assert found.datum.suggests_gcj02
    assert found.datum.as_given_m > 400 > 5 > found.datum.shifted_m
    fixed = deliver(shifted, only_judged=True, mapping=Mapping(datum="gcj02"))
    assert fixed.datum.suggests_gcj02  # the file still is; the mapping agrees with it now
    assert max(
        abs(wish.values["lon"] - wish.old["lon"]) for wish in fixed.wishes
    ) < 1e-5  # fmt: skip


def test_new_shops_are_compared_with_their_neighbours(engine, deliver):
    deliver([shop_at(n, 109.9 + n / 1e5, 39.8) for n in range(1, 40, 2)])
    fresh = [shop_at(n, *wgs84_to_gcj02(109.9 + n / 1e5, 39.8)) for n in range(2, 40, 2)]
    found = deliver(fresh, only_judged=True)
    assert found.datum.pairs == len(fresh)
    assert found.datum.suggests_gcj02


def shop_at(n, lon, lat):
    row = numbered(n)
    return [*row[:2], "", *row[3:6], f"交通街道团结路{n}号", f"{lon:.6f}", f"{lat:.6f}", *row[9:]]


def test_swapped_coordinates_are_counted_and_put_right_on_demand(engine, deliver):
    row = numbered(1)
    row[7], row[8] = row[8], row[7]
    assert deliver([row], only_judged=True).swapped == 1
    outcome = deliver([row], mapping=replace(Mapping(), swap=True))
    assert (outcome.swapped, outcome.unlocated) == (0, 0)
    assert rows_of(engine, establishment)[0]["lon"] == pytest.approx(109.901, abs=0.001)


def test_unknown_words_are_counted_for_the_page_to_ask(deliver):
    rows = [numbered(1), numbered(2), numbered(3)]
    rows[0][3] = rows[1][3] = "茶餐厅"
    rows[2][4] = "外旗"
    found = deliver(rows, only_judged=True)
    assert found.unknown == {"category": {"茶餐厅": 2}, "banner": {"外旗": 1}}
    translated = Mapping(values={"category": {"茶餐厅": "small"}, "banner": {"外旗": "150602"}})
    assert deliver(rows, mapping=translated).added == 3


def test_a_number_that_lost_its_digits_is_no_number(deliver):
    outcome = deliver([shop(许可证编号="1.50602E+15"), shop(统一社会信用代码="9.11506E+17")])
    assert (outcome.added, outcome.left_out) == (0, 2)
    assert all("丢失精度" in item.reason for item in outcome.issues)
