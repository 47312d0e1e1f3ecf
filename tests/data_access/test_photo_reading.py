"""What becomes of a picture that arrives: upright, small, stripped, or refused in words."""

import io
import struct
import zlib
from datetime import UTC, datetime

import pytest
from PIL import Image

from data_access.photo_reading import clean_photo
from domain.photos import MAX_BYTES, NEAR_BITS, PhotoFault, PhotoRefusedError, bits_apart
from tests.photographs import (
    at_most_more,
    jpeg_bomb,
    photo,
    picture,
    png_bomb,
    png_with_a_long_remark,
    saved_as,
    webp_bomb,
    with_exif,
)


def opened(clean) -> Image.Image:
    return Image.open(io.BytesIO(clean.jpeg))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_large_picture_becomes_a_jpeg_of_at_most_1600_px(kind):
    clean = clean_photo(saved_as(picture(width=2400, height=1800), kind))
    image = opened(clean)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (1600, 1200))
    assert (clean.width, clean.height) == (1600, 1200)


def test_nothing_of_the_sender_stays_but_the_moment():
    clean = clean_photo(with_exif("2026:11:19 08:30:15"))
    assert clean.taken_at == datetime(2026, 11, 19, 0, 30, 15, tzinfo=UTC)
    assert not opened(clean).getexif()
    assert b"Exif" not in clean.jpeg
    assert b"hidden" not in clean.jpeg.lower()


@pytest.mark.parametrize(
    ("taken", "offset", "moment"),
    [
        ("2026:11:19 08:30:15", "+09:00", datetime(2026, 11, 18, 23, 30, 15, tzinfo=UTC)),
        ("2026:11:19 08:30:15", "-01:30", datetime(2026, 11, 19, 10, 0, 15, tzinfo=UTC)),
        ("0000:00:00 00:00:00", "", None),
        ("2026:13:40 08:30:15", "", None),
        ("0001:01:01 00:00:00", "", None),  # before year 1 in UTC
        ("yesterday", "", None),
    ],
)
def test_the_moment_is_the_camera_s_or_none(taken, offset, moment):
    assert clean_photo(with_exif(taken, offset=offset)).taken_at == moment


def test_a_photo_taken_upright_stands_upright():
    clean = clean_photo(with_exif("2026:11:19 08:30:15", orientation=6))
    assert (clean.width, clean.height) == (480, 640)


def test_transparent_is_white_and_the_same_file_gives_the_same_jpeg():
    clear = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    raw = saved_as(clear, "PNG")
    assert opened(clean_photo(raw)).getpixel((150, 150)) == (255, 255, 255)
    assert clean_photo(raw) == clean_photo(raw)


def test_near_pictures_have_near_hashes_and_others_do_not():
    whole = picture(3, 1200, 900)
    first = clean_photo(saved_as(whole, "JPEG", quality=92)).phash
    again = [
        saved_as(whole, "JPEG", quality=40),
        saved_as(whole.resize((800, 600)), "PNG"),
        saved_as(whole.crop((8, 6, 1192, 894)), "JPEG"),
        saved_as(whole.point(lambda value: int(value * 0.85)), "JPEG"),
    ]
    assert max(bits_apart(first, clean_photo(raw).phash) for raw in again) <= NEAR_BITS
    others = [clean_photo(photo(seed)).phash for seed in range(10, 40)]
    assert min(bits_apart(first, other) for other in others) > 2 * NEAR_BITS


def png_of(width: int, height: int) -> bytes:
    """A PNG that claims a size; decoding it would take that much."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def film(kind: str) -> bytes:
    frames = [picture(seed, 300, 300) for seed in (1, 2)]
    return saved_as(frames[0], kind, save_all=True, append_images=frames[1:])


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"", PhotoFault.EMPTY),
        (b"\xff\xd8\xff" + bytes(MAX_BYTES), PhotoFault.TOO_LARGE),
        (b"\0\0\0\x18ftypheic" + bytes(200), PhotoFault.HEIC),
        (b"\0\0\0\x18ftypavif" + bytes(200), PhotoFault.HEIC),
        (b"<!DOCTYPE html><script>alert(1)</script>", PhotoFault.NOT_A_PHOTO),
        (b"%PDF-1.7 " + bytes(200), PhotoFault.NOT_A_PHOTO),
        (photo()[:2000], PhotoFault.BROKEN),
        (photo()[:40], PhotoFault.BROKEN),
        (photo(kind="PNG")[:3000], PhotoFault.BROKEN),
        (film("GIF"), PhotoFault.ANIMATED),
        (film("PNG"), PhotoFault.ANIMATED),
        (film("WEBP"), PhotoFault.ANIMATED),
        (saved_as(picture().convert("CMYK"), "JPEG"), PhotoFault.CMYK),
        (saved_as(picture(width=199), "JPEG"), PhotoFault.TOO_SMALL),
        (saved_as(Image.new("I;16", (300, 300)), "PNG"), PhotoFault.NOT_A_PHOTO),
        (png_of(6000, 5000), PhotoFault.TOO_MANY_PIXELS),
        (png_of(60000, 60000), PhotoFault.TOO_MANY_PIXELS),
    ],
    ids=[
        "empty", "50 MB", "heic", "avif", "html", "pdf", "cut", "cut early", "cut png", "gif",
        "apng", "webp film", "cmyk", "small", "16 bit", "30 Mpx", "bomb",
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_and_names_file_and_field(raw, fault):
    with pytest.raises(PhotoRefusedError) as refused:
        clean_photo(raw, "后厨.jpg", "photo")
    assert (refused.value.fault, refused.value.field) == (fault, "photo")
    assert refused.value.zh.startswith("“后厨.jpg”：")
    assert refused.value.en.startswith("“后厨.jpg”: ")


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (png_bomb, PhotoFault.TOO_MANY_PIXELS),
        (jpeg_bomb, PhotoFault.TOO_MANY_PIXELS),
        (webp_bomb, PhotoFault.TOO_MANY_PIXELS),
        (lambda: jpeg_bomb(7_900, progressive=True), PhotoFault.TOO_MANY_PIXELS),
        (png_with_a_long_remark, PhotoFault.BROKEN),
    ],
    ids=["png", "jpeg", "webp", "jpeg in passes", "png with a remark"],
)
def test_a_bomb_is_refused_before_it_takes_memory(make, fault):
    raw = make()
    assert len(raw) < MAX_BYTES
    clean_photo(photo())  # what reading takes once
    with at_most_more(40), pytest.raises(PhotoRefusedError) as refused:
        clean_photo(raw)
    assert refused.value.fault is fault


def test_a_large_picture_is_made_small_before_it_is_copied():
    raw = saved_as(Image.new("RGB", (4000, 3000), "red"), "PNG", compress_level=1)
    clean_photo(photo())
    with at_most_more(90):  # decoded it takes 48 MB
        assert clean_photo(raw).width == 1600
