from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    name = "library"
    verbose_name = _("Library")

    def ready(self):
        from cop.core.registries import entries, kinds, site_context, slots
        from library import entries as found
        from library import signals, subscribers, tasks  # noqa: F401
        from library import slots as filled
        from library.kinds import KINDS
        from library.models import CollectionPage, GuidePage, PrinciplePage, Resource
        from library.navigation import collections_url, principles_url
        from library.services.workflow import ensure_workflow

        entries.register("guide", GuidePage, found.guide_entries, found.prepare_guides)
        entries.register("principle", PrinciplePage, found.principle_entries, found.prepare_principles)
        entries.register("collection", CollectionPage, found.collection_entries, found.prepare_collections)
        entries.register("resource", Resource, found.resource_entries, found.prepare_resources)
        site_context.register("principles_url", principles_url)
        site_context.register("collections_url", collections_url)
        site_context.register("offline_copy", lambda request: getattr(request, "offline", False))
        for name, kind in KINDS.items():
            kinds.register(name, kind)
        slots.register("nav.me", filled.kept_entry)
        slots.register("nav.me", filled.curating_entry)
        slots.register("circle.library", filled.collections_of_circle)
        slots.register("forum.aside", filled.collections_of_forum)
        signals.connect()
        post_migrate.connect(ensure_workflow, dispatch_uid="library.ensure_workflow")
