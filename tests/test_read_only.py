"""With READ_ONLY everything is read as ever, and no door lets anything be written."""

import json
import logging
import re

import pytest
from django import forms
from django.core import mail
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.admin.models import EditingSession

from cop.core.still import OPEN, typed
from forums.models import Post
from library.models import GuidePage
from members import services
from tests.forums import scenes
from tests.test_access_matrix import ADDRESSES
from tests.test_page_queries import LOOKING, liven, paths, read
from tests.world import build

#: Who took the record or the numbers along as a file stands in the record, at any time.
KEPT = ("django_session", "members_auditentry")
WORDS = "I notice how the kettle tells when a visit may begin."


@pytest.fixture
def still(settings):
    settings.READ_ONLY = True
    return settings


@pytest.fixture
def thread(member, other_member):
    return scenes.discussion(other_member)


def reply_url(thread):
    return reverse("forums:post-create", args=[thread.pk])


def test_reading_writes_nothing_but_sessions_and_the_record(library, run_tasks, settings):
    """Nobody's page fails, and none changes a row on the way."""
    world = build()
    liven(world, library)
    run_tasks()
    settings.READ_ONLY = True
    wrong = []
    for person in LOOKING:
        client = Client(raise_request_exception=False)
        if viewer := world.people[person]:
            client.force_login(viewer)
        for path in paths(world):
            with CaptureQueriesContext(connection) as asked:
                answer = read(client, path)
            if answer.status_code >= 500:
                wrong.append(f"{person} {path}: {answer.status_code}")
            wrong += [f"{person} {path}: {sql[:120]}" for sql in map(written, asked) if sql]
    assert wrong == []


def written(query):
    sql = query["sql"].lstrip()
    changes = sql.startswith(("INSERT", "UPDATE", "DELETE"))
    return sql if changes and not any(table in sql for table in KEPT) else ""


def test_every_address_that_takes_something_refuses_it(library, run_tasks, settings):
    world = build()
    run_tasks()
    settings.READ_ONLY = True
    sent = [one for one in ADDRESSES if one.sends is not None and not one.route.startswith("api:")]
    let_through = set()
    client = Client(raise_request_exception=False)
    client.force_login(world.people["administrator"])
    for address in sent:
        if client.post(address.path(world), address.sends or {}).status_code != 503:
            let_through.add(address.route)
    assert let_through <= OPEN
    assert len(sent) > 60


def test_words_that_cannot_be_kept_come_back(still, thread, member, client_for):
    answer = client_for(member).post(reply_url(thread), {"body": WORDS, "kind": "notice", "key": "k" * 60})
    html = answer.content.decode()
    assert answer.status_code == 503 and WORDS in html and "can be read" in html and "kkkk" not in html
    assert not Post.objects.filter(body__contains=WORDS).exists()


def test_a_script_is_told_why_so_that_the_words_stay_in_their_field(still, thread, member, client_for):
    for by in ("form", "fetch"):
        answer = client_for(member).post(reply_url(thread), {"body": WORDS}, headers={"X-Requested-With": by})
        assert answer.status_code == 503
        assert "can be read" in json.loads(answer.content)["detail"]


def test_the_api_refuses_with_a_problem_and_goes_on_answering(still, thread, member, client):
    _row, raw = services.issue_token(actor=member, name="Reader")
    bearer = {"headers": {"Authorization": f"Bearer {raw}"}}
    answer = client.post(
        f"/api/v1/threads/{thread.pk}/posts", {"body": WORDS}, content_type="application/json", **bearer
    )
    assert answer.status_code == 503 and answer["Content-Type"] == "application/problem+json"
    assert client.get(f"/api/v1/threads/{thread.pk}", **bearer).status_code == 200


def test_the_editors_admin_gives_back_what_a_curator_wrote(still, library, curator, client_for):
    guide = library.guide()
    rich = json.dumps({"blocks": [{"text": "Sit down first.", "key": "a"}], "entityMap": {}})
    sent = {"title": "Begin with tea", "body-0-value-text": rich, "action-publish": "1"}
    answer = client_for(curator).post(reverse("wagtailadmin_pages:edit", args=[guide.pk]), sent)
    html = answer.content.decode()
    assert answer.status_code == 503 and "Begin with tea" in html and "Sit down first." in html
    assert GuidePage.objects.get(pk=guide.pk).title == guide.title


