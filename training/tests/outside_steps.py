"""Claims of outside training, handed in as people do."""

import datetime
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from training.services.outside_claims import Replaced, Taken, claim_outside_training
from training.services.outside_training import review_outside_training

PDF, JPEG, PNG = b"%PDF-1.7\n%", b"\xff\xd8\xff\xe0 a photo", b"\x89PNG\r\n\x1a\n a picture"


def day(count):
    return timezone.localdate() + datetime.timedelta(days=count)


def proof(name="结业证书.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def taken(**changes):
    usual = {
        "title": "党校谈心谈话专题班",
        "organiser": "市委党校",
        "began_on": day(-12),
        "ended_on": day(-10),
        "hours": Decimal(16),
    }
    return Taken(**{**usual, **changes})


def claimed(user, *, duty=None, part=0, file=None, **changes):
    """A claim of `user`, in place of a part of `duty` if that is given."""
    replaced = Replaced(duty, duty.rule.leaves()[part].key) if duty else None
    return claim_outside_training(user=user, taken=taken(**changes), proof=file or proof(), in_place_of=replaced)


def reviewed(claim, by, *, is_accepted=True, hours=None, reason="证书属实。"):
    hours = claim.hours if hours is None else hours
    return review_outside_training(training=claim, is_accepted=is_accepted, hours=hours, reason=reason, by=by)
