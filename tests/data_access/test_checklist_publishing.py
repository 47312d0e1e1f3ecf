"""Publishing checklists: whom a change reaches, which lists follow, and what stays as it was."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from data_access.checklist_publishing import preview, publish
from data_access.checklists import in_force, version, versions
from data_access.control import submit
from data_access.control_duties import duties
from data_access.control_periods import open_period
from data_access.control_record import record
from data_access.control_rollup import rebuild
from data_access.engine import reading, writing
from data_access.schema import audit_log, checklist, control_task, establishment
from domain.categories import Category
from domain.checklist_changes import CITY
from domain.checklists import Answer, Confidence, SheetFacts
from domain.control import ControlKind, ControlState, Refusal, RefusedError
from domain.control_board import Listing, Show
from domain.form import Fault, FormRefusedError
from domain.scope import NotAllowedError, Role, Scope, system_scope
from domain.submission import ControlFinding, Submission
from tests.rows import plant

SYSTEM = system_scope("test")
DAILY, WEEKLY, MONTHLY = ControlKind
NOW = datetime(2026, 11, 19, 4, tzinfo=UTC)  # Thursday
TODAY = date(2026, 11, 19)
DAY = timedelta(days=1)
SOON, LATER = TODAY + DAY, TODAY + 10 * DAY


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        return plant(conn)


def item(zh: str, **changes) -> dict[str, object]:
    plain = {"group": "A", "zh": zh, "en": f"item {zh}", "key": [], "scope": "all"}
    return plain | {"categories": [], "source": "", "article": ""} | changes


def draft(*items: dict[str, object], on: date = SOON, retired=(), note="试点") -> dict[str, object]:
    return {
        "effective_from": on.isoformat(),
        "note": note,
        "added": list(items),
        "retired": list(retired),
    }


def asked(conn, banner: str | None, day: date) -> list[str]:
    """Local items of a list on a day."""
    sheet = in_force(conn, DAILY, banner, day)
    return [one.zh for one in sheet.items if one.added_by]


def faults(caught) -> set[tuple[str, Fault]]:
    return {(one.field, one.fault) for one in caught.value.findings}


def test_an_added_item_is_asked_from_its_day_on_and_nowhere_else(engine, who):
    wanted = item(
        "冷藏柜门封条完好", group="C", key=["yes"], source="东市监〔2026〕12号", article="第3条"
    )
    with writing(engine) as conn:
        (made,) = publish(conn, who.dongsheng, DAILY, draft(wanted), NOW)
    with reading(engine) as conn:
        assert asked(conn, "150602", TODAY) == asked(conn, "150603", SOON) == []
        assert asked(conn, "150602", SOON) == ["冷藏柜门封条完好"]
        new = in_force(conn, DAILY, "150602", SOON).item("daily.C06")
    assert (made.version, made.banner_adcode, len(made.items)) == (2, "150602", 41)
    assert [one.code for one in made.items if one.group == "C"][-2:] == ["C05", "C06"]
    assert new is not None
    assert (new.key, new.confidence, new.added_by) == (True, Confidence.GENERAL, "150602")
    assert (new.source, new.article) == ("东市监〔2026〕12号", "第3条")


def test_an_item_without_a_document_is_a_rule_of_the_platform(engine, who):
    with writing(engine) as conn:
        (made,) = publish(conn, who.city, DAILY, draft(item("公示投诉电话")), NOW)
    new = made.items[6]
    assert (new.code, new.source, new.confidence, new.added_by) == (
        "A07",
        "平台规则",
        Confidence.PLATFORM,
        CITY,
    )


def test_the_citys_change_reaches_the_lists_that_banners_have(engine, who):
    with writing(engine) as conn:
        publish(conn, who.dongsheng, DAILY, draft(item("旗区项")), NOW)
        made = publish(conn, who.city, DAILY, draft(item("市级项"), on=LATER), NOW)
        assert [(one.banner_adcode, one.effective_from) for one in made] == [
            (None, LATER),
            ("150602", LATER),
        ]
        assert asked(conn, "150602", LATER - DAY) == ["旗区项"]
        assert asked(conn, "150602", LATER) == ["旗区项", "市级项"]
        assert asked(conn, "150603", LATER) == ["市级项"]
        codes = {one.zh: one.code for one in in_force(conn, DAILY, "150602", LATER).items}
        assert (codes["旗区项"], codes["市级项"]) == ("A07", "A08")


def test_a_change_before_one_that_waits_is_not_taken_back_by_it(engine, who):
    with writing(engine) as conn:
        publish(conn, who.city, DAILY, draft(item("后"), on=LATER), NOW)
        publish(conn, who.dongsheng, DAILY, draft(item("旗区"), on=SOON + DAY), NOW)
        publish(conn, who.city, DAILY, draft(item("先"), on=SOON), NOW)
        assert asked(conn, None, SOON) == ["先"]
        assert asked(conn, None, LATER) == ["后", "先"]
        assert asked(conn, "150602", SOON) == ["先"]
        assert asked(conn, "150602", SOON + DAY) == ["旗区", "先"]
        assert sorted(asked(conn, "150602", LATER)) == sorted(["旗区", "先", "后"])


def test_a_retired_item_is_no_longer_asked_and_its_code_never_comes_again(engine, who):
    with writing(engine) as conn:
        publish(conn, who.dongsheng, DAILY, draft(item("一")), NOW)
        publish(conn, who.dongsheng, DAILY, draft(on=LATER, retired=["daily.A07"]), NOW)
        publish(conn, who.dongsheng, DAILY, draft(item("二"), on=LATER), NOW)
        assert asked(conn, "150602", LATER - DAY) == ["一"]
        assert asked(conn, "150602", LATER) == ["二"]
        assert in_force(conn, DAILY, "150602", LATER).items[6].code == "A08"
        assert len(versions(conn, DAILY, "150602")) == 3


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("drafted", "wrong"),
    [
        (draft(item("x"), on=TODAY), ("effective_from", Fault.TOO_SOON)),
        (draft(item("x", group="Z")), ("group", Fault.NOT_A_CHOICE)),
        (draft(*(item(f"{n}") for n in range(41))), ("items", Fault.TOO_MANY)),
        (draft(retired=["daily.Z99"]), ("retired", Fault.NOT_A_CHOICE)),
        (draft(retired=["daily.B01"]), ("retired", Fault.NOT_YOURS)),
    ],
)
def test_what_is_wrong_is_named_by_its_field_and_nothing_is_published(engine, who, drafted, wrong):
    for act in (preview, publish):
        with pytest.raises(FormRefusedError) as caught, writing(engine) as conn:
            act(conn, who.dongsheng, DAILY, drafted, NOW)
        assert wrong in faults(caught)
    with reading(engine) as conn:
        assert conn.scalar(select(func.count()).select_from(checklist)) == 3


def test_eighty_items_fit(engine, who):
    with writing(engine) as conn:
        publish(conn, who.city, DAILY, draft(*(item(f"{n}") for n in range(40))), NOW)
        with pytest.raises(FormRefusedError) as caught:
            publish(conn, who.dongsheng, DAILY, draft(item("多")), NOW)
    assert [one.detail for one in caught.value.findings] == ["80 东胜区"]


def test_who_added_an_item_retires_it_and_nobody_else(engine, who):
    with writing(engine) as conn:
        publish(conn, who.city, DAILY, draft(item("市级项")), NOW)
        publish(conn, who.dongsheng, DAILY, draft(item("旗区项")), NOW)
    for scope, code in ((who.dongsheng, "A07"), (who.kangbashi, "A07"), (who.kangbashi, "A08")):
        with pytest.raises(FormRefusedError) as caught, writing(engine) as conn:
            publish(conn, scope, DAILY, draft(on=LATER, retired=[f"daily.{code}"]), NOW)
        assert {one.field for one in caught.value.findings} == {"retired"}
    with writing(engine) as conn:
        publish(conn, who.city, DAILY, draft(on=LATER, retired=["daily.A07"]), NOW)
        assert asked(conn, "150602", LATER) == ["旗区项"]


def test_a_banner_publishes_for_itself_alone(engine, who):
    with writing(engine) as conn:
        publish(conn, who.kangbashi, DAILY, draft(item("康巴什项")), NOW)
        assert asked(conn, "150603", SOON) == ["康巴什项"]
        assert asked(conn, "150602", SOON) == asked(conn, None, SOON) == []


@pytest.mark.parametrize("name", ["leader", "office", "shop"])
def test_others_neither_preview_nor_publish(engine, who, name):
    for act in (preview, publish):
        with pytest.raises(NotAllowedError), writing(engine) as conn:
            act(conn, getattr(who, name), DAILY, draft(item("x")), NOW)


def test_publishing_is_on_record(engine, who):
    with writing(engine) as conn:
        publish(conn, who.dongsheng, WEEKLY, draft(item("x", group="T")), NOW)
        row = conn.execute(select(audit_log)).one()
    assert (row.event, row.object_kind, row.actor) == ("checklist_published", "checklist", "东胜局")
    assert '"effective_from":"2026-11-20"' in row.detail
    assert '"added":["x"]' in row.detail


def test_the_preview_counts_who_answers_more_and_publishes_nothing(engine, who):
    with writing(engine) as conn:
        conn.execute(
            update(establishment).where(establishment.c.id == 3).values(status="suspended")
        )
        conn.execute(update(establishment).where(establishment.c.id == 1).values(cold_room=True))
        everyone = preview(conn, who.city, DAILY, draft(item("全部")), NOW)
        cold = preview(conn, who.city, DAILY, draft(item("专间", scope="cold_room")), NOW)
        schools = item("学校", scope="canteen", categories=["school_canteen"])
        narrow = preview(conn, who.dongsheng, DAILY, draft(schools), NOW)
        assert conn.scalar(select(func.count()).select_from(checklist)) == 3
    assert everyone.establishments == 3
    assert [(row.township_zh, row.category) for row in everyone.rows] == [
        ("交通街道", Category.SCHOOL_CANTEEN),
        ("交通街道", Category.SMALL),
        ("滨河街道", Category.MEDIUM),
    ]
    assert [(row.before, row.after) for row in cold.rows] == [((35, 35), (36, 36))]
    assert [(row.category, row.establishments) for row in narrow.rows] == [
        (Category.SCHOOL_CANTEEN, 1)
    ]


def test_the_preview_of_the_city_counts_each_banner_by_its_own_list(engine, who):
    with writing(engine) as conn:
        publish(conn, who.dongsheng, DAILY, draft(item("旗区项")), NOW)
        found = preview(conn, who.city, DAILY, draft(item("市级项")), NOW)
    assert {(row.township_zh, row.category, row.before, row.after) for row in found.rows} >= {
        ("交通街道", Category.SMALL, (35, 35), (36, 36)),
        ("滨河街道", Category.MEDIUM, (34, 34), (35, 35)),
    }


# -- answers --


def answers(sheet, facts=None) -> dict[str, Answer]:
    facts = facts or SheetFacts(Category.SMALL, has_cameras=True)
    return {one.id: Answer.PASS for one in sheet.applicable(facts)}


def test_an_old_answer_keeps_its_wording_and_its_place_in_the_figures(engine, who):
    """Two days, two versions: the item before 进货查验 moves it by one place."""
    with writing(engine) as conn:
        open_period(conn, SYSTEM, DAILY, TODAY, NOW)
        old = in_force(conn, DAILY, "150602", TODAY)
        submit(conn, who.shop, Submission(1, DAILY, TODAY, "刘艳", answers(old)), NOW)
        publish(conn, who.dongsheng, DAILY, draft(item("档口公示", group="A")), NOW)
    tomorrow = NOW + DAY
    with writing(engine) as conn:
        open_period(conn, SYSTEM, DAILY, SOON, tomorrow)
        new = in_force(conn, DAILY, "150602", SOON)
        given = answers(new) | {"daily.B01": Answer.FAIL, "daily.A06": Answer.NOT_APPLICABLE}
        finding = ControlFinding("daily.B01", "无票据", "补齐", "刘艳", tomorrow + DAY)
        submit(conn, who.shop, Submission(1, DAILY, SOON, "刘艳", given, (finding,), 2), tomorrow)
        assert rebuild(conn) == []
    with reading(engine) as conn:
        before = record(conn, who.shop, 1, DAILY, TODAY)
        after = record(conn, who.shop, 1, DAILY, SOON)
        assert before is not None
        assert after is not None
        assert (len(before.items), len(after.items)) == (34, 35)
        assert "档口公示" not in [one.zh for one, _answer in before.items]
        assert before.checklist.version, after.checklist.version == (1, 2)
        assert {one.id: answer for one, answer in after.items} == given
        for day, show, found in (
            (TODAY, Show.PURCHASES_PASSED, 1),
            (TODAY, Show.PURCHASES_FAILED, 0),
            (SOON, Show.PURCHASES_PASSED, 0),
            (SOON, Show.PURCHASES_FAILED, 1),
        ):
            listed = duties(conn, who.dongsheng, DAILY, Listing.CURRENT, day, show=show)
            assert listed.total == found


def test_a_period_is_answered_under_the_version_of_its_first_day(engine, who):
    """A week that has begun stays as it is when its list changes on Friday."""
    monday = TODAY - 3 * DAY
    with writing(engine) as conn:
        open_period(conn, SYSTEM, WEEKLY, TODAY, NOW)
        publish(conn, who.city, WEEKLY, draft(item("新", group="T")), NOW)
    friday = NOW + DAY
    with writing(engine) as conn:
        old = in_force(conn, WEEKLY, "150602", monday)
        assert old.version == 1
        fresh = version(conn, WEEKLY, 2)
        with pytest.raises(RefusedError) as refused:
            submit(
                conn,
                who.shop,
                Submission(1, WEEKLY, monday, "刘艳", answers(fresh), checklist_version=2),
                friday,
            )
        assert refused.value.refusal is Refusal.VERSION
        taken = submit(conn, who.shop, Submission(1, WEEKLY, monday, "刘艳", answers(old)), friday)
    assert taken.state is ControlState.DONE


def test_a_form_of_yesterdays_version_is_refused_by_the_items_it_lacks(engine, who):
    """Opened before midnight, handed in for the day after: the new items are named, no row lost."""
    with writing(engine) as conn:
        publish(conn, who.dongsheng, DAILY, draft(item("新")), NOW)
        open_period(conn, SYSTEM, DAILY, SOON, NOW + DAY)
        old = answers(version(conn, DAILY, 1))
        with pytest.raises(RefusedError) as refused:
            submit(conn, who.shop, Submission(1, DAILY, SOON, "刘艳", old), NOW + DAY)
        assert (refused.value.refusal, refused.value.items) == (Refusal.VERSION, ("daily.A07",))
        whole = Submission(
            1, DAILY, SOON, "刘艳", old | {"daily.A07": Answer.PASS}, checklist_version=2
        )
        assert submit(conn, who.shop, whole, NOW + DAY).created


def test_a_cold_room_switched_on_at_noon_asks_for_what_is_missing_and_keeps_the_rest(engine, who):
    facts = SheetFacts(Category.SMALL, has_cameras=True)
    with writing(engine) as conn:
        open_period(conn, SYSTEM, DAILY, TODAY, NOW)
        sheet = in_force(conn, DAILY, "150602", TODAY)
        filled = answers(sheet, facts)  # in the morning
        conn.execute(update(establishment).where(establishment.c.id == 1).values(cold_room=True))
        with pytest.raises(RefusedError) as refused:
            submit(conn, who.shop, Submission(1, DAILY, TODAY, "刘艳", filled), NOW)
        assert (refused.value.refusal, refused.value.items) == (Refusal.INCOMPLETE, ("daily.D06",))
        filled["daily.D06"] = Answer.PASS
        whole = Submission(1, DAILY, TODAY, "刘艳", filled)
        assert submit(conn, who.shop, whole, NOW).created
        # Once more, after the cold room was closed again: what was taken stands.
        conn.execute(update(establishment).where(establishment.c.id == 1).values(cold_room=False))
        assert not submit(conn, who.shop, whole, NOW).created
        row = conn.execute(
            select(control_task.c.answers).where(control_task.c.establishment_id == 1)
        ).one()
    assert sheet.unpack(row.answers) == filled


def test_the_list_of_another_banner_is_not_the_shops(engine, who):
    other = Scope(Role.ESTABLISHMENT, "4号店", establishment_id=4)
    with writing(engine) as conn:
        publish(conn, who.dongsheng, DAILY, draft(item("东胜项")), NOW)
        open_period(conn, SYSTEM, DAILY, SOON, NOW + DAY)
        given = answers(version(conn, DAILY, 2), SheetFacts(Category.MEDIUM, has_cameras=True))
        forged = Submission(4, DAILY, SOON, "甲", given, checklist_version=2)
        with pytest.raises(RefusedError) as refused:
            submit(conn, other, forged, NOW + DAY)
        assert refused.value.refusal is Refusal.VERSION
        given = answers(version(conn, DAILY, 1), SheetFacts(Category.MEDIUM, has_cameras=True))
        assert submit(conn, other, replace(forged, answers=given, checklist_version=1), NOW + DAY)
