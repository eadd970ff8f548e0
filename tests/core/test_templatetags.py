from datetime import timedelta

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from cop.core.templatetags.cop import ago, count, current, day, listed, mark, sector_mark, words


def test_times_are_words_and_a_machine_readable_moment():
    now = timezone.now()
    assert ">just now<" in ago(now)
    assert ">3 hours ago<" in ago(now - timedelta(hours=3, minutes=1))
    assert ">yesterday<" in ago(now - timedelta(days=1, hours=1))
    assert 'datetime="' in ago(now) and "Z" in ago(now)
    assert ago(None) == ""


def test_the_day_alone_holds_no_hour():
    moment = timezone.now()
    assert f'datetime="{moment.date().isoformat()}"' in day(moment)
    assert ":" not in day(moment).replace("://", "")


def test_times_speak_spanish():
    with translation.override("es"):
        assert "hace" in ago(timezone.now() - timedelta(hours=3)).lower()


@pytest.mark.parametrize(("number", "said"), [(0, "<5"), (1, "<5"), (4, "<5"), (5, "5"), (120, "120")])
def test_small_numbers_of_people_are_not_told(number, said):
    assert count(number) == said


def test_none_at_all_may_be_told_in_words():
    assert count(0, "none yet") == "none yet"


def test_numbers_become_words_up_to_twelve():
    assert (words(3), words(3, "first"), words(13)) == ("three", "Three", "13")


def test_lists_are_read_as_people_say_them():
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"


def test_a_principle_or_sector_that_nobody_drew_gets_the_neutral_mark():
    assert "#p-neutral" in mark("of-another-community")
    assert "#s-neutral" in sector_mark("social-work")
    assert "#p-trust" in mark("trust-parents")


def test_an_icon_that_does_not_exist_is_an_error():
    with pytest.raises(ValueError, match="no drawing"):
        Template('{% load cop %}{% icon "unicorn" %}').render(Context())


@pytest.mark.parametrize(
    ("path", "prefixes", "said"),
    [
        ("/threads/", ["/threads/"], 'aria-current="page"'),
        ("/threads/5/", ["/threads/"], 'aria-current="true"'),
        ("/guides/", ["/"], ""),
        ("/es/guides/", ["/guides/"], 'aria-current="page"'),
        ("/guides/", [""], ""),
    ],
)
def test_the_navigation_knows_where_the_reader_is(path, prefixes, said):
    with translation.override("es" if path.startswith("/es/") else "en"):
        assert current({"request": RequestFactory().get(path)}, *prefixes).strip() == said
