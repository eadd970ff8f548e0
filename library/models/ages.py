"""The ages of children that something is for. The finer bands of reflections lie inside of these."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class AgeBand(models.TextChoices):
    EXPECTING = "expecting", gettext_lazy("expecting")
    M0 = "0-12 months", gettext_lazy("0–12 months")
    Y1 = "1-3 years", gettext_lazy("1–3 years")
    Y3 = "3-5 years", gettext_lazy("3–5 years")
    Y5 = "5-8 years", gettext_lazy("5–8 years")


STARTS = {AgeBand.M0: 0, AgeBand.Y1: 1, AgeBand.Y3: 3, AgeBand.Y5: 5}
ENDS = {AgeBand.Y1: 3, AgeBand.Y3: 5, AgeBand.Y5: 8}


def span(ages):
    """Bands in a few words: those that follow one another as one."""
    bands = [band for band in AgeBand if band in ages]
    if len(bands) < 2:
        return str(bands[0].label) if bands else ""
    order = list(AgeBand)
    first, last = bands[0], bands[-1]
    if len(bands) != order.index(last) - order.index(first) + 1:
        return ", ".join(str(band.label) for band in bands)
    if first is not AgeBand.EXPECTING:
        return _("%(start)d–%(end)d years") % {"start": STARTS[first], "end": ENDS[last]}
    if last is AgeBand.M0:
        return _("expecting to 12 months")
    return _("expecting to %(end)d years") % {"end": ENDS[last]}
