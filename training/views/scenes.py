"""A practice talk: begin, choose what to say, look back. Works without scripting; nothing is recorded twice."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from content.models import PortalPage
from training.errors import TrainingError
from training.models import SceneRun
from training.models.scene import ScenePage
from training.permissions import user_can_play_scene, user_can_view_unit
from training.run_paper import debrief, offered_order, open_talk
from training.scenes import Play
from training.services import scenes

#: Longer numbers are no place of anything, and no database takes them.
LONGEST_NUMBER = 4


@require_POST
def start_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Begins a practice talk, or goes on with the one that is open."""
    scene = get_object_or_404(ScenePage.objects.live().visible_to(request.user), pk=pk)
    if not user_can_view_unit(request.user, scene):
        raise Http404
    if not user_can_play_scene(request.user, scene):
        raise PermissionDenied
    try:
        started = scenes.start_run(user=request.user, scene=scene)
    except TrainingError as error:
        messages.warning(request, error.message)
        return redirect(scene.get_url(request))
    return redirect("training:run", started.pk)


@require_safe
@never_cache
def run(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The talk as far as it has come; when it has ended, the debrief."""
    found = _own_run(request, pk)
    play = found.play
    context = {"run": found, "trail": _trail(request, found)}
    if found.is_open:
        return render(request, "training/run.html", context | {"talk": open_talk(found, play)})
    return render(request, "training/run_debrief.html", context | {"debrief": debrief(found, play)})


@require_http_methods(["GET", "POST"])
def choose_reply(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keeps what one chose to say, and leads to where the talk is then.

    A choice that was made before, in another window or by going back, is not recorded again. Who comes here by a link,
    as after a sign-in in between, is led to the talk.
    """
    found = _own_run(request, pk)
    if request.method == "POST":
        _keep_choice(request, found)
        found.refresh_from_db()
    address = reverse("training:run", args=[found.pk])
    return redirect(f"{address}#now" if found.is_open else address)


def _keep_choice(request: HttpRequest, found: SceneRun) -> None:
    play = found.play
    position, place = (_number(request.POST.get(name, "")) for name in ("position", "reply"))
    reply = _reply_at(found, play, position, place)
    if reply is None:
        messages.error(request, _("This reply does not belong to the moment. Nothing was recorded; choose again."))
        return
    try:
        is_kept = scenes.choose_reply(run=found, position=position, reply=reply)
    except TrainingError as error:
        messages.error(request, error.message)
        return
    recorded = found.choices.filter(position=position).values_list("reply", flat=True).first()
    if not is_kept and recorded != reply:
        messages.warning(request, _("You had answered this moment already. The talk stands where it is shown now."))


def _reply_at(found: SceneRun, play: Play, position: int, place: int) -> int | None:
    """Which reply of the version stood at `place` when choice number `position` was offered; None: there was none."""
    offered = [*(step.moment for step in play.steps), *([play.moment] if play.moment else [])]
    if not 1 <= position <= len(offered):
        return None
    order = offered_order(found.pk, position, len(offered[position - 1].replies))
    return order[place] if 0 <= place < len(order) else None


def _number(text: str) -> int:
    """The number that a form sent; -1 for anything else."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else -1


def _own_run(request: HttpRequest, pk: UUID) -> SceneRun:
    """Other people's talks do not exist here, whoever asks."""
    own = SceneRun.objects.visible_to(request.user).select_related("scene", "version")
    return get_object_or_404(own, pk=pk)


def _trail(request: HttpRequest, found: SceneRun) -> list[dict[str, str]]:
    pages = PortalPage.objects.ancestor_of(found.scene, inclusive=True).filter(depth__gt=2).order_by("path")
    return [{"title": page.title, "url": page.get_url(request)} for page in pages]
