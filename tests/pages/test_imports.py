"""The import page: every step by every right person, and nothing by forged calls."""

import csv
import io
import json
import re

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select, update

from data_access.engine import reading, writing
from data_access.importing import batches, work
from data_access.importing.subjects import ESTABLISHMENTS
from data_access.schema import audit_log, change_batch, establishment, register_change
from domain.coordinates import wgs84_to_gcj02
from tests import served
from tests.api.test_uploads import send
from tests.conftest import NOON
from tests.figure_links import listed
from tests.posted import links, open_page, words
from tests.registers import HEADER, numbered, shop, write_register
from tests.rows import plant

BODY = "import-body.children"


@pytest.fixture
def who(engine, monkeypatch):
    """The planted people; long steps are done at once."""
    monkeypatch.setattr(work, "in_background", lambda step, _name: step())
    with writing(engine) as conn:
        return plant(conn)


@pytest.fixture
def uploaded(signed_in, who, tmp_path):
    """`uploaded(rows)` gives a bureau's browser whose batch 1 holds them."""

    def run(rows, header=HEADER, scope=None, subject="establishments"):
        client = signed_in(scope or who.city)
        path = write_register(tmp_path / "r.csv", rows, header)
        answer = send(client, path.read_bytes(), subject=subject)
        assert answer.status_code == 201
        return client

    return run


def call(client, app, inputs, state=()):
    """The callback with these inputs, found by them: several write the same outputs."""
    first = inputs[0][0] if isinstance(inputs[0], list) else inputs[0]
    key = next(
        key
        for key, declared in app.callback_map.items()
        if BODY in key and _pattern(declared["inputs"][0]) == _pattern(_property(*first))
    )
    names = [part.partition("@")[0].rpartition(".") for part in key.strip(".").split("...")]
    body = {
        "output": key,
        "outputs": [{"id": one, "property": prop} for one, _dot, prop in names],
        "inputs": [_sent(one) for one in inputs],
        "state": [_sent(one) for one in state],
        "changedPropIds": [_changed(_property(*first))],
    }
    answer = client.post("/_dash-update-component", json=body, headers=served.HEADERS)
    assert answer.status_code in (200, 204), answer.get_data(as_text=True)
    return answer.json["response"] if answer.status_code == 200 else {}


def _property(name, value=None):
    if isinstance(name, tuple):
        return {"id": name[0], "property": name[1], "value": value}
    component, _dot, prop = name.rpartition(".")
    return {"id": component, "property": prop, "value": value}


def _sent(one):
    return [_sent(each) for each in one] if isinstance(one, list) else _property(*one)


def _pattern(one):
    """Type and property of a component of a pattern, id and property of any other."""
    known = one["id"]
    if isinstance(known, str) and known.startswith("{"):
        known = json.loads(known)
    return (known["type"] if isinstance(known, dict) else known), one["property"]


def _changed(one):
    known = one["id"]
    if isinstance(known, dict):
        known = json.dumps(known, sort_keys=True, separators=(",", ":"))
    return f"{known}.{one['property']}"


def columns_of(fields):
    """Ids and values of the choices of all columns, as the page has them."""
    ids = [{"type": "import-column", "at": n} for n in range(len(fields))]
    return (
        [((one, "id"), one) for one in ids],
        [((one, "value"), name) for one, name in zip(ids, fields, strict=True)],
    )


FIELDS = [
    "name", "licence_number", "credit_code", "category", "banner", "township", "address",
    "lon", "lat", "expires_on", "risk_level",
]  # fmt: skip


def check(client, app, fields=FIELDS, batch="1"):
    ids, values = columns_of(fields)
    return call(
        client, app, [("import-check.n_clicks", 1)], [("import-batch.data", batch), ids, values]
    )


def fix(client, app, how, batch="1"):
    return call(
        client,
        app,
        [[(({"type": "import-fix", "how": how}, "n_clicks"), 1)]],
        [("import-batch.data", batch)],
    )


