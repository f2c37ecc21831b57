"""The database: base class, types, and engines that refuse what the walls forbid."""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar, TypeVarTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    Delete,
    Dialect,
    Engine,
    Enum,
    ExceptionContext,
    Insert,
    Integer,
    MetaData,
    Select,
    Text,
    TypeDecorator,
    Uuid,
    event,
)
from sqlalchemy import Row as CoreRow
from sqlalchemy.dialects.sqlite import insert as insert_lite
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column

from tracker.kernel import sqlite, wall
from tracker.kernel.actor import Actor
from tracker.kernel.encoding import encoded_text
from tracker.kernel.errors import Unreachable
from tracker.kernel.wall import SCOPED as SCOPED
from tracker.kernel.wall import System as System
from tracker.kernel.wall import UnmarkedStatement as UnmarkedStatement

Columns = TypeVarTuple("Columns")

_CONNECT_SECONDS = 10
_UNREACHABLE = "The database cannot be reached; try again in a moment."


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC with microseconds; a naive one is refused."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table: a UUID made in Python and the command's instant; nothing reads the clock."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        StrEnum: Enum(
            StrEnum,
            native_enum=False,
            create_constraint=True,
            length=40,
            values_callable=lambda words: [word.value for word in words],
        ),
        datetime: UtcDateTime(),
        UUID: Uuid(),
        int: BigInteger(),
        str: Text(),
    }


class Row(Base):
    """A row with an id of its own."""

    __abstract__ = True

    id: Mapped[UUID] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]


class VersionedRow(Row):
    """A row that two people may change: the later writer is told."""

    __abstract__ = True

    version: Mapped[int] = mapped_column(Integer)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


def for_system(statement: Select[*Columns], reason: str) -> Select[*Columns]:
    """Mark a statement whose rows no actor chose; the caller answers for what becomes of them."""
    return statement.execution_options(seen_by=System(reason))


def removed_by_system(statement: Delete, reason: str) -> Delete:
    """The same for rows that are removed."""
    return statement.execution_options(seen_by=System(reason))


def for_actor(statement: Select[*Columns], actor: Actor) -> Select[*Columns]:
    """Mark a statement that a feature's `visible_to` has narrowed to what the actor may see."""
    return statement.execution_options(seen_by=actor)


async def rows_of(
    session: AsyncSession,
    statement: Select[*Columns],
    seen_by: Actor | None = None,
    **given: Any,
) -> Sequence[CoreRow[*Columns]]:
    """Rows of columns, read in the session's transaction past the ORM, which only makes objects.

    `seen_by`: who may see them, where one statement serves many and so does not say it itself.
    """
    options = {"seen_by": seen_by} if seen_by is not None else {}

    def read(sync: Session) -> Sequence[CoreRow[*Columns]]:
        return sync.connection().execute(statement, given, execution_options=options).all()

    return await session.run_sync(read)


def insert_new(session: AsyncSession, table: type[Base], *unique: str) -> Insert:
    """An insert that leaves alone what is there by its `unique` columns, or comes at this instant.

    ON CONFLICT DO NOTHING is written in two dialects alike, and in no common way.
    """
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_postgres  # loaded there anyway

        return insert_postgres(table).on_conflict_do_nothing(index_elements=unique)
    return insert_lite(table).on_conflict_do_nothing(index_elements=unique)


def open_engine(
    url: str, connect: Callable[..., sqlite.Connection] = sqlite.connect
) -> AsyncEngine:
    """An engine with the walls up; SQLite gets at most four connections, as its threads fight."""
    if url.startswith("sqlite"):
        engine = create_async_engine(
            url,
            pool_size=4,
            max_overflow=0,
            pool_timeout=30,
            hide_parameters=True,
            json_serializer=encoded_text,
            connect_args={"async_creator_fn": connect},
        )
        _prepare_sqlite(engine.sync_engine)
    else:
        engine = create_async_engine(
            url,
            pool_size=10,
            max_overflow=0,
            pool_pre_ping=True,
            hide_parameters=True,
            json_serializer=encoded_text,
            connect_args={
                "timeout": _CONNECT_SECONDS,
                "server_settings": {"synchronous_commit": "on"},
            },
        )
        tell_unreachable(engine.sync_engine)
    wall.guard(engine.sync_engine, Base.metadata)
    return engine


def tell_unreachable(engine: Engine) -> None:
    """Make `Unreachable` of what a driver raises, unwrapped, while it connects or loses its line.

    Only here is it known that an OSError comes from the database and not from a file.
    """

    @event.listens_for(engine, "do_connect")
    def _connect(dialect: Dialect, _record: object, words: Any, named: Any) -> Any:
        try:
            return dialect.connect(*words, **named)
        except (OSError, dialect.loaded_dbapi.Error) as error:
            raise Unreachable(_UNREACHABLE) from error

    @event.listens_for(engine, "handle_error")
    def _lost(context: ExceptionContext) -> None:
        if isinstance(context.original_exception, OSError):
            raise Unreachable(_UNREACHABLE) from context.original_exception


def reading(engine: AsyncEngine) -> AsyncEngine:
    """The same pool with transactions that cannot write: the wall refuses it."""
    return engine.execution_options(**{wall.READS_ONLY: True})


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _own_the_transaction(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "busy_timeout=5000",
            "foreign_keys=ON",
            "recursive_triggers=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reads_only = wall.reads_only(connection)
        connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


def is_busy(error: BaseException) -> bool:
    """Whether a database error only means: try again in a moment."""
    origin = getattr(error, "orig", error)
    if isinstance(origin, sqlite3.OperationalError):
        return any(word in str(origin) for word in ("locked", "busy"))
    state = getattr(getattr(origin, "__cause__", None), "sqlstate", None) or ""
    return state in {"40001", "40P01", "55P03", "57P01", "57P03", "53300"} or state[:2] == "08"
