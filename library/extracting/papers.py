"""PDF: its words page by page, as far as the limits go, and its first page drawn."""

import re
from typing import IO

import pypdfium2
from PIL import Image
from pypdfium2.raw import FPDF_ERR_PASSWORD

from library.extracting.limits import CHARACTERS, PAGES, TALLEST, Read, Unreadable

#: A word that was parted at the end of a line.
PARTED = re.compile("[\x02\ufffe]\r?\n?")


def read(source: IO[bytes], _suffix: str) -> Read:
    try:
        document = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("locked" if error.err_code == FPDF_ERR_PASSWORD else "broken") from error
    pages, words, room = len(document), [], CHARACTERS + 1
    for number in range(min(pages, PAGES)):
        words.append(_words_of(document, number, room))
        room -= len(words[-1])
        if room <= 0:
            break
    return Read(words, pages > len(words), pages, lambda: _first_of(document))


def _words_of(document: pypdfium2.PdfDocument, number: int, room: int) -> str:
    """One broken page is no reason to leave out the others."""
    try:
        page = document[number]
        text = page.get_textpage()
        said = text.get_text_range(0, min(text.count_chars(), room))
        text.close()
        page.close()
    except pypdfium2.PdfiumError:
        return ""
    return PARTED.sub("", said) + "\n\n"


def _first_of(document: pypdfium2.PdfDocument) -> Image.Image:
    page = document[0]
    longer = max(page.get_width(), page.get_height(), 1)
    return page.render(scale=TALLEST / longer).to_pil()
