"""What can happen to accounts, circles, follows, tokens and flags. Each verb checks, writes and states a fact."""

from members.services.accounts import (
    change_language,
    choose_look,
    sign_out_everywhere,
    sign_up,
    switch_coach,
    take_seat,
    update_profile,
)
from members.services.administration import change_account, seat_member, set_address, set_sector
from members.services.circles import (
    change_circle,
    join_circle,
    leave_circle,
    open_circle,
    set_circle_members,
)
from members.services.messages import (
    acknowledge,
    address,
    lift,
    lift_about,
    read_message,
    tell_of_reveal,
)
from members.services.record import audit, decide_flag, raise_flag
from members.services.relations import (
    block,
    blockable,
    follow,
    has_blocked,
    level_of,
    set_level,
    unblock,
    unfollow,
)
from members.services.seats import approve, decline, lift_suspension, suspend
from members.services.tokens import issue_token, revoke_token

__all__ = [
    "acknowledge",
    "address",
    "approve",
    "audit",
    "block",
    "blockable",
    "change_account",
    "change_circle",
    "change_language",
    "choose_look",
    "decide_flag",
    "decline",
    "follow",
    "has_blocked",
    "issue_token",
    "join_circle",
    "leave_circle",
    "level_of",
    "lift",
    "lift_about",
    "lift_suspension",
    "open_circle",
    "raise_flag",
    "read_message",
    "revoke_token",
    "seat_member",
    "set_address",
    "set_circle_members",
    "set_level",
    "set_sector",
    "sign_out_everywhere",
    "sign_up",
    "suspend",
    "switch_coach",
    "take_seat",
    "tell_of_reveal",
    "unblock",
    "unfollow",
    "update_profile",
]
