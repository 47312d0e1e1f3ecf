"""食安码 to print: the code of one establishment, of a street, or of what a list shows.

More than MOST_AT_ONCE stickers are made in the background: the address answers with a page that
asks again until the file is there. Who printed how many stands in the audit log.
"""

import hashlib
import logging
import threading
from collections.abc import Sequence
from pathlib import Path

from flask import Blueprint, Response, abort, render_template, request, send_from_directory
from werkzeug.exceptions import BadRequest, NotFound, ServiceUnavailable

from data_access import audit
from data_access.codes import code_path
from data_access.demo_accounts import holds_demo
from data_access.files import write_whole
from data_access.limits import expensive
from data_access.register_list import order
from data_access.request import now, read, scope, services, write
from data_access.sticker_rows import StickerRow, sticker_rows, street_stickers
from documents.chinese_font import source_font
from documents.stickers import BUREAU, Size, Sticker, qr_png, qr_svg, sticker_pdf
from domain.audit import Event
from domain.clock import city_day
from domain.food_code import MOST_STICKERS, grouped
from domain.register_columns import ListLayout
from domain.register_filter import RegisterFilter
from domain.scope import OFFICIALS, SUPERVISED

logger = logging.getLogger(__name__)

ROLES = OFFICIALS | SUPERVISED

MOST_AT_ONCE = 200
FOLDER = "stickers"
_PDF = "application/pdf"
_ASK_AGAIN_S = 2
_making: set[str] = set()  # names of files that this process is making
_lock = threading.Lock()

stickers = Blueprint("stickers", __name__, url_prefix="/stickers")


@stickers.get("/<row:establishment_id>.<kind>")
@expensive
def one(establishment_id: int, kind: str) -> Response:
    """The code of one establishment: `svg`, `png`, or as a sticker `pdf` (`?size=80`, `a6`)."""
    with read() as conn:
        rows = sticker_rows(conn, scope(), [establishment_id])
    if not rows or kind not in {"svg", "png", "pdf"}:
        abort(404)
    if kind == "pdf":
        return _printed(rows)
    address = _base() + code_path(rows[0].code, services().settings)
    body = qr_svg(address) if kind == "svg" else qr_png(address)
    return _attached(body, "image/svg+xml" if kind == "svg" else "image/png", f"code.{kind}")


@stickers.get("/street/<row:street_id>.pdf")
@expensive
def street(street_id: int) -> Response:
    """Every establishment of a showcase street that has a code."""
    with read() as conn:
        rows = street_stickers(conn, scope(), street_id)
    return _printed(rows)


@stickers.get("/list.pdf")
@expensive
def listed() -> Response:
    """What a list of the register shows, by the query of its address; MOST_STICKERS at most.

    Raises:
        BadRequest: More than MOST_STICKERS.
    """
    query = request.args.to_dict()
    chosen, shown = RegisterFilter.parse(query), ListLayout.parse(query)
    with read() as conn:
        ids = order(conn, scope(), chosen, shown.sort, city_day(now()))
        if len(ids) > MOST_STICKERS:
            raise BadRequest(f"at most {MOST_STICKERS} stickers")
        rows = sticker_rows(conn, scope(), ids)
    return _printed(rows)


def _printed(rows: Sequence[StickerRow]) -> Response:
    """The file, or the page that waits for it.

    Raises:
        NotFound: There is no code to print.
        ServiceUnavailable: The font is not installed.
    """
    asked = request.args.get("size", "")
    size = Size(asked) if asked in list(Size) else Size.SQUARE
    font = source_font()
    if not rows:
        raise NotFound
    if font is None:
        raise ServiceUnavailable("mplfonts is not installed")
    wanted = _stickers(rows)
    name = f"food-codes-{len(rows)}-{size}.pdf"
    if len(wanted) <= MOST_AT_ONCE:
        _recorded(len(rows), size)
        return _attached(sticker_pdf(wanted, size, font), _PDF, name)
    folder = services().settings.data_dir / FOLDER
    file = f"{_content(wanted, size)}.pdf"
    if (folder / file).is_file():
        _recorded(len(rows), size)
        answer = send_from_directory(folder, file, mimetype=_PDF, download_name=name)
        answer.headers["Cache-Control"] = "no-store"
        return answer
    _begin(folder / file, wanted, size, font)
    waiting = render_template("stickers.html", count=len(wanted), ask_again_s=_ASK_AGAIN_S)
    return Response(waiting, status=202, mimetype="text/html")


def _begin(target: Path, wanted: Sequence[Sticker], size: Size, font: Path) -> None:
    """Make the file in a thread, unless one is at it already."""
    with _lock:
        if target.name in _making:
            return
        _making.add(target.name)

    def make() -> None:
        try:
            write_whole(target, sticker_pdf(wanted, size, font))
        except (OSError, ValueError):
            logger.exception("stickers %s", target.name)
        finally:
            with _lock:
                _making.discard(target.name)

    threading.Thread(target=make, name="stickers", daemon=True).start()


def _stickers(rows: Sequence[StickerRow]) -> list[Sticker]:
    settings, base = services().settings, _base()
    with read() as conn:
        demo = holds_demo(conn)
    return [
        Sticker(
            name=row.name,
            address=base + code_path(row.code, settings),
            code=grouped(row.code),
            issuer=f"{row.banner_zh}{BUREAU}",
            issued_on=row.issued_on.isoformat(),
            demo=demo,
        )
        for row in rows
    ]


def _content(wanted: Sequence[Sticker], size: Size) -> str:
    """Name of a file by what stands in it: whoever asks for the same gets the same."""
    return hashlib.sha256(repr((size, list(wanted))).encode()).hexdigest()


def _base() -> str:
    """Where the codes lead: the configured address, because a proxy hides how we were asked."""
    return services().settings.server.public_url or request.host_url.rstrip("/")


def _recorded(count: int, size: Size) -> None:
    with write() as conn:
        audit.record(
            conn, scope(), Event.EXPORTED, now(), on=("list", "stickers"), rows=count, size=size
        )


def _attached(body: bytes, kind: str, name: str) -> Response:
    answer = Response(body, mimetype=kind)
    how = "inline" if kind == "image/svg+xml" else "attachment"
    answer.headers["Content-Disposition"] = f'{how}; filename="{name}"'
    return answer
