"""Shapes of what is said."""

import re
import uuid

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cop.core.text import plain
from forums.forms.choosing import MeetingMixin, PollMixin
from forums.forms.fields import IdentityField, TagsField, TrapMixin, at_most_two, principles, sectors
from forums.forms.uploads import UploadMixin, as_uuid
from forums.models import Forum, Post, Thread
from forums.services.posting import MAX_BODY, MAX_TAKE_AWAY, MAX_TITLE
from forums.services.words import MAX_HTML
from library.models import Resource

REPLY_KINDS = [
    (kind.value, kind.label)
    for kind in (Post.Kind.NOTICE, Post.Kind.WONDER, Post.Kind.SEAT, Post.Kind.IDEA, Post.Kind.RESOURCE)
]
MAX_QUOTE = 400  # characters of a quote without a selection
MATCHES = 6  # resources offered when a title fits several


class Body(forms.CharField):
    """A long text. Its limit is that of the service, so that both refuse alike."""

    def __init__(self, limit=MAX_BODY, rows=4, **kwargs):
        super().__init__(
            max_length=limit,
            widget=forms.Textarea(attrs={"rows": rows}),
            error_messages={"required": gettext_lazy("Write a few words first.")},
            **kwargs,
        )


class WordsMixin(forms.Form):
    """`html` carries the looks of a text where a script made them; without it `body` is all there is."""

    html = forms.CharField(required=False, max_length=MAX_HTML * MAX_BODY, widget=forms.HiddenInput)

    def clean(self):
        data = super().clean()
        data["html"] = data.get("html") or None
        return data


class ReplyForm(WordsMixin, TrapMixin):
    """A reply in one thread. What it answers, quotes or refers to must be there for the viewer too."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of reply"),
        choices=REPLY_KINDS,
        widget=forms.RadioSelect,
        initial="notice",
    )
    body = Body(label=gettext_lazy("Your reply"))
    resource_title = forms.CharField(
        label=gettext_lazy("Which resource?"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "A few words of its title in the library. Leave it empty if it is not there yet."
        ),
    )
    resource = forms.ModelChoiceField(
        label=gettext_lazy("Several fit. Which one?"),
        queryset=Resource.objects.none(),
        to_field_name="uuid",
        required=False,
        widget=forms.HiddenInput,
    )
    parent = forms.ModelChoiceField(queryset=Post.objects.none(), required=False, widget=forms.HiddenInput)
    quote = forms.ModelChoiceField(queryset=Post.objects.none(), required=False, widget=forms.HiddenInput)
    quote_text = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    anonymous = IdentityField()
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args, viewer, thread, **kwargs):
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        posts = Post.objects.visible_to(viewer).filter(thread=thread)
        self.fields["parent"].queryset = posts
        self.fields["quote"].queryset = posts.exclude(body="")
        self.fields["resource"].queryset = Resource.objects.visible_to(viewer)

    def clean(self):
        data = super().clean()
        if data.get("kind") != Post.Kind.RESOURCE:
            data["resource"] = None
        elif not data.get("resource") and data.get("resource_title"):
            data["resource"] = self._resource(data["resource_title"])
        quoted = data.pop("quote", None)
        text = data.pop("quote_text", "")
        data["quotes"] = ((quoted, *range_of(quoted, text)),) if quoted else ()
        data.pop("resource_title", None)
        return data

    def _resource(self, title):
        """The one resource whose title is, or holds, what was typed; several are offered as a choice."""
        visible = Resource.objects.visible_to(self.viewer)
        exact = visible.filter(title__iexact=title).first()
        found = [exact] if exact else list(visible.filter(title__icontains=title).order_by("title")[:MATCHES])
        if len(found) == 1:
            return found[0]
        if not found:
            self.add_error("resource_title", _("No resource of the library has these words in its title."))
            return None
        field = self.fields["resource"]
        field.widget = forms.RadioSelect()
        field.queryset = visible.filter(pk__in=[one.pk for one in found])
        field.empty_label = None
        field.widget.choices = field.choices
        self.add_error("resource", _("Several resources fit. Choose the one you mean."))
        return None


class PlainReplyForm(PollMixin, ReplyForm, UploadMixin):
    """In a discussion the kind may be left out, and files may come along."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of reply"),
        choices=[("reply", gettext_lazy("A reply")), *REPLY_KINDS],
        widget=forms.RadioSelect,
        initial="reply",
    )


