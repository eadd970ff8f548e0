"""All addresses. Only the library's pages carry a language in theirs."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cop import views
from cop.api import api
from cop.styleguide import styleguide
from library.views.pages import page
from members.views.people import set_language

handler400 = "cop.errors.bad_request"
handler403 = "cop.errors.permission_denied"
handler404 = "cop.errors.page_not_found"
handler429 = "cop.errors.too_many_requests"
handler500 = "cop.errors.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("health/", views.health, name="health"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("language/", set_language, name="set-language"),
    path("accounts/", include("allauth.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/v1/", api.urls),
    path("", include("members.urls")),
    path("", include("library.urls")),
    path("", include("forums.urls")),
    path("", include("search.urls")),
    path("", include("notifications.urls")),
]

if settings.STYLEGUIDE:
    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))

if settings.SERVE_LOCALLY:
    # Pictures alone, as the proxy does: whatever else lies there is asked for through a view.
    images = {"document_root": settings.MEDIA_ROOT / "images"}
    urlpatterns.append(path("media/images/<path:path>", serve, images))

urlpatterns += i18n_patterns(
    re_path(wagtail_urls.serve_pattern, page, name="wagtail_serve"),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
