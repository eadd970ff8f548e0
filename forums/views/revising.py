"""Changing what one said, seeing what became of it, taking it away and bringing it back."""

import re
from functools import partial
from html import unescape

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.translation import gettext as _

from cop.core.access import Refused
from cop.core.diffing import pieces
from cop.core.text import plain, sanitise
from forums import permissions
from forums.forms.posting import RemoveForm, edit_form
from forums.models import Post
from forums.models.authored import AuthorKind, State
from forums.services import posting
from forums.services.revising import taken_back_by
from forums.services.uploads import shown_at
from forums.showing.addresses import url_of
from forums.showing.history import changes_of
from forums.showing.quoting import quoting_guides
from forums.showing.rendering import MENTION
from forums.views.identifying import say
from forums.views.speaking import attempt, sent, status_of, take_in
from members.models import User
from members.permissions import is_moderator


def visible_post(request, pk):
    return get_object_or_404(Post.objects.visible_to(request.user).select_related("thread"), pk=pk)


LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def typed(post, body=None):
    """The words of a post as its author would type them again, with mentions by name and links by their address."""

    def spelled(link):
        url, words = unescape(link[1]), plain(link[2])
        url = f"{settings.BASE_URL}{url}" if url.startswith("/") else url
        return link[2] if words == url else f"{link[2]} ({escape(url)})"

    return plain(LINK.sub(spelled, named(post, post.body if body is None else body)))


def written(post):
    """The text of a post as the rich editor takes it up again, with the names of whom it mentions."""
    return named(post, post.body, lambda uuid, name: f'<span data-mention="{uuid}">{name}</span>')


def named(post, body, shown=lambda uuid, name: name):
    """The text of a post with the names of whom it mentions, where they may be mentioned still."""
    mentioned = User.objects.full_members().filter(mentions__post=post)
    names = {str(one.uuid): one.display_name for one in mentioned}
    return MENTION.sub(lambda match: shown(match[1], escape(f"@{names.get(match[1], '')}")), body)


@login_required
def post_edit(request, pk):
    """Where the text was changed meanwhile, the form comes back with both, to be put together."""
    post = visible_post(request, pk)
    permissions.check_edit(request.user, post)
    initial = {"body": typed(post), "html": written(post), "revision": post.revision}
    form = edit_form(post, sent(request), request.FILES or None, viewer=request.user, initial=initial)
    take_in(form)
    quoted = quoting_guides(post)
    told = permissions.tells_history(post)
    context = {"form": form, "post": post, "quoted": quoted, "told": told}
    if request.method == "POST" and form.is_valid():
        try:
            fields = as_it_was(post, form.cleaned_data)
            changed = say(form, posting.edit_post, actor=request.user, post=post, **fields)
        except posting.Stale as stale:
            context |= meanwhile(form, stale)
        else:
            if changed:
                if changed.state == State.HIDDEN:
                    messages.warning(
                        request, _("A moderator reads your change first. Until then you alone see it.")
                    )
                if quoted and not quoting_guides(Post.objects.select_related("thread").get(pk=post.pk)):
                    messages.warning(request, left_out())
                return redirect(url_of(post))
    return render(request, "forums/post_edit.html", context, status=status_of(form))


def left_out():
    """With the way to where one agrees again."""
    return format_html(
        '{} <a href="{}">{}</a>',
        _("What a guide quotes of you here is left out until you agree to it again."),
        reverse("forums:excerpt-list"),
        _("My words in guides"),
    )


def as_it_was(post, fields):
    """Words that came back without their look, and unchanged, keep it."""
    if fields["html"] is None and fields["body"].split() == typed(post).split():
        return fields | {"html": written(post)}
    return fields


def meanwhile(form, stale):
    """What the page shows of a text that was changed elsewhere; sending again then replaces that one."""
    form.status = 409
    form.add_error(None, str(stale))
    form.read = shown_at(stale.post, form.cleaned_data["revision"])
    form.data = form.data.copy()
    form.data["revision"] = stale.post.revision
    now = typed(stale.post)
    html = form.cleaned_data["html"]
    mine = typed(stale.post, sanitise(html)) if html else form.cleaned_data["body"]
    return {"theirs": now, "difference": pieces(now, mine)}


@login_required
def post_history(request, pk):
    """Each earlier version beside what came after it, the newest first."""
    post = visible_post(request, pk)
    permissions.check_history(request.user, post)
    names_files = post.author_id == request.user.pk or is_moderator(request.user)
    context = {
        "post": post,
        "changes": changes_of(post, read=partial(typed, post), names_files=names_files),
        "taken_out": post.attachments.visible_to(request.user).taken_out(),
        "by_day": post.author_kind == AuthorKind.ANONYMOUS,
        "url": url_of(post),
    }
    return render(request, "forums/post_history.html", context)


@login_required
def post_remove(request, pk):
    post = visible_post(request, pk)
    permissions.check_remove(request.user, post)
    form = RemoveForm(sent(request))
    own = post.author_id == request.user.pk
    if request.method == "POST" and form.is_valid():
        removed = attempt(form, posting.remove_post, actor=request.user, post=post, **form.cleaned_data)
        if removed:
            undo = reverse("forums:post-bring-back", args=[post.pk]) if removed.may_return else ""
            messages.success(request, _("It is gone for all readers."), extra_tags=undo)
            if post.kind == Post.Kind.OPENING:
                return redirect("forums:thread-list")
            return redirect("forums:thread-detail", post.thread_id)
    context = {"form": form, "post": post, "own": own}
    return render(request, "forums/post_remove.html", context, status=status_of(form))


@login_required
def post_bring_back(request, pk):
    """For 30 days, to who took it away; for everybody else there is nothing here."""
    post = taken_back_by(request.user).select_related("thread").filter(pk=pk).first()
    if post is None:
        raise Http404
    if request.method == "POST":
        try:
            posting.bring_back(actor=request.user, post=post)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
        else:
            messages.success(request, _("It is back at its place."))
            return redirect(url_of(post))
    return render(request, "forums/post_bring_back.html", {"post": post, "text": plain(post.body)})
