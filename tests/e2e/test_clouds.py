"""Connections of the three clouds: each incident, and its dry run before it, leads into the portal of its own cloud."""
import json
import pathlib
import re
import unittest

import azure
from harness import EndToEndCase, connection

BODIES = pathlib.Path(__file__).resolve().parents[1] / "data" / "tickets" / "own"
PORTALS = {"public": "https://portal.azure.com", "usgov": "https://portal.azure.us", "china": "https://portal.azure.cn"}
AUDIENCES = {cloud: f"api://{cloud}" for cloud in PORTALS}


class CloudsTest(EndToEndCase):
    @classmethod
    def document(cls):
        return {"version": 1, "desks": [{"name": "local", "kind": "local"}],
                "connections": [connection(cloud, cls.TENANT, [AUDIENCES[cloud]], cls.authority.base, cloud=cloud)
                                for cloud in PORTALS]}

    @classmethod
    def body(cls, name, cloud):
        """As that cloud sends it: with links of its own, under an alert id of its own."""
        text = (BODIES / f"{name}.json").read_text().replace(PORTALS["public"], PORTALS[cloud])
        body = json.loads(text)
        body["data"]["essentials"]["alertId"] = azure.new_alert_id()
        return body

    def test_every_link_leads_into_the_portal_of_the_cloud(self):
        for cloud, portal in PORTALS.items():
            for name in ("metric", "log-computer", "resource-health", "service-health", "backup", "prometheus-pod",
                         "activity", "availability"):
                with self.subTest(cloud=cloud, body=name):
                    body = self.body(name, cloud)
                    foreseen = self.host.cli("dry-run", "--connection", cloud, "-", input=json.dumps(body)).stdout
                    self.accept(body, audience=AUDIENCES[cloud])
                    self.host.settled()
                    [incident] = self.incidents_of(body["data"]["essentials"]["alertId"])
                    for text in (incident["description"], foreseen):
                        found = set(re.findall(r"https://portal\.azure\.[a-z]+", text))
                        self.assertEqual({portal}, found, text)
                        self.assertIn(f"Alert in the portal: {portal}/#", text)
                    for line in incident["description"].splitlines():
                        self.assertIn(line.strip(), foreseen)
                    self.assertIn(incident["title"], foreseen)

    def test_service_health_leads_to_the_page_that_its_cloud_has(self):
        pages = {"public": "https://app.azure.com/h/AB12-CD3/",
                 "usgov": "https://portal.azure.us/#view/Microsoft_Azure_Health/",
                 "china": "https://portal.azure.cn/#view/Microsoft_Azure_Health/"}
        for cloud, page in pages.items():
            with self.subTest(cloud=cloud):
                body = self.body("service-health", cloud)
                self.accept(body, audience=AUDIENCES[cloud])
                self.host.settled()
                [incident] = self.incidents_of(body["data"]["essentials"]["alertId"])
                self.assertIn(f"\nService Health: {page}", incident["description"])

    def test_a_dry_run_of_what_was_delivered_is_of_its_cloud_too(self):
        for cloud, portal in PORTALS.items():
            with self.subTest(cloud=cloud):
                body = self.body("metric", cloud)
                delivery = self.accept(body, audience=AUDIENCES[cloud])
                self.host.settled()
                number = next(str(value) for name, value in delivery.items() if "delivery" in name)
                said = self.host.cli("dry-run", "--connection", cloud, "--delivery", number).stdout
                self.assertIn(f"Alert in the portal: {portal}/#", said)


if __name__ == "__main__":
    unittest.main()
