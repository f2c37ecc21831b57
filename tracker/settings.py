"""What an installation decides, read from TRACKER_* variables; all wrong ones are told at once."""

import difflib
import inspect
import os
import re
import ssl
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from tracker.mail_server import Mailbox, MailServer, read_mailbox, read_server

_PREFIX = "TRACKER_"
_BASE = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:]+\](:[0-9]{1,5})?")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\]")


_ANSWERS = {
    "bool_parsing": "write true or false",
    "int_parsing": "give a whole number",
    "int_parsing_size": "give a smaller number",
    "greater_than_equal": "give {ge} at least",
    "less_than_equal": "give {le} at most",
}
"""Our words for what pydantic says; validators of ours speak for themselves."""


class SettingsError(Exception):
    """One sentence per wrong setting, each naming its variable."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings(BaseSettings):
    """Defaults serve one office on one machine: SQLite and a folder."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, extra="forbid", frozen=True, hide_input_in_errors=True
    )

    data_folder: Path = Path("data")
    database_url: str = ""
    postgres_bin: Path | None = None
    files_url: str = ""
    host: str = "127.0.0.1"
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    base_url: str = ""
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = ()
    port: int = Field(default=8000, ge=0, le=65535)
    upload_limit: int = Field(default=50 * 1024 * 1024, ge=1024, le=2 * 1024**3)
    free_space_floor: int = Field(default=256 * 1024 * 1024, ge=0)
    work_in_web: bool = True
    second_factor: bool = True
    mail_url: SecretStr = SecretStr("")
    mail_from: str = Field(default="", validate_default=True)
    mail_reply_to: str = ""
    mail_ca_file: Path | None = None
    demonstration: bool = False
    token_days: int = Field(default=90, ge=1, le=366)
    motion_days: int = Field(default=30, ge=1, le=366)
    silent_working_days: int = Field(default=10, ge=1, le=260)
    city_silent_working_days: int = Field(default=20, ge=1, le=260)
    city_reminders: int = Field(default=2, ge=1, le=10)
    revocation_days: int = Field(default=30, ge=1, le=366)
    suspend_working_days: int = Field(default=5, ge=1, le=260)
    suspend_critical_working_days: int = Field(default=1, ge=1, le=260)

    @field_validator("database_url")
    @classmethod
    def _known_driver(cls, url: str) -> str:
        if url and not url.startswith(("sqlite+aiosqlite:///", "postgresql+asyncpg://")):
            raise ValueError("start it with sqlite+aiosqlite:/// or postgresql+asyncpg://")
        if url:
            _check_address(url)
        return url

    @field_validator("host")
    @classmethod
    def _somewhere(cls, host: str) -> str:
        name = host.strip().removeprefix("[").removesuffix("]")
        if not name:
            raise ValueError("name the address to listen on, such as 127.0.0.1")
        return name

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _names(cls, named: str | tuple[str, ...]) -> tuple[str, ...]:
        hosts = named.split(",") if isinstance(named, str) else named
        names = tuple(host.strip().lower() for host in hosts if host.strip())
        for name in names:
            if not _HOST.fullmatch(name):
                raise ValueError(f"write hosts without scheme or port, between commas, not {name}")
        return names

    @field_validator("base_url")
    @classmethod
    def _reachable(cls, url: str) -> str:
        if url and not _BASE.fullmatch(url.rstrip("/")):
            raise ValueError("write it as https://tracker.example.org, without a path")
        return url.rstrip("/")

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _addresses(cls, named: str | tuple[str, ...]) -> tuple[str, ...]:
        given = named.split(",") if isinstance(named, str) else named
        found = tuple(one.strip() for one in given if one.strip())
        for one in found:
            try:
                ip_address(one)
            except ValueError:
                raise ValueError(f"name the proxies by their addresses, not {one}") from None
        return found

    @field_validator("files_url")
    @classmethod
    def _folder_only(cls, url: str) -> str:
        if url.startswith(("s3://", "http://", "https://")):
            raise ValueError("files in a bucket are not supported yet; leave it empty for a folder")
        if url:
            raise ValueError("leave it empty; files live in TRACKER_DATA_FOLDER")
        return url

    @field_validator("mail_url")
    @classmethod
    def _mail_server(cls, url: SecretStr) -> SecretStr:
        if url.get_secret_value():
            read_server(url.get_secret_value())
        return url

    @field_validator("mail_from")
    @classmethod
    def _mail_sender(cls, sender: str, info: ValidationInfo) -> str:
        """Where mail goes out somebody must be its sender: whoever signs in, if that is one."""
        url: SecretStr | None = info.data.get("mail_url")
        if not sender and url is not None and url.get_secret_value():
            sender = read_server(url.get_secret_value()).user or ""
            try:
                read_mailbox(sender)
            except ValueError:
                raise ValueError("say who sends the letters, such as tracker@example.org") from None
        if sender:
            read_mailbox(sender)
        return sender

    @field_validator("mail_reply_to")
    @classmethod
    def _mail_answers(cls, address: str) -> str:
        if address:
            read_mailbox(address)
        return address

    @field_validator("mail_ca_file", mode="before")
    @classmethod
    def _authority(cls, file: str | Path | None) -> str | Path | None:
        if not file:
            return None
        try:
            ssl.create_default_context(cafile=file)
        except (OSError, ValueError):
            raise ValueError("name a file with certificates in PEM that can be read") from None
        return file

    @property
    def mail_server(self) -> MailServer | None:
        url = self.mail_url.get_secret_value()
        return read_server(url) if url else None

    @property
    def sends_mail(self) -> bool:
        """Whether mail goes out here: what every page that promises a letter asks."""
        return self.mail_server is not None

    @property
    def mail_sender(self) -> Mailbox:
        return read_mailbox(self.mail_from)

    @property
    def mail_answers_to(self) -> Mailbox | None:
        return read_mailbox(self.mail_reply_to) if self.mail_reply_to else None

    @property
    def database(self) -> str:
        """The SQLAlchemy address, by default a file in the data folder."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_folder / 'tracker.sqlite'}"

    @property
    def database_file(self) -> str | None:
        """Where SQLite keeps it."""
        url = make_url(self.database)
        return url.database if url.get_backend_name() == "sqlite" else None

    @property
    def origin(self) -> str:
        """Where browsers reach it; links in mails are made of this, never of a request."""
        return self.base_url or self.listening

    @property
    def listening(self) -> str:
        """Where the process itself answers."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def files_folder(self) -> Path:
        return self.data_folder / "files"


