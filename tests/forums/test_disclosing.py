"""Going back to a version that knows less of what moderators were told."""

from importlib import import_module

import pytest
from django.apps import apps

from forums.models import Post
from forums.models.authored import State
from tests.forums import scenes

pytestmark = pytest.mark.django_db


def test_what_moderators_see_of_two_is_closed_before_the_rule_that_allowed_it_goes(member, other_member):
    thread = scenes.between(member, other_member)
    opening = Post.objects.filter(thread=thread)
    opening.update(disclosed=True)
    import_module("forums.migrations.0024_disclosing_reversed").hide_again(apps, None)
    assert not Post.objects.filter(disclosed=True).exclude(state=State.HIDDEN).exists()
