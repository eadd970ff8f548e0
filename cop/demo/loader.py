"""Fills an empty installation with the starter content, through the same services that people use.

Every row keeps its id of the content file as `source_id`, so that loading twice adds nothing.
"""

import json
from datetime import timedelta
from functools import partial
from pathlib import Path

from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.text import slugify

from cop.demo.collections import collect
from cop.demo.people import LOGINS, NAMES, OTHERS, PASSWORD
from cop.demo.rounds import ROUNDS, leaders, plan
from cop.demo.uses import tell
from forums.models import Forum, Reflection, Thread
from forums.services import posting, reflections
from library import services as library
from library.models import Principle
from members import services as members
from members.models import Circle, CircleMembership, Sector, User

HERE = Path(__file__).parent

#: Which sectors an author asked, read from the question; the others asked anyone.
ASKED = {
    "c01": ["pediatrics"],
    "c02": ["home-visiting"],
    "c04": ["early-education"],
    "c08": ["pediatrics"],
    "c09": ["pediatrics"],
    "c10": ["home-visiting", "early-education"],
    "c12": ["pediatrics"],
}
IDEAS_WELCOME = {"c02", "c03", "c07", "c08", "c11"}
CIRCLE_DISCUSSION = "d06"


def content():
    return json.loads((HERE / "content.json").read_text()) | {
        "frame": json.loads((HERE / "frame.json").read_text()),
        "front": json.loads((HERE / "front.json").read_text()),
        "waiting": json.loads((HERE / "waiting.json").read_text()),
        "moments": json.loads((HERE / "moments.json").read_text()),
        "handouts": json.loads((HERE / "handouts.json").read_text()),
        "collections": json.loads((HERE / "collections.json").read_text()),
        "uses": json.loads((HERE / "uses.json").read_text()),
    }


def steps(data) -> list:
    """What there is to do, each a callable, so that a progress bar can tell how far it is."""
    loader = Loader(data)
    todo = [loader.sectors, loader.people, loader.tree]
    todo += [partial(loader.principle, row) for row in data["frame"]["principles"]]
    todo += [loader.front]
    todo += [partial(loader.resource, row) for row in data["resources"]]
    guides = sorted(data["guides"], key=lambda row: "translation_of" in row)
    todo += [partial(loader.guide, row) for row in guides]
    todo += [loader.forums]
    talks = [(loader.reflection, row) for row in data["reflections"]]
    talks += [(loader.discussion, row) for row in data["discussions"]]
    todo += [partial(load, row, n) for n, (load, row) in enumerate(talks)]
    todo += [partial(loader.waiting, row, n) for n, row in enumerate(data["waiting"])]
    todo += [partial(loader.moment, row, n) for n, row in enumerate(data["moments"])]
    todo += [partial(loader.round, row) for row in ROUNDS]
    todo += [partial(loader.collection, row) for row in data["collections"]]
    todo += [partial(loader.use, row, n) for n, row in enumerate(data["uses"])]
    return todo


KNOWN = ("license", "cost", "evidence", "ages", "settings")  # of a resource, where it is known for sure


