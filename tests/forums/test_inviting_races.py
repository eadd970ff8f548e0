"""Rounds of invitations by several workers at once."""

from datetime import timedelta

from django.utils import timezone

from forums import tasks
from forums.models import Invitation, Reflection
from forums.services import inviting
from tests.core.marks import with_commits
from tests.forums import scenes
from tests.forums.test_concurrency import at_once
from tests.forums.test_inviting import wishing

pytestmark = with_commits


def test_a_round_is_sent_once_whoever_works(member):
    wishing(number=6)
    scenes.shared(member)
    Reflection.objects.update(shared_at=timezone.now() - timedelta(hours=25))
    key = Reflection.objects.get().pk
    at_once(*[lambda: inviting.invite(key)] * 3)
    assert Invitation.objects.count() == 3


def test_two_rounds_at_once_ask_nobody_more_often_than_they_wish(member):
    (person,) = wishing(a_week=1)
    for _one in range(3):
        scenes.shared(member)
    Reflection.objects.update(shared_at=timezone.now() - timedelta(hours=25))
    keys = list(Reflection.objects.values_list("pk", flat=True))
    at_once(*(lambda key=key: inviting.invite(key) for key in keys), tasks.invite_who_is_missing)
    assert Invitation.objects.filter(member=person).count() == 1
