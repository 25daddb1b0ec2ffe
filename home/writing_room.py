"""What waits for a person in the Wagtail admin: queues of work, each in part at home and whole on a page of its own.

A queue names a page only to those who may read it and may open it in the editor.
"""

import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.models import TaskState, WorkflowState
from wagtail.permissions import policy_registry

from cadres.models import Posting, RosterImport, User
from cadres.permissions import user_can_import_roster
from content.models import PortalPage
from content.models.page import PortalPageQuerySet
from home.correction_queue import Corrections
from home.marking_queues import MarkingsApart, OutsideClaims, Passes, ShortAnswers
from home.queue import Entry, Queue
from training.enums import QuestionStatus
from training.models import Question, QuizDraw, QuizQuestion, SceneVersion

#: The exchange ends each year with a summary meeting (总结会议): what has been left alone since the last one is read
#: again. A guide with a review date of its own goes by that.
STALE_AFTER = datetime.timedelta(days=365)


class PageQueue(Queue):
    """Pages, each annotated with `since`."""

    def entry(self, row: PortalPage) -> Entry:
        kind = row.specific_class or PortalPage
        return Entry(
            title=row.get_admin_display_title(),
            kind=capfirst(kind.get_verbose_name()),
            icon=kind.icon,
            url=reverse("wagtailadmin_pages:edit", args=[row.pk]),
            why=self.why(row),
            when=row.since,
        )

    def why(self, row: PortalPage) -> str:
        raise NotImplementedError


class Approvals(PageQueue):
    key = "approvals"
    heading = gettext_lazy("Waiting for your approval")
    empty = gettext_lazy("What department editors submit stands here until you approve it or send it back.")
    icon = "circle-check"

    def is_taught_to(self, user: User) -> bool:
        return user.is_administrator

    def rows(self, user: User) -> PortalPageQuerySet:
        tasks = _of_page(TaskState.objects.reviewable_by(user), "workflow_state__")
        started = Subquery(tasks.values("started_at")[:1])
        asked_by = Subquery(tasks.values("workflow_state__requested_by__name")[:1])
        pages = PortalPage.objects.visible_to(user).filter(Exists(tasks))
        return pages.annotate(since=started, asked_by=asked_by).order_by("since", "pk")

    def why(self, row: PortalPage) -> str:
        return _("Submitted by %(name)s") % {"name": row.asked_by} if row.asked_by else pgettext("page", "Submitted")


class Drafts(PageQueue):
    key = "drafts"
    heading = gettext_lazy("Your drafts")
    empty = gettext_lazy("What you have saved and not published stands here. Readers do not see it yet.")
    icon = "draft"

    def rows(self, user: User) -> PortalPageQuerySet:
        own = Q(owner=user) | Q(latest_revision__user=user)
        drafts = editable_pages(user).filter(own, ~Exists(_of_page(_open_workflows())), has_unpublished_changes=True)
        return drafts.annotate(since=F("latest_revision_created_at")).order_by("-since", "-pk")

    def why(self, row: PortalPage) -> str:
        return _("Changes are not published yet") if row.live else _("Not published yet")


class Submitted(PageQueue):
    key = "submitted"
    heading = gettext_lazy("Submitted by you")
    empty = gettext_lazy("What you submit stands here until an administrator has approved it or sent it back to you.")
    icon = "time"

    def is_taught_to(self, user: User) -> bool:
        return not policy_registry.get_by_type(PortalPage).user_has_permission(user, "publish")

    def rows(self, user: User) -> PortalPageQuerySet:
        open_ones = _of_page(_open_workflows())
        own = Q(owner=user) | Exists(open_ones.filter(requested_by=user))
        since = Subquery(open_ones.values("current_task_state__started_at")[:1])
        pages = (
            editable_pages(user)
            .filter(own)
            .annotate(since=since, workflow_status=Subquery(open_ones.values("status")[:1]))
        )
        # Sent back comes first: needs_changes stands behind in_progress in the alphabet.
        return pages.exclude(workflow_status=None).order_by("-workflow_status", "since", "pk")

    def why(self, row: PortalPage) -> str:
        if row.workflow_status == WorkflowState.STATUS_NEEDS_CHANGES:
            return _("Sent back to you: change it and submit it again")
        return _("Waiting for approval")


