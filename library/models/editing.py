"""How a guide is checked when its editor saves it."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Comment

from library.blocks.standing import standing
from library.models.handouts import check_languages
from members.models import User

LATELY = timedelta(minutes=5)
KEEPERS = ("curator", "moderator", "administrator")


class GuideForm(WagtailAdminPageForm):
    """A new guide begins with what its writer came with (`begins_with`, see wagtail_hooks)."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.is_bound and self.instance.pk and "comments" in self.formsets:
            pass_over_twins(self.formsets["comments"], self.for_user)
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


def pass_over_twins(comments, user):
    """A save that overtakes the answer to the editor's own saving sends comments again as new that are kept by then, since the
    page has not learned their keys (as of inline panels: https://github.com/wagtail/wagtail/issues/14568)."""
    names = ("contentpath", "position", "text")
    prefixes = [comments.add_prefix(n) for n in range(comments.total_form_count())]
    sent = {comments.data.get(f"{prefix}-id") for prefix in prefixes}
    lately = Comment.objects.filter(
        page=comments.instance.pk, user=user, created_at__gte=timezone.now() - LATELY
    )
    kept = {
        tuple(getattr(one, name) for name in names)
        for one in lately.filter(resolved_at=None)
        if str(one.pk) not in sent
    }
    comments.data = comments.data.copy()
    for prefix in prefixes:
        said = tuple(comments.data.get(f"{prefix}-{name}", "") for name in names)
        replies = comments.data.get(f"{prefix}-replies-TOTAL_FORMS", "0")
        if not comments.data.get(f"{prefix}-id") and said in kept and replies == "0":
            comments.data[f"{prefix}-DELETE"] = "on"
