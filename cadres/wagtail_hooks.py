"""What the Wagtail admin does differently about people."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction

from cadres.models import User


@hooks.register("before_bulk_action")
def refuse_bulk_changes_of_people(
    request: HttpRequest, action_type: str, objects: Sequence[object], action: BulkAction
) -> HttpResponse | None:
    """The listing offers none; the addresses exist all the same and would go round the rules of the form."""
    if action.model is not User:
        return None
    messages.error(request, _("People are changed one by one here, and many at once by the roster import."))
    return redirect("wagtailusers_users:index")


@hooks.register("register_account_menu_item")
def link_to_password_change(request: HttpRequest) -> dict[str, str]:
    return {
        "url": reverse("cadres:change_password"),
        "label": _("Change password"),
        "help_text": _("Your other devices will be signed out."),
    }
