"""How a guide is checked when its editor saves it."""

from django.db.models import Q
from wagtail.admin.forms import WagtailAdminPageForm

from library.blocks.standing import standing
from library.models.handouts import check_languages
from members.models import User

KEEPERS = ("curator", "moderator", "administrator")


class GuideForm(WagtailAdminPageForm):
    """A new guide begins with what its writer came with (`begins_with`, see wagtail_hooks)."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial.update(getattr(self.for_user, "begins_with", {}))
        if "keeper" in self.fields:
            keepers = User.objects.full_members().filter(groups__name__in=KEEPERS).values("pk")
            whoever = User.objects.filter(Q(pk__in=keepers) | Q(pk=self.instance.keeper_id))
            self.fields["keeper"].queryset = whoever.order_by("display_name", "pk")

    def _clean_fields(self):
        """A part that readers have already, and that is as it was, holds up nothing."""
        model = type(self.instance)
        live = model.objects.live().filter(pk=self.instance.pk).first() if self.instance.pk else None
        with standing(list(live.body.raw_data) if live else []):
            super()._clean_fields()

    def clean(self):
        cleaned = super().clean()
        if "handouts" in self.formsets:
            check_languages(self.formsets["handouts"])
        return cleaned
