"""What becomes of an upload."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image, ImageDraw

from engagement.media import images
from engagement.media.images import process


def encoded(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def plain(width: int = 800, height: int = 600, mode: str = "RGB") -> Image.Image:
    return Image.new(mode, (width, height), "orange" if mode != "L" else 120)


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_each_format_becomes_webp(kind: str) -> None:
    made = process(encoded(plain(), kind))
    assert sorted(made.files) == [480, 800]
    assert (made.width, made.height) == (800, 600)
    assert {opened(content).format for content in made.files.values()} == {"WEBP"}
    assert {width: opened(content).format for width, content in made.avif.items()} == {480: "AVIF", 800: "AVIF"}
    assert all(made.avif[width] != made.files[width] for width in made.files)


def test_widths_never_grow() -> None:
    assert sorted(process(encoded(plain(2000, 1500))).files) == [480, 960, 1600]
    assert sorted(process(encoded(plain(960, 700))).files) == [480, 960]
    assert sorted(process(encoded(plain(300, 300))).files) == [300]
    made = process(encoded(plain(2000, 1500)))
    assert [opened(made.files[width]).size for width in sorted(made.files)] == [(480, 360), (960, 720), (1600, 1200)]


def test_the_camera_was_held_upright_and_told_too_much() -> None:
    picture = plain(900, 600)
    ImageDraw.Draw(picture).rectangle((0, 0, 300, 600), fill="blue")  # left third; turned it is on top
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90° clockwise
    exif[0x010F] = "Kamera von Helga"
    exif.get_ifd(0x8825)[2] = (49.0, 2.0, 10.0)
    made = process(encoded(picture, exif=exif, comment=b"privat"))
    assert (made.width, made.height) == (600, 900)
    shown = opened(made.files[600])
    assert shown.getexif() == {}
    assert not {"exif", "icc_profile", "xmp", "comment"} & shown.info.keys()
    red, _, blue = shown.convert("RGB").getpixel((300, 50))
    assert blue > red
    red, _, blue = shown.convert("RGB").getpixel((300, 850))
    assert red > blue
    assert all(b"Helga" not in content for content in made.files.values())


def test_transparency_stays() -> None:
    made = process(encoded(Image.new("RGBA", (400, 400), (0, 0, 0, 0)), "PNG"))
    assert opened(made.files[400]).mode == "RGBA"


@pytest.mark.parametrize("mode", ["L", "CMYK", "P", "I;16"])
def test_other_colour_modes(mode: str) -> None:
    picture = plain(400, 300).convert("P") if mode == "P" else Image.new(mode, (400, 300))
    made = process(encoded(picture, "JPEG" if mode in ("L", "CMYK") else "PNG"))
    assert opened(made.files[400]).mode in ("RGB", "RGBA")


def test_of_an_animation_the_first_frame_stays() -> None:
    frames = [Image.new("RGB", (300, 300), colour) for colour in ("red", "blue")]
    upload = encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], duration=100)
    shown = opened(process(upload).files[300])
    assert getattr(shown, "n_frames", 1) == 1
    red, _, blue = shown.convert("RGB").getpixel((150, 150))
    assert red > blue


def png_that_claims(width: int, height: int) -> bytes:
    """A tiny file with a huge promise."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("upload", "refusal"),
    [
        (b"", images.PictureRefused),
        (b"%PDF-1.7 nothing here", images.PictureRefused),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", images.PictureRefused),
        (encoded(plain(), "GIF"), images.PictureRefused),
        (encoded(plain(), "TIFF"), images.PictureRefused),
        (encoded(plain())[:300], images.PictureRefused),
        (b"\x00\x00\x00\x18ftypheic" + b"\0" * 40, images.PictureIsHeic),
        (encoded(plain(150, 400)), images.PictureTooSmall),
        (encoded(plain(2000, 210)), images.PictureTooLong),
        (png_that_claims(8000, 7000), images.PictureTooManyPixels),
        (png_that_claims(60000, 60000), images.PictureTooManyPixels),
        (b"\0" * (images.MAX_BYTES + 1), images.PictureTooLarge),
    ],
)
def test_refused_in_words(upload: bytes, refusal: type[images.PictureRefused]) -> None:
    with pytest.raises(images.PictureRefused) as caught:
        process(upload)
    assert type(caught.value) is refusal
    assert caught.value.field == "picture"


def test_wide_colours_are_converted() -> None:
    from PIL import ImageCms

    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    made = process(encoded(plain(), icc_profile=swapped))
    assert "icc_profile" not in opened(made.files[800]).info
    assert process(encoded(plain(), icc_profile=b"broken" * 30)).width == 800
