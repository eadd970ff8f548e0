"""What a copy holds, and how its pages are written: one after the other, whatever their number."""

from collections import Counter
from itertools import count

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from cop.export.addresses import Addresses, between
from cop.export.assets import HUES, SHEET, Assets
from cop.export.paper import Paper, with_drawings
from cop.export.visitor import Visitor
from forums.showing.quoting import by_conversation
from library.models import (
    CollectionIndexPage,
    CollectionPage,
    GuideIndexPage,
    GuidePage,
    PrincipleIndexPage,
    PrinciplePage,
    Resource,
)
from library.models.fronts import known_fronts
from library.models.handouts import handout_languages

LISTS = (GuideIndexPage, PrincipleIndexPage, CollectionIndexPage)
LANGUAGES = [code for code, name in settings.LANGUAGES]
FRESH = 12  # guides on the first page
READER = AnonymousUser()


class Copy:
    """Writes into a folder; `written` counts what came of it. `base`: where the copy will stand, for its sitemap."""

    def __init__(self, folder, base):
        self.folder, self.base = folder, base.rstrip("/")
        self.visitor, self.addresses = Visitor(), Addresses()
        self.assets = Assets(folder, self.visitor)
        self.paper = Paper(self.addresses, self.assets)
        self.written, self.files, self.lists = Counter(), [], {}
        self.conversations = {}

    def write(self):
        self.assets.look()
        self.find()
        for language in LANGUAGES:
            with translation.override(language):
                self.write_language(language)
        self.folder.write("sitemap.xml", self.sitemap().encode())
        return self.written

    def find(self):
        """Give everything its file before anything is written, since pages name each other."""
        for language in LANGUAGES:
            self.addresses.add(reverse("home"), language)
            self.addresses.add(reverse("library:resource-list"), language)
            self.addresses.add(reverse("forums:thread-list"), language)
            for pk in resources():
                self.addresses.add(detail(pk), language)
        for model in (*LISTS, PrinciplePage, GuidePage, CollectionPage):
            for page in seen(model):
                self.addresses.add(page.url)
                if model in LISTS:
                    self.lists[model, page.locale.language_code] = page.url
        versions = {}
        for guide in seen(GuidePage):
            for language in handout_languages(guide):
                self.addresses.add(handout(guide, language))
            versions.setdefault(guide.translation_key, []).append(guide)
        for key, guides in versions.items():
            quoted = [each for guide in guides for each in guide.quotation_keys]
            for thread, quotations in by_conversation(key, quoted).items():
                said = {"guides": guides, "quotations": quotations}
                self.conversations.setdefault(thread, {})[key] = said
        for language in LANGUAGES:
            for thread in self.conversations:
                self.addresses.add(conversation(thread), language)

    def write_language(self, language):
        self.write_front(language)
        for model in LISTS:
            if address := self.lists.get((model, language)):
                self.write_list(address, language)
        self.write_list(reverse("library:resource-list"), language)
        for model, kind in (
            (PrinciplePage, "principles"),
            (GuidePage, "guides"),
            (CollectionPage, "collections"),
        ):
            for page in seen(model).filter(locale__language_code=language):
                self.take(page.url, language, kind, grown=self.threads_of(page))
                for code in handout_languages(page) if model is GuidePage else ():
                    with translation.override(code):
                        self.take(handout(page, code), code, "handouts")
        for pk in resources():
            self.take(detail(pk), language, "resources")
        self.write_conversations(language)

    def write_list(self, address, language):
        """A list with as many pages as the site divides it into."""
        for number in count(1):
            page = address if number == 1 else f"{address}?page={number}"
            html = self.take(page, language, "lists")
            if f"page={number + 1}".encode() not in html:
                return

    def take(self, address, language, kind, grown=()):
        """A page of the site, as a visitor has it."""
        html = self.visitor.get(address, language)
        file = self.addresses.at(address, language)
        if html is None:  # closed or taken back since it was looked for
            return b""
        sheet = self.paper.sheet(html, file, address, language)
        grown = self.links(file, grown, language)
        self.frame("export/page.html", file, language, kind, address, sheet=sheet, grown=grown)
        return html

    def write_front(self, language):
        fronts, file = known_fronts(), self.addresses.at(reverse("home"), language)
        own = seen(GuidePage).filter(locale__language_code=language)
        principles = seen(PrinciplePage).filter(locale__language_code=language).select_related("principle")
        principles = principles.order_by("principle__order", "principle__slug")
        self.frame(
            "export/front.html",
            file,
            language,
            "lists",
            front=fronts.get(language),
            principles=[(page, between(file, self.addresses.at(page.url, language))) for page in principles],
            guides=[
                (page, between(file, self.addresses.at(page.url, language)))
                for page in own.in_words().newest()[:FRESH]
            ],
        )

    def write_conversations(self, language):
        """Nothing of it where no guide quotes any."""
        if not self.conversations:
            return
        address = reverse("forums:thread-list")
        file = self.addresses.at(address, language)
        shown = []
        for thread, said in sorted(self.conversations.items()):
            here = self.addresses.at(conversation(thread), language)
            guides = [of_language(each["guides"], language) for each in said.values()]
            parts = [
                (guide, between(here, self.addresses.at(guide.url, language)), each["quotations"])
                for guide, each in zip(guides, said.values(), strict=True)
            ]
            same = conversation(thread)
            self.frame("export/conversation.html", here, language, "conversations", same, parts=parts)
            shown.append((between(file, here), guides, sum(len(part[2]) for part in parts)))
        self.frame("export/conversations.html", file, language, "lists", address, conversations=shown)

    def frame(self, template, file, language, kind, address="", **context):
        """A page of the copy; `address`: of the page of the site, which may stand in other languages at the same one."""
        places = {
            "home": reverse("home"),
            "guides": self.lists.get((GuideIndexPage, language)),
            "principles": self.lists.get((PrincipleIndexPage, language)),
            "collections": self.lists.get((CollectionIndexPage, language)),
            "resources": reverse("library:resource-list"),
            "conversations": reverse("forums:thread-list") if self.conversations else None,
        }
        context |= {
            "language": language,
            "places": {
                k: between(file, self.addresses.at(v, language)) if v else "" for k, v in places.items()
            },
            "others": [
                (code, between(file, self.addresses.files.get((code, address)) or self.home(code)))
                for code in LANGUAGES
                if code != language
            ],
            "sheets": [between(file, SHEET), between(file, HUES)],
            "icon_file": between(file, "static/icons/favicon.svg"),
            "canonical": self.absolute(file),
            "community": {"name": settings.COMMUNITY_NAME, "tagline": settings.COMMUNITY_TAGLINE},
            "day": timezone.localdate(),
        }
        self.folder.write(file, with_drawings(render_to_string(template, context)).encode())
        self.files.append(file)
        self.written[kind] += 1

    def threads_of(self, page):
        key = page.translation_key
        return [thread for thread, said in sorted(self.conversations.items()) if key in said]

    def links(self, file, threads, language):
        return [between(file, self.addresses.at(conversation(thread), language)) for thread in threads]

    def home(self, language):
        return self.addresses.at(reverse("home"), language)

    def absolute(self, file):
        return f"{self.base}/{file.removesuffix('index.html')}"

    def sitemap(self):
        addresses = mark_safe(
            "".join(f"<url><loc>{self.absolute(file)}</loc></url>\n" for file in self.files)
        )
        return render_to_string("export/sitemap.xml", {"addresses": addresses})


def seen(model):
    """Pages of the tree that everybody may open, with their language."""
    return model.objects.visible_to(READER).select_related("locale").order_by("path")


def resources():
    return Resource.objects.visible_to(READER).order_by("pk").values_list("pk", flat=True)


def detail(pk):
    return reverse("library:resource-detail", args=[pk])


def handout(guide, language):
    return reverse("library:handout", args=[guide.pk, language])


def conversation(thread):
    return reverse("forums:thread-detail", args=[thread])


def of_language(guides, language):
    return next((one for one in guides if one.locale.language_code == language), guides[0])
