"""What MariaDB does otherwise than RT's other databases: the guard against two tickets for one alert, and look-ups."""
import concurrent.futures
import unittest

import world  # puts its folders on the path
import azure
import instance
from world import Case

rt = authority = None


def setUpModule():
    global rt, authority
    rt, authority = world.start()


class OnMariaDb(Case):
    def test_one_key_in_four_processes_gives_one_ticket(self):
        checkers = [rt.check] + [instance.Checker(rt.env, rt.folder / "checker.log") for _ in range(3)]
        for other in checkers[1:]:
            self.addCleanup(other.close)
            other("prepare")
        for round_ in range(10):
            order = {"key": f"azm-{self.name}-{round_}", "title": f"{self.name} {round_}", "description": "", "impact": 2,
                     "urgency": 2}
            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                answers = list(pool.map(lambda check: check("desk", "incident.open", order), checkers))
            self.assertEqual([1] * 4, [a["code"] for a in answers], answers)
            self.assertEqual(1, len({a["answer"]["incident"]["id"] for a in answers}))
            self.assertEqual(1, len(rt.check("tickets", f"{self.name} {round_}")))

    def test_fired_opens_a_ticket_linked_to_its_asset_and_resolved_resolves_it(self):
        asset = rt.check("asset", f"CI of {self.name}", "Servers", azure.resource(self.machine).upper() + "/")
        rt.check("asset", f"CI-\u00fc of {self.name}", "Servers", None)
        alert, number = self.opened(items=[])
        self.assertEqual([asset], rt.check("ticket", number)["assets"])
        self.send(alert, "Resolved")
        self.assertEqual("resolved", rt.check("ticket", number)["status"])

    def test_a_name_with_other_letters_is_another_name(self):
        asset = rt.check("asset", f"Gr\u00f6\u00dfe-{self.name}", "Servers", None)

        def found(name):
            return [c["id"] for c in rt.check("desk", "ci.find", {"by": "name", "value": name})["answer"]["cis"]]
        self.assertEqual([str(asset)], found(f"gr\u00f6\u00dfe-{self.name.upper()}"))
        self.assertEqual([], found(f"grosse-{self.name}"))

    def test_the_setup_made_all_there_is_to_make(self):
        self.assertNotIn("NOT CREATED", rt.first_setup)
        self.assertEqual(0, rt.setup("--check").returncode)


if __name__ == "__main__":
    unittest.main()
