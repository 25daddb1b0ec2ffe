"""Administration of people's accounts inside the Wagtail admin."""

from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.users.views import users as user_views

from cadres.forms import CadreCreationForm, CadreEditForm, role_label
from cadres.models import User
from cadres.permissions import user_can_edit_cadre


def role_labels(cadre: User) -> str:
    """The roles in the order of the role groups; reads prefetched groups."""
    return "、".join(role_label(group) for group in sorted(cadre.groups.all(), key=lambda group: group.pk))


class RoleFilter(user_views.GroupFilter):
    """People by role, under the translated names."""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Group]:
        return Group.objects.order_by("pk")

    @property
    def field(self) -> Any:
        field = super().field
        field.label_from_instance = role_label
        return field


class CadreFilterSet(user_views.UserFilterSet):
    def __init__(self, *args: Any, is_searching: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, is_searching=is_searching, **kwargs)
        del self.filters["is_superuser"]
        self.filters["group"] = RoleFilter(
            field_name="groups",
            label=gettext_lazy("Role"),
            use_subquery=is_searching,
            widget=self.filters["group"].extra["widget"],
        )


class CadreIndexView(user_views.IndexView):
    """Everybody, by pinyin. There is nothing to tick: changes to many people come by the roster import."""

    page_title = gettext_lazy("People")
    add_item_label = gettext_lazy("Add a person")

    @cached_property
    def columns(self) -> list[Column]:
        name_column = self._get_title_column_class(user_views.UserColumn)
        return [
            name_column(
                "name", label=pgettext_lazy("person", "Name"), sort_key="name_sort_key", get_url=self.get_edit_url
            ),
            Column("staff_number", label=gettext_lazy("Staff number"), sort_key="staff_number"),
            Column("roles", accessor=role_labels, label=gettext_lazy("Roles")),
            BooleanColumn("is_active", label=gettext_lazy("Active"), sort_key="is_active"),
            DateColumn("last_login", label=gettext_lazy("Last sign-in"), sort_key="last_login"),
        ]

    def get_base_queryset(self) -> models.QuerySet[User]:
        return super().get_base_queryset().prefetch_related("groups")

    def order_queryset(self, queryset: models.QuerySet[User]) -> models.QuerySet[User]:
        return super().order_queryset(queryset).order_by(self.ordering, "staff_number")

    def get_edit_url(self, instance: User) -> str | None:
        return super().get_edit_url(instance) if user_can_edit_cadre(self.request.user, instance) else None

    def get_delete_url(self, instance: User) -> None:
        return None


class CadreEditView(user_views.EditView):
    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.can_delete = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not user_can_edit_cadre(request.user, self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class CadreDeleteView(user_views.DeleteView):
    """Refuses: what a person has learnt and decided outlives the account."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        messages.error(request, _("People are never deleted. Retire the person instead: switch “active” off."))
        return redirect(self.edit_url_name, kwargs["pk"])


class CadreViewSet(user_views.UserViewSet):
    """People in the Wagtail admin: one name, translated roles, by pinyin, no deletion."""

    ordering = "name_sort_key"
    menu_label = gettext_lazy("People")
    filterset_class = CadreFilterSet
    copy_view_enabled = False
    # People who came by the roster import are not in the search index.
    search_backend_name = None
    search_fields = ["name", "staff_number", "email"]
    index_view_class = CadreIndexView
    edit_view_class = CadreEditView
    delete_view_class = CadreDeleteView
    create_template_name = "cadres/admin_create_user.html"
    edit_template_name = "cadres/admin_edit_user.html"

    def get_form_class(self, for_update: bool = False) -> type[ModelForm]:
        return CadreEditForm if for_update else CadreCreationForm
