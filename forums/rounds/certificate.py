"""A certificate of attendance as a PDF: one page or more, in the reader's language, with its fonts in it.

The words stand in it as text in their order and the language is named. It has no structure tags, since fpdf2 makes them
for pictures alone; the same words stand on the page of one's hours.
"""

import logging
from pathlib import Path

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from fpdf import FPDF, ViewerPreferences

from forums.rounds.hours import hours_text

# Making a font smaller is no news.
logging.getLogger("fontTools.subset").setLevel(logging.WARNING)

FONTS = Path(__file__).parent / "fonts"
INK, SOFT, LAMP = (27, 40, 37), (76, 90, 85), (244, 185, 66)
WIDTH = 210  # millimetres of A4
EDGE = 24


def day(value):
    """In full, as on paper."""
    return date_format(value, "F j, Y" if get_language() == "en" else "DATE_FORMAT")


def certificate_pdf(certificate, rounds, address):
    """The bytes. `rounds`: forums.rounds.hours.Attended, as they were certified; `address`: where it is checked."""
    page = FPDF(format="A4")
    page.set_lang(get_language())
    page.set_title(_("Certificate of attendance"))
    page.set_author(settings.COMMUNITY_NAME)
    page.set_creator(settings.COMMUNITY_NAME)
    page.viewer_preferences = ViewerPreferences(display_doc_title=True)
    page.set_margin(EDGE)
    page.set_auto_page_break(True, EDGE)
    for style, weight in (("", "Regular"), ("B", "Bold")):
        page.add_font("Atkinson", style, FONTS / f"AtkinsonNext-{weight}.ttf")
        page.add_font("Noto", style, FONTS / f"NotoSans-{weight}.ttf")
    page.set_fallback_fonts(["Noto"], exact_match=False)
    page.add_page()
    head(page)
    lines(page, certificate)
    table(page, rounds)
    foot(page, certificate, address)
    return bytes(page.output())


def say(page, text, size, *, bold=False, colour=INK, after=0, height=1.35):
    page.set_font("Atkinson", "B" if bold else "", size)
    page.set_text_color(*colour)
    page.multi_cell(0, size * 0.3528 * height, text, align="L", new_x="LMARGIN", new_y="NEXT")
    page.ln(after)


def head(page):
    page.set_fill_color(*LAMP)
    page.rect(0, 0, WIDTH, 6, style="F")
    page.set_fill_color(255)
    page.set_y(26)
    say(page, settings.COMMUNITY_NAME, 13, bold=True, colour=SOFT, after=16)
    say(page, _("Certificate of attendance"), 30, bold=True, after=12, height=1.1)


def lines(page, certificate):
    say(page, certificate.name, 22, bold=True, after=3)
    if certificate.round_id:
        words = _("took part in a case round of this community of practice:")
    else:
        words = _("took part in case rounds of this community of practice from %(since)s to %(until)s:") % {
            "since": day(certificate.since),
            "until": day(certificate.until),
        }
    say(page, words, 13, after=6)
    say(page, hours_text(certificate.minutes), 22, bold=True, after=2)
    say(page, _("of professional development, signed by those who led them."), 13, colour=SOFT, after=10)


def table(page, rounds):
    page.set_text_color(*INK)
    page.set_draw_color(*SOFT)
    page.set_font("Atkinson", "", 11)
    headings = (_("Day"), _("Round"), _("Hours"), _("Signed by"))
    with page.table(
        col_widths=(36, 36, 17, 27),
        borders_layout="HORIZONTAL_LINES",
        line_height=6,
        padding=1.5,
        text_align="LEFT",
    ) as rows:
        rows.row(headings)
        for one in rounds:
            rows.row((day(one.day), one.title, hours_text(one.minutes), ", ".join(one.signers)))
    page.ln(10)


def foot(page, certificate, address):
    made = _("Made on %(day)s.") % {"day": day(localtime(certificate.created_at).date())}
    check = _("Whether it is genuine can be checked at %(address)s with the code %(code)s.") % {
        "address": address,
        "code": certificate.code,
    }
    say(page, f"{made} {check}", 10, colour=SOFT)
