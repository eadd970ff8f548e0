"""What was said ends in guides: words of the anonymous one beside words by name, with each answer that there is."""

from django.utils import translation

from forums.models import Excerpt
from forums.services import distilling, using
from library.models import GuidePage
from library.services import create_resource, readings
from library.services.publishing import publish
from tests.anonymity.village import HIDDEN, NAMED, NAMES, scene
from tests.forums import scenes
from tests.library.scenes import founded

NAMED_YES, YES, NO = Excerpt.Consent.NAMED, Excerpt.Consent.UNNAMED, Excerpt.Consent.REFUSED
#: What the anonymous one answers to each of their words: nothing, yes, no, yes and then no.
ANSWERS = ((), (YES,), (NO,), (YES, NO))


def guide(village):
    """Both are quoted by name in one guide, the anonymous one in another; a neighbor reads it before and after."""
    things = village.things
    village.do(lambda *, actor: founded(actor), "moderator")
    spoken = [things.by_wilhelmina, things.by_zuzanna]
    things.named_guide = begin(village, spoken[0], f"Of a {NAMED}", spoken[0].posts.filter(position=3))
    second = begin(village, spoken[1], f"Of another {NAMED}", spoken[1].posts.filter(position=3))
    for excerpt in Excerpt.objects.order_by("pk"):
        name = next(name for name in NAMES if village.people[name].pk == excerpt.post.author_id)
        answer(village, name, excerpt, NAMED_YES)
    for one in (things.named_guide, second):
        put_out(village, one)

    talk = village.do(scene(scenes.discussion), "doctor", title="What warms a visit", body="Tell.")
    said = [
        village.say("hidden", talk, f"{HIDDEN} number {number}.".capitalize(), anonymous=True)
        for number in range(len(ANSWERS))
    ]
    said.append(village.say("near", talk, "A chair by the stove."))
    things.guide = begin(village, talk, "What warms a visit", said)
    things.excerpts = list(Excerpt.objects.filter(guide_key=things.guide.translation_key).order_by("pk"))
    answer(village, "near", things.excerpts[-1], NAMED_YES)
    given = list(zip(things.excerpts, ANSWERS, strict=False))
    for excerpt, answers in given:
        for one in answers[:1]:
            answer(village, "hidden", excerpt, one)
    put_out(village, things.guide)
    village.do(readings.remember_version, "near", guide=things.guide, version=1)
    for excerpt, answers in given:
        for one in answers[1:]:
            answer(village, "hidden", excerpt, one)
    put_out(village, things.guide)
    film(village)


def film(village):
    """How somebody used a resource, with and without a name; a neighbor is worried about it, and a moderator decides."""
    things = village.things
    things.film = village.do(
        create_resource, "curator", source_id="film", title="A film", kind="video", principles=[]
    )
    village.do(using.tell, "near", resource=things.film, words="We stopped it halfway.")
    said = {"resource": things.film, "anonymous": True}
    tell = in_own_language(using.tell)
    things.used = village.do(tell, "hidden", words=f"Of a {HIDDEN}.", **said)
    village.do(using.flag, "near", use=things.used, kind="privacy")
    village.do(tell, "hidden", words=f"Only of a {HIDDEN}.", **said)
    village.do(using.decide, "moderator", use=things.used, decision="keep", note="Thank you.")


def in_own_language(verb):
    """As on the site, which the two read in different languages."""

    def done(*, actor, **fields):
        with translation.override("es" if actor.display_name == NAMES["zuzanna"] else "en"):
            return verb(actor=actor, **fields)

    return done


def begin(village, thread, title, posts):
    words = {post.pk: post.body for post in posts}
    return village.do(
        distilling.distil, "curator", thread=thread, words=words, title=title, summary="How a visit begins."
    )


def answer(village, name, excerpt, consent):
    excerpt = Excerpt.objects.select_related("post").get(pk=excerpt.pk)
    read = {"revision": excerpt.post.revision, "seen": excerpt.fingerprint}
    village.do(distilling.answer, name, excerpt=excerpt, consent=consent, **read)


def put_out(village, page):
    newest = GuidePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    village.do(lambda *, actor: publish(newest, actor), "moderator")
