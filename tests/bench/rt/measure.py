"""Measures the extension beside Request Tracker itself, in one run on one machine.

    PLUGIN=.../secure_export.so IDENTITY=.../identity-stand-in [RT_DATABASE=postgresql] python3 tests/bench/rt/measure.py

1. Our work for an alert beside RT's own for the same ticket: milliseconds a ticket, median of blocks, in turns.
2. Looking a key and a resource up among 100,000 values of their fields, with the setup's indexes and without.
3. The endpoint's rate beside a PSGI application that answers 202 at once, under the same server (needs wrk).
"""
import json
import os
import pathlib
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "rt"))

import instance  # noqa: E402
import azure  # noqa: E402
from harness import Process, Scratch, StandIn, free_port, request, until  # noqa: E402

BLOCKS, SIZE = int(os.environ.get("BLOCKS", "8")), int(os.environ.get("SIZE", "6"))
SECONDS = int(os.environ.get("SECONDS", "5"))


def work(rt, token):
    alerts = [azure.new_alert_id() for _ in range((BLOCKS + 1) * SIZE)]
    rt.check("asset", "web-01", "Servers", azure.resource("web-01"))
    for what, condition in (("open", "Fired"), ("resolve", "Resolved")):
        for alert in alerts:
            assert rt.post(azure.metric_alert(alert, condition), token).status == 202
        out = instance.run(["perl", "-I", rt.plugin / "lib", HERE / "work.pl", BLOCKS, SIZE, what], rt.env, timeout=900)
        found = json.loads(out.stdout.splitlines()[-1])
        rt.once()
        for kind in ("wall", "cpu"):
            alone, ours = found[f"rt_{kind}_ms"], found[f"ours_{kind}_ms"]
            print(f"{what:8} {kind:4}  RT alone {alone:7.1f} ms   with us {ours:7.1f} ms   {100 * (ours / alone - 1):+5.1f} %",
                  flush=True)


def in_database(rt, *statements):
    """As the owner of RT's tables."""
    if rt.postgresql:
        for statement in statements:
            rt.postgresql.sql(statement, "rt5")
    else:
        with sqlite3.connect(rt.folder / "var/rt5.sqlite", timeout=30) as database:
            for statement in statements:
                database.execute(statement)
        database.close()


def look_up(rt):
    numbers = "generate_series(1, 100000) AS n" if rt.postgresql else \
        "(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 100000) SELECT n FROM c) AS c"
    for field, kind, text in ((2, "RT::Ticket", "'azm-filler-' || n"), (3, "RT::Asset", "'/Subscriptions/filler/' || n")):
        in_database(rt, "INSERT INTO ObjectCustomFieldValues (CustomField, ObjectType, ObjectId, Content, Disabled, Creator, "
                        f"LastUpdatedBy) SELECT {field}, '{kind}', 1000000 + n, {text}, 0, 1, 1 FROM {numbers}")
    in_database(rt, "ANALYZE")
    for state in ("with the indexes", "without them"):
        for name, operation, request_ in (
                ("a key", "incident.find", {"key": "azm-filler-absent"}),
                ("a resource", "ci.find", {"by": "resource_id", "value": "/subscriptions/filler/absent"})):
            took = []
            for _ in range(30):
                begin = time.perf_counter()
                assert rt.check("desk", operation, request_)["code"] == 1
                took.append(time.perf_counter() - begin)
            print(f"look-up of {name:10} among 100,000 {state:17} {1000 * statistics.median(took):7.1f} ms a call", flush=True)
        in_database(rt, "DROP INDEX IF EXISTS secureexport_2", "DROP INDEX IF EXISTS secureexport_3")


def rate(url, body, token):
    out = subprocess.run(["wrk", "-t1", "-c8", f"-d{SECONDS}s", "-s", str(HERE / "alerts.lua"), "--latency", url, "--",
                          str(body), token], capture_output=True, text=True, check=True).stdout
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    p99 = re.search(r"99%\s+(\S+)", out)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]), int(bad[1]) if bad else 0, p99[1] if p99 else "?"


def endpoint(rt, token, folder):
    if not shutil.which("wrk"):
        print("SKIPPED: wrk is not installed")
        return
    body = folder / "alert.json"
    body.write_text(json.dumps(azure.metric_alert("/subscriptions/x/providers/Microsoft.AlertsManagement/alerts/@SERIAL@")))
    port = free_port()
    plain = Process(["starman", "--listen", f"127.0.0.1:{port}", "--workers", 3, HERE / "answers202.psgi"],
                    folder / "plain.log")
    try:
        until(lambda: answers(port), "the plain application answers")
        for name, url in (("answers 202", f"http://127.0.0.1:{port}/"),
                          ("our endpoint", f"{rt.base}/azure-monitor/alerts")) * 2:
            per_second, bad, p99 = rate(url, body, token)
            print(f"{name:14} {per_second:8.0f} requests a second, 99 % within {p99}" +
                  (f", {bad} NOT ACCEPTED" if bad else ""), flush=True)
    finally:
        plain.end()


def answers(port):
    try:
        return request(f"http://127.0.0.1:{port}", "POST", "/", b"{}").status == 202
    except OSError:
        return False


def main():
    scratch = Scratch()
    authority = StandIn(scratch.path)
    rt = instance.RequestTracker(scratch.path)
    try:
        rt.check("prepare", {"name": "Azure"})
        rt.connect(authority.base)
        rt.start_server(workers=3)
        rt.once()
        until(lambda: rt.health().json()["status"] == "ok", "the keys are fetched")
        token = authority.token(rt.TENANT, rt.AUDIENCE)
        print(f"Request Tracker on {instance.DATABASE}")
        work(rt, token)
        look_up(rt)
        endpoint(rt, token, scratch.path)
    finally:
        rt.close()
        authority.close()
        scratch.close()


main()
