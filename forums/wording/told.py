"""What a reflection says to its readers, in words: for whatever looks at words before colleagues see them, and for what
it said before it was changed."""

from urllib.parse import unquote

from django.utils.html import escape

from cop.core.text import plain
from forums.models import Post
from forums.wording.rich import targets

#: What readers are shown of earlier words. How it was for its author is in none: they may have shared it and no longer.
SEEN = ("title", "what_happened", "already_working", "wondering", "question", "will_try", "setting")


def told(reflection):
    """The words of a reflection as the text of a post: what colleagues read, field by field."""
    parts = [(reflection._meta.get_field(name).verbose_name, getattr(reflection, name)) for name in SEEN]
    return "".join(
        f"<p><strong>{escape(label)}</strong></p><p>{escape(text)}</p>" for label, text in parts if text
    )


def said_before(post):
    """The present words of a post as an earlier version keeps them; of the opening of a reflection what its fields say."""
    reflection = post.kind == Post.Kind.OPENING and (post.thread.reflection or post.thread.earlier)
    return told(reflection) if reflection else post.body


def all_words(reflection):
    """Everything that its readers see of it, as plain text."""
    shared = reflection.how_was_it if reflection.share_how_was_it else ""
    return f"{plain(told(reflection))}\n{shared}".strip()


def seen(reflection):
    """All that its readers see of it, to be compared."""
    marks = reflection.age_band, reflection.not_asked_yet, tuple(map(str, reflection.strength_labels))
    return all_words(reflection), *marks


def fields_of(reflection):
    """What its readers see of it, by field."""
    names = (*SEEN, "how_was_it") if reflection.share_how_was_it else SEEN
    return {name: getattr(reflection, name) for name in names}


def address(link):
    """A link as people read it."""
    return unquote(link)


def picture_field(file):
    """The name of the field that stands for what is to be seen in a picture with a face: of this file and no other."""
    return f"picture.{file.uuid}"


def stored_words(post):
    """All that a post says, by field, as it is stored."""
    thread, fields = post.thread, {"body": plain(post.body), "links": targets(post.body)}
    if post.kind == Post.Kind.OPENING:
        reflection = thread.reflection or thread.earlier
        fields |= fields_of(reflection) if reflection else {"title": thread.title}
        fields |= {
            "tags": ", ".join(thread.tags.names()),
            "meets_place": (thread.meeting or {}).get("place", ""),
            "meets_link": address((thread.meeting or {}).get("link", "")),
        }
        if (thread.meeting or {}).get("round"):
            fields["recording"] = address(thread.round.recording)
    if post.poll:
        fields["poll_question"] = post.poll["question"]
        fields["poll_options"] = "\n".join(option["text"] for option in post.poll["options"])
    for place, file in enumerate(post.attachments.standing()):
        fields |= {f"files.{place}.name": file.name, f"files.{place}.alt": file.alt}
        if file.has_face:
            fields[picture_field(file)] = file.alt or file.name
    return fields
