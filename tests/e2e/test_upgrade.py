"""Databases that earlier programs filled (tests/data/databases), opened by this one: nothing is lost, work goes on."""
import contextlib
import gzip
import pathlib
import sqlite3
import sys
import unittest

import harness
from harness import Host, Scratch, StandIn, EndToEndCase

KEPT = pathlib.Path(__file__).resolve().parents[1] / "data" / "databases"
sys.path.insert(0, str(KEPT))
import make

VIEWS = ("open_incidents", "alert_history", "ci_bindings", "unbound_resources", "parked", "desk_states", "happenings",
         "rejected_callers", "deliveries_per_hour")
MAY_BE_EMPTY = ("desk_states", "happenings")  # earlier programs wrote nothing of it


def restore(kept, database):
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.executescript(gzip.decompress(kept.read_bytes()).decode())
    database.chmod(0o600)


class Upgrade(unittest.TestCase):
    def setUp(self):
        self.scratch = Scratch()
        self.addCleanup(self.scratch.close)
        self.authority = StandIn(self.scratch.path)
        self.addCleanup(self.authority.close)

    def opened(self, name):
        """A host on the kept databases of that name; what the mapping database held before it was opened."""
        host = Host(self.scratch.path, name=name)
        self.addCleanup(host.close)
        restore(KEPT / f"{name}.mapping.sql.gz", host.data / "secure-export.sqlite")
        restore(KEPT / f"{name}.desk.sql.gz", host.data / "desk.sqlite")
        before = {table: {row["id"]: row for row in host.mapping(f"SELECT * FROM {table}")}
                  for table in ("alert", "incident", "delivery")}
        before["binding"] = {(row["desk"], row["resource"]): row for row in host.mapping("SELECT * FROM binding")}
        host.configure(harness.document(
            harness.connection("contoso", make.TENANT, [make.AUDIENCE], self.authority.base),
            harness.connection("nowhere", make.OTHER, [make.AUDIENCE], self.authority.base)))
        return host, before

    def number_of(self, host, name):
        [row] = host.mapping("SELECT number FROM incident AS i JOIN alert AS a ON a.incident = i.id "
                             "WHERE a.alert_key = ?", make.alert_id(name).lower())
        return row["number"]

    def state_of(self, host, number):
        [row] = [i for i in host.incidents() if i["number"] == number]
        return row["state"]

    def check(self, name):
        host, before = self.opened(name)
        for view in VIEWS:
            with self.subTest(view=view):
                self.assertTrue(host.query(view) or view in MAY_BE_EMPTY, f"{view} is empty")
        waiting = make.alert_id("waiting").lower()
        self.assertIn(waiting, [row["alert_key"] for row in host.query("alert_history")])
        host.start()
        EndToEndCase.wait_for_keys(host)
        host.settled()

        # Every alert, incident, binding and delivery is there, and stands for what it stood for.
        for table, facts in (("alert", ("alert_key", "incident", "alert_id", "rule")),
                             ("incident", ("number", "desk_key", "correlation_key", "ci_id")),
                             ("delivery", ("alert_key", "condition", "body", "received_ms"))):
            now = {row["id"]: row for row in host.mapping(f"SELECT * FROM {table}")}
            for id, row in before[table].items():
                for fact in facts:
                    if row[fact] in ("", None):
                        continue  # what waited had not been opened yet; of the orphan no id was kept
                    self.assertEqual(row[fact], now[id][fact], (table, id, fact))
        for row in host.mapping("SELECT * FROM binding"):
            old = before["binding"].pop((row["desk"], row["resource"]), None)
            if old:
                self.assertEqual((old["ci_id"], old["pinned_by"]), (row["ci_id"], row["pinned_by"]))
        self.assertEqual({}, before["binding"])

        # What waited is worked on, and what was parked is still there to be decided.
        self.assertEqual("new", self.state_of(host, self.number_of(host, "waiting")))
        [parked] = host.query("parked")
        self.assertEqual(("Rule of parked", make.alert_id("parked").lower()), (parked["rule"], parked["alert_key"]))
        host.cli("parked", "drop", parked["delivery"], "--reason", "its desk is no more", "--without-looking")
        self.assertEqual("resolved", self.state_of(host, self.number_of(host, "over")))

        # A Resolved closes the incident of its Fired, and no other.
        number, open_before = self.number_of(host, "open"), {
            i["number"] for i in host.incidents() if i["state"] == "new"}
        reply = host.post(make.body("open", "Resolved"), self.authority.token(make.TENANT, make.AUDIENCE))
        self.assertEqual(202, reply.status, reply)
        host.settled()
        self.assertEqual(open_before - {number}, {i["number"] for i in host.incidents() if i["state"] == "new"})
        self.assertEqual("resolved", self.state_of(host, number))
        self.assertIn("Rule of open", host.cli("query", "explain", number).stdout + str(
            host.query("alert_history", "--where", f"incident = '{number}'")))
        if host.mapping("SELECT 1 FROM secret"):
            self.assertEqual("itop1", host.mapping("SELECT desk FROM secret")[0]["desk"])

    def test_a_file_of_every_schema_is_kept(self):
        kept = {int(file.name[:4]) for file in KEPT.glob("*.mapping.sql.gz")}
        self.assertEqual(set(), GIVEN_AWAY - kept)

    def test_another_programs_database_is_refused_and_not_touched(self):
        data = self.scratch.path / "other"
        data.mkdir(mode=0o700)
        file = data / "secure-export.sqlite"
        for journal in ("DELETE", "WAL"):
            with contextlib.closing(sqlite3.connect(file)) as connection:
                connection.execute(f"PRAGMA journal_mode = {journal}")
                connection.execute("CREATE TABLE IF NOT EXISTS recipe (name TEXT)")
                connection.execute("INSERT INTO recipe VALUES ('bread')")
                connection.commit()
            before = file.read_bytes()
            host = Host(self.scratch.path, name="other")
            for words in (("query", "parked"), ("config", "import", "-")):
                said = host.cli(*words, input='{"version":1,"connections":[],"desks":[]}', ok=False).stderr
                self.assertIn("belongs to another program", said)
                self.assertIn("recipe", said)
            self.assertEqual(before, file.read_bytes())
            self.assertEqual([file.name], sorted(one.name for one in data.iterdir()))

    def test_a_file_of_ours_is_stamped(self):
        host, _ = self.opened(sorted(KEPT.glob("*.mapping.sql.gz"))[-1].name.removesuffix(".mapping.sql.gz"))
        self.assertEqual(0x53455831, host.mapping("PRAGMA application_id")[0]["application_id"])


# The schemas that programs were given away with: add a number, and its files, with each release (make.py).  2 and 3
# never were: of 2 no commit builds a program, and one commit brought 3 and 4.
GIVEN_AWAY = {1, 4, 5}

for kept_file in sorted(KEPT.glob("*.mapping.sql.gz")):
    kept_name = kept_file.name.removesuffix(".mapping.sql.gz")
    setattr(Upgrade, f"test_schema_{kept_name}", lambda self, name=kept_name: self.check(name))

if __name__ == "__main__":
    unittest.main()
