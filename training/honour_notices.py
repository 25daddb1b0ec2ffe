"""What people are told about their certificates and commendations."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadres.models import User
from notices.kinds import Wording, register
from training.models import Certificate, CertificateRevocation, CommendationEntry
from training.row_notices import RowKind


@register
class CertificateRevoked(RowKind[CertificateRevocation]):
    """A certificate holds no more."""

    key = "certificate_revoked"
    label = gettext_lazy("Certificate revoked")

    def own(self, recipient: User) -> QuerySet[CertificateRevocation]:
        return CertificateRevocation.objects.filter(certificate__user=recipient).select_related("certificate")

    def is_current(self, user: User, row: CertificateRevocation) -> bool:
        return True

    def wording(self, user: User, row: CertificateRevocation) -> Wording:
        facts = {"serial": row.certificate.serial, "programme": row.certificate.programme_title, "reason": row.reason}
        return Wording(
            title=_("A certificate of yours was revoked: %(programme)s") % facts,
            text=_("Number %(serial)s. Reason: %(reason)s") % facts,
            url=reverse("training:verify", args=[row.certificate.code]),
        )


@register
class CertificateSuperseded(RowKind[Certificate]):
    """A newer certificate took the place of an older one. The row is the newer."""

    key = "certificate_superseded"
    label = gettext_lazy("New certificate")

    def own(self, recipient: User) -> QuerySet[Certificate]:
        return Certificate.objects.filter(user=recipient).select_related("supersedes", "revocation")

    def is_current(self, user: User, row: Certificate) -> bool:
        return row.supersedes_id is not None and not row.is_revoked

    def wording(self, user: User, row: Certificate) -> Wording:
        facts = {"old": row.supersedes.serial, "new": row.serial, "programme": row.programme_title}
        return Wording(
            title=_("You have a new certificate: %(programme)s") % facts,
            text=_("Number %(new)s takes the place of %(old)s, which is superseded from now on.") % facts,
            url=reverse("training:verify", args=[row.code]),
        )


@register
class Commended(RowKind[CommendationEntry]):
    """A notice names the person, who chooses whether the page of honours does."""

    key = "commended"
    label = gettext_lazy("Commendation")

    def own(self, recipient: User) -> QuerySet[CommendationEntry]:
        return CommendationEntry.objects.filter(nomination__user=recipient).select_related("notice")

    def is_current(self, user: User, row: CommendationEntry) -> bool:
        return True

    def wording(self, user: User, row: CommendationEntry) -> Wording:
        facts = {"number": row.notice.number, "title": row.notice.title}
        return Wording(
            title=_("You are commended: %(title)s") % facts,
            text=_("Notice %(number)s names you. Choose on the page of honours whether you are shown there.") % facts,
            url=reverse("training:honours"),
        )
