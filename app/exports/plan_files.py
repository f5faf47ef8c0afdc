"""A plan's files: every format over the same document."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError
from app.domain.learning.document import PlanDocument, as_json, read_json
from app.exports import docx_format, pdf_format, xlsx_format
from app.exports.plan_calendar import plan_ics
from app.exports.plan_paper import VersionFacts, plan_paper, plan_title
from app.exports.plan_sheets import plan_xlsx
from app.learning.queries.document import get_document, with_names
from app.learning.queries.plans import PlanView
from app.models import Activity, LearningOutcome, Person, PlanTheme, PlanVersion

MIMETYPES = {
    "docx": docx_format.MIMETYPE,
    "pdf": pdf_format.MIMETYPE,
    "xlsx": xlsx_format.MIMETYPE,
    "json": "application/json",
    "ics": "text/calendar; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class PlanToFile:
    """What a file is made of: the plan as it stands, or one frozen version."""

    document: PlanDocument
    version: VersionFacts | None
    unit_slug: str
    canonical: str
    """A version's is the very text its fingerprint was made of."""


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A finished file."""

    name: str
    mimetype: str
    content: bytes


def count_activities(session: Session, plan_id: UUID) -> int:
    statement = (
        select(func.count(Activity.id))
        .join(LearningOutcome, LearningOutcome.id == Activity.outcome_id)
        .join(PlanTheme, PlanTheme.id == LearningOutcome.theme_id)
        .where(PlanTheme.plan_id == plan_id)
    )
    return session.scalars(statement).one()


def list_versions(session: Session, plan_id: UUID) -> list[VersionFacts]:
    """The newest first."""
    return [
        _facts(version, name)
        for version, name in session.execute(
            select(PlanVersion, Person.name)
            .join(Person, Person.id == PlanVersion.approved_by)
            .where(PlanVersion.plan_id == plan_id)
            .order_by(PlanVersion.number.desc())
        )
    ]


def get_plan_to_file(session: Session, view: PlanView, number: int | None) -> PlanToFile:
    """The plan as it stands where no number is given. NotFoundError where there is no such one."""
    if number is None:
        document = get_document(session, view)
        return PlanToFile(document, None, view.unit.slug, as_json(document))
    version = session.get(PlanVersion, (view.plan.id, number))
    if version is None:
        raise NotFoundError(f"version {number}")
    document = with_names(session, read_json(version.canonical))
    name = session.scalar(select(Person.name).where(Person.id == version.approved_by))
    return PlanToFile(document, _facts(version, name), view.unit.slug, version.canonical)


def _facts(version: PlanVersion, name: str | None) -> VersionFacts:
    return VersionFacts(version.number, version.approved_at, version.reason, version.sha256, name)


def plan_file(plan: PlanToFile, fmt: str, locale: str, *, now: datetime) -> PlanFile:
    """The plan in one of MIMETYPES, in the written form of `locale`."""
    with force_locale(locale):
        return PlanFile(_name(plan, fmt), MIMETYPES[fmt], _content(plan, fmt, now))


def _content(plan: PlanToFile, fmt: str, now: datetime) -> bytes:
    if fmt == "json":
        return plan.canonical.encode()
    if fmt == "ics":
        return plan_ics(plan.document, plan_title(plan.document), plan.unit_slug, now=now)
    paper = plan_paper(plan.document, plan.version, now=now)
    if fmt == "xlsx":
        with plan_xlsx(plan.document, paper, now=now) as file:
            return file.read()
    write = docx_format.docx_bytes if fmt == "docx" else pdf_format.pdf_bytes
    return write(paper, now=now)


def _name(plan: PlanToFile, fmt: str) -> str:
    """«Plan for læring, våren 2027, Etaten Neset, versjon 2.docx»."""
    parts = [plan_title(plan.document), plan.document.unit.name]
    if plan.version:
        parts.append(_("versjon %(number)s", number=plan.version.number))
    return ", ".join(parts).replace("/", "-") + f".{fmt}"
