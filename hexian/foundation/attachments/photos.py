"""Photos drawn anew: what is kept holds the picture and nothing else."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from hexian.foundation.actor import Refused
from hexian.foundation.attachments.rules import MOST_PIXELS, Kind

#: Longest side in pixels: a signed A4 page stays readable at 300 dots per inch.
LONGEST_SIDE = 3600
FORMATS = {Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.WEBP: "WEBP"}


def harmless(content: bytes, kind: Kind) -> bytes:
    """The photo upright, at most 3,600 pixels a side, without EXIF, place, thumbnail or anything hidden behind it.

    Raises `Refused` with `attachments.photo_too_big` (a decompression bomb among them) or `attachments.photo_broken`.
    """
    form = FORMATS[kind]
    try:
        with warnings.catch_warnings():
            # Pillow warns before it refuses; we refuse earlier, by the size in the header
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[form]) as photo:
                check_size(photo)
                return encoded(photo, form)
    except Image.DecompressionBombError:
        raise too_big() from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise Refused("attachments.photo_broken") from None


def check_size(photo: Image.Image) -> None:
    """Refuse by the header, before a single pixel is unpacked."""
    if photo.width * photo.height > MOST_PIXELS:
        raise too_big()


def too_big() -> Refused:
    """The refusal of a photo with too many pixels."""
    return Refused("attachments.photo_too_big", megapixels=MOST_PIXELS // 1_000_000)


def encoded(photo: Image.Image, form: str) -> bytes:
    """The pixels alone, encoded again."""
    upright = ImageOps.exif_transpose(photo)
    has_alpha = upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
    bare = upright.convert("RGBA" if has_alpha and form != "JPEG" else "RGB")
    bare.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare.info.clear()
    sheet = io.BytesIO()
    bare.save(sheet, form, quality=88)
    return sheet.getvalue()
