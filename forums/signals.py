"""What a row says when it goes, also with what it belonged to: an account, a resource."""

from django.db.models.signals import post_delete

from cop.core.events import emit
from forums.events import UseChanged
from forums.models import ResourceUse


def use_deleted(instance, **signal):
    emit(UseChanged(instance.pk))


def connect():
    post_delete.connect(use_deleted, sender=ResourceUse, dispatch_uid="forums.use_deleted")
