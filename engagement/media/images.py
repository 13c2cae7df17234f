"""From an upload to safe pictures: checked, turned upright, stripped of metadata, re-encoded. Pure: bytes to bytes.

Each width is kept as WebP, which every browser shows, and as AVIF, which weighs about half of it.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from engagement.kernel.errors import N_, DomainError

MAX_BYTES = 12 * 1024 * 1024
MAX_PIXELS = 50_000_000
MIN_SIDE = 200
WIDTHS = (480, 960, 1600)
# Beyond this the picture is a strip: on a card nothing of it would be left.
MAX_RATIO = 5
QUALITY, AVIF_QUALITY = 80, 55  # these look alike
AVIF_SPEED = 8  # of 10: a tenth of the time of the slow ones for a few per cent more bytes
_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1")


class PictureRefused(DomainError):
    """The upload cannot be used as a picture."""

    message = N_("This file is not a picture that we can read. Please use JPEG, PNG or WebP.")
    field = "picture"


class PictureTooLarge(PictureRefused):
    message = N_("This file is too large. Please use a picture of at most %(megabytes)d MB.")


class PictureTooManyPixels(PictureRefused):
    message = N_("This picture has too many pixels. Please make it smaller first.")


class PictureTooSmall(PictureRefused):
    message = N_("This picture is too small. It needs at least %(pixels)d pixels on each side.")


class PictureTooLong(PictureRefused):
    message = N_("This picture is too long and narrow. Please cut out a part of it.")


class PictureQuotaFull(PictureRefused):
    message = N_(
        "Your association has used up its space: %(count)d pictures, %(megabytes)d MB. Please remove pictures from old "
        "offers first. The space is free two days later."
    )


class CityQuotaFull(PictureRefused):
    message = N_("Your town keeps %(count)d pictures already. Those that no look uses go by themselves after two days.")


class PictureIsHeic(PictureRefused):
    message = N_(
        "This picture is in the HEIC format of iPhones, which most browsers cannot show. Please save it as JPEG, or "
        "take a screenshot of it and use that."
    )


@dataclass(frozen=True)
class ProcessedPicture:
    """WebP and AVIF files by width, largest last; size of the upright original; SHA-256 of the upload."""

    files: dict[int, bytes]
    avif: dict[int, bytes]
    width: int
    height: int
    content_hash: str
    is_light: bool = False  # light lines on nothing: readable on a dark ground only

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(len(content) for content in (*self.files.values(), *self.avif.values()))


@dataclass(frozen=True)
class Shape:
    """What a kind of picture has to be, and the widths in which it is kept."""

    widths: tuple[int, ...]
    min_side: int
    max_ratio: float


PHOTO = Shape(WIDTHS, MIN_SIDE, MAX_RATIO)
LOGO = Shape((160, 480), 48, 8)
HERO = Shape(WIDTHS, 480, 3)  # the large picture of a town
LIGHT = 0.72  # of the way from black to white


def process(upload: bytes, shape: Shape = PHOTO) -> ProcessedPicture:
    """Check and re-encode an upload. Of an animation the first frame stays.

    Raises:
        PictureRefused, or one of its subclasses that say why.
    """
    if len(upload) > MAX_BYTES:
        raise PictureTooLarge(megabytes=MAX_BYTES // (1024 * 1024))
    if upload[4:8] == b"ftyp" and upload[8:12] in _HEIC_BRANDS:
        raise PictureIsHeic
    picture = _upright(upload, shape)
    widths = [width for width in shape.widths if width < picture.width] + [min(picture.width, shape.widths[-1])]
    sized = {width: _sized(picture, width) for width in sorted(set(widths))}
    files = {width: _webp(each) for width, each in sized.items()}
    avif = {width: _avif(each) for width, each in sized.items()}
    content_hash = hashlib.sha256(upload).hexdigest()
    return ProcessedPicture(files, avif, picture.width, picture.height, content_hash, _is_light(picture))


def _is_light(picture: Image.Image) -> bool:
    """Whether what can be seen of a cut-out picture is so light that a light ground would swallow it."""
    if picture.mode != "RGBA":
        return False
    small = picture.resize((64, 64), Image.Resampling.BOX)
    alpha = small.getchannel("A").tobytes()
    grey = small.convert("RGB").convert("L").tobytes()
    seen = sum(alpha)
    is_cut_out = seen < 0.9 * 255 * len(alpha)
    return is_cut_out and seen > 0 and sum(a * g for a, g in zip(alpha, grey, strict=True)) / seen > LIGHT * 255


def _upright(upload: bytes, shape: Shape) -> Image.Image:
    """The decoded first frame, turned as the camera was held, in RGB or RGBA."""
    try:
        with warnings.catch_warnings():
            # We set the limit ourselves, below Pillow's own, before anything is decoded.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(upload), formats=_FORMATS) as source:
                _check_size(*source.size, shape)
                source.seek(0)
                source.draft("RGB", (WIDTHS[-1] * 2, WIDTHS[-1] * 2))  # JPEG alone: decodes a large photo at half size
                turned = ImageOps.exif_transpose(source)
                has_alpha = turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info
                return _in_srgb(turned.convert("RGBA" if has_alpha else "RGB"), turned.info.get("icc_profile"))
    except PictureRefused:
        raise
    except Image.DecompressionBombError:
        raise PictureTooManyPixels from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, OverflowError):
        raise PictureRefused from None


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Phones photograph in wider colours and say so in a profile, which goes with the metadata: convert before."""
    if not profile:
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB")) or picture
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture  # a broken or foreign profile (CMYK): slightly wrong colours are better than none


def _check_size(width: int, height: int, shape: Shape) -> None:
    if width * height > MAX_PIXELS:
        raise PictureTooManyPixels
    if min(width, height) < shape.min_side:
        raise PictureTooSmall(pixels=shape.min_side)
    if max(width, height) > shape.max_ratio * min(width, height):
        raise PictureTooLong


def avif_of(webp: bytes) -> bytes:
    """A file of ours again as AVIF, for pictures that were taken in before there was one. Raises PictureRefused."""
    try:
        with Image.open(io.BytesIO(webp), formats=("WEBP",)) as source:
            return _avif(_sized(source.convert("RGBA" if source.mode == "RGBA" else "RGB"), source.width))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise PictureRefused from None


def _sized(picture: Image.Image, width: int) -> Image.Image:
    height = max(1, round(picture.height * width / picture.width))
    sized = picture if width == picture.width else picture.resize((width, height), Image.Resampling.LANCZOS)
    # A fresh image has no EXIF, no profile, no comment to take along.
    bare = Image.new(sized.mode, sized.size)
    bare.paste(sized)
    return bare


def _webp(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "WEBP", quality=QUALITY, method=4)
    return target.getvalue()


def _avif(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "AVIF", quality=AVIF_QUALITY, speed=AVIF_SPEED)
    return target.getvalue()
