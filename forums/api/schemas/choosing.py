"""Shapes of polls and meetings for programs."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, Field

from cop.core.text import normalise
from forums.polls import Poll
from forums.services.meetings import MAX_LINK, MAX_PLACE
from forums.services.polls import FEWEST, MAX_OPTION, MAX_QUESTION, MOST

Text = Annotated[str, AfterValidator(normalise)]


class OptionOut(Schema):
    """`votes` is told once five have voted, and as "<5" below five."""

    text: str
    votes: str


class PollOut(Schema):
    """Nobody learns who chose what. Options count from 0."""

    question: str
    several: bool
    closes_at: datetime | None
    closed: bool
    voters: str
    options: list[OptionOut]


class MeetingOut(Schema):
    starts_at: datetime
    ends_at: datetime | None
    zone: str
    place: str
    link: str
    coming: str


class PollIn(Schema):
    """Two to ten different options. Without `closes_at` it stays open."""

    question: Annotated[Text, Field(max_length=MAX_QUESTION)]
    options: Annotated[
        list[Annotated[Text, Field(max_length=MAX_OPTION)]], Field(min_length=FEWEST, max_length=MOST)
    ]
    several: bool = False
    closes_at: AwareDatetime | None = None


class MeetingIn(Schema):
    """`zone` names a time zone of the IANA database."""

    starts_at: AwareDatetime
    ends_at: AwareDatetime | None = None
    zone: Annotated[str, Field(max_length=64)] = "UTC"
    place: Annotated[Text, Field(max_length=MAX_PLACE)] = ""
    link: Annotated[str, Field(max_length=MAX_LINK)] = ""


class VoteIn(Schema):
    """The places of the chosen options, from 0; none takes the vote back."""

    choices: Annotated[list[Annotated[int, Field(ge=0, lt=MOST)]], Field(max_length=MOST)]


def poll_out(poll: Poll) -> dict[str, Any]:
    options = [{"text": option.text, "votes": option.number} for option in poll.options]
    return vars(poll) | {"options": options}
