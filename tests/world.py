"""One small world: a person of every kind, and one thing of every kind that some of them may see."""

import uuid
from datetime import date, timedelta
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from forums.models import Certificate, Excerpt, Forum, Invitation
from forums.services import drafts, moderation, posting, rounds, uploads, using
from library.models import Extract, Folder, PracticeDocument, Proposal, Resource
from library.services import draft_guide
from members.models import ApiToken, Profile
from members.services import address
from notifications.models import Device, Notification
from search.models import SavedSearch
from tests.factories import CircleFactory, UserFactory
from tests.forums import scenes
from tests.library.scenes import founded

#: Who looks. `visitor` is nobody; `outsider` a full member who has nothing to do with any of the things below.
PEOPLE = (
    "visitor",
    "unverified",
    "pending",
    "suspended",
    "outsider",
    "circle_member",
    "author",
    "curator",
    "moderator",
    "administrator",
)
MEMBERS = frozenset(PEOPLE[4:])
STAFF = frozenset({"moderator", "administrator"})
CIRCLE = frozenset({"circle_member", "author"}) | STAFF
AUTHOR = frozenset({"author"})
COLLEAGUE = frozenset({"circle_member"})
PAIR = AUTHOR | COLLEAGUE
EVERYBODY = frozenset(PEOPLE)
SIGNED_IN = EVERYBODY - {"visitor"}

SECTION = uuid.UUID("5ec71013-0000-4000-8000-000000000001")
QUOTED = "Said at the table."
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def people():
    return {
        "visitor": None,
        "unverified": UserFactory(unverified=True),
        "pending": UserFactory(pending=True),
        "suspended": UserFactory(suspended=True),
        "outsider": UserFactory(),
        "circle_member": UserFactory(),
        "author": UserFactory(),
        "curator": UserFactory(curator=True),
        "moderator": UserFactory(moderator=True),
        "administrator": UserFactory(administrator=True),
    }


def paper(name):
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def guide(moderator):
    """A public guide with a list to tick, and questions to discuss (`SECTION`), and a collection with it."""
    library = founded(moderator)
    made = library.guide(
        source_id="world",
        slug="guide-of-the-world",
        checklist={"lines": ["I have time.", "I look first."]},
        handouts=[{"language": "en", "title": "For you", "intro": "Begin here.", "body": []}],
    )
    made.refresh_from_db()
    for block in made.body:
        if block.block_type == "discuss":
            block.id = str(SECTION)
    made.save(update_fields=["body"])
    return made, library.collection(slug="collection-of-the-world", things=[("guide", made)])


