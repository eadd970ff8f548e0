"""What pages ask of the database: every address of the matrix, and the library's tree, with a lively community behind it."""

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cop.core import kept
from forums.models import Forum, Reaction
from forums.services import arranging, drafts, editing, flags, moderation, posting, reactions, revising, using
from library.models import CollectionPage, GuidePage, PrinciplePage, Proposal
from library.models.stages import identities
from library.services import share_collection, tick_collection
from members.models import Follow
from members.services import address, relations
from search.models import BestBet
from tests.factories import SECTORS, CircleFactory, UserFactory
from tests.forums import scenes
from tests.test_access_matrix import ADDRESSES
from tests.world import build, drafted, resource, told

MOST = 12
LOOKING = ("visitor", "circle_member", "author", "moderator")
#: Beside the addresses of the matrix: lists that are narrowed, and pages of a conversation.
MORE = [
    "/threads/?waiting=1",
    "/threads/?kind=discussion&principle=trust-parents",
    "/threads/?order=thanked",
    "/search/?q=kettle",
    "/search/?q=trust",
    "/guides/",
    "/guides/?principle=trust-parents&sector=pediatrics",
    "/es/guides/",
    "/principles/",
    "/es/principles/",
    "/collections/",
    "/sitemap.xml",
]


def liven(world, library):
    """Several of everything, by several people: a page that asks once a row is found out."""
    author, moderator = world.people["author"], world.people["moderator"]
    colleagues = [UserFactory(sector=slug) for slug in SECTORS] + [
        UserFactory(sector="pediatrics") for _ in range(3)
    ]
    threads = [world.open_thread, world.public_thread]
    for number in range(3):
        library.guide(f"A guide, number {number}")
        library.guide(f"Una guía, número {number}", language="es")
        resource("members", source_id=f"m{number}").principles.add(scenes.principle())
        circle = CircleFactory(members=[author, moderator, *colleagues[:2]])
        for member in [author, moderator, *colleagues[:2]]:  # each sits in it when looked at again
            for known in ("_audience_tokens", "seats"):
                vars(member).pop(known, None)
        forum = Forum.objects.create(slug=circle.slug, name=circle.name, audience="circle", circle=circle)
        threads.append(scenes.discussion(author, title=f"Circle {number}", forum=forum))
        scenes.shared(colleagues[number], anonymous=number == 1, asked=("pediatrics", "home-visiting"))
        scenes.discussion(
            colleagues[number],
            title=f"We meet {number}",
            meeting={"starts_at": timezone.now() + timedelta(days=2 + number)},
        )
        scenes.draft(author)
        drafted(world.people["curator"], author, title=f"A draft, number {number}")
        Proposal.objects.create(member=author, guide=GuidePage.objects.live().first(), sent_at=timezone.now())
        drafts.save_draft(actor=author, thread=threads[number], fields={"body": [f"Not said {number}."]})
        address(actor=moderator, member=author, kind="note", text=f"Thank you, {number}.")
        using.tell(
            actor=colleagues[number],
            resource=world.public_resource,
            words="We read it.",
            anonymous=number == 1,
        )
        relations.set_level(actor=author, target=threads[number], level=Follow.Level.WATCHING)
        relations.set_level(actor=author, target=colleagues[number], level=Follow.Level.FOLLOWING)
        relations.block(actor=author, member=colleagues[number])
    things = [
        ("guide", GuidePage.objects.live().first()),
        ("resource", resource("members", source_id="path")),
    ]
    things += [("conversation", world.open_thread), ("conversation", world.public_thread)]
    for number in range(2):
        path = library.collection(f"A path, number {number}", things=things)
        for person in ("author", "moderator"):
            share_collection(actor=world.people[person], collection=path, circle=circle)
            ids = sorted(identities(path))
            tick_collection(actor=world.people[person], collection=path, shown=ids, ticked=ids[:2])
    chosen = [
        ("guide", GuidePage.objects.filter(live=True).first()),
        ("resource", resource("members", source_id="bet")),
    ]
    BestBet.objects.create(wordings="kettle", targets=chosen)
    for number, thread in enumerate(threads):
        who = colleagues if thread.audience in {"public", "members"} else colleagues[:2]
        said = []
        for turn in range(9):
            speaker = who[turn % len(who)]
            post = posting.reply(
                actor=speaker,
                thread=thread,
                body=f"The kettle, {turn}.",
                anonymous=speaker is who[-1],
                parent=said[turn // 2] if turn % 3 == 2 else None,
                quotes=[(said[0], 0, 6)] if turn % 4 == 3 else (),
            )
            said.append(post)
            if speaker != author:
                reactions.react(actor=author, post=post, kind=Reaction.Kind.THANKS, on=True)
        told(author, said[-1])
        flags.raise_flag(actor=author, post=said[1], kind="unkind")
        flags.raise_flag(
            actor=world.people["circle_member"] if not number else author, post=said[2], kind="spam"
        )
        flags.raise_privacy_concern(actor=author, post=said[3])
        editing.edit_post(actor=said[4].author, post=said[4], body="The kettle, put differently.")
        revising.remove_post(actor=said[5].author, post=said[5])
        moderation.lock_thread(actor=moderator, thread=thread, reason="It is late.")
        moderation.unlock_thread(actor=moderator, thread=thread)
    arranging.hide_thread(actor=moderator, thread=threads[-1], reason="For now.")


def paths(world):
    """Every address that is read, once."""
    read = [one.path(world) for one in ADDRESSES if one.sends is None and not one.route.startswith("api:")]
    pages = [
        page.url for model in (GuidePage, PrinciplePage, CollectionPage) for page in model.objects.live()[:4]
    ]
    return list(dict.fromkeys([*read, *MORE, *pages]))


def read(client, path):
    """An answer to its end, so that a file is closed again."""
    answer = client.get(path)
    answer.getvalue()
    return answer


def test_every_page_asks_twelve_questions_at_most(library, run_tasks, monkeypatch):
    """With the small tables in memory, as all but one request a minute find them."""
    monkeypatch.setattr(kept, "SECONDS", 24 * 3600)
    world = build()
    liven(world, library)
    run_tasks()
    many = []
    for person in LOOKING:
        client = Client(raise_request_exception=False)
        if viewer := world.people[person]:
            client.force_login(viewer)
        for path in paths(world):
            read(client, path)
            with CaptureQueriesContext(connection) as asked:
                answer = read(client, path)
            if len(asked) > MOST:
                many.append(f"{person} {path}: {len(asked)} ({answer.status_code})")
    assert many == []
