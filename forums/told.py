"""What a reflection says to its readers, in words: for whatever looks at words before colleagues see them, and for what
it said before it was changed."""

from django.utils.html import escape

from cop.core.text import plain

#: What readers are shown of earlier words. How it was for its author is in none: they may have shared it and no longer.
SEEN = ("title", "what_happened", "already_working", "wondering", "question", "will_try", "setting")


def told(reflection):
    """The words of a reflection as the text of a post: what colleagues read, field by field."""
    parts = [(reflection._meta.get_field(name).verbose_name, getattr(reflection, name)) for name in SEEN]
    return "".join(
        f"<p><strong>{escape(label)}</strong></p><p>{escape(text)}</p>" for label, text in parts if text
    )


def all_words(reflection):
    """Everything that its readers see of it, as plain text."""
    shared = reflection.how_was_it if reflection.share_how_was_it else ""
    return f"{plain(told(reflection))}\n{shared}".strip()
