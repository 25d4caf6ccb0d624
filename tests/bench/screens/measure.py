"""How long the admin API takes over a database with many deliveries: milliseconds a call, the worst and the median of
several, through a running host.  Every screen is to answer in under 300 ms.

    SECURE_EXPORT=.../secure-export PLUGINS=.../plugins python3 -B tests/bench/screens/measure.py [deliveries]

The rows are written by SQL, into a database that the host has made: a quarter of the deliveries are repeats or resolve
what fired, one in a hundred waits or is parked, bodies are 2 kB.  Nothing listens for tokens.
"""
import http.client
import json
import os
import pathlib
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "e2e"))
from harness import Host, Scratch, connection, document  # noqa: E402

LIMIT_MS = 300
CALLS = 7
PASSWORD = "correct horse battery"
TENANT = "6d3f6c58-53b3-4f7b-9a2b-0c7b4a1de001"
SUBSCRIPTION = "2c1a5b7e-4d0f-4c33-9a53-7e4b8f1d0a11"


def iso(ms):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(ms // 1000)) + ".%03dZ" % (ms % 1000)


def resource(number):
    return (f"/subscriptions/{SUBSCRIPTION}/resourcegroups/rg-{number % 40:02}/providers/microsoft.compute/virtualmachines/"
            f"vm-{number:05}")


def alert_id(number):
    return f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.AlertsManagement/alerts/{number:08x}-1111-4222-8333-444444444444"


def fill(file, deliveries):
    """The last week of a busy installation; what came in the last day is a seventh of it."""
    now = int(time.time() * 1000)
    week = 7 * 24 * 3600 * 1000
    rows = {name: [] for name in ("delivery", "inbox", "alert", "incident", "story", "binding", "unbound")}
    alert = 0
    for number in range(1, deliveries + 1):
        at = now - 60_000 - week * (deliveries - number) // deliveries
        kind = number % 20  # 0: a repeat; 1 to 5: resolves; else fires
        contoso = "contoso" if number % 3 else "fabrikam"
        if kind == 0 and number > 40:
            first = number - 1
            rows["delivery"].append((number, contoso, f"a{first}", "fired", "", "", "common", first, at, iso(at), "192.0.2.7",
                                     "461e8683-5575-4561-ac7f-899cc907d62a", "all good", None))
            continue
        resolves = 1 <= kind <= 5 and alert > 20
        of = alert - 15 if resolves else (alert := alert + 1)
        contoso = "contoso" if of % 3 else "fabrikam"
        key = alert_id(of).lower()
        state = "done"
        if not resolves and number > deliveries - deliveries // 10 and number % 10 == 7:
            state = "parked" if number % 20 == 7 else "waiting"
        condition = "resolved" if resolves else "fired"
        rows["delivery"].append((number, contoso, key, condition, iso(at), alert_id(of), "common", None, at, iso(at), "192.0.2.7",
                                 "461e8683-5575-4561-ac7f-899cc907d62a", "all good", json.dumps({"body": "x" * 2000, "n": number})))
        # Due in an hour: the host shall look at the rows, not work on them.
        rows["inbox"].append((number, contoso, key, state, now + 3_600_000, iso(at), "the desk refused it" if state != "done" else "",
                              "local"))
        rows["story"].append((at, iso(at), contoso, key, number, of, "received", "fired"))
        if state == "done":
            rows["story"].append((at + 500, iso(at + 500), contoso, key, number, of, "resolved" if resolves else "opened", f"INC{of:07}"))
        if not resolves:
            of_resource = resource(of % 5000)
            closed = of < alert or number < deliveries * 9 // 10
            closed = closed and of % 50 != 3
            rows["incident"].append((of, f"c{of}", contoso, "local", f"k{of}", "closed" if closed else "open", str(of), f"INC{of:07}", "",
                                     f"Sev{of % 5}: rule {of % 300} on vm-{of % 5000:05}", of_resource, f"ci{of % 5000}",
                                     f"vm-{of % 5000:05}", "by its resource id", at, iso(at), iso(at), iso(at) if closed else None))
            rows["alert"].append((of, contoso, key, f"c{of}", "closed" if closed else "open", 1, of, at, iso(at), alert_id(of),
                                  f"rule {of % 300} is above its threshold", f"Sev{of % 5}", of_resource, "Platform", iso(at), iso(at)))
    for number in range(20_000):
        name = resource(number)
        if number % 4:
            rows["binding"].append(("local", name, f"ci{number}", f"vm-{number:05}", "Server", name, "by its resource id", "",
                                    iso(now), iso(now)))
        else:
            rows["unbound"].append(("local", name, "no configuration item fits", "contoso", "", None, iso(now), iso(now),
                                    now + week, iso(now + week)))
    columns = {
        "delivery": "id, connection, alert_key, condition, fired_at, alert_id, form, duplicate_of, received_ms, received_at, peer, "
                    "caller, checks, body",
        "inbox": "delivery, connection, alert_key, state, due_tick, since_at, why, desk",
        "incident": "id, correlation_key, connection, desk, desk_key, status, desk_id, number, url, title, resource, ci_id, ci_name, "
                    "ci_reason, created_ms, created_at, changed_at, closed_at",
        "alert": "id, connection, alert_key, correlation_key, state, generation, incident, last_fired_ms, last_fired_at, alert_id, "
                 "rule, severity, resource, monitoring_service, first_seen_at, changed_at",
        "story": "at_ms, at, connection, alert_key, delivery, incident, what, detail",
        "binding": "desk, resource, ci_id, ci_name, ci_class, ci_resource_id, reason, pinned_by, bound_at, changed_at",
        "unbound": "desk, resource, why, alert_connection, alert_key, delivery, first_seen_at, last_seen_at, "
                   "look_again_tick, look_again_at",
    }
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA foreign_keys = OFF")
        for table in ("delivery", "incident", "alert", "inbox", "story", "binding", "unbound"):
            database.executemany(f"INSERT INTO {table} ({columns[table]}) VALUES ({','.join('?' * len(rows[table][0]))})", rows[table])
        # Two kinds a minute of what was refused in the last two days.
        for hour in range(48):
            at = iso((now // 3_600_000 - hour) * 3_600_000)
            database.executemany("INSERT INTO refusal VALUES (?, 401, 'signature', ?, ?, '', ?, 3, ?, ?, 'the signature is wrong')",
                                 [(at, "contoso" if n % 2 else "", TENANT, f"198.51.100.{n}", at, at) for n in range(120)])
        database.execute("INSERT OR REPLACE INTO desk_line (desk, paused_until_tick) VALUES ('local', 0)")
    database.close()
    return alert


class Session:
    """Signed in as an administrator, on one connection."""

    def __init__(self, base):
        self.http = http.client.HTTPConnection(urllib.parse.urlsplit(base).netloc, timeout=60)
        self.fields = {}
        self.http.request("POST", "/login", urllib.parse.urlencode({"name": "ann", "password": PASSWORD}),
                          {"Content-Type": "application/x-www-form-urlencoded"})
        reply = self.http.getresponse()
        reply.read()
        self.fields["Cookie"] = reply.headers["Set-Cookie"].split(";")[0]
        self.fields["X-CSRF-Token"] = json.loads(self("GET", "/session")[1])["csrf"]

    def __call__(self, method, path, body=None):
        """(milliseconds, the answer's body)"""
        fields = {**self.fields, "Accept": "application/json"}
        begin = time.perf_counter()
        self.http.request(method, path, body, fields)
        reply = self.http.getresponse()
        answer = reply.read()
        spent = (time.perf_counter() - begin) * 1000
        if reply.status != 200:
            raise AssertionError(f"{method} {path}: {reply.status} {answer[:300]!r}")
        return spent, answer


def calls(deliveries, alert):
    middle, known = deliveries // 2, alert // 2
    yield "GET", "status"
    yield "GET", "overview"
    yield "GET", "settings"
    yield "GET", "settings/history"
    yield "GET", "connections/contoso/checks"
    filters = ["", f"before={middle}", "before=2000", f"after={deliveries - 100}", "limit=200", "q=threshold", "q=nothing+like+it",
               f"q=vm-{known % 5000:05}", f"q=INC{known:07}", f"q=INC{known:07}&before={middle}", f"q={alert_id(known)}"]
    filters += [f"{name}={value}" for name, values in (
        ("state", ("waiting", "parked", "done", "dropped", "repeat")), ("severity", ("Sev0", "Sev4", "Sev9")),
        ("connection", ("contoso", "fabrikam", "nobody"))) for value in values]
    filters += ["state=parked&q=threshold", "state=done&q=nothing", "state=dropped&severity=Sev1", "connection=nobody&severity=Sev1",
                "connection=fabrikam&state=parked", f"state=repeat&before={middle}", "state=repeat&q=threshold"]
    for one in filters:
        yield "GET", f"deliveries?{one}"
    yield "GET", f"deliveries/{middle + 11}"
    yield "GET", f"deliveries/{middle + 11}/body"
    for of in (alert_id(known), f"INC{known:07}", f"d{middle + 11}"):
        yield "GET", f"explain?of={urllib.parse.quote(of, safe='')}"
    for one in ("", f"before={known}", "q=rule+7", "q=nothing+like+it", f"q=INC{known:07}", "status=open", "status=closed", "desk=local",
                "desk=nobody", "status=open&q=nothing", "limit=200"):
        yield "GET", f"incidents?{one}"
    for what in ("bindings", "unbound"):
        for one in ("", "q=vm-01", "q=nothing+like+it", "desk=local", "desk=nobody", "limit=200"):
            yield "GET", f"{what}?{one}"
    yield "GET", "views"
    for view in ("open_incidents", "alert_history", "ci_bindings", "unbound_resources", "parked", "desk_states", "happenings",
                 "rejected_callers", "deliveries_per_hour"):
        yield "GET", f"views/{view}?format=json&limit=200"
    yield "POST", "dry-run", json.dumps({"connection": "contoso", "delivery": 16})
    yield "POST", "sql?format=json&limit=200", "SELECT rule, count(*) AS alerts FROM alert GROUP BY rule ORDER BY 2 DESC"


def main():
    deliveries = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    scratch = Scratch()
    host = Host(scratch.path, "--admin-listen", "127.0.0.1:0")
    try:
        host.configure(document(connection("contoso", TENANT, ["api://bench"], "http://127.0.0.1:9"),
                                connection("fabrikam", TENANT.replace("6d", "7d"), ["api://bench"], "http://127.0.0.1:9")))
        subprocess.run([os.environ["SECURE_EXPORT"], "admin", "password", "--data-dir", host.data], input=PASSWORD, text=True,
                       check=True, capture_output=True)
        file = host.data / "secure-export.sqlite"
        alert = fill(file, deliveries)
        print(f"{deliveries} deliveries, {alert} alerts, {file.stat().st_size / 1e6:.0f} MB; {CALLS} calls each", flush=True)
        host.start()
        ask = Session(host.process.wait_for_line(r"admin screens on (http://\S+)/").group(1))
        slow = 0
        print(f"{'worst':>8} {'median':>8}  ms")
        for method, path, *body in calls(deliveries, alert):
            spent = [ask(method, "/api/v1/" + path, *body)[0] for _ in range(CALLS)]
            slow += max(spent) > LIMIT_MS
            print(f"{max(spent):8.1f} {statistics.median(spent):8.1f}  {method} {path}{'   TOO SLOW' if max(spent) > LIMIT_MS else ''}")
        print(f"{slow} above {LIMIT_MS} ms")
        return 1 if slow else 0
    finally:
        host.close()
        scratch.close()


if __name__ == "__main__":
    sys.exit(main())
