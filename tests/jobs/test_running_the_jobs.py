import logging

from app.jobs.plan import planned
from app.jobs.schedule import Schedule


def test_a_job_that_found_work_runs_again_at_once(app):
    schedule, left = Schedule(), [3]

    def work():
        left[0] -= 1
        return left[0] > 0

    schedule.add("work", 60, work)
    for _ in range(5):
        schedule.run_due(app)
    assert left[0] == 0
    assert schedule.next_due() > 50


def test_a_job_that_fails_stops_no_other_and_waits_longer(app, caplog):
    schedule, ran = Schedule(), []

    def fail():
        raise OSError("the disk is full")

    schedule.add("fails", 1, fail)
    schedule.add("runs", 1, lambda: ran.append(1))
    with caplog.at_level(logging.ERROR):
        schedule.run_due(app)
    assert ran == [1]
    assert "fails" in caplog.text
    assert schedule.jobs[0].due > schedule.jobs[1].due


def test_every_planned_job_runs_on_an_empty_site(app, caplog):
    schedule = planned()
    with caplog.at_level(logging.ERROR):
        schedule.run_due(app)
    assert caplog.text == ""
    assert {job.name for job in schedule.jobs} >= {"search", "texts", "mail", "housekeeping"}


def test_health_says_in_words_and_codes_what_works(client):
    answer = client.get("/sante")
    assert answer.status_code == 200
    checks = answer.json["checks"]
    assert checks["database"]["ok"]
    assert set(checks) == {"database", "jobs", "search", "mail", "disk"}
    assert answer.headers["Cache-Control"] == "no-store"
