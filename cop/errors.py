"""Pages for what went wrong, in the product's own look; for programs the same as problem documents."""

from functools import wraps

from django.contrib.auth.models import AnonymousUser
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext as _

from cop.core.problems import by_script, problem_response, way_in

API = "/api/"


def for_programs(status):
    """Below `API` a problem with this status takes the place of the page."""

    def decorator(view):
        @wraps(view)
        def chosen(request, *args, **kwargs):
            if request.path_info.startswith(API):
                return problem_response(status)
            return view(request, *args, **kwargs)

        return chosen

    return decorator


@for_programs(400)
def bad_request(request, exception=None):
    if not hasattr(request, "user"):  # a wrong host name is refused before anybody is looked up
        request.user = AnonymousUser()
    return render(request, "errors/400.html", status=400)


@for_programs(403)
def permission_denied(request, exception=None):
    """The reason of a `Refused` was written for people; any other has none to tell."""
    return render(request, "errors/403.html", {"reason": getattr(exception, "reason", "")}, status=403)


@for_programs(404)
def page_not_found(request, exception=None):
    return render(request, "errors/404.html", status=404)


def too_many_requests(request, exception=None):
    """allauth's limits ask for it by the name `handler429`."""
    return render(request, "errors/429.html", {"reason": str(exception or "")}, status=429)


@for_programs(500)
def server_error(request):
    return render(request, "errors/500.html", status=500)


def csrf_failure(request, reason=""):
    """A form that is old or forged. The browser's own "back" brings the typed text again; a script of ours, which no other
    site can be, gets a token of today, and `me`, whose it is: a page of somebody else must not use it."""
    if by_script(request):
        lines = _("Somebody signed in or out in another window since this was opened.")
        me = str(request.user.uuid) if request.user.is_authenticated else ""
        return problem_response(403, lines, token=get_token(request), me=me, way=way_in())
    return render(request, "errors/403_csrf.html", status=403)
