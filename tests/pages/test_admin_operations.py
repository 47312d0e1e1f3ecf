"""Jobs, storage and settings: for the system administrator alone, and without a secret."""

from dataclasses import replace
from datetime import timedelta

import pytest

from data_access import job_runs
from data_access.engine import reading, writing
from data_access.request import services
from domain.jobs import Job, JobResult
from domain.scope import Role, Scope, system_scope
from settings import Backup, Cache, Database, Security, Settings
from tests.conftest import NOON
from tests.posted import filled, links, open_page, post, words
from tests.rows import plant

SYSTEM = system_scope("test")
ADMIN = Scope(Role.SYSTEM_ADMIN, "运维")
PAGES = ("/admin/jobs", "/admin/storage", "/admin/settings")
JOBS = [(f"jobs-{part}", "children") for part in ("head", "note", "table", "runs")]
STORAGE = [
    (f"storage-{part}", "children")
    for part in ("head", "notes", "database", "disk", "rows", "files")
]


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        return plant(conn)


@pytest.fixture
def admin(signed_in, who):
    return signed_in(ADMIN)


def jobs(browser, job="backup"):
    return filled(browser, JOBS, beat(job))


def beat(job):
    return [
        ("jobs-beat", "n_intervals", 1),
        ("jobs-shown", "data", job),
        ("jobs-said", "children", ""),
    ]


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_exist_for_the_system_administrator_alone(signed_in, who, admin, path):
    assert "nc-ops" in str(open_page(admin, path))
    for scope in (who.city, who.shop, Scope(Role.AUDITOR, "a"), Scope(Role.SECURITY_ADMIN, "s")):
        assert "nc-ops" not in str(open_page(signed_in(scope), path))


def test_forged_calls_of_others_get_nothing(signed_in, who):
    for scope in (who.city, who.leader, Scope(Role.AUDITOR, "a")):
        browser = signed_in(scope)
        for outputs, inputs in (
            (JOBS, beat("x")),
            (STORAGE, [("storage-again", "n_clicks", 1)]),
            ([("settings-list", "children")], [("settings-find", "value", "")]),
            ([("jobs-said", "children")], [("jobs-run-backup", "n_clicks", 1)]),
        ):
            assert post(browser, outputs, inputs).status_code in (403, 404)


def test_asking_for_a_backup_leaves_a_row_and_runs_nothing(admin, engine):
    ask = ("jobs-said", "children"), [("jobs-run-backup", "n_clicks", 1)]
    assert "已提交备份请求" in filled(admin, *ask)
    assert "正在等待" in filled(admin, *ask)
    with reading(engine) as conn:
        (run,) = job_runs.runs(conn, SYSTEM, Job.BACKUP)
    assert (run.result, run.detail) == (JobResult.REQUESTED, {"by": "运维"})
    table = words(jobs(admin)[2])
    assert "等待执行" in table


def test_a_failure_is_told_in_words_and_a_silent_scheduler_is_named(admin, engine, clock):
    with writing(engine) as conn:
        for job, result, detail in (
            (Job.BACKUP, JobResult.FAILED, {"error": "No space left on device"}),
            (Job.CONTROL, JobResult.OK, {"opened": 12}),
        ):
            number = job_runs.start(conn, SYSTEM, job, NOON)
            job_runs.finish(conn, SYSTEM, number, NOON, result, detail)
    _head, note, table, runs = jobs(admin)
    assert note is None
    assert "失败原因：No space left on device" in words(table)
    assert "No space left" in words(runs)
    assert "开启 12 项" in words(jobs(admin, "control_periods")[3])
    clock.moment += timedelta(minutes=11)
    _head, note, table, _runs = jobs(admin)
    assert "调度进程自 11-19 12:00:00 起没有运行" in words(note)
    assert "python app.py schedule" in words(note)
    assert "即将" not in words(table)
    assert "等待调度进程" in words(table)


@pytest.mark.parametrize("job", ["x", None, 5, ["backup"], {"a": 1}])
def test_an_unknown_job_shows_the_backup(admin, job):
    assert len(jobs(admin, job)) == 4
    assert "nc-ops" in str(open_page(admin, "/admin/jobs", "?job=%3Cscript%3E"))


def test_storage_counts_the_city_and_asks_for_a_backup(admin, engine):
    _head, notes, database, disk, rows, files = filled(
        admin, STORAGE, [("storage-again", "n_clicks", None)]
    )
    assert "餐饮单位4" in words(rows)
    assert "还没有任何备份" in words(notes)
    kind = "PostgreSQL" if engine.dialect.name == "postgresql" else "SQLite"
    assert kind in words(database)
    assert "剩余" in words(disk)
    assert "证据图片0" in words(files)


def shown(browser, text=""):
    return words(filled(browser, ("settings-list", "children"), [("settings-find", "value", text)]))


def test_every_key_is_shown_and_no_secret(admin, server_app, monkeypatch):
    secret = "a-very-long-secret-key-that-nobody-may-see"
    settings = Settings(
        security=Security(secret_key=secret),
        database=Database(url="postgresql+psycopg2://nc:hunter2@db/nc"),
        cache=Cache(redis_url="redis://:hunter2@cache:6379/0"),
        backup=Backup(at="02:30"),
    )
    with server_app.server.app_context():
        held = services()
    other = replace(held, settings=settings)
    monkeypatch.setitem(server_app.server.extensions, "nuancheng", other)
    told = shown(admin)
    assert secret not in told
    assert "hunter2" not in told
    assert "postgresql+psycopg2://nc:***@db/nc" in told
    assert "redis://:***@cache:6379/0" in told
    assert "已设置（不显示）" in told
    for section, field in Settings.model_fields.items():
        inner = getattr(field.annotation, "model_fields", None)
        for key in [f"{section}.{name}" for name in inner] if inner else [section]:
            assert key in told
    assert "02:30已改" in told


@pytest.mark.parametrize(
    ("text", "found"), [("BACKUP", True), ("每日备份", True), ("zzzz", False), ("x" * 500, False)]
)
def test_settings_are_found_by_key_or_words(admin, text, found):
    told = shown(admin, text)
    assert ("backup.at" in told) is found
    assert ("没有这样的设置" in told) is not found


def test_pages_of_an_administrator_stand_beside_each_other(signed_in):
    paths = ["/admin/jobs", "/admin/storage", "/admin/settings"]
    page = open_page(signed_in(Scope(Role.SYSTEM_ADMIN, "运维")), "/admin/storage")
    shown = links(page)
    assert [one for one in shown if one in paths] == paths
    assert "/admin/accounts" not in shown
    alone = open_page(signed_in(Scope(Role.AUDITOR, "审计")), "/admin/audit")
    assert "nc-subnav" not in str(alone)
