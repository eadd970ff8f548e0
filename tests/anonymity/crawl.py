"""What one person can see and hear of a village: every link, every address of the matrix, the API, topics, lines, mail."""

import json
import re
from collections import Counter, deque
from urllib.parse import parse_qsl, urlsplit

from django.contrib.auth.models import AnonymousUser
from django.urls import Resolver404, resolve

from cop.core import registries
from forums.models import Forum
from notifications.models import Notification
from tests.anonymity.person import Person
from tests.anonymity.places import addresses, operations, pools, ways_in
from tests.anonymity.village import NAMES

#: Not asked: styles and pictures of the site, what signs out, patterns of addresses, who is here (tests/forums/
#: test_presence.py: it hangs on the moment).
LEFT_OUT = re.compile(
    r"//|/static/|/media/|/accounts/|/language/|/styleguide/|/api/v1/docs|.*[{}]|.*/presence"
)
#: Of addresses of one pattern so many that show something are asked, and so many that refuse.
MOST = {True: 3, False: 1}


class Walk:
    """The answers that one person got, and what is enough of each pattern; the same in villages that are the same."""

    def __init__(self, person):
        self.person, self.seen, self.numbers = person, {}, Counter()

    def ask(self, path, sends=None, *, whole=False):
        """The answer, or None where it is known or enough was seen of its kind. `whole`: it is never enough."""
        asked = f"{'GET' if sends is None else 'POST'} {path}"
        pattern = asked.split()[0], *pattern_of(path)
        enough = any(self.numbers[pattern, shows] >= most for shows, most in MOST.items())
        if asked in self.seen or (sends is None and LEFT_OUT.match(path)) or (enough and not whole):
            return None
        answer = self.seen[asked] = self.person.ask(path, sends)
        self.numbers[pattern, answer.status < 300] += 1
        return answer


def pattern_of(path):
    """The route of an address and the names of what is asked in it."""
    split = urlsplit(path)
    try:
        match = resolve(split.path)
    except Resolver404:
        return split.path, ()
    place = split.path if match.url_name == "wagtail_serve" else match.view_name
    kind = {key: value for key, value in match.kwargs.items() if key in ("kind", "act", "form")}
    return place, *sorted(kind.items()), *sorted({name for name, _value in parse_qsl(split.query)})


def crawl(village, name, *, links=True):
    """`{what was asked for: what came}`, of everything that this person can ask for. `links`: and of all that they are
    led to from there; this one tries every verb too."""
    person, values = Person(village, name), pools(village.things)
    walk = Walk(person)
    for path in ways_in(values):
        walk.ask(path, whole=True)
    for path, sends in addresses(values, verbs=links):
        walk.ask(path, sends)
    for path in operations(values):
        walk.ask(path)
    waiting = deque(link for answer in walk.seen.values() for link in answer.links()) if links else deque()
    while waiting:
        path = waiting.popleft()
        answer = walk.ask(path)
        if answer and not path.startswith("/admin/"):
            waiting.extend(answer.links())
    found = {asked: answer.text for asked, answer in walk.seen.items()}
    return found | topics(person, values) | told(person)


def topics(person, values):
    """What comes after a reconnection, of everything that can be listened to."""
    viewer, found = person.member or AnonymousUser(), {}
    keys = [str(pk) for pk in [*values["thread"], *Forum.objects.values_list("pk", flat=True)]]
    for prefix, topic in registries.topics.items.items():
        for key in dict.fromkeys([*keys, *(f"thread:{key}" for key in keys), str(viewer.pk), "all"]):
            if topic.authorise(viewer, key) is not None:
                missed = topic.catch_up(viewer, key, 1, "en")
                found[f"TOPIC {prefix}:{key}"] = repr((missed.events, missed.head, missed.reload))
    return found


def told(person):
    """One's own lines, in their order, with every moment."""
    rows = Notification.objects.visible_to(person.member or AnonymousUser()).order_by("pk")
    return {"NOTIFICATIONS": "\n".join(str(row) for row in rows.values())}


def letters(outbox, village):
    """`{number and address: the letter}` to everybody but the two."""
    own = {village.people[name].email for name in NAMES}
    sent = [message for message in outbox if not own & set(message.to)]
    return {
        f"MAIL {number} to {', '.join(message.to)}": letter(message) for number, message in enumerate(sent)
    }


def letter(message):
    """As it is sent, with its headers, but for the hour of this machine and what is drawn by lot."""
    text = message.message().as_string()
    for number, mark in enumerate(re.findall(r'boundary="([^"]+)"', text)):
        text = text.replace(mark, f"part-{number}")
    text = re.sub(r"^Date: .*$", "Date:", text, flags=re.M)
    return re.sub(r"^Message-ID: <[\d.]+@", "Message-ID: <", text, flags=re.M)


def broadcasts(sent, village):
    """What went over the wire to others, in its order."""
    own = {f"inbox:{village.people[name].pk}" for name in NAMES}
    return {
        f"LIVE {number} {message['topic']}": json.dumps(message["frames"], sort_keys=True)
        for number, message in enumerate(one for one in sent if one["topic"] not in own)
    }
