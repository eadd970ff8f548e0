from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self):
        from cop.core.registries import kinds, slots
        from search import best_bets, subscribers  # noqa: F401
        from search.kinds import KINDS
        from search.models import BestBet, Meaning
        from search.slots import (
            asked_link,
            related_to_guide,
            related_to_resource,
            related_to_thread,
            saved_entry,
            within_thread,
        )
        from search.thesaurus import changed

        for signal in (post_save, post_delete):
            signal.connect(changed, sender=Meaning, dispatch_uid="search.thesaurus")
            signal.connect(best_bets.current.forget, sender=BestBet, dispatch_uid="search.best_bets")

        for name, kind in KINDS.items():
            kinds.register(name, kind)
        slots.register("nav.me", saved_entry)
        slots.register("desk.guides", asked_link)
        slots.register("thread.within", within_thread)
        slots.register("thread.related", related_to_thread)
        slots.register("guide.related", related_to_guide)
        slots.register("resource.related", related_to_resource)