def press(client, app, button, batch="1"):
    return call(client, app, [(f"{button}.n_clicks", 1)], [("import-batch.data", batch)])


def count(engine):
    with reading(engine) as conn:
        return conn.scalar(select(func.count()).select_from(establishment))


def state(engine):
    with reading(engine) as conn:
        return conn.scalar(select(change_batch.c.state).where(change_batch.c.id == 1))


def test_a_file_goes_through_all_its_steps(engine, server_app, uploaded):
    client = uploaded([numbered(n) for n in range(10, 15)])
    told = served.text(served.page(client, "/register/import", "?batch=1"))
    assert "示例10号店" in told
    assert "单位名称" in told
    before = count(engine)
    told = served.text(check(client, server_app))
    assert "导入 5 条" in told
    assert (state(engine), count(engine)) == ("checked", before)
    told = served.text(press(client, server_app, "import-run"))
    assert "导入完成" in told
    assert "batch=1" in told
    assert (state(engine), count(engine)) == ("done", before + 5)
    told = served.text(press(client, server_app, "import-undo"))
    assert "已撤销本批导入" in told
    assert (state(engine), count(engine)) == ("undone", before)
    with reading(engine) as conn:
        assert conn.scalar(select(func.count()).select_from(register_change)) == 0


def test_the_list_of_an_import_holds_the_establishments_it_has_closed(
    engine, server_app, uploaded, who
):
    client = uploaded([numbered(10), numbered(11)])
    check(client, server_app)
    press(client, server_app, "import-run")
    rows = [[*numbered(10), "注销"], [*numbered(11), "正常"]]
    uploaded(rows, (*HEADER, "经营状态"))
    check(client, server_app, [*FIELDS, "status"], batch="2")
    tree = press(client, server_app, "import-run", batch="2")["import-body"]["children"]
    href = next(href for href, text in links(tree).items() if text == "查看涉及的单位")
    assert listed(client, engine, who.city, href) == 1
    with reading(engine) as conn:
        closed = select(establishment.c.name).where(establishment.c.status == "closed")
        assert conn.scalars(closed).all() == ["示例10号店"]


def test_an_undo_says_what_was_changed_since_and_stays(engine, server_app, uploaded, who):
    client = uploaded([numbered(10), numbered(11)])
    check(client, server_app)
    press(client, server_app, "import-run")
    moved = [shop(**{"单位名称": f"示例{n}号新店", "许可证编号": numbered(n)[1]}) for n in (10, 11)]
    uploaded(moved)
    check(client, server_app, batch="2")
    press(client, server_app, "import-run", batch="2")
    with writing(engine) as conn:
        renamed = update(establishment).where(establishment.c.name == "示例11号新店")
        conn.execute(renamed.values(name="又改名的店"))
    tree = press(client, server_app, "import-undo", batch="2")["import-body"]["children"]
    told = words(tree)
    assert "另有 1 处此后被改过或已被使用，保留不动。" in told
    href = next(href for href, text in links(tree).items() if text == "查看涉及的单位")
    assert listed(client, engine, who.city, href) == 2
    again = words(open_page(client, "/register/import", "?batch=2"))
    assert "另有 1 处" in again


def test_a_column_that_is_not_wanted_stays_out(engine, server_app, uploaded):
    client = uploaded([numbered(10)])
    fields = [*FIELDS]
    fields[6] = None
    check(client, server_app, fields)
    press(client, server_app, "import-run")
    with reading(engine) as conn:
        row = conn.execute(select(establishment).where(establishment.c.name == "示例10号店")).one()
    assert row.address is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({0: None}, "没有找到这些列：单位名称"),
        ({6: "name"}, "选了两列"),
        ({6: "password"}, "没有这样的列或字段"),
        ({6: {"a": 1}}, ""),
    ],
)
def test_a_wrong_choice_of_columns_is_said_in_words(engine, server_app, uploaded, change, words):
    client = uploaded([numbered(10)])
    fields = [change.get(n, name) for n, name in enumerate(FIELDS)]
    ids, values = columns_of(fields)
    key = [("import-check.n_clicks", 1)]
    answer = call(client, server_app, key, [("import-batch.data", "1"), ids, values])
    assert words in served.text(answer)
    assert state(engine) == "uploaded"


