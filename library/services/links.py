"""The addresses that guides and resources name, and whether they still open. Nothing follows from it, so no fact is stated.

Asking is polite: an address once in weeks, each host one at a time and a few hosts together. One try says little: a
server may rest, and a machine without the web finds every address dead. So `broken` is said only after tries on several
days, each at a time at which others answered; before that it is not known.
"""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Min, OuterRef
from django.utils import timezone

from library.asking import Outcome
from library.models import GuidePage, Link, Resource
from library.reading import chosen, sources

AT_ONCE = 10
A_TIME = 1000  # resources whose addresses are taken up together
AGAIN = timedelta(days=30)
SOON = timedelta(days=1)
BROKEN_AGAIN = timedelta(days=7)
IN_HAND = timedelta(hours=1)  # after which a worker that was asked is taken for dead
ONLINE = timedelta(hours=6)  # somebody answered within them, so that silence says something
TRIES, FOR_DAYS = 3, timedelta(days=3)


def gather_links():
    """What live guides and published resources name now; what none names any more goes."""
    for guide in GuidePage.objects.live().only("pk", "body").iterator(chunk_size=100):
        keep_links(guide=guide)
    through = Link.guides.through.objects
    through.exclude(guidepage__in=GuidePage.objects.live().values("pk")).delete()
    listed = Resource.objects.filter(state=Resource.State.PUBLISHED).exclude(url="")
    Link.objects.filter(~Exists(listed.filter(url=OuterRef("url"))), guides=None).delete()
    fresh = listed.filter(~Exists(Link.objects.filter(url=OuterRef("url")))).order_by("pk")
    last = 0
    while rows := list(fresh.filter(pk__gt=last).values_list("pk", "url")[:A_TIME]):
        _known(url for _pk, url in rows)
        last, _url = rows[-1]


@transaction.atomic
def keep_links(*, guide):
    """The addresses of its sources, and of the resources that it names."""
    keys = chosen(guide.body)["resource"]
    named = Resource.objects.filter(pk__in=keys) | Resource.objects.filter(guide_links__guide=guide.pk)
    urls = {*sources(guide.body), *named.exclude(url="").values_list("url", flat=True)}
    guide.links.set(Link.objects.filter(url__in=_known(urls)))


def _known(urls):
    """Those of the addresses that are asked about, each with a row by now."""
    own = urlsplit(settings.BASE_URL).hostname  # to whom much is closed that members read
    wanted = {url: host for url in urls if (host := Link.host_of(url)) not in ("", own) and len(url) <= 500}
    Link.objects.bulk_create(
        [Link(url=url, host=host) for url, host in wanted.items()], ignore_conflicts=True
    )
    return wanted


@transaction.atomic
def take_due():
    """The next that are to be asked, of each host one and of none that is being asked; taken for a day. What guides name comes
    before what only resources do, however many those are."""
    if not settings.LINK_CHECKS:
        return []
    now = timezone.now()
    asked = Link.objects.filter(asked_at__gt=now - IN_HAND).values_list("host", "asked_at", "checked_at")
    busy = {host for host, since, done in asked if done is None or done < since}
    waiting = Link.objects.filter(next_at__lte=now).exclude(host__in=busy)
    due = {}
    for rows in (waiting.filter(guides__isnull=False), waiting):
        hosts = rows.exclude(host__in=due).values("host").annotate(since=Min("next_at"), first=Min("pk"))
        hosts = hosts.order_by("since", "first").values_list("host", flat=True)
        for host in list(hosts[: AT_ONCE - len(due)]):
            due[host] = rows.filter(host=host).order_by("next_at", "pk").values_list("pk", flat=True).first()
    Link.objects.filter(pk__in=due.values()).update(asked_at=now, next_at=now + SOON)
    return list(due.values())


@transaction.atomic
def note_answer(*, link_id, answer):
    """Keep what an address answered."""
    link = Link.objects.select_for_update(of=("self",), no_key=True).filter(pk=link_id).first()
    if link is None:
        return
    now, outcome = timezone.now(), answer.outcome
    link.checked_at, link.next_at = now, now + AGAIN
    if outcome in {Outcome.OPENS, Outcome.MOVED}:
        link.state = Link.State.MOVED if outcome is Outcome.MOVED else Link.State.OK
        link.reached_at, link.moved_to = now, answer.moved_to
    if outcome in {Outcome.OPENS, Outcome.MOVED, Outcome.UNSURE}:
        link.failures, link.failing_since = 0, None
        link.state = Link.State.UNKNOWN if outcome is Outcome.UNSURE else link.state
    elif outcome is Outcome.SILENT and not _online(link, now):
        link.next_at = now + SOON
        if link.state != Link.State.BROKEN:
            link.state = Link.State.UNKNOWN
    else:
        link.failures += 1
        link.failing_since = link.failing_since or now
        broken = link.failures >= TRIES and now - link.failing_since >= FOR_DAYS
        link.state = Link.State.BROKEN if broken else Link.State.UNKNOWN
        link.next_at = now + (BROKEN_AGAIN if broken else SOON)
    link.save()


def _online(link, now):
    return Link.objects.exclude(host=link.host).filter(reached_at__gte=now - ONLINE).exists()
