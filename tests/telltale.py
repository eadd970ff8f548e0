"""Pictures that tell where, when and by whom they were made, in every way in which files can."""

import io

from PIL import Image, PngImagePlugin
from PIL.ExifTags import IFD, Base

SECRET = b"12 Larkspur Lane"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><p>' + SECRET + b"</p></x:xmpmeta>"
SIZE = (40, 20)  # as stored; turned by its orientation it stands upright


def telling():
    """{name: bytes} of pictures, each with SECRET in it."""
    return {
        "kitchen.jpg": _jpeg(),
        "kitchen.png": _png(),
        "kitchen.webp": _saved("WEBP", exif=_exif(), xmp=XMP),
        "walk.webp": _saved("WEBP", exif=_exif(), xmp=XMP, **_moving(duration=90)),
        "walk.gif": _saved("GIF", comment=SECRET, loop=0, **_moving(duration=[90, 200])),
        "two-views.jpg": _saved("MPO", exif=_exif(), **_moving()),
    }


def _drawn(color="olive"):
    return Image.new("RGB", SIZE, color)


def _saved(form, **options):
    out = io.BytesIO()
    _drawn().save(out, form, **options)
    return out.getvalue()


def _moving(**options):
    return {"save_all": True, "append_images": [_drawn("navy")], **options}


def _exif():
    exif = Image.Exif()
    exif[Base.Make], exif[Base.ImageDescription], exif[Base.Orientation] = "PhoneMaker", SECRET.decode(), 6
    place = exif.get_ifd(IFD.GPSInfo)
    place[1], place[2], place[3], place[4] = "N", (45.0, 30.0, 15.0), "W", (73.0, 34.0, 1.0)
    return exif


def _jpeg():
    """With EXIF, XMP, a comment, IPTC, and words behind the end of the picture."""
    words = b"\x1c\x02\x5a" + len(SECRET).to_bytes(2, "big") + SECRET
    block = b"8BIM\x04\x04\0\0" + len(words).to_bytes(4, "big") + words + b"\0" * (len(words) % 2)
    iptc = b"Photoshop 3.0\0" + block
    raw = _saved("JPEG", exif=_exif(), xmp=XMP, comment=SECRET)
    return raw[:2] + b"\xff\xed" + (len(iptc) + 2).to_bytes(2, "big") + iptc + raw[2:] + SECRET


def _png():
    """With EXIF and with text of all three kinds."""
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", SECRET.decode())
    words.add_text("Comment", SECRET.decode() * 20, zip=True)
    words.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return _saved("PNG", pnginfo=words, exif=_exif())
