"""Who is invited to a reflection that waits: missing sectors, fairly, few at a time; and whom a facilitator asks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cop.core.kept import forget_all
from forums import tasks
from forums.models import Invitation, Reflection, Thread
from forums.services import flags, inviting, posting, reflections
from library.models import Principle
from members.models import AuditEntry, Block, Follow
from members.services import relations
from notifications.models import Notification
from tests.factories import CircleFactory, UserFactory
from tests.forums import scenes

pytestmark = pytest.mark.django_db


def wishing(sector="pediatrics", number=1, a_week=2, **fields):
    """Members who wish to be invited."""
    return [
        UserFactory(
            sector=sector, sector__welcomes_invitations=True, sector__invitations_a_week=a_week, **fields
        )
        for _one in range(number)
    ]


def aged(thread, hours):
    """As if it had been shared so long ago."""
    Reflection.objects.filter(thread=thread).update(shared_at=timezone.now() - timedelta(hours=hours))
    return thread


def shared(author, hours=25, **fields):
    return aged(scenes.shared(author, **fields), hours)


def invited(thread=None):
    tasks.invite_who_is_missing()
    rows = Invitation.objects.filter(**({"thread": thread} if thread else {}))
    return {row.member for row in rows}


class TestWhoIsInvited:
    def test_after_a_day_some_of_the_sectors_asked_that_wish_it(self, member):
        wanted = wishing()
        wishing("policy")
        UserFactory(sector="pediatrics")
        young = shared(member, hours=23, asked=("pediatrics",))
        assert invited() == set()
        aged(young, 25)
        assert invited() == set(wanted)

    def test_where_anyone_was_asked_every_sector_but_the_authors(self, member):
        others = wishing("pediatrics") + wishing("policy")
        wishing("home-visiting")
        shared(member)
        assert invited() == set(others)

    def test_a_sector_that_has_answered_is_missed_no_more(self, member):
        wishing("pediatrics", 2)
        policy = wishing("policy")
        thread = shared(member, asked=("pediatrics", "policy"))
        posting.reply(actor=UserFactory(sector="pediatrics"), thread=thread, body="I notice.", kind="notice")
        assert invited() == set(policy)

    def test_few_at_a_time_others_after_two_days_and_then_no_more(self, member):
        wishing("pediatrics", 8)
        thread = shared(member, asked=("pediatrics",))
        first = invited()
        assert len(first) == 3
        assert invited() == first, "a round is sent once"
        aged(thread, 49)
        second = invited() - first
        assert len(second) == 3
        aged(thread, 100)
        assert invited() == first | second

    def test_when_nobody_worked_for_two_days_both_rounds_are_one(self, member):
        wishing("pediatrics", 8)
        shared(member, hours=60)
        assert len(invited()) == 3
        assert len(invited()) == 3

    def test_what_is_a_week_old_is_left_alone(self, member):
        wishing()
        shared(member, hours=24 * 8)
        assert invited() == set()

    def test_never_the_same_always(self, member):
        people = wishing("pediatrics", 6, a_week=5)
        first = invited(shared(member))
        second = invited(shared(member))
        assert len(first) == len(second) == 3
        assert first | second == set(people)

    def test_nobody_more_often_than_they_wish(self, member):
        (person,) = wishing(a_week=1)
        first, _second = shared(member), shared(member)
        assert invited() == {person}
        assert Invitation.objects.count() == 1
        Invitation.objects.update(created_at=timezone.now() - timedelta(days=8))
        Reflection.objects.exclude(thread=first).update(rounds_invited=0)
        invited()
        assert Invitation.objects.count() == 2

    @pytest.mark.parametrize("what", ["thread", "forum", "principle", "author"])
    def test_who_muted_it_is_not_asked(self, member, what):
        (person,) = wishing()
        thread = shared(member)
        target = {
            "thread": thread,
            "forum": thread.forum,
            "principle": Principle.objects.get(),
            "author": member,
        }
        relations.set_level(actor=person, target=target[what], level=Follow.Level.MUTED)
        assert invited() == set()

    @pytest.mark.parametrize("who", ["the invited", "the author"])
    def test_who_blocked_the_other_is_not_asked_unless_it_is_anonymous(self, member, who):
        (person,) = wishing()
        pair = (person, member) if who == "the invited" else (member, person)
        Block.objects.create(member=pair[0], blocked=pair[1])
        shared(member)
        assert invited() == set()
        shared(member, hours=50, anonymous=True)
        assert invited() == {person}, "else whoever blocked them would learn who it is"

    def test_nobody_who_cannot_read_it(self, member, other_member):
        wishing()
        wishing(suspended=True)
        (sits,) = wishing()
        shared(member, forum=scenes.circle_forum(member, sits))
        assert invited() == {sits}

    @pytest.mark.parametrize("what", ["withdrawn", "closed", "hidden", "heard", "moment"])
    def test_nobody_to_what_needs_nobody(self, member, moderator, what):
        wishing()
        thread = shared(member)
        if what == "withdrawn":
            reflections.withdraw(actor=member, reflection=thread.reflection)
        elif what == "closed":
            Thread.objects.update(is_locked=True)
        elif what == "hidden":
            flags.raise_privacy_concern(actor=moderator, post=thread.posts.get())
        elif what == "heard":
            for slug in ("policy", "early-education"):
                posting.reply(actor=UserFactory(sector=slug), thread=thread, body="I notice.", kind="notice")
        else:
            Reflection.objects.update(kind="moment")
        assert invited() == set()

    def test_the_author_never_and_their_small_sector_like_every_other(self, member):
        """Of an anonymous author in a small sector nobody knows the sector: were it never asked, that would tell."""
        author, colleague = wishing("policy", 2)
        shared(author, hours=80, anonymous=True)
        assert invited() == {colleague}

    def test_of_a_large_sector_that_readers_know_nobody_is_asked(self, member):
        author = wishing("policy", 6)[0]
        forget_all()
        shared(author, hours=80, anonymous=True)
        assert invited() == set()

    def test_an_anonymous_reflection_is_not_told_of_at_its_own_hour(self, member):
        """A day after the end of the day on which it was shared, whatever the hour was."""
        wishing()
        now = timezone.now()
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        thread = scenes.shared(member, anonymous=True)
        Reflection.objects.update(shared_at=today - timedelta(hours=23))
        assert invited(thread) == set(), "though more than a day may have passed"
        Reflection.objects.update(shared_at=today - timedelta(hours=25))
        assert len(invited(thread)) == 1

    def test_shared_anew_it_begins_anew(self, member):
        wishing()
        thread = shared(member)
        assert len(invited(thread)) == 1
        reflections.withdraw(actor=member, reflection=thread.reflection)
        reflections.share(
            actor=member, reflection=Reflection.objects.get(), forum=scenes.table(), attested=True
        )
        assert Reflection.objects.get().rounds_invited == 0

    def test_one_that_fails_keeps_no_other_from_its_turn(self, member, monkeypatch, caplog):
        wishing(number=2)
        first, second = shared(member, hours=26), shared(member)
        inviting_some = inviting.invite_some

        def broken(thread, sector):
            if thread.pk == first.pk:
                raise RuntimeError("no words of a case")
            inviting_some(thread, sector)

        monkeypatch.setattr(inviting, "invite_some", broken)
        monkeypatch.setattr(tasks, "KEYS_AT_ONCE", 1)
        assert len(invited(second)) == 2
        assert f"reflection {first.reflection_id}" in caplog.text
        monkeypatch.setattr(inviting, "invite_some", inviting_some)
        assert len(invited(first)) == 2, "it is due still"


class TestBeingInvited:
    @pytest.fixture
    def person(self):
        return wishing()[0]

    @pytest.fixture
    def thread(self, member, person, run_tasks, settings):
        settings.NOTIFICATION_MAIL_DELAY = 0
        thread = shared(member, anonymous=True, hours=80)
        tasks.invite_who_is_missing()
        run_tasks()
        return thread

    def test_one_is_told_in_neutral_words(self, client_for, person, thread, mailoutbox, run_tasks):
        run_tasks()
        inbox = client_for(person).get("/notifications/").content.decode()
        assert "Colleagues wait for somebody of your sector" in inbox
        page = client_for(person).get(f"/threads/{thread.pk}/").content.decode()
        assert "Not this time" in page
        letters = [f"{one.subject} {one.body}" for one in mailoutbox if person.email in one.to]
        assert any("Colleagues wait for somebody of your sector" in text for text in letters)
        for text in letters:
            assert scenes.WORDS["title"] not in text
            assert "Rosa" not in text

    def test_not_this_time_is_one_tap_and_nobody_is_told(self, client_for, member, person, thread, run_tasks):
        row = Invitation.objects.get()
        for other in (member, UserFactory()):
            assert client_for(other).post(f"/invitations/{row.pk}/decline/").status_code == 404
        client_for(person).post(f"/invitations/{row.pk}/decline/")
        run_tasks()
        assert Invitation.objects.get().declined_at
        assert not Notification.objects.filter(kind="missing").exists()
        assert not Notification.objects.filter(member=member).exists()
        assert "Not this time" not in client_for(person).get(f"/threads/{thread.pk}/").content.decode()

    def test_having_answered_one_is_asked_no_more(self, client_for, person, thread, run_tasks):
        posting.reply(actor=person, thread=thread, body="I notice.", kind="notice", anonymous=True)
        run_tasks()
        assert Invitation.objects.get().answered_at
        assert not Notification.objects.filter(member=person, kind="missing").exists()
        assert "Not this time" not in client_for(person).get(f"/threads/{thread.pk}/").content.decode()

    def test_taken_back_it_is_told_of_no_more(self, member, person, thread, run_tasks):
        reflections.withdraw(actor=member, reflection=thread.reflection)
        run_tasks()
        assert not Notification.objects.filter(kind="missing").exists()

    def test_one_says_in_the_profile_whether_and_how_often(self, client_for, member):
        client = client_for(member)
        assert "Invite me when colleagues wait for my sector" in client.get("/profile/").content.decode()
        sent = {"display_name": "Rosa", "sector": "home-visiting", "role": "Home visitor"}
        client.post("/profile/", sent | {"welcomes_invitations": "on", "invitations_a_week": "3"})
        member.profile.refresh_from_db()
        assert (member.profile.welcomes_invitations, member.profile.invitations_a_week) == (True, 3)
        client.post("/profile/", sent | {"invitations_a_week": "50"})
        member.profile.refresh_from_db()
        assert member.profile.invitations_a_week == 3


class TestWhatWaits:
    @pytest.fixture
    def facilitator(self, member):
        person = UserFactory(display_name="Frances Okafor")
        circle = CircleFactory(slug="porch", name="Porch circle", members=[member], facilitators=[person])
        assert circle
        return person

    @pytest.fixture
    def porch(self, member, facilitator):
        return scenes.circle_forum()

    def listed(self, client, query=""):
        return {one.pk for one in client.get(f"/threads/waiting/{query}").context["page"]}

    def test_a_facilitator_sees_what_waits_in_their_circle_and_a_moderator_everywhere(
        self, client_for, member, facilitator, moderator, porch
    ):
        open_to_all = scenes.shared(member, asked=("pediatrics", "policy"))
        inside = scenes.shared(member, forum=porch)
        assert self.listed(client_for(facilitator)) == {inside.pk}
        assert self.listed(client_for(moderator)) == {open_to_all.pk, inside.pk}
        assert self.listed(client_for(moderator), "?forum=porch") == {inside.pk}
        posting.reply(actor=UserFactory(sector="policy"), thread=open_to_all, body="I notice.", kind="notice")
        page = client_for(moderator).get("/threads/waiting/?forum=table").content.decode()
        assert client_for(moderator).get("/threads/waiting/?forum=nowhere").status_code == 404
        assert "Waits for: Pediatrics" in page
        for slug in ("early-education", "policy"):
            posting.reply(actor=UserFactory(sector=slug), thread=open_to_all, body="I notice.", kind="notice")
        assert self.listed(client_for(moderator), "?forum=table") == set()
        assert client_for(member).get("/threads/waiting/").status_code == 403

    def test_it_is_handed_to_somebody_by_name_and_recorded(
        self, client_for, member, moderator, other_member, run_tasks
    ):
        thread = scenes.shared(member)
        client, address = client_for(moderator), f"/threads/{thread.pk}/hand/"
        page = client.get(f"{address}?q=Amara").content.decode()
        assert "Amara Nwosu" in page
        client.post(address, {"member": other_member.uuid, "note": "You know waiting rooms."})
        run_tasks()
        assert "Handed to Amara Nwosu" in client.get("/threads/waiting/").content.decode()
        entry = AuditEntry.objects.get(verb="hand-over")
        assert (entry.actor, entry.target, entry.data) == (moderator, thread, {"member": other_member.pk})
        assert "You know" not in f"{entry.reason} {entry.data}"
        inbox = client_for(other_member).get("/notifications/").content.decode()
        assert "A facilitator thought of you" in inbox
        page = client_for(other_member).get(f"/threads/{thread.pk}/").content.decode()
        assert "You know waiting rooms." in page
        again = client.post(address, {"member": other_member.uuid})
        assert again.status_code == 422
        assert "has been asked by a facilitator already" in again.content.decode()

    def test_who_does_not_look_after_the_place_hands_nothing_on(
        self, client_for, member, other_member, facilitator, porch
    ):
        thread = scenes.shared(member)
        inside = scenes.shared(member, forum=porch)
        for person, one, status in (
            (facilitator, thread, 403), (other_member, thread, 403), (member, thread, 403),
            (other_member, inside, 404), (facilitator, inside, 200),
        ):  # fmt: skip
            assert client_for(person).get(f"/threads/{one.pk}/hand/").status_code == status
        sent = {"member": other_member.uuid}
        refused = client_for(facilitator).post(f"/threads/{inside.pk}/hand/", sent)
        assert refused.status_code == 422, "they do not sit in the circle"
        assert not Invitation.objects.exists()

    def test_an_anonymous_author_can_be_chosen_like_everybody_and_hears_nothing(
        self, client_for, member, moderator, other_member, run_tasks
    ):
        """Who is missing in the list, or is refused, would be the author."""
        thread = scenes.shared(member, anonymous=True)
        client, address = client_for(moderator), f"/threads/{thread.pk}/hand/"
        answers = []
        for name, person in (("Rosa", member), ("Amara", other_member)):
            page = client.get(f"{address}?q={name}").content.decode()
            assert person.display_name in page
            answer = client.post(address, {"member": person.uuid})
            answers.append((answer.status_code, answer.url))
        assert answers[0] == answers[1]
        run_tasks()
        assert "Handed to Rosa Delgado, Amara Nwosu" in client.get("/threads/waiting/").content.decode()
        assert not Notification.objects.filter(member=member).exists()
        assert "thought of you" not in client_for(member).get(f"/threads/{thread.pk}/").content.decode()

    def test_a_named_author_is_not_in_the_list(self, client_for, member, moderator):
        thread = scenes.shared(member)
        address = f"/threads/{thread.pk}/hand/"
        assert "Rosa Delgado" not in client_for(moderator).get(f"{address}?q=Rosa").content.decode()
        assert client_for(moderator).post(address, {"member": member.uuid}).status_code == 422

    def test_who_would_rather_not_is_left_alone_and_the_facilitator_does_not_learn_it(
        self, client_for, member, moderator, run_tasks
    ):
        (person,) = wishing()
        thread = shared(member)
        tasks.invite_who_is_missing()
        inviting.decline(actor=person, invitation=Invitation.objects.get())
        answer = client_for(moderator).post(f"/threads/{thread.pk}/hand/", {"member": person.uuid})
        assert answer.status_code == 302
        run_tasks()
        assert not Notification.objects.filter(member=person).exists()

    def test_whoever_muted_it_is_not_told(self, client_for, member, moderator, other_member, run_tasks):
        thread = scenes.shared(member)
        relations.set_level(actor=other_member, target=thread, level=Follow.Level.MUTED)
        client_for(moderator).post(f"/threads/{thread.pk}/hand/", {"member": other_member.uuid})
        run_tasks()
        assert not Notification.objects.filter(member=other_member).exists()
