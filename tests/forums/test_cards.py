"""Links to what is on this site: shown as cards, as they are now, and only to who may see them."""

import pytest
from django.conf import settings
from django.utils import translation

from forums.models import Forum, Post
from forums.services import moderation, posting
from forums.showing.cards import links_of
from forums.showing.rendering import in_all_languages, render_post
from library.models import Resource
from tests.factories import UserFactory
from tests.forums import scenes
from tests.search.scenes import closed, guide, resource

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(member):
    return scenes.discussion(member, title="Where it stands")


def linking(author, thread, url, words="Look here"):
    html = f'<p>Read this:</p><p><a href="{url}">{words}</a></p>'
    return posting.reply(actor=author, thread=thread, html=html)


def shown(post):
    return render_post(Post.objects.to_render().get(pk=post.pk))


class TestGuides:
    def test_a_guide_stands_as_a_card_and_is_renamed_with_it(self, member, thread):
        page = guide()
        post = linking(member, thread, page.url)
        html = shown(post)
        assert 'class="rows inset"' in html
        assert "Watch closely." in html and ">Look here</a>" not in html
        page.title, page.slug = "Another name", "moved"
        page.save()
        html = shown(post)
        assert "Another name" in html and f'href="{page.url}"' in html

    def test_unpublished_or_closed_it_is_the_plain_link_that_was_written(self, member):
        page = guide()
        square = Forum.objects.get_or_create(slug="square", defaults={"name": "S", "audience": "public"})[0]
        post = linking(member, scenes.discussion(member, forum=square), page.url)
        inside = linking(member, scenes.discussion(member), page.url)
        closed(page)
        assert "Watch closely." not in shown(post) and ">Look here</a>" in shown(post)
        assert "Watch closely." in shown(inside)  # members may still read it
        page.unpublish()
        assert "Watch closely." not in shown(inside) and ">Look here</a>" in shown(inside)

    def test_each_language_gets_its_own(self, member, thread):
        page = guide()
        spanish = guide(
            "Noventa segundos", "Mire de cerca.", locale="es", translation_key=page.translation_key
        )
        post = linking(member, thread, f"{settings.BASE_URL}{page.url}")
        told = in_all_languages(Post.objects.to_render().get(pk=post.pk))
        assert "Watch closely." in told["en"] and "Mire de cerca." in told["es"]
        for language in ("en", "es"):
            with translation.override(language):  # whoever writes may read the site in another
                assert links_of(f'<a href="{spanish.url}">a</a>')[0][1:] == post.links[0][1:]
                assert links_of(f'<a href="{page.url}">a</a>') == [[page.url, *post.links[0][1:]]]


class TestConversations:
    def test_a_hidden_one_is_not_told_of(self, member, moderator, thread):
        other = scenes.discussion(member, title="Told elsewhere")
        post = linking(member, thread, f"/threads/{other.pk}/")
        assert "Told elsewhere" in shown(post)
        moderation.raise_privacy_concern(actor=moderator, post=other.posts.get())
        assert "Told elsewhere" not in shown(post)

    def test_what_a_circle_says_stays_in_it(self, member, other_member, thread, client_for):
        circle = scenes.circle_forum(member)
        inside = scenes.discussion(member, forum=circle, title="Said on the porch")
        said = scenes.said(member, inside, "A secret word.")
        for url in (f"/threads/{inside.pk}/", f"/posts/{said.pk}/", f"/threads/{inside.pk}/#post-{said.pk}"):
            html = shown(linking(member, thread, url))
            assert "porch" not in html and "secret" not in html
        own = shown(linking(member, scenes.discussion(member, forum=circle), f"/posts/{said.pk}/"))
        assert "Said on the porch" in own and "A secret word." in own

    def test_a_card_names_nobody(self, member, thread):
        said = scenes.said(UserFactory(display_name="Nadia Petrov"), thread, "Known words.", anonymous=True)
        html = shown(linking(member, thread, f"/posts/{said.pk}/"))
        assert "Known words." in html and "Nadia" not in html


def test_a_resource_shows_until_it_is_withdrawn(member, thread):
    row = resource()
    post = linking(member, thread, f"/resources/{row.pk}/")
    assert "Serve and Return" in shown(post)
    Resource.objects.filter(pk=row.pk).update(state="draft")
    assert "Serve and Return" not in shown(post)


def test_a_link_in_a_sentence_stays_there_and_its_card_stands_below(member, thread):
    row = resource()
    html = f'<p>See <a href="/resources/{row.pk}/">that one</a> today.</p>'
    shown_now = shown(posting.reply(actor=member, thread=thread, html=html))
    assert ">that one</a> today." in shown_now
    assert shown_now.index("today.") < shown_now.index("Serve and Return")


def test_plain_words_with_an_address_of_this_site_get_a_card_and_others_none(member, thread):
    row = resource()
    post = scenes.said(
        member, thread, f"{settings.BASE_URL}/resources/{row.pk}/\n\nhttps://example.org/resources/{row.pk}/"
    )
    assert post.links == [[f"{settings.BASE_URL}/resources/{row.pk}/", "resource", str(row.pk)]]
    assert "Serve and Return" in shown(post)
    assert (
        links_of(
            '<a href="https://example.org/threads/1/">a</a><a href="/nowhere/">b</a><a href="mailto:a@b.c">c</a>'
        )
        is None
    )


def test_an_edit_changes_what_it_leads_to(member, thread):
    row = resource()
    post = linking(member, thread, f"/resources/{row.pk}/")
    posting.edit_post(actor=member, post=post, body="No more.")
    assert Post.objects.get(pk=post.pk).links is None


def test_cards_cost_one_question_more_and_only_where_there_are_some(
    member, other_member, thread, client_for, django_assert_max_num_queries
):
    page, row, other = guide(), resource(), scenes.discussion(member)
    said = scenes.said(other_member, other)
    for url in (page.url, f"/resources/{row.pk}/", f"/threads/{other.pk}/", f"/posts/{said.pk}/"):
        linking(other_member, thread, url)
    client = client_for(other_member)
    client.get(f"/threads/{thread.pk}/")
    with django_assert_max_num_queries(12):
        html = client.get(f"/threads/{thread.pk}/").content.decode()
    assert html.count('class="rows inset"') == 4


def test_the_interface_speaks_the_language_of_the_reader(member, thread):
    row = resource()
    post = linking(member, thread, f"/resources/{row.pk}/")
    with translation.override("es"):
        assert "Artículo" in shown(post)
