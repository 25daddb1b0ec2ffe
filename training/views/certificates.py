"""Certificates: verifying one without a sign-in, looking them up, printing and revoking them."""

import re
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from training.certificate_forms import CertificateFilterForm, RevocationForm, SignedTextForm
from training.certificate_sheet import certificate_pdf, file_name
from training.certificate_wording import fact_lines, state_text, verdict_text
from training.errors import SignatureRefused
from training.models import Certificate
from training.permissions import user_can_list_certificates, user_can_revoke_certificate
from training.rate_limits import WINDOW_SECONDS, is_too_often
from training.services.certification import revoke_certificate
from training.services.verification import is_signed_as_stored, verify_text
from training.signing_keys import public_keys
from training.visitors import visitor_address

CERTIFICATES_PER_PAGE = 50
CODE = re.compile(r"[A-Za-z0-9_-]{22}")


def open_to_visitors(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For anyone, a bounded number of times a minute; found by no search engine and kept by no cache."""

    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if is_too_often("verify", visitor_address(request)):
            response = render(request, "training/too_often.html", status=HTTPStatus.TOO_MANY_REQUESTS)
            response["Retry-After"] = str(WINDOW_SECONDS)
        else:
            response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return guarded


@open_to_visitors
@require_http_methods(["GET", "HEAD", "POST"])
def verify_signed_text(request: HttpRequest) -> HttpResponse:
    """Takes the text of a QR code and says whether it is genuine and still holds. It is sent, not put in an address."""
    form = SignedTextForm(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {"form": form}
    if form.is_bound and form.is_valid():
        try:
            verdict = verify_text(form.cleaned_data["text"], keys=public_keys(), on=timezone.localdate())
        except SignatureRefused as error:
            context["refusal"] = error.message
        else:
            context |= {
                "verdict": verdict,
                "state_text": verdict_text(verdict),
                "lines": fact_lines(verdict.facts),
            }
    return render(request, "training/verify.html", context)


@open_to_visitors
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Every printed fact of one certificate, and how it stands. All that is no code of ours gets the same answer."""
    # A malformed code is looked up like any other, so that both take the same time.
    wanted = code if CODE.fullmatch(code) else ""
    certificate = Certificate.objects.with_state().filter(code=wanted).first()
    if certificate is None:
        return render(request, "training/verify_unknown.html", status=HTTPStatus.NOT_FOUND)
    context = _standing(certificate) | {"is_intact": is_signed_as_stored(certificate, keys=public_keys())}
    return render(request, "training/verify_certificate.html", context)


@require_safe
def certificates(request: HttpRequest) -> HttpResponse:
    """The certificates of the people whom the reader sees; auditors see all."""
    if not user_can_list_certificates(request.user):
        raise PermissionDenied
    form = CertificateFilterForm(request.GET)
    found = form.narrow(Certificate.objects.visible_to(request.user)).with_state()
    context = {
        "form": form,
        "page_obj": Paginator(found, CERTIFICATES_PER_PAGE).get_page(request.GET.get("page")),
        "query": form.query(),
        "trail": [{"title": _("Certificates"), "url": ""}],
    }
    return render(request, "training/certificates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """One certificate with its history; who may, revokes it here."""
    found = _visible(request, pk)
    may_revoke = user_can_revoke_certificate(request.user, found) and not found.is_revoked
    form = RevocationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not user_can_revoke_certificate(request.user, found):
            raise PermissionDenied
        if form.is_valid():
            revoke_certificate(certificate=found, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("The certificate is revoked. Who verifies it is told so from now on."))
            return redirect("training:certificate", found.pk)
    context = _standing(found) | {
        "form": form if may_revoke else None,
        "trail": _trail(request, found),
    }
    return render(request, "training/certificate.html", context)


@require_safe
def certificate_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF, for those who may see the certificate."""
    return pdf_response(_visible(request, pk))


def pdf_response(found: Certificate) -> HttpResponse:
    """`found` as a download; a revoked one is not handed out again."""
    if not found.may_be_printed:
        raise Http404
    response = HttpResponse(certificate_pdf(found), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, file_name(found))
    return response


def _standing(found: Certificate) -> dict[str, object]:
    state = found.state
    return {
        "certificate": found,
        "state": state,
        "state_text": state_text(found, state),
        "lines": fact_lines(found.facts),
    }


def _visible(request: HttpRequest, pk: int) -> Certificate:
    return get_object_or_404(Certificate.objects.visible_to(request.user).with_state(), pk=pk)


def _trail(request: HttpRequest, found: Certificate) -> list[dict[str, str]]:
    may_list = user_can_list_certificates(request.user)
    above = (_("Certificates"), reverse("training:certificates")) if may_list else (_("My page"), reverse("home:desk"))
    return [{"title": above[0], "url": above[1]}, {"title": found.serial, "url": ""}]
