"""The facts and the state of a certificate in words, for pages and for the command line."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from training.certificate_facts import CertificateFacts
from training.enums import CertificateState
from training.models import Certificate
from training.services.verification import Verdict

NOT_ON_RECORD = gettext_lazy(
    "The signature is genuine, but the register of this portal does not know this certificate. Ask the issuer."
)
NO_REGISTER = gettext_lazy("There is no register here: whether it was revoked or superseded cannot be told.")


@dataclass(frozen=True)
class FactLine:
    """One printed fact, in one or several texts. `is_chinese` where these are not in the language of the page."""

    label: str
    texts: tuple[str, ...]
    is_chinese: bool = False

    @property
    def text(self) -> str:
        return pgettext("list", ", ").join(self.texts)


def fact_lines(facts: CertificateFacts) -> list[FactLine]:
    """Every printed fact, in the order of the sheet."""
    courses = tuple(requirement_text(one.title, one.content_version) for one in facts.requirements)
    until = date_format(facts.valid_until, "DATE_FORMAT") if facts.valid_until else _("without end")
    lines = [
        FactLine(_("Certificate number"), (facts.serial,), is_chinese=True),
        FactLine(_("Holder"), (facts.holder_name,), is_chinese=True),
        FactLine(_("Staff number"), (facts.staff_number,)),
        FactLine(_("Department"), (facts.department,), is_chinese=True),
        FactLine(_("Programme"), (facts.programme,), is_chinese=True),
        FactLine(_("Courses finished"), courses, is_chinese=True),
        FactLine(_("Hours"), (facts.hours,)),
        FactLine(_("Earned on"), (date_format(facts.earned_on, "DATE_FORMAT"),)),
        FactLine(pgettext("certificate", "Issued on"), (date_format(facts.issued_on, "DATE_FORMAT"),)),
        FactLine(_("Valid until"), (until,)),
        FactLine(pgettext("certificate", "Issued by"), (facts.organisation,), is_chinese=True),
        FactLine(_("Verification code"), (facts.code,)),
    ]
    return [line for line in lines if any(line.texts)]


def requirement_text(title: str, version: int | None) -> str:
    """A course with the version of its content."""
    return title if version is None else _("%(title)s (version %(version)s)") % {"title": title, "version": version}


def state_text(certificate: Certificate, state: CertificateState) -> str:
    """One sentence on how it stands. Why it was revoked is not for everybody."""
    if state == CertificateState.REVOKED:
        day = date_format(timezone.localtime(certificate.revocation.revoked_at), "DATE_FORMAT")
        return _("This certificate was revoked on %(date)s. It no longer counts.") % {"date": day}
    if state == CertificateState.SUPERSEDED:
        day = date_format(timezone.localtime(certificate.superseded_by.issued_at), "DATE_FORMAT")
        text = _("A newer certificate took the place of this one on %(date)s. Ask the holder for that one.")
        return text % {"date": day}
    return dated_text(certificate.facts, state)


def dated_text(facts: CertificateFacts, state: CertificateState) -> str:
    """One sentence on what the dates alone say."""
    if state == CertificateState.EXPIRED:
        day = date_format(facts.valid_until, "DATE_FORMAT")
        return _("This certificate is genuine, but it was good until %(date)s only.") % {"date": day}
    return _("This certificate is genuine and valid.")


def verdict_text(verdict: Verdict) -> str:
    """What the signature, the dates and the register say together."""
    if verdict.certificate is not None:
        return state_text(verdict.certificate, verdict.state)
    note = NO_REGISTER if not verdict.has_register else NOT_ON_RECORD
    return pgettext("sentences", "%(first)s %(second)s") % {
        "first": dated_text(verdict.facts, verdict.state),
        "second": note,
    }
