"""What is behind in a language is seen, by curators and by readers; and what is missing."""

import os
import subprocess
import sys
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import TranslationSource
from wagtail_localize.operations import translate_object

from library.models import GuidePage
from library.models.tree import known_indexes
from library.services.publishing import publish
from library.translating import translations

PAGE = "/curating/translations/"


def html(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def both(library):
    english = library.guide("Look first")
    spanish = library.guide("Mire primero", language="es", translation_of=english.source_id)
    return english, spanish


def again(guide, moderator):
    guide = GuidePage.objects.get(pk=guide.pk)
    guide.summary = "Said otherwise now."
    return publish(guide, moderator)


def titles(rows):
    return [row.original.title for row in rows]


def test_a_translation_is_behind_once_its_original_came_out_again_and_readers_are_told(
    library, curator, moderator, client_for
):
    english, spanish = both(library)
    assert translations(curator)[0] == []
    assert "versión anterior" not in html(client_for(), spanish.url)
    again(english, moderator)
    (row,) = translations(curator)[0]
    assert (row.page.pk, row.original.pk, row.update) == (spanish.pk, english.pk, None)
    assert "Mire primero" in html(client_for(curator), PAGE)
    page = html(client_for(), spanish.url)
    assert "Esta traducción dice lo que decía una versión anterior" in page and english.url in page
    assert "an earlier version said" not in html(client_for(), english.url)
    again(spanish, moderator)
    assert translations(curator)[0] == []
    assert "versión anterior" not in html(client_for(), spanish.url)


def test_what_was_translated_side_by_side_leads_to_taking_the_new_words_over(
    library, curator, moderator, client_for
):
    english = library.guide("Look first")
    translate_object(english, [Locale.objects.get(language_code="es")])
    spanish = GuidePage.objects.get(translation_key=english.translation_key, locale__language_code="es")
    GuidePage.objects.filter(pk=spanish.pk).update(
        live=True,
        first_published_at=timezone.now() - timedelta(days=2),
        last_published_at=timezone.now() - timedelta(days=2),
    )
    again(english, moderator)
    (row,) = translations(curator)[0]
    source = TranslationSource.objects.get_for_instance(english)
    assert row.update == source.pk
    url = reverse("wagtail_localize:update_translations", args=[source.pk])
    assert url in html(client_for(curator), PAGE)
    assert client_for(curator).get(url).status_code == 200


def test_what_is_missing_in_a_language_leads_to_its_translation(library, curator, client_for):
    english, _spanish = both(library)
    alone = library.guide("Only in English")
    by_itself = library.guide("Solo en español", language="es")
    missing = translations(curator)[1]
    assert {"Only in English", "Solo en español"} <= set(titles(missing)) and english.title not in titles(
        missing
    )
    page = html(client_for(curator), PAGE)
    url = reverse("wagtail_localize:submit_page_translation", args=[alone.pk])
    assert url in page and client_for(curator).get(url).status_code == 200
    assert html(client_for(), by_itself.url), "a Spanish guide needs no English one"


def test_a_language_more_is_a_row_and_no_code(library, curator, settings):
    english = library.guide("Look first")
    Locale.objects.create(language_code="ht")
    assert ("Look first", ["es", "ht"]) in [
        (row.original.title, row.languages)
        for row in translations(curator)[1]
        if row.original.pk == english.pk
    ]


def test_readers_of_a_language_more_have_its_pages(library, client_for, settings):
    english = library.guide("Look first")
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [*settings.LANGUAGES, ("vi", "Tiếng Việt")]
    copy = english.copy_for_translation(Locale.objects.create(language_code="vi"), copy_parents=True)
    copy.save_revision().publish()
    known_indexes.forget()
    assert copy.url.startswith("/vi/guides/")
    assert client_for().get(copy.url).headers["Content-Language"] == "vi"
    assert f'href="{copy.url}" lang="vi"' in html(client_for(), english.url)
    assert 'value="vi"' in html(client_for(), reverse("forums:thread-list"))


def test_languages_come_from_the_environment():
    told = "from django.conf import settings; print(settings.LANGUAGES)"
    environment = os.environ | {"LANGUAGES": "en,ht", "DJANGO_SETTINGS_MODULE": "cop.settings.test"}
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[('en', 'English'), ('ht', 'Kreyòl ayisyen')]", done.stderr


def test_what_one_may_not_open_is_not_named(library, curator, client_for):
    guide = library.guide("Closed")
    library.close(guide, kind="groups", groups=[])
    assert "Closed" not in html(client_for(curator), PAGE)


def test_the_page_costs_the_same_for_many(library, curator, django_assert_max_num_queries):
    for number in range(4):
        library.guide(f"Guide {number}")
    with django_assert_max_num_queries(8):
        translations(curator)
