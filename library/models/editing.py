"""How a guide is checked when its editor saves it."""

from wagtail.admin.forms import WagtailAdminPageForm

from library.blocks.standing import standing


class GuideForm(WagtailAdminPageForm):
    def _clean_fields(self):
        """A part that readers have already, and that is as it was, holds up nothing."""
        model = type(self.instance)
        live = model.objects.live().filter(pk=self.instance.pk).first() if self.instance.pk else None
        with standing(list(live.body.raw_data) if live else []):
            super()._clean_fields()
