"""One person's hours as they are shown: a year, and the registration form (个人培训登记表) on screen and on paper."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.models import Min
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from cadres.models import Posting, User
from content.typesetting import typeset
from training.enums import HoursCategory, HoursState
from training.hours.account import YearAccount
from training.hours.terms import Period, Terms
from training.services.hours import counted_posts, read_account, sources
from training.services.hours_entries import HoursEntry, read_entries

#: The form is Chinese whatever language the reader chose for the pages.
LANGUAGE = "zh-hans"


@dataclass(frozen=True)
class YearLine:
    """One year of a person: the account, and how it stands."""

    account: YearAccount
    state: HoursState

    @property
    def categories(self) -> list[tuple[HoursCategory, Decimal]]:
        """The hours by category, in their order."""
        return [(category, self.account.sums.by_category[category]) for category in HoursCategory]

    @property
    def asked(self) -> str:
        """What the rule asks, in words; empty where nothing is asked."""
        return asked_in_words(self.account.terms, self.account.year) if self.account.terms else ""

    @property
    def missing(self) -> str:
        """What is missing, in words; empty when nothing is."""
        account, parts = self.account, []
        if account.hours and not account.hours.is_met:
            parts.append(_("%(hours)s hours") % {"hours": plain_hours(account.hours.missing)})
        if account.online and not account.online.is_met:
            parts.append(_("%(hours)s hours online") % {"hours": plain_hours(account.online.missing)})
        return pgettext("list", ", ").join(parts)


@dataclass(frozen=True)
class HoursRecord:
    """What a registration form says of `cadre` from the year `first` to `last`, made on `made_on`."""

    cadre: User
    period: Period
    made_on: datetime.date

    @cached_property
    def posting(self) -> Posting | None:
        """The counted post at the end of the last year, or today while it runs."""
        posts = counted_posts(self.period.last, self.made_on).filter(user=self.cadre)
        return posts.select_related("department").first()

    @cached_property
    def entries(self) -> list[HoursEntry]:
        return read_entries(user=self.cadre, period=self.period)

    @cached_property
    def years(self) -> list[YearLine]:
        """The years one by one, the earliest first."""
        return [year_line(self.cadre, year, self.made_on) for year in range(self.period.first, self.period.last + 1)]

    @property
    def total(self) -> Decimal:
        return sum((entry.hours for entry in self.entries), Decimal(0))

    @cached_property
    def organisation(self) -> str:
        return import_string(settings.CERTIFICATE_ORGANISATION)()


def year_line(cadre: User, year: int, today: datetime.date) -> YearLine:
    """How `year` of `cadre` stands on the day `today`."""
    account = read_account(user=cadre, year=year, today=today)
    return YearLine(account, account.state(today.year))


def earliest_year(cadre: User) -> int | None:
    """The first year in which `cadre` earned hours or held a post."""
    days = [
        source.rows.filter(**{source.user: cadre}).aggregate(first=Min(source.day))["first"] for source in sources()
    ]
    days.append(cadre.postings.aggregate(first=Min("starts_on"))["first"])
    years = [_day(value).year for value in days if value is not None]
    return min(years, default=None)


def _day(value: datetime.date) -> datetime.date:
    return timezone.localdate(value) if isinstance(value, datetime.datetime) else value


def asked_in_words(terms: Terms, year: int) -> str:
    """What `terms` ask in `year`, e.g. 90 hours in 2026 or 12 days face to face; 50 of the hours online each year."""
    period, facts = terms.period(year), {"hours": plain_hours(terms.hours), "year": year}
    if period.is_one_year:
        text = _("%(hours)s hours in %(year)s") % facts
    else:
        text = _("%(hours)s hours from %(first)s to %(last)s") % {**facts, "first": period.first, "last": period.last}
    if terms.days is not None:
        days = ngettext("or %(count)s day face to face", "or %(count)s days face to face", terms.days)
        text += pgettext("hours", ", ") + days % {"count": terms.days}
    if terms.online_hours:
        text += _("; of them online each year: %(hours)s") % {"hours": plain_hours(terms.online_hours)}
    return text


def plain_hours(hours: Decimal) -> str:
    """Without idle zeros."""
    return f"{hours.normalize():f}"


# --- paper ---------------------------------------------------------------------------------


def record_pdf(record: HoursRecord) -> bytes:
    """The form as PDF/A, A4 landscape, as many pages as it takes."""
    moment = timezone.make_aware(datetime.datetime.combine(record.made_on, datetime.time()))
    with override(LANGUAGE):
        return typeset("training_record", _wording(record), made_at=moment)


def record_file_name(record: HoursRecord) -> str:
    """What the download is called, e.g. 个人培训登记表-林某-2026.pdf."""
    return f"个人培训登记表-{record.cadre.name}-{_years(record.period)}.pdf"


def _wording(record: HoursRecord) -> dict[str, object]:
    posting = record.posting
    return {
        "organisation": record.organisation,
        "name": record.cadre.name,
        "staff_number": record.cadre.staff_number,
        "department": posting.department.name if posting else "",
        "post": posting.post if posting else "",
        "rank": posting.get_rank_band_display() if posting else "",
        "years": _years(record.period),
        "made_on": date_format(record.made_on, "DATE_FORMAT"),
        "categories": [str(category.label) for category in HoursCategory],
        "entries": [_entry_wording(entry) for entry in record.entries],
        "total": plain_hours(record.total),
        "lines": [_year_wording(line) for line in record.years],
    }


def _entry_wording(entry: HoursEntry) -> dict[str, object]:
    return {
        "began_on": entry.began_on.isoformat().replace("-", "."),
        "ended_on": "" if entry.on == entry.began_on else entry.on.isoformat().replace("-", "."),
        "title": entry.title,
        "organiser": entry.organiser,
        "category": str(entry.category.label),
        "hours": plain_hours(entry.hours),
        "result": entry.result,
        "certificates": list(entry.certificates),
    }


def _year_wording(line: YearLine) -> dict[str, object]:
    return {
        "year": str(line.account.year),
        "sums": [plain_hours(hours) for _category, hours in line.categories],
        "total": plain_hours(line.account.sums.total),
        "asked": line.asked or "—",
        "state": str(line.state.label),
        "missing": line.missing,
        "source": line.account.terms.source if line.account.terms else "",
    }


def _years(period: Period) -> str:
    return str(period.first) if period.is_one_year else f"{period.first}-{period.last}"
