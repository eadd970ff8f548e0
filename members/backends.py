"""Sign-in, and the one query that brings a member with their seat."""

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.utils import filter_users_by_email

from members.models.people import person

#: How many accounts with one address a refusal takes the time for: the confirmed one and a claim.
USUAL = 2


class EmailBackend(AuthenticationBackend):
    def get_user(self, user_id):
        user = person(int(user_id))
        return user if user is not None and self.user_can_authenticate(user) else None

    def _authenticate_by_email(self, email, password):
        """Every account that claims the address, the newest first, confirmed or not.

        Whoever signs up with a stranger's address can sign in to what they made whether or not the stranger is
        a member, and in the same time: so neither the answer nor the clock tells which.
        """
        accounts = sorted(filter_users_by_email(email), key=lambda user: -user.pk)
        for user in accounts:
            if self._check_password(user, password):
                return user
        for _missing in range(USUAL - len(accounts)):
            self._did_check_password = True
            self._mitigate_timing_attack(password)
        return None
