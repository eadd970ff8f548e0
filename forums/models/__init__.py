from forums.models.attachments import Attachment
from forums.models.choosing import Coming, PollVote
from forums.models.distilling import Excerpt
from forums.models.drafts import Draft
from forums.models.forums import Forum
from forums.models.hours import Certificate, HoursEntry
from forums.models.inviting import Invitation
from forums.models.posts import Mending, Mention, Post, PostRevision, Quote, Reaction
from forums.models.reflections import Reflection
from forums.models.responding import GuideResponse
from forums.models.rounds import Attendance, Phase, Round, RoundCase, RoundNotice
from forums.models.threads import ReadMark, ReadPosition, Thread, ThreadEvent, ThreadReader, ThreadSeat
from forums.models.undoing import Joining, Placing, Splitting
from forums.models.using import ResourceUse

__all__ = [
    "Attachment",
    "Attendance",
    "Certificate",
    "Coming",
    "Draft",
    "Excerpt",
    "Forum",
    "GuideResponse",
    "Invitation",
    "HoursEntry",
    "Joining",
    "Mending",
    "Mention",
    "Phase",
    "Placing",
    "PollVote",
    "Post",
    "PostRevision",
    "Quote",
    "Reaction",
    "ReadMark",
    "ReadPosition",
    "Reflection",
    "ResourceUse",
    "Round",
    "RoundCase",
    "RoundNotice",
    "Splitting",
    "Thread",
    "ThreadEvent",
    "ThreadReader",
    "ThreadSeat",
]
