"""The people of the portal."""

import unicodedata
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.search import index

from cadres.enums import SUBTREE_ROLES, Role
from cadres.pinyin import sort_key
from cadres.roster.values import is_code

from .department import Department, subtree_filter
from .posting import Posting


class UserQuerySet(models.QuerySet):
    def active(self) -> "UserQuerySet":
        return self.filter(is_active=True)

    def in_departments(self, departments: models.QuerySet | list[Department]) -> "UserQuerySet":
        """People whose current post lies in `departments` or below."""
        postings = Posting.objects.current().filter(subtree_filter(departments, "department__path"))
        return self.filter(pk__in=postings.values("user"))

    def matching(self, text: str) -> "UserQuerySet":
        """People whose name contains `text`, or whose staff number or pinyin begins with it."""
        wanted = unicodedata.normalize("NFKC", text).strip()
        begins = Q(staff_number__istartswith=wanted) | Q(name_sort_key__startswith="0".join(wanted.lower().split()))
        return self.filter(Q(name__icontains=wanted) | begins) if wanted else self

    def with_posts_today(self) -> "UserQuerySet":
        """Each person with `posts_today`: a list of current postings, the one that counts first."""
        held = Posting.objects.current().select_related("department").order_by("-is_primary", "-starts_on", "pk")
        return self.prefetch_related(Prefetch("postings", queryset=held, to_attr="posts_today"))

    def visible_to(self, user: "User | AnonymousUser") -> "UserQuerySet":
        """The people whose record `user` may see. Twin of `user_can_view_cadre`."""
        if not user.is_active:
            return self.none()
        if user.is_administrator:
            return self
        seen = Q(pk=user.pk)
        if user.sees_subtree:
            seen |= Q(pk__in=User.objects.in_departments(user.current_departments).values("pk"))
        return self.filter(seen)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, staff_number: str, name: str, password: str | None = None, **fields: Any) -> "User":
        """A new person. Without a password they cannot sign in until an administrator sets one."""
        user = self.model(staff_number=staff_number.strip(), name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, staff_number: str, name: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(staff_number, name, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin, index.Indexed):
    """A cadre, or anyone else who signs in, known by staff number and one name.

    People are retired (`is_active` off), never deleted: their records outlive them.
    """

    staff_number = models.CharField(
        _("staff number"), max_length=32, unique=True, error_messages={"unique": _("This staff number is taken.")}
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    name_sort_key = models.CharField(max_length=400, editable=False, db_index=True)
    email = models.EmailField(_("e-mail"), blank=True)
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Switch this off when a person leaves. Their records are kept.")
    )
    date_joined = models.DateTimeField(_("known since"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "staff_number"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.AutocompleteField("staff_number"),
        index.FilterField("is_active"),
        index.FilterField("is_superuser"),
    ]

    class Meta:
        verbose_name = _("cadre")
        verbose_name_plural = _("cadres")
        ordering = ["name_sort_key", "staff_number"]
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("email"),
                name="unique_email_if_given",
                condition=~Q(email=""),
                violation_error_message=_("This e-mail address is taken."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_sort_key = sort_key(self.name)
        if (update_fields := kwargs.get("update_fields")) is not None and "name" in update_fields:
            kwargs["update_fields"] = {*update_fields, "name_sort_key"}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuses a staff number nobody could sign in with: one with @ is taken for an e-mail address."""
        super().clean()
        if self.staff_number and not is_code(self.staff_number):
            raise ValidationError({"staff_number": _("No blanks, commas, quotes or @ in a staff number.")})

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        """The whole name: the side bar of the Wagtail admin asks for a first name and else shows the staff number."""
        return self.name

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles the person holds, from their groups."""
        names = {group.name for group in self.groups.all()}
        return frozenset(role for role in Role if role.value in names)

    @property
    def is_administrator(self) -> bool:
        return self.is_active and (self.is_superuser or Role.ADMINISTRATOR in self.roles)

    @property
    def sees_subtree(self) -> bool:
        """Whether the person sees the people and results of the departments below their own."""
        return self.is_active and bool(self.roles & SUBTREE_ROLES)

    @cached_property
    def current_departments(self) -> list[Department]:
        """The departments in which the person holds a post today."""
        held = self.postings.current().values("department")
        return list(Department.objects.filter(pk__in=held))

    @cached_property
    def current_posting(self) -> Posting | None:
        """The post under which the person is counted today, if any."""
        return self.postings.current().primary().select_related("department").first()
