"""Who may send: what tests/data/attack_matrix.tsv cannot tell, which has the tokens that are refused, each beside its twin."""
import unittest

import azure
from harness import EndToEndCase, connection, document, until

OTHER_TENANT = "6d3f6c58-53b3-4f7b-9a2b-0c7b4a1de002"
CLIENT_ID = "0f5b1c9e-0000-4e3a-8a55-5b1d0c7ae001"


class Tokens(EndToEndCase):
    @classmethod
    def document(cls):
        base = cls.authority.base
        return document(connection("contoso", cls.TENANT, [cls.AUDIENCE, CLIENT_ID], base))

    def stored(self):
        return self.host.mapping("SELECT count(*) AS n FROM delivery")[0]["n"]

    turned_away = 0  # by this host, in all tests so far: records are written a little later

    def post(self, body, token):
        reply = self.host.post(body, token)
        if reply.status != 202:
            Tokens.turned_away += 1
        return reply

    def refusals(self):
        return self.host.mapping("SELECT coalesce(sum(count), 0) AS n FROM rejected_callers")[0]["n"]

    def refused(self, status, token):
        deliveries = self.stored()
        reply = self.post(azure.metric_alert(azure.new_alert_id()), token)
        self.assertEqual(status, reply.status, reply)
        if status == 401:
            self.assertEqual("Bearer", reply.headers["WWW-Authenticate"])
        self.assertEqual(deliveries, self.stored(), "a refused alert was stored")
        until(lambda: self.refusals() == Tokens.turned_away, "the refusal is recorded")
        self.assertNotIn(token or "no token", self.host.process.output())
        return reply

    def test_both_token_versions_are_accepted(self):
        for version in (1, 2):
            for audience in (self.AUDIENCE, CLIENT_ID):
                with self.subTest(version=version, audience=audience):
                    self.accept(azure.metric_alert(azure.new_alert_id()), version=version, audience=audience)

    def test_no_check_gives_itself_away_in_the_reply(self):
        said = {self.refused(401, self.token(**order)).body for order in
                ({"key": "foreign"}, {"audience": "api://elsewhere"}, {"lifetime": -3600}, {"tenant": OTHER_TENANT})}
        self.assertEqual(1, len(said), said)

    def test_who_lists_the_refusals_is_told_which_connection_was_meant(self):
        self.refused(401, self.token(audience="api://not-ours"))
        self.refused(401, self.token(audience="api://nobodys", tenant=OTHER_TENANT))
        told = [row["last_detail"] for row in self.host.query("rejected_callers")]
        meant, = (detail for detail in told if "api://not-ours" in detail)
        self.assertIn('did you mean connection "contoso"? The sender claims audience "api://not-ours"', meant)
        self.assertIn("add the audience, or correct the App ID URI in the action group", meant)
        self.assertEqual([], [detail for detail in told if "did you mean" in detail and "api://nobodys" in detail])

    def test_a_new_setting_counts_from_the_next_request_on(self):
        token = self.token(audience="api://added-later")
        body = azure.metric_alert(azure.new_alert_id())
        self.assertEqual(401, self.post(body, token).status)
        changed = self.document()
        changed["connections"][0]["audiences"].append("api://added-later")
        self.host.configure(changed)
        self.addCleanup(self.host.configure, self.document())
        self.assertEqual(202, self.post(body, token).status)


if __name__ == "__main__":
    unittest.main()
