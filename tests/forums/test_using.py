"""How members used a resource: told with the sector shown, read by members alone, looked after by moderators."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from forums.models import ResourceUse
from forums.services import using
from library.models import Resource
from members.models import AuditEntry, Flag, ModeratorMessage
from notifications.models import Notification
from search.models import SearchEntry
from tests.factories import UserFactory

TOLD = "I left it on the table and we looked at one page together."


@pytest.fixture
def resource(db):
    return Resource.objects.create(title="A film about waiting", kind="video", audience="public")


def page(resource):
    return reverse("library:resource-detail", args=[resource.pk])


def telling(resource):
    return reverse("forums:use-tell", args=[resource.pk])


def read(client, resource):
    return client.get(page(resource)).content.decode()


def told(member, resource, words=TOLD, **fields):
    return using.tell(actor=member, resource=resource, words=words, **fields)


def test_a_member_tells_it_and_colleagues_read_it_with_name_sector_and_setting(resource, client_for):
    rosa, reader = UserFactory(display_name="Rosa Delgado", sector="home-visiting"), UserFactory()
    sent = {"words": TOLD, "setting": "In a first visit"}
    response = client_for(rosa).post(telling(resource), sent)
    assert response.status_code == 302 and response["Location"] == f"{page(resource)}#used"
    html = read(client_for(reader), resource)
    assert all(words in html for words in (TOLD, "In a first visit", "Rosa Delgado", "Home visiting"))


def test_guests_read_nothing_of_it(resource, member, client):
    told(member, resource)
    html = read(client, resource)
    assert TOLD not in html and member.display_name not in html and 'id="used"' not in html
    assert client.get(reverse("forums:resource-uses", args=[resource.pk])).status_code in (302, 404)


def test_by_sector_only_the_name_stands_nowhere_and_a_small_sector_hides_nobody(resource, client_for):
    author = UserFactory(display_name="Wilhelmina Quist", sector="policy")
    told(author, resource, anonymous=True)
    html = read(client_for(UserFactory()), resource)
    assert "A colleague" in html and "Wilhelmina" not in html
    for _ in range(5):
        UserFactory(sector="home-visiting")
    told(UserFactory(display_name="Zuzanna Okri", sector="home-visiting"), resource, anonymous=True)
    html = read(client_for(UserFactory(moderator=True)), resource)
    assert "A home visitor" in html and "Zuzanna" not in html


def test_other_words_take_the_place_of_the_earlier_ones_and_all_can_be_taken_back(
    resource, member, client_for
):
    client = client_for(member)
    client.post(telling(resource), {"words": TOLD})
    client.post(telling(resource), {"words": "We only talked about it.", "anonymous": "1"})
    use = ResourceUse.objects.get()
    assert (use.words, use.author_kind, use.alias) == ("We only talked about it.", "anonymous", 1)
    assert "We only talked about it." in client.get(telling(resource)).content.decode()
    client.post(reverse("forums:use-take-back", args=[resource.pk]))
    assert not ResourceUse.objects.exists()


def test_who_is_anonymous_stays_in_the_sector_in_which_they_told_it(resource, member):
    before = told(member, resource, anonymous=True).sector
    other = UserFactory(sector="policy").profile.sector
    member.profile.sector = other
    member.profile.save()
    assert told(member, resource, words="Said again.", anonymous=True).sector == before
    assert told(member, resource, words="By name now.").sector == other


@pytest.mark.parametrize("sent", [{"words": ""}, {"words": "a" * 601}, {"setting": "b" * 121}])
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(resource, member, client_for, sent):
    sent = {"words": TOLD, "setting": "At home"} | sent
    response = client_for(member).post(telling(resource), sent)
    assert response.status_code == 422 and not ResourceUse.objects.exists()
    assert all(text in response.content.decode() for text in sent.values())


@pytest.mark.identifiers
def test_identifiers_are_asked_about_and_what_is_called_none_is_listed_to_moderators(
    resource, member, moderator, client_for
):
    client = client_for(member)
    sent = {"words": "I showed it to Maria Gonzalez, and called 555-867-5309 after that."}
    response = client.post(telling(resource), sent)
    html = response.content.decode()
    assert response.status_code == 422 and 'name="confirmed"' in html and not ResourceUse.objects.exists()
    tokens = [part.split('"')[0] for part in html.split('name="confirmed" value="')[1:]]
    assert client.post(telling(resource), sent | {"confirmed": tokens}).status_code == 302
    flag = Flag.objects.get()
    assert (flag.kind, flag.cause, flag.reporter) == ("check", "identifiers", None)
    assert (
        "its author says that it does not"
        in client_for(moderator).get(reverse("forums:use-list")).content.decode()
    )


def test_a_privacy_concern_hides_it_at_once_and_its_author_is_told(resource, member, client_for, run_tasks):
    use = told(member, resource)
    reader = UserFactory()
    response = client_for(reader).post(
        reverse("forums:use-flag", args=[use.pk]), {"kind": "privacy"}, follow=True
    )
    html = response.content.decode()
    assert "Thank you. It is hidden, and a moderator reads it next." in html and TOLD not in html
    assert TOLD in read(client_for(member), resource)
    run_tasks()
    assert Notification.objects.get(kind="use-rests").member == member


def test_what_a_moderator_let_stay_is_not_hidden_by_the_same_person_again(resource, member, moderator):
    use, reader = told(member, resource), UserFactory()
    using.flag(actor=reader, use=use, kind="privacy")
    using.decide(actor=moderator, use=use, decision="keep")
    using.flag(actor=reader, use=use, kind="privacy")
    use.refresh_from_db()
    assert use.state == "visible" and Flag.objects.open().count() == 1


def test_other_reports_leave_it_where_it_is_and_wait_on_the_desk(resource, member, moderator, client_for):
    use = told(member, resource)
    client_for(UserFactory()).post(reverse("forums:use-flag", args=[use.pk]), {"kind": "spam"})
    assert TOLD in read(client_for(UserFactory()), resource)
    desk = client_for(moderator).get(reverse("forums:moderation")).content.decode()
    assert "One word on how a resource was used waits" in desk
    asked, lately = client_for(moderator).get(reverse("forums:use-list")).content.decode().split("Lately")
    assert "Advertising" in asked and "Show or hide" in asked and "Show or hide" not in lately


def test_nobody_reports_their_own_words(resource, member, client_for):
    use = told(member, resource)
    response = client_for(member).post(reverse("forums:use-flag", args=[use.pk]), {"kind": "spam"})
    assert response.status_code == 403 and not Flag.objects.exists()


def test_a_moderator_hides_it_with_a_reason_that_its_author_reads(resource, member, moderator, client_for):
    use = told(member, resource, anonymous=True)
    decide = reverse("forums:use-decide", args=[use.pk])
    assert client_for(moderator).post(decide, {"decision": "hide"}).status_code == 422
    assert (
        client_for(moderator)
        .post(decide, {"decision": "hide", "note": "Please leave out the town."})
        .status_code
        == 302
    )
    use.refresh_from_db()
    message = ModeratorMessage.objects.get()
    assert (use.state, message.member, message.masked) == ("hidden", member, True)
    assert TOLD not in read(client_for(UserFactory()), resource)
    html = client_for(member).get(reverse("members:message-detail", args=[message.uuid])).content.decode()
    assert "Please leave out the town." in html and f'href="{page(resource)}#used"' in html


def test_a_moderator_destroys_words_and_nothing_is_left_of_them(
    resource, member, moderator, client_for, run_tasks
):
    use = told(member, resource, words="With Maria from Elm Street.", setting="At the Elm Street porch")
    using.flag(actor=UserFactory(), use=use, kind="privacy", note="It names Maria.")
    client, decide = client_for(moderator), reverse("forums:use-decide", args=[use.pk])
    assert client.post(decide, {"decision": "destroy"}).status_code == 422
    use.refresh_from_db()
    assert use.words, "nothing goes without a word to its author"
    html = client.post(decide, {"decision": "destroy", "note": "It named a family."}, follow=True)
    assert "Its words are destroyed." in html.content.decode()
    run_tasks()
    use.refresh_from_db()
    assert (use.state, use.words, use.setting) == ("removed", "", "")
    assert not Flag.objects.open().exists() and not Flag.objects.exclude(note="").exists()
    assert not AuditEntry.objects.filter(verb="destroy-use", reason__icontains="Elm").exists()
    assert AuditEntry.objects.filter(verb="destroy-use").count() == 1
    assert not SearchEntry.objects.filter(text__contains="Elm Street").exists()
    for viewer in (member, moderator, UserFactory()):
        assert "Elm Street" not in read(client_for(viewer), resource)
    assert ModeratorMessage.objects.get().text == "It named a family."
    assert told(member, resource, words="With a family.").state == "hidden", "a moderator reads it first"


def test_hidden_words_that_were_changed_are_read_by_a_moderator_before_others(resource, member, moderator):
    use = told(member, resource)
    using.decide(actor=moderator, use=use, decision="hide", note="The town, please.")
    told(member, resource, words="Without the town.")
    assert Flag.objects.open().get().cause == "mended"
    using.decide(actor=moderator, use=use, decision="keep")
    use.refresh_from_db()
    assert use.state == "visible" and not Flag.objects.open().exists()


def test_moderators_alone_decide_and_not_about_themselves(resource, member, moderator, client_for):
    use = told(moderator, resource)
    decide = reverse("forums:use-decide", args=[use.pk])
    assert client_for(UserFactory(curator=True)).get(decide).status_code in (403, 404)
    assert client_for(moderator).post(decide, {"decision": "keep"}).status_code == 403


def test_it_follows_its_resource(resource, member, moderator, client_for):
    told(member, resource)
    Resource.objects.update(state="draft")
    assert not ResourceUse.objects.visible_to(UserFactory()).exists()
    assert TOLD in read(client_for(moderator), resource)
    Resource.objects.all().delete()
    assert not ResourceUse.objects.exists()


def test_with_an_account_goes_what_it_told_by_name_and_not_what_names_only_a_sector(resource):
    other = Resource.objects.create(title="A second", kind="article")
    member = UserFactory()
    told(member, resource)
    kept = told(member, other, anonymous=True)
    member.delete()
    assert [use.pk for use in ResourceUse.objects.all()] == [kept.pk]


def test_more_than_a_few_stand_on_a_page_of_their_own(resource, client_for):
    for number in range(7):
        told(UserFactory(), resource, words=f"Used in way {number}.")
    reader = client_for(UserFactory())
    html = read(reader, resource)
    assert "way 6" in html and "way 1" not in html and "Read all" in html
    everything = reverse("forums:resource-uses", args=[resource.pk])
    html = reader.get(everything).content.decode()
    assert "way 1" in html and "Tell how you used it" in html
    writer = client_for(ResourceUse.objects.first().author)
    assert "Change what you told" in writer.get(everything).content.decode()


def test_curators_see_what_came_lately_from_their_desk(resource, member, client_for):
    use = told(member, resource)
    client, lately = client_for(UserFactory(curator=True)), reverse("forums:use-list")
    assert f'href="{lately}"' in client.get(reverse("library:desk")).content.decode()
    html = client.get(lately).content.decode()
    assert TOLD in html and resource.title in html and reverse("forums:use-flag", args=[use.pk]) in html


def test_a_paused_writer_tells_nothing(resource, client_for):
    silenced = UserFactory(silenced=True)
    assert client_for(silenced).post(telling(resource), {"words": TOLD}).status_code == 403


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks no rows")
def test_who_changes_it_waits_for_whoever_hides_it(resource, member):
    told(member, resource)
    with CaptureQueriesContext(connection) as asked:
        told(member, resource, words="Said again.")
    rows = [one["sql"] for one in asked if 'FROM "forums_resourceuse"' in one["sql"]]
    assert any("FOR NO KEY UPDATE" in sql for sql in rows)


@pytest.mark.parametrize(
    ("words", "language"),
    [(TOLD, "en"), ("Lo dejé en la mesa y miramos una página con ellos.", "es"), ("Kamishibai", "es")],
)
def test_it_is_in_the_language_of_its_words_or_of_its_resource(member, words, language):
    film = Resource.objects.create(title="Una película", kind="video", language="es")
    for read_in in ("en", "es"):
        with translation.override(read_in):
            assert told(member, film, words=words).language == language


def test_taken_back_what_is_open_stays_with_moderators_and_told_again_it_waits(
    resource, member, moderator, client_for
):
    use = told(member, resource)
    using.flag(actor=UserFactory(), use=use, kind="privacy")
    client = client_for(member)
    client.post(reverse("forums:use-take-back", args=[resource.pk]))
    assert TOLD not in read(client, resource) and "Tell how you used it" in read(client, resource)
    assert TOLD not in read(client_for(moderator), resource)
    html = client_for(moderator).get(reverse("forums:use-list")).content.decode()
    assert TOLD in html and "Its author took it back" in html
    client.post(telling(resource), {"words": "Told once more."})
    again = ResourceUse.objects.get()
    assert (again.pk, again.state) == (use.pk, "hidden")
    assert "Told once more." not in read(client_for(UserFactory()), resource)


@pytest.mark.parametrize(("decision", "state"), [("keep", "visible"), ("hide", "hidden")])
def test_what_was_decided_counts_for_what_is_told_in_its_place(
    resource, member, moderator, client_for, decision, state
):
    use = told(member, resource)
    if decision == "keep":
        using.flag(actor=UserFactory(), use=use, kind="spam")
    using.decide(actor=moderator, use=use, decision=decision, note="Please leave out the town.")
    using.take_back(actor=member, resource=resource)
    use.refresh_from_db()
    assert (use.state, use.words) == ("removed", "")
    assert told(member, resource, words="Told once more.").state == state


@pytest.mark.parametrize(("decision", "state"), [("keep", "visible"), ("hide", "hidden")])
def test_a_moderator_decides_about_what_was_taken_back(
    resource, member, moderator, client_for, decision, state
):
    use = told(member, resource)
    using.flag(actor=UserFactory(), use=use, kind="privacy")
    using.take_back(actor=member, resource=resource)
    decide = reverse("forums:use-decide", args=[use.pk])
    client = client_for(moderator)
    assert "Nothing more is to be done about it" in client.get(decide).content.decode()
    html = client.post(decide, {"decision": decision, "note": "Why."}, follow=True).content.decode()
    assert "It is hidden." in html and TOLD not in html
    use.refresh_from_db()
    assert (use.state, use.words) == ("removed", "") and not Flag.objects.open().exists()
    assert "Nothing is to be decided about it" in client.get(decide, follow=True).content.decode()
    assert told(member, resource, words="Told once more.").state == state


def test_of_what_nobody_reported_nothing_is_left(resource, member):
    told(member, resource)
    using.take_back(actor=member, resource=resource)
    assert not ResourceUse.objects.exists()


def test_nobody_lets_stand_words_that_they_have_not_read(resource, member, moderator, client_for):
    use = told(member, resource)
    using.flag(actor=UserFactory(), use=use, kind="privacy")
    client, decide = client_for(moderator), reverse("forums:use-decide", args=[use.pk])
    read_before = client.get(decide).context["form"]["read"].value()
    told(member, resource, words="Of Maria from Elm Street.")
    response = client.post(decide, {"decision": "keep", "note": "Thank you.", "read": read_before})
    html = response.content.decode()
    assert response.status_code == 409 and "Of Maria from Elm Street." in html and "Thank you." in html
    use.refresh_from_db()
    assert use.state == "hidden" and not ModeratorMessage.objects.exists()
    read_now = html.split('name="read" value="')[1].split('"')[0]
    assert client.post(decide, {"decision": "keep", "read": read_now}).status_code == 302
    use.refresh_from_db()
    assert use.state == "visible"


def test_pressed_twice_a_note_is_sent_once(resource, member, moderator, client_for):
    use = told(member, resource)
    client, decide = client_for(moderator), reverse("forums:use-decide", args=[use.pk])
    form = client.get(decide).context["form"]
    sent = {name: str(form[name].value()) for name in ("read", "idempotency_key")}
    for _ in range(2):
        assert client.post(decide, sent | {"decision": "hide", "note": "The town."}).status_code == 302
    assert ModeratorMessage.objects.count() == 1 == Flag.objects.count()


def test_pressed_again_when_the_words_are_destroyed_it_says_so(resource, member, moderator, client_for):
    use = told(member, resource)
    client, decide = client_for(moderator), reverse("forums:use-decide", args=[use.pk])
    form = client.get(decide).context["form"]
    sent = {name: str(form[name].value()) for name in ("read", "idempotency_key")}
    sent |= {"decision": "destroy", "note": "The town."}
    assert "Its words are destroyed." in client.post(decide, sent, follow=True).content.decode()
    assert "Its words are gone." in client.post(decide, sent, follow=True).content.decode()
    assert ModeratorMessage.objects.count() == 1
    nowhere = reverse("forums:use-decide", args=[use.pk + 1])
    assert client.post(nowhere, sent).status_code == 404


def test_each_has_a_lasting_address_that_leads_to_its_place(resource, client_for):
    uses = [told(UserFactory(), resource, words=f"Used in way {number}.") for number in range(26)]
    reader, every = client_for(UserFactory()), reverse("forums:resource-uses", args=[resource.pk])
    places = {25: page(resource), 21: page(resource), 20: every, 6: every, 5: f"{every}?page=2"}
    for number, place in places.items():
        use = uses[number]
        response = reader.get(reverse("forums:use-detail", args=[use.pk]), follow=True)
        assert response.redirect_chain == [(f"{place}#used-{use.pk}", 302)]
        assert f'id="used-{use.pk}"' in response.content.decode()


def test_advertising_waits_for_a_moderator(resource, member, moderator, client_for):
    words = " ".join(f"https://example.org/{number}" for number in range(20))
    html = client_for(member).post(telling(resource), {"words": words}, follow=True).content.decode()
    assert "A moderator reads it before others do." in html and "Hidden for now" in html
    use, cause = ResourceUse.objects.get(), Flag.objects.get().cause
    assert (use.state, cause) == ("held", "links")
    assert words not in read(client_for(UserFactory()), resource)
    assert told(moderator, resource, words=words).state == "visible"


def test_the_same_words_about_many_resources_wait_and_what_is_changed_to_them(member, settings):
    settings.POST_REPEATS = 2
    films = [Resource.objects.create(title=f"Film {number}", kind="video") for number in range(3)]
    assert [told(member, film).state for film in films] == ["visible", "visible", "held"]
    other = UserFactory()
    told(other, films[2], words="Something else.")
    assert told(other, films[2]).state == "hidden"


def test_whose_concern_hid_it_hears_so_again(resource, member, client_for):
    use, client = told(member, resource), client_for(UserFactory())
    for _ in range(2):
        response = client.post(reverse("forums:use-flag", args=[use.pk]), {"kind": "privacy"}, follow=True)
        assert "Thank you. It is hidden, and a moderator reads it next." in response.content.decode()
    assert Flag.objects.count() == 1
    other = client_for(UserFactory()).post(reverse("forums:use-flag", args=[use.pk]), {"kind": "privacy"})
    assert other.status_code == 404


def test_it_is_taken_back_also_where_the_resource_is_a_draft_by_now(resource, member, client_for):
    told(member, resource)
    Resource.objects.update(state="draft")
    take_back = reverse("forums:use-take-back", args=[resource.pk])
    assert client_for(member).post(take_back)["Location"] == reverse("library:resource-list")
    assert not ResourceUse.objects.exists()
    assert client_for(member).post(take_back).status_code == 404


def test_who_told_it_already_is_offered_to_change_it(resource, member, client_for):
    told(member, resource)
    every = reverse("forums:resource-uses", args=[resource.pk])
    html = client_for(member).get(every).content.decode()
    assert "Change what you told" in html and "Tell how you used it" not in html
    assert "Tell how you used it" in client_for(UserFactory()).get(every).content.decode()
