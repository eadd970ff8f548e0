"""The four groups by code name, and what each may do in the editors' admin. Run after each migrate."""

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

PAGE_PERMISSIONS = {
    "curator": ["add_page", "change_page"],
    "moderator": ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"],
    "administrator": [
        "add_page",
        "change_page",
        "publish_page",
        "lock_page",
        "unlock_page",
        "bulk_delete_page",
    ],
}
CURATED = [
    "add_resource",
    "change_resource",
    "view_resource",
    "view_principle",
    "add_phrase",
    "change_phrase",
    "view_phrase",
    "add_meaning",
    "change_meaning",
    "view_meaning",
    "add_bestbet",
    "change_bestbet",
    "view_bestbet",
    "view_sector",
    "submit_translation",
]
MODEL_PERMISSIONS = {
    "curator": CURATED,
    "moderator": [*CURATED, "delete_resource", "delete_phrase", "delete_meaning", "delete_bestbet", "add_principle", "change_principle", "add_circle", "change_circle"],
    "administrator": [
        *CURATED, "delete_resource", "delete_phrase", "delete_meaning", "delete_bestbet", "add_principle", "change_principle", "delete_principle",
        "add_sector", "change_sector", "add_circle", "change_circle",
        "add_user", "change_user", "view_user", "view_auditentry", "view_apitoken",
    ],
}  # fmt: skip


def ensure_groups(**kwargs):
    Group.objects.filter(name__in=["Moderators", "Editors"]).delete()
    Group.objects.get_or_create(name="member")
    access = Permission.objects.filter(codename="access_admin", content_type__app_label="wagtailadmin")
    root, collection = Page.get_first_root_node(), Collection.get_first_root_node()
    if root is None or collection is None:
        return
    for name, codenames in PAGE_PERMISSIONS.items():
        group, _ = Group.objects.get_or_create(name=name)
        models = Permission.objects.filter(
            codename__in=MODEL_PERMISSIONS[name],
            content_type__app_label__in=["library", "members", "safeguards", "search", "wagtail_localize"],
        )
        group.permissions.add(*access, *models)
        for permission in Permission.objects.filter(
            codename__in=codenames, content_type__app_label="wagtailcore"
        ):
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
        for codename in (
            "add_image",
            "choose_image",
            "add_document",
            "choose_document",
        ):  # Wagtail asks for those of its own models, whatever models stand in for them
            for permission in Permission.objects.filter(
                codename=codename, content_type__app_label__in=["wagtailimages", "wagtaildocs"]
            ):
                GroupCollectionPermission.objects.get_or_create(
                    group=group, collection=collection, permission=permission
                )
