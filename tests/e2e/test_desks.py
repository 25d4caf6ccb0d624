"""The remote desks behind the whole program, over TLS: an alert's life in each, and every mistake an operator can make in
connecting them: parked once with the desk's own words and what to look at, mended and retried without a restart."""
import json
import unittest

import azure
from desk_stand_in import KINDS, DeskStandIn, desk_settings, store_secrets
from harness import Host, Scratch, StandIn, EndToEndCase, connection, until

AUDIENCES = {kind: f"api://{kind}" for kind in KINDS}
DONE_IN_VAIN = "SELECT delivery, reason FROM parked WHERE connection = ?"


class DesksTest(EndToEndCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = Scratch()
        cls.addClassCleanup(cls.scratch.close)
        cls.authority = StandIn(cls.scratch.path)
        cls.addClassCleanup(cls.authority.close)
        cls.desks = {}
        for kind in KINDS:
            cls.desks[kind] = DeskStandIn(kind, cls.scratch.path)
            cls.addClassCleanup(cls.desks[kind].close)
        cls.host = Host(cls.scratch.path, env={"SSL_CERT_FILE": str(cls.scratch.path / "ca.pem")})
        cls.addClassCleanup(cls.host.close)
        cls.configure()
        cls.host.start()
        cls.wait_for_keys()

    @classmethod
    def configure(cls, kind=None, **over):
        """Settings for all kinds; `over` for one of them."""
        return cls.host.configure({
            "version": 1,
            "connections": [connection(each, cls.TENANT, [AUDIENCES[each]], cls.authority.base, desk=each)
                            for each in KINDS],
            "desks": [desk_settings(each, each, cls.desks[each].base, **(over if each == kind else {}))
                      for each in KINDS]})

    def setUp(self):
        for kind, desk in self.desks.items():
            desk.order("reset")
            store_secrets(self.host, kind, kind)
        self.configure()

    def fire(self, kind, alert, condition="Fired", **more):
        self.accept(azure.metric_alert(alert, condition, **more), audience=AUDIENCES[kind])

    def incident(self, alert):
        [row] = self.host.mapping(
            "SELECT i.desk_id, i.number, i.ci_name, i.status, i.url FROM incident AS i JOIN alert AS a ON a.incident = i.id "
            "WHERE lower(a.alert_id) = lower(?)", alert)
        return row

    def test_an_alert_lives_and_ends_in_each_desk(self):
        for kind, desk in self.desks.items():
            with self.subTest(kind=kind):
                target = azure.resource(f"vm-{kind}")
                desk.order("add_ci", name=f"vm-{kind}", resource_id=target, **{"class": "Server"})
                alert = azure.new_alert_id()
                self.fire(kind, alert, target=target)
                self.host.settled()
                opened = self.incident(alert)
                self.assertEqual(("open", f"vm-{kind}"), (opened["status"], opened["ci_name"]), self.host.process.output())
                self.assertIn("CPU above 90 percent", desk.held(opened["desk_id"])["title"])
                self.fire(kind, alert, "Resolved")
                self.host.settled()
                self.assertEqual("closed", self.incident(alert)["status"])
                self.assertIn("condition resolved", desk.held(opened["desk_id"])["resolution"])
                self.assertEqual([], desk.complaints())

    def test_a_desk_test_says_what_is_good_and_what_is_missing(self):
        for kind, desk in self.desks.items():
            with self.subTest(kind=kind):
                good = self.host.cli("desk", "test", kind)
                self.assertNotIn("fail", good.stdout)
                self.host.cli("secret", "set", kind, "password", input="wrong")
                bad = self.host.cli("desk", "test", kind, ok=False)
                self.assertRegex(bad.stdout + bad.stderr, "(?m)^(secure-export: )?fail ")
                self.assertIn("password", bad.stdout + bad.stderr)
                self.assertEqual(0, desk.order("incidents")["count"])

    def test_a_change_of_a_desk_is_tried_out_when_it_is_checked_or_saved(self):
        said = self.configure("servicenow", close_code="No such code").stdout
        self.assertIn('desk "servicenow"', said)
        self.assertRegex(said, "(?m)^fail .*No such code")
        self.assertNotIn('desk "helix"', said)

    def parked(self, kind):
        rows = until(lambda: self.host.mapping(DONE_IN_VAIN, kind), f"an alert of {kind} is parked")
        self.assertEqual(1, len(rows))
        return rows[0]

    def mistake(self, kind, break_it, mend, words, look_at, resolved=False):
        alert = azure.new_alert_id()
        if resolved:
            self.fire(kind, alert)
            self.host.settled()
        before = self.desks[kind].order("incidents")["count"]
        break_it()
        self.fire(kind, alert, "Resolved" if resolved else "Fired")
        row = self.parked(kind)
        self.assertRegex(row["reason"], words)
        self.assertIn(look_at, row["reason"])
        mend()
        self.host.cli("parked", "retry", str(row["delivery"]))
        self.host.settled()
        self.assertEqual([], self.host.mapping(DONE_IN_VAIN, kind))
        self.assertEqual("closed" if resolved else "open", self.incident(alert)["status"])
        self.assertEqual(before + (0 if resolved else 1), self.desks[kind].order("incidents")["count"])

    def waits(self, kind):
        """What a desk that is paused says of itself."""
        return until(lambda: self.host.mapping(
            "SELECT last_error, paused_until FROM desk_states WHERE desk = ? AND paused_until <> ''", kind),
            f"desk {kind} is paused")[0]

    def test_a_wrong_credential_pauses_the_desk_and_parks_nothing(self):
        words = {"helix": "(?i)login|user|password|authentic", "servicenow": "(?i)access_denied|authentic",
                 "itop": "(?i)invalid|login|authori"}
        for kind in KINDS:
            with self.subTest(kind=kind):
                self.host.cli("secret", "set", kind, "password", input="wrong")
                alerts = [azure.new_alert_id() for _ in range(5)]
                for alert in alerts:
                    self.fire(kind, alert)
                state = self.waits(kind)
                self.assertRegex(state["last_error"], words.get(kind, "(?i)login|user|password|authenti"))
                self.assertIn("user", state["last_error"])
                # Not tried with every alert: that would lock the account.
                self.assertEqual([], self.host.mapping(DONE_IN_VAIN, kind))
                self.assertEqual(0, self.desks[kind].order("incidents")["count"])
                store_secrets(self.host, kind, kind)  # ends the pause, and all that waits goes on
                self.host.settled()
                self.assertEqual([], self.host.mapping(DONE_IN_VAIN, kind))
                self.assertEqual(len(alerts), self.desks[kind].order("incidents")["count"])

    def test_a_missing_right(self):
        broken = {"helix": ({"forbidden": ["HPD:IncidentInterface_Create"]}, {"forbidden": []}),
                  "servicenow": ({"roles": []}, {"roles": ["itil"]})}
        look_at = {"helix": "permission", "servicenow": "itil"}
        for kind, (before, after) in broken.items():
            with self.subTest(kind=kind):
                desk = self.desks[kind]
                if kind == "itop":  # may be its read-only mode, too: it waits
                    desk.set(**before)
                    self.fire(kind, azure.new_alert_id())
                    self.assertIn(look_at[kind], self.waits(kind)["last_error"])
                    self.assertEqual([], self.host.mapping(DONE_IN_VAIN, kind))
                    desk.set(**after)
                    store_secrets(self.host, kind, kind)
                    self.host.settled()
                    self.assertEqual(1, desk.order("incidents")["count"])
                    continue
                self.mistake(kind, lambda: desk.set(**before), lambda: desk.set(**after), "refused", look_at[kind])

    def test_a_missing_mandatory_field(self):
        cases = {"helix": ("Company", "Calbro Services"), "servicenow": ("category", "Infrastructure")}
        for kind, (field, value) in cases.items():
            with self.subTest(kind=kind):
                mandatory = {"helix": [field], "servicenow": ["short_description", field]}[kind]
                fields = {**KINDS[kind][0].get("fields", {}), field: value}
                self.mistake(kind, lambda: self.desks[kind].set(mandatory=mandatory),
                             lambda: self.configure(kind, fields=fields), "(?i)" + field, "fields")
        with self.subTest(kind="itop"):
            self.mistake("itop", lambda: self.configure("itop", organization="Nowhere"), self.configure, "Nowhere",
                         "organization")

    def test_a_wrong_close_code(self):
        for kind, option in (("helix", "status_reason"), ("servicenow", "close_code"), ("itop", "resolution_code")):
            with self.subTest(kind=kind):
                self.mistake(kind, lambda: self.configure(kind, **{option: "No such thing"}), self.configure, "refused",
                             option, resolved=True)

    def test_a_renamed_custom_field(self):
        for kind, field in (("helix", "Azure Key"), ("servicenow", "u_azure_key"), ("itop", "azure_key")):
            with self.subTest(kind=kind):
                self.fire(kind, azure.new_alert_id())  # an instance without any incident cannot tell
                self.host.settled()
                self.mistake(kind, lambda: self.configure(kind, correlation_field=field), self.configure, field,
                             "correlation_field")

    def test_a_dry_run_shows_the_fields_and_creates_nothing(self):
        for kind, desk in self.desks.items():
            with self.subTest(kind=kind):
                target = azure.resource(f"vm-dry-{kind}")
                desk.order("add_ci", name=f"vm-dry-{kind}", resource_id=target, **{"class": "Server"})
                body = json.dumps(azure.metric_alert(azure.new_alert_id(), target=target))
                said = self.host.cli("dry-run", "--connection", kind, "-", input=body).stdout
                self.assertIn("a new incident would be opened", said)
                self.assertIn(f"vm-dry-{kind}", said)
                self.assertRegex(said, "azm-[0-9a-f]{32}")
                self.assertEqual(0, desk.order("incidents")["count"])
                for secret in KINDS[kind][1].values():
                    self.assertNotIn(secret, said)


class ReadOnlyTest(EndToEndCase):
    """A host of its own: what waits here waits for minutes."""

    @classmethod
    def setUpClass(cls):
        cls.scratch = Scratch()
        cls.addClassCleanup(cls.scratch.close)
        cls.authority = StandIn(cls.scratch.path)
        cls.addClassCleanup(cls.authority.close)
        cls.desk = DeskStandIn("itop", cls.scratch.path)
        cls.addClassCleanup(cls.desk.close)
        cls.host = Host(cls.scratch.path)  # trusts the desk by its "ca_file" alone; the authority is on loopback
        cls.addClassCleanup(cls.host.close)
        cls.host.configure({
            "version": 1,
            "connections": [connection("itop", cls.TENANT, [AUDIENCES["itop"]], cls.authority.base, desk="itop")],
            "desks": [desk_settings("itop", "itop", cls.desk.base, ca_file=str(cls.scratch.path / "ca.pem"))]})
        store_secrets(cls.host, "itop", "itop")
        cls.host.start()
        cls.wait_for_keys()

    def test_where_itop_may_be_read_and_not_written_alerts_wait(self):
        host, desk = self.host, self.desk
        self.accept(azure.metric_alert(azure.new_alert_id(), "Fired"), audience=AUDIENCES["itop"])
        host.settled()
        self.assertEqual(1, desk.order("incidents")["count"])
        desk.set(read_only=True)
        self.accept(azure.metric_alert(azure.new_alert_id(), "Fired"), audience=AUDIENCES["itop"])
        [state] = until(lambda: host.mapping("SELECT * FROM desk_states WHERE desk = 'itop' AND failures > 0"),
                        "iTop is paused")
        self.assertIn("read-only mode", json.dumps(state))
        self.assertIn("Support Agent", json.dumps(state))
        self.assertEqual([], host.mapping(DONE_IN_VAIN, "itop"))
        self.assertEqual(1, desk.order("incidents")["count"])


if __name__ == "__main__":
    unittest.main()
