"""Signing in and out, and one's own password."""

from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import AccountView, BaseSettingsPanel

from cadres.forms import SignInForm

#: Wagtail asks here for a first and a last name, and stores pictures as they were sent, with their place and author.
HIDDEN_PANELS = {"name_email", "avatar"}


class SignInView(auth_views.LoginView):
    """Asks who you are, then goes on to `next` if that lies on this site."""

    template_name = "cadres/sign_in.html"
    form_class = SignInForm

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        # Not to `next`: whoever is sent here although signed in was refused there and would come back for ever.
        if request.user.is_authenticated:
            return redirect(resolve_url(self.get_default_redirect_url()))
        return super().get(request, *args, **kwargs)


class SignOutView(auth_views.LogoutView):
    """Signs out and says so on the page that follows."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = super().post(request, *args, **kwargs)
        if was_signed_in:
            messages.success(request, _("You are signed out."))
        return response


class ChangePasswordView(auth_views.PasswordChangeView):
    """One's own password; every other session of the account ends."""

    template_name = "cadres/change_password.html"
    success_url = reverse_lazy("home:desk")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        messages.success(self.request, _("Your password is changed. Other devices have been signed out."))
        return super().form_valid(form)


class AdminAccountView(AccountView):
    """The Wagtail admin's "Account": how it looks and what it sends, nothing about the person."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        return [panel for panel in super().get_panels() if panel.name not in HIDDEN_PANELS]


sign_in = SignInView.as_view()
# Open to all: after a lapsed session the button must not lead to a sign-in that returns here.
sign_out = login_not_required(SignOutView.as_view())
change_password = ChangePasswordView.as_view()
admin_account = require_admin_access(AdminAccountView.as_view())
