"""A certificate on paper: the PDF, its QR code and the signed text inside."""

import io

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import override
from segno.encoder import DataOverflowError

from content.typesetting import typeset
from training.certificate_facts import CertificateFacts
from training.models import Certificate

#: Certificates are Chinese whatever language the reader chose for the pages.
LANGUAGE = "zh-hans"
#: The side of one module in mm: printed at 300 dpi and read by a telephone.
MODULE_MM = 0.5
SMALLEST_MM, LARGEST_MM = 34, 60
SIGNED_TEXT = "certificate.txt"


def verification_address(certificate: Certificate) -> str:
    """Where anyone verifies it without signing in."""
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("training:verify", args=[certificate.code])


def qr_text(certificate: Certificate) -> str:
    """What the QR code carries: the address, and behind # the signed text.

    A browser keeps what stands behind # to itself, so names and courses reach no server and no log on the way; who is
    offline verifies that part alone.
    """
    return f"{verification_address(certificate)}#{certificate.token}"


def certificate_pdf(certificate: Certificate) -> bytes:
    """The certificate as PDF/A, A4 landscape. The same certificate and site address give the same bytes.

    The text of the QR code lies inside as a file, so that `verify_certificate` reads the PDF itself.
    """
    signed = qr_text(certificate)
    picture, side = _qr(signed, verification_address(certificate))
    data = _wording(certificate.facts) | {
        "qr_side": side,
        "address": verification_address(certificate),
        "key_id": certificate.key_id,
    }
    files = {"qr.svg": picture, SIGNED_TEXT: signed.encode()}
    return typeset("certificate", data, files=files, made_at=certificate.issued_at)


def file_name(certificate: Certificate) -> str:
    """What the download is called, e.g. 谈心〔2026〕第000123号-林某.pdf."""
    return f"{certificate.serial}-{certificate.holder_name}.pdf"


def _qr(signed: str, address: str) -> tuple[bytes, float]:
    """The code as SVG and the side in mm. A text too long for any code leaves the address alone."""
    try:
        code = segno.make_qr(signed, error="l")
    except DataOverflowError:
        code = segno.make_qr(address, error="m")
    svg = io.BytesIO()
    code.save(svg, kind="svg", border=0, xmldecl=False)
    return svg.getvalue(), min(LARGEST_MM, max(SMALLEST_MM, code.symbol_size(border=0)[0] * MODULE_MM))


def _wording(facts: CertificateFacts) -> dict[str, object]:
    with override(LANGUAGE):
        return {
            "serial": facts.serial,
            "code": facts.code,
            "organisation": facts.organisation,
            "name": facts.holder_name,
            "staff_number": facts.staff_number,
            "department": facts.department,
            "programme": facts.programme,
            "requirements": [
                {"title": one.title, "version": "" if one.content_version is None else str(one.content_version)}
                for one in facts.requirements
            ],
            "hours": facts.hours,
            "earned_on": date_format(facts.earned_on, "DATE_FORMAT"),
            "issued_on": date_format(facts.issued_on, "DATE_FORMAT"),
            "valid_until": date_format(facts.valid_until, "DATE_FORMAT") if facts.valid_until else "",
        }
