"""What a member puts aside: notes are theirs alone, folders may be given to a circle."""

from django.urls import reverse

from library import services
from library.models import Folder, KeptResource, Reading
from members.services import leave_circle
from tests.factories import CircleFactory, UserFactory

KEPT = reverse("library:kept")


def html(client, url):
    return client.get(url).content.decode()


def circle_page(client):
    return html(client, reverse("members:circle-detail", args=["hearth"]))


def test_guides_and_resources_lie_in_folders_of_ones_own(library, member, other_member, client_for):
    guide, resource, loose = library.guide("Look first"), library.resource("Serve"), library.resource("Loose")
    client = client_for(member)
    client.post(reverse("library:keep", args=[guide.pk]), {"note": "Mine.", "folder": "Visits"})
    client.post(
        reverse("library:keep-resource", args=[resource.pk]), {"note": "Later.", "folder": " Visits "}
    )
    client.post(reverse("library:keep-resource", args=[loose.pk]), {"note": ""})
    folder = Folder.objects.get()
    page = html(client, KEPT)
    assert all(words in page for words in ("Look first", "Serve", "Loose", "Mine.", "Later.", "Visits"))
    inside = html(client, f"{KEPT}?folder={folder.pk}").split('id="main"')[1]
    assert "Look first" in inside and "Serve" in inside and "Loose" not in inside
    assert "Later." in html(client, f"/resources/{resource.pk}/")
    theirs = client_for(other_member)
    for url in (KEPT, f"{KEPT}?folder={folder.pk}", f"/resources/{resource.pk}/"):
        assert "Later." not in html(theirs, url) and "Visits" not in html(theirs, url)
    assert theirs.post(reverse("library:folder-change", args=[folder.pk]), {"name": "x"}).status_code == 404


def test_a_folder_goes_and_what_was_in_it_stays(library, member, client_for):
    resource = library.resource()
    services.keep_resource(actor=member, resource=resource, note="Mine.", folder="Visits")
    client_for(member).post(reverse("library:folder-remove", args=[Folder.objects.get().pk]))
    assert KeptResource.objects.get().note == "Mine." and not Folder.objects.exists()
    client_for(member).post(reverse("library:let-resource-go", args=[resource.pk]), {"from": "list"})
    assert not KeptResource.objects.exists()


def test_a_circle_sees_what_is_in_a_folder_and_never_the_notes(library, member, other_member, client_for):
    circle = CircleFactory(slug="hearth", members=[member, other_member])
    guide, closed, draft = (
        library.guide("Look first"),
        library.guide("Closed words"),
        library.draft(title="Draft"),
    )
    for each in (guide, closed):
        services.keep(actor=member, guide=each, note="For me alone.", folder="Visits")
    services.keep_resource(actor=library.publisher, resource=draft, note="", folder="Theirs")
    library.close(closed, kind="groups", groups=[])
    folder = Folder.objects.get(name="Visits")
    theirs, url = client_for(other_member), reverse("library:folder-change", args=[folder.pk])
    assert "Look first" not in circle_page(theirs)
    client_for(member).post(url, {"name": "Visits", "circle": "hearth"})
    page = circle_page(theirs)
    assert "Look first" in page and "Visits" in page
    assert "For me alone." not in page and "Closed words" not in page and "Draft" not in page
    services.let_go(actor=member, guide=guide)
    assert "Look first" not in circle_page(theirs) and "Visits" not in circle_page(theirs)
    services.keep(actor=member, guide=guide, note="", folder="Visits")
    leave_circle(actor=member, circle=circle)
    assert "Look first" not in circle_page(theirs)


def test_a_folder_goes_to_ones_own_circles_alone_and_its_name_tells_of_no_family(library, member, client_for):
    CircleFactory(slug="hearth", members=[member])
    CircleFactory(slug="elsewhere", members=[UserFactory()])
    services.keep_resource(actor=member, resource=library.resource(), note="", folder="Visits")
    folder = Folder.objects.get()
    client, url = client_for(member), reverse("library:folder-change", args=[folder.pk])
    client.post(url, {"name": "Visits", "circle": "elsewhere"})
    answer = client.post(url, {"name": "For Maya Johnson, born 3/4/2021", "circle": "hearth"})
    assert (
        "could tell who a family is" in answer.content.decode() and "Maya Johnson" in answer.content.decode()
    )
    folder.refresh_from_db()
    assert folder.circle is None and folder.name == "Visits"


def test_two_folders_have_two_names(library, member, client_for):
    for name in ("Visits", "Later"):
        services.keep_resource(actor=member, resource=library.resource(name), note="", folder=name)
    folder = Folder.objects.get(name="Later")
    answer = client_for(member).post(reverse("library:folder-change", args=[folder.pk]), {"name": "Visits"})
    assert "already" in answer.content.decode()
    assert Reading.objects.count() == 0 and Folder.objects.filter(name="Later").exists()
