"""Which configuration item: by id, by name, by the parent; several or none; and later, when one appears."""
import unittest

import azure
from harness import EndToEndCase, until

CIS = f'''name,resource_id,class,external_id
web-by-id,{azure.resource("web-by-id").upper()}/,server,ext-1
web-by-name,,server,ext-2
sql-parent,{azure.resource("sql-parent", kind="Microsoft.Sql/servers")},database server,ext-3
twin,,server,ext-4
twin,,workstation,ext-5
"quoted, ""name""",{azure.resource("quoted")},server,ext-6
'''


class ConfigurationItems(EndToEndCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.host.import_cis(CIS)

    def opened(self, target, **essentials):
        alert = azure.new_alert_id()
        self.accept(azure.metric_alert(alert, target=target, **essentials))
        self.host.settled()
        [incident] = self.incidents_of(alert)
        return incident, self.host.mapping("SELECT * FROM open_incidents WHERE number = ?", incident["number"])[0]

    def unbound(self, resource):
        return self.host.mapping("SELECT * FROM unbound_resources WHERE lower(resource) = lower(?)", resource)

    def test_a_resource_id_binds_whatever_its_case(self):
        incident, mapped = self.opened(azure.resource("web-by-id"), items=[])
        self.assertEqual("web-by-id", incident["configuration_item"])
        self.assertIn("resource id", mapped["ci_reason"])
        [binding] = self.host.mapping("SELECT * FROM ci_bindings WHERE ci = 'web-by-id'")
        self.assertEqual(azure.resource("web-by-id").lower(), binding["resource"])
        self.assertEqual([], self.unbound(azure.resource("web-by-id")))

    def test_a_name_binds_whatever_its_case(self):
        incident, mapped = self.opened(azure.resource("WEB-by-name"))
        self.assertEqual("web-by-name", incident["configuration_item"])
        self.assertIn("name", mapped["ci_reason"])

    def test_a_child_binds_to_its_parent_and_the_reason_says_so(self):
        server = azure.resource("sql-parent", kind="Microsoft.Sql/servers")
        incident, mapped = self.opened(server + "/databases/orders", items=[])
        self.assertEqual("sql-parent", incident["configuration_item"])
        self.assertIn("parent", mapped["ci_reason"])

    def test_a_quoted_name_with_a_comma_is_one_name(self):
        incident, _ = self.opened(azure.resource("quoted"), items=[])
        self.assertEqual('quoted, "name"', incident["configuration_item"])

    def test_a_name_that_fits_two_items_binds_neither_and_says_so(self):
        incident, mapped = self.opened(azure.resource("twin"))
        self.assertIsNone(incident["configuration_item"])
        [listed] = self.unbound(azure.resource("twin"))
        self.assertRegex(listed["why"].lower(), "several|2|two|more than one|ambiguous")
        self.assertTrue(mapped["ci_reason"])

    def test_an_item_that_appears_later_is_bound_to_the_open_incident(self):
        target = azure.resource("late-arrival")
        incident, _ = self.opened(target)
        self.assertIsNone(incident["configuration_item"])
        self.assertEqual(1, len(self.unbound(target)))
        self.host.import_cis(f"name,resource_id\nlate-arrival,{target}\n")
        until(lambda: [i for i in self.host.incidents() if i["number"] == incident["number"]
                       and i["configuration_item"] == "late-arrival"], "the incident is bound")
        until(lambda: not self.unbound(target), "the resource is no longer listed as unbound")
        again, _ = self.opened(target)
        self.assertEqual("late-arrival", again["configuration_item"])

    def test_no_item_at_all_still_opens_the_incident(self):
        incident, _ = self.opened(azure.resource("nobody-knows"))
        self.assertEqual("new", incident["state"])
        self.assertIsNone(incident["configuration_item"])
        self.assertEqual(1, len(self.unbound(azure.resource("nobody-knows"))))

    def test_a_bad_file_imports_nothing_and_names_line_and_column(self):
        before = self.host.desk("SELECT count(*) AS n FROM configuration_items")
        file = self.scratch.path / "bad.csv"
        for text, place in (("name,resource_id\ngood,\n,/subscriptions/x/y\n", r"line 3.*column 1"),
                            ("name,colour\na,b\n", r"line 1.*column 2"),
                            ('name\n"never closed\n', r"line [23]"),
                            ("name,class\na\n", r"line 2")):
            with self.subTest(text):
                file.write_text(text)
                self.assertRegex(self.host.cli("ci", "import", str(file), ok=False).stderr, place)
        self.assertEqual(before, self.host.desk("SELECT count(*) AS n FROM configuration_items"))

    def test_the_same_import_again_adds_nothing(self):
        count = "SELECT count(*) AS n FROM configuration_items"
        before = self.host.desk(count)
        self.host.import_cis(CIS)
        self.assertEqual(before, self.host.desk(count))


if __name__ == "__main__":
    unittest.main()
