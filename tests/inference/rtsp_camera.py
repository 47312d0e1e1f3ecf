"""A camera for tests: a small RTSP server on loopback that sends H.264 over the same connection."""

import base64
import io
import re
import socket
import struct
import threading

import av

CLOCK_HZ = 90_000
PAYLOAD_TYPE = 96
SPS, PPS, KEYFRAME = 7, 8, 5


def units_of(pictures, rate):
    """NAL units of each picture, encoded as H.264."""
    found = []
    with av.open(io.BytesIO(), "w", format="h264") as container:
        stream = container.add_stream("libx264", rate=rate)
        stream.height, stream.width = pictures[0].shape[:2]
        stream.options = {"crf": "10", "g": str(2 * rate), "tune": "zerolatency"}
        stream.pix_fmt = "yuv420p"
        for picture in [*pictures, None]:
            frame = picture if picture is None else av.VideoFrame.from_ndarray(picture, "rgb24")
            for packet in stream.encode(frame):
                found.append([u for u in re.split(rb"\x00\x00\x00?\x01", bytes(packet)) if u])
    return found


class RtspCamera:
    """Serves one film to each client, as fast as it is read; `password` guards it when given."""

    def __init__(self, pictures, *, rate=25, password=None):
        self.pictures = units_of(pictures, rate)
        self.rate, self.password = rate, password
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def address(self):
        return f"rtsp://127.0.0.1:{self.port}/stream"

    def close(self):
        self.server.close()

    def _serve(self):
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            try:
                self._answer(connection)
            except OSError:
                pass  # the client has seen enough
            finally:
                connection.close()

    def _answer(self, connection):
        requests = connection.makefile("rb")
        while True:
            head = []
            while (line := requests.readline().strip()) or not head:
                if not line and not head:
                    return
                head.append(line.decode())
            method = head[0].split()[0]
            number = next(text for text in head if text.lower().startswith("cseq"))
            if self.password and not any(self.password in text for text in head):
                wanted = 'WWW-Authenticate: Basic realm="camera"'
                self._say(connection, "401 Unauthorized", number, wanted)
                continue
            more, body = self._reply(method)
            self._say(connection, "200 OK", number, *more, body=body)
            if method == "PLAY":
                self._play(connection)
                return

    def _reply(self, method):
        if method == "OPTIONS":
            return ["Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN"], b""
        if method == "DESCRIBE":
            return ["Content-Type: application/sdp"], self._description()
        return ["Session: 1", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1"], b""

    def _say(self, connection, status, number, *headers, body=b""):
        lines = [f"RTSP/1.0 {status}", number, *headers, f"Content-Length: {len(body)}", "", ""]
        connection.sendall("\r\n".join(lines).encode() + body)

    def _description(self):
        units = {unit[0] & 31: unit for unit in self.pictures[0]}
        sets = ",".join(base64.b64encode(units[kind]).decode() for kind in (SPS, PPS))
        lines = [
            "v=0",
            "o=- 0 0 IN IP4 127.0.0.1",
            "s=camera",
            "t=0 0",
            f"m=video 0 RTP/AVP {PAYLOAD_TYPE}",
            f"a=rtpmap:{PAYLOAD_TYPE} H264/{CLOCK_HZ}",
            f"a=fmtp:{PAYLOAD_TYPE} packetization-mode=1;sprop-parameter-sets={sets}",
            "a=control:track1",
            "",
        ]
        return "\r\n".join(lines).encode()

    def _play(self, connection):
        sequence = 0
        for at, units in enumerate(self.pictures):
            for i, unit in enumerate(units):
                last = 0x80 if i == len(units) - 1 else 0
                stamp = at * CLOCK_HZ // self.rate
                head = struct.pack(
                    ">BBHII", 0x80, last | PAYLOAD_TYPE, sequence & 0xFFFF, stamp, 0xCAFE
                )
                packet = head + unit
                connection.sendall(struct.pack(">cBH", b"$", 0, len(packet)) + packet)
                sequence += 1
        connection.recv(1)  # hold the line until the client hangs up
