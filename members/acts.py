"""The acts of the record in words, by their verb, and what stands beside them."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "accept-answer": _("said which reply is the answer"),
    "acknowledge-warning": _("read a warning"),
    "amend-post": _("changed the words of a post"),
    "approve-member": _("gave a seat"),
    "bring-back": _("brought back what was removed"),
    "change-circle": _("changed a circle"),
    "change-forum": _("changed a forum"),
    "change-member": _("changed somebody’s tasks or access"),
    "circle-leave": _("took somebody out of a circle"),
    "circle-seat": _("gave a seat in a circle"),
    "decide-flag": _("decided about what was reported"),
    "decline-member": _("declined a seat"),
    "export-record": _("took the record away as a file"),
    "flag-post": _("told a moderator of a post"),
    "hand-over": _("handed a reflection to somebody"),
    "hide-thread": _("hid a conversation"),
    "issue-token": _("made a token for a program"),
    "keep-hidden": _("kept a post hidden"),
    "lift-silence": _("ended a silence"),
    "lock-thread": _("closed a conversation"),
    "merge-threads": _("joined two conversations"),
    "move-thread": _("moved a conversation"),
    "open-circle": _("opened a circle"),
    "open-forum": _("opened a forum"),
    "pin-thread": _("kept a conversation on top"),
    "privacy-concern": _("raised a privacy concern"),
    "redact": _("deleted for good"),
    "release": _("let a post be shown"),
    "remove-post": _("removed a post"),
    "restore": _("showed a hidden post again"),
    "restore-member": _("ended a pause"),
    "retract-answer": _("took back which reply is the answer"),
    "reveal-author": _("looked up who wrote a post"),
    "revoke-token": _("revoked a token"),
    "seat-member": _("set up a member’s seat"),
    "set-address": _("changed a member’s e-mail address"),
    "set-sector": _("changed a member’s sector"),
    "show-thread": _("showed a hidden conversation again"),
    "silence-member": _("let a member only read for a time"),
    "slow-thread": _("changed how fast a conversation may go"),
    "split-posts": _("made replies a conversation of their own"),
    "suspend-member": _("paused an account"),
    "undo-merge": _("took two conversations apart again"),
    "unlock-thread": _("opened a conversation again"),
    "unpin-thread": _("kept a conversation on top no longer"),
    "warn-member": _("warned a member"),
    "write-to-member": _("wrote to a member"),
}


def in_words(verb):
    """ "closed a conversation"; a verb without words says its own name."""
    return str(ACTS.get(verb, verb.replace("-", " ")))
