import base64
import os
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from functools import partial

import numpy as np
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from PIL import Image

from domain.kitchen import CameraState
from inference import camera_address, video_source
from inference.camera_address import checked_address
from inference.source_errors import Reason, SourceError
from inference.video_source import Burst, BurstSize, read_burst, stands_still
from tests.inference.films import counting, grey, write_film
from tests.inference.rtsp_camera import RtspCamera
from tests.photographs import at_most_more, jpeg_bomb, png_bomb

SIZE = BurstSize(frames=5, spacing_s=0.4, timeout_s=1)


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    return write_film(tmp_path_factory.mktemp("films") / "film.mp4", counting())


def seconds(burst):
    """Which second of the counting film each picture is from."""
    return [round((float(frame.mean()) - 20) / 20) for frame in burst.frames]


def reason(source, size=SIZE):
    with pytest.raises(SourceError) as caught:
        read_burst(str(source), size)
    return caught.value.reason


@pytest.mark.parametrize(
    ("at_s", "seen"),
    [
        (0.0, [0, 0, 0, 1, 1]),
        (3.1, [3, 3, 3, 4, 4]),
        (9.3, [9, 9, 0, 0, 0]),  # over the end and on from the start
        (1_000_004.0, [4, 4, 4, 5, 5]),  # by the wall clock: the film plays on and on
    ],
)
def test_a_file_plays_from_the_place_asked_for(film, at_s, seen):
    assert seconds(read_burst(str(film), SIZE, at_s)) == seen


def test_pictures_are_red_green_blue(tmp_path):
    red = grey(0)
    red[:, :, 0] = 220
    burst = read_burst(str(write_film(tmp_path / "red.mp4", [red] * 20)), SIZE)
    assert burst.frames[0].shape == (96, 160, 3)
    assert burst.frames[0][50, 50, 0] > 180 > 60 > burst.frames[0][50, 50, 2]


def test_a_photo_gives_one_picture(tmp_path):
    path = write_film(tmp_path / "photo.jpg", [grey(120)], rate=1, codec="mjpeg")
    assert len(read_burst(str(path), SIZE, at_s=77).frames) == 1


def test_garbage_is_named(tmp_path):
    path = tmp_path / "x.mp4"
    path.write_bytes(os.urandom(20_000))
    assert reason(path) is Reason.GARBAGE
    path.write_bytes(b"")
    assert reason(path) is Reason.GARBAGE


