import pytest

from domain.camera_source import (
    OwnServiceError,
    SourceRefusedError,
    host_key,
    joined,
    parted,
    without_credentials,
)


@pytest.mark.parametrize(
    ("source", "bare", "credentials"),
    [
        ("rtsp://10.1.2.3/live", "rtsp://10.1.2.3/live", None),
        ("RTSP://admin:a%40b@10.1.2.3:554/ch1?x=1", "rtsp://10.1.2.3:554/ch1?x=1", "admin:a@b"),
        ("https://cam.example/still.jpg", "https://cam.example/still.jpg", None),
        ("rtsp://admin@[fd00::1]/a", "rtsp://[fd00::1]/a", "admin:"),
    ],
)
def test_the_password_is_parted_from_the_address(source, bare, credentials):
    assert parted(source) == (bare, credentials)


@pytest.mark.parametrize(
    "source",
    [
        "file:///etc/passwd",
        "exec:ffmpeg",
        "concat:a|b",
        "data:,x",
        "rtsp://",
        "10.1.2.3/live",
        "rtsp://127.0.0.1/a",
        "http://localhost:5432/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://0.0.0.0/",
        "rtsp://239.1.1.1/a",
        "rtsp://a b/c",
        "rtsp://host:99999/",
        "rtsp://host/" + "x" * 300,
        "",
    ],
)
def test_other_addresses_are_refused_without_being_repeated(source):
    with pytest.raises(SourceRefusedError) as raised:
        parted(source)
    assert raised.value.zh
    if source:
        assert source not in str(raised.value)


def test_joined_is_what_was_parted():
    source = "rtsp://ad%3Amin:p%2Fw@10.1.2.3:554/ch1?x=1"
    bare, credentials = parted(source)
    assert "p/w" in credentials
    assert joined(bare, "admin:p/w@1") == "rtsp://admin:p%2Fw%401@10.1.2.3:554/ch1?x=1"
    assert joined(bare, None) == bare


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "app.localhost", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_this_machine_is_allowed_only_where_a_gateway_runs_on_it(host):
    with pytest.raises(SourceRefusedError):
        parted(f"rtsp://{host}:8554/kitchen")
    assert parted(f"rtsp://{host}:8554/kitchen", loopback=True)[1] is None


@pytest.mark.parametrize(
    "host",
    [
        "169.254.169.254",
        "[fe80::1]",
        "224.0.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "100.100.100.200",
        "[fd00:ec2::254]",
        "[64:ff9b::a9fe:a9fe]",
        "[::169.254.169.254]",
        "[2002:a9fe:a9fe::]",
    ],
)
def test_places_without_cameras_are_refused_whatever_is_set(host):
    with pytest.raises(SourceRefusedError):
        parted(f"http://{host}/", loopback=True)


@pytest.mark.parametrize("host", ["[64:ff9b::7f00:1]", "[::127.0.0.1]", "[2002:7f00:1::]"])
def test_an_address_within_an_address_is_what_counts(host):
    with pytest.raises(SourceRefusedError):
        parted(f"http://{host}/")
    assert parted(f"http://{host}/", loopback=True)[1] is None


@pytest.mark.parametrize("host", ["10.0.0.9", "192.168.1.64", "[fd12::9]", "[64:ff9b::a00:9]"])
def test_where_cameras_hang_is_allowed(host):
    assert parted(f"rtsp://{host}/kitchen")[0] == f"rtsp://{host}/kitchen"


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001", "0177.0.0.1"])
def test_numbers_in_disguise_are_refused(host):
    with pytest.raises(SourceRefusedError):
        parted(f"http://{host}/")


def test_credentials_are_taken_out_of_anything_that_looks_like_an_address():
    assert without_credentials("rtsp://u:p@ss@10.0.0.9/a@b") == "rtsp://10.0.0.9/a@b"
    assert without_credentials("clip:3") == "clip:3"
    assert without_credentials("http://10.0.0.9/u@h") == "http://10.0.0.9/u@h"


OWN = frozenset({("db.city", 5432), ("10.0.0.5", 5432), ("localhost", 6379)})


@pytest.mark.parametrize(
    "source",
    [
        "rtsp://DB.city.:5432/",
        "http://10.0.0.5:5432/",
        "http://[::ffff:10.0.0.5]:5432/",
        "http://127.0.0.9:6379/",
        "http://[::1]:6379/",
        "http://redis.localhost:6379/",
    ],
)
def test_the_database_and_the_cache_are_no_cameras(source):
    with pytest.raises(OwnServiceError) as refused:
        parted(source, loopback=True, own=OWN)
    assert "数据库" in refused.value.zh


@pytest.mark.parametrize("source", ["rtsp://db.city/live", "rtsp://10.0.0.5:554/live"])
def test_another_port_of_their_machine_may_be_a_camera(source):
    assert parted(source, own=OWN)[1] is None


def test_a_port_that_is_not_named_is_that_of_the_scheme():
    with pytest.raises(OwnServiceError):
        parted("http://10.0.0.5/", own=frozenset({("10.0.0.5", 80)}))


def test_one_place_has_one_key():
    assert {host_key(one) for one in ("127.0.0.1", "::1", "a.localhost.")} == {"localhost"}
    assert host_key("::ffff:10.0.0.5") == host_key("10.0.0.5") == "10.0.0.5"
