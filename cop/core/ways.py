"""Where a form leads once it is done."""

from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme


def lead_back(request: HttpRequest, otherwise: Any, name: str = "next") -> HttpResponseRedirect:
    """To the address of this site that the form names; `otherwise` where it names none, or one of others."""
    way = request.POST.get(name, "")
    safe = url_has_allowed_host_and_scheme(way, {request.get_host()}, request.is_secure())
    return redirect(way if safe else otherwise)
