"""Runs one of the walks in this folder in a browser, against programs that are running.

Environment, set by CTest:
  BROWSER_MODULES  the folder with playwright-core and axe-core (tests/setup/npm.sh)
  SCREENSHOTS      where pictures of the screens go
  CHROMIUM         the browser; /usr/bin/chromium when not set
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))

import azure  # noqa: E402
from harness import skip  # noqa: E402

# The whole of a walk; each wait within it has a bound of its own.
WALK_S = 300

RULE = "CPU above 90 percent"
MACHINE = azure.resource("web-01")


def wanted():
    """Skips the file where there is no browser to run."""
    if not pathlib.Path(os.environ.get("CHROMIUM", "/usr/bin/chromium")).exists() or not shutil.which("node"):
        skip("Chromium or Node.js is not installed; sh tests/setup/install.sh tests does it")
    if not (pathlib.Path(os.environ["BROWSER_MODULES"]) / "installed").exists():
        skip("playwright-core and axe-core are not there; sh tests/setup/npm.sh tests/browser .build/browser does it")


def bodies():
    """The alerts that a walk posts, by name."""
    first, hour = azure.new_alert_id(), int(time.time()) - 3600

    def at(seconds):
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(hour + seconds))
    return {
        "fired": azure.metric_alert(first, target=MACHINE, rule=RULE, fired=at(0)),
        "resolved": azure.metric_alert(first, "Resolved", target=MACHINE, rule=RULE, fired=at(0), resolved=at(600)),
        "backup": azure.metric_alert(azure.new_alert_id(), target=azure.resource("db-01"), rule="Nightly backup failed",
                                     fired=at(0)),
        "backup_again": azure.metric_alert(azure.new_alert_id(), target=azure.resource("db-02"),
                                           rule="Weekly backup failed", fired=at(0)),
    }


def hostile(rule=None):
    """What a stranger who may post could put into an alert, all of it within what Azure's form allows."""
    markup = '<script>alert(1)</script><img src=x onerror=alert(2)><b>"\'&amp; {{rule}} ${7*7}'
    turned = "\u202e\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 \u2067\U0001f469\u200d\U0001f692\U0001f3f4"
    word = "W" * 10_000
    return azure.metric_alert(
        azure.new_alert_id(), target=azure.resource(f"{markup}{turned}{word}".replace("/", "")),
        rule=rule or f"{markup} {turned} nul\0bell\x07 {word}", severity="Sev1<i>",
        items=[markup, word, "nul\0"], description=f"{markup}\n{turned}\n{word}\0", monitoringService=markup + word,
        signalType=turned)


def walk(test, script, folder, world):
    """Runs `script` with `world` as what it has to know; a walk that fails fails `test` with what it said."""
    file = folder / f"{script}.json"
    file.write_text(json.dumps(world), encoding="utf-8")
    log = folder / f"{script}.log"
    with open(log, "wb") as out:
        child = subprocess.Popen(["node", HERE / script, file], stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    try:
        status = child.wait(WALK_S)
    except subprocess.TimeoutExpired:
        child.kill()
        status = child.wait()
    said = log.read_text(errors="replace")
    print(said, file=sys.stderr)
    test.assertEqual(0, status, said)
