"""The demo as a visitor meets it: one command, and something to see everywhere."""

import os
import socket
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import httpx

from tests.command_line import environment, free_port, one_sentence, run
from tests.demoing import Demo
from tracker.compliance.models import EvidenceForm
from tracker.demo.tales import houses
from tracker.kernel.actor import Role
from tracker.kernel.days import utc_now
from tracker.process.stages import Stage, Status, Verdict
from tracker.process.status import Standing
from tracker.projects.models import MoneyState
from tracker.registers.models import ConcernKind
from tracker.registers.rules import Trend
from tracker.web.demonstration import SAID


def test_everybody_gets_in_and_every_role_is_held_the_seconds_that_journeys_need_too(
    demo: Demo,
) -> None:
    """The administrator among them, who sees no project."""
    held = Counter(demo.see("/me", who)["role"] for who in demo.tokens)
    seconds = {"manager2", "officer2", "reviewer2", "committee3", "consultant2", "other_consultant"}
    seconds |= {f"{city}city_{who}2" for city in ("", "KTV_") for who in ("contact", "approver")}

    assert held.keys() == {role.value for role in Role}
    assert demo.people.keys() == demo.tokens.keys() >= seconds


def test_the_page_of_sign_in_lists_everybody_with_what_they_are_good_for(demo: Demo) -> None:
    page = httpx.get(f"{demo.url}/sign-in", timeout=60).text

    assert all(f"<td>{email}</td>" in page for email in demo.people.values())
    assert f"<code>{demo.password}</code>" in page
    assert all(one.what in unescape(page) for house in houses().offices for one in house.people)


def test_what_is_invented_is_labelled_once_a_page_and_in_no_name(demo: Demo) -> None:
    page = httpx.get(f"{demo.url}/sign-in", timeout=60)

    assert page.text.count("are invented") == 1
    assert page.headers["x-demonstration"] == SAID
    names = [one["name"] for one in demo.see("/organisations?limit=200", "administrator")["items"]]
    texts = [*names, *(line["title"] for line in demo.projects())]
    texts += [
        one["title"] for what in ("deliverables", "indicators") for one in demo.everywhere(what)
    ]
    assert not [text for text in texts if "example" in text.lower()]


def test_no_two_calls_or_programmes_have_one_name_and_none_reads_open_past_its_end(
    demo: Demo,
) -> None:
    calls = demo.see("/calls?limit=200")["items"]
    programmes = [one["label"] for one in demo.see("/programmes")["items"]]
    labels = [one["label"] for one in calls]

    assert len(set(labels)) == len(labels)
    assert programmes == ["Feasibility Study Program"]
    still = {one["label"] for one in calls if one["state"] == "open"}
    assert still == {one["label"] for one in calls if ends(one) > utc_now()}
    assert still


def test_every_stage_and_every_status_is_there(demo: Demo) -> None:
    lines = demo.projects()

    assert {line["stage"] for line in lines if line["status"] != "past"} == set(Stage)
    assert {line["status"] for line in lines} == set(Status)


def test_every_verdict_was_given(demo: Demo) -> None:
    verdicts = {
        decision["verdict"]
        for line in demo.projects()
        if line["status"] != "past"
        for decision in demo.see(f"/projects/{line['code']}/decisions?limit=200")["items"]
    }

    assert verdicts == set(Verdict)


def test_evidence_of_every_form_and_requirements_of_every_standing_are_there(demo: Demo) -> None:
    entries = [
        entry
        for line in demo.projects()
        if line["status"] == "active"
        for gate in ("G3", "G4")
        for entry in demo.see(f"/projects/{line['code']}/checklist?gate={gate}")["entries"]
    ]

    assert {piece["form"] for entry in entries for piece in entry["pieces"]} == set(EvidenceForm)
    assert {entry["standing"] for entry in entries} == set(Standing)


def ends(call: Any) -> datetime:
    return datetime.fromisoformat(call["closes_at"])


