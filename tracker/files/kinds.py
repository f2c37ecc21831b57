"""What a file is, decided by its content; its name only breaks ties between texts."""

import re
import zipfile
import zlib
from pathlib import Path, PurePath

from tracker.kernel.errors import UnknownKind
from tracker.kernel.saying import N_

_OOXML = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
HEAD = 16
"""Bytes that tell what a file is."""
_BEGINNINGS = {
    "application/pdf": "(efbbbf)?25504446",
    "image/png": "89504e470d0a1a0a",
    "image/jpeg": "ffd8ff",
    "image/webp": "52494646.{8}574542505650",
    "image/tiff": "(49492a00|4d4d002a).{8}(?!4352)",
}
"""How each kind begins by its specification, in hexadecimal; 4352 in a TIFF marks Canon's raw
pictures.
"""
_ZIP_BEGINS = "504b(0304|0506)"
"""An archive is found by its end, so a program with one appended would pass for an archive."""
BEGINNINGS = "|".join((*_BEGINNINGS.values(), _ZIP_BEGINS))
"""What the first HEAD bytes match in hexadecimal unless the file is a text; browsers look too."""
_TEXTS = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".txt": "text/plain",
    ".md": "text/plain",
}
TEXT_ENDINGS = tuple(_TEXTS)
NOT_TAKEN = N_(
    "Send PDF, Word, Excel, PowerPoint, zip, PNG, JPEG, WebP or TIFF, or UTF-8 text as "
    ".txt, .md, .csv or .json; the content is not one of these."
)
_SUFFIXES = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/webp": (".webp",),
    "image/tiff": (".tif", ".tiff"),
    _OOXML["word/"]: (".docx",),
    _OOXML["xl/"]: (".xlsx",),
    _OOXML["ppt/"]: (".pptx",),
    "application/zip": (".zip",),
    "text/csv": (".csv",),
    "application/json": (".json",),
    "text/plain": (".txt", ".md"),
}
_LONGEST_NAME = 200
_CONTENTS = "[Content_Types].xml"
_MACROS = re.compile(rb"macroenabled|vbaproject|macrosheet", re.IGNORECASE)
_MARKUP = re.compile(
    r"[\s\ufeff]*<(!doctype|!--|\?xml|(html|head|body|svg|script|iframe|style|title|table|div|font"
    r"|h1|img|link|meta|object|embed|form|a|b|br|p)[\s/>])",
    re.IGNORECASE,
)
"""What browsers take for a page when they look into a text (after the WHATWG's sniffing)."""
_MAX_ENTRIES, _MAX_UNPACKED, _MAX_RATIO = 5_000, 500 * 1024 * 1024, 200


def kind_of(path: Path, name: str) -> str:
    """The media type by content; raises UnknownKind for what is not taken, such as HTML or SVG."""
    with path.open("rb") as file:
        head = file.read(HEAD).hex()
    for media_type, beginning in _BEGINNINGS.items():
        if re.match(beginning, head):
            return media_type
    if re.match(_ZIP_BEGINS, head) and zipfile.is_zipfile(path):
        return _container(path)
    return _text(path, PurePath(name).suffix.lower())


def named_for(name: str, media_type: str) -> str:
    """The name, with the kind's own suffix where it has another: what opens it is the content."""
    own = _SUFFIXES[media_type]
    if PurePath(name).suffix.lower() in own:
        return name
    return f"{name[: _LONGEST_NAME - len(own[0])].rstrip(' .')}{own[0]}"


def _container(path: Path) -> str:
    """An office document, or a plain zip, that does not unpack to something monstrous."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            contents = _contents(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError):
        raise UnknownKind(N_("The archive is damaged; save it anew and send it again.")) from None
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if len(entries) > _MAX_ENTRIES or unpacked > _MAX_UNPACKED or unpacked / packed > _MAX_RATIO:
        raise UnknownKind(N_("The archive unpacks to too much; send its parts one by one."))
    names = [entry.filename for entry in entries]
    if _CONTENTS in names:
        if _MACROS.search(contents) or any(_MACROS.search(name.encode()) for name in names):
            raise UnknownKind(
                N_("The document carries macros; save it without them and send that.")
            )
        for folder, media_type in _OOXML.items():
            if any(name.startswith(folder) for name in names):
                return media_type
    return "application/zip"


def _contents(archive: zipfile.ZipFile) -> bytes:
    """What an office document says of its parts; the first megabyte of it."""
    if _CONTENTS not in archive.namelist():
        return b""
    with archive.open(_CONTENTS) as file:
        return file.read(1024 * 1024)


def _text(path: Path, suffix: str) -> str:
    taken = _TEXTS.get(suffix)
    if taken is not None:
        try:
            with path.open(encoding="utf-8") as file:
                begins = True
                while piece := file.read(65_536):
                    if "\0" in piece or (begins and _MARKUP.match(piece)):
                        break
                    begins = False
                else:
                    return taken
        except UnicodeDecodeError:
            pass
    raise UnknownKind(NOT_TAKEN)
