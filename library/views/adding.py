"""A resource by its address: its page is asked what it says of itself, a curator corrects that and saves it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cop.core.access import only
from cop.core.problems import TooMany
from library import services
from library.doubles import double_of
from library.fetching import State
from library.models import Principle, Resource
from library.permissions import check_curate
from library.resource_forms import AddressForm, ResourceForm
from members.models import Sector

curators = only(check_curate)


@require_http_methods(["GET", "HEAD", "POST"])
@curators
def add(request):
    """First an address (`look`), then the form that its page filled (`save`). From an empty place of the coverage map with its
    `?principle=&sector=`, which are filled in as well."""
    act = request.POST.get("act", "")
    if act == "save":
        return save(request)
    form = AddressForm(request.POST if act == "look" else None)
    if not form.is_valid():
        return render(request, "library/resource_add.html", {"form": form})
    try:
        state, said = services.look_at_page(actor=request.user, url=form.cleaned_data["url"])
    except TooMany as error:
        form.add_error("url", str(error))
        return render(request, "library/resource_add.html", {"form": form}, status=429)
    there = double_of(Resource(url=said["url"], title=said.get("title", ""), year=said.get("year")))
    context = {
        "resource_form": ResourceForm(
            initial=place_of(request) | said | {"double": there.pk if there else ""}
        ),
        "note": words_of(state, said),
        "read": state is State.PAGE,
        "there": there,
    }
    return render(request, "library/resource_add.html", context)


def save(request):
    form = ResourceForm(request.POST)
    if not form.is_valid():
        context = {"resource_form": form, "there": form.there}
        return render(request, "library/resource_add.html", context)
    said = form.cleaned_data
    row = services.add_resource(
        actor=request.user,
        resource=form.instance,
        **{name: said[name] for name in ("principles", "sectors", "tags")},
    )
    messages.success(request, _("“%(title)s” is in the library.") % {"title": row.title})
    return redirect("library:resource-detail", row.pk)


def place_of(request):
    wanted = {"principles": (Principle, "principle"), "sectors": (Sector, "sector")}
    return {
        name: list(model.objects.filter(slug=request.GET.get(key, "")[:50]))
        for name, (model, key) in wanted.items()
    }


def words_of(state, said):
    """What came of asking, in a sentence."""
    if state is State.PAGE:
        if len(said) == 1:
            return _(
                "The page says nothing of itself that could be taken over. Only its address is filled in."
            )
        return _("What the page says of itself is filled in. Look through it: pages are not always right.")
    if state is State.FILE:
        return _("There is a file at this address, not a page. Only its address is filled in.")
    if state is State.GONE:
        return _(
            "The site says that there is no page at this address. Look at it once more; it is filled in as you gave it."
        )
    return _("The page could not be reached from here. Only its address is filled in.")
