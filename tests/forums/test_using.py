"""How members used a resource: told with the sector shown, read by members alone, looked after by moderators."""

import pytest
from django.urls import reverse

from forums.models import ResourceUse
from forums.services import using
from library.models import Resource
from members.models import Flag, ModeratorMessage
from notifications.models import Notification
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
