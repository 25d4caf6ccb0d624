"""tests/data/attack_matrix.tsv against a real host: every attack beside the smallest change of it that is accepted.

Each shot comes from an address of its own (127.0.0.0/8), so that what was recorded and what was stored can be told apart.
"""
import collections
import json
import pathlib
import sys
import unittest

import attacks
import azure
from harness import StandIn, EndToEndCase, connection, document, until

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "hosts"))
from admin import Browser, with_password

TABLE = pathlib.Path(__file__).resolve().parents[1] / "data" / "attack_matrix.tsv"
COLUMNS = ["id", "area", "attack", "builder", "parameters", "answer", "twin", "twin_answer"]
FEWEST_LINES = 120
# The host keeps 100 kinds of refusals a second apart; of these at most half come in one go.
AT_A_TIME = 40

TENANTS = {"tenant": EndToEndCase.TENANT, **{name: f"6d3f6c58-53b3-4f7b-9a2b-0c7b4a1de1{i:02}" for i, name in enumerate(
    ("stranger", "restricted", "off", "roleless", "second", "fresh", "neighbour"))},
    "subscription": "2c1a5b7e-4d0f-4c33-9a53-7e4b8f1d0a22", "foreign_subscription": azure.SUBSCRIPTION,
    "consumers": "9188040d-6c67-4c5b-b112-36a304b66dad", "azure_monitor": "461e8683-5575-4561-ac7f-899cc907d62a",
    "someone": "9c1e0000-1111-4222-8333-444455556666"}
AUDIENCES = {"audience": EndToEndCase.AUDIENCE, "client": "0f5b1c9e-0000-4e3a-8a55-5b1d0c7ae001",
             "second_audience": "api://1c9e0000-0000-4e3a-8a55-5b1d0c7ae0aa"}

Line = collections.namedtuple("Line", COLUMNS)


def read_table(text):
    """The lines, each checked: builders that there are, ids that are unique, attacks that differ from their twins."""
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    if rows[0] != COLUMNS:
        raise ValueError(f"the columns must be {COLUMNS}")
    lines = []
    for row in rows[1:]:
        if len(row) != len(COLUMNS):
            raise ValueError(f"{row[0]} has {len(row)} columns")
        line = Line(*row)
        if line.builder not in attacks.BUILDERS:
            raise ValueError(f"{line.id}: there is no builder {line.builder}")
        if line.parameters == line.twin:
            raise ValueError(f"{line.id}: the twin is the attack")
        if any(line.id == other.id for other in lines):
            raise ValueError(f"{line.id} is there twice")
        lines.append(line._replace(parameters=json.loads(line.parameters), twin=json.loads(line.twin)))
    if len(lines) < FEWEST_LINES:
        raise ValueError(f"{len(lines)} lines, at least {FEWEST_LINES} are wanted")
    return lines


def answer_of(text):
    """"202 202 open" as ([202, 202], "open"); a check of "-" is none."""
    *statuses, check = text.split(" ")
    return [int(status) for status in statuses], None if check == "-" else check


# What came back, and what was to: statuses, and the check that a builder tells or rejected_callers has.
Shot = collections.namedtuple("Shot", "name peer line statuses check expected expected_check")


