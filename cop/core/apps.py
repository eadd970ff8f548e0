"""The core: events, queue, schedule, live updates, registries. It knows no other room."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "cop.core"
    label = "core"
    verbose_name = "Core"

    def ready(self) -> None:
        from cop.core import folding, registries, still, subscribers, tasks  # noqa: F401

        registries.site_context.register("read_only", still.keeps_nothing)