class Stale(PageQueue):
    key = "stale"
    heading = gettext_lazy("Due to be read again")
    empty = gettext_lazy("A guide stands here when its review date has passed, a course when it is a year old.")
    icon = "history"

    def rows(self, user: User) -> PortalPageQuerySet:
        today = timezone.localdate()
        year_ago = timezone.now() - STALE_AFTER
        undated = Q(guidepage__isnull=False, guidepage__review_by=None, last_published_at__lt=year_ago)
        fresh = PortalPage.objects.filter(path__startswith=OuterRef("path"), last_published_at__gte=year_ago)
        old_course = Q(coursepage__isnull=False) & ~Exists(fresh)
        stale = editable_pages(user).live().filter(Q(guidepage__review_by__lt=today) | undated | old_course)
        return stale.annotate(
            review_by=F("guidepage__review_by"),
            since=Coalesce("guidepage__review_by", TruncDate("last_published_at")),
        ).order_by("since", "pk")

    def why(self, row: PortalPage) -> str:
        return _("The review date has passed") if row.review_by else _("Unchanged for a year")


class Unready(PageQueue):
    key = "unready"
    heading = gettext_lazy("Published, but of no use yet")
    empty = gettext_lazy("A quiz without questions, a course without lessons or a practice talk with gaps stands here.")
    icon = "warning"

    def is_taught_to(self, user: User) -> bool:
        return False

    def rows(self, user: User) -> PortalPageQuerySet:
        asks = Exists(QuizQuestion.objects.filter(quiz=OuterRef("pk"))) | Exists(
            QuizDraw.objects.filter(quiz=OuterRef("pk"))
        )
        units = PortalPage.objects.live().filter(path__startswith=OuterRef("path"), depth=OuterRef("depth") + 1)
        frozen = Exists(SceneVersion.objects.filter(scene=OuterRef("pk")))
        unready = Q(~asks, quizpage__isnull=False) | Q(~Exists(units), coursepage__isnull=False)
        unready |= Q(~frozen, scenepage__isnull=False)
        pages = editable_pages(user).live().filter(unready)
        return pages.annotate(since=F("last_published_at")).order_by("since", "pk")

    def why(self, row: PortalPage) -> str:
        texts = {
            "quizpage": _("No question in it: nobody can pass"),
            "scenepage": _("It has gaps: nobody can play it"),
        }
        return texts.get(row.specific_class._meta.model_name, _("No published lesson in it"))


class QuestionQueue(Queue):
    """Questions of the bank that the person looks after."""

    def is_for(self, user: User) -> bool:
        return user.has_perm("training.change_question")

    def is_taught_to(self, user: User) -> bool:
        return False

    def entry(self, row: Question) -> Entry:
        return Entry(
            title=Truncator(row.stem).chars(60),
            kind=row.get_kind_display(),
            icon=self.icon,
            url=reverse(Question.snippet_viewset.get_url_name("edit"), args=[row.pk]),
            why=self.why(row),
            when=row.review_by,
        )

    def why(self, row: Question) -> str:
        raise NotImplementedError


class QuestionDrafts(QuestionQueue):
    key = "question-drafts"
    heading = gettext_lazy("Your questions that are not ready")
    empty = gettext_lazy("A question stands here until it is ready: before that no quiz asks it.")
    icon = "help"

    def rows(self, user: User) -> QuerySet[Question]:
        return Question.objects.filter(owner=user, status=QuestionStatus.DRAFT).order_by("-pk")

    def why(self, row: Question) -> str:
        return row.get_status_display()


