import pytest
from sqlalchemy import insert, update

from data_access.alerts import Finding, raise_alert
from data_access.engine import writing
from data_access.schema import camera, camera_look, epoch_ms
from domain.scope import system_scope
from tests import served
from tests.conftest import NOON
from tests.posted import open_page, words
from tests.rows import plant

OUTPUTS = [
    "videowall-grid.children",
    "videowall-grid.className",
    "videowall-rail.children",
    "videowall-seats.data",
    "videowall-date.children",
]


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        people = plant(conn)
    return people


def connect(engine, *camera_ids, boxes=()):
    with writing(engine) as conn:
        for camera_id in camera_ids:
            conn.execute(
                update(camera)
                .where(camera.c.id == camera_id)
                .values(source=f"clip:{camera_id}", state="online", last_look_at=NOON)
            )
            conn.execute(
                insert(camera_look).values(
                    camera_id=camera_id,
                    taken_at=NOON,
                    path=f"frames/{camera_id}.jpg",
                    width_px=1280,
                    height_px=720,
                    boxes=list(boxes),
                    model_sha256="a" * 64,
                )
            )


def refreshed(client, size=None, seats=(), asked=None):
    answer = served.post(
        client,
        OUTPUTS,
        [("videowall-tick.data", 1), ("videowall-size.data", size)],
        [("videowall-seats.data", seats), ("videowall-asked.data", asked)],
        "videowall-tick.data",
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    told = answer.json["response"]
    return (
        told["videowall-grid"]["children"],
        told["videowall-seats"]["data"],
        served.text(told["videowall-rail"]),
    )


def test_a_wall_without_cameras_says_so_and_counts_them_as_not_patrolled(signed_in, who):
    grid, seats, rail = refreshed(signed_in(who.city))
    assert "没有接入巡查的摄像头" in served.text(grid)
    assert seats == []
    assert "未巡查" in rail


def test_tiles_carry_picture_age_and_state(signed_in, who, engine):
    finding = {"label": "no_mask", "score": 0.81, "xyxy": [9, 90, 99, 199], "finding": True}
    body = {"label": "person", "score": 0.7, "xyxy": [1, 2, 3, 4], "finding": False}
    connect(engine, 10, boxes=[finding, body])
    connect(engine, 20)
    with writing(engine) as conn:
        found = Finding(10, "ai.no_mask", 0.8, NOON, "starter", "a" * 64)
        raise_alert(conn, system_scope("patrol"), found, NOON)
    grid, seats, rail = refreshed(signed_in(who.city))
    assert [seat[0] for seat in seats] == [10, 20]
    assert len(grid) == 9
    first, second = served.text(grid[0]), served.text(grid[1])
    assert f"/media/look/10?t={epoch_ms(NOON)}" in first
    assert "未戴口罩 0.81" in first
    assert "person" not in first
    assert "is-alert nc-sevbox--3" in first
    assert "0 秒前" in first
    assert "正常" in second
    assert "1号店" in rail


def test_a_tile_keeps_its_camera(signed_in, who, engine):
    connect(engine, 10, 20, 30)
    since = epoch_ms(NOON)
    _, seats, _ = refreshed(signed_in(who.city), 4, [[30, since], [10, since]])
    assert [seat[0] for seat in seats] == [30, 10, 20]


def test_nobody_seats_a_camera_of_others(signed_in, who, engine):
    connect(engine, 10, 40)
    grid, seats, _ = refreshed(signed_in(who.kangbashi), 4, [[10, epoch_ms(NOON)]])
    assert [seat[0] for seat in seats] == [40]
    assert "1号店" not in served.text(grid)


@pytest.mark.parametrize(
    ("size", "seats"),
    [
        (7, "x"),
        ("9", None),
        (10**6, {"a": 1}),
        (None, [[1], [10, -1], [10, 2**60], ["10", 1], [True, 1], 7]),
        (9, [[10, 1]] * 5000),
    ],
)
def test_forged_state_is_harmless(signed_in, who, engine, size, seats):
    connect(engine, 10)
    grid, held, _ = refreshed(signed_in(who.city), size, seats)
    assert len(grid) == 9
    assert [seat[0] for seat in held] == [10]


def test_an_offline_camera_is_never_shown_as_present(signed_in, who, engine):
    connect(engine, 10)
    with writing(engine) as conn:
        conn.execute(update(camera).where(camera.c.id == 10).values(state="offline"))
    grid, _, _ = refreshed(signed_in(who.city), 1)
    told = served.text(grid)
    assert "is-off" in told
    assert "信号中断" in told
    assert "正常" not in told


def test_a_wall_of_one_establishment_holds_all_its_channels_and_no_other(signed_in, who, engine):
    connect(engine, 10, 20)
    with writing(engine) as conn:
        conn.execute(
            insert(camera).values(
                id=11,
                establishment_id=1,
                township_code="150602001",
                label="二号",
                position="cooking",
                state="unpatrolled",
            )
        )
    browser = signed_in(who.city)
    grid, seats, _ = refreshed(browser, 4, asked={"establishment": "1"})
    assert [seat[0] for seat in seats] == [10, 11]
    assert "没有登记视频地址" in served.text(grid[1])
    head = words(open_page(browser, "/videowall", "?establishment=1"))
    assert "1号店 · 全部通道2路显示全部" in head


@pytest.mark.parametrize("given", ["4", "0", "-1", "99999999999", "1 OR 1=1", "", ["1"], 1])
def test_a_wall_of_what_is_not_the_askers_is_empty(signed_in, who, engine, given):
    connect(engine, 10, 40)
    grid, seats, _ = refreshed(signed_in(who.dongsheng), 4, asked={"establishment": given})
    assert seats == []
    told = served.text(grid)
    assert "没有这家单位的摄像头" in told
    assert "4号店" not in told


def test_the_head_names_nobody_outside_the_scope(signed_in, who):
    head = words(open_page(signed_in(who.dongsheng), "/videowall", "?establishment=4"))
    assert "不在权限范围内" in head
    assert "4号店" not in head
