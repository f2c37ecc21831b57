"""Wrong settings are told all at once, each by its name, and stop the start."""

from pathlib import Path

import pytest

from tracker.demo.command import settings_of
from tracker.mail_server import Mailbox, Transport
from tracker.settings import SettingsError, read_settings


def problems(monkeypatch: pytest.MonkeyPatch, **given: str) -> tuple[str, ...]:
    for name, value in given.items():
        monkeypatch.setenv(f"TRACKER_{name}", value)
    with pytest.raises(SettingsError) as told:
        read_settings()
    assert str(told.value) == "\n".join(told.value.problems)
    return told.value.problems


def test_without_any_the_defaults_serve_one_office() -> None:
    settings = read_settings()
    assert settings.database == "sqlite+aiosqlite:///data/tracker.sqlite"
    assert settings.files_folder == Path("data/files")
    assert settings.host == "127.0.0.1"


def test_all_wrong_ones_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told = problems(
        monkeypatch,
        PORT="many",
        DATABASE_URL="mysql://localhost/tracker",
        TOKEN_DAYS="0",
        UPLOAD_LIMIT="1",
    )
    names = [one.partition(":")[0] for one in told]
    assert sorted(names) == [
        "TRACKER_DATABASE_URL",
        "TRACKER_PORT",
        "TRACKER_TOKEN_DAYS",
        "TRACKER_UPLOAD_LIMIT",
    ]


@pytest.mark.parametrize("address", ["s3://bucket/files", "https://files.example.org"])
def test_a_bucket_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    (told,) = problems(monkeypatch, FILES_URL=address)
    assert told == (
        "TRACKER_FILES_URL: files in a bucket are not supported yet; leave it empty for a folder."
    )


def test_a_mistyped_name_is_told_with_the_one_that_was_meant(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = problems(monkeypatch, DATA_FOLDR="elsewhere", XYZ="green")
    assert told == (
        "TRACKER_DATA_FOLDR: there is no such setting; did you mean TRACKER_DATA_FOLDER?",
        "TRACKER_XYZ: there is no such setting; take it out.",
    )


def test_hosts_are_names_between_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_ALLOWED_HOSTS", " Pilots.example.org, [::1] ,")
    assert read_settings().allowed_hosts == ("pilots.example.org", "[::1]")


@pytest.mark.parametrize("hosts", ["https://pilots.example.org", "a.example.org:443", "*", "a b"])
def test_a_host_with_scheme_port_or_star_is_told(
    monkeypatch: pytest.MonkeyPatch, hosts: str
) -> None:
    (told,) = problems(monkeypatch, ALLOWED_HOSTS=hosts)
    assert told.startswith("TRACKER_ALLOWED_HOSTS: write hosts without scheme or port")


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("PORT", "many", "give a whole number."),
        ("PORT", "70000", "give 65535 at most."),
        ("TOKEN_DAYS", "0", "give 1 at least."),
        ("TOKEN_DAYS", "9" * 5000, "give a smaller number."),
        ("HOST", "", "name the address to listen on, such as 127.0.0.1."),
        ("HOST", " ", "name the address to listen on, such as 127.0.0.1."),
    ],
)
def test_a_wrong_one_is_told_in_our_words(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, remedy: str
) -> None:
    assert problems(monkeypatch, **{name: value}) == (f"TRACKER_{name}: {remedy}",)


@pytest.mark.parametrize(
    "url",
    [
        "sqlite+aiosqlite:///",
        "sqlite+aiosqlite:///:memory:",
        "sqlite+aiosqlite:///file::memory:?uri=true",
        "sqlite+aiosqlite:///file:x?mode=memory&uri=true",
    ],
)
def test_a_database_in_memory_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    (told,) = problems(monkeypatch, DATABASE_URL=url)
    assert told == ("TRACKER_DATABASE_URL: name a file; a database in memory forgets everything.")


