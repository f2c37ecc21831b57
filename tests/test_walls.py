"""The walls of the authorisation: routes, statements, objects, fields."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from msgspec import inspect
from sqlalchemy import (
    DDL,
    case,
    column,
    create_engine,
    delete,
    exists,
    func,
    insert,
    literal_column,
    select,
    table,
    text,
    union,
    update,
)
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.orm import aliased
from sqlalchemy.sql.ddl import CreateTableAs

from tests.builders import a_project
from tests.cast import Cast
from tests.clock import Clock
from tracker.journal import sessions_of
from tracker.kernel.database import System, UnmarkedStatement, for_system, open_engine
from tracker.kernel.text import Input
from tracker.migrations.tables import METADATA
from tracker.people.models import Person
from tracker.projects.models import Project

Acting = Callable[[str], httpx.AsyncClient]
# Wall 2: statements

_OTHER = aliased(Project)
_IDS = select(Project.id)
_CODES = select(Project.code)
UNMARKED: dict[str, Any] = {
    "entity": select(Project),
    "column": select(Project.code),
    "core table": select(Project.__table__),
    "count": select(func.count()).select_from(Project),
    "alias": select(_OTHER.code),
    "join": select(Person.id).join(Project, Project.city_id == Person.id),
    "outer join": select(Person.id).outerjoin(Project, Project.city_id == Person.id),
    "subquery": select(_IDS.subquery()),
    "lateral": select(_IDS.lateral()),
    "scalar subquery": select(select(func.count(Project.id)).scalar_subquery()),
    "in": select(Person.id).where(Person.id.in_(_IDS)),
    "exists": select(Person.id).where(exists().where(Project.id == Person.id)),
    "select exists": select(exists(_IDS)),
    "case": select(case((exists().where(Project.id == Person.id), 1), else_=0)),
    "order by": select(Person.id).order_by(_IDS.limit(1).scalar_subquery()),
    "union": union(_IDS, select(Person.id)),
    "union inside": select(union(_IDS, select(Person.id)).subquery()),
    "cte": select(_IDS.cte("c")),
    "recursive cte": select((base := _IDS.cte("r", recursive=True)).union_all(select(base.c.id))),
    "insert from select": insert(Person).from_select(["id"], _IDS),
    "insert value": insert(Person).values(
        id=uuid4(), name=select(Project.code).limit(1).scalar_subquery()
    ),
    "update where": update(Person).where(Person.id.in_(_IDS)).values(name="x"),
    "update from": update(Person).where(Person.id == Project.id).values(name=Project.code),
    "update returning": update(Project).values(title="x").returning(Project.code),
    "delete returning": delete(Project).returning(Project.code),
    "text": text("SELECT code FROM project"),
    "text with columns": text("SELECT code FROM project").columns(Project.code),
    "entity from text": select(Project).from_statement(text("SELECT * FROM project")),
    "from text": select(text("code")).select_from(text("project")),
    "where text": select(Person.id).where(text("EXISTS (SELECT 1 FROM project)")),
    "literal": select(literal_column("(SELECT code FROM project)")),
    "literal with tabs": select(literal_column("(SELECT\tcode\tFROM\tproject)")),
    "literal with comments": select(literal_column("(SELECT/**/code/**/FROM/**/project)")),
    "table by name": select(table("project", column("code"))),
    "update": update(Project).values(title="x"),
    "update of the core table": update(Project.__table__).values(title="x"),
    "delete": delete(Project),
    "delete from the core table": delete(Project.__table__),
    "prefix": select(Person.id).prefix_with("(SELECT code FROM project),"),
    "suffix": select(Person.id).suffix_with("UNION SELECT code FROM project"),
    "hint": select(Person.id).with_statement_hint("UNION SELECT code FROM project"),
    "prefix of an insert": insert(Person).prefix_with("OR REPLACE").values(id=uuid4()),
    "operator": select(Person.id).where(Person.name.op("= (SELECT code FROM project) OR")("x")),
    "operator that goes on": select(Person.name.op("FROM person UNION SELECT code,")("x")),
    "text of a definition": DDL("CREATE TABLE mine AS SELECT code FROM project"),
    "table from a select": CreateTableAs(_CODES, "mine"),
}


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "empty.sqlite"
    engine = create_engine(f"sqlite:///{path}")
    METADATA.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture
async def empty(tables: Path, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(f"sqlite+aiosqlite:///{shutil.copy(tables, tmp_path)}")
    yield engine
    await engine.dispose()


@pytest.mark.parametrize("statement", UNMARKED.values(), ids=UNMARKED.keys())
async def test_a_statement_that_reads_projects_needs_a_mark(
    empty: AsyncEngine, statement: Any
) -> None:
    async with sessions_of(empty)() as session:
        with pytest.raises(UnmarkedStatement):
            await session.execute(statement)
    async with empty.connect() as connection:
        with pytest.raises(UnmarkedStatement):
            await connection.execute(statement)


@pytest.mark.parametrize(
    "sql",
    ["SELECT code FROM project", 'DELETE FROM "project"', "update\tPROJECT set title = 'x'"],
)
async def test_sql_sent_past_the_statements_needs_a_mark_too(empty: AsyncEngine, sql: str) -> None:
    async with empty.connect() as connection:
        with pytest.raises(UnmarkedStatement):
            await connection.exec_driver_sql(sql)
        marked = {"seen_by": System("a test")}
        await connection.exec_driver_sql(sql, execution_options=marked)
        await connection.exec_driver_sql("PRAGMA table_info(project)")


async def test_operators_of_one_word_or_sign_are_no_raw_sql(empty: AsyncEngine) -> None:
    async with empty.connect() as connection:
        await connection.execute(select(Person.id).where(Person.name.op("GLOB")("x*")))
        await connection.execute(
            select(Person.name.op("||")("x"), func.count()).group_by(Person.id)
        )


async def test_the_mark_lets_a_statement_through(empty: AsyncEngine) -> None:
    async with sessions_of(empty)() as session:
        await session.execute(for_system(select(Project), "a test"))
        marked = text("SELECT code FROM project").execution_options(seen_by=System("a test"))
        await session.execute(marked)


async def test_only_an_actor_or_a_reason_is_a_mark(empty: AsyncEngine) -> None:
    async with sessions_of(empty)() as session:
        with pytest.raises(UnmarkedStatement):
            await session.execute(select(Project).execution_options(seen_by=True))


async def test_a_mark_covers_one_statement_and_not_the_next(empty: AsyncEngine) -> None:
    async with sessions_of(empty)() as session:
        await session.execute(for_system(select(Project), "a test"))
        with pytest.raises(UnmarkedStatement):
            await session.execute(select(Project))


async def test_a_row_is_not_fetched_past_the_wall_by_its_key(empty: AsyncEngine) -> None:
    async with sessions_of(empty)() as session:
        with pytest.raises(UnmarkedStatement):
            await session.get(Project, uuid4())


def test_a_table_of_a_project_is_behind_the_wall() -> None:
    """Deputies are named for an organisation or a project, and are read by panels alone."""
    tables = METADATA.tables.values()
    of_projects = {t.name for t in tables if "project_id" in t.columns or t.name == "project"}
    assert of_projects - {t.name for t in tables if t.info.get("scoped")} == {"deputy"}


# Wall 3: what is absent and what is somebody else's look the same

SEEN_BY_OTHERS = [
    ("GET", "/api/projects/{code}", "other_city_contact"),
    ("GET", "/api/projects/{code}", "other_firm_member"),
    ("GET", "/api/projects/{code}", "committee1"),
    ("POST", "/api/projects/{code}/files", "other_city_contact"),
    ("POST", "/api/projects/{code}/files", "other_firm_member"),
]


@pytest.mark.parametrize(("method", "path", "who"), SEEN_BY_OTHERS)
async def test_an_absent_project_and_somebody_elses_answer_alike(
    sessions: async_sessionmaker[AsyncSession],
    cast: Cast,
    clock: Clock,
    acting: Acting,
    method: str,
    path: str,
    who: str,
) -> None:
    async with sessions.begin() as session:
        await a_project(session, cast, clock.now)
    headers = {"Content-Disposition": 'attachment; filename="a.txt"'}

    there, absent = [
        await acting(who).request(method, path.format(code=code), content=b"x", headers=headers)
        for code in ("KLA-2027-01", "KLA-2027-99")
    ]

    assert there.status_code == absent.status_code == 404
    assert _without_id(there) == _without_id(absent)


def _without_id(answer: httpx.Response) -> tuple[bytes, list[tuple[str, str]]]:
    rid = answer.headers["x-request-id"]
    headers = [(n, v) for n, v in answer.headers.items() if n != "x-request-id"]
    return answer.content.replace(rid.encode(), b""), headers


# Wall 4: fields


def _inputs(kind: type[Input] = Input) -> list[type[Input]]:
    found = []
    for child in kind.__subclasses__():
        if child.__module__.startswith("tracker."):
            found.append(child)
        found.extend(_inputs(child))
    return found


INPUTS = sorted(_inputs(), key=lambda kind: (kind.__module__, kind.__name__))


def test_an_input_refuses_fields_it_does_not_know() -> None:
    for kind in INPUTS:
        described = inspect.type_info(kind)
        assert isinstance(described, inspect.StructType)
        assert described.forbid_unknown_fields, kind


def test_an_input_bounds_every_text_number_and_list() -> None:
    for kind in INPUTS:
        assert [*_unbounded(inspect.type_info(kind), kind.__name__)] == []


def _unbounded(described: Any, place: str) -> Iterator[str]:
    if isinstance(described, inspect.AnyType | inspect.RawType | inspect.BytesType):
        yield f"{place}: anything at all"
    if isinstance(described, inspect.StrType) and not _bounded(described):
        yield f"{place}: text without max_length"
    if isinstance(described, inspect.IntType | inspect.FloatType) and not _between(described):
        yield f"{place}: number without ge and le"
    if isinstance(described, _MANY) and described.max_length is None and not _by_enum(described):
        yield f"{place}: list or map without max_length"
    for inner, name in _inside(described):
        yield from _unbounded(inner, place + name)


_MANY = (
    inspect.ListType
    | inspect.SetType
    | inspect.FrozenSetType
    | inspect.VarTupleType
    | inspect.DictType
)


def _by_enum(described: Any) -> bool:
    return isinstance(getattr(described, "key_type", None), inspect.EnumType)


def _inside(described: Any) -> Iterator[tuple[Any, str]]:
    if isinstance(described, inspect.StructType):
        yield from ((field.type, f".{field.encode_name}") for field in described.fields)
    elif isinstance(described, inspect.UnionType):
        yield from ((kind, "") for kind in described.types)
    elif isinstance(described, inspect.DictType):
        yield described.key_type, "{}"
        yield described.value_type, "{}"
    elif isinstance(described, _MANY):
        yield described.item_type, "[]"


def _bounded(text: inspect.StrType) -> bool:
    """By a length, or by a pattern that bounds it itself, such as three letters."""
    pattern = text.pattern or "*"
    return text.max_length is not None or not set(pattern) & set("*+")


def _between(number: Any) -> bool:
    low = number.ge if number.ge is not None else number.gt
    high = number.le if number.le is not None else number.lt
    return low is not None and high is not None and max(abs(low), abs(high)) <= 2**53


NEVER_ASKED = {
    "status",
    "version",
    "hash",
    "sha256",
    "created_at",
    "created_by",
    "uploaded_by",
    "recorded_by",
    "decided_by",
    "reviewed_by",
}


@pytest.mark.asvs("8.2.3")
def test_an_input_never_asks_for_what_only_acts_may_set() -> None:
    for kind in INPUTS:
        assert not NEVER_ASKED & set(kind.__struct_fields__), kind
