"""Rich text as it is stored: mentions that were chosen and typed, addresses, marks; and as it comes back to be changed."""

import re

import pytest

from forums.models import Post
from forums.services import posting
from forums.services.words import MAX_MENTIONS, places_of_members
from tests.factories import UserFactory
from tests.forums import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(other_member):
    return scenes.discussion(other_member)


def stored(member, thread, html):
    post = posting.reply(actor=member, thread=thread, html=html)
    return post.body, {mention.member for mention in post.mentions.all()}


def test_of_two_who_bear_a_name_the_chosen_one_is_meant_and_a_typed_name_means_nobody(member, thread):
    one, two = (UserFactory(display_name="Ana Diaz") for _n in range(2))
    body, named = stored(
        member, thread, f'<p><span data-mention="{two.uuid}">@Ana Diaz</span> and @Ana Diaz</p>'
    )
    assert named == {two} and one not in named
    assert body == f'<p><span data-mention="{two.uuid}"></span> and @Ana Diaz</p>'


def test_a_name_that_is_typed_in_rich_text_is_found_and_not_in_links_or_code(member, thread):
    tom = UserFactory(display_name="Tom & Ann Ibarra")
    html = '<p><strong>@Tom &amp; Ann Ibarra</strong>, <a href="https://a.example">@Tom &amp; Ann Ibarra</a> <code>@Tom &amp; Ann Ibarra</code></p>'
    body, named = stored(member, thread, html)
    assert named == {tom}
    assert body.count("data-mention") == 1 and body.startswith("<p><strong><span data-mention")


def test_a_name_that_was_cut_after_it_was_chosen_is_only_words(member, thread):
    tom = UserFactory(display_name="Tom Ibarra")
    body, named = stored(member, thread, f'<p><span data-mention="{tom.uuid}">@Tom Iba</span></p>')
    assert not named and body == "<p>@Tom Iba</p>"


def test_addresses_become_links_and_old_marks_new_ones(member, thread):
    body, _named = stored(
        member, thread, "<p><b>Look</b> at https://a.example/x?a=1&amp;b=2, <i>please</i></p>"
    )
    assert "<strong>Look</strong>" in body and "<em>please</em>" in body
    assert 'href="https://a.example/x?a=1&amp;b=2"' in body


def test_a_page_without_scripts_keeps_the_look_of_words_that_were_not_changed(client_for, member, thread):
    tom = UserFactory(display_name="Tom Ibarra")
    html = f'<p><strong>Loud</strong> <a href="https://a.example">there</a> <span data-mention="{tom.uuid}">@Tom Ibarra</span></p>'
    post = posting.reply(actor=member, thread=thread, html=html)
    client = client_for(member)
    form = client.get(f"/posts/{post.pk}/edit/").context["form"]
    assert form["body"].value() == "Loud there (https://a.example) @Tom Ibarra"
    assert "@Tom Ibarra</span>" in form["html"].value()
    client.post(f"/posts/{post.pk}/edit/", {"body": form["body"].value(), "revision": 1})
    assert Post.objects.get(pk=post.pk).revision == 1
    client.post(f"/posts/{post.pk}/edit/", {"body": "x", "html": form["html"].value(), "revision": 1})
    assert Post.objects.get(pk=post.pk).revision == 1
    client.post(
        f"/posts/{post.pk}/edit/",
        {"body": "Loud there", "html": "<p>Loud there @Tom Ibarra</p>", "revision": 1},
    )
    page = client.get(f"/posts/{post.pk}/history/").content.decode()
    assert "a.example" in page


def test_a_form_without_scripts_sends_no_look(client_for, member, thread):
    page = client_for(member).get(f"/threads/{thread.pk}/").content.decode()
    assert 'name="html"' not in page


def test_a_text_full_of_signs_is_read_once_and_not_for_each_of_them(member, monkeypatch):
    read, split = [], re.split
    monkeypatch.setattr(re, "split", lambda pattern, text: read.append(len(text)) or split(pattern, text))
    assert places_of_members("members", "@a " * 6_000) == []
    assert len(read) == MAX_MENTIONS and sum(read) < 20_000


def test_a_name_within_an_address_is_not_meant(member, thread):
    tom = UserFactory(display_name="Tom Ibarra")
    body = f"https://a.example/{'x' * 150}/(@Tom Ibarra and (@Tom Ibarra)"
    post = posting.reply(actor=member, thread=thread, body=body)
    assert post.body.count("data-mention") == 1 and post.mentions.get().member == tom
