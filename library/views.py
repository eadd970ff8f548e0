"""Pages of the library that are not Wagtail's: resources, and the stylesheet of the principles' hues."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition

from library.models import Principle, Resource
from members.models import Sector


def _styles(request):
    rule = '[data-p="{0.slug}"]{{--h:{0.hue};--c:{0.chroma}}}\n'
    return (
        "@layer tokens{\n" + "".join(rule.format(principle) for principle in Principle.objects.all()) + "}\n"
    )


def _styles_tag(request):
    return f'"{hash(_styles(request)) & 0xFFFFFFFF:x}"'


@condition(etag_func=_styles_tag)
@cache_control(public=True, max_age=300)
def principle_styles(request):
    return HttpResponse(_styles(request), content_type="text/css")


def resource_list(request):
    resources = Resource.objects.visible_to(request.user).prefetch_related("principles")
    chosen = {name: request.GET.get(name, "") for name in ("kind", "principle", "sector", "language")}
    if chosen["kind"] in Resource.Kind.values:
        resources = resources.filter(kind=chosen["kind"])
    if chosen["language"]:
        resources = resources.filter(language=chosen["language"][:12])
    if chosen["principle"]:
        resources = resources.filter(principles__slug=chosen["principle"])
    if chosen["sector"]:
        resources = resources.filter(sectors__slug=chosen["sector"])
    context = {
        "page": Paginator(resources.distinct(), 30).get_page(request.GET.get("page")),
        "chosen": chosen,
        "kinds": Resource.Kind.choices,
        "principles": Principle.objects.with_words(),
        "sectors": Sector.objects.in_use().with_labels(),
    }
    return render(request, "library/resource_list.html", context)


def resource_detail(request, pk):
    resource = get_object_or_404(Resource.objects.visible_to(request.user), pk=pk)
    principles = Principle.objects.with_words().filter(resources=resource)
    return render(request, "library/resource_detail.html", {"resource": resource, "principles": principles})