def read_settings() -> Settings:
    """The settings of this process; raises one SettingsError that names every wrong one."""
    problems = list(_unknown())
    try:
        settings = Settings()
    except ValidationError as error:
        problems += [
            f"{_PREFIX}{'_'.join(str(part) for part in problem['loc'][:1]).upper()}: "
            f"{_told(problem)}."
            for problem in error.errors()
        ]
    if problems:
        raise SettingsError(tuple(problems))
    return settings


def _told(problem: ErrorDetails) -> str:
    own = problem["msg"].removeprefix("Value error, ")
    return _ANSWERS.get(problem["type"], own).format(**problem.get("ctx", {}))


def _check_address(text: str) -> None:
    """What a driver would only say with a trace, or not at all."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise ValueError("it cannot be read; write it as docs/running.md shows") from None
    if url.drivername == "postgresql+asyncpg":
        if strange := sorted(set(url.query) - _postgres_options()):
            raise ValueError(f"take out {', '.join(strange)}, which asyncpg does not know")
    elif _in_memory(url):
        raise ValueError("name a file; a database in memory forgets everything")


def _in_memory(url: URL) -> bool:
    place = url.database or ""
    return not place or ":memory:" in place or "memory" in url.query.get("mode", "")


def _postgres_options() -> set[str]:
    import asyncpg  # not where the database is SQLite

    return {*inspect.signature(asyncpg.connect).parameters, "prepared_statement_cache_size"}


def _unknown() -> Iterator[str]:
    """A mistyped name would leave its default in force without a word."""
    known = list(Settings.model_fields)
    for name in sorted(os.environ):
        setting = name.lower().removeprefix(_PREFIX.lower())
        if name.upper().startswith(_PREFIX) and setting not in known:
            near = difflib.get_close_matches(setting, known, n=1)
            remedy = f"did you mean {_PREFIX}{near[0].upper()}?" if near else "take it out."
            yield f"{name}: there is no such setting; {remedy}"
