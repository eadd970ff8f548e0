"""Why a stretch is found, in the reader's language."""

from django.utils.translation import gettext_lazy as _

LABELS = (
    "NAME",
    "DATE",
    "LOCATION",
    "ORGANIZATION",
    "PHONE",
    "EMAIL",
    "ID",
    "URL",
    "HANDLE",
    "AGE_OVER_89",
)
REASONS = {
    "name": _("This looks like somebody’s name."),
    "again": _("This name stands here once more."),
    "initials": _("Initials can tell who it is."),
    "date": _("A day, or a month of a year, can tell who it is. An age or a season says enough."),
    "age": _("Few people are 90 or older, so that the exact age can tell who it is."),
    "address": _("This looks like an address."),
    "place": _("A named place is smaller than a state and can tell who it is."),
    "town": _("A town or a district can tell who it is, small ones above all."),
    "organization": _("A named school, clinic, employer or other body can tell who it is."),
    "phone": _("This looks like a telephone number."),
    "email": _("This is an email address."),
    "url": _("This link may lead to the family or to a local body."),
    "handle": _("This is a name on a social network."),
    "ip": _("This is the address of a device on the internet."),
    "number": _("This number or code may belong to one person alone."),
    "face": _(
        "There may be a face in this picture. No pictures of children here, and none of their families."
    ),
}
#: What is found, for people.
LABEL_NAMES = {
    "NAME": _("a name"),
    "DATE": _("a date"),
    "LOCATION": _("a place"),
    "ORGANIZATION": _("a named school, clinic or other body"),
    "PHONE": _("a telephone number"),
    "EMAIL": _("an email address"),
    "ID": _("a number or code"),
    "URL": _("a link"),
    "HANDLE": _("a name on a social network"),
    "AGE_OVER_89": _("an age over 89"),
    "FACE": _("a face"),
}
