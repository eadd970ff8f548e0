"""Letters: a title and a link, in the member's language, once, and not when it was read before."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from forums.models import Post, Thread
from forums.models.authored import State
from forums.services import moderation, posting
from members import services as members
from notifications.models import MailOptOut, Notification
from notifications.services import telling
from notifications.tasks import mail_notification, notify_of_post
from tests.forums.scenes import circle_forum, discussion, said, shared

pytestmark = pytest.mark.django_db

BODY = "The grandmother pours the tea at four."


@pytest.fixture(autouse=True)
def at_once(settings):
    settings.NOTIFICATION_MAIL_DELAY = 0
    settings.BASE_URL = "https://village.example.org"


@pytest.fixture
def thread(member):
    return discussion(member)


def everything(message):
    """All that a letter carries, headers too."""
    return str(message.message()) + message.subject + message.body + message.alternatives[0].content


def test_a_letter_names_the_conversation_and_leads_there(thread, member, other_member, run_tasks):
    said(other_member, thread, body=BODY)
    run_tasks()
    (message,) = mail.outbox
    line = member.notifications.get()
    assert message.to == [member.email]
    assert message.subject == "A new reply in “What the kettle tells”"
    assert f"https://village.example.org/notifications/{line.pk}/" in message.body
    assert f'href="https://village.example.org/notifications/{line.pk}/"' in message.alternatives[0].content
    assert "Hello Rosa," in message.body
    assert line.emailed_at is not None


def test_a_letter_tells_neither_what_was_said_nor_by_whom(thread, other_member, run_tasks):
    said(other_member, thread, body=BODY)
    run_tasks()
    (message,) = mail.outbox
    assert "grandmother" not in everything(message)
    assert "Amara" not in everything(message)


def test_a_letter_with_marks_carries_its_looks_along(thread, other_member, run_tasks):
    """Mail programs keep no sheets of the site, and none fetches anything by which its being read could be told."""
    said(other_member, thread, body=BODY)
    run_tasks()
    html = mail.outbox[0].alternatives[0].content
    assert not re.findall(r"<(?:img|link|script)|url\(|src=", html)
    assert re.findall(r'<a href="([^"]*)" style=', html) == re.findall(r'href="([^"]*)"', html)
    assert "prefers-color-scheme: dark" in html and html.count('role="presentation"') == html.count("<table")


def test_a_letter_speaks_the_language_of_its_reader(thread, member, other_member, run_tasks):
    member.language = "es"
    member.save(update_fields=["language"])
    said(other_member, thread, body=BODY)
    run_tasks()
    (message,) = mail.outbox
    assert message.subject == "Una respuesta nueva en “What the kettle tells”"
    assert message.body.startswith("Hola, Rosa:")
    assert '<html lang="es">' in message.alternatives[0].content
    assert "Dejar de recibir" in message.alternatives[0].content


def circle_thread(author, *others):
    return discussion(author, title="The porch light", forum=circle_forum(author, *others))


def quiet_thread(author, *others):
    return shared(author, title="The porch light")


def anonymous_thread(author, *others):
    return discussion(author, title="The porch light", anonymous=True)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("make", [circle_thread, quiet_thread, anonymous_thread])
def test_of_circles_reflections_and_anonymous_threads_not_even_the_title_leaves(
    member, other_member, run_tasks, make, language
):
    member.language = language
    member.save(update_fields=["language"])
    thread = make(member, other_member)
    said(other_member, thread, body=BODY, kind="notice")
    run_tasks()
    (message,) = mail.outbox
    for secret in ("porch", "Porch", "grandmother", "Amara", "kettle"):
        assert secret not in everything(message)


def test_of_an_anonymous_reply_neither_title_nor_name_leaves(thread, other_member, run_tasks):
    said(other_member, thread, body=BODY, anonymous=True)
    run_tasks()
    (message,) = mail.outbox
    assert message.subject == "A new reply in one of your conversations"
    assert "kettle" not in everything(message)
    assert "Amara" not in everything(message) and "pediatric" not in everything(message).lower()


@pytest.mark.parametrize("title", ["Tea\n for <b>two</b>", "Tea & “two”"])
def test_a_title_breaks_neither_header_nor_markup(member, other_member, run_tasks, title):
    said(other_member, discussion(member, title=title))
    run_tasks()
    (message,) = mail.outbox
    assert "\n" not in message.subject
    assert "<b>" not in message.alternatives[0].content
    assert "&amp;" not in message.body and "&lt;" not in message.body


def test_a_mention_and_a_take_away_have_their_own_words(member, other_member, run_tasks):
    thread = discussion(member)
    said(other_member, thread, body="@Rosa Delgado, whose kettle?")
    posting.take_away(actor=member, thread=thread, body="Mine.")
    run_tasks()
    assert sorted(message.subject for message in mail.outbox) == [
        "You are mentioned in “What the kettle tells”",
        "“What the kettle tells” has a take-away",
    ]


def test_what_was_taken_back_while_its_letter_went_takes_no_letter_of_others_along(
    settings, thread, member, other_member, run_tasks
):
    settings.NOTIFICATION_MAIL_DELAY = 120
    gone = said(other_member, thread)
    run_tasks()
    line = member.notifications.get()
    Post.objects.filter(pk=gone.pk).update(state=State.REMOVED)
    mail_notification(notification_id=line.pk)
    said(other_member, thread, body=BODY)
    run_tasks()
    settings.NOTIFICATION_MAIL_DELAY = 0
    telling.withdraw_unseen(thread=thread)
    run_tasks()
    (message,) = mail.outbox
    assert message.subject == "A new reply in “What the kettle tells”"


def test_reading_the_thread_first_makes_the_letter_needless(
    settings, thread, member, other_member, run_tasks
):
    settings.NOTIFICATION_MAIL_DELAY = 120
    said(other_member, thread)
    run_tasks()
    line = member.notifications.get()
    assert mail.outbox == [] and line.emailed_at is None
    posting.mark_read(actor=member, thread=Thread.objects.get(pk=thread.pk))
    mail_notification(notification_id=line.pk)
    assert mail.outbox == []


def test_opening_it_on_the_site_makes_the_letter_needless(
    settings, thread, member, other_member, run_tasks, client_for
):
    settings.NOTIFICATION_MAIL_DELAY = 120
    said(other_member, thread)
    run_tasks()
    line = member.notifications.get()
    client_for(member).get(f"/notifications/{line.pk}/")
    mail_notification(notification_id=line.pk)
    assert mail.outbox == []


def test_replies_that_come_meanwhile_go_into_the_same_letter(
    settings, thread, member, other_member, run_tasks
):
    settings.NOTIFICATION_MAIL_DELAY = 120
    said(other_member, thread)
    said(other_member, thread)
    run_tasks()
    mail_notification(notification_id=member.notifications.get().pk)
    (message,) = mail.outbox
    assert message.subject == "2 new replies in “What the kettle tells”"


def test_a_line_is_mailed_once(thread, member, other_member, run_tasks):
    post = said(other_member, thread)
    run_tasks()
    said(other_member, thread)
    run_tasks()
    notify_of_post(post_id=post.pk)
    mail_notification(notification_id=member.notifications.get().pk)
    assert len(mail.outbox) == 1


def test_a_letter_that_could_not_be_sent_is_sent_later(
    settings, thread, member, other_member, run_tasks, monkeypatch
):
    settings.NOTIFICATION_MAIL_DELAY = 120
    said(other_member, thread)
    run_tasks()
    line = member.notifications.get()

    def fail(*args, **kwargs):
        raise OSError("the post office is closed")

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", fail)
        with pytest.raises(OSError, match="post office"):
            mail_notification(notification_id=line.pk)
    assert mail.outbox == []
    mail_notification(notification_id=line.pk)
    assert len(mail.outbox) == 1


def test_a_reply_that_was_hidden_meanwhile_is_not_mailed(
    settings, thread, member, other_member, moderator, run_tasks
):
    settings.NOTIFICATION_MAIL_DELAY = 120
    post = said(other_member, thread)
    run_tasks()
    line = member.notifications.get()
    moderation.raise_privacy_concern(actor=moderator, post=post)
    mail_notification(notification_id=line.pk)
    assert mail.outbox == []


def test_whoever_left_the_circle_gets_no_letter(settings, member, other_member, run_tasks):
    settings.NOTIFICATION_MAIL_DELAY = 120
    forum = circle_forum(member, other_member)
    thread = discussion(member, forum=forum)
    said(other_member, thread)
    run_tasks()
    line = member.notifications.get()
    members.leave_circle(actor=member, circle=forum.circle)
    mail_notification(notification_id=line.pk)
    assert mail.outbox == []


@pytest.mark.parametrize("refusal", ["profile", "kind", "suspended", "no address"])
def test_no_letter_goes_to_whoever_wants_or_may_have_none(
    thread, member, other_member, moderator, run_tasks, refusal
):
    said(other_member, thread)
    if refusal == "profile":
        member.profile.email_notifications = False
        member.profile.save()
    elif refusal == "kind":
        MailOptOut.objects.create(member=member, kind="reply")
    elif refusal == "suspended":
        members.suspend(
            actor=moderator, member=member, until=timezone.now() + timedelta(days=7), reason="A pause."
        )
        mail.outbox.clear()
    else:
        member.email = None
        member.save(update_fields=["email"])
    run_tasks()
    assert [message for message in mail.outbox if "reply" in message.subject] == []


def test_a_refused_kind_leaves_the_others(thread, member, other_member, run_tasks):
    MailOptOut.objects.create(member=member, kind="reply")
    said(other_member, thread, body="@Rosa Delgado, look.")
    run_tasks()
    assert len(mail.outbox) == 1


def test_a_letter_about_nothing_any_more_ends_quietly():
    mail_notification(notification_id=0)
    assert not Notification.objects.exists() and mail.outbox == []


def test_a_letter_can_be_stopped_by_the_mail_program(thread, member, other_member, run_tasks, client_for):
    said(other_member, thread)
    run_tasks()
    headers = mail.outbox[0].message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    (url,) = re.fullmatch(r"<(https://village.example.org/\S+)>", headers["List-Unsubscribe"]).groups()
    assert url in mail.outbox[0].body
    client = client_for(enforce_csrf_checks=True)
    path = url.removeprefix("https://village.example.org")
    answer = client.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert member.mail_opt_outs.get().kind == "reply"


def test_what_was_imported_is_told_without_a_letter(thread, member, other_member, run_tasks):
    said(other_member, thread, source_id="old-1", at=timezone.now() - timedelta(days=3))
    run_tasks()
    assert member.notifications.unread().get().latest_at < timezone.now() - timedelta(days=2)
    assert mail.outbox == []


def test_what_was_imported_from_long_ago_is_no_news(thread, member, other_member, run_tasks):
    said(other_member, thread, source_id="old-1", at=timezone.now() - timedelta(days=40))
    run_tasks()
    assert not member.notifications.exists()
