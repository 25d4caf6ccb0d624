"""What alerts cost beside parked ones that have news behind them: the same posts into a mapping without any and into one
with 20,000 parked Fired, a Resolved waiting behind each.  Reports the times of the posts, how long until the incidents
are open, and the ratio of the medians; then how fast the parked ones go once all are retried.

    SECURE_EXPORT=... PLUGINS=... IDENTITY=... python3 tests/bench/parked/measure.py [PARKED [ALERTS]]

The environment is that of tests/e2e/harness.py.
"""
import contextlib
import json
import pathlib
import sqlite3
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "e2e"))
import azure
from harness import Host, Scratch, StandIn, EndToEndCase, connection, document, until

AT = "2026-01-01T00:00:00.000Z"


def fill(file, count):
    deliveries, items = [], []
    for n in range(count):
        alert = azure.new_alert_id()
        for half, state in ((0, "parked"), (1, "waiting")):
            number = 1_000_000 + 2 * n + half
            body = json.dumps(azure.metric_alert(alert, "Resolved" if half else "Fired"))
            deliveries.append((number, alert.lower(), "resolved" if half else "fired", str(number), alert, AT, body))
            items.append((number, alert.lower(), state, AT, 1 - half))
    with contextlib.closing(sqlite3.connect(file)) as database, database:
        database.executemany(
            "INSERT INTO delivery (id, connection, alert_key, condition, fired_at, alert_id, form, received_ms, "
            "received_at, peer, caller, checks, body) VALUES (?, 'contoso', ?, ?, ?, ?, 'common', 0, ?, '', '', '', ?)",
            deliveries)
        database.executemany(
            "INSERT INTO inbox (delivery, connection, alert_key, state, due_tick, since_at, desk, head) "
            "VALUES (?, 'contoso', ?, ?, 0, ?, 'local', ?)", items)


class Site:
    def __init__(self, parked):
        self.scratch = Scratch()
        self.authority = StandIn(self.scratch.path)
        self.host = Host(self.scratch.path)
        self.host.configure(document(connection("contoso", EndToEndCase.TENANT, [EndToEndCase.AUDIENCE], self.authority.base)))
        self.host.start()
        EndToEndCase.wait_for_keys.__func__(EndToEndCase, self.host)
        if parked:
            self.host.stop()
            fill(self.host.data / "secure-export.sqlite", parked)
            self.host.start()
        self.token = self.authority.token(EndToEndCase.TENANT, EndToEndCase.AUDIENCE)

    def post(self, alerts):
        """Milliseconds of each post, and the seconds until the incidents of all are open."""
        open_before = len(self.host.incidents())
        begin, times = time.monotonic(), []
        for _ in range(alerts):
            body = azure.metric_alert(azure.new_alert_id())
            at = time.monotonic()
            reply = self.host.post(body, self.token)
            times.append((time.monotonic() - at) * 1000)
            assert reply.status == 202, reply
        until(lambda: len(self.host.incidents()) >= open_before + alerts, "the incidents are open", 300)
        return times, time.monotonic() - begin

    def retry_all(self, parked):
        """Items a second after all that is parked was retried."""
        self.host.cli("parked", "retry", "--all")
        begin = time.monotonic()
        until(lambda: not self.host.mapping("SELECT 1 FROM inbox WHERE state = 'waiting' LIMIT 1"), "all is done", 3600)
        return 2 * parked / (time.monotonic() - begin)

    def close(self):
        self.host.close()
        self.authority.close()
        self.scratch.close()


def main():
    parked = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    alerts = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    none, many = Site(0), Site(parked)
    try:
        medians = {0: [], parked: []}
        for _ in range(3):
            for count, site in ((0, none), (parked, many)):
                times, until_open = site.post(alerts)
                medians[count].append(statistics.median(times))
                print(f"{count} parked: post p50 {statistics.median(times):.2f} ms, p99 "
                      f"{statistics.quantiles(times, n=100)[98]:.2f} ms, {alerts} incidents open after "
                      f"{until_open:.2f} s", flush=True)
        print(f"ratio of post p50: {statistics.median(medians[parked]) / statistics.median(medians[0]):.2f}", flush=True)
        print(f"parked retry --all: {many.retry_all(parked):.0f} items/s", flush=True)
    finally:
        none.close()
        many.close()


if __name__ == "__main__":
    main()
