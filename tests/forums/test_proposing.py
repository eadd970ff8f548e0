"""Members propose a guide or other words in one: a plain form, a draft on the way of all drafts, and an answer."""

import uuid

import pytest
from django.urls import reverse
from wagtail.models import WorkflowState

from cop.core.access import Refused
from forums.services import proposing
from library.models import GuidePage, Proposal
from library.services.publishing import publish
from library.sheets import Line, lines_of, merged, written
from tests.factories import UserFactory
from tests.notifications.scenes import told

NEW, LIST = "/proposals/new/", "/proposals/"


def html(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def typed(**more):
    return {
        "key": str(uuid.uuid4()),
        "language": "en",
        "title": "How to begin a goodbye",
        "summary": "Sixty seconds at the door.",
        "principles": ["village"],
        "sectors": [],
        "why_it_matters-text": "Goodbyes teach.\n\nThey can be short.",
        "try_this_week-1-step": "Name it",
        "try_this_week-1-how": "Say that you leave, and when you come back.",
        "words_to_say-lines": "I go now.\nI come back after lunch.",
        "watch_for-lines": "Sneaking out. It costs trust.",
        "discuss-lines": "",
        "note": "We have none for the door.",
        "thanks": "on",
    } | more


def sent(client, **more):
    data = typed(**more)
    answer = client.post(NEW, data)
    assert answer.status_code == 302, answer.content.decode()
    return Proposal.objects.get(uuid=data["key"])


def act(guide, what, moderator, client_for, **data):
    url = reverse(
        "wagtailadmin_pages:workflow_action", args=[guide.pk, what, guide.current_workflow_task_state.pk]
    )
    assert client_for(moderator).post(url, data).status_code == 302
    return GuidePage.objects.get(pk=guide.pk)


def test_what_a_member_proposes_goes_the_way_of_all_drafts_and_thanks_them(
    library, member, moderator, client_for, run_tasks
):
    client = client_for(member)
    assert LIST in html(client, "/guides/") and LIST not in html(client_for(), "/guides/")
    proposal = sent(client)
    guide = proposal.guide
    assert not guide.live and guide.owner == member and proposal.fields == {}
    assert guide.current_workflow_state.requested_by == member
    assert [block.block_type for block in guide.body] == [
        "why_it_matters", "try_this_week", "words_to_say", "watch_for",
    ]  # fmt: skip
    assert client_for(moderator).get(reverse("wagtailadmin_pages:edit", args=[guide.pk])).status_code == 200
    desk = html(client_for(moderator), "/curating/")
    assert f"Proposed by {member}" in desk and "We have none for the door." in desk
    assert "Your draft is being read" in html(client, LIST)
    run_tasks()
    assert told(moderator) == ["draft"]
    guide = act(guide, "approve", moderator, client_for)
    run_tasks()
    assert told(member) == ["judged"]
    assert "Your draft was approved" in html(client, LIST)
    page = html(client_for(), guide.url)
    for words in (
        "Goodbyes teach.",
        "Name it",
        "I come back after lunch.",
        "Sneaking out",
        "It costs trust.",
    ):
        assert words in page
    assert f"With thanks to {member}" in page and "We have none for the door." not in page
    client.post(reverse("forums:proposal-thanks", args=[proposal.uuid]), {})
    assert f"With thanks to {member}" not in html(client_for(), guide.url)


def test_the_curators_words_come_back_and_the_writer_goes_on(
    library, member, moderator, client_for, run_tasks
):
    client = client_for(member)
    proposal = sent(client)
    guide = act(proposal.guide, "reject", moderator, client_for, comment="Say it in one breath.")
    assert guide.current_workflow_state.status == "needs_changes"
    run_tasks()
    assert told(member) == ["judged"]
    url = reverse("forums:proposal-edit", args=[proposal.uuid])
    assert "Say it in one breath." in html(client, LIST) and "Say it in one breath." in html(client, url)
    form = client.get(url).context["form"]
    again = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", False)}
    steps = next(line for line in form.lines if line.name.endswith("-1-step"))
    assert client.post(url, again | {steps.name: "Name it once"}).status_code == 302
    guide = GuidePage.objects.get(pk=guide.pk)
    assert guide.current_workflow_state.status == "in_progress"
    assert "Name it once" in str(guide.get_latest_revision().content["body"])
    assert client.get(url).status_code == 302, "what is on its way is not changed"


def test_nothing_typed_is_lost(library, member, client_for):
    client = client_for(member)
    answer = client.post(NEW, typed(title="", **{"try_this_week-2-how": "Without a name."}))
    page = answer.content.decode()
    assert answer.status_code == 422 and not Proposal.objects.exists()
    assert "I come back after lunch." in page and "Name this step in a few words." in page
    data = typed(title="", summary="", keep="1")
    assert client.post(NEW, data).status_code == 302
    row = Proposal.objects.get()
    assert row.sent_at is None and "Goodbyes" not in row.sealed
    assert "Begun, seen by you alone" in html(client, LIST)
    page = html(client, reverse("forums:proposal-edit", args=[row.uuid]))
    assert "I come back after lunch." in page and "We have none for the door." in page
    assert (
        client.post(
            reverse("forums:proposal-edit", args=[row.uuid]),
            data | {"title": "T", "summary": "S", "keep": ""},
        ).status_code
        == 302
    )
    client.post(reverse("forums:proposal-remove", args=[row.uuid]))


def test_kept_words_are_sent_when_they_are_whole(library, member, client_for):
    client = client_for(member)
    data = typed(title="")
    client.post(NEW, data | {"keep": "1"})
    url = reverse("forums:proposal-edit", args=[data["key"]])
    assert client.post(url, data | {"title": "At the door"}).status_code == 302
    row = Proposal.objects.get()
    assert row.sent_at and row.guide.title == "At the door" and row.fields == {}
    assert client.post(NEW, data | {"title": "At the door"}).status_code == 302, "sent twice it is there once"
    assert GuidePage.objects.count() == 1


@pytest.mark.identifiers
def test_what_could_tell_who_a_family_is_comes_back(library, member, client_for):
    words = "Maya Gutierrez, born 3/14/2021, waits at the window."
    answer = client_for(member).post(NEW, typed(**{"why_it_matters-text": words}))
    assert answer.status_code == 422 and "findings" in answer.content.decode()
    assert words in answer.content.decode()
    assert not GuidePage.objects.exists()


def test_another_language_and_an_empty_place_of_the_map(library, member, client_for):
    client = client_for(member)
    page = html(client, LIST)
    assert f"{NEW}?principle=village&amp;sector=home-visiting" in page
    form = client.get(f"{NEW}?principle=village&sector=home-visiting").context["form"]
    assert form["principles"].value() == ["village"] and form["sectors"].value() == ["home-visiting"]
    guide = sent(client, language="es", title="Cómo empezar").guide
    assert guide.locale.language_code == "es" and guide.get_parent().specific == library.index("es")


def published(library, **fields):
    return GuidePage.objects.get(pk=library.guide(checklist={"lines": ["I look.", "I sit."]}, **fields).pk)


def test_a_change_of_a_guide_changes_what_was_changed_and_nothing_else(
    library, member, moderator, client_for
):
    guide = published(library, words_to_say=["You hummed.", "Stay."])
    client, url = client_for(member), reverse("forums:proposal-guide", args=[guide.pk])
    assert url in html(client, guide.url) and url not in html(client_for(), guide.url)
    form = client.get(url).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", False)}
    ids = {block.block_type: block.id for block in guide.body}
    before = {part["id"]: part for part in guide.body.raw_data}
    name = f"{ids['words_to_say']}-lines"
    assert data[name] == "You hummed.\nStay."
    assert client.post(url, data | {name: "You hummed.\nStay a while."}).status_code == 302
    draft = GuidePage.objects.get(pk=guide.pk).get_latest_revision_as_object()
    after = {part["id"]: part for part in draft.body.raw_data}
    assert list(after) == list(before)
    assert [key for key in before if before[key] != after[key]] == [ids["words_to_say"]]
    was, now = (parts[ids["words_to_say"]]["value"]["sentences"] for parts in (before, after))
    assert now[0] == was[0] and now[1]["value"] == "Stay a while."
    assert "Stay a while." not in html(client_for(), guide.url)
    proposal = Proposal.objects.get()
    assert proposal.edits and proposal.way.status == WorkflowState.STATUS_IN_PROGRESS
    guide = act(guide, "approve", moderator, client_for)
    assert "Stay a while." in html(client_for(), guide.url)


def test_where_an_editor_is_at_work_words_are_kept_and_nothing_is_overwritten(
    library, member, moderator, client_for
):
    guide = published(library)
    client, url = client_for(member), reverse("forums:proposal-guide", args=[guide.pk])
    form = client.get(url).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", False)}
    data |= {"title": "Another title"}
    guide.title = "An editor's secret title"
    guide.save_revision(user=moderator)
    answer = client.post(url, data)
    page = answer.content.decode()
    assert answer.status_code == 403 and "Another title" in page and "secret title" not in page
    assert client.post(url, data | {"keep": "1"}).status_code == 302
    guide = GuidePage.objects.get(pk=guide.pk)
    publish(guide.get_latest_revision_as_object(), moderator)
    again = client.get(url)
    assert "Another title" in again.content.decode(), "what was begun is gone on with"


def test_two_who_changed_the_same_words_see_both(library, member, moderator, client_for):
    guide = published(library)
    client, url = client_for(member), reverse("forums:proposal-guide", args=[guide.pk])
    form = client.get(url).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", False)}
    why = next(line.name for line in form.lines if line.name.endswith("-text"))
    part = why.removesuffix("-text")
    body = list(guide.body.raw_data)
    next(one for one in body if one["id"] == part)["value"]["text"] = "<p>Theirs.</p>"
    guide.body = guide.body.stream_block.to_python(body)
    publish(guide, moderator)
    answer = client.post(url, data | {why: "Mine."})
    page = answer.content.decode()
    assert answer.status_code == 422 and "Mine." in page and "It reads now: Theirs." in page
    base = answer.context["form"]["base"].value()
    assert client.post(url, data | {why: "Mine.", "base": base}).status_code == 302
    draft = GuidePage.objects.get(pk=guide.pk).get_latest_revision()
    assert "Mine." in draft.content["body"]


def test_a_guide_that_one_may_not_open_cannot_be_changed(library, member, client_for):
    guide = published(library)
    library.close(guide, kind="groups", groups=[])
    assert client_for(member).get(reverse("forums:proposal-guide", args=[guide.pk])).status_code == 404
    assert client_for().get(NEW).status_code == 302


def test_what_others_propose_is_nobody_elses(library, member, other_member, client_for):
    proposal = sent(client_for(member))
    client = client_for(other_member)
    for name in ("proposal-edit", "proposal-thanks", "proposal-remove"):
        assert client.post(reverse(f"forums:{name}", args=[proposal.uuid]), {"on": "1"}).status_code == 404
    assert proposal.guide.title not in html(client, LIST)
    answer = client.post(NEW, typed(key=str(proposal.uuid)))
    assert answer.status_code == 404


def test_who_is_silenced_proposes_nothing_and_five_are_enough(library, member, client_for):
    silenced = client_for(UserFactory(silenced=True))
    answer = silenced.post(NEW, typed())
    assert answer.status_code == 403 and "Goodbyes teach." in answer.content.decode()
    client = client_for(member)
    for number in range(proposing.MOST_OPEN):
        sent(client, title=f"Guide {number}")
    answer = client.post(NEW, typed())
    assert answer.status_code == 403 and "Goodbyes teach." in answer.content.decode()
    assert client.post(NEW, typed(keep="1")).status_code == 403
    with pytest.raises(Refused):
        proposing.keep(actor=member, key=uuid.uuid4(), fields={"title": ["One more"]})


def test_a_plain_form_gives_back_what_it_was_given(library):
    guide = published(library, words_to_say=["You hummed."], moment={"text": "He holds the bus."})
    stream, parts = guide.body.stream_block, list(guide.body.raw_data)
    same = {line.name: line.text for line in lines_of(stream, parts)}
    assert written(parts, same) == parts
    gone = dict.fromkeys(same, "")
    assert [part["type"] for part in written(parts, gone)] == []
    assert written(parts, {}) == parts


def test_words_that_only_others_changed_are_taken_over():
    base = lines_of_text("a", "b", "c")
    newest = lines_of_text("a", "B", "C")
    sent = {"0": "mine", "1": "b", "2": "other"}
    assert merged(base, newest, sent) == ({"0": "mine", "1": "B", "2": "other"}, ["2"])


def lines_of_text(*texts):
    return [Line(str(number), "p", "", text, 100) for number, text in enumerate(texts)]