def build():
    """A namespace of people (by name, in `people`) and things."""
    who = people()
    author = who["author"]
    circle = CircleFactory(slug="porch", members=[author, who["circle_member"]])
    porch = Forum.objects.create(slug="porch", name="Porch", audience="circle", circle=circle)
    square = Forum.objects.create(slug="square", name="Square", audience="public")
    open_thread = scenes.discussion(author, title="At the table")
    circle_thread = scenes.discussion(author, title="On the porch", forum=porch)
    public_thread = scenes.discussion(author, title="On the square", forum=square)
    hidden_thread = scenes.discussion(author, title="Hidden for now")
    moderation.raise_privacy_concern(actor=who["circle_member"], post=hidden_thread.posts.get(position=1))
    circle_post = posting.reply(actor=author, thread=circle_thread, body="Said on the porch.")
    answer = posting.reply(actor=who["circle_member"], thread=circle_thread, body="Answered on the porch.")
    between = scenes.between(author, who["circle_member"])
    secret = scenes.shared(author, anonymous=True)
    open_post = posting.reply(actor=author, thread=open_thread, body="Said at the table.")
    paper_guide, collection = guide(who["moderator"])
    return SimpleNamespace(
        people=who,
        colleague=who["circle_member"],
        circle=circle,
        porch=porch,
        square=square,
        open_thread=open_thread,
        circle_thread=circle_thread,
        public_thread=public_thread,
        hidden_thread=hidden_thread,
        open_post=open_post,
        circle_post=circle_post,
        poll_post=posting.reply(
            actor=author,
            thread=circle_thread,
            body="When?",
            poll={"question": "When?", "options": ["Now", "Later"]},
        ),
        meeting=scenes.discussion(
            author, title="We meet", meeting={"starts_at": timezone.now() + timedelta(days=3)}
        ),
        round=rounds.schedule(
            actor=who["moderator"],
            forum=open_thread.forum,
            title="A round",
            body="We look at a goodbye.",
            meeting={"starts_at": timezone.now() + timedelta(minutes=5), "zone": "America/Denver"},
            cases=[scenes.shared(author)],
        ),
        certificate=Certificate.objects.create(
            member=author, name="Rosa Delgado", minutes=60, since=date(2026, 1, 1), until=date(2026, 12, 31)
        ),
        public_post=public_thread.posts.get(position=1),
        hidden_post=hidden_thread.posts.get(position=1),
        attachment=posting.reply(
            actor=author,
            thread=circle_thread,
            body="A paper.",
            files=[(uploads.upload(actor=author, file=paper("plan.pdf")).uuid, "")],
        ).attachments.get(),
        upload=uploads.upload(actor=author, file=paper("waits.pdf")),
        taken_back_post=taken_back(author, open_thread),
        begun=drafts.save_draft(actor=author, thread=open_thread, fields={"body": ["Not said yet."]}),
        draft=scenes.draft(author),
        between=between,
        between_post=between.posts.get(),
        shared=secret,
        invitation=Invitation.objects.create(
            thread=secret, member=who["circle_member"], created_at=timezone.now()
        ),
        secret_post=secret.posts.get(position=1),
        message=address(
            actor=who["moderator"], member=author, kind="note", text="Thank you for the question."
        ),
        guide=paper_guide,
        collection=collection,
        folder=Folder.objects.create(member=author, name="Mine"),
        excerpt=Excerpt.objects.create(
            post=open_post,
            revision=1,
            words=QUOTED,
            guide_key=paper_guide.translation_key,
            asked_at=timezone.now(),
        ),
        read_draft=drafted(who["curator"], author).current_workflow_task_state,
        proposal=Proposal.objects.create(member=author),
        public_resource=resource("public"),
        paper=(
            document := PracticeDocument.objects.create(
                title="Paper", file=(pdf := paper("paper.pdf")), file_size=pdf.size
            )
        ),
        drawn=Extract.objects.create(
            document=document, file=document.file.name, state="read", picture=b"RIFF", width=9, height=9
        ),
        members_resource=resource("members", document=document),
        draft_resource=resource("public", state="draft"),
        used=using.tell(
            actor=author, resource=resource("public", source_id="used"), words="We read it together."
        ),
        draft_used=using.tell(
            actor=who["curator"],
            resource=resource("public", state="draft", source_id="draft"),
            words="To come.",
        ),
        token=ApiToken.issue(member=author, name="script")[0],
        notification=told(author, answer),
        device=Device.objects.create(member=author, name="Firefox", endpoint_hash="a", token_hash="b"),
        saved_search=SavedSearch.objects.create(
            member=author, name="kettle", address="q=kettle", looked_at=timezone.now()
        ),
        nowhere=SimpleNamespace(pk=987_654, uuid=uuid.uuid4(), slug="nowhere"),
    )


def drafted(curator, reader, title="A draft of a guide"):
    """A guide that a colleague is asked to read before it is published."""
    Profile.objects.filter(user=reader).update(reads_drafts=True)
    made = draft_guide(actor=curator, title=title, summary="Nobody knows it yet.", language="en")
    made.get_workflow().start(made, curator)
    return made


def taken_back(author, thread):
    return posting.remove_post(
        actor=author, post=posting.reply(actor=author, thread=thread, body="Said too early.")
    )


def resource(audience, **fields):
    return Resource.objects.create(
        title=f"A resource for {audience}", kind="article", audience=audience, **fields
    )


def told(member, post):
    """The notification that somebody answered, as the worker writes it."""
    row = Notification.objects.create(
        member=member, kind="reply", thread=post.thread, position=post.position, latest_at=timezone.now()
    )
    row.occasions.create(member=member, kind="reply", target_id=post.pk, position=post.position)
    return row
