"""What stays of a round, and for whom."""

import pytest

from forums.services import attending, rounds
from tests.factories import UserFactory
from tests.forums import scenes
from tests.forums.test_rounds import lead, round_thread

pytestmark = pytest.mark.django_db

__all__ = ["round_thread"]


def test_the_summary_gathers_what_was_said_and_how_many_were_here(
    round_thread, moderator, member, other_member, client_for
):
    lead(moderator, round_thread, "start")
    for who in (member, other_member):
        attending.be_here(actor=who, thread=round_thread, on=True)
    for _phase in range(2):
        lead(moderator, round_thread, "next")
    scenes.said(member, round_thread, "She warmed the sock.")
    lead(moderator, round_thread, "next")
    scenes.said(other_member, round_thread, "Ask about one ordinary thing.")
    lead(moderator, round_thread, "end")
    stranger = client_for(UserFactory(sector="policy"))
    address = f"/threads/{round_thread.pk}/round/summary/"
    assert stranger.get(address).status_code == 403, "not published yet"
    rounds.sum_up(actor=moderator, thread=round_thread, recording="https://video.example.org/1")
    page = stranger.get(address).content.decode()
    strengths, ideas = page.index("Strengths we noticed"), page.index("Ideas to try")
    assert (
        strengths < page.index("She warmed the sock.") < ideas < page.index("Ask about one ordinary thing.")
    )
    assert "2 colleagues were here" in page and "https://video.example.org/1" in page
    head = page[page.index("<h1") : page.index("The recording")]
    assert "/round/" not in head


def test_where_nobody_said_that_they_are_here_it_says_nothing_of_it(round_thread, moderator, client_for):
    lead(moderator, round_thread, "start")
    lead(moderator, round_thread, "end")
    rounds.sum_up(actor=moderator, thread=round_thread)
    page = client_for(UserFactory()).get(f"/threads/{round_thread.pk}/round/summary/").content.decode()
    head = page[page.index("<h1") : page.index("<section")]
    assert "here" not in head and "/round/" not in head
