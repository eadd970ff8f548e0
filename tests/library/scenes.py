"""A small library: a front, its two lists and two principles in English and Spanish, and a moderator who publishes."""

from wagtail.models import Locale, PageViewRestriction

from library import services
from library.models import GuideIndexPage, Resource
from tests.factories import sector

FRONT = {
    language: {
        "title": "Village",
        "headline": headline,
        "lead": "We think together here.",
        "note": "",
        "source_note": "",
    }
    for language, headline in {"en": "Ask a colleague.", "es": "Pregunte a un colega."}.items()
}
PRINCIPLES = {
    "trust-parents": ("Trust parents", "Confiar en los padres", 60),
    "village": ("It takes a village", "Hace falta una comunidad", 138),
}


def founded(moderator):
    """The tree. `library.guide(…)`, `library.resource(…)`, `library.close(page)` add to it."""
    for slug in ("pediatrics", "early-education", "home-visiting"):
        sector(slug)
    services.ensure_tree(actor=moderator, front=FRONT)
    for order, (slug, (english, spanish, hue)) in enumerate(PRINCIPLES.items(), 1):
        words = {
            "en": {
                "title": english,
                "essence": "Begin with what is strong.",
                "meaning": ["Parents want to do well."],
                "looks": [{"sector": "pediatrics", "text": "Says one thing they saw."}],
                "questions": ["What did I notice first?"],
                "wording": [{"reconsider": "poor historian", "prefer": "history is incomplete", "why": ""}],
            },
            "es": {"title": spanish, "essence": "Empezar por lo fuerte.", "meaning": ["Quieren lo mejor."]},
        }
        services.create_principle(
            actor=moderator, slug=slug, order=order, hue=hue, chroma="0.046", mark="", words=words
        )
    return Library(moderator)


class Library:
    def __init__(self, publisher):
        self.publisher = publisher
        self.number = 0

    def guide(self, title="Start with what is working", language="en", **fields):
        self.number += 1
        plain = {
            "source_id": f"t{self.number}",
            "slug": f"guide-{self.number}",
            "summary": "The first thing said sets the direction.",
            "principle": "trust-parents",
            "why_it_matters": "Belief is not visible.\n\nParents find out from what we notice first.",
            "try_this_week": [
                {
                    "title": "Look before you log in",
                    "detail": "Keep your hands off the screen.",
                    "adaptations": {
                        "pediatrics": "Leave the chart closed.",
                        "home-visiting": "Let the bag stay.",
                    },
                }
            ],
            "watch_for": "- Praise that judges. Describing is safer than grading.\n- The second point.",
            "discuss": ["What did you notice first?"],
        }
        return services.create_guide(actor=self.publisher, title=title, language=language, **(plain | fields))

    def collection(self, title="Your first weeks", language="en", things=(), **fields):
        """One of one stage, unless `stages` are given. `things`: pairs of a kind and its row."""
        self.number += 1
        said = [(kind, {kind: row.pk if kind == "conversation" else row, "note": ""}) for kind, row in things]
        plain = {
            "slug": f"collection-{self.number}",
            "summary": "For whoever begins.",
            "stages": [{"title": "Week 1", "lead": "Begin with what you see.", "things": said}],
        }
        return services.create_collection(
            actor=self.publisher, title=title, language=language, **(plain | fields)
        )

    def resource(self, title="Serve and Return", **fields):
        self.number += 1
        plain = {"source_id": f"r{self.number}", "kind": "article", "principles": ["trust-parents"]}
        return services.create_resource(actor=self.publisher, title=title, **(plain | fields))

    def close(self, page, kind=PageViewRestriction.LOGIN, groups=()):
        restriction = PageViewRestriction.objects.create(
            page=page, restriction_type=kind, password="open-sesame"
        )
        restriction.groups.set(groups)
        return restriction

    def index(self, language="en"):
        return GuideIndexPage.objects.get(locale=Locale.objects.get(language_code=language))

    def draft(self, **fields):
        return self.resource(state=Resource.State.DRAFT, **fields)
