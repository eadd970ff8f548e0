"""How a page made by a service comes before readers."""

from django.utils.html import escape


def publish(page, actor):
    page.save_revision(user=actor, log_action=True).publish(user=actor)
    return page


def paragraphs(text):
    """Plain text as the rich text of the editor; empty lines part paragraphs."""
    return "".join(f"<p>{escape(' '.join(part.split()))}</p>" for part in text.strip().split("\n\n"))
