"""What a roster would change. The same file against the same people always gives the same plan."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from cadres.enums import RankBand
from cadres.sheets.quoting import enumerate_briefly, quote

from .checking import PersonRow, Statements
from .findings import Detail, Finding, Outcome, Params, count_outcomes
from .known import Known, KnownPerson, KnownPosting, PaddedTwins
from .tree import DepartmentPlan, plan_departments

ONE_DAY = datetime.timedelta(days=1)
_ORDER = {outcome: place for place, outcome in enumerate(Outcome)}


class NewPerson(NamedTuple):
    staff_number: str
    name: str
    email: str


class PersonChange(NamedTuple):
    """How a known person would be afterwards."""

    pk: int
    staff_number: str
    name: str
    email: str
    is_active: bool
    has_new_name: bool
    has_new_email: bool


class NewPosting(NamedTuple):
    staff_number: str
    department: str
    post: str
    rank_band: str
    starts_on: datetime.date


class PostingCorrection(NamedTuple):
    """A post that only begins today or later: it is put right in its place, there is no history to keep."""

    pk: int
    department: str
    post: str
    rank_band: str


@dataclass
class Plan:
    """The report, and everything that has to be written to make it true."""

    departments: DepartmentPlan
    findings: list[Finding] = field(default_factory=list)
    unchanged: int = 0
    #: Active people who hold a post: of these the share to be retired is counted.
    people_with_post: int = 0
    people_created: list[NewPerson] = field(default_factory=list)
    people_changed: list[PersonChange] = field(default_factory=list)
    people_retired: list[int] = field(default_factory=list)
    postings_opened: list[NewPosting] = field(default_factory=list)
    postings_corrected: list[PostingCorrection] = field(default_factory=list)
    #: Posting, last day.
    postings_ended: list[tuple[int, datetime.date]] = field(default_factory=list)
    #: Posts of retired people that would have begun later.
    postings_dropped: list[int] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """Whether a single row is wrong: then nothing of the file is written."""
        return any(finding.outcome is Outcome.REFUSED for finding in self.findings)

    def counts(self) -> dict[str, int]:
        """How many people and departments have each outcome, and what the shares are taken of."""
        return count_outcomes(self.findings) | {"unchanged": self.unchanged, "people_with_post": self.people_with_post}


def make_plan(statements: Statements, known: Known, *, is_partial: bool) -> Plan:
    """Compares the file with what is known. A partial file retires nobody."""
    return _Comparison(statements, known).run(is_partial=is_partial)


class _Comparison:
    def __init__(self, statements: Statements, known: Known) -> None:
        self._statements, self._known, self._today = statements, known, known.today
        self._departments = plan_departments(statements.departments, known.departments)
        self._plan = Plan(departments=self._departments)
        self._problems: dict[int, list[Detail]] = defaultdict(list)
        self._subjects = {stated.row: self._departments.label(stated.code) for stated in statements.departments}
        self._subjects |= {person.row: person.subject for person in statements.people}

    def run(self, *, is_partial: bool) -> Plan:
        self._report_departments()
        self._refuse_taken_emails()
        twins = PaddedTwins(number for number in self._known.people if number not in self._statements.staff_numbers)
        for row in sorted(self._statements.people, key=lambda row: row.staff_number):
            person = self._known.people.get(row.staff_number)
            if person is not None:
                self._compare(row, person)
            elif twin := twins.find(row.staff_number):
                self._problems[row.row].append(("number_zeros_lost", {"value": row.staff_number, "known": twin}))
            else:
                self._create(row)
        self._look_for_missing(is_partial=is_partial)
        self._report_problems()
        self._plan.findings.sort(key=_place)
        return self._plan

    def _report(self, row: int | None, outcome: Outcome, subject: str, *details: Detail) -> None:
        self._plan.findings.append(Finding(row, outcome, subject, details))

    def _report_departments(self) -> None:
        plan, known = self._departments, self._known.departments
        detail: Detail
        for row, detail in plan.problems:
            self._problems[row].append(detail)
        for new in plan.created:
            detail = ("department_at_top", {})
            if new.parent:
                detail = ("department_below", {"parent": plan.label(new.parent)})
            self._report(plan.first_row[new.code], Outcome.DEPARTMENT_CREATED, plan.label(new.code), detail)
        for before, name in plan.renamed:
            detail = ("name_changed", {"old": before.name, "new": name})
            self._report(plan.first_row[before.code], Outcome.DEPARTMENT_CHANGED, plan.label(before.code), detail)
        for before, parent in plan.moved:
            old = f"{known[before.parent].name} ({before.parent})" if before.parent else ""
            detail = ("parent_changed", {"old": old, "new": plan.label(parent)})
            self._report(plan.first_row[before.code], Outcome.DEPARTMENT_MOVED, plan.label(before.code), detail)
        if self._statements.unknown_columns:
            columns = enumerate_briefly(self._statements.unknown_columns)
            self._report(None, Outcome.NOTE, "", ("unknown_columns", {"columns": columns}))

    def _report_problems(self) -> None:
        wrong = {*self._problems, *(finding.row for finding in self._statements.refused)}
        kept = [finding for finding in self._plan.findings if finding.row is None or finding.row not in wrong]
        self._plan.findings = kept + self._statements.refused
        for row, details in self._problems.items():
            self._report(row, Outcome.REFUSED, quote(self._subjects[row]), *details)

    def _refuse_taken_emails(self) -> None:
        owners = {person.email.lower(): person for person in self._known.people.values() if person.email}
        stated = {row.staff_number: row.email.lower() for row in self._statements.people if row.email}
        for row in self._statements.people:
            email = row.email or ""
            owner = owners.get(email.lower())
            if owner is None or owner.staff_number == row.staff_number:
                continue
            # The owner may be given another address by the same file.
            gives_it_up = stated.get(owner.staff_number, email.lower()) != email.lower()
            if not gives_it_up or _stays_off(owner):
                self._problems[row.row].append(("email_taken", {"email": email, "owner": owner.staff_number}))

    def _create(self, row: PersonRow) -> None:
        self._plan.people_created.append(NewPerson(row.staff_number, row.name, row.email or ""))
        self._report(row.row, Outcome.CREATED, row.subject, self._begin(row, row.starts_on or self._today))

    def _begin(
        self, row: PersonRow, day: datetime.date, post: str = "", rank_band: str = RankBand.CLERK.value
    ) -> Detail:
        """Opens a post on `day`; what the row leaves out is taken from `post` and `rank_band`."""
        rank = row.rank_band.value if row.rank_band else rank_band
        wanted = NewPosting(row.staff_number, row.department, row.post if row.post is not None else post, rank, day)
        self._plan.postings_opened.append(wanted)
        department = self._departments.label(row.department)
        return ("post_begins", {"department": department, "post": wanted.post, "date": day.isoformat()})

    def _compare(self, row: PersonRow, person: KnownPerson) -> None:
        if _stays_off(person):
            self._plan.unchanged += 1
            self._report(row.row, Outcome.NOTE, row.subject, ("administrator_stays_off", {}))
            return
        details = self._compare_person(row, person)
        held = person.held
        if held is None:
            day = row.starts_on or self._today
            if person.held_until is not None:
                day = max(day, person.held_until + ONE_DAY)
            details.append(self._begin(row, day))
        else:
            details += self._compare_posting(row, person, held)
        is_moved = held is not None and held.department != row.department
        self._report_person(row, person, details, is_moved=is_moved)

    def _report_person(self, row: PersonRow, person: KnownPerson, details: list[Detail], *, is_moved: bool) -> None:
        if not person.is_active:
            outcome = Outcome.RETURNED
        elif is_moved:
            outcome = Outcome.MOVED
        elif all(code == "date_kept" for code, _params in details):
            self._plan.unchanged += 1
            outcome = Outcome.NOTE
        else:
            outcome = Outcome.CHANGED
        if details:
            self._report(row.row, outcome, row.subject, *details)

    def _compare_person(self, row: PersonRow, person: KnownPerson) -> list[Detail]:
        details: list[Detail] = []
        email = person.email if row.email is None else row.email
        if not person.is_active:
            details.append(("switched_on", {}))
        if row.name != person.name:
            details.append(("name_changed", {"old": person.name, "new": row.name}))
        if email != person.email:
            details.append(("email_changed", {"old": person.email, "new": email}))
        if details:
            has_new_name, has_new_email = row.name != person.name, email != person.email
            change = PersonChange(person.pk, person.staff_number, row.name, email, True, has_new_name, has_new_email)
            self._plan.people_changed.append(change)
        return details

    def _compare_posting(self, row: PersonRow, person: KnownPerson, held: KnownPosting) -> list[Detail]:
        post = held.post if row.post is None else row.post
        rank = row.rank_band.value if row.rank_band else held.rank_band
        details = self._posting_changes(row, held, post, rank)
        if not details:
            differs = row.starts_on is not None and row.starts_on != held.starts_on
            kept: Params = {"stated_date": str(row.starts_on), "known_date": held.starts_on.isoformat()}
            return [("date_kept", kept)] if differs else []
        day = row.starts_on or max(self._today, held.starts_on)
        if day > held.starts_on:
            running = [posting for posting in person.counted if posting.ends_on is None or posting.ends_on >= day]
            self._plan.postings_ended += [(posting.pk, day - ONE_DAY) for posting in running]
            return [*details, self._begin(row, day, post, rank)]
        if day == held.starts_on >= self._today:
            self._plan.postings_corrected.append(PostingCorrection(held.pk, row.department, post, rank))
            return details
        dates: Params = {"stated_date": day.isoformat(), "known_date": held.starts_on.isoformat()}
        self._problems[row.row].append(("begins_too_early", dates))
        return details

    def _posting_changes(self, row: PersonRow, held: KnownPosting, post: str, rank: str) -> list[Detail]:
        details: list[Detail] = []
        if row.department != held.department:
            old = f"{self._known.departments[held.department].name} ({held.department})"
            details.append(("department_changed", {"old": old, "new": self._departments.label(row.department)}))
        if post != held.post:
            details.append(("post_changed", {"old": held.post, "new": post}))
        if rank != held.rank_band:
            details.append(("rank_changed", {"old_rank": held.rank_band, "new_rank": rank}))
        return details

    def _look_for_missing(self, *, is_partial: bool) -> None:
        for number, person in sorted(self._known.people.items()):
            if not person.is_active or not person.postings:
                continue
            self._plan.people_with_post += 1
            if is_partial or number in self._statements.staff_numbers:
                continue
            subject = f"{person.name} {number}"
            if person.is_protected:
                self._report(None, Outcome.NOTE, subject, ("administrator_kept", {}))
            else:
                self._report(None, Outcome.RETIRED, subject, self._retire(person))

    def _retire(self, person: KnownPerson) -> Detail:
        self._plan.people_retired.append(person.pk)
        last = self._today - ONE_DAY
        for posting in person.postings:
            if posting.starts_on > self._today:
                self._plan.postings_dropped.append(posting.pk)
            else:
                # A post that began today cannot have ended yesterday.
                self._plan.postings_ended.append((posting.pk, max(last, posting.starts_on)))
        held = person.held or person.postings[0]
        department = self._known.departments[held.department]
        return ("not_in_file", {"department": f"{department.name} ({department.code})", "post": held.post})


def _stays_off(person: KnownPerson) -> bool:
    """An account of an administrator that was switched off is switched on by hand only."""
    return person.is_protected and not person.is_active


def _place(finding: Finding) -> tuple[bool, int, int, str]:
    """In the order of the file; what no row speaks of comes last."""
    return finding.row is None, finding.row or 0, _ORDER[finding.outcome], finding.subject
