"""Files that leave: how they are sent, named and stamped."""

from collections.abc import Iterator
from datetime import datetime

from flask import Response
from flask_babel import gettext as _

from domain.clock import CITY_TIME
from domain.scope import Scope

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attached(body: bytes | Iterator[str], kind: str, name: str) -> Response:
    """An answer that browsers save under `name`."""
    answer = Response(body, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def file_name(what: str, at: datetime, ending: str) -> str:
    """`what` with city day and time."""
    return f"{what}-{at.astimezone(CITY_TIME):%Y%m%d-%H%M}.{ending}"


def stamp(asker: Scope, moment: datetime) -> list[tuple[str, str]]:
    """When it was exported and by whom."""
    return [
        (_("导出时间"), f"{moment.astimezone(CITY_TIME):%Y-%m-%d %H:%M:%S} (Asia/Shanghai)"),
        (_("账号"), asker.actor),
    ]


def demo_note() -> tuple[str, str]:
    """What a file of the demonstration says of itself."""
    return (_("演示数据"), _("本文件为演示数据，单位、人员和编号均为虚构"))
