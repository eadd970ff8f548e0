"""What a member put aside, in folders of their own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from library import services
from library.forms import FolderForm, NoteForm
from library.models import Folder, GuidePage, KeptResource, Reading, Resource
from library.views.readings import open_guide
from members.models import Circle
from members.permissions import check_member, circles_of

A_PAGE = 30
MOST = 600  # of each that are read; who keeps more narrows by folder


def put_aside(request, keep, **what):
    """With the note and the folder that the form says."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        raise BadRequest(form.errors.as_text())
    try:
        keep(actor=request.user, **what, **form.cleaned_data)
    except ValidationError as error:
        raise BadRequest("; ".join(error.messages)) from error


@require_POST
@login_required
def keep(request, pk):
    """Put a guide aside."""
    guide = open_guide(request, pk)
    put_aside(request, services.keep, guide=guide)
    return redirect(f"{guide.url}#keep")


@require_POST
@login_required
def let_go(request, pk):
    """Keep a guide no more, also one that has closed meanwhile."""
    own = Reading.objects.visible_to(request.user).exclude(kept_at=None).select_related("guide")
    guide = get_object_or_404(own, guide=pk).guide
    services.let_go(actor=request.user, guide=guide)
    return redirect("library:kept" if request.POST.get("from") == "list" else f"{guide.url}#keep")


@require_POST
@login_required
def keep_resource(request, pk):
    resource = get_object_or_404(Resource.objects.visible_to(request.user), pk=pk)
    put_aside(request, services.keep_resource, resource=resource)
    return redirect(reverse("library:resource-detail", args=[pk]) + "#keep")


@require_POST
@login_required
def let_resource_go(request, pk):
    """Keep a resource no more, also one that has closed meanwhile."""
    get_object_or_404(KeptResource.objects.visible_to(request.user), resource=pk)
    services.let_resource_go(actor=request.user, resource_id=pk)
    if request.POST.get("from") == "list":
        return redirect("library:kept")
    return redirect(reverse("library:resource-detail", args=[pk]) + "#keep")


@require_safe
@login_required
def kept(request):
    """What a member put aside, the newest first, with the notes that only they see, narrowed by `?folder=`; of what has
    closed the note alone."""
    check_member(request.user)
    return _kept_page(request, *folders_with(request, request.GET.get("folder", "")))


def folders_with(request, key):
    """One's own, and the one that has this key, or None."""
    folders = list(Folder.objects.visible_to(request.user).select_related("circle"))
    return folders, next((one for one in folders if str(one.pk) == key), None)


def _kept_page(request, folders, folder, form=None):
    guides = GuidePage.objects.visible_to(request.user).filter(pk=OuterRef("guide"))
    resources = Resource.objects.visible_to(request.user).filter(pk=OuterRef("resource"))
    readings = Reading.objects.visible_to(request.user).exclude(kept_at=None).annotate(opens=Exists(guides))
    others = KeptResource.objects.visible_to(request.user).annotate(opens=Exists(resources))
    if folder:
        readings, others = readings.filter(folder=folder), others.filter(folder=folder)
    rows = [
        *readings.select_related("guide__locale").order_by("-kept_at", "-pk")[:MOST],
        *others.select_related("resource").order_by("-kept_at", "-pk")[:MOST],
    ]
    rows.sort(key=lambda row: row.kept_at, reverse=True)
    if folder and form is None:
        form = _form(request, folder)
    context = {
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "params": request.GET,
        "folders": folders,
        "folder": folder,
        "names": {one.pk: one.name for one in folders},
        "form": form,
    }
    return render(request, "library/kept.html", context)


def _form(request, folder, data=None):
    initial = {"name": folder.name, "circle": folder.circle.slug if folder.circle else ""}
    return FolderForm(data, initial=initial, circles=circles_of(request.user))


@require_POST
@login_required
def folder_change(request, pk):
    """Name it otherwise, or say who sees what is in it."""
    folders, folder = folders_with(request, str(pk))
    if folder is None:
        raise Http404
    form = _form(request, folder, request.POST)
    if form.is_valid():
        slug = form.cleaned_data["circle"]
        circle = get_object_or_404(Circle.objects.visible_to(request.user), slug=slug) if slug else None
        try:
            services.change_folder(
                actor=request.user, folder=folder, name=form.cleaned_data["name"], circle=circle
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(reverse("library:kept") + f"?folder={folder.pk}")
    return _kept_page(request, folders, folder, form)


@require_POST
@login_required
def folder_remove(request, pk):
    folder = get_object_or_404(Folder.objects.visible_to(request.user), pk=pk)
    services.remove_folder(actor=request.user, folder=folder)
    return redirect("library:kept")