def test_choices_without_their_values_are_said_in_words(engine, server_app, uploaded):
    client = uploaded([numbered(10)])
    ids, values = columns_of(FIELDS)
    state_of = [("import-batch.data", "1"), ids, values[:-1]]
    told = call(client, server_app, [("import-check.n_clicks", 1)], state_of)
    assert "没有这样的列或字段" in served.text(told)
    assert state(engine) == "uploaded"


def test_swapped_points_and_unknown_words_are_decided_on_the_page(engine, server_app, uploaded):
    rows = [numbered(n) for n in range(10, 14)]
    for row in rows:
        row[7], row[8], row[3] = row[8], row[7], "茶餐厅"
    client = uploaded(rows)
    told = served.text(check(client, server_app))
    assert "4 行的经度与纬度似乎颠倒" not in told  # rows in error say nothing of their point
    assert "茶餐厅" in told
    word = {"type": "import-word", "field": "category", "text": "茶餐厅"}
    told = served.text(
        call(
            client,
            server_app,
            [("import-apply.n_clicks", 1)],
            [("import-batch.data", "1"), [((word, "id"), word)], [((word, "value"), "small")]],
        )
    )
    assert "4 行的经度与纬度似乎颠倒" in told
    told = served.text(fix(client, server_app, "swap"))
    assert "已将全部行的经度与纬度互换" in told
    press(client, server_app, "import-run")
    with reading(engine) as conn:
        row = conn.execute(select(establishment).where(establishment.c.name == "示例10号店")).one()
    assert (row.category, round(row.lon)) == ("small", 110)


def test_gcj02_is_suggested_with_its_evidence(engine, server_app, uploaded):
    rows = [numbered(n) for n in range(10, 20)]
    client = uploaded(rows)
    check(client, server_app)
    press(client, server_app, "import-run")
    shifted = []
    for row in rows:
        lon, lat = wgs84_to_gcj02(float(row[7]), float(row[8]))
        shifted.append([*row[:7], f"{lon:.6f}", f"{lat:.6f}", *row[9:]])
    client = uploaded(shifted)
    told = served.text(check(client, server_app, batch="2"))
    assert "与 10 个已知坐标比对" in told
    assert "文件很可能是 GCJ-02 坐标" in told
    told = served.text(fix(client, server_app, "gcj02", batch="2"))
    assert "现按 GCJ-02 读取" in told
    assert "很可能" not in told


def test_duplicates_are_left_out_until_somebody_decides(engine, server_app, uploaded):
    header = (*HEADER, "主体编号")
    client = uploaded([numbered(10)])
    check(client, server_app)
    press(client, server_app, "import-run")
    client = uploaded([[*numbered(10), "K-1"]], header)
    told = served.text(check(client, server_app, [*FIELDS, "key"], batch="2"))
    assert "1 行的许可证编号或信用代码已属于另一条记录" in told
    assert "导入 0 条" in told
    assert "导入 1 条" in served.text(fix(client, server_app, "update", batch="2"))


def test_another_sheet_can_be_chosen(engine, server_app, signed_in, who):
    book = Workbook()
    book.active.title = "说明"
    book.active.append(["请看第二页", "谢谢"])
    book.create_sheet("名单")
    for row in [HEADER, shop()]:
        book["名单"].append(list(row))
    held = io.BytesIO()
    book.save(held)
    client = signed_in(who.city)
    send(client, held.getvalue(), name="two.xlsx")
    answer = call(
        client, server_app, [("import-sheet.value", "名单")], [("import-batch.data", "1")]
    )
    assert "东胜示例面馆" in served.text(answer)
    assert "导入 1 条" in served.text(check(client, server_app))


