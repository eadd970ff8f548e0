"""A resource says in which conversations somebody gave it to others, to whoever may read them."""

from forums.services import posting
from tests.forums import scenes


def page(client, resource):
    return client.get(f"/resources/{resource.pk}/").content.decode()


def test_conversations_that_mention_it_stand_there_as_far_as_one_may_read_them(
    library, member, other_member, client_for
):
    resource = library.resource()
    closed = scenes.discussion(member, title="On the porch", forum=scenes.circle_forum(member))
    for thread in (scenes.discussion(other_member, title="What the kettle tells"), closed):
        scenes.said(member, thread, "This helped me.", kind="resource", resource=resource)
    assert "Mentioned in 2 conversations" in page(client_for(member), resource)
    theirs = page(client_for(other_member), resource)
    assert "Mentioned in one conversation" in theirs and "On the porch" not in theirs
    assert "Mentioned" not in page(client_for(None), resource)


def test_what_was_taken_away_mentions_nothing(library, member, client_for):
    resource = library.resource()
    thread = scenes.discussion(member)
    post = scenes.said(member, thread, "This helped me.", kind="resource", resource=resource)
    type(post).objects.filter(pk=post.pk).update(state="removed")
    assert "Mentioned" not in page(client_for(member), resource)
    assert "Close to this" not in page(client_for(member), resource) and "/search/related/resource/" in page(
        client_for(member), resource
    )


def test_a_link_in_what_somebody_says_mentions_it_too(library, member, client_for):
    resource, other = library.resource(), library.resource("Another")
    thread = scenes.discussion(member)
    html = f'<p>Look <a href="/resources/{resource.pk}/">here</a>.</p>'
    posting.reply(actor=member, thread=thread, body="", html=html)
    posting.reply(actor=member, thread=thread, body="", html=html)
    assert "Mentioned in one conversation" in page(client_for(member), resource)
    assert "Mentioned" not in page(client_for(member), other)
    assert "Mentioned" not in page(client_for(None), resource)
