"""How members used a resource: told on a page of its own, read with the resource, looked after by moderators."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cop.core.access import only
from forums.authors import anonymous_author
from forums.forms.using import UseDecisionForm, UseFlagForm, UseForm
from forums.models import ResourceUse
from forums.models.authored import AuthorKind, State
from forums.services import using
from forums.showing.using import lately, shown, url_of_use, uses_of, waiting
from forums.views.identifying import say
from forums.views.speaking import attempt, own_name, sent, status_of
from library.models import Resource
from library.permissions import check_curate
from members.permissions import MEMBERS, check_member, check_moderator, is_moderator, sector_of

A_PAGE = 20


@require_safe
@only(check_member)
def resource_uses(request, pk):
    """All that colleagues told of one resource."""
    resource = resource_for(request, pk)
    page = Paginator(uses_of(resource, request.user), A_PAGE).get_page(request.GET.get("page"))
    context = {"resource": resource, "page": page, "params": request.GET}
    return render(request, "forums/resource_uses.html", context | {"may_decide": is_moderator(request.user)})


@require_safe
@only(check_member)
def use_detail(request, pk):
    """A lasting address of one: its place, on whatever page that is by now."""
    return redirect(url_of_use(use_for(request, pk), request.user, A_PAGE))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def use_tell(request, pk):
    """One's own words, new or as they are."""
    check_member(request.user)
    resource = resource_for(request, pk)
    use = ResourceUse.objects.visible_to(request.user).filter(resource=resource, author=request.user).first()
    form = UseForm(sent(request), initial=said(use))
    sure = form.is_bound and form.is_valid()
    told = sure and say(form, using.tell, actor=request.user, resource=resource, **form.cleaned_data)
    if told:
        messages.success(
            request,
            _("Thank you. Colleagues can read it now.")
            if told.state == State.VISIBLE
            else _("It is kept. A moderator reads it before others do."),
        )
        return redirect(place_of(resource))
    context = {
        "resource": resource,
        "form": form,
        "use": use,
        "own": own_name(request.user),
        "label": label_of(request.user, use),
    }
    return render(request, "forums/use_tell.html", context, status=status_of(form))


@require_POST
@login_required
def use_take_back(request, pk):
    """Also where the resource shows to curators alone by now."""
    check_member(request.user)
    shown = Resource.objects.visible_to(request.user).filter(pk=pk).first()
    own = ResourceUse.objects.filter(author=request.user, resource=pk).select_related("resource").first()
    if own is None and shown is None:
        raise Http404
    using.take_back(actor=request.user, resource=shown or own.resource)
    messages.success(request, _("Taken back."))
    return redirect(place_of(shown) if shown else "library:resource-list")


@require_http_methods(["GET", "HEAD", "POST"])
@only(check_member)
def use_flag(request, pk):
    """Ask a moderator to look at it. Whose concern hid it already hears so again."""
    before = using.hidden_by(request.user, pk) if request.method == "POST" else None
    if before is not None:
        messages.success(request, _("Thank you. It is hidden, and a moderator reads it next."))
        return redirect(place_of(before.resource))
    use = use_for(request, pk)
    form = UseFlagForm(sent(request))
    sure = form.is_bound and form.is_valid()
    flagged = sure and attempt(form, using.flag, actor=request.user, use=use, **form.cleaned_data)
    if flagged and flagged.state == State.HIDDEN:
        messages.success(request, _("Thank you. It is hidden, and a moderator reads it next."))
    elif flagged:
        messages.success(request, _("Thank you. A moderator reads it next."))
    if flagged:
        return redirect(place_of(use.resource))
    (one,) = shown([use], request.user)
    context = {"one": one, "resource": use.resource, "form": form}
    return render(request, "forums/use_flag.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@only(check_moderator)
def use_decide(request, pk):
    """Pressed twice, or opened once more, when its words are gone: said, and led back to what waits."""
    use = decidable(request).filter(pk=pk).first()
    if use is None and ResourceUse.objects.filter(pk=pk, state=State.REMOVED).exists():
        messages.info(request, _("Its words are gone. Nothing is to be decided about it any more."))
        return redirect("forums:use-list")
    if use is None:
        raise Http404
    form = UseDecisionForm(sent(request), use=use)
    sure = form.is_bound and form.is_valid()
    decided = sure and attempt(form, using.decide, actor=request.user, use=use, **form.cleaned_data)
    if decided:
        messages.success(request, said_of(form.cleaned_data["decision"], decided))
        return redirect("forums:use-list")
    if status_of(form) == 409:  # looked at anew: what is decided next is about the words as they are now
        use = get_object_or_404(decidable(request), pk=pk)
        form.data["read"] = use.fingerprint
    (one,) = shown([use], request.user, with_reasons=True)
    context = {"one": one, "resource": use.resource, "form": form}
    return render(request, "forums/use_decide.html", context, status=status_of(form))


@require_safe
@only(check_curate)
def use_list(request):
    """What came lately, for curators; before it, for moderators, what waits for them."""
    moderates = is_moderator(request.user)
    waits = waiting(request.user)[:A_PAGE] if moderates else []
    page = Paginator(lately(request.user), A_PAGE).get_page(request.GET.get("page"))
    context = {"waiting": waits, "page": page, "params": request.GET, "may_decide": moderates}
    return render(request, "forums/use_list.html", context)


def resource_for(request, pk):
    return get_object_or_404(Resource.objects.visible_to(request.user), pk=pk)


def use_for(request, pk):
    uses = ResourceUse.objects.visible_to(request.user).select_related("resource", "author")
    return get_object_or_404(uses, pk=pk)


def decidable(request):
    return ResourceUse.objects.at_desk_of(request.user).select_related("resource", "author")


def place_of(resource):
    return reverse("library:resource-detail", args=[resource.pk]) + "#used"


def said_of(decision, use):
    if decision == using.DESTROY:
        return _("Its words are destroyed.")
    return _("It is shown.") if use.state == State.VISIBLE else _("It is hidden.")


def said(use):
    if use is None:
        return None
    return {
        "words": use.words,
        "setting": use.setting,
        "anonymous": use.author_kind == AuthorKind.ANONYMOUS,
    }


def label_of(viewer, use):
    """What colleagues see of whoever tells it without their name."""
    hidden = use is not None and use.author_kind == AuthorKind.ANONYMOUS
    return anonymous_author(use.sector if hidden else sector_of(viewer), MEMBERS).label
