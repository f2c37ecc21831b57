"""What a file is, decided by its content; its name only breaks ties between texts."""

import zipfile
from pathlib import Path, PurePath

import filetype

from tracker.kernel.errors import UnknownKind

_OOXML = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_TAKEN = frozenset({"application/pdf", "image/png", "image/jpeg", "image/webp", "image/tiff"})
_TEXTS = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".txt": "text/plain",
    ".md": "text/plain",
}
_ZIP_BEGINS = (b"PK\x03\x04", b"PK\x05\x06")
_MAX_ENTRIES, _MAX_UNPACKED, _MAX_RATIO = 5_000, 500 * 1024 * 1024, 200


def kind_of(path: Path, name: str) -> str:
    """The media type by content; raises UnknownKind for what is not taken, such as HTML or SVG."""
    guess = filetype.guess_mime(str(path))
    if guess in _TAKEN:
        return str(guess)
    if _begins_as_zip(path) and zipfile.is_zipfile(path):
        return _container(path)
    return _text(path, PurePath(name).suffix.lower())


def _begins_as_zip(path: Path) -> bool:
    """An archive is found by its end, so a program with one appended would pass for an archive."""
    with path.open("rb") as file:
        return file.read(4) in _ZIP_BEGINS


def _container(path: Path) -> str:
    """An office document, or a plain zip, that does not unpack to something monstrous."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile:
        raise UnknownKind("The archive is damaged; save it anew and send it again.") from None
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if len(entries) > _MAX_ENTRIES or unpacked > _MAX_UNPACKED or unpacked / packed > _MAX_RATIO:
        raise UnknownKind("The archive unpacks to too much; send its parts one by one.")
    names = [entry.filename for entry in entries]
    if "[Content_Types].xml" in names:
        for folder, media_type in _OOXML.items():
            if any(name.startswith(folder) for name in names):
                return media_type
    return "application/zip"


def _text(path: Path, suffix: str) -> str:
    taken = _TEXTS.get(suffix)
    if taken is not None:
        try:
            with path.open(encoding="utf-8") as file:
                while piece := file.read(65_536):
                    if "\0" in piece:
                        break
                else:
                    return taken
        except UnicodeDecodeError:
            pass
    raise UnknownKind(
        "Send PDF, Word, Excel, PowerPoint, zip, PNG, JPEG, WebP or TIFF, or UTF-8 text as "
        ".txt, .md, .csv or .json; the content is not one of these."
    )
