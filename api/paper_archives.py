"""Archives of a banner's month to download, for the bureaus that may order them."""

from flask import Blueprint, Response, send_from_directory
from werkzeug.exceptions import NotFound

from data_access import audit
from data_access.document_orders import find
from data_access.request import now, read, scope, services, write
from domain.audit import Event
from domain.scope import Role

ROLES = frozenset({Role.CITY_BUREAU, Role.BANNER_BUREAU})

paper_archives = Blueprint("paper_archives", __name__, url_prefix="/papers/archive")


@paper_archives.get("/<row:order_id>.zip")
def archive(order_id: int) -> Response:
    """A finished archive; unfinished, removed and out of scope look alike.

    Raises:
        NotFound: There is none to be had.
    """
    with read() as conn:
        found = find(conn, scope(), order_id)
    folder = services().settings.data_dir
    if found is None or found.path is None or not (folder / found.path).is_file():
        raise NotFound
    with write() as conn:
        on = ("archive", order_id)
        audit.record(
            conn, scope(), Event.EXPORTED, now(), on=on, what="archive", sha256=found.sha256
        )
    name = f"papers-{found.banner_adcode}-{found.month:%Y%m}-{order_id}.zip"
    answer = send_from_directory(
        folder, found.path, mimetype="application/zip", as_attachment=True, download_name=name
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
