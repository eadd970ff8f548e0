"""Facts about conversations. Ids only."""

from dataclasses import dataclass

from cop.core.events import Event


@dataclass(frozen=True)
class ThreadStarted(Event):
    """A thread with its opening post became readable."""

    thread_id: int


@dataclass(frozen=True)
class PostCreated(Event):
    """A post became readable for the first time; `seq` is the number of that change in its thread."""

    thread_id: int
    post_id: int
    seq: int


@dataclass(frozen=True)
class PostChanged(Event):
    """A post was edited, hidden, shown or removed, as `kind` (of ThreadEvent) says."""

    thread_id: int
    post_id: int
    seq: int
    kind: str


@dataclass(frozen=True)
class ThreadChanged(Event):
    """Something of a thread as a whole changed. `seq` and `kind` (of ThreadEvent) where its readers see it."""

    thread_id: int
    seq: int | None = None
    kind: str = ""


@dataclass(frozen=True)
class ThreadAccessChanged(Event):
    """Who may read the thread may have changed; all that copies it looks again."""

    thread_id: int


@dataclass(frozen=True)
class PostHelped(Event):
    """Who shared a reflection said that a reply helped, or no more."""

    thread_id: int
    post_id: int


@dataclass(frozen=True)
class FollowUpDue(Event):
    """The weeks after which somebody wanted to be asked what happened next have passed."""

    reflection_id: int


@dataclass(frozen=True)
class FollowUpSettled(Event):
    """A member said what happened next, or there is nothing any more to ask about."""

    member_id: int


@dataclass(frozen=True)
class RoundNoted(Event):
    """Of a round there is something to tell, as its RoundNotice says."""

    notice_id: int
    thread_id: int


@dataclass(frozen=True)
class ReaderInvited(Event):
    """Somebody shared a reflection with one colleague."""

    thread_id: int
    member_id: int


@dataclass(frozen=True)
class InvitationMade(Event):
    """Somebody is asked to look at a reflection that waits."""

    invitation_id: int


@dataclass(frozen=True)
class InvitationSettled(Event):
    """A member answered where they were invited, or would rather not this time."""

    member_id: int


@dataclass(frozen=True)
class ConsentAsked(Event):
    """A guide would like to quote something."""

    excerpt_id: int


@dataclass(frozen=True)
class ReaderLeft(Event):
    """The colleague with whom a thread was shared declined, or went."""

    thread_id: int


@dataclass(frozen=True)
class ThreadPlaced(Event):
    """A thread came into another forum; `left`: the one it came from, if any."""

    thread_id: int
    left: int | None = None


@dataclass(frozen=True)
class PostsMoved(Event):
    """Posts went from one thread to another. In the first their leaving has the numbers `first` to `last`; None where
    the whole thread went and says so itself."""

    source_id: int
    target_id: int
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True)
class FilesDiscarded(Event):
    """Files whose rows are gone, by their (random) names in the storage of attachments."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class ForumAccessChanged(Event):
    """Who may read a forum and all its threads changed."""

    forum_id: int


@dataclass(frozen=True)
class ThreadRead(Event):
    """A member has read further in a thread than before."""

    thread_id: int
    member_id: int
    position: int


@dataclass(frozen=True)
class EverythingRead(Event):
    """A member called everything read, in a forum or everywhere."""

    member_id: int
    forum_id: int | None = None


@dataclass(frozen=True)
class PostRests(Event):
    """Somebody was worried about privacy, and a post is hidden until a moderator has read it."""

    post_id: int


@dataclass(frozen=True)
class UseChanged(Event):
    """How somebody used a resource was told, changed, hidden, shown or taken back."""

    use_id: int


@dataclass(frozen=True)
class UseRests(Event):
    """Somebody was worried about privacy, and it is hidden until a moderator has read it."""

    use_id: int


@dataclass(frozen=True)
class PostHeld(Event):
    """A post waits for what the service outside says of it."""

    post_id: int


@dataclass(frozen=True)
class DeskChanged(Event):
    """Something about a post, or about what somebody told of a resource, waits for moderators, is being looked at, or waits
    no longer."""

    target_id: int
