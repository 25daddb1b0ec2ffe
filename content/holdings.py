"""What a person wrote, uploaded and did in the Wagtail admin."""

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.models import FormState
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import (
    APIToken,
    Comment,
    CommentReply,
    ModelLogEntry,
    PageLogEntry,
    PageSubscription,
    Revision,
    UploadedFile,
    WorkflowState,
)
from wagtail.users.models import UserProfile

from audit.held import Entry, Group, Section, Withheld, Word, each, leave_out, register
from audit.held_acts import Act, register_acts
from audit.held_facts import entry_of, fact
from audit.held_rows import rows_section
from audit.services import Person
from content.models import PortalPage

register_acts(
    Act("wagtailcore.TaskState", "finished_by", "finished_at"), Act("wagtailcore.Comment", "resolved_by", "resolved_at")
)
leave_out("A lock names who set it until it is taken away; the log of pages keeps it.", "content.PortalPage.locked_by")
leave_out("Which window has a page open; thrown away within an hour.", "wagtailadmin.EditingSession.user")


def _written(
    key: str, label: Word, about: Word, *, model: type[Model], by: str, names: list[str], related: tuple[str, ...] = ()
) -> Section:
    return rows_section(
        key=key, group=Group.WRITING, label=label, about=about, model=model, by=by, names=names, related=related
    )


def _log_entry(row: PageLogEntry) -> Entry:
    return entry_of(row, "timestamp", "label", "action", title=f"{row.action} · {row.label}")


def _model_log_entry(row: ModelLogEntry) -> Entry:
    kind = fact("object_type", gettext("Kind of object"), row.content_type.model, row.content_type.name)
    return entry_of(row, "timestamp", "action", title=f"{row.action} · {row.content_type.name}", facts=[kind])


def _account_change(row: ModelLogEntry) -> Entry:
    by = fact("by", gettext("By"), row.user.name if row.user_id and row.user else None)
    return entry_of(row, "timestamp", "action", title=row.action, facts=[by])


def _account_changes(person: Person) -> QuerySet[ModelLogEntry]:
    kind = ContentType.objects.get_for_model(get_user_model())
    rows = ModelLogEntry.objects.filter(content_type=kind, object_id=str(person.pk))
    return rows.select_related("user").order_by("-timestamp", "-pk")


def _workflow(row: WorkflowState) -> Entry:
    return entry_of(row, "workflow", "status", "created_at", title=str(row.workflow))


PAGE_FACTS = ["title", "department", "visibility", "live", "first_published_at", "last_published_at"]
SECTIONS = [
    _written(
        "pages_owned", _("Pages you own"), _("Pages that you made or took over."),
        model=PortalPage, by="owner", names=PAGE_FACTS, related=("department",),
    ),
    _written(
        "pages_open_to_you", _("Pages opened to you by name"), _("Pages on whose list of readers you stand."),
        model=PortalPage, by="participants", names=PAGE_FACTS, related=("department",),
    ),
    _written(
        "revisions", _("Versions you saved"), _("Each time that you saved a page or a question."),
        model=Revision, by="user", names=["object_str", "created_at"],
    ),
    _written(
        "comments", _("Comments in the editor"), _("What you noted beside a page."),
        model=Comment, by="user", names=["text", "page", "created_at", "updated_at", "resolved_at"], related=("page",),
    ),
    _written(
        "comment_replies", _("Replies to comments"), _("What you answered beside a page."),
        model=CommentReply, by="user", names=["text", "created_at", "updated_at"],
    ),
    _written(
        "subscriptions", _("Pages you follow"), _("Pages whose comments reach you."),
        model=PageSubscription, by="user", names=["page", "comment_notifications"], related=("page",),
    ),
    _written(
        "documents", _("Documents you uploaded"), _("Files of the library that came from you."),
        model=Document, by="uploaded_by_user", names=["title", "file", "file_size", "created_at"],
    ),
    _written(
        "images", _("Pictures you uploaded"), _("Pictures of the library that came from you."),
        model=Image, by="uploaded_by_user", names=["title", "file", "description", "created_at"],
    ),
    _written(
        "uploads_waiting", _("Uploads that were not finished"), _("Files that wait to be described."),
        model=UploadedFile, by="uploaded_by_user", names=["file"],
    ),
    _written(
        "form_states", _("Entries kept while you wrote"), _("That a form is kept for you, and since when."),
        model=FormState, by="user", names=["last_updated_at"],
    ),
    _written(
        "editor_settings", _("Settings of the editor"), _("How the editor looks for you and of what it tells you."),
        model=UserProfile, by="user", names=[
            "preferred_language", "current_time_zone", "avatar", "theme", "contrast", "density", "keyboard_shortcuts",
            "submitted_notifications", "approved_notifications", "rejected_notifications",
            "updated_comments_notifications", "dismissibles"],
    ),
    _written(
        "api_tokens", _("Keys for other programmes"), _("That you have one, and when it was used."),
        model=APIToken, by="user", names=["name", "prefix", "created", "revoked_at", "last_used_at"],
    ),
    Section(
        key="approvals_asked", group=Group.WRITING, label=_("Approvals you asked for"),
        about=_("Pages that you submitted, and what became of them."),
        covers=("wagtailcore.WorkflowState.requested_by",),
        rows=lambda person: WorkflowState.objects.filter(requested_by=person.pk)
        .select_related("workflow").order_by("-pk"),
        entries=each(_workflow),
    ),
    Section(
        key="page_log", group=Group.WRITING, label=_("What you did with pages"),
        about=_("The log of the editor: what you did with which page, and when."),
        covers=("wagtailcore.PageLogEntry.user",),
        rows=lambda person: PageLogEntry.objects.filter(user=person.pk).order_by("-timestamp", "-pk"),
        entries=each(_log_entry),
    ),
    Section(
        key="object_log", group=Group.WRITING, label=_("What you did in the editor besides"),
        about=_("The same for questions, programmes and accounts: which kind of thing, and when."),
        covers=("wagtailcore.ModelLogEntry.user",),
        rows=lambda person: ModelLogEntry.objects.filter(user=person.pk)
        .select_related("content_type").order_by("-timestamp", "-pk"),
        entries=each(_model_log_entry),
        withheld=(
            Withheld(
                _("The names of the objects in that log"),
                _("Where you changed an account, the name is that of another person."),
            ),
        ),
    ),
    Section(
        key="account_changes", group=Group.TRAIL, label=_("Changes of my account"),
        about=_("Who changed your account in the editor, and when."),
        covers=(),
        rows=_account_changes,
        entries=each(_account_change),
    ),
]  # fmt: skip
for one in SECTIONS:
    register(one)
