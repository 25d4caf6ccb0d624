"""`secure-export config`: strict, all or nothing, and the same again changes nothing."""
import copy
import json
import unittest

from harness import Host, Scratch, connection, document

TENANT = "6d3f6c58-53b3-4f7b-9a2b-0c7b4a1de001"


class Config(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = Scratch()
        cls.addClassCleanup(cls.scratch.close)

    def setUp(self):
        # No `serve` runs: the subcommands need none.
        self.host = Host(self.scratch.path, name=self._testMethodName)
        self.good = document(connection("contoso", TENANT, ["api://one"], None))

    def imported(self, whole, ok=True):
        file = self.scratch.path / "config.json"
        file.write_text(whole if isinstance(whole, str) else json.dumps(whole), encoding="utf-8")
        return self.host.cli("config", "import", str(file), ok=ok)

    def exported(self):
        return json.loads(self.host.cli("config", "export").stdout)

    def versions(self):
        return self.host.mapping("SELECT count(*) AS n FROM setting")[0]["n"]

    def changed(self, change):
        whole = copy.deepcopy(self.good)
        change(whole)
        return whole

    def test_what_was_imported_is_exported_and_can_be_imported_again(self):
        self.imported(self.good)
        exported = self.exported()
        for name, value in self.good["connections"][0].items():
            self.assertEqual(value, exported["connections"][0][name], name)
        self.imported(exported)
        self.assertEqual(exported, self.exported())

    def test_the_policies_of_a_route_are_exported_as_they_were_imported(self):
        policies = {
            "ticket": True, "group_by": "custom_property", "group_property": "team", "hold": "90s", "hold_resolve": "5m",
            "reopen_within": "2h", "quiet_after": "1d", "on_resolved": "note", "without_beginning": "open",
            "flapping": {"changes": 6, "within": "1h"}, "max_tickets": {"count": 20, "per": "1h 30m"},
            "maintenance": [{"from": "2026-12-01T20:00:00Z", "to": "2026-12-02T02:00:00Z"},
                            {"weekly": ["sat"], "start": "22:00", "length": "4h", "zone": "Europe/Berlin"}]}
        self.imported(self.changed(lambda d: d["connections"][0].update(routes=[policies, {}])))
        exported = self.exported()
        first, second = exported["connections"][0]["routes"]
        self.assertEqual(policies, {key: first[key] for key in policies})
        self.assertLessEqual(policies.keys(), second.keys())  # each key with its default
        self.imported(exported)
        self.assertEqual(exported, self.exported())

    def test_the_same_document_again_changes_nothing(self):
        self.imported(self.good)
        self.assertEqual(1, self.versions())
        self.imported(json.dumps(self.good, indent=4))
        self.assertEqual(1, self.versions())
        self.imported(self.changed(lambda d: d["connections"][0].update(description="other")))
        self.assertEqual(2, self.versions())

    def test_each_mistake_is_named_with_its_place_and_changes_nothing(self):
        def first(d):
            return d["connections"][0]
        mistakes = {
            "connections[0].tenant": lambda d: first(d).update(tenant="x"),
            "connections[0].tenant_id": lambda d: first(d).update(tenant_id="contoso.example"),
            "connections[0].enabled": lambda d: first(d).update(enabled="yes"),
            "connections[0].audiences": lambda d: first(d).update(audiences=[]),
            "connections[0].audiences[1]": lambda d: first(d).update(audiences=["api://one", 2]),
            "connections[0].cloud": lambda d: first(d).update(cloud="moon"),
            "connections[0].authority": lambda d: first(d).update(authority="http://login.example.com"),
            "connections[0].caller_app_ids": lambda d: first(d).update(caller_app_ids=["azure"]),
            "connections[0].allowed_subscriptions": lambda d: first(d).update(allowed_subscriptions=["everything"]),
            "connections[0].required_role": lambda d: first(d).update(required_role=""),
            "connections[0].desk": lambda d: first(d).update(desk="elsewhere"),
            "connections[0].name": lambda d: first(d).pop("name"),
            "connections[1].name": lambda d: d["connections"].append(dict(first(d), tenant_id=TENANT[:-1] + "2")),
            "connections[0].routes[0].hold": lambda d: first(d).update(routes=[{"hold": "five minutes"}]),
            "connections[0].routes[0].group_by": lambda d: first(d).update(routes=[{"group_by": "everything"}]),
            "connections[0].routes[0].maintenance[0].zone": lambda d: first(d).update(routes=[{"maintenance": [
                {"weekly": ["sat"], "start": "22:00", "length": "4h", "zone": "Europe/Berln"}]}]),
            "desks[0].kind": lambda d: d["desks"][0].update(kind="paper"),
            "desks[0].colour": lambda d: d["desks"][0].update(colour="red"),
            "version": lambda d: d.update(version=2),
            "conections": lambda d: d.update(conections=[]),
        }
        self.imported(self.good)
        before = self.exported()
        for place, change in mistakes.items():
            with self.subTest(place):
                failed = self.imported(self.changed(change), ok=False)
                self.assertIn(place, failed.stderr)
                self.assertEqual(before, self.exported())
        self.imported(self.good)

    def test_several_mistakes_are_told_at_once(self):
        def change(d):
            d["connections"][0].update(tenant_id="x", cloud="moon")
        failed = self.imported(self.changed(change), ok=False)
        self.assertIn("connections[0].tenant_id", failed.stderr)
        self.assertIn("connections[0].cloud", failed.stderr)

    def test_text_that_is_no_json_and_names_that_stand_twice_are_refused(self):
        good = json.dumps(self.good)
        for text in ('{"version": 1,', good + " x", good.replace('"desk":', '"desk": "x", "desk":')):
            with self.subTest(text[-30:]):
                self.assertTrue(self.imported(text, ok=False).stderr)

    def test_a_file_that_is_not_there_is_named(self):
        failed = self.host.cli("config", "import", "/nowhere/config.json", ok=False)
        self.assertIn("/nowhere/config.json", failed.stderr)

    def test_check_says_what_an_import_would_and_changes_nothing(self):
        self.imported(self.good)
        before = self.exported()
        file = self.scratch.path / "checked.json"
        file.write_text(json.dumps(self.changed(lambda d: d["connections"][0].update(description="other"))))
        self.host.cli("config", "check", str(file))
        file.write_text(json.dumps(self.changed(lambda d: d["connections"][0].update(cloud="moon"))))
        self.assertIn("connections[0].cloud", self.host.cli("config", "check", str(file), ok=False).stderr)
        self.assertEqual(before, self.exported())


if __name__ == "__main__":
    unittest.main()
