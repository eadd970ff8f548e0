from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    name = "library"
    verbose_name = _("Library")

    def ready(self):
        from cop.core.registries import entries
        from library import entries as found
        from library.models import GuidePage, PrinciplePage, Resource

        entries.register("guide", GuidePage, found.guide_entries, found.prepare_guides)
        entries.register("principle", PrinciplePage, found.principle_entries, found.prepare_principles)
        entries.register("resource", Resource, found.resource_entries, found.prepare_resources)
