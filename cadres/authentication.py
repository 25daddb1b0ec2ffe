"""Signing in by staff number or e-mail."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from cadres.models import User


class StaffNumberOrEmailBackend(ModelBackend):
    """Accepts a staff number, or an e-mail address in any case, with the password."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        entered = (username or kwargs.get(User.USERNAME_FIELD) or "").strip()
        if not entered or password is None:
            return None
        field = "email__iexact" if "@" in entered else "staff_number"
        user = User.objects.filter(**{field: entered}).first()
        if user is None:
            # Hash all the same, so that the time taken does not tell whether the account exists.
            User().set_password(password)
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None