class Loader:
    """One pass over the content. Each method may run again and then changes nothing."""

    def __init__(self, data):
        self.data = data
        self.now = timezone.now()
        self.threads: dict[str, Thread] = {}

    def sectors(self):
        for order, row in enumerate(self.data["frame"]["sectors"], 1):
            sector, _ = Sector.objects.get_or_create(
                slug=row["slug"], defaults={"order": order, "mark": row["mark"]}
            )
            for language, (name, noun, plural) in row["labels"].items():
                sector.labels.get_or_create(
                    language=language, defaults={"name": name, "noun": noun, "plural": plural}
                )
        self.by_slug = {sector.slug: sector for sector in Sector.objects.all()}

    def people(self):
        logins = {(sector, role): (email, group) for email, sector, role, _name, group in LOGINS}
        for (sector, role), name in NAMES.items():
            email, group = logins.pop((sector, role), (f"{slugify(name)}@example.org", "member"))
            self._person(email, name, sector, role, group)
        for email, sector, role, name, group in LOGINS:
            if (sector, role) in logins:
                self._person(email, name, sector, role, group)
        for sector, role, name in OTHERS:
            self._person(f"{slugify(name)}@example.org", name, sector, role, "member")
        self.publisher = User.objects.get(email="moderator@example.org")

    def _person(self, email, name, sector, role, group):
        user = User.objects.filter(email=email).first()
        if user is None:
            spanish = role.split()[0] in {
                "Maestra",
                "Pediatra",
                "Promotora",
                "Supervisora",
                "Visitadora",
                "Nutricionista",
            }
            # Hashing is slow on purpose, and only the logins that the demo prints need a password.
            password = PASSWORD if email in {login[0] for login in LOGINS} else None
            user = User.objects.create_user(
                email, password, display_name=name, approved_at=self.now, language="es" if spanish else ""
            )
            user.emailaddress_set.create(email=email, verified=True, primary=True)
            user.groups.set(Group.objects.filter(name__in={"member", group}))
            members.take_seat(member=user, sector=self.by_slug[sector], role=role)
        return user

    def _author(self, row):
        return User.objects.with_seat().get(
            profile__sector=self.by_slug[row["sector"]],
            profile__role=row["role"],
            groups__name="member",
        )

    def tree(self):
        library.ensure_tree(actor=self.publisher, front=self.data["front"])

    def front(self):
        library.fill_front(actor=self.publisher, front=self.data["front"])

    def principle(self, row):
        library.create_principle(actor=self.publisher, **row)

    def resource(self, row):
        library.create_resource(
            actor=self.publisher,
            source_id=row["id"],
            title=row["title"],
            description=row["description"],
            kind=row["type"],
            publisher=row["publisher"],
            year=row.get("year"),
            language=row["language"],
            url=row.get("url", ""),
            principles=row["principles"],
            sectors=row["sectors"],
            **{name: row[name] for name in KNOWN if name in row},
        )

    def guide(self, row):
        library.create_guide(
            actor=self.publisher,
            source_id=row["id"],
            handouts=self.data["handouts"].get(row["id"].removesuffix("-es"), ()),
            **{k: v for k, v in row.items() if k != "id"},
        )

    def forums(self):
        self.table, _ = Forum.objects.get_or_create(
            slug="table",
            defaults={
                "name": "The table",
                "description": "One conversation for all members.",
                "source_id": "table",
            },
        )
        circle, created = Circle.objects.get_or_create(
            slug="small-town-circle",
            defaults={
                "name": "Small town circle",
                "description": "For colleagues who work where everyone knows everyone. What is said here stays here.",
            },
        )
        self.circle_forum, _ = Forum.objects.get_or_create(
            slug="small-town-circle",
            defaults={
                "name": circle.name,
                "audience": Forum.Audience.CIRCLE,
                "circle": circle,
                "source_id": "circle",
            },
        )
        if created:
            row = next(d for d in self.data["discussions"] if d["id"] == CIRCLE_DISCUSSION)
            for author in [row["author"], *(reply["author"] for reply in row["replies"])]:
                members.join_circle(member=self._author(author), circle=circle)
            visitor = User.objects.get(email="visitor@example.org")
            members.join_circle(member=visitor, circle=circle, role=CircleMembership.Role.FACILITATOR)

    def _principles(self, *slugs):
        return list(Principle.objects.filter(slug__in=slugs))

    def _sectors(self, slugs):
        return [self.by_slug[slug] for slug in slugs]

    def _begun(self, n):
        """A date for the n-th conversation: the first is a month old, the last of yesterday."""
        return self.now - timedelta(days=30 - n * 1.3, hours=(n * 5) % 11)

    def _share(self, row, *, asked, please, at, translation_of=None):
        author = self._author(row["author"])
        reflection = reflections.begin(
            actor=author, moment=row["moment"], language=row["language"], source_id=row["id"]
        )
        reflections.save_draft(
            actor=author,
            reflection=reflection,
            title=row["title"],
            age_band=row["child_age_band"],
            setting=row["setting"],
            what_happened=row["what_happened"],
            already_working=row["already_working"],
            wondering=row["wondering"],
            question=row["question"],
            please=please,
            asked_sectors=self._sectors(asked),
            principles=self._principles(row["principle"]),
        )
        return reflections.share(
            actor=author,
            reflection=reflection,
            forum=self.table,
            attested=True,
            at=at,
            source_id=row["id"],
            tags=row["tags"],
            translation_of=translation_of,
        )

    def _replies(self, row, thread, at):
        for n, reply in enumerate(row["replies"], 1):
            posting.reply(
                actor=self._author(reply["author"]),
                thread=thread,
                body=reply["body"],
                kind=reply.get("kind", "reply"),
                language=row["language"],
                source_id=f"{row['id']}-{n}",
                at=at + timedelta(hours=3 * n + n * n),
            )

    def reflection(self, row, n):
        if Thread.objects.filter(source_id=row["id"]).exists():
            return
        original = Thread.objects.filter(source_id=row.get("translation_of", "-")).first()
        at = self._begun(n)
        please = "ideas" if row["id"] in IDEAS_WELCOME else "wonder"
        thread = self._share(
            row, asked=ASKED.get(row["id"], []), please=please, at=at, translation_of=original
        )
        self._replies(row, thread, at)

    def discussion(self, row, n):
        if Thread.objects.filter(source_id=row["id"]).exists():
            return
        at = self._begun(n)
        thread = posting.start_thread(
            actor=self._author(row["author"]),
            forum=self.circle_forum if row["id"] == CIRCLE_DISCUSSION else self.table,
            kind="discussion",
            title=row["title"],
            body=row["body"],
            principles=self._principles(row["principle"]),
            sectors=self._sectors(row["sectors"]),
            tags=row["tags"],
            language=row["language"],
            source_id=row["id"],
            at=at,
        )
        self._replies(row, thread, at)

    def moment(self, row, n):
        if Thread.objects.filter(source_id=row["id"]).exists():
            return
        author = self._author(row["author"])
        moment = reflections.begin(
            actor=author, moment=row["moment"], language=row["language"], source_id=row["id"],
            kind=Reflection.Kind.MOMENT,
        )  # fmt: skip
        reflections.save_draft(
            actor=author, reflection=moment, title=row["title"], what_happened=row["what_happened"],
            principles=self._principles(row["principle"]),
        )  # fmt: skip
        reflections.share(
            actor=author, reflection=moment, forum=self.table, attested=True, tags=row["tags"],
            source_id=row["id"], at=self.now - timedelta(days=1 + 4 * n, hours=3 * n),
        )  # fmt: skip

    def round(self, row):
        leader, colleague = leaders()
        plan(row, leader=leader, colleague=colleague, forum=self.table, author=self._author)

    def collection(self, row):
        collect(row, publisher=self.publisher)

    def use(self, row, n):
        tell(row, author=self._author(row["author"]), at=self.now - timedelta(days=2 + 3 * n))

    def waiting(self, row, n):
        if not Thread.objects.filter(source_id=row["id"]).exists():
            self._share(
                row, asked=row["asked"], please=row["please"], at=self.now - timedelta(hours=5 + 9 * n)
            )
