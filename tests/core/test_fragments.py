"""HTML kept by what it shows."""

from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import engines
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import mark_safe
from django.utils.translation import override

from cop.core.fragments import fragment, rendered
from cop.core.templatetags.cop import pager


def tabs(**values):
    return fragment(
        "frame/tabs.html",
        **{"place": "/", "guides_url": "/guides/", "is_authenticated": True, "is_full_member": True} | values,
    )


def test_equal_values_are_rendered_once_and_others_anew():
    tabs()
    before = rendered.cache_info()
    assert tabs() is tabs()
    assert rendered.cache_info().misses == before.misses
    assert "Take a seat" in tabs(is_authenticated=False)
    assert tabs(place="/search/") != tabs()


def test_each_language_has_its_own():
    with override("es"):
        spanish = tabs()
    assert "Inicio" in spanish
    assert "Home" in tabs()


def test_text_that_was_called_safe_elsewhere_is_escaped():
    words = "<script>x()</script>"
    for value in (words, mark_safe(words), words):
        html = fragment("components/pager.html", links=((1, "page=1"),), here=1, following="", label=value)
        assert words not in html
        assert "&lt;script&gt;" in html


def test_what_is_lazy_is_kept_as_its_value():
    asked = []
    lazy = SimpleLazyObject(lambda: asked.append(1) or "/elsewhere/")
    assert "/elsewhere/" in tabs(guides_url=lazy)
    assert tabs(guides_url="/elsewhere/") is tabs(guides_url=lazy)
    assert asked == [1]


def test_a_list_says_its_pages_and_keeps_what_was_asked():
    page = Paginator(range(95), 10).page(2)
    html = pager(page, QueryDict("q=a+%26+b&page=2"), "Pages of results")
    assert 'aria-label="Pages of results"' in html
    assert 'href="?q=a+%26+b&amp;page=2" aria-current="page"' in html
    assert 'rel="next" href="?q=a+%26+b&amp;page=3"' in html
    assert "…" in html
    assert pager(Paginator(range(5), 10).page(1)) == ""


def test_a_place_is_the_address_without_language_and_numbers(rf):
    template = engines["django"].from_string("{% load cop %}{% place as here %}{{ here }}")
    assert template.render({}, rf.get("/threads/25/replies/7/")) == "/threads/0/replies/0/"
    with override("es"):
        assert template.render({}, rf.get("/es/guides/")) == "/guides/"
