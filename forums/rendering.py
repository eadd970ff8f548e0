"""A post as HTML for any reader: the same on the page, in an answer and in a live event."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from forums.authors import author_for


def render_post(post, language=None):
    """The fragment in one language. It holds no token, no reader's own choices and no moderator's extras."""
    with translation.override(language or translation.get_language()):
        author = author_for(post, post.thread.audience)
        return render_to_string("forums/fragments/post.html", {"post": post, "author": author})


def in_all_languages(post):
    return {code: render_post(post, code) for code, _name in settings.LANGUAGES}
