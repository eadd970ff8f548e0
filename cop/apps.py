from django.apps import AppConfig


class CopConfig(AppConfig):
    name = "cop"

    def ready(self):
        from cop.core.registries import site_context
        from cop.navigation import guides_url

        site_context.register("guides_url", guides_url)