def test_half_a_film_gives_pictures_or_a_reason(film, tmp_path):
    half = tmp_path / "half.mp4"
    half.write_bytes(film.read_bytes()[: film.stat().st_size // 2])
    assert reason(half) is Reason.GARBAGE  # the index stands at its end


SLOPE = np.indices((96, 160)).sum(axis=0).astype(np.uint8)


@pytest.mark.parametrize(
    ("mode", "name"),
    [("L", "x.png"), ("L", "x.jpg"), ("RGBA", "x.png"), ("CMYK", "x.jpg")],
)
def test_a_picture_of_any_kind_comes_as_red_green_blue(tmp_path, mode, name):
    Image.fromarray(SLOPE).convert("RGB").convert(mode).save(tmp_path / name)
    (frame,) = read_burst(str(tmp_path / name), SIZE).frames
    assert (frame.shape, frame.dtype) == ((96, 160, 3), np.uint8)
    assert np.abs(frame[:, :, 1].astype(int) - SLOPE).mean() < 4


def test_a_picture_of_8k_is_read_and_a_larger_one_is_not(tmp_path):
    Image.new("L", (7680, 4320), 90).save(tmp_path / "8k.jpg")
    assert read_burst(str(tmp_path / "8k.jpg"), SIZE).frames[0].shape == (4320, 7680, 3)
    Image.new("L", (9000, 4320), 90).save(tmp_path / "9k.jpg")
    assert reason(tmp_path / "9k.jpg") is Reason.TOO_LARGE


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9])
def test_a_cut_photo_is_no_photo(tmp_path, kept):
    noise = np.random.default_rng(3).integers(0, 255, (96, 160, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "whole.jpg")
    content = (tmp_path / "whole.jpg").read_bytes()
    (tmp_path / "cut.jpg").write_bytes(content[: int(len(content) * kept)])
    assert reason(tmp_path / "cut.jpg") is Reason.DAMAGED


def test_a_picture_without_a_pixel_is_damaged(tmp_path):
    Image.fromarray(SLOPE).save(tmp_path / "x.png")
    content = bytearray((tmp_path / "x.png").read_bytes())
    content[16:24] = bytes(8)  # width and height
    (tmp_path / "x.png").write_bytes(content)
    assert reason(tmp_path / "x.png") is Reason.DAMAGED


def test_a_film_that_keeps_every_colour_is_read(tmp_path):
    pictures = [np.dstack([SLOPE, 255 - SLOPE, SLOPE])] * 5
    path = write_film(tmp_path / "444.mp4", pictures, colours="yuv444p")
    frame = read_burst(str(path), SIZE).frames[0]
    assert np.abs(frame.astype(int) - pictures[0]).mean() < 8


def test_a_playlist_is_not_followed(tmp_path):
    for name in ("list.m3u8", "list.mp4", "list.txt"):
        path = tmp_path / name
        path.write_text("#EXTM3U\n#EXTINF:5,\n/etc/hostname\n#EXT-X-ENDLIST\n")
        assert reason(path) is Reason.GARBAGE
    path.write_text("ffconcat version 1.0\nfile /etc/hostname\n")
    assert reason(path) is Reason.GARBAGE


def test_sound_without_pictures_is_named(tmp_path):
    path = tmp_path / "sound.wav"
    path.write_bytes(
        b"RIFF$\x08\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00@\x1f\x00\x00"
        b"\x80>\x00\x00\x02\x00\x10\x00data\x00\x08\x00\x00" + bytes(2048)
    )
    assert reason(path) in {Reason.NO_VIDEO, Reason.GARBAGE}


def test_a_black_picture_is_named_and_a_dark_kitchen_is_not_black(tmp_path):
    assert reason(write_film(tmp_path / "black.mp4", [grey(3)] * 20)) is Reason.BLACK
    dark = grey(3)
    dark[:40] = 60
    assert read_burst(str(write_film(tmp_path / "dark.mp4", [dark] * 20)), SIZE).frames


def test_a_tiny_picture_is_named(tmp_path):
    path = write_film(tmp_path / "tiny.mp4", [grey(90, 32, 32)] * 20)
    assert reason(path) is Reason.TOO_SMALL


def test_an_enormous_picture_is_refused_before_it_is_unpacked(film, monkeypatch):
    monkeypatch.setattr(video_source, "_MAX_PIXELS", 1000)
    assert reason(film) is Reason.TOO_LARGE


@pytest.mark.parametrize(
    "bomb",
    [png_bomb, jpeg_bomb, partial(png_bomb, 12_000, 8), partial(jpeg_bomb, 12_000)],
    ids=["png", "jpeg", "png that FFmpeg would unpack", "jpeg that it would"],
)
def test_a_picture_bomb_is_refused_before_it_takes_memory(tmp_path, bomb):
    Image.fromarray(SLOPE).save(tmp_path / "x.png")
    read_burst(str(tmp_path / "x.png"), SIZE)
    (tmp_path / "bomb").write_bytes(bomb())
    with at_most_more(60):
        assert reason(tmp_path / "bomb") in {Reason.TOO_LARGE, Reason.DAMAGED, Reason.GARBAGE}


@pytest.mark.parametrize("path", ["/nowhere/at/all.mp4", "/tmp"])
def test_a_missing_file_is_named(path):
    assert reason(path) is Reason.MISSING


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/hostname",
        "concat:/etc/hostname|/etc/hostname",
        "data:video/mp4;base64,AAAA",
        "exec:cat /etc/hostname",
        "pipe:0",
        "subfile,,start,0,end,9,,:/etc/hostname",
        "ftp://127.0.0.1/x",
        "rtsp://",
        "rtsp://[::1",
        "rtsp://10.0.0.1/a b",
        "http://169.254.169.254/latest/meta-data",
        "http://[fe80::1]/x",
        "http://[::ffff:169.254.169.254]/x",
        "http://0.0.0.0/x",
        "rtsp://239.1.1.1/x",
    ],
)
def test_other_addresses_are_refused_before_anything_is_opened(address, monkeypatch):
    def opened(*_args, **_more):
        raise AssertionError("opened")

    monkeypatch.setattr(video_source.av, "open", opened)
    assert reason(address) is Reason.REFUSED_ADDRESS


def test_a_name_that_leads_to_a_refused_address_is_refused(monkeypatch):
    entry = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("169.254.169.254", 80))
    monkeypatch.setattr(camera_address.socket, "getaddrinfo", lambda *_a, **_m: [entry])
    assert reason("http://camera.example/x") is Reason.REFUSED_ADDRESS


