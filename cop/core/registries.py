"""Where upper rooms tell lower ones what they add. Filled in each room's `apps.ready()`, read at run time.

`topics`   live topics by prefix: who may listen, what was missed
`entries`  how a model becomes a search entry
`kinds`    notification kinds
`slots`    named places in templates that other rooms fill

A name registered twice stops the start. Slots alone may be filled by several rooms, in order of registration.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, QuerySet
from django.utils.safestring import SafeString, mark_safe

T = TypeVar("T")


@dataclass(frozen=True)
class CatchUp:
    """What happened after a cursor: events in order, each JSON-able with `seq` and `kind`.

    `head` is the newest sequence number; `reload` says that too much was missed to replay.
    """

    events: list[dict[str, Any]]
    head: int
    reload: bool = False


class Topic(Protocol):
    """A live topic: `thread:12` is prefix `thread`, key `"12"`. Methods are synchronous and may query.

    More attributes are optional. `personal = True`: the client subscribes to the bare prefix (`inbox`) and
    hears what is published to `inbox:<user id>`; `authorise` gets that id as key. `head(key) -> int`: the
    newest sequence number, told in each heartbeat. `authorise_all(viewers, key)` answers `authorise` for each of many
    in a few queries. `version_of(key)`: the access version now, asked before the rights of who begins to listen. With `group` and `tell` it gathers people: see `presence.py`.
    """

    def authorise(self, viewer: Any, key: str) -> int | None:
        """The access version under which the viewer may listen; None: may not, or there is no such thing."""

    def catch_up(self, viewer: Any, key: str, since: int, language: str) -> CatchUp:
        """What an authorised viewer missed after `since`, as it is now."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that search can find and a person can open. The author's id is deliberately not here.

    `key` is unique and begins with the registered name and the row's id: `thread:12`, `guide:5`, and where one row
    makes several entries the part: `guide:5:<block>`. `group` is the key of the thing that results are folded into
    (a section into its guide, a post into its thread), whose title a part carries; an entry that stands alone is
    its own group. `kind` is what this is (guide, section, thread, post, …), `family` what a person filters by
    (guide, reflection, question, …: one for a whole group), `form` a finer word (a resource's kind, a reply's).

    `beside` are words that are not its own, by their language, as far as whoever may see this may see them: what the same
    thing is called in another language, and of a part what the whole is about.

    `marks` say what it has besides words: image, video, file, poll, resource.

    An author who is anonymous has no `author_label`, only the `author_sector` that readers may know, or none.
    """

    key: str
    kind: str
    group: str
    url: str
    title: str
    family: str = ""
    form: str = ""
    summary: str = ""
    text: str = ""
    language: str = ""
    principles: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    author_label: str = ""
    author_sector: str = ""
    audience: str = "members"
    date: datetime | None = None
    popularity: int = 0
    quality: int = 0
    source_id: str = ""
    beside: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class EntryKind:
    """How rows of a model become entries.

    `entries(row)` answers what search holds of a row now, nothing for one that it must not hold. `prepare(queryset)`
    fetches with many rows what that needs. Before a result is shown, its row is read again through the model's
    `visible_to`.
    """

    name: str
    model: type[Model]
    entries: Callable[[Any], Iterable[Entry]]
    prepare: Callable[[QuerySet], QuerySet]

    def rows(self, **lookups: Any) -> QuerySet:
        """Rows of the model, ready for `entries`."""
        return self.prepare(self.model._default_manager.filter(**lookups))


@dataclass(frozen=True)
class Quotation:
    """Words of a colleague that may stand in a guide now, and who said them as far as readers may know."""

    text: str
    label: str
    language: str = ""


class Quotations(Protocol):
    """What guides ask of words that others said. A guide keeps a key and nothing else, so that each time it is shown it is
    asked anew what may stand there."""

    def shown(self, guide_key: Any, keys: Iterable[str]) -> Mapping[str, Quotation]:
        """Of these keys those that may stand in this guide now."""

    def choices(self) -> Iterable[Any]:
        """All that there are, for a curator who writes: groups of (key, words and what their author answered)."""

    def waiting(self, guide_key: Any, keys: Iterable[str]) -> int:
        """How many of these keys were asked for this guide and are left out where it is shown."""

    def strange(self, guide_key: Any, keys: Iterable[str]) -> int:
        """How many of these keys were never asked for this guide, so that nothing can stand there."""


@dataclass(frozen=True)
class Conversation:
    """A conversation as one who may read it finds it named."""

    title: str
    url: str
    language: str = ""


class Conversations(Protocol):
    """What the library asks of conversations that it names. It keeps a key; whoever looks is asked for each time."""

    def named(self, address: str) -> int | None:
        """The key of the one with this address, if all members may read it."""

    def shown(self, viewer: Any, keys: Iterable[int]) -> Mapping[int, Conversation]:
        """Of these keys those that the viewer may read now."""


@dataclass(frozen=True, kw_only=True)
class NotificationKind:
    """One reason to notify somebody. What happened again while it was unread is told together: `targets`.

    `fetch(viewer, ids)` answers the targets the viewer may see now, by id. On the site they are told by
    `title(target)` and `words(targets)` ("Two new replies"), for mails and lock screens by `line(targets)`, a sentence
    without any text of a case. `url(target)` is where it leads; `by_day(target)`: its hour would say too much of its
    author. `by_email`: mailed unless the member says otherwise.
    """

    label: Any
    title: Callable[[Any], str]
    words: Callable[[Sequence[Any]], str]
    line: Callable[[Sequence[Any]], str]
    url: Callable[[Any], str]
    fetch: Callable[[Any, Iterable[int]], Mapping[int, Any]]
    by_day: Callable[[Any], bool] = lambda target: False
    icon: str = "bell"
    by_email: bool = True


@dataclass
class Registry(Generic[T]):
    """Names to things, each name once."""

    noun: str
    items: dict[str, T] = field(default_factory=dict)

    def register(self, name: str, item: T) -> None:
        if name in self.items:
            raise ImproperlyConfigured(f"{self.noun} {name!r} is registered twice")
        self.items[name] = item

    def get(self, name: str) -> T | None:
        return self.items.get(name)

    def __getitem__(self, name: str) -> T:
        return self.items[name]

    def __contains__(self, name: object) -> bool:
        return name in self.items

    def __iter__(self) -> Iterator[str]:
        return iter(self.items)


class Topics(Registry[Topic]):
    """`register("thread", ThreadTopic())`; a class is accepted and instantiated."""

    def register(self, name: str, item: Any) -> None:
        super().register(name, item() if isinstance(item, type) else item)


class Entries(Registry[EntryKind]):
    """`register("thread", Thread, thread_entries, prepare)`."""

    def register(  # type: ignore[override]
        self,
        name: str,
        model: type[Model],
        entries: Callable[[Any], Iterable[Entry]],
        prepare: Callable[[QuerySet], QuerySet] = lambda queryset: queryset,
    ) -> None:
        super().register(name, EntryKind(name, model, entries, prepare))


class Slots:
    """Places that other rooms fill: `render(context, *args) -> SafeString`, in order of registration.

    What is `lasting` also stands in a copy that is written to files (a request with `lasting`): all else there may change
    or be taken back, and a file would keep it.
    """

    def __init__(self) -> None:
        self._renders: dict[str, list[Callable[..., SafeString]]] = defaultdict(list)
        self._lasting: set[tuple[str, Callable[..., SafeString]]] = set()

    def register(self, name: str, render: Callable[..., SafeString], *, lasting: bool = False) -> None:
        if render in self._renders[name]:
            raise ImproperlyConfigured(f"slot {name!r} already holds {render.__qualname__}")
        self._renders[name].append(render)
        if lasting:
            self._lasting.add((name, render))

    def render(self, name: str, context: Any, *args: Any) -> SafeString:
        renders: Iterable[Callable[..., SafeString]] = self._renders.get(name, ())
        if getattr(context.get("request"), "lasting", False):
            renders = [render for render in renders if (name, render) in self._lasting]
        return mark_safe("".join(render(context, *args) for render in renders))


topics = Topics("live topic")
entries = Entries("search entry")
kinds: Registry[NotificationKind] = Registry("notification kind")
slots = Slots()

#: Names that every template may use, asked when used: `site_context.register("unread", lambda request: …)`.
site_context: Registry[Callable[[Any], Any]] = Registry("template name")

#: Set by the members room: raw bearer token → user, or None for one that is unknown, expired or revoked.
token_authenticator: Callable[[str], Any] | None = None

#: Set by the members room: keys → users by key, with what is asked of each viewer already known.
people: Callable[[Iterable[Any]], Mapping[Any, Any]] | None = None

#: Set by the forums room: what may stand in guides of what was said in conversations.
quotations: Quotations | None = None

#: Set by the forums room: conversations that collections name.
conversations: Conversations | None = None