@pytest.mark.parametrize(
    "url", ["postgresql+asyncpg://a:b@[::1/c", "postgresql+asyncpg://a:secret@b:port/c"]
)
def test_an_address_that_cannot_be_read_is_told_without_its_password(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    (told,) = problems(monkeypatch, DATABASE_URL=url)
    assert told == ("TRACKER_DATABASE_URL: it cannot be read; write it as docs/running.md shows.")


def test_an_option_that_the_driver_does_not_know_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    (told,) = problems(monkeypatch, DATABASE_URL="postgresql+asyncpg://a/b?sslmode=require")
    assert told == "TRACKER_DATABASE_URL: take out sslmode, which asyncpg does not know."


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp+tls://a:b@mail.example.org", (Transport.TLS, "mail.example.org", 465)),
        ("smtp+starttls://a:b@mail.example.org", (Transport.STARTTLS, "mail.example.org", 587)),
        ("smtp+starttls://a:b@mail.example.org:25", (Transport.STARTTLS, "mail.example.org", 25)),
        ("smtp://localhost", (Transport.PLAIN, "localhost", 25)),
        ("smtp://[::1]:2525/", (Transport.PLAIN, "::1", 2525)),
    ],
)
def test_a_mail_server_is_read_from_its_address(
    monkeypatch: pytest.MonkeyPatch, url: str, server: tuple[Transport, str, int]
) -> None:
    monkeypatch.setenv("TRACKER_MAIL_URL", url)
    monkeypatch.setenv("TRACKER_MAIL_FROM", "tracker@example.org")
    settings = read_settings()
    assert settings.mail_server is not None
    found = settings.mail_server
    assert (found.transport, found.host, found.port) == server
    assert settings.sends_mail


def test_user_and_secret_may_hold_any_sign_and_the_secret_is_never_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(
        "TRACKER_MAIL_URL", "smtp+tls://me%40example.org:s%2Fe%40c%3Ahidden@example.org"
    )
    settings = read_settings()
    server = settings.mail_server
    assert server is not None
    assert (server.user, server.secret.get_secret_value()) == ("me@example.org", "s/e@c:hidden")
    assert settings.mail_sender == Mailbox(address="me@example.org"), "who signs in sends"
    for shown in (repr(settings), str(settings), repr(server), str(settings.model_dump())):
        assert "hidden" not in shown


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("smtp://a:hidden@mail.example.org", "smtp:// is taken only towards this machine"),
        ("smtps://a:hidden@mail.example.org", "write it as smtp+tls://"),
        ("smtp+tls://a:hidden@", "write it as smtp+tls://"),
        ("smtp+tls://a:hidden@mail.example.org:many", "write it as smtp+tls://"),
        ("smtp+tls://a:hidden@mail.example.org/path", "write it as smtp+tls://"),
        ("smtp+tls://a:hidden@mail.example.org?x=y", "write it as smtp+tls://"),
        ("smtp+tls://a:hidden@mail.exa mple.org", "write it as smtp+tls://"),
        ("smtp+tls://a:hidden@mail.example.org\nx", "write it as smtp+tls://"),
        ("smtp+tls://hidden@mail.example.org", "give user and secret, or neither"),
        ("smtp+tls://a:hidden%0A@mail.example.org", "leave control characters out"),
    ],
)
def test_a_mail_server_that_cannot_be_used_is_told_without_its_secret(
    monkeypatch: pytest.MonkeyPatch, url: str, remedy: str
) -> None:
    (told,) = problems(monkeypatch, MAIL_URL=url, MAIL_FROM="tracker@example.org")
    assert told.startswith(f"TRACKER_MAIL_URL: {remedy}")
    assert "hidden" not in told


@pytest.mark.parametrize(
    "sender", ["nobody", "A <nobody>", "A\nBcc: b@example.org <a@example.org>", "a@b\r\n", "a b@c"]
)
@pytest.mark.parametrize("setting", ["MAIL_FROM", "MAIL_REPLY_TO"])
def test_a_sender_that_no_header_may_hold_is_told(
    monkeypatch: pytest.MonkeyPatch, setting: str, sender: str
) -> None:
    (told,) = problems(monkeypatch, **{setting: sender})
    assert told.startswith(f"TRACKER_{setting}: write an address such as tracker@example.org")


def test_mail_without_a_sender_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    (told,) = problems(monkeypatch, MAIL_URL="smtp+tls://user:secret@mail.example.org")
    assert told == "TRACKER_MAIL_FROM: say who sends the letters, such as tracker@example.org."


def test_an_authority_that_is_no_file_of_certificates_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "notes.pem").write_text("no certificate")
    for file in (tmp_path / "notes.pem", tmp_path / "missing.pem"):
        (told,) = problems(monkeypatch, MAIL_CA_FILE=str(file))
        assert told.startswith("TRACKER_MAIL_CA_FILE: name a file with certificates in PEM")


def test_a_demo_sends_no_mail_to_its_invented_people(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("DATA_FOLDER", "DATABASE_URL", "PORT", "SECOND_FACTOR"):
        monkeypatch.setenv(f"TRACKER_{name}", "")  # so that they are put back afterwards
    monkeypatch.setenv("TRACKER_MAIL_URL", "smtp+tls://a%40example.org:b@example.org")
    assert not settings_of(tmp_path, 8000).sends_mail