def test_a_closed_port_is_named_without_address_or_password():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(SourceError) as caught:
        read_burst(f"rtsp://admin:s3cret@127.0.0.1:{port}/x", SIZE)
    assert caught.value.reason is Reason.CANNOT_OPEN
    assert "s3cret" not in f"{caught.value}{caught.value.__cause__}"
    assert caught.value.state is CameraState.OFFLINE


@pytest.mark.parametrize("scheme", ["rtsp", "http"])
def test_a_camera_that_never_answers_is_given_up(scheme):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        size = BurstSize(frames=5, spacing_s=0.4, timeout_s=0.3)
        assert reason(f"{scheme}://127.0.0.1:{port}/x", size) is Reason.TIMED_OUT


class Answering:
    """A web server that gives one fixed answer to every request."""

    def __init__(self, answer, context=None):
        self.answer, self.asked, self.heard = answer, 0, b""
        self.server = socket.create_server(("127.0.0.1", 0))
        self.context = context
        self.address = f"http://127.0.0.1:{self.server.getsockname()[1]}/x"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            with connection:
                self.asked += 1
                self.heard = connection.recv(4096)
                connection.sendall(self.answer)


@pytest.fixture
def answering():
    servers = []

    def serve(answer, context=None):
        servers.append(Answering(answer, context))
        return servers[-1]

    yield serve
    for item in servers:
        item.server.close()


def http(status, body=b"", headers=""):
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{headers}\r\n"
    return head.encode() + body


def test_a_film_comes_over_http(answering, tmp_path):
    pictures = [grey(level) for level in range(60, 160, 2)]
    film = write_film(tmp_path / "live.ts", pictures, rate=5)
    burst = read_burst(answering(http("200 OK", film.read_bytes())).address, SIZE)
    assert burst.live
    levels = [round(float(frame.mean())) for frame in burst.frames]
    assert levels == pytest.approx([60, 64, 68, 72, 76], abs=2)  # 0.4 s apart


@pytest.fixture
def camera():
    cameras = []

    def start(pictures, **more):
        cameras.append(RtspCamera(pictures, **more))
        return cameras[-1]

    yield start
    for item in cameras:
        item.close()


def test_a_camera_gives_pictures_as_far_apart_as_asked(camera):
    stream = camera([grey(60 + i) for i in range(60)], rate=25)
    burst = read_burst(stream.address, SIZE)
    assert burst.live
    levels = [float(frame.mean()) for frame in burst.frames]
    assert np.diff(levels) == pytest.approx([10] * 4, abs=2)  # 0.4 s are ten pictures


def test_a_camera_takes_its_password_from_the_address(camera):
    secret = base64.b64encode(b"admin:right").decode()
    stream = camera([grey(60 + i) for i in range(60)], password=secret)
    assert read_burst(stream.address.replace("//", "//admin:right@"), SIZE).frames
    assert reason(stream.address.replace("//", "//admin:wrong@")) is Reason.SIGN_IN


def test_a_camera_that_falls_silent_gives_what_it_gave(camera):
    stream = camera([grey(60 + i) for i in range(12)], rate=25)
    size = BurstSize(frames=5, spacing_s=0.4, timeout_s=0.5)
    try:
        assert 1 <= len(read_burst(stream.address, size).frames) < 5
    except SourceError as error:
        assert error.reason is Reason.TIMED_OUT  # noqa: PT017 - both are honest answers


def test_a_refused_password_is_named(answering):
    assert reason(answering(http("401 Unauthorized")).address) is Reason.SIGN_IN


def test_a_redirect_is_not_followed(answering):
    goal = answering(http("200 OK", b"x" * 100))
    hop = answering(http("302 Found", headers=f"Location: {goal.address}\r\n"))
    assert reason(hop.address) in {Reason.CANNOT_OPEN, Reason.GARBAGE}
    assert goal.asked == 0


def test_only_a_live_picture_can_stand_still():
    same, other = grey(100), grey(101)
    assert stands_still(Burst((same, same.copy(), same.copy()), live=True))
    assert not stands_still(Burst((same, same.copy(), other), live=True))
    assert not stands_still(Burst((same, same.copy()), live=False))
    assert not stands_still(Burst((same,), live=True))


def test_what_came_and_is_no_picture_is_unreadable_and_silence_is_offline():
    states = {item: SourceError(item).state for item in Reason}
    assert states[Reason.BLACK] is states[Reason.GARBAGE] is CameraState.UNREADABLE
    assert states[Reason.TIMED_OUT] is states[Reason.MISSING] is CameraState.OFFLINE
    assert np.all([len(item.value) < 60 for item in Reason])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_a_screen_cannot_send_the_patrol_to_this_machine(host, monkeypatch):
    monkeypatch.setattr(video_source.av, "open", lambda *_a, **_m: pytest.fail("opened"))
    with pytest.raises(SourceError) as refused:
        read_burst(f"http://{host}:1/x", BurstSize(1, 0.1, 0.5), loopback=False)
    assert refused.value.reason is Reason.REFUSED_ADDRESS


