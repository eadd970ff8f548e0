"""Shape of handing a reflection to somebody."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.forms.reflections import is_uuid, with_role
from forums.models.inviting import MAX_NOTE
from members.models import User


class HandForm(forms.Form):
    """One member of those that were found, or who was chosen before."""

    member = forms.ModelChoiceField(
        label=_("To whom"), queryset=User.objects.none(), to_field_name="uuid", empty_label=None,
        widget=forms.RadioSelect, error_messages={"required": _("Choose a colleague.")},
    )  # fmt: skip
    note = forms.CharField(
        label=_("A few words with it"), max_length=MAX_NOTE, required=False,
        help_text=_("Why you thought of them. Nothing about the family."),
    )  # fmt: skip

    def __init__(self, *args, people, found, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["member"]
        field.queryset = people
        if len(found) == 1:
            self.initial["member"] = found[0].uuid
        shown = {str(one.uuid) for one in found} | {str(self["member"].value() or "")} - {""}
        rows = people.select_related("profile").filter(uuid__in=list(filter(is_uuid, shown)))
        field.widget.choices = [(str(one.uuid), with_role(one)) for one in rows.order_by("display_name")]
