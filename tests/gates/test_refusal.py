from tracker.demo.journey import Journey


async def test_g1_is_refused_while_its_checklist_is_open(journey: Journey) -> None:
    await journey.open_call()
    await journey.propose()
    await journey.judge()
    await journey.plan(commissioning=60)

    answer = await journey.send(
        "officer",
        "POST",
        f"/projects/{journey.code}/gates/G1/motions",
        {"verdict": "pass", "leads_to": "commissioning", "grounds": "Best of the call"},
    )

    assert answer.status_code == 409, answer.text
    subjects = [point["subject"] for point in answer.json()["reasons"]]
    assert subjects == ["CP-GOV-01", "CP-GOV-02", "CP-PRIV-02"]
    assert (await journey.journal())[0]["what"] == "gate.refused"
