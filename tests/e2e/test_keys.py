"""Signing keys: fetched by the work line alone, rolled over, kept through outages of the authority and restarts."""
import contextlib
import sqlite3
import unittest

import azure
from harness import Host, Scratch, StandIn, EndToEndCase, connection, document, trusting, until
from certificates import certificates  # lies in tests/support, which harness puts on the path


class Keys(EndToEndCase):
    """Each test with a host and an authority of its own: their keys and times must not meet."""

    @classmethod
    def setUpClass(cls):
        pass

    def setUp(self):
        self.scratch = Scratch()
        self.addCleanup(self.scratch.close)
        self.authority = StandIn(self.scratch.path)
        self.addCleanup(self.authority.close)
        self.host = Host(self.scratch.path)
        self.addCleanup(self.host.close)
        self.host.configure(document(connection("contoso", self.TENANT, [self.AUDIENCE], self.authority.base)))

    def token(self, **order):
        return self.authority.token(self.TENANT, self.AUDIENCE, **order)

    def started(self):
        self.host.start()
        self.wait_for_keys(self.host)

    def long_ago(self):
        """Moves every fetch ten minutes back, with the host down: no test can wait for five minutes to pass."""
        with contextlib.closing(sqlite3.connect(self.host.data / "secure-export.sqlite")) as database, database:
            database.execute("UPDATE key_set SET tried_tick = tried_tick - 600000, "
                             "fetched_tick = fetched_tick - 600000, asked_tick = asked_tick - 600000")

    def send(self, token):
        return self.host.post(azure.metric_alert(azure.new_alert_id()), token)

    def answered(self, status, token):
        return until(lambda: (reply := self.send(token)).status == status and reply, f"the answer is {status}")

    def test_a_new_key_is_answered_503_until_it_has_been_fetched(self):
        self.started()
        self.host.stop()
        self.long_ago()
        self.authority.rotate()
        token = self.token()
        self.host.start()
        first = self.send(token)
        self.assertEqual(503, first.status, first)
        self.assertGreater(int(first.headers["Retry-After"]), 0)
        self.answered(202, token)
        self.assertEqual(202, self.send(self.token(key="previous")).status, "the old key is still published")

    def test_a_withdrawn_key_is_refused_after_the_refresh(self):
        self.started()
        old = self.token()
        self.assertEqual(202, self.send(old).status)
        self.host.stop()
        self.long_ago()
        self.authority.rotate(keep_old=False)
        self.host.start()
        self.answered(202, self.token())
        self.assertEqual(401, self.send(old).status, "the cache of verified tokens is emptied with the keys")

    def test_made_up_kids_do_not_make_us_hammer_the_authority(self):
        self.started()
        self.host.stop()
        self.long_ago()
        self.host.start()
        before = self.authority.hits(self.TENANT)
        first = self.send(self.token(key="unpublished"))
        self.assertEqual(503, first.status, first)
        self.answered(401, self.token(key="unpublished"))
        after = self.authority.hits(self.TENANT)
        self.assertLessEqual(after - before, 2, "one metadata document and one key set")
        for i in range(30):
            self.assertEqual(401, self.send(self.token(header={"kid": f"made-up-{i}"})).status)
        self.assertEqual(after, self.authority.hits(self.TENANT))
        self.assertEqual(202, self.send(self.token()).status)

    def test_the_last_good_set_outlives_an_outage_of_the_authority_and_a_restart(self):
        self.started()
        token = self.token()
        self.authority.outage(True)
        self.host.stop()
        self.host.start()
        self.assertEqual(202, self.send(token).status)
        self.assertEqual(202, self.send(self.token(version=1)).status)

    def test_without_any_keys_alerts_are_answered_503_and_accepted_once_there_are(self):
        self.authority.outage(True)
        token = self.token()
        self.host.start()
        first = self.send(token)
        self.assertEqual(503, first.status, first)
        self.assertGreater(int(first.headers["Retry-After"]), 0)
        self.assertEqual([], self.host.mapping("SELECT 1 FROM delivery"))
        self.authority.outage(False)
        self.answered(202, token)

    def test_an_authority_over_tls_is_asked_only_under_a_certificate_that_is_trusted(self):
        ca, certificate, key = certificates(self.scratch.path)
        authority = StandIn(self.scratch.path, "--tls-cert", str(certificate), "--tls-key", str(key), tls=trusting(ca))
        self.addCleanup(authority.close)
        token = authority.token(self.TENANT, self.AUDIENCE)
        self.host.configure(document(connection("contoso", self.TENANT, [self.AUDIENCE], authority.base)))
        self.host.start()
        until(lambda: self.host.mapping("SELECT 1 FROM key_set WHERE failures > 0"), "the fetch has failed")
        self.assertEqual(503, self.send(token).status)
        self.assertEqual(0, authority.hits())
        self.host.stop()
        self.host.env["SSL_CERT_FILE"] = str(ca)
        self.host.start()
        self.answered(202, token)

    def test_health_tells_how_old_the_keys_are_and_no_secret(self):
        self.started()
        health = self.host.health()
        self.assertEqual(200, health.status)
        self.assertTrue(health.json())
        self.assertNotIn(b'"n"', health.body)


if __name__ == "__main__":
    unittest.main()
