"""The command line: serve, demo, work, migrate, verify, backups, reports, accounts, catalogues."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path
from types import ModuleType

import shtab

from tracker.kernel.errors import TrackerError, Unreachable
from tracker.serve import serve
from tracker.settings import Settings, SettingsError, read_settings

UNUSABLE = 2
INTERRUPTED = 130
"""What a shell reports of a command that Ctrl-C ended."""
_EPILOG = """\
first steps:
  tracker create-admin "Your name" you@example.org
  tracker serve

exit codes:
  0    done
  1    tracker verify or backup found something broken, or tracker work --once gave something up
  2    what was given cannot be used; one sentence says why
  130  stopped with Ctrl-C

Settings are TRACKER_* variables; docs/running.md lists them.
Completion: tracker completion bash > ~/.local/share/bash-completion/completions/tracker
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; a wrong input is one sentence on standard error and exit code 2."""
    asked = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = asked.run
    try:
        return run(asked)
    except SettingsError as error:
        print(error, file=sys.stderr)
    except Unreachable as error:
        reason = " ".join(str(error.__cause__).split()).rstrip(".")
        print(f"The database cannot be reached ({reason}).", file=sys.stderr)
    except (TrackerError, OSError) as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        return INTERRUPTED
    return UNUSABLE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tracker",
        description="Follows city projects through six gates, from proposal to scaling decision.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    version = metadata.version("wego-pilot-tracker")
    parser.add_argument("--version", action="version", version=f"tracker {version}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add = commands.add_parser
    one = add("serve", help="migrate the database and serve the API")
    one.add_argument(
        "--processes", type=int, default=1, help="how many answer; several need PostgreSQL"
    )
    one.set_defaults(run=lambda asked: _serve(read_settings(), asked.processes))
    one = add("demo", help="fill a folder with examples, if it is empty, and serve it")
    folder = one.add_argument("--folder", type=Path, default=Path("demo"), help="default: demo")
    folder.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    one.add_argument("--port", type=int, default=8000, help="default: 8000")
    one.add_argument("--ready-file", type=Path, help="written when it serves: url and tokens, JSON")
    one.set_defaults(run=_demo)
    one = add("work", help="do what is due without serving: notices, lapses, sweeping")
    one.add_argument("--once", action="store_true", help="until nothing is left, then end")
    one.set_defaults(
        run=lambda asked: asyncio.run(_subcommands().work(read_settings(), once=asked.once))
    )
    one = add("migrate", help="bring the database up to date")
    one.set_defaults(run=lambda _: asyncio.run(_subcommands().migrate(read_settings())))
    one = add("verify", help="recompute journal, decisions and file hashes")
    one.set_defaults(run=lambda _: asyncio.run(_subcommands().verify(read_settings())))
    one = add("backup", help="copy database and files, while it serves, and verify the copy")
    folder = one.add_argument("to", type=Path, help="folder that gets a folder for each backup")
    folder.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    one.set_defaults(run=_backup)
    one = add("restore", help="bring a backup into an empty place, and verify it")
    folder = one.add_argument(
        "source", metavar="from", type=Path, help="the backup: a folder tracker-…Z"
    )
    folder.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    one.add_argument("--manifest-sha256", help="what the backup said, as you noted it")
    one.set_defaults(run=_restore)
    one = add("report", help="make a project's status report and write its Word file")
    one.add_argument("code", help="of the project, such as KLA-2027-01")
    file = one.add_argument("--out", type=Path, required=True, help="the file, ending in .docx")
    file.complete = shtab.FILE  # type: ignore[attr-defined]
    one.set_defaults(
        run=lambda asked: asyncio.run(_subcommands().report(read_settings(), asked.code, asked.out))
    )
    one = add("audit-visibility", help="print who sees which project, and by what")
    one.add_argument("--person", help="only this mail address")
    one.add_argument("--project", help="only who sees this project, by its code")
    one.set_defaults(
        run=lambda asked: asyncio.run(
            _subcommands().audit_visibility(read_settings(), asked.person, asked.project)
        )
    )
    one = add("create-admin", help="add the first administrator and show a token")
    one.add_argument("name", help="of the person, as it is to be read on record")
    one.add_argument("email", help="the person's address; nobody else may have it")
    one.add_argument("--organisation", default="Secretariat", help="name of the secretariat")
    one.set_defaults(
        run=lambda asked: asyncio.run(
            _subcommands().create_admin(
                read_settings(), asked.name, asked.email, asked.organisation
            )
        )
    )
    one = add("create-token", help="show a new API token for a person's role")
    one.add_argument("email", help="the person's address")
    one.add_argument("role", help="one that the person holds, such as officer")
    one.add_argument("--days", type=int, help="until it expires (TRACKER_TOKEN_DAYS at most)")
    one.set_defaults(
        run=lambda asked: asyncio.run(
            _subcommands().create_token(read_settings(), asked.email, asked.role, asked.days)
        )
    )
    one = add("test-mail", help="send a test letter now, and say what the mail server answers")
    one.add_argument("email", help="the address that it goes to")
    one.set_defaults(
        run=lambda asked: asyncio.run(_subcommands().test_mail(read_settings(), asked.email))
    )
    one = add("confirm-role", help="confirm a role where no second person may")
    one.add_argument("email", help="the person's address")
    one.add_argument("role", help="one that waits, such as manager")
    one.set_defaults(
        run=lambda asked: asyncio.run(
            _subcommands().confirm_role(read_settings(), asked.email, asked.role)
        )
    )
    one = add("tasks", help="print whose turn it is in a project, the most urgent first")
    one.add_argument("code", help="the project, such as KLA-2027-01")
    one.set_defaults(
        run=lambda asked: asyncio.run(_subcommands().tasks(read_settings(), asked.code))
    )
    one = add("rebuild-tasks", help="derive anew whose turn it is, in every project")
    one.set_defaults(run=lambda _: asyncio.run(_subcommands().rebuild_tasks(read_settings())))
    one = add("check-catalogue", help="check an authored catalogue; every error with its place")
    _takes_catalogue(one)
    one.set_defaults(run=lambda asked: _subcommands().check_catalogue(asked.file))
    one = add("publish-catalogue", help="publish a further version of the catalogue")
    _takes_catalogue(one)
    one.set_defaults(
        run=lambda asked: asyncio.run(_subcommands().publish_catalogue(read_settings(), asked.file))
    )
    one = add("completion", help="print what teaches a shell to complete the commands")
    one.add_argument("shell", choices=shtab.SUPPORTED_SHELLS)
    one.set_defaults(run=_completion)
    return parser


def _subcommands() -> ModuleType:
    """What no serving process needs is loaded by the command that does."""
    from tracker import subcommands

    return subcommands


def _backup(asked: argparse.Namespace) -> int:
    from tracker.backup.making import backup

    return asyncio.run(backup(read_settings(), asked.to))


def _restore(asked: argparse.Namespace) -> int:
    from tracker.backup.restoring import restore

    return asyncio.run(restore(read_settings(), asked.source, asked.manifest_sha256))


def _takes_catalogue(command: argparse.ArgumentParser) -> None:
    file = command.add_argument("file", type=Path, help="the catalogue, YAML in UTF-8")
    file.complete = shtab.FILE  # type: ignore[attr-defined]


def _completion(asked: argparse.Namespace) -> int:
    print(shtab.complete(_parser(), asked.shell))
    return 0


def _serve(settings: Settings, processes: int) -> int:
    serve(settings, processes)
    return 0


def _demo(asked: argparse.Namespace) -> int:
    from tracker.demo.command import demo  # what only the demo needs is not loaded to serve

    return demo(asked.folder, asked.port, asked.ready_file)


if __name__ == "__main__":
    sys.exit(main())
