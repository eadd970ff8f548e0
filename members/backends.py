"""Sign-in, and the one query that brings a member with their seat."""

from allauth.account.auth_backends import AuthenticationBackend

from members.models import User


class EmailBackend(AuthenticationBackend):
    def get_user(self, user_id):
        user = User.objects.with_seat().filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