def test_the_editor_is_not_opened_since_opening_it_would_be_kept(still, library, curator, client_for):
    """A draft is read by its preview."""
    guide, client = library.guide(), client_for(curator)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[guide.pk])).status_code == 503
    assert not EditingSession.objects.exists()
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    assert client.get(reverse("wagtailadmin_pages:view_draft", args=[guide.pk])).status_code == 200
    still.READ_ONLY = False
    assert client.get(reverse("wagtailadmin_pages:edit", args=[guide.pk])).status_code == 200
    assert EditingSession.objects.exists()


def test_one_word_is_a_word_in_every_form_of_ours(db):
    lost = {
        name
        for form in forms_of(forms.BaseForm)
        if form.__module__.split(".")[0] in ("forums", "members", "library", "search", "notifications")
        for name, field in getattr(form, "base_fields", {}).items()
        if type(field).__name__ in ("CharField", "TextField", "LineField", "Body", "TagsField")
        and not field.widget.is_hidden
        and not typed(QueryDict(f"{name}=Tea"))
    }
    assert lost <= {"act", "code", "q"}
    for name in ("words", "words-12", "tried", "question", "reason", "handouts-0-title", "never-seen"):
        assert typed(QueryDict(f"{name}=tea")) == ["tea"]
    for choice in ("kind=notice", "answer=yes", "body-0-type=text", "handouts-TOTAL_FORMS=2", "key=abc"):
        assert typed(QueryDict(choice)) == []


def forms_of(kind):
    for one in kind.__subclasses__():
        yield one
        yield from forms_of(one)


def test_a_refusal_is_no_error_in_the_log(still, thread, member, client_for, caplog):
    with caplog.at_level(logging.INFO, logger="django.request"):
        client_for(member).post(reply_url(thread), {"body": WORDS})
        client_for(member).post(reply_url(thread), {"body": WORDS}, headers={"X-Requested-With": "form"})
    levels = [one.levelname for one in caplog.records if one.name == "django.request"]
    assert levels == ["INFO", "INFO"]


def test_who_forgot_the_password_finds_the_way_in(still, member, client, committed, run_tasks):
    with committed():
        assert client.post(reverse("account_reset_password"), {"email": member.email}).status_code == 302
    run_tasks()
    link = re.search(r"https?://[^/\s]+(/\S+/reset/key/\S+)", mail.outbox[-1].body)[1]
    form = client.get(link, follow=True)
    new = "take-another-seat-7"
    sent = {"password1": new, "password2": new}
    assert client.post(form.redirect_chain[-1][0], sent).status_code == 302
    member.refresh_from_db()
    assert member.check_password(new)


def test_the_admin_lets_sign_in(still, curator, client):
    curator.set_password("take-a-seat-here")
    curator.save()
    sent = {"username": curator.email, "password": "take-a-seat-here"}
    assert client.post(reverse("wagtailadmin_login"), sent).status_code != 503


def test_no_password_is_shown(still, member, client_for):
    sent = {
        "oldpassword": "take a seat here",
        "password1": "a long new password",
        "password2": "a long new password",
    }
    html = client_for(member).post(reverse("account_change_password"), sent).content.decode()
    assert "a seat here" not in html and "new password" not in html


def test_one_can_still_sign_in_and_out_and_choose_a_language(still, member, client):
    member.set_password("take-a-seat-here")
    member.save()
    sent = {"login": member.email, "password": "take-a-seat-here"}
    assert client.post(reverse("account_login"), sent).status_code == 302
    assert client.get(reverse("forums:thread-list")).status_code == 200
    assert client.post(reverse("set-language"), {"language": "es", "next": "/"}).status_code == 302
    assert "Por ahora" in client.get("/").content.decode()
    assert client.post(reverse("account_logout")).status_code == 302


def test_every_page_says_so_at_its_top(still, thread, member, client_for):
    page = client_for(member).get(reverse("forums:thread-detail", args=[thread.pk])).content.decode()
    assert "nothing can be written" in page and "<body data-still" in page
    assert "data-still" not in client_for(None).get(reverse("account_login")).content.decode()


def test_without_the_setting_nothing_of_it_is_there(thread, member, client_for):
    client = client_for(member)
    assert "data-still" not in client.get(reverse("forums:thread-detail", args=[thread.pk])).content.decode()
    answer = client.post(
        reply_url(thread), {"body": WORDS, "kind": "notice", "idempotency_key": scenes.key()}
    )
    assert answer.status_code != 503 and Post.objects.filter(body__contains=WORDS).exists()
