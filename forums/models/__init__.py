from forums.models.attachments import Attachment
from forums.models.forums import Forum
from forums.models.posts import Mention, Post, PostRevision, Quote, Reaction
from forums.models.reflections import Reflection
from forums.models.threads import ReadPosition, Thread, ThreadEvent, ThreadReader, ThreadSeat

__all__ = [
    "Attachment",
    "Forum",
    "Mention",
    "Post",
    "PostRevision",
    "Quote",
    "Reaction",
    "ReadPosition",
    "Reflection",
    "Thread",
    "ThreadEvent",
    "ThreadReader",
    "ThreadSeat",
]
