"""Files that never change within an edition, packed as small as they go.

Packing plotly so takes ten seconds of a processor: it is done once, behind everything else, when a
file is first asked for, and kept in the data directory. Until then, and where nothing can be
written, Flask-Compress packs each answer lightly. What is kept is found by the content it was made
from, so nothing outdated is ever served.
"""

import hashlib
import logging
import os
import queue
import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import brotli
from flask import Flask, Response, request

from api.edition import edition
from api.headers import KEPT
from data_access.files import write_whole

logger = logging.getLogger(__name__)

FOLDER = "packed"
_SMALLEST = 500  # bytes; below, the headers weigh more
_KINDS = frozenset({"text/css", "text/javascript", "application/javascript", "image/svg+xml"})
_LAST_IN_LINE = 19

Pack = Callable[[Path, bytes], None]


def install_packed(server: Flask, data_dir: Path, pack: Pack | None = None) -> None:
    """Answer with the packed form where there is one; call it after Flask-Compress.

    Args:
        server: The Flask server.
        data_dir: Below it the packed files are kept.
        pack: Makes one; by default a thread of the lowest priority does so, one after another.
    """
    folder = data_dir / FOLDER / edition()
    make = pack or _Packer(folder).ask

    def swap(response: Response) -> Response:
        if not _may_be_packed(response):
            return response
        response.direct_passthrough = False
        content = response.get_data()
        kept = folder / f"{hashlib.sha256(content).hexdigest()}.br"
        try:
            packed = kept.read_bytes()
        except OSError:
            make(kept, content)
            return response
        response.set_data(packed)
        response.content_encoding = "br"
        response.vary.add("Accept-Encoding")
        tag, _weak = response.get_etag()
        if tag:
            response.set_etag(f"{tag}:br")  # as Flask-Compress marks its own
        response.make_conditional(request)
        return response

    server.after_request(swap)


def pack_now(target: Path, content: bytes) -> None:
    """Write `content` packed, whole or not at all.

    Raises:
        OSError: It cannot be written.
    """
    write_whole(target, brotli.compress(content, mode=brotli.MODE_TEXT, quality=11))


def _may_be_packed(response: Response) -> bool:
    return (
        request.method == "GET"
        and response.status_code == 200
        and request.path.startswith(KEPT)
        and response.mimetype in _KINDS
        and "Content-Encoding" not in response.headers
        and request.accept_encodings["br"] > 0
        and (response.content_length is None or response.content_length >= _SMALLEST)
    )


class _Packer:
    """One thread that packs what is asked for; it ends with the process, whatever it is doing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._asked: set[Path] = set()
        self._waiting: queue.SimpleQueue[tuple[Path, bytes]] = queue.SimpleQueue()
        self._lock = threading.Lock()

    def ask(self, target: Path, content: bytes) -> None:
        """Have it packed some time; once in the life of the process."""
        with self._lock:
            if target in self._asked:
                return
            if not self._asked:  # here and not at the start: gunicorn forks before the first answer
                threading.Thread(target=self._work, name="packer", daemon=True).start()
            self._asked.add(target)
        self._waiting.put((target, content))

    def _work(self) -> None:
        with suppress(OSError):  # Linux: a thread has a priority of its own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LAST_IN_LINE)
        self._remove_older()
        while True:
            target, content = self._waiting.get()
            if target.is_file():  # another web process was quicker
                continue
            try:
                pack_now(target, content)
            except OSError as error:
                logger.warning("files stay packed lightly: %s", error)
                return

    def _remove_older(self) -> None:
        with suppress(OSError):
            for other in self._folder.parent.iterdir():
                if other != self._folder:
                    shutil.rmtree(other, ignore_errors=True)
