"""What the operator does without HTTP: migrate, first accounts, reports, verification."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tracker import journal
from tracker.compliance.catalogue import CatalogueError, read_file
from tracker.compliance.catalogue_model import Catalogue
from tracker.compliance.commands import publish
from tracker.files.storage import FileStore
from tracker.journal.desk import SystemDesk
from tracker.kernel import private_files
from tracker.kernel.account import account
from tracker.kernel.actor import OrganisationKind, Role
from tracker.kernel.database import for_system, open_engine, reading
from tracker.kernel.days import utc_now
from tracker.kernel.errors import Conflict, Unfit
from tracker.kernel.folder_lock import refuse_unfinished, working
from tracker.kernel.text import Email, Input
from tracker.mail.commands import test_letter
from tracker.mail.smtp import outgoing_of, send
from tracker.migrations.run import check_current, upgrade
from tracker.people import letters
from tracker.people import queries as people
from tracker.people.commands import members
from tracker.people.commands.passwords import new_link
from tracker.people.models import LinkKind, Organisation
from tracker.people.wire import NewMembership, NewOrganisation, NewPerson, NewToken
from tracker.process.tasks import rank
from tracker.projects.models import Project
from tracker.reports import word
from tracker.reports.commands import make_status_report
from tracker.reports.stored_content import persons_in, thawed
from tracker.reports.wire import NewReport
from tracker.scheduling.jobs import Workplace
from tracker.scheduling.poller import mend, polling, tick
from tracker.scheduling.resources import terms_of, workplace
from tracker.settings import Settings
from tracker.soundness import broken, counted, progress_bars
from tracker.tasks import store
from tracker.tasks.derive import derive
from tracker.tasks.wording import sentence
from tracker.visibility import sights
from tracker.web.language import DEFAULT
from tracker.web.validation_messages import placed
from tracker.work.commands import Refused, TryAgain
from tracker.work.queries import dead

T = TypeVar("T")
BROKEN = 1
_TOLD_AT_MOST = 20


class TokenHolder(Input):
    """Whom a token is for, and as what."""

    email: Email
    role: Role


class Addressee(Input):
    """Whom a letter goes to."""

    email: Email


async def migrate(settings: Settings) -> int:
    """Bring the schema up to date."""
    for told in private_files.settle(settings.data_folder, settings.database_file):
        print(told, file=sys.stderr)
    with working(settings.data_folder):
        await upgrade(settings.database)
    print("The database is up to date.")
    return 0


async def create_admin(settings: Settings, name: str, email: str, organisation: str) -> int:
    """Add an administrator of the secretariat, made if there is none, and show a token."""
    secretariat_asked = _read(NewOrganisation, kind=OrganisationKind.SECRETARIAT, name=organisation)
    person_asked = _read(NewPerson, name=name, email=email)
    await migrate(settings)
    now = utc_now()
    async with _writing(settings, "create-admin") as session:
        desk = SystemDesk(session, now)
        secretariat = await session.scalar(
            select(Organisation)
            .where(Organisation.kind == OrganisationKind.SECRETARIAT)
            .order_by(Organisation.id)
            .limit(1)
        )
        if secretariat is None:
            secretariat = await members.add_organisation(desk, secretariat_asked)
        person = await members.add_person(desk, person_asked)
        role = NewMembership(organisation_id=secretariat.id, role=Role.ADMINISTRATOR)
        membership = await members.give_membership(desk, person, role)
        token = NewToken(membership_id=membership.id, name="first token")
        _, shown = await members.make_token(desk, membership, token, settings.token_days)
        secret, _ = await new_link(desk, LinkKind.INVITATION, person_id=person.id)
    print(f"Token (shown once): {shown}")
    print(f"Set a password, once: {settings.origin}/welcome/{secret}")
    return 0


async def audit_visibility(settings: Settings, email: str | None, code: str | None) -> int:
    """Print who sees which project, one line a role, in columns that a program can cut."""
    async with _opened(settings) as sessions, sessions() as session:
        found = await sights(SystemDesk(session, utc_now()), email, code)
    for one in found:
        shown = " ".join(one.codes) or "-"
        print(f"{one.email}\t{one.role.value}\t{one.organisation}\t{one.by}\t{shown}")
    return 0


async def create_token(settings: Settings, email: str, role: str, days: int | None) -> int:
    """Make a token for one role of a person, known by mail address, and show it once.

    The journal says under which account of this machine, and the person is written to.
    """
    now = utc_now()
    asked = _read(TokenHolder, email=email, role=role)
    async with _writing(settings, "create-token") as session:
        desk = SystemDesk(session, now)
        person = await people.person_by_email(session, asked.email)
        if person is None:
            raise Unfit("email", f"Nobody has the address {asked.email}; add the person first.")
        held = await people.memberships_of(desk, person.id)
        membership = next((row for row in held if row.role == asked.role), None)
        if membership is None:
            roles = ", ".join(row.role for row in held) or "none"
            raise Unfit("role", f"{asked.email} does not hold {asked.role}; they hold: {roles}.")
        token = _read(NewToken, membership_id=membership.id, name="command line", days=days)
        row, shown = await members.make_token(desk, membership, token, settings.token_days)
        where = f"On the command line of the server, by its account “{account()}”,"
        await letters.token_made(desk, row, membership, where)
    print(f"Token (shown once): {shown}")
    return 0


async def test_mail(settings: Settings, email: str) -> int:
    """Send a test letter at once, past the outbox, and say what came of it."""
    to = _read(Addressee, email=email).email
    outgoing = outgoing_of(settings)
    if outgoing is None:
        raise Conflict("Mail is not set up: set TRACKER_MAIL_URL, as docs/running.md shows.")
    now = utc_now()
    try:
        await send(outgoing, test_letter(to, DEFAULT, now), now)
    except (TryAgain, Refused) as error:
        raise Conflict(f"The test letter is not sent: {error}.") from None
    print(f"{outgoing.server.host}:{outgoing.server.port} has taken a test letter to {to}.")
    return 0


async def confirm_role(settings: Settings, email: str, role: str) -> int:
    """Confirm a role where nobody else may: one administrator, and no manager yet."""
    now = utc_now()
    asked = _read(TokenHolder, email=email, role=role)
    async with _writing(settings, "confirm-role") as session:
        desk = SystemDesk(session, now)
        waiting = await people.waiting_of(desk, asked.email, asked.role)
        if waiting is None:
            raise Unfit("role", f"No role {asked.role} of {asked.email} waits for a second person.")
        await members.confirm_membership(desk, waiting)
    print(f"{asked.email} holds the role {asked.role}.")
    return 0


def check_catalogue(path: Path) -> int:
    """Say that an authored catalogue is in order, or every error in it with its place."""
    catalogue = _catalogue(path)
    version, count = catalogue.catalogue.version, len(catalogue.requirements)
    print(f"{path}: version {version}, {count} requirements, in order.")
    return 0


async def publish_catalogue(settings: Settings, path: Path) -> int:
    """Publish a further version; a version that is published keeps its text for good."""
    catalogue = _catalogue(path)
    async with _writing(settings, "publish-catalogue") as session:
        row = await publish(SystemDesk(session, utc_now()), catalogue)
    print(f"Catalogue {row.version} is published (SHA-256 {row.sha256}).")
    return 0


async def work(settings: Settings, *, once: bool) -> int:
    """Do what is due without serving: for ever, or until nothing is left."""
    for told in private_files.settle(settings.data_folder, settings.database_file):
        print(told, file=sys.stderr)
    with working(settings.data_folder):
        await upgrade(settings.database)
        engine = open_engine(settings.database)
        place = workplace(settings, engine)
        try:
            return await _work_once(place) if once else await _work_on(place)
        finally:
            await engine.dispose()


async def _work_on(place: Workplace) -> int:
    stop = asyncio.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    async with polling(place):
        print("At work, looking every minute (stop with Ctrl-C).", flush=True)
        await stop.wait()
    return 0


async def _work_once(place: Workplace) -> int:
    """Until nothing is left; what was given up, now or earlier, is told and makes the exit code."""
    rows = 0
    while done := await tick(place):
        rows += done
    print(f"Done: {rows} rows of work.")
    async with place.reads() as session:
        given_up = await dead(session, _TOLD_AT_MOST)
    for row in given_up:
        print(f"Given up: {row.kind} {row.dedupe}: {row.last_error}", file=sys.stderr)
    return BROKEN if given_up else 0


async def tasks(settings: Settings, code: str) -> int:
    """Print whose turn it is in a project, the most urgent first."""
    now = utc_now()
    async with _opened(settings, reads=True) as sessions, sessions() as session:
        project = await session.scalar(
            for_system(select(Project).where(Project.code == code), "an operator asks")
        )
        if project is None:
            raise Unfit("code", f"code: No project is {code}; write it as in KLA-2027-01.")
        found = await derive(SystemDesk(session, now), project)
        every = {one for task in found.tasks for one in task.owner.persons}
        names = await people.names(session, every)
    for task in sorted(found.tasks, key=lambda one: rank(one, code)):
        persons = sorted(names[one] for one in task.owner.persons if one in names)
        whose = ", ".join([*persons, *(role.value for role in task.owner.roles)])
        by = f"by {task.due}" if task.due is not None else "no day"
        print(f"{by}: {sentence(task)} ({whose})")
    return 0


async def rebuild_tasks(settings: Settings) -> int:
    """Throw away whose turn it is as it is kept, and derive it anew from the record."""
    many = 0
    async with _opened(settings) as sessions:
        await store.rebuild(sessions)
    engine = open_engine(settings.database)
    place = workplace(settings, engine)
    try:
        while done := await mend(place):
            many += done
    finally:
        await engine.dispose()
    print(f"Whose turn it is was derived anew for {many} projects.")
    return 0


async def report(settings: Settings, code: str, out: Path) -> int:
    """Make a project's status report of today, and write its Word file; both or neither."""
    async with _writing(settings, "report") as session:
        statement = select(Project).where(Project.code == code).with_for_update(of=Project)
        project = await session.scalar(for_system(statement, "a report by the operator"))
        if project is None:
            raise Unfit("code", f"code: No project is {code}; write it as in KLA-2027-01.")
        row = await make_status_report(SystemDesk(session, utc_now()), project, NewReport())
        content = thawed(row.snapshot)
        names = await people.names(session, persons_in(content))
        await asyncio.to_thread(out.write_bytes, word.status_report(content, names))
    print(f"Status report {row.number} of {code} is in {out}.")
    return 0


