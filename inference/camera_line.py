"""The line to a camera: FFmpeg speaks to a port of this machine, we to the number we checked.

Left to itself FFmpeg resolves the name anew, and follows a camera's RTSP redirect to any host and
port (8.1; there is no option against it). So it is never given the camera's own address.
"""

import re
import selectors
import socket
import ssl
import threading
from contextlib import suppress
from types import TracebackType

from inference.camera_address import CheckedAddress

_CHUNK = 1 << 16
_TAIL = 64
# As FFmpeg reads it: carriage returns are skipped anywhere, numbers may carry a sign and zeros.
_REDIRECT = re.compile(rb"RTSP/\S*\s+[+0]*3\d\d\b|\nlocation:", re.IGNORECASE)
_PATIENCE = 4


class CameraLine:
    """A door on loopback for one reader; each call through it goes to the camera.

    Attributes:
        address: What the reader opens.
        refused: Whether the camera wanted to send the reader elsewhere; the line was cut then.
    """

    def __init__(self, target: CheckedAddress, timeout_s: float) -> None:
        """Call the camera and open the door.

        Args:
            target: The camera.
            timeout_s: For connecting, and for each write.

        Raises:
            OSError: The camera does not answer the call.
        """
        self._target, self._timeout_s = target, timeout_s
        self._ready: socket.socket | None = self._call()
        self._door = socket.create_server(("127.0.0.1", 0))
        self._bell, self._ear = socket.socketpair()
        self._peers: dict[socket.socket, socket.socket] = {}
        self._tails: dict[socket.socket, bytes] = {}
        self.refused = False
        self.address = target.through(self._door.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, name="camera-line", daemon=True)
        self._thread.start()

    def __enter__(self) -> "CameraLine":
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._bell.close()
        self._thread.join()

    def _call(self) -> socket.socket:
        target = self._target
        line = socket.create_connection((target.number, target.port), self._timeout_s)
        if not target.encrypted:
            return line
        # Cameras sign their own certificates.
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        try:
            return context.wrap_socket(line, server_hostname=target.host)
        except BaseException:
            line.close()
            raise

    def _serve(self) -> None:
        with selectors.DefaultSelector() as watch:
            watch.register(self._door, selectors.EVENT_READ)
            watch.register(self._ear, selectors.EVENT_READ)
            try:
                while True:
                    ready = [key.fileobj for key, _events in watch.select()]
                    if self._ear in ready:
                        return
                    for one in ready:
                        if one is self._door:
                            self._answer(watch)
                        elif isinstance(one, socket.socket) and one in self._peers:
                            self._pass_on(watch, one)
            finally:
                for one in (*self._peers, self._door, self._ear, *filter(None, [self._ready])):
                    one.close()

    def _answer(self, watch: selectors.BaseSelector) -> None:
        reader, _from = self._door.accept()
        reader.settimeout(self._timeout_s * _PATIENCE)
        try:
            camera, self._ready = self._ready or self._call(), None
        except OSError:
            reader.close()
            return
        camera.settimeout(self._timeout_s)
        self._peers |= {reader: camera, camera: reader}
        self._tails[camera] = b""
        for one in (reader, camera):
            watch.register(one, selectors.EVENT_READ)

    def _pass_on(self, watch: selectors.BaseSelector, source: socket.socket) -> None:
        """Hand over what has come, or hang up on both sides."""
        sink = self._peers[source]
        with suppress(OSError):
            if self._handed_over(source, sink):
                return
        for one in (source, sink):
            watch.unregister(one)
            del self._peers[one]
            self._tails.pop(one, None)
            one.close()

    def _handed_over(self, source: socket.socket, sink: socket.socket) -> bool:
        """False when there is nothing more to come, or it must not be passed on."""
        while data := _read_now(source):
            if self._leads_away(source, data):
                return False
            sink.sendall(data)
        return data is None

    def _leads_away(self, source: socket.socket, data: bytes) -> bool:
        if source not in self._tails or not self._target.scheme.startswith("rtsp"):
            return False
        seen = self._tails[source] + data.replace(b"\r", b"")
        self._tails[source] = seen[-_TAIL:]
        self.refused = self.refused or _REDIRECT.search(seen) is not None
        return self.refused


def _read_now(source: socket.socket) -> bytes | None:
    """What is there, empty at the end, None when nothing is: TLS also speaks of itself."""
    patience = source.gettimeout()
    source.settimeout(0)
    try:
        return source.recv(_CHUNK)
    except (BlockingIOError, ssl.SSLWantReadError):
        return None
    finally:
        source.settimeout(patience)
