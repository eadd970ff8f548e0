"""A draft of a guide on its way: colleagues of its sectors read it, then a moderator; everybody concerned is told."""

import pytest
from django.core import mail
from django.urls import reverse
from wagtail.models import TaskState, Workflow, WorkflowPage

from cop.core.access import Refused
from forums.models import Excerpt
from forums.services.reviewing import review
from library import services
from library.models import GuidePage, PeerReview, PeerReviewTask, Principle
from library.reviewing import asked_of, in_review
from members.models import Sector
from tests.factories import UserFactory, sector
from tests.forums import scenes
from tests.notifications.scenes import told

LIST = "/reviews/"
YES = {"answer": "yes", "words": ""}


def html(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def reader(slug="home-visiting", **fields):
    return UserFactory(sector=slug, sector__reads_drafts=True, **fields)


@pytest.fixture
def submit(library, curator):
    """`submit("pediatrics", …)`: a draft for these sectors, submitted by a curator."""

    def made(*slugs, title="How to begin a goodbye"):
        guide = services.draft_guide(
            actor=curator, title=title, summary="Sixty seconds at the door.", language="en",
            principles=Principle.objects.filter(slug="village"),
        )  # fmt: skip
        guide.sectors.set(Sector.objects.filter(slug__in=slugs))
        guide.body.append(("checklist", {"title": "Before the door", "lines": ["I have time.", "I sit."]}))
        guide.save_revision(user=curator)
        guide = GuidePage.objects.get(pk=guide.pk)
        guide.get_workflow().start(guide, curator)
        return guide

    return made


def state_of(guide):
    return guide.current_workflow_task_state


def page_of(guide):
    return reverse("forums:review-detail", args=[state_of(guide).pk])


def approve(guide, moderator, client_for):
    act = reverse("wagtailadmin_pages:workflow_action", args=[guide.pk, "approve", state_of(guide).pk])
    assert client_for(moderator).post(act, {}).status_code == 302
    guide.refresh_from_db()


def test_one_of_each_sector_reads_it_then_a_moderator_and_everybody_is_told(
    submit, curator, moderator, member, client_for, run_tasks, settings
):
    settings.NOTIFICATION_MAIL_DELAY = 0
    rosa, amara = reader("home-visiting"), reader("pediatrics")
    guide = submit("home-visiting", "pediatrics")
    run_tasks()
    assert told(rosa) == told(amara) == ["reading"] and told(moderator) == told(member) == []
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert set(letters) == {rosa.email, amara.email}
    assert guide.title not in letters[rosa.email].subject + letters[rosa.email].body
    client = client_for(rosa)
    assert guide.title in html(client, "/notifications/") and guide.title in html(client, LIST)
    page = html(client, page_of(guide))
    assert "Before the door" in page and "I have time." in page and "/ticks/" not in page

    assert client.post(page_of(guide), YES).status_code == 302
    assert guide.title in html(client, LIST), "what one said stays there"
    assert state_of(guide).task.specific_class == PeerReviewTask
    page = html(client_for(curator), "/curating/")
    assert "What a colleague said" in page and guide.title in page
    assert "Waits for: Pediatrics" in html(client_for(curator), page_of(guide))
    assert client_for(amara).post(page_of(guide), YES | {"words": "Say it in one breath."}).status_code == 302
    state = state_of(guide)
    assert state.task.name == "A moderator reads it"
    done = PeerReview.objects.get(reader=amara).state
    assert done.status == "approved" and "Say it in one breath." in done.comment
    run_tasks()
    assert told(moderator) == ["draft"] and told(rosa) == told(amara) == []
    assert guide.title in html(client_for(moderator), "/notifications/")

    approve(guide, moderator, client_for)
    assert guide.live
    run_tasks()
    assert told(curator) == ["judged"] and told(moderator) == []
    assert "Your draft was approved" in html(client_for(curator), "/notifications/")
    assert "Say it in one breath." in html(
        client_for(curator), reverse("forums:review-detail", args=[done.pk])
    )
    assert (
        guide.title
        not in html(client_for(curator), "/curating/").split("id=&quot;map")[0].split('id="map"')[0]
    )


def test_who_asks_for_changes_says_which_and_the_draft_goes_back(submit, curator, client_for, run_tasks):
    rosa = reader()
    guide = submit("home-visiting")
    client, url = client_for(rosa), page_of(guide)
    answer = client.post(url, {"answer": "change", "words": " "})
    assert answer.status_code == 422 and "Say in a few words what should change." in answer.content.decode()
    assert client.post(url, {"words": "Kept words."}).status_code == 422
    assert not PeerReview.objects.exists()
    assert client.post(url, {"answer": "change", "words": "Shorter, please."}).status_code == 302
    guide = GuidePage.objects.get(pk=guide.pk)
    assert guide.current_workflow_state.status == "needs_changes" and not guide.live
    run_tasks()
    assert told(curator) == ["judged"]
    assert "Changes to your draft are asked for" in html(client_for(curator), "/notifications/")
    assert "Changes are asked for" in html(client_for(curator), "/curating/")
    assert "Its writer has it again" in html(client, LIST)
    assert client.post(url, YES).status_code == 403, "it is read no more"
    assert PeerReview.objects.get().approves is False

    guide.current_workflow_state.resume(user=curator)
    run_tasks()
    assert told(rosa) == ["reading"]
    assert client.post(page_of(guide), YES).status_code == 302
    assert state_of(guide).task.name == "A moderator reads it"


def test_only_those_read_it_who_wish_to_and_sit_there(
    submit, curator, moderator, member, client_for, run_tasks
):
    """A draft is nobody else's, and seems to be nowhere."""
    rosa, elsewhere = reader(), reader("policy")
    guide = submit("home-visiting")
    url = page_of(guide)
    assert client_for().get(url).status_code == 302
    for person in (member, elsewhere, reader(suspended=True)):
        assert asked_of(person) == []
    for person in (member, elsewhere):
        assert client_for(person).get(url).status_code == 404
        assert guide.title not in html(client_for(person), LIST)
        with pytest.raises(Refused):
            review(actor=person, state=state_of(guide), approves=True)
    for person in (curator, moderator):
        assert guide.title in html(client_for(person), url)
        assert client_for(person).post(url, YES).status_code == 403, "reading it is not answering"
    with pytest.raises(Refused):
        review(
            actor=UserFactory(sector__reads_drafts=True, silenced=True), state=state_of(guide), approves=True
        )
    assert client_for(rosa).get(url).status_code == 200


def test_a_place_that_is_closed_stays_closed(submit, library, client_for):
    rosa = reader()
    guide = submit("home-visiting")
    library.close(guide, kind="groups", groups=[])
    assert client_for(rosa).get(page_of(guide)).status_code == 404


def test_nobody_is_waited_for_where_nobody_wishes_to_read(submit, moderator, member, run_tasks):
    guide = submit("home-visiting")
    assert state_of(guide).task.name == "A moderator reads it"
    assert TaskState.objects.get(task__peerreviewtask__isnull=False).status == "skipped"
    run_tasks()
    assert told(moderator) == ["draft"] and told(member) == []


def test_what_is_no_guide_goes_to_a_moderator_at_once(library, curator):
    reader()
    collection = library.collection()
    collection.save_revision(user=curator)
    collection.get_workflow().start(collection, curator)
    assert state_of(collection).task.name == "A moderator reads it"


def test_who_submitted_it_does_not_read_it(library, submit, curator):
    curator.profile.reads_drafts = True
    curator.profile.save()
    assert state_of(submit("home-visiting")).task.name == "A moderator reads it"


def test_a_sector_without_readers_is_not_waited_for(submit):
    guide = submit("home-visiting", "policy")
    assert state_of(guide).task.name == "A moderator reads it"
    rosa = reader()
    guide = submit("home-visiting", "policy", title="Another")
    review(actor=rosa, state=state_of(guide), approves=True)
    assert state_of(guide).task.name == "A moderator reads it"


def test_sectors_of_the_task_go_before_those_of_the_guide(submit, client_for):
    rosa, amara = reader(), reader("pediatrics")
    PeerReviewTask.objects.get().sectors.set([sector("pediatrics")])
    guide = submit("home-visiting")
    assert client_for(rosa).get(page_of(guide)).status_code == 404
    review(actor=amara, state=state_of(guide), approves=True)
    assert state_of(guide).task.name == "A moderator reads it"


def test_of_a_guide_for_nobody_in_particular_one_colleague_is_enough(submit, curator, client_for):
    rosa, amara = reader(), reader("pediatrics")
    guide = submit()
    assert "Waits for a colleague of any sector." in html(client_for(curator), page_of(guide))
    assert client_for(rosa).get(page_of(guide)).status_code == 200
    review(actor=amara, state=state_of(guide), approves=True)
    assert state_of(guide).task.name == "A moderator reads it"


@pytest.mark.identifiers
def test_words_that_tell_who_a_family_is_come_back_and_are_kept(submit, client_for):
    rosa = reader()
    guide = submit("home-visiting")
    words = "It fits Maya Gutierrez, born 3/14/2021."
    answer = client_for(rosa).post(page_of(guide), {"answer": "yes", "words": words})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not PeerReview.objects.exists()


def test_a_draft_shows_no_quote_that_nobody_agreed_to(submit, curator, client_for):
    rosa = reader()
    thread = scenes.discussion(reader("pediatrics"), title="What the tower tells")
    post = scenes.said(thread.author, thread, "Begin with the tower.")
    guide = submit("home-visiting")
    row = Excerpt.objects.create(
        post=post, revision=1, words="Begin with the tower.", guide_key=guide.translation_key,
        asked_at=post.created_at, asked_by=curator,
    )  # fmt: skip
    services.add_quotations(actor=UserFactory(moderator=True), guide=guide, quotations=[str(row.uuid)])
    TaskState.objects.filter(pk=state_of(guide).pk).update(
        revision=GuidePage.objects.get(pk=guide.pk).latest_revision
    )
    assert "Begin with the tower." not in html(client_for(rosa), page_of(guide))
    Excerpt.objects.update(consent="unnamed", answered=1, answered_at=post.created_at)
    assert "Begin with the tower." in html(client_for(rosa), page_of(guide))


def test_while_it_is_read_only_moderators_write_on_and_may_end_it(submit, curator, moderator, client_for):
    reader()
    guide = submit("home-visiting")
    assert guide.permissions_for_user(curator).page_locked()
    assert not guide.permissions_for_user(moderator).page_locked()
    task = state_of(guide).task.specific
    assert task.get_actions(guide, curator) == [] and len(task.get_actions(guide, moderator)) == 2
    approve(guide, moderator, client_for)
    assert state_of(guide).task.name == "A moderator reads it" and not guide.live


def test_a_word_can_be_changed_while_it_is_read(submit):
    rosa, amara = reader(), reader("pediatrics")
    guide = submit("home-visiting", "pediatrics")
    review(actor=rosa, state=state_of(guide), approves=True)
    review(actor=rosa, state=state_of(guide), approves=False, words="On second thought: shorter.")
    assert PeerReview.objects.get().words.startswith("On second thought")
    guide = GuidePage.objects.get(pk=guide.pk)
    assert guide.current_workflow_state.status == "needs_changes"
    with pytest.raises(Refused):
        review(actor=amara, state=PeerReview.objects.get().state, approves=True)


def test_the_desk_costs_the_same_for_many_drafts(submit, curator, client_for, django_assert_max_num_queries):
    reader()
    for number in range(5):
        submit("home-visiting", "pediatrics", title=f"Draft {number}")
    with django_assert_max_num_queries(3):
        assert len(in_review(curator)) == 5


def test_who_made_the_workflow_otherwise_meant_it(library):
    way = Workflow.objects.get(active=True)
    assert [task.name for task in way.tasks] == ["Colleagues of its sectors read it", "A moderator reads it"]
    way.workflow_tasks.filter(task__peerreviewtask__isnull=False).delete()
    services.ensure_workflow()
    assert [task.name for task in way.tasks] == ["A moderator reads it"]
    assert WorkflowPage.objects.get().workflow == way


def test_an_installation_of_before_gets_its_colleagues_once(library):
    way = Workflow.objects.get(active=True)
    PeerReviewTask.objects.all().delete()
    Workflow.objects.filter(pk=way.pk).update(name="A moderator reads it")
    services.ensure_workflow()
    services.ensure_workflow()
    way.refresh_from_db()
    assert way.name == "Colleagues and a moderator"
    assert [task.name for task in way.tasks] == ["Colleagues of its sectors read it", "A moderator reads it"]


def test_members_say_in_their_profile_that_they_like_to_read_drafts(member, client_for):
    client = client_for(member)
    assert LIST not in html(client, "/")
    form = client.get("/profile/").context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    data = {name: value for name, value in data.items() if value != ""}
    assert client.post("/profile/", data | {"languages": "", "reads_drafts": "on"}).status_code == 302
    member.profile.refresh_from_db()
    assert member.profile.reads_drafts
    assert LIST in html(client, "/")
