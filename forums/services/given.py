"""What comes along with a post: words to find it by, and passages of what others said."""

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cop.core.text import normalise, plain
from forums import permissions

MAX_QUOTES = 5
MAX_QUOTE = 1_000
MAX_TAGS = 6
MAX_TAG = 40
MAX_SLUG = 90  # characters of a tag in addresses, which may be more than its own; a number may follow


def checked_tags(tags):
    tags = [" ".join(normalise(str(tag)).split()) for tag in tags]
    tags = list(dict.fromkeys(filter(None, tags)))
    too_long = any(len(tag) > MAX_TAG or len(slugify(tag, allow_unicode=True)) > MAX_SLUG for tag in tags)
    if len(tags) > MAX_TAGS or too_long:
        raise ValidationError(
            {
                "tags": _("At most %(n)d words, each at most %(most)d characters.")
                % {"n": MAX_TAGS, "most": MAX_TAG}
            }
        )
    return tags


def checked_number(quotes):
    quotes = list(quotes)
    if len(quotes) > MAX_QUOTES:
        raise ValidationError({"quotes": _("At most %(n)d quotes in one reply.") % {"n": MAX_QUOTES}})
    return quotes


def checked_quote(actor, post, start, end):
    post = permissions.visible(actor, post)
    if not 0 <= start < end <= len(plain(post.body)) or end - start > MAX_QUOTE:
        raise ValidationError({"quotes": _("What you quote has changed. Choose it again.")})
    return post, start, end
