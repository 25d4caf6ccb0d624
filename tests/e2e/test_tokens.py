"""Who may send: each bad token beside the smallest change that is accepted, and nothing stored but the refusal."""
import time
import unittest

import azure
from harness import World, connection, document, until

OTHER_TENANT = "6d3f6c58-53b3-4f7b-9a2b-0c7b4a1de002"
CLIENT_ID = "0f5b1c9e-0000-4e3a-8a55-5b1d0c7ae001"
STRANGER = "9c1e0000-1111-4222-8333-444455556666"
SUBSCRIPTION_ALLOWED = "2c1a5b7e-4d0f-4c33-9a53-7e4b8f1d0a22"
RESTRICTED_TENANT = "6d3f6c58-53b3-4f7b-9a2b-0c7b4a1de003"
OFF_TENANT = "6d3f6c58-53b3-4f7b-9a2b-0c7b4a1de004"
ROLELESS_TENANT = "6d3f6c58-53b3-4f7b-9a2b-0c7b4a1de005"


class Tokens(World):
    @classmethod
    def document(cls):
        base = cls.authority.base
        return document(
            connection("contoso", cls.TENANT, [cls.AUDIENCE, CLIENT_ID], base),
            connection("restricted", RESTRICTED_TENANT, [cls.AUDIENCE], base,
                       allowed_subscriptions=[SUBSCRIPTION_ALLOWED]),
            connection("roleless", ROLELESS_TENANT, [cls.AUDIENCE], base, required_role=None),
            connection("off", OFF_TENANT, [cls.AUDIENCE], base, enabled=False))

    def stored(self):
        return self.host.mapping("SELECT count(*) AS n FROM delivery")[0]["n"]

    turned_away = 0  # by this host, in all tests so far: records are written a little later

    def post(self, body, token, headers=None, **named):
        reply = self.host.post(body, token, headers, **named)
        if reply.status != 202:
            Tokens.turned_away += 1
        return reply

    def refusals(self):
        return self.host.mapping("SELECT coalesce(sum(count), 0) AS n FROM rejected_callers")[0]["n"]

    def refused(self, status, token, headers=None):
        deliveries = self.stored()
        reply = self.post(azure.metric_alert(azure.new_alert_id()), token, headers)
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

    def good_beside(self, bad, status=401, good=None, recorded=None):
        """`bad` and `good` are orders for the stand-in that differ as little as can be."""
        self.refused(status, self.token(**bad))
        if recorded:
            found = self.host.mapping("SELECT last_detail FROM rejected_callers WHERE failed_check = ?", recorded)
            self.assertTrue(found, f"no refusal for {recorded}")
        self.accept(azure.metric_alert(azure.new_alert_id()), **(good or {}))

    def test_a_wrong_signature(self):
        self.good_beside({"key": "foreign"}, recorded="signature")

    def test_a_changed_claim_under_an_old_signature(self):
        head, _, signature = self.token().split(".")
        claims = self.token(claims={"oid": STRANGER, "sub": STRANGER}).split(".")[1]
        self.refused(401, f"{head}.{claims}.{signature}")

    def test_alg_none(self):
        self.good_beside({"algorithm": "none"}, recorded="algorithm")

    def test_alg_none_over_a_genuine_signature(self):
        self.good_beside({"header": {"alg": "none"}}, recorded="algorithm")

    def test_hs256_with_the_public_key(self):
        self.good_beside({"algorithm": "HS256"}, recorded="algorithm")

    def test_a_key_that_the_token_brings_along_is_ignored(self):
        self.accept(azure.metric_alert(azure.new_alert_id()), header={"jku": "http://127.0.0.1:1/keys"})
        self.refused(401, self.token(key="foreign", header={"jku": self.authority.base + "/x/discovery/keys"}))

    def test_a_missing_kid(self):
        self.good_beside({"remove": ["kid"]}, recorded="key_id")

    def test_a_wrong_issuer(self):
        for version in (1, 2):
            for issuer in (f"https://login.microsoftonline.com/{self.TENANT}/v2.0",
                           f"{self.authority.base}/{OTHER_TENANT}/v2.0", "", None):
                with self.subTest(version=version, issuer=issuer):
                    self.good_beside({"version": version, "claims": {"iss": issuer}}, good={"version": version})
        with self.subTest("the other version's"):
            self.good_beside({"claims": {"iss": f"{self.authority.base}/{self.TENANT}/"}})

    def test_a_wrong_audience(self):
        self.good_beside({"audience": self.AUDIENCE + "x"})
        self.good_beside({"audience": self.AUDIENCE + "//"}, good={"audience": self.AUDIENCE + "/"})
        self.good_beside({"remove": ["aud"]})

    def test_another_tenant(self):
        self.good_beside({"tenant": OTHER_TENANT})
        self.good_beside({"claims": {"tid": OTHER_TENANT}})
        self.good_beside({"remove": ["tid"]})

    def test_another_caller_is_genuine_and_may_not(self):
        self.good_beside({"app_id": STRANGER}, 403, recorded="caller")
        self.good_beside({"version": 1, "app_id": STRANGER}, 403, {"version": 1})
        self.good_beside({"remove": ["azp"]}, 403, {"claims": {"azp": "461E8683-5575-4561-AC7F-899CC907D62A"}})

    def test_a_token_without_the_role_may_not_unless_the_connection_asks_for_none(self):
        self.good_beside({"remove": ["roles"]}, 403, recorded="role")
        self.good_beside({"roles": ["SomethingElse"]}, 403, {"roles": ["SomethingElse", "ActionGroupsSecureWebhook"]})
        self.accept(azure.metric_alert(azure.new_alert_id()), tenant=ROLELESS_TENANT, remove=["roles"])

    def test_a_token_of_a_person_may_not(self):
        self.good_beside({"claims": {"scp": "user_impersonation"}}, 403, recorded="app_only")
        self.good_beside({"claims": {"sub": STRANGER}}, 403, {"claims": {"sub": STRANGER, "oid": STRANGER}})
        self.good_beside({"claims": {"idtyp": "user"}}, 403, {"claims": {"idtyp": "app"}})

    def test_an_expired_token(self):
        self.good_beside({"lifetime": -400}, good={"lifetime": -200}, recorded="time")
        self.good_beside({"remove": ["exp"]})

    def test_a_token_that_is_not_yet_valid(self):
        now = int(time.time())
        self.good_beside({"claims": {"nbf": now + 400}}, good={"claims": {"nbf": now + 200}})

    def test_a_disabled_connection(self):
        reply = self.post(azure.metric_alert(azure.new_alert_id()), self.token(tenant=OFF_TENANT))
        self.assertIn(reply.status, (401, 403))

    def test_no_token_two_tokens_and_other_schemes(self):
        good = self.token()
        sent = {"none": None, "basic": "Basic eDp5", "empty": "Bearer ", "bare": good, "dots": "Bearer a.b.c",
                "two parts": "Bearer " + good.rsplit(".", 1)[0], "four parts": f"Bearer {good}.x",
                "padded": f"Bearer {good}=", "long": f"Bearer {good}" + "A" * 20_000}
        for name, authorization in sent.items():
            with self.subTest(name):
                reply = self.post(azure.metric_alert(azure.new_alert_id()), None,
                                       {"Authorization": authorization} if authorization else {})
                self.assertEqual(401, reply.status, reply)

    def test_the_query_string_decides_nothing(self):
        reply = self.post(azure.metric_alert(azure.new_alert_id()), self.token(tenant=OTHER_TENANT),
                               path=f"/azure-monitor/alerts?tenant={self.TENANT}")
        self.assertEqual(401, reply.status)
        reply = self.post(azure.metric_alert(azure.new_alert_id()), self.token(),
                               path="/azure-monitor/alerts?source=azure")
        self.assertEqual(202, reply.status)

    def test_a_subscription_that_is_not_on_the_list(self):
        inside = azure.metric_alert(azure.new_alert_id(SUBSCRIPTION_ALLOWED),
                                    target=azure.resource("vm", subscription=SUBSCRIPTION_ALLOWED.upper()))
        outside = azure.metric_alert(azure.new_alert_id(), target=azure.resource("vm"))
        token = self.token(tenant=RESTRICTED_TENANT)
        stored = self.stored()
        self.assertEqual(403, self.post(outside, token).status)
        self.assertEqual(403, self.post({"text": "no subscription at all"}, token).status)
        self.assertEqual(stored, self.stored())
        self.assertEqual(202, self.post(inside, token).status)

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
