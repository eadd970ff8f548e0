"""What moderators say to members: read by whom it went to, acknowledged, ended, and never with its words in a mail."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from members import services
from members.models import AuditEntry, CannedResponse, ModeratorMessage, User
from tests.factories import UserFactory
from tests.forums import scenes

pytestmark = pytest.mark.django_db


def speak(client, member, **data):
    path = f"/moderation/members/{member.uuid}/speak/"
    return client.post(path, {"kind": "note", "text": "Thank you for asking first."} | data)


def test_a_note_is_read_by_its_member_and_nobody_else(client_for, moderator, member, other_member, run_tasks):
    assert speak(client_for(moderator), member).status_code == 302
    run_tasks()
    message = ModeratorMessage.objects.get()
    page = client_for(member)
    assert "A moderator wrote to you" in page.get("/notifications/").content.decode()
    assert "Thank you for asking first." in page.get(f"/messages/{message.uuid}/").content.decode()
    message.refresh_from_db()
    assert message.read_at
    for other in (other_member, moderator):
        assert client_for(other).get(f"/messages/{message.uuid}/").status_code == 404
    assert "note" not in AuditEntry.objects.get(verb="write-to-member").reason


@pytest.mark.parametrize("kind", ["note", "warning", "silence", "pause"])
def test_what_is_tapped_twice_is_sent_once(client_for, moderator, member, kind):
    page, sent = client_for(moderator), {"kind": kind, "days": "7", "idempotency_key": scenes.key()}
    assert [speak(page, member, **sent).status_code for _tap in range(2)] == [302, 302]
    assert ModeratorMessage.objects.count() == 1
    assert AuditEntry.objects.filter(actor=moderator).count() == 1
    assert speak(page, member, **sent | {"idempotency_key": scenes.key()}).status_code == 302
    assert ModeratorMessage.objects.count() == 2, "who writes it again means it"


def test_other_words_under_the_same_key_come_back_with_another(client_for, moderator, member):
    page, key = client_for(moderator), scenes.key()
    speak(page, member, idempotency_key=key)
    for other in ({"text": "And one thing more."}, {"kind": "silence", "days": "1"}):
        answer = speak(page, member, idempotency_key=key, **other)
        html = answer.content.decode()
        assert answer.status_code == 422
        assert "sent before with another text" in html and key not in html
        assert other.get("text", "") in html
    assert ModeratorMessage.objects.count() == 1


def test_a_pause_that_is_tapped_twice_is_one(client_for, moderator, member):
    page, path = client_for(moderator), f"/moderation/members/{member.uuid}/pause/"
    sent = {"days": "7", "reason": "Rest a little.", "idempotency_key": scenes.key()}
    assert [page.post(path, sent).status_code for _tap in range(2)] == [302, 302]
    assert ModeratorMessage.objects.count() == 1
    assert page.post(path, sent | {"days": "30"}).status_code == 422


def test_a_mail_says_that_a_moderator_wrote_and_not_what(client_for, moderator, member, run_tasks, settings):
    settings.NOTIFICATION_MAIL_DELAY = 0
    speak(client_for(moderator), member, text="About the boy with the red boots.")
    run_tasks()
    (letter,) = mail.outbox
    assert letter.to == [member.email] and "A moderator wrote to you" in letter.subject
    assert "boots" not in letter.subject + letter.body + str(letter.alternatives)


def test_members_write_no_such_messages(client_for, member, other_member):
    assert speak(client_for(member), other_member).status_code == 403
    assert client_for(member).get(f"/moderation/members/{other_member.uuid}/history/").status_code == 403
    assert not ModeratorMessage.objects.exists()


def test_a_warning_stands_on_every_page_until_it_is_acknowledged(client_for, moderator, member):
    thread = scenes.discussion(member)
    speak(client_for(moderator), member, kind="warning", text="No names, please.")
    message, page = ModeratorMessage.objects.get(), client_for(member)
    assert f"/messages/{message.uuid}/" in page.get("/").content.decode()
    answer = page.post(
        f"/threads/{thread.pk}/reply/", {"kind": "reply", "body": "But I", "idempotency_key": scenes.key()}
    )
    assert answer.status_code == 403 and "But I" in answer.content.decode()
    assert "No names, please." in page.get(f"/messages/{message.uuid}/").content.decode()
    assert User.objects.get(pk=member.pk).has_warning, "reading alone is not enough"
    page.post(f"/messages/{message.uuid}/acknowledge/")
    assert f"/messages/{message.uuid}/" not in page.get("/").content.decode()
    assert scenes.said(User.objects.get(pk=member.pk), thread).position == 2
    assert (
        "acknowledged"
        in client_for(moderator).get(f"/moderation/members/{member.uuid}/history/").content.decode()
    )


def test_of_two_warnings_both_are_acknowledged(client_for, moderator, member):
    for text in ("First.", "Second."):
        speak(client_for(moderator), member, kind="warning", text=text)
    first, second = ModeratorMessage.objects.order_by("pk")
    services.acknowledge(actor=member, message=first)
    assert User.objects.get(pk=member.pk).has_warning
    services.acknowledge(actor=member, message=second)
    assert not User.objects.get(pk=member.pk).has_warning


def test_a_warning_is_taken_back_within_thirty_days(client_for, moderator, member):
    page, history = client_for(moderator), f"/moderation/members/{member.uuid}/history/"
    speak(page, member, kind="warning", text="Please name nobody.")
    assert "Take the warning back" in page.get(history).content.decode()
    speak(page, member, **{"take-back": "1"})
    assert not User.objects.get(pk=member.pk).has_warning, "nothing is left to acknowledge"
    shown = page.get(history).content.decode()
    assert "taken back" in shown and "Take the warning back" not in shown
    read = [
        client_for(member).get(f"/messages/{one.uuid}/").content.decode()
        for one in ModeratorMessage.objects.all()
    ]
    assert "A warning to you was taken back." in read[0] and "This warning was taken back." in read[1]
    assert "acknowledge" not in read[1]
    assert AuditEntry.objects.filter(verb="take-back-warning").count() == 1
    speak(page, member, kind="warning", text="Again.")
    ModeratorMessage.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert "Take the warning back" not in page.get(history).content.decode()
    assert User.objects.get(pk=member.pk).has_warning, "what is too old to be taken back is still to be read"


def test_only_moderators_take_a_warning_back(client_for, moderator, member, other_member):
    speak(client_for(moderator), member, kind="warning", text="Please name nobody.")
    for who in (member, other_member):
        assert speak(client_for(who), member, **{"take-back": "1"}).status_code in {403, 404}
    assert User.objects.get(pk=member.pk).has_warning


def test_a_silenced_member_reads_and_neither_posts_nor_reacts(client_for, moderator, member, other_member):
    thread = scenes.discussion(other_member)
    speak(client_for(moderator), member, kind="silence", days="7", text="A week of rest.")
    row = User.objects.get(pk=member.pk)
    assert 6.9 < (row.silenced_until - timezone.now()).total_seconds() / 86400 < 7.1
    page, post = client_for(member), thread.posts.get()
    assert page.get(f"/threads/{thread.pk}/").status_code == 200
    data = {"kind": "reply", "body": "Still me.", "idempotency_key": scenes.key()}
    assert page.post(f"/threads/{thread.pk}/reply/", data).status_code == 403
    page.post(f"/posts/{post.pk}/reactions/", {"kind": "thanks"})
    assert not post.reactions.exists()
    speak(client_for(moderator), member, lift="1")
    assert page.post(f"/threads/{thread.pk}/reply/", data).status_code == 302
    assert ModeratorMessage.objects.filter(kind="lifted", member=member).exists()


def test_a_silence_ends_by_itself(moderator, member):
    until = timezone.now() + timedelta(seconds=60)
    services.address(actor=moderator, member=member, kind="silence", text="A minute.", until=until)
    assert User.objects.get(pk=member.pk).is_silenced
    User.objects.filter(pk=member.pk).update(silenced_until=timezone.now())
    assert not User.objects.get(pk=member.pk).is_silenced


def test_who_is_paused_reads_why_and_until_when(client_for, moderator, member):
    speak(client_for(moderator), member, kind="pause", days="7", text="Names were given twice.")
    assert User.objects.get(pk=member.pk).is_suspended
    again = User.objects.get(pk=member.pk)  # their sessions ended
    assert "Names were given twice." in client_for(again).get("/welcome/").content.decode()
    client_for(moderator).post(f"/moderation/members/{member.uuid}/lift/")
    assert User.objects.get(pk=member.pk).is_full_member
    assert (
        "lifted" in client_for(moderator).get(f"/moderation/members/{member.uuid}/history/").content.decode()
    )


@pytest.mark.parametrize(
    "data",
    [{"text": ""}, {"text": "x" * 2001}, {"kind": "prison"}, {"kind": "silence", "days": "9999"}],
    ids=["empty", "long", "kind", "days"],
)
def test_what_is_wrong_comes_back_with_what_was_typed(client_for, moderator, member, data):
    answer = speak(client_for(moderator), member, **data)
    assert (
        answer.status_code == 422
        and data.get("text", "Thank you for asking first.") in answer.content.decode()
    )
    assert not ModeratorMessage.objects.exists()


def test_moderators_sanction_neither_themselves_nor_each_other(client_for, moderator, administrator):
    colleague = UserFactory(moderator=True)
    data = {"kind": "warning", "text": "No."}
    assert speak(client_for(moderator), colleague, **data).status_code == 422, "a note is all that is offered"
    assert speak(client_for(moderator), moderator, kind="note").status_code == 403
    assert speak(client_for(moderator), colleague, kind="note").status_code == 302
    assert speak(client_for(administrator), colleague, **data).status_code == 302


def test_kept_answers_begin_a_text_once_and_only_moderators_keep_them(client_for, moderator, curator, member):
    kept = CannedResponse.objects.create(title="Names", text="Please leave names out.", language="es")
    page = client_for(moderator).get(f"/moderation/members/{member.uuid}/history/").content.decode()
    assert "Names (Español)" in page and 'data-words="Please leave names out."' in page
    text = "Please leave names out.\n\nThat street too."
    speak(client_for(moderator), member, kept=kept.pk, text=text)
    assert ModeratorMessage.objects.get().text == text
    assert client_for(moderator).get("/admin/kept_answers/").status_code == 200
    assert client_for(curator).get("/admin/kept_answers/").status_code in (302, 403)
    client_for(moderator).post(
        "/admin/kept_answers/new/", {"title": "Kind", "text": "Be kind.", "language": "en", "order": "1"}
    )
    assert CannedResponse.objects.filter(title="Kind").exists()


def test_the_history_shows_what_bears_the_name(client_for, moderator, member, other_member):
    by_name = scenes.said(member, scenes.discussion(other_member, title="By name"))
    secretly = scenes.said(member, scenes.discussion(other_member, title="By sector"), anonymous=True)
    for post in (by_name, secretly):
        client_for(other_member).post(f"/posts/{post.pk}/flag/", {"kind": "spam"})
        client_for(moderator).post(f"/posts/{post.pk}/author/", {"kind": "note", "text": f"On {post.pk}"})
    html = client_for(moderator).get(f"/moderation/members/{member.uuid}/history/").content.decode()
    assert "By name" in html and f"On {by_name.pk}" in html
    assert "By sector" not in html and f"On {secretly.pk}" not in html


def test_an_end_is_chosen_as_a_day(client_for, moderator, member):
    page, day = client_for(moderator), timezone.localdate() + timedelta(days=12)
    for wrong in (timezone.localdate() - timedelta(days=1), day + timedelta(days=400), "nonsense"):
        answer = speak(page, member, kind="pause", days="7", last_day=str(wrong))
        assert answer.status_code == 422 and "Thank you for asking first." in answer.content.decode()
    assert not ModeratorMessage.objects.exists()
    speak(page, member, kind="silence", days="7", last_day=str(day))
    until = ModeratorMessage.objects.get().until
    assert timezone.localtime(until).isoformat().startswith(f"{day}T23:59:59")
    thread = scenes.discussion(moderator)
    said = client_for(member).get(f"/threads/{thread.pk}/").content.decode()
    assert "You can read, and post again after" in said