class QuestionsToReview(QuestionQueue):
    key = "questions-to-review"
    heading = gettext_lazy("Questions to look over")
    empty = gettext_lazy("A question that you look after stands here when its review date has passed.")
    icon = "history"

    def rows(self, user: User) -> QuerySet[Question]:
        return Question.objects.overdue_for_review().filter(owner=user).order_by("review_by", "pk")

    def why(self, row: Question) -> str:
        return _("The review date has passed")


class Rosters(Queue):
    key = "rosters"
    heading = gettext_lazy("Rosters waiting for your decision")
    empty = gettext_lazy("A roster that was read and neither applied nor discarded stands here.")
    icon = "group"

    def is_for(self, user: User) -> bool:
        return user_can_import_roster(user)

    def is_taught_to(self, user: User) -> bool:
        return False

    def rows(self, user: User) -> QuerySet[RosterImport]:
        waiting = [RosterImport.State.READY, RosterImport.State.REFUSED, RosterImport.State.FAILED]
        return RosterImport.objects.visible_to(user).without_content().filter(state__in=waiting)

    def entry(self, row: RosterImport) -> Entry:
        return Entry(
            title=row.file_name,
            kind=capfirst(row._meta.verbose_name),
            icon=self.icon,
            url=reverse("cadres:roster_import", args=[row.pk]),
            why=row.get_state_display(),
            when=row.uploaded_at,
        )


class Unplaced(Queue):
    key = "people"
    heading = gettext_lazy("People who are not counted")
    empty = gettext_lazy(
        "People without a post or without a role would stand here: what they learn is missing on the board."
    )
    icon = "user"

    def is_for(self, user: User) -> bool:
        return user.is_administrator

    def is_taught_to(self, user: User) -> bool:
        return False

    def rows(self, user: User) -> QuerySet[User]:
        """Superusers keep the machine running; whether they learn is their own affair."""
        has_post = Exists(Posting.objects.current().filter(user=OuterRef("pk")))
        has_role = Exists(User.groups.through.objects.filter(user=OuterRef("pk")))
        people = User.objects.visible_to(user).active().filter(is_superuser=False)
        people = people.annotate(has_post=has_post, has_role=has_role)
        return people.exclude(has_post=True, has_role=True).order_by("name_sort_key", "staff_number")

    def entry(self, row: User) -> Entry:
        return Entry(
            title=row.name,
            kind=_("Staff number %(number)s") % {"number": row.staff_number},
            icon=self.icon,
            url=reverse("wagtailusers_users:edit", args=[row.pk]),
            why=_("No role: nothing is recorded") if not row.has_role else _("No post today: in no department"),
            when=None,
        )


#: In the order in which they stand at home: first what others wait for.
QUEUES: list[Queue] = [
    Approvals(),
    ShortAnswers(),
    MarkingsApart(),
    Passes(),
    OutsideClaims(),
    Corrections(),
    Rosters(),
    Submitted(),
    Drafts(),
    QuestionDrafts(),
    Unready(),
    Stale(),
    QuestionsToReview(),
    Unplaced(),
]


def queues_for(user: User) -> list[Queue]:
    """The kinds of work that `user` does."""
    return [queue for queue in QUEUES if queue.is_for(user)]


def editable_pages(user: User) -> PortalPageQuerySet:
    """The pages that `user` may read and change; the root of the tree is none."""
    policy = policy_registry.get_by_type(PortalPage)
    return policy.instances_user_has_permission_for(user, "change").filter(depth__gt=1)


def _open_workflows() -> QuerySet[WorkflowState]:
    return WorkflowState.objects.active()


def _of_page(states: QuerySet, prefix: str = "") -> QuerySet:
    """Those `states` that belong to the page of the outer query, which they name by kind and by its id as text."""
    return states.filter(
        **{
            f"{prefix}base_content_type": ContentType.objects.get_for_model(PortalPage),
            f"{prefix}object_id": Cast(OuterRef("pk"), models.CharField()),
        }
    )
