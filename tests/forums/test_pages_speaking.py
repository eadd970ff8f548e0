"""Saying something, changing it, taking it back; and whatever may be wrong with what came in."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from forums.models import Attachment, Post, Reaction, Thread
from forums.services import moderation
from library.models import Resource
from members.models import Follow
from tests.factories import CircleFactory, UserFactory
from tests.forums import scenes

pytestmark = pytest.mark.django_db


def picture():
    content = io.BytesIO()
    Image.new("RGB", (4, 3), "olive").save(content, "PNG")
    return SimpleUploadedFile("kettle.png", content.getvalue(), "image/png")


@pytest.fixture
def thread(other_member):
    return scenes.discussion(other_member)


@pytest.fixture
def say(client_for, member, thread):
    """`say(body="…", …)`: the answer to a posted reply."""

    def post(who=None, where=None, headers=None, **fields):
        where = where or thread
        data = {"kind": "notice", "body": "I notice the kettle.", "idempotency_key": scenes.key()} | fields
        data = {name: value for name, value in data.items() if value is not None}
        return client_for(who or member).post(f"/threads/{where.pk}/reply/", data, headers=headers or {})

    return post


def replies(thread):
    return Post.objects.filter(thread=thread).exclude(kind=Post.Kind.OPENING).order_by("position")


def test_a_reply_is_written_and_shown_at_its_place(say, thread, client_for, member):
    answer = say(body="The kettle is the third person in that kitchen.", kind="wonder")
    (post,) = replies(thread)
    assert answer.status_code == 302
    assert answer.url == f"/threads/{thread.pk}/#post-{post.pk}"
    assert (post.kind, post.author) == ("wonder", member)
    page = client_for(member).get(answer.url).content.decode()
    assert "The kettle is the third person" in page
    assert "I wonder" in page


def test_sent_twice_with_one_key_it_is_said_once(say, thread):
    key = scenes.key()
    first, second = say(idempotency_key=key), say(idempotency_key=key)
    assert first.url == second.url
    assert replies(thread).count() == 1


def test_the_same_key_with_other_words_is_refused_and_the_words_kept(say, thread):
    key = scenes.key()
    say(idempotency_key=key)
    answer = say(idempotency_key=key, body="Other words.")
    assert answer.status_code == 409
    assert "Other words." in answer.content.decode()
    assert key not in answer.content.decode()
    assert replies(thread).count() == 1


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"body": ""}, "Write a few words first."),
        ({"body": "   \n "}, "Write a few words first."),
        ({"body": "x" * 20_001}, "20000"),
        ({"kind": "shout", "body": "Kept words."}, "shout"),
        ({"idempotency_key": "no-key", "body": "Kept words."}, ""),
        ({"parent": "999999", "body": "Kept words."}, ""),
        ({"quote": "1; drop", "body": "Kept words."}, ""),
        (
            {"kind": "resource", "resource_title": "No such thing", "body": "Kept words."},
            "No resource of the library",
        ),
    ],
)
def test_bad_input_is_answered_in_the_form_and_keeps_what_was_typed(say, thread, fields, message):
    answer = say(**fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in page
    assert 'role="alert"' in page
    if "Kept" in fields["body"]:
        assert "Kept words." in page
    assert not replies(thread).exists()


def test_a_closed_thread_says_why_and_keeps_the_words(say, thread, moderator):
    moderation.lock_thread(actor=moderator, thread=thread)
    answer = say(body="Kept words.")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "This conversation is closed for replies." in page
    assert "Kept words." in page
    assert not replies(thread).exists()


def test_whoever_may_not_post_for_a_while_is_told_so(say, thread):
    answer = say(who=UserFactory(silenced=True), body="Kept words.")
    assert answer.status_code == 403
    assert "You can read, and post again after " in answer.content.decode()
    assert "Kept words." in answer.content.decode()


def test_where_one_may_not_read_one_may_not_write(say, other_member, thread, unverified):
    inside = scenes.discussion(other_member, forum=scenes.circle_forum(other_member))
    assert say(where=inside).status_code == 404
    assert say(who=unverified).status_code == 404
    assert not replies(inside).exists()
    assert not replies(thread).exists()


def test_a_forged_form_is_refused(client_for, member, thread):
    client = client_for(member, enforce_csrf_checks=True)
    answer = client.post(f"/threads/{thread.pk}/reply/", {"kind": "notice", "body": "Forged."})
    assert answer.status_code == 403
    assert not replies(thread).exists()


def test_a_script_gets_the_post_or_a_problem(say, thread):
    fetch = {"X-Requested-With": "fetch"}
    good = say(headers=fetch)
    assert good.status_code == 201
    assert "I notice the kettle." in good.json()["html"]
    bad = say(headers=fetch, body="")
    assert bad.status_code == 422
    assert bad["Content-Type"] == "application/problem+json"
    assert bad.json()["errors"]["body"] == ["Write a few words first."]


def test_who_was_anonymous_stays_so_and_is_told(say, thread, member, client_for):
    say(anonymous="1")
    page = client_for(member).get(f"/threads/{thread.pk}/").content.decode()
    assert "in this conversation, as before" in page
    assert 'name="anonymous"' not in page
    say(body="Another word.")
    assert {post.author_kind for post in replies(thread)} == {"anonymous"}


def test_the_button_says_who_speaks(client_for, thread, member):
    page = client_for(member).get(f"/threads/{thread.pk}/").content.decode()
    assert "Reply as Rosa Delgado" in page
    assert "Reply as a colleague" in page


def test_a_reply_answers_and_quotes_without_a_script(client_for, member, thread, say):
    opening = thread.posts.get()
    page = client_for(member).get(f"/threads/{thread.pk}/?quote={opening.pk}").content.decode()
    assert f'name="quote" value="{opening.pk}"' in page
    assert page.count("Whose kitchen was it?") >= 2
    say(quote=opening.pk, body="It was hers.")
    (post,) = replies(thread)
    quote = post.quotes.get()
    assert (quote.quoted, quote.start, quote.end) == (opening, 0, len("Whose kitchen was it?"))
    say(parent=post.pk, quote=opening.pk, quote_text="kitchen  was", body="And now?")
    later = replies(thread).last()
    assert later.parent == post
    assert (later.quotes.get().start, later.quotes.get().end) == (6, 17)


def test_what_is_not_there_for_the_viewer_cannot_be_quoted(say, other_member, thread, client_for, member):
    secret = scenes.discussion(
        other_member, forum=scenes.circle_forum(other_member), body="Said on the porch."
    )
    post = secret.posts.get()
    assert (
        "Said on the porch."
        not in client_for(member).get(f"/threads/{thread.pk}/?quote={post.pk}").content.decode()
    )
    answer = say(quote=post.pk)
    assert answer.status_code == 422
    assert "porch" not in answer.content.decode()
    assert not replies(thread).exists()


def test_a_resource_is_found_by_its_title(say, thread):
    for title in ("Talk, read, sing", "Read together"):
        Resource.objects.create(title=title, kind="article")
    hidden = Resource.objects.create(title="Read in secret", kind="article", state="draft")
    answer = say(kind="resource", resource_title="read")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Several resources fit" in page
    assert "Talk, read, sing" in page
    assert hidden.title not in page
    chosen = Resource.objects.get(title="Read together")
    say(kind="resource", resource_title="read", resource=chosen.uuid)
    say(kind="resource", resource_title="talk, READ, sing")
    assert [post.resource.title for post in replies(thread)] == ["Read together", "Talk, read, sing"]


def test_a_picture_comes_along_and_only_readers_get_it(say, other_member, client_for, member):
    inside = scenes.discussion(other_member, forum=scenes.circle_forum(other_member, member))
    say(where=inside, upload=picture(), alt="A kettle")
    file = replies(inside).get().attachments.get()
    answer = client_for(other_member).get(f"/attachments/{file.uuid}/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"].startswith("inline")
    b"".join(answer.streaming_content)
    assert client_for(UserFactory()).get(f"/attachments/{file.uuid}/").status_code == 404
    assert client_for().get(f"/attachments/{file.uuid}/").status_code == 404
    assert 'alt="A kettle"' in client_for(other_member).get(f"/threads/{inside.pk}/").content.decode()


def test_the_proxy_is_told_where_the_bytes_are(say, thread, client_for, member, settings):
    settings.PROTECTED_MEDIA = "accel"
    say(upload=picture(), alt="A kettle")
    file = replies(thread).get().attachments.get()
    answer = client_for(member).get(f"/attachments/{file.uuid}/")
    assert answer["X-Accel-Redirect"] == f"/protected/{file.file.name}"
    assert answer.content == b""


def test_a_file_whose_bytes_are_lost_is_not_there(say, thread, client_for, member):
    say(upload=picture(), alt="A kettle")
    file = replies(thread).get().attachments.get()
    file.file.storage.delete(file.file.name)
    assert client_for(member).get(f"/attachments/{file.uuid}/").status_code == 404


def test_a_file_that_is_not_what_it_says_is_refused_with_the_reply(say, thread):
    answer = say(
        body="Kept words.", upload=SimpleUploadedFile("kettle.png", b"<html>not a picture", "image/png")
    )
    assert answer.status_code == 422
    assert "Kept words." in answer.content.decode()
    assert not replies(thread).exists()


def test_several_files_come_along_and_each_picture_is_asked_for_without_choosing_anything_twice(
    say, thread, member, client_for
):
    answer = say(body="Kept words.", upload=[picture(), picture()])
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say what the picture" in page and "Kept words." in page
    assert (
        '<a href="#id_uploads_error">Files</a>: Say what the picture' in page
        and 'id="id_uploads_error"' in page
    )
    waiting = list(Attachment.objects.waiting_for(member).order_by("pk"))
    assert [page.count(f'value="{one.uuid}"') for one in waiting] == [2, 2]
    keys = [str(one.uuid) for one in waiting]
    answer = say(body="Kept words.", uploads=keys, alts=["A kettle", ""], without=[keys[1]])
    assert answer.status_code == 302
    assert [one.alt for one in replies(thread).get().attachments.all()] == ["A kettle"]


def test_a_file_that_is_refused_takes_no_other_with_it(say, thread, member):
    bad = SimpleUploadedFile("kettle.exe", b"MZ")
    answer = say(upload=[bad, picture()], alt="A kettle")
    assert answer.status_code == 422
    assert "kettle.exe" in answer.content.decode()
    assert Attachment.objects.waiting_for(member).count() == 1


def test_a_file_is_uploaded_while_one_writes_and_taken_out_again(client_for, member, other_member):
    client = client_for(member)
    answer = client.post("/uploads/", {"upload": picture()})
    told = answer.json()
    assert answer.status_code == 201
    assert told["uuid"] in told["html"] and 'name="alts"' in told["html"]
    shown = client.get(f"/attachments/{told['uuid']}/")
    assert shown.status_code == 200
    b"".join(shown.streaming_content)
    assert client_for(other_member).get(f"/attachments/{told['uuid']}/").status_code == 404
    bad = client.post("/uploads/", {"upload": SimpleUploadedFile("a.exe", b"MZ")})
    assert (bad.status_code, list(bad.json()["errors"])) == (422, ["upload"])
    assert client_for(other_member).post(f"/uploads/{told['uuid']}/remove/").status_code == 404
    assert client.post(f"/uploads/{told['uuid']}/remove/").status_code == 204
    assert client.get(f"/attachments/{told['uuid']}/").status_code == 404


def test_a_reflection_takes_no_files(say, other_member, client_for, member):
    thread = scenes.shared(other_member)
    assert 'type="file"' not in client_for(member).get(f"/threads/{thread.pk}/").content.decode()
    say(where=thread, upload=picture())
    assert not replies(thread).get().attachments.exists()


def test_ones_own_words_can_be_changed_and_others_cannot(say, thread, client_for, member, other_member):
    say(body="First words.")
    (post,) = replies(thread)
    client = client_for(member)
    assert "First words." in client.get(f"/posts/{post.pk}/edit/").content.decode()
    bad = client.post(f"/posts/{post.pk}/edit/", {"body": ""})
    assert bad.status_code == 422
    client.post(f"/posts/{post.pk}/edit/", {"body": "Second words.", "revision": 1})
    page = client.get(f"/threads/{thread.pk}/").content.decode()
    assert "Second words." in page
    assert "First words." not in page
    assert "edited" in page
    assert (
        client_for(other_member)
        .post(f"/posts/{post.pk}/edit/", {"body": "Not mine.", "revision": 2})
        .status_code
        == 403
    )
    assert "Second words." in client.get(f"/threads/{thread.pk}/").content.decode()


def test_ones_own_words_can_be_taken_back(say, thread, client_for, member, other_member):
    say(body="Said too soon.")
    (post,) = replies(thread)
    assert client_for(other_member).post(f"/posts/{post.pk}/remove/").status_code == 403
    client = client_for(member)
    assert client.get(f"/posts/{post.pk}/remove/").status_code == 200
    client.post(f"/posts/{post.pk}/remove/")
    assert "Said too soon." not in client.get(f"/threads/{thread.pk}/").content.decode()
    assert client_for(other_member).get(f"/posts/{post.pk}/").status_code == 404


def test_a_sign_is_set_and_taken_back_by_the_same_button(client_for, member, thread):
    opening, client = thread.posts.get(), client_for(member)
    address = f"/posts/{opening.pk}/reactions/"
    client.post(address, {"kind": "thanks"})
    assert Reaction.objects.filter(post=opening, member=member, kind="thanks").exists()
    client.post(address, {"kind": "thanks"})
    assert not Reaction.objects.exists()
    assert client.post(address, {"kind": "applause"}).status_code == 400
    told = client.post(address, {"kind": "same", "on": "1"}, headers={"X-Requested-With": "fetch"})
    assert told.json() == {"on": True, "number": "<5"}


def test_ones_own_words_cannot_be_thanked(client_for, other_member, thread):
    answer = client_for(other_member).post(
        f"/posts/{thread.posts.get().pk}/reactions/",
        {"kind": "thanks"},
        headers={"X-Requested-With": "fetch"},
    )
    assert answer.status_code == 403
    assert not Reaction.objects.exists()


def test_the_author_closes_with_a_take_away_once(client_for, member, other_member):
    thread = scenes.shared(member)
    client = client_for(member)
    assert "Still open." in client.get(f"/threads/{thread.pk}/").content.decode()
    scenes.said(other_member, thread)
    assert 'name="take-body"' in client.get(f"/threads/{thread.pk}/").content.decode()
    long = client.post(f"/threads/{thread.pk}/take-away/", {"take-body": "x" * 301})
    assert long.status_code == 422
    assert "x" * 301 in long.content.decode()
    client.post(f"/threads/{thread.pk}/take-away/", {"take-body": "She had a window."})
    assert "She had a window." in client_for(other_member).get(f"/threads/{thread.pk}/").content.decode()
    again = client.post(f"/threads/{thread.pk}/take-away/", {"take-body": "Twice."})
    assert again.status_code == 422
    stranger = client_for(other_member).post(f"/threads/{thread.pk}/take-away/", {"take-body": "Not mine."})
    assert stranger.status_code == 403
    assert thread.posts.filter(kind="takeaway").count() == 1


def test_a_thread_is_followed_and_left(client_for, member, thread):
    client = client_for(member)
    client.post(f"/follow/thread/{thread.pk}/", {"level": "following"})
    assert Follow.objects.filter(member=member, object_id=thread.pk, level="following").exists()
    assert "Following" in client.get(f"/threads/{thread.pk}/").content.decode()
    client.post(f"/follow/thread/{thread.pk}/", {"level": "off"})
    assert not Follow.objects.filter(member=member, object_id=thread.pk, level="following").exists()


def test_a_concern_hides_at_once_and_a_moderator_decides(client_for, member, other_member, moderator, thread):
    post = scenes.said(other_member, thread, "Maya of Elm Street.")
    client = client_for(member)
    assert client.get(f"/posts/{post.pk}/concern/").status_code == 200
    client.post(f"/posts/{post.pk}/concern/", {"note": "A name and a street."})
    assert "Elm Street" not in client.get(f"/threads/{thread.pk}/").content.decode()
    queue = client_for(moderator).get("/moderation/").content.decode()
    assert "Elm Street" in queue
    assert "A name and a street." in queue
    assert client.get("/moderation/").status_code == 403
    assert client.post(f"/moderation/{post.pk}/", {"decision": "keep"}).status_code == 403
    client_for(moderator).post(f"/moderation/{post.pk}/", {"decision": "nonsense"})
    assert "Elm Street" not in client.get(f"/threads/{thread.pk}/").content.decode()
    client_for(moderator).post(f"/moderation/{post.pk}/", {"decision": "keep", "reason": "Invented."})
    assert "Elm Street" in client.get(f"/threads/{thread.pk}/").content.decode()
    assert "Elm Street" not in client_for(moderator).get("/moderation/").content.decode()


def test_moderators_close_and_open_a_thread(client_for, member, moderator, thread):
    assert client_for(member).post(f"/threads/{thread.pk}/lock/", {"on": "1"}).status_code == 403
    client_for(moderator).post(f"/threads/{thread.pk}/lock/", {"on": "1"})
    assert "closed for replies" in client_for(member).get(f"/threads/{thread.pk}/").content.decode()
    client_for(moderator).post(f"/threads/{thread.pk}/lock/", {"on": ""})
    assert "data-composer" in client_for(member).get(f"/threads/{thread.pk}/").content.decode()


def test_a_facilitator_closes_a_thread_of_their_circle_and_no_other(client_for, member, other_member, thread):
    facilitator = UserFactory()
    CircleFactory(slug="porch", members=[member], facilitators=[facilitator])
    inside = scenes.discussion(member, forum=scenes.circle_forum(member))
    page = client_for(facilitator).get(f"/threads/{inside.pk}/").content.decode()
    assert f"/threads/{inside.pk}/lock/" in page
    assert client_for(facilitator).post(f"/threads/{inside.pk}/lock/", {"on": "1"}).status_code == 302
    assert Thread.objects.get(pk=inside.pk).is_locked
    assert client_for(facilitator).post(f"/threads/{thread.pk}/lock/", {"on": "1"}).status_code == 403
    assert client_for(other_member).post(f"/threads/{inside.pk}/lock/", {"on": ""}).status_code == 404


def start(client, **fields):
    data = {
        "forum": "table", "kind": "question", "title": "Who holds the spoon?", "body": "I keep wondering.",
        "principles": ["trust-parents"], "language": "en", "idempotency_key": scenes.key(),
    } | fields  # fmt: skip
    return client.post("/threads/new/", data)


def test_a_conversation_is_begun(client_for, member):
    scenes.table()
    scenes.principle()
    client = client_for(member)
    assert client.get("/threads/new/").status_code == 200
    answer = start(client, tags="spoons,  Meal  times", sectors=["home-visiting"])
    thread = Thread.objects.get()
    assert answer.url == f"/threads/{thread.pk}/"
    assert sorted(tag.name for tag in thread.tags.all()) == ["meal times", "spoons"]
    assert [one.slug for one in thread.sectors.all()] == ["home-visiting"]
    assert "I keep wondering." in client.get(answer.url).content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"title": "x" * 121},
        {"body": ""},
        {"principles": ["no-such-principle"]},
        {"principles": []},
        {"forum": "porch"},
        {"forum": "nowhere"},
        {"kind": "reflection"},
        {"language": "tlh"},
        {"tags": "a,b,c,d,e,f,g"},
    ],
)
def test_a_conversation_that_lacks_something_is_not_begun_and_keeps_the_words(
    client_for, member, other_member, fields
):
    scenes.table()
    scenes.principle()
    scenes.circle_forum(other_member)
    answer = start(client_for(member), **fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    if "body" not in fields:
        assert "I keep wondering." in answer.content.decode()
    assert "Porch circle" not in answer.content.decode()
    assert not Thread.objects.exists()


def test_the_exact_label_is_said_before_one_speaks(client_for, member):
    scenes.table()
    assert "A colleague" in client_for(member).get("/threads/new/").content.decode()
    for _n in range(5):
        UserFactory(sector="home-visiting")
    assert "A home visitor" in client_for(member).get("/threads/new/").content.decode()


def test_whoever_is_not_in_yet_is_told_what_is_missing(client_for, unverified):
    answer = client_for(unverified).get("/threads/new/")
    assert answer.status_code == 403
    assert "Confirm your e-mail address" in answer.content.decode()
