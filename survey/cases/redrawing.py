"""Drawing a picture anew with Pillow. It is given only what `survey.cases.picture_files` has put together."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageCms
from PIL.Image import Resampling, Transpose

from survey.cases.picture_files import Damaged, PictureFile

# What Pillow raises for files that are not what they should be.
UNREADABLE = (OSError, SyntaxError, ValueError, IndexError, EOFError, MemoryError, Image.DecompressionBombError)
# Of the longest edge, each tried in these qualities until the bytes are few enough.
_SHARES = (1, 0.8, 0.6, 0.4)
_QUALITIES = (82, 72, 60)
# Camera profiles have 500 bytes to 4 kB; larger ones are for printing presses.
_LARGEST_PROFILE = 64 * 1024
_TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}


def redrawn(found: PictureFile, *, longest_edge: int, largest: int) -> tuple[bytes, int, int]:
    """Return a picture as JPEG bytes, width and height: upright, sRGB, no metadata, under `largest` bytes.

    Raises one of `UNREADABLE`.
    """
    return _encoded(_upright(found, longest_edge), longest_edge, largest)


def _upright(found: PictureFile, longest_edge: int) -> Image.Image:
    with Image.open(BytesIO(found.content), formats=[found.kind]) as opened:
        if opened.size != (found.width, found.height):
            raise Damaged
        opened.draft("RGB", (longest_edge, longest_edge))
        profile = opened.info.get("icc_profile")
        opened.load()
        small = _eight_bit(opened)
        small.thumbnail((longest_edge, longest_edge), Resampling.LANCZOS, reducing_gap=2.0)
    plain = _in_srgb(_on_white(small), profile)
    turn = _TURNS.get(found.orientation)
    return plain if turn is None else plain.transpose(turn)


def _eight_bit(image: Image.Image) -> Image.Image:
    """Return an image that can be made smaller: palettes opened up, 16 bits brought to 8."""
    if image.mode.startswith("I"):
        return image.point(lambda value: value / 256).convert("L")
    if image.mode == "P" or (image.mode in {"1", "L", "RGB"} and "transparency" in image.info):
        return image.convert("RGBA")
    return image.convert("L") if image.mode == "1" else image


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode not in {"RGBA", "LA", "PA"}:
        return image
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image.convert("RGB"), mask=image.getchannel("A"))
    return ground


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    plain = image.convert("RGB")
    if not profile or len(profile) > _LARGEST_PROFILE or image.mode != "RGB":
        return plain
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        turned = ImageCms.profileToProfile(plain, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        # Colours that are slightly off are better than no picture.
        return plain
    return plain if turned is None else turned


def _encoded(image: Image.Image, longest_edge: int, largest: int) -> tuple[bytes, int, int]:
    # Whatever the file said of itself goes here.
    image.info = {}
    for share in _SHARES:
        smaller = image.copy()
        smaller.thumbnail((int(longest_edge * share),) * 2, Resampling.LANCZOS)
        if share < 1 and smaller.size == image.size:
            continue
        for quality in _QUALITIES:
            content = BytesIO()
            smaller.save(content, "JPEG", quality=quality, optimize=True, progressive=True)
            if content.tell() < largest:
                return content.getvalue(), *smaller.size
    raise ValueError("a picture needs more bytes than it may have")
