"""Say what a file is, from its content: `inspect_worker.py <file> <new image>`.

Prints `{"media_type": …, "pages": …}` or `{"problem": …}`. An image is made again, upright, at a
reasonable size and without its metadata (photographs say where they were taken), in `<new image>`.
Nothing here trusts a name, a declared size or a header.
"""

import json
import re
import struct
import sys
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

MEBIBYTE = 1024 * 1024
HEAD_BYTES = 4096
MAX_ENTRIES = 10_000
MAX_DIRECTORY_BYTES = 2 * MEBIBYTE
MAX_UNPACKED_BYTES = 600 * MEBIBYTE
SMALL_UNPACKED_BYTES = 20 * MEBIBYTE
MAX_RATIO = 150
MAX_XML_BYTES = 200 * MEBIBYTE
MAX_PIXELS = 60_000_000
MAX_FRAMES = 300
MAX_SIDE = 3000
MAX_CONTROL_SHARE = 0.001
ENCRYPTED_FLAG = 1
CHUNK = 256 * 1024

OFFICE = "application/vnd.openxmlformats-officedocument."
OFFICE_PARTS = {
    b"wordprocessingml.document.main+xml": OFFICE + "wordprocessingml.document",
    b"spreadsheetml.sheet.main+xml": OFFICE + "spreadsheetml.sheet",
    b"presentationml.presentation.main+xml": OFFICE + "presentationml.presentation",
}
WITH_MACROS = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)
MIMETYPES = {
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
    "application/epub+zip",
}
IMAGES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
IMAGE_STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
OLD_OFFICE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
WEB_PAGE = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|svg|\?xml|script|head|body|iframe|style)\b",
    re.IGNORECASE | re.DOTALL,
)
CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1f]")


class Refused(Exception):
    """The file cannot be accepted; the argument is a code."""


def inspect(path: Path, new_image: Path) -> dict[str, Any]:
    """Return the media type and the number of pages; raise Refused."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if b"%PDF-" in head[:1024]:
        return {"media_type": "application/pdf", "pages": count_pages(path)}
    if head.startswith(b"PK\x03\x04"):
        return {"media_type": look_into_archive(path)}
    if head.startswith(IMAGE_STARTS) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return {"media_type": remake_image(path, new_image)}
    if head.startswith(OLD_OFFICE_START):
        raise Refused("encrypted" if ENCRYPTED_STREAM in path.read_bytes() else "old office")
    if head.startswith(b"{\\rtf"):
        return {"media_type": "application/rtf"}
    return {"media_type": "text/plain", "charset": charset_of(path.read_bytes())}


def count_pages(path: Path) -> int:
    """Open the PDF; one that wants a password, or has no page, is refused."""
    from pypdf import PasswordType, PdfReader

    try:
        reader = PdfReader(path)
        locked = reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED
        pages = 0 if locked else len(reader.pages)
    except Exception:  # noqa: BLE001 - a hostile PDF breaks its reader in any way
        return count_pages_otherwise(path)
    if locked:
        raise Refused("encrypted")
    return pages or count_pages_otherwise(path)


def count_pages_otherwise(path: Path) -> int:
    """Ask the reader that will extract the text, which forgives more and knows every cipher."""
    from kreuzberg import ExtractionConfig, PageConfig, extract_file_sync

    config = ExtractionConfig(use_cache=False, pages=PageConfig(extract_pages=True))
    try:
        pages = len(extract_file_sync(path, "application/pdf", config).pages or [])
    except Exception as problem:
        code = "encrypted" if "password" in str(problem).lower() else "corrupted"
        raise Refused(code) from problem
    if pages < 1:
        raise Refused("corrupted")
    return pages


def look_into_archive(path: Path) -> str:
    """Recognise an office document by its table of contents, without unpacking it."""
    check_directory(path)
    try:
        with zipfile.ZipFile(path) as archive:
            check_sizes(archive, path.stat().st_size)
            media_type = office_type(archive) or open_document_type(archive)
            if media_type is None:
                raise Refused("archive")
            check_parts(archive)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as problem:
        raise Refused("corrupted") from problem
    except RuntimeError as problem:  # what zipfile raises when a password is needed
        raise Refused("encrypted") from problem
    return media_type


def check_directory(path: Path) -> None:
    """Refuse a table of contents too long to be read, before anything reads it."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 65_557))
        end = file.read()
    at = end.rfind(b"PK\x05\x06")
    if at < 0 or len(end) < at + 22:
        raise Refused("corrupted")
    entries, size = struct.unpack_from("<HI", end, at + 10)
    if entries > MAX_ENTRIES or size > MAX_DIRECTORY_BYTES:
        raise Refused("bomb")


def check_sizes(archive: zipfile.ZipFile, packed: int) -> None:
    """Refuse what would unpack to something out of proportion."""
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED_BYTES:
        raise Refused("bomb")
    if unpacked > SMALL_UNPACKED_BYTES and unpacked > MAX_RATIO * packed:
        raise Refused("bomb")
    if any(entry.flag_bits & ENCRYPTED_FLAG for entry in entries):
        raise Refused("encrypted")


def office_type(archive: zipfile.ZipFile) -> str | None:
    """Return the type of a Microsoft Office document, or None when it is not one."""
    if "[Content_Types].xml" not in archive.namelist():
        return None
    types = read_part(archive, "[Content_Types].xml")
    if WITH_MACROS.search(types):
        raise Refused("macros")
    for part, media_type in OFFICE_PARTS.items():
        if part in types:
            return media_type
    return None