@pytest.mark.parametrize("address", ["http://127.0.0.1:{}/x", "rtsp://[::1]:{}/x"])
def test_our_own_database_is_no_camera_even_where_a_gateway_runs_here(address, monkeypatch):
    monkeypatch.setattr(video_source.av, "open", lambda *_a, **_m: pytest.fail("opened"))
    with socket.create_server(("127.0.0.1", 0)) as database:
        port = database.getsockname()[1]
        with pytest.raises(SourceError) as refused:
            read_burst(address.format(port), SIZE, own=frozenset({("localhost", port)}))
    assert refused.value.reason is Reason.OWN_SERVICE


def test_nor_by_a_name_that_leads_to_its_number(monkeypatch):
    names = {"camera.example": "10.0.0.5", "db.city": "10.0.0.5"}

    def answers(host, port, **_more):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (names[host], port))]

    monkeypatch.setattr(camera_address.socket, "getaddrinfo", answers)
    with pytest.raises(SourceError) as refused:
        checked_address("rtsp://camera.example:5432/x", own=frozenset({("db.city", 5432)}))
    assert refused.value.reason is Reason.OWN_SERVICE
    assert checked_address("rtsp://camera.example/x", own=frozenset({("db.city", 5432)}))


def test_a_name_is_looked_up_once_and_the_camera_called_by_that_number(
    answering, tmp_path, monkeypatch
):
    film = write_film(tmp_path / "live.ts", [grey(90)] * 20, rate=5)
    server = answering(http("200 OK", film.read_bytes()))
    called = []
    connect = socket.create_connection
    monkeypatch.setattr(
        camera_address.socket,
        "create_connection",
        lambda place, *more: called.append(place) or connect(place, *more),
    )
    port = int(server.address.split(":")[2].partition("/")[0])
    real = socket.getaddrinfo
    asked = []

    def rebinding(host, *more, **named):
        if host != "camera.example":
            return real(host, *more, **named)
        asked.append(host)
        number = "127.0.0.1" if len(asked) == 1 else "169.254.169.254"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))]

    monkeypatch.setattr(camera_address.socket, "getaddrinfo", rebinding)
    assert read_burst(f"http://camera.example:{port}/x", SIZE).frames
    assert asked == ["camera.example"]
    assert called == [("127.0.0.1", port)]
    assert f"Host: camera.example:{port}\r\n".encode() in server.heard


def self_signed(folder):
    """Path of a key and a certificate that nobody vouches for, as cameras have them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ipcam")])
    now = datetime(2026, 6, 1, tzinfo=UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    made = made.public_key(key.public_key()).serial_number(1)
    made = made.not_valid_before(now).not_valid_after(now + timedelta(days=9))
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    path = folder / "camera.pem"
    path.write_bytes(
        key.private_bytes(*form, serialization.NoEncryption())
        + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_an_encrypted_camera_hears_its_name_though_it_is_called_by_number(
    answering, tmp_path, monkeypatch
):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    named = []
    context.sni_callback = lambda _line, name, _context: named.append(name)
    film = write_film(tmp_path / "live.ts", [grey(90)] * 20, rate=5)
    server = answering(http("200 OK", film.read_bytes()), context)
    port = int(server.address.split(":")[2].partition("/")[0])
    entry = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))
    monkeypatch.setattr(camera_address.socket, "getaddrinfo", lambda *_a, **_m: [entry])
    assert read_burst(f"https://camera.example:{port}/x", SIZE).frames
    assert set(named) == {"camera.example"}


@pytest.mark.parametrize(
    "moved",
    [
        "RTSP/1.0 302 Moved\r\nCSeq: 1\r\nLocation: {goal}\r\n\r\n",
        "RTSP/1.0  +0301 Moved\r\nCSeq: 1\r\nLo\rcation: {goal}\r\n\r\n",
    ],
)
def test_a_camera_cannot_send_the_reader_to_another_host(answering, moved):
    goal = answering(http("200 OK"))
    answer = moved.format(goal=goal.address.replace("http", "rtsp"))
    hop = answering(answer.encode())
    assert reason(hop.address.replace("http", "rtsp")) is Reason.REFUSED_ADDRESS
    assert goal.asked == 0
