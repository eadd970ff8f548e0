"""What is kept of what members ask: numbers by month, and of who asked nothing.

That five different people asked the same is told by a row of 60 seats. Who asks marks one of them, chosen by their number
together with the month's salt and the question; two may mark the same one, so that fewer are counted than asked, and
never more. When the month is over the number stays, and seats, salt and what fewer than five asked go
(search.services.counting).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST = 60  # letters of a question that is counted


class AskedMonth(models.Model):
    """How often a question was asked in a month (its first day), how often nothing was found, and by how many people at
    least, once the month is over."""

    month = models.DateField()
    query = models.CharField(_("asked"), max_length=LONGEST)
    times = models.PositiveIntegerField(default=0)
    nothing = models.PositiveIntegerField(default=0)
    seats = models.BigIntegerField(default=0)
    people = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "query"], name="search_asked_month")]

    def __str__(self):
        return f"{self.month:%Y-%m} {self.query}"

    @property
    def askers(self):
        """How many people asked, at least."""
        return max(self.people, self.seats.bit_count())


class AskedSalt(models.Model):
    """By which the seats of the month at hand are chosen."""

    month = models.DateField(primary_key=True)
    salt = models.BinaryField(max_length=32)

    def __str__(self):
        return f"{self.month:%Y-%m}"


class OpenedMonth(models.Model):
    """How often in a month the result at a position was opened; the last position stands for all beyond."""

    month = models.DateField()
    position = models.PositiveSmallIntegerField()
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "position"], name="search_opened_month")]

    def __str__(self):
        return f"{self.month:%Y-%m} {self.position}"