async def verify(settings: Settings) -> int:
    """Recompute the journal's chain, the decisions and the file hashes; name what is broken."""
    async with _opened(settings, reads=True) as sessions, sessions() as session:
        counts = await counted(session)
        with progress_bars() as progress:
            told = await broken(session, FileStore(settings.files_folder, 0), counts, progress)
    for text in told:
        print(text, file=sys.stderr)
    if not told:
        print(f"Journal, {counts.decisions} decisions and {counts.files} files are sound.")
    return BROKEN if told else 0


@asynccontextmanager
async def _opened(
    settings: Settings, *, reads: bool = False
) -> AsyncIterator[async_sessionmaker[AsyncSession]]:
    refuse_unfinished(settings.data_folder)
    engine = open_engine(settings.database)
    try:
        await check_current(engine)
        yield journal.sessions_of(reading(engine) if reads else engine, terms_of(settings))
    finally:
        await engine.dispose()


@asynccontextmanager
async def _writing(settings: Settings, command: str) -> AsyncIterator[AsyncSession]:
    """The transaction of a command; each of its entries says which it was, and who ran it."""
    async with _opened(settings) as sessions, sessions.begin() as session:
        journal.run_by(session, command, account())
        yield session


def _catalogue(path: Path) -> Catalogue:
    try:
        return read_file(path)
    except CatalogueError as error:
        raise Unfit("file", "\n".join(error.problems)) from None


def _read(wire: type[T], **given: Any) -> T:
    """What was written on the command line, held to what the API takes."""
    try:
        return msgspec.convert(given, wire)
    except msgspec.ValidationError as error:
        field, remedy = placed(str(error))
        raise Unfit(field, f"{field}: {remedy}") from None