def test_the_next_file_with_the_same_columns_is_mapped_the_same(server_app, uploaded):
    header = ("商户", *HEADER[1:])
    client = uploaded([numbered(10)], header)
    check(client, server_app)
    press(client, server_app, "import-run")
    uploaded([numbered(11)], header)
    told = served.text(served.page(client, "/register/import", "?batch=2"))
    assert "已沿用上次同样列的对应关系" in told
    assert '"value": "name"' in told


def test_all_issues_are_a_file_that_a_spreadsheet_opens_safely(server_app, uploaded, engine):
    client = uploaded([shop(业态="=cmd()"), numbered(10)])
    check(client, server_app)
    answer = client.get("/imports/1/issues.csv")
    assert answer.status_code == 200
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [(row["row"], row["value"]) for row in rows] == [("2", "'=cmd()")]
    with reading(engine) as conn:
        taken = select(audit_log.c.object_id).where(audit_log.c.event == "exported")
        assert conn.scalars(taken).all() == ["1"]


def test_a_banner_bureau_sees_and_moves_its_own_batches_only(
    engine, server_app, signed_in, who, uploaded
):
    city = uploaded([numbered(10)])
    check(city, server_app)
    other = signed_in(who.dongsheng)
    told = served.text(served.page(other, "/register/import", "?batch=1"))
    assert "没有这个导入批次" in told
    assert "r.csv" not in told
    press(other, server_app, "import-run")
    fix(other, server_app, "swap")
    press(other, server_app, "import-undo")
    assert state(engine) == "checked"


@pytest.mark.parametrize("role", ["leader", "office", "shop"])
def test_the_page_is_for_bureaus(signed_in, who, role):
    told = served.text(served.page(signed_in(getattr(who, role)), "/register/import"))
    assert "把文件拖到这里" not in told


@pytest.mark.parametrize("batch", [None, "", "0", "-1", "9" * 30, "²", [], {"a": 1}, True, 2**31])
def test_no_batch_of_that_number_is_no_fault(engine, server_app, signed_in, who, batch):
    client = signed_in(who.city)
    before = count(engine)
    for button in ("import-run", "import-undo"):
        press(client, server_app, button, batch=batch)
    fix(client, server_app, "swap", batch=batch)
    call(
        client,
        server_app,
        [("import-tick.n_intervals", 1)],
        [("import-batch.data", batch), ("import-step.data", [])],
    )
    assert (count(engine), state(engine)) == (before, None)


def test_waiting_imports_are_all_listed_page_by_page(signed_in, who, engine):
    with writing(engine) as conn:
        for number in range(23):
            told = {"file_name": f"wait-{number:02d}.csv", "sha256": "0" * 64}
            batches.opened(conn, who.dongsheng, ESTABLISHMENTS, NOON, **told)
        done = {"file_name": "done.csv", "sha256": "0" * 64, "state": batches.DONE}
        batches.opened(conn, who.dongsheng, ESTABLISHMENTS, NOON, **done)
    client = signed_in(who.dongsheng)
    found = []
    for page in (1, 2, 99):
        tree = open_page(client, "/register/import", f"?state=open&page={page}")
        assert "共 23 批" in words(tree)
        assert "把文件拖到这里" not in words(tree)
        found.append(sorted(set(re.findall(r"wait-\d\d|done", words(tree)))))
    assert found[1] == found[2]
    assert sorted(found[0] + found[1]) == [f"wait-{number:02d}" for number in range(23)]
    elsewhere = words(open_page(signed_in(who.kangbashi), "/register/import", "?state=open"))
    assert "没有未完成的导入" in elsewhere


def test_the_beginning_lists_the_last_imports_and_the_templates(server_app, uploaded):
    client = uploaded([numbered(10)])
    told = served.text(served.page(client, "/register/import", "?subject=people"))
    assert "/imports/template/people.xlsx" in told
    assert "r.csv" in told
    assert "已上传" in told