def form_class(thread):
    return ReplyForm if thread.kind == Thread.Kind.REFLECTION else PlainReplyForm


def range_of(post, text):
    """Where `text` stands in the words of a post, however its spaces were typed; else how the post begins."""
    said = plain(post.body)
    words = text.split()
    found = re.search(r"\s+".join(re.escape(word) for word in words), said) if words else None
    if found:
        return found.start(), found.end()
    return 0, min(len(said), MAX_QUOTE)


class TakeAwayForm(forms.Form):
    body = Body(MAX_TAKE_AWAY, 3, label=gettext_lazy("In a few sentences"))


class EditForm(WordsMixin):
    body = Body(label=gettext_lazy("Your words"), rows=8)
    reason = forms.CharField(label=gettext_lazy("Why did you change it?"), max_length=200, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class PlainEditForm(EditForm, UploadMixin):
    """In a discussion files may come along, and `without` names those that shall go, waiting or the post's own. Its own
    pictures are among `uploads` with what they show, which may be said otherwise. `read`: where the post was changed
    elsewhere meanwhile, what its files showed before (uploads.shown_at)."""

    read = None

    def __init__(self, *args, viewer, post, **kwargs):
        super().__init__(*args, **kwargs)
        self.viewer, self.post = viewer, post

    def clean(self):
        out = self.cleaned_data.get("without", ())
        data = super().clean() | {"without": [one for one in map(as_uuid, out) if one]}
        shown = dict(data["files"])
        for file in self.post.attachments.standing():
            if file.is_picture and file.alt and not shown.get(file.uuid, file.alt).strip():
                self.add_error("uploads", _("Say what the picture “%(name)s” shows.") % {"name": file.name})
        return data

    @property
    def present(self):
        """The files that the post has, each with whether it shall go; a picture with what the form says of it, and `now`
        where that was said otherwise elsewhere meanwhile."""
        out = set(map(str, self["without"].value() or ()))
        alts = dict(zip(map(str, self["uploads"].value() or ()), self["alts"].value() or (), strict=False))
        files = list(self.post.attachments.standing())
        for file in files:
            said, file.now = alts.get(str(file.uuid), file.alt), ""
            if self.read is not None and said != file.alt:
                said, file.now = (file.alt, "") if (file.name, said) in self.read else (said, file.alt)
            file.alt = said
        return [(file, str(file.uuid) in out) for file in files]


def edit_form(post, data, files, *, viewer, **kwargs):
    if post.thread.kind == Thread.Kind.REFLECTION:
        return EditForm(data, **kwargs)
    return PlainEditForm(data, files, viewer=viewer, post=post, **kwargs)


class RemoveForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why?"), max_length=200, required=False)


class ThreadForm(WordsMixin, TrapMixin, PollMixin, MeetingMixin, UploadMixin):
    forum = forms.ModelChoiceField(
        label=gettext_lazy("Where"), queryset=Forum.objects.none(), to_field_name="slug", empty_label=None,
        widget=forms.RadioSelect,
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=[(k.value, k.label) for k in (Thread.Kind.DISCUSSION, Thread.Kind.QUESTION)],
        widget=forms.RadioSelect,
        initial="discussion",
    )
    title = forms.CharField(
        label=gettext_lazy("Your question or topic"),
        help_text=gettext_lazy("In one line, as you would say it at a table."),
        max_length=MAX_TITLE,
        error_messages={"required": gettext_lazy("One line is enough to begin.")},
    )
    body = Body(label=gettext_lazy("What you would like to say"), rows=7)
    principles = principles()
    sectors = sectors()
    tags = TagsField()
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
    anonymous = IdentityField()
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args, viewer, forums, **kwargs):
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        self.fields["forum"].queryset = forums

    def clean_principles(self):
        return at_most_two(self.cleaned_data["principles"])


class ConcernForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("What worries you?"),
        help_text=gettext_lazy("Only moderators read it. It may stay empty."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
