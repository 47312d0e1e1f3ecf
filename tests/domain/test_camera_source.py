import pytest

from domain.camera_source import SourceRefusedError, joined, parted


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
