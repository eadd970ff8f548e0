from django.conf import settings


def policy(response):
    return dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; ") if " " in part)


def test_pages_forbid_inline_scripts_and_styles_and_other_sites(client, db):
    rules = policy(client.get("/accounts/login/"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"


def test_only_the_editors_admin_has_a_looser_policy(client_for, administrator):
    client = client_for(administrator)
    assert "'unsafe-inline'" in policy(client.get("/admin/"))["script-src"]
    assert "unsafe" not in client.get("/administer/")["Content-Security-Policy"]
    assert "unsafe" not in client.get("/")["Content-Security-Policy"]


def test_pages_of_somebody_signed_in_stay_out_of_caches(client_for, member):
    assert client_for(member).get("/")["Cache-Control"] == "private, no-store"
    assert (
        "Cache-Control" not in client_for().get("/")
        or "no-store" not in client_for().get("/")["Cache-Control"]
    )


def test_safe_headers_are_on_every_page(client, db):
    response = client.get("/")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"


def test_the_member_chooses_the_language_before_the_cookie_before_the_browser(client_for, member):
    asks_spanish = {"HTTP_ACCEPT_LANGUAGE": "es-MX,es;q=0.9"}
    visitor = client_for()
    assert visitor.get("/accounts/login/", **asks_spanish)["Content-Language"] == "es"
    visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert visitor.get("/accounts/login/", **asks_spanish)["Content-Language"] == "en"
    member.language = "es"
    member.save(update_fields=["language"])
    reader = client_for(member)
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert reader.get("/threads/")["Content-Language"] == "es"


def test_an_unknown_language_is_the_sites_own(client, db):
    assert client.get("/accounts/login/", HTTP_ACCEPT_LANGUAGE="xx")["Content-Language"] == "en"
