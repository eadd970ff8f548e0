import pytest

from cop.core.text import excerpt, from_plain, length, normalise, plain, sanitise
from tests.hostile import texts


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("<p>Hello <strong>you</strong></p>", "<p>Hello <strong>you</strong></p>"),
        ("<script>alert(1)</script><p>x</p>", "<p>x</p>"),
        ('<p onclick="x()">x</p>', "<p>x</p>"),
        ('<p title="y" lang="en">x</p>', "<p>x</p>"),
        ('<img src="x" onerror="y">', ""),
        ("<style>p{}</style>x", "x"),
        ('<iframe src="//evil"></iframe>x', "x"),
        ("<p>unclosed", "<p>unclosed</p>"),
    ],
)
def test_sanitising_keeps_what_is_allowed_and_nothing_else(given, kept):
    assert sanitise(given) == kept


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "&#106;avascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/\\evil.example",
        "vbscript:x",
    ],
)
def test_links_lead_only_to_the_web_to_mail_and_to_this_site(href):
    clean = sanitise(f'<a href="{href}">x</a>')
    assert "href" not in clean or "script" not in clean.lower()
    assert "evil" not in clean


def test_links_of_members_pass_no_reputation_on():
    assert 'rel="nofollow ugc noopener"' in sanitise('<a href="https://example.org/">x</a>')


def test_hidden_characters_cannot_compose_a_tag_after_sanitising():
    assert "<script" not in sanitise("<scr\u202eipt>alert(1)</script>")
    assert sanitise("&lt;scr\x00ipt&gt;") == "&lt;script&gt;"


def test_plain_text_becomes_paragraphs_breaks_and_links():
    html = from_plain("One\nline\n\nTwo <b>&amp; https://example.org/a?b=1&c=2.")
    assert html.startswith("<p>One<br>line</p><p>Two &lt;b&gt;&amp;amp; <a ")
    assert 'href="https://example.org/a?b=1&amp;c=2"' in html
    assert html.endswith("</a>.</p>")


def test_plain_and_from_plain_are_inverse_for_words():
    text = "First.\n\nSecond & <third>."
    assert plain(from_plain(text)).replace("\n", " ").split() == text.replace("\n", " ").split()


def test_normalising_composes_and_drops_what_nobody_can_see():
    assert normalise("e\u0301\r\nx\x07\ufeff") == "é\nx"


def test_lengths_are_counted_as_people_see_them_whatever_the_newline():
    assert length("a\r\nb") == length("a\nb") == 3


def test_excerpts_end_between_words():
    assert excerpt("one two three", 9) == "one two…"
    assert excerpt("short") == "short"
    assert len(excerpt("x" * 500, 50)) == 50


@pytest.mark.parametrize("text", texts())
def test_what_was_sanitised_is_sanitised_whatever_is_read_into_it_next(text):
    """Read, stored and read again it stays the same: nothing in it waits for a second reader."""
    once = sanitise(text)
    assert sanitise(once) == once
    assert sanitise(from_plain(plain(once))) == from_plain(plain(once))