def test_what_does_not_go_well_is_there_too(demo: Demo) -> None:
    """A lapse, a decision that went stale, an incident, an open condition, something late."""
    gates = [demo.see(f"/projects/{code}/gates") for code in demo.codes()]
    decisions = demo.everywhere("decisions")
    deliverables = demo.everywhere("deliverables")
    today = utc_now().date().isoformat()

    assert any(one["lapses"] for one in gates)
    assert any(condition["end"] is None for one in gates for condition in one["conditions"])
    assert any(one["stale"] for one in decisions)
    assert demo.everywhere("incidents")
    assert any(
        one["due"] < today and one["state"] != "accepted" for one in deliverables if one["due"]
    )


def test_a_pilot_runs_with_a_plan_targets_and_readings_of_months(demo: Demo) -> None:
    live = next(one for one in demo.projects() if one["operation"] == "live")
    plan = demo.see(f"/projects/{live['code']}/pilot")
    figures = demo.see(f"/projects/{live['code']}/indicators")["items"]
    read = [demo.see(f"/indicators/{one['id']}/readings")["items"] for one in figures]

    assert plan["site"]
    assert plan["started_on"] < (utc_now() - timedelta(days=240)).date().isoformat()
    assert all(one["baseline_on"] and one["target_on"] for one in figures)
    assert any(one["must_have"] for one in figures)
    assert min(len({one["period_end"] for one in found}) for found in read) >= 8
    assert any(one["not_reported_reason"] for found in read for one in found)


def test_figures_money_and_logs_are_there(demo: Demo) -> None:
    totals, concerns = demo.everywhere("money-totals"), demo.everywhere("concerns")

    assert {one["state"] for one in totals} == set(MoneyState)
    assert {one["kind"] for one in concerns} == set(ConcernKind)
    assert {one["trend"] for one in concerns} >= {Trend.NEW, Trend.RISING, Trend.FALLING}
    assert any(one["outcome"] for one in concerns)
    assert demo.everywhere("lessons")
    assert demo.everywhere("meetings")


def test_notices_come_by_themselves_within_the_first_minute(demo: Demo) -> None:
    until = time.monotonic() + 60
    while not (notices := demo.see("/notices")["items"]) and time.monotonic() < until:
        time.sleep(0.5)

    assert notices
    assert all(one["text"].endswith((".", "!")) for one in notices)


def test_the_real_projects_are_known_and_none_is_shown_as_a_success(demo: Demo) -> None:
    past = [line for line in demo.projects() if line["status"] == "past"]

    assert {line["city"] for line in past} == {
        "Addis Ababa",
        "Seberang Perai",
        "La Marsa",
        "Kampala",
        "Cauayan City",
    }


def test_the_database_of_the_settings_is_left_alone(demo: Demo) -> None:
    assert not demo.elsewhere.exists()
    assert (demo.folder / "tracker.sqlite").exists()


def test_a_port_that_is_taken_is_told_before_anything_is_filled(tmp_path: Path) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = str(held.getsockname()[1])
        one_sentence(run(tmp_path, "demo", "--port", port), "in use")

    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_else_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("kept")

    done = run(tmp_path, "demo", "--folder", ".", "--port", str(free_port()))

    one_sentence(done, "--folder")


def test_the_demo_is_sound(demo: Demo) -> None:
    done = run(demo.folder, "verify", DATA_FOLDER=str(demo.folder))

    assert done.returncode == 0, done.stderr


def test_a_second_start_serves_what_is_there(demo: Demo) -> None:
    before = (demo.folder / "demo.json").read_bytes()
    ready = demo.folder.parent / "again.json"
    arguments = ["--folder", str(demo.folder), "--port", str(free_port())]
    with subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "tracker", "demo", *arguments, "--ready-file", str(ready)],
        env=environment() | {"PYTHONUNBUFFERED": "1"},
        cwd=os.fspath(demo.folder.parent),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            told = "".join(process.stdout.readline() for _ in range(2)) if process.stdout else ""
        finally:
            process.terminate()
            process.wait(20)

    assert demo.password in told
    assert (demo.folder / "demo.json").read_bytes() == before