def open_document_type(archive: zipfile.ZipFile) -> str | None:
    """Return the type of an OpenDocument file or a digital book, or None."""
    if "mimetype" not in archive.namelist():
        return None
    media_type = read_part(archive, "mimetype").decode("ascii", "replace").strip()
    if media_type not in MIMETYPES:
        return None
    with suppress(KeyError):
        if b"encryption-data" in read_part(archive, "META-INF/manifest.xml"):
            raise Refused("encrypted")
    return media_type


def check_parts(archive: zipfile.ZipFile) -> None:
    """Read every text part to its end: a damaged one shows here rather than at a reader's."""
    left = MAX_XML_BYTES
    for entry in archive.infolist():
        if entry.filename.endswith((".xml", ".rels")):
            left -= len(read_part(archive, entry.filename, at_most=left))


def read_part(archive: zipfile.ZipFile, name: str, at_most: int = MAX_XML_BYTES) -> bytes:
    """Return one part of the archive, unpacked up to a limit; entities of its own are refused."""
    found = []
    with archive.open(name) as part:
        while chunk := part.read(CHUNK):
            found.append(chunk)
            at_most -= len(chunk)
            if at_most < 0:
                raise Refused("bomb")
            if b"<!ENTITY" in chunk:
                raise Refused("bomb")
    return b"".join(found)


def remake_image(path: Path, new_image: Path) -> str:
    """Decode the image whole and write it again, upright and without its metadata."""
    import warnings

    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(path, formats=list(IMAGES)) as image:
            name = "JPEG" if image.format == "MPO" else str(image.format)
            if name == "GIF" and is_animated(image):
                save_frames(image, new_image)
            else:
                upright = ImageOps.exif_transpose(in_common_colours(image))
                upright.thumbnail((MAX_SIDE, MAX_SIDE))
                save_image(upright, name, new_image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise Refused("pixels") from problem
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as problem:
        raise Refused("corrupted") from problem
    return IMAGES[name]


def is_animated(image: Any) -> bool:
    """Tell whether the image moves, within reason; a longer film is kept as its first picture."""
    frames = getattr(image, "n_frames", 1)
    return 1 < frames <= MAX_FRAMES and frames * image.width * image.height <= 4 * MAX_PIXELS


def save_frames(image: Any, new_image: Path) -> None:
    """Write an animation again, frame by frame, without its comments."""
    from PIL import ImageSequence

    durations = []
    frames = []
    for frame in ImageSequence.Iterator(image):
        durations.append(frame.info.get("duration", 100))
        small = frame.convert("RGBA")
        small.thumbnail((MAX_SIDE // 3, MAX_SIDE // 3))
        frames.append(small)
    frames[0].save(
        new_image,
        "GIF",
        save_all=True,
        append_images=frames[1:],
        duration=durations,
        loop=0,
        disposal=2,
    )


def in_common_colours(image: Any) -> Any:
    """Turn the colours of the device's own profile into those every screen shows."""
    from io import BytesIO

    from PIL import ImageCms

    image.load()
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK"):
        return image
    orientation = image.getexif().get(0x0112)
    with suppress(ImageCms.PyCMSError, OSError, ValueError):
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        converted = ImageCms.profileToProfile(
            image, source, ImageCms.createProfile("sRGB"), outputMode=mode
        )
        if converted is not None:
            converted.getexif()[0x0112] = orientation or 1
            return converted
    return image


def save_image(image: Any, name: str, new_image: Path) -> None:
    """Write the pixels alone: a fresh picture holds no place, date, author or thumbnail."""
    from PIL import Image

    if name == "JPEG":
        image = image.convert("RGB")
    elif image.mode not in ("RGB", "RGBA", "L", "LA", "P", "1", "I;16"):
        image = image.convert("RGBA")
    bare = Image.new(image.mode, image.size)
    if image.mode == "P":
        bare.putpalette(image.getpalette() or [])
    bare.paste(image)
    options: dict[str, Any] = {}
    if name == "JPEG":
        options = {"quality": 88, "optimize": True, "progressive": True}
    elif name == "WEBP":
        options = {"quality": 85}
    elif name == "PNG":
        options = {"optimize": True}
    if "transparency" in image.info and image.mode in ("P", "L", "RGB"):
        options["transparency"] = image.info["transparency"]
    bare.save(new_image, name, **options)


def charset_of(content: bytes) -> str:
    """Accept plain text in one of the two encodings people still use; refuse web pages."""
    if WEB_PAGE.match(content.removeprefix(b"\xef\xbb\xbf")[:HEAD_BYTES]):
        raise Refused("web page")
    if b"\0" in content:
        raise Refused("unknown")
    for charset in ("utf-8", "cp1252"):
        with suppress(UnicodeDecodeError):
            text = content.decode(charset)
            break
    else:
        raise Refused("unknown")
    if sum(1 for _ in CONTROLS.finditer(text)) > MAX_CONTROL_SHARE * len(text):
        raise Refused("unknown")
    return {"utf-8": "utf-8", "cp1252": "windows-1252"}[charset]


def main() -> None:
    """Print what the file is, or why it is refused."""
    try:
        answer = inspect(Path(sys.argv[1]), Path(sys.argv[2]))
    except Refused as refusal:
        answer = {"problem": str(refusal)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
