"""Text files: bytes to characters, otherwise exactly as they are."""

import codecs
from typing import BinaryIO

from dragoman.errors import TooLarge

MAX_TEXT = 20 * 2**20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip


def decode(data: bytes) -> str:
    """Return the characters: by byte order mark (which is dropped), else UTF-8, else Windows-1252. Never raises."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_bytes(file: BinaryIO, *, limit: int) -> bytes:
    """Return what is left of a file, or raise `TooLarge` if that is more than `limit` bytes."""
    data = file.read(limit + 1)
    if len(data) > limit:
        raise TooLarge(
            f"the file is over the limit of {limit // 2**20} MB; split it, or send JSON Lines, one document a line"
        )
    return data
