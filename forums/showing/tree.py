"""Answers under what they answer, on one page of a conversation and never deeper than one indent.

Pages are cut by position, so a page holds the same posts however they are arranged on it. An answer whose parent is on
another page stands in its own place, and says whom it answers.
"""


def arrange(posts):
    """The posts of one page (by position) in the order in which they are shown.

    Each gets `under`, the id of the post at the first level below which it stands, or None; and `direct`: that is what
    it answers, so that nothing need be said of it.
    """
    first, below = [], {}
    placed = {}
    for post in posts:
        parent = placed.get(post.parent_id)
        post.under = (parent.under or parent.pk) if parent else None
        post.direct = post.under is not None and post.under == post.parent_id
        placed[post.pk] = post
        if parent:
            below[post.under].append(post)
        else:
            first.append(post)
            below[post.pk] = []
    return [one for post in first for one in (post, *below[post.pk])]