class AttackMatrix(EndToEndCase):
    options = ("--admin-listen", "127.0.0.1:0")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for version in (1, 2):
            cls.use_up_the_question_for_keys(version)
        found = cls.host.process.wait_for_line(r"admin screens on (https?)://127\.0\.0\.1:(\d+)/")
        cls.host.admin_scheme, cls.host.admin_port = found.group(1), int(found.group(2))
        cls.browser = Browser(cls.host)
        if cls.browser.sign_in().status != 303:
            raise AssertionError("no sign-in")

    @classmethod
    def document(cls):
        with_password(cls.host.data)
        cls.other = StandIn(cls.scratch.path)  # another cloud, which signs for the same tenants
        cls.addClassCleanup(cls.other.close)
        base = cls.authority.base
        cls.authority.post("/publish", json.dumps({"key": "consumers", "issuer": f"{base}/{TENANTS['consumers']}/v2.0"}))
        cls.authority.post("/publish", json.dumps({"key": "neighbour", "issuer": f"{base}/{TENANTS['neighbour']}/v2.0"}))
        cls.authority.post("/publish", json.dumps({"key": "pinned", "issuer": f"{base}/{EndToEndCase.TENANT}/v2.0"}))
        audiences = [AUDIENCES["audience"], AUDIENCES["client"]]
        return document(
            connection("contoso", TENANTS["tenant"], audiences, base),
            connection("second", TENANTS["tenant"], [AUDIENCES["second_audience"]], base),
            connection("fabrikam", TENANTS["second"], audiences, base),
            connection("restricted", TENANTS["restricted"], audiences, base,
                       allowed_subscriptions=[TENANTS["subscription"]]),
            connection("roleless", TENANTS["roleless"], audiences, base, required_role=None),
            connection("fresh", TENANTS["fresh"], audiences, base),
            connection("off", TENANTS["off"], audiences, base, enabled=False))

    @classmethod
    def use_up_the_question_for_keys(cls, version):
        """A kid that nobody knows is 503 until the authority was asked once more, then 401 for five minutes."""
        token = cls.token(key="unpublished", version=version)
        until(lambda: cls.host.post(azure.metric_alert(azure.new_alert_id()), token).status == 401, "the keys were asked for again")

    def shoot(self, number, line, at):
        """The attack, then its twin."""
        for name, parameters, answer in (("attack", line.parameters, line.answer), ("twin", line.twin, line.twin_answer)):
            expected, check = answer_of(answer)
            peer = f"127.{1 + number // 200}.{1 + number % 200}.{1 if name == 'attack' else 2}"
            build = attacks.BUILDERS[line.builder]
            statuses, seen = build(at, peer, at.filled(parameters), len(expected))
            shot = Shot(name, peer, line, statuses, seen, expected, check)
            with self.subTest(line.id, shot=name):
                self.assertEqual(expected, statuses, line.attack)
                if seen is not None:
                    self.assertEqual(check, seen, line.attack)
            yield shot

    def recorded(self):
        found = collections.defaultdict(dict)
        for row in self.host.mapping("SELECT peer, failed_check, sum(count) AS n FROM rejected_callers GROUP BY 1, 2"):
            found[row["peer"]][row["failed_check"]] = row["n"]
        return found

    def look_at_what_was_kept(self, shots):
        # Who was let in is recorded nowhere, and told below.
        wanted = {shot.peer for shot in shots if shot.check is None and shot.expected_check and shot.statuses == shot.expected}
        until(lambda: wanted <= set(self.recorded()), "the refusals are recorded")
        recorded = self.recorded()
        stored = {row["peer"]: row["n"] for row in self.host.mapping("SELECT peer, count(*) AS n FROM delivery GROUP BY 1")}
        for shot in shots:
            with self.subTest(shot.line.id, shot=shot.name):
                checks = {shot.expected_check: 1} if shot.check is None and shot.expected_check else {}
                self.assertEqual(checks, dict(recorded[shot.peer]), "the check that was recorded")
                self.assertEqual(shot.statuses.count(202), stored.get(shot.peer, 0), "alerts that were stored")

    def test_every_attack_is_answered_as_the_table_says_and_so_is_its_twin(self):
        lines = read_table(TABLE.read_text(encoding="utf-8"))
        at = attacks.Range(self.host, {"own": self.authority, "other": self.other}, TENANTS, AUDIENCES, self.browser)
        for begin in range(0, len(lines), AT_A_TIME):
            shots = []
            for number, line in enumerate(lines[begin:begin + AT_A_TIME], begin):
                shots += self.shoot(number, line, at)
            self.look_at_what_was_kept(shots)
        self.assertEqual(200, self.host.health().status)
        self.assertNotRegex(self.host.process.output(), r"eyJ[\w-]{20}", "a token is in the log")
        areas = collections.Counter(line.area for line in lines)
        print(f"attack matrix: {len(lines)} attacks and twins: " + ", ".join(f"{area} {n}" for area, n in areas.items()), flush=True)


class Table(unittest.TestCase):
    """What the reader of the table does not let through."""

    def table(self, count, **changes):
        good = {"id": "", "area": "a", "attack": "b", "builder": "token", "parameters": '{"key": "foreign"}', "answer": "401 signature",
                "twin": "{}", "twin_answer": "202 -"}
        rows = [{**good, "id": f"line-{i}"} for i in range(count)]
        rows[-1].update(changes)
        return "\n".join("\t".join(row) for row in [COLUMNS, *(row.values() for row in rows)])

    def test_a_full_table_is_read(self):
        self.assertEqual(FEWEST_LINES, len(read_table(self.table(FEWEST_LINES))))

    def test_faults_of_the_table_are_refused(self):
        for wrong in (self.table(FEWEST_LINES - 1), self.table(FEWEST_LINES, builder="nobody"), self.table(FEWEST_LINES, id="line-0"),
                      self.table(FEWEST_LINES, twin='{"key": "foreign"}'), self.table(FEWEST_LINES, answer="401\t-")):
            with self.assertRaises(ValueError):
                read_table(wrong)


if __name__ == "__main__":
    unittest.main()
