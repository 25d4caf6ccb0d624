"""Tokens of an issuer that we did not write (oauth2-mock-server, npm) are held to the same checks as our stand-in's."""
import json
import os
import pathlib
import shutil
import unittest
import urllib.parse

import azure
from harness import Process, EndToEndCase, connection, document, request, skip

SECOND_TENANT = "6d3f6c58-53b3-4f7b-9a2b-0c7b4a1de0aa"


class SecondIssuer(EndToEndCase):
    @classmethod
    def setUpClass(cls):
        modules = pathlib.Path(os.environ.get("SECOND_ISSUER", "/nonexistent"))
        if not (modules / "node_modules" / "oauth2-mock-server").is_dir() or not shutil.which("node"):
            skip("oauth2-mock-server is not installed: sh tests/setup/npm.sh tests/e2e/oauth2-mock .build/second-issuer")
        super().setUpClass()

    @classmethod
    def document(cls):
        program = pathlib.Path(__file__).parent / "oauth2-mock" / "authority.mjs"
        process = Process(["node", program, os.environ["SECOND_ISSUER"], SECOND_TENANT, cls.AUDIENCE],
                          cls.scratch.path / "second-issuer.log")
        cls.addClassCleanup(process.end)
        cls.second = process.wait_for_line(r"listening on (\S+)").group(1)
        return document(connection("ours", cls.TENANT, [cls.AUDIENCE], cls.authority.base),
                        connection("theirs", SECOND_TENANT, [cls.AUDIENCE], cls.second))

    def their_token(self, version, without=""):
        path = f"/{SECOND_TENANT}{'/v2.0' if version == 2 else ''}/token?without={without}"
        reply = request(self.second, "POST", path, urllib.parse.urlencode({"grant_type": "client_credentials"}),
                        {"Content-Type": "application/x-www-form-urlencoded"})
        return json.loads(reply.body)["access_token"]

    def test_both_issuers_are_accepted_in_both_versions(self):
        for version in (1, 2):
            with self.subTest(version=version):
                reply = self.host.post(azure.metric_alert(azure.new_alert_id()), self.their_token(version))
                self.assertEqual(202, reply.status, reply)
                self.accept(azure.metric_alert(azure.new_alert_id()), version=version)

    def test_what_it_signs_is_checked_as_strictly(self):
        for without, status in (("roles", 403), ("azp", 403), ("aud", 401), ("tid", 401), ("exp", 401)):
            with self.subTest(without):
                token = self.their_token(2, without)
                self.assertEqual(status, self.host.post(azure.metric_alert(azure.new_alert_id()), token).status)
        self.assertEqual(202, self.host.post(azure.metric_alert(azure.new_alert_id()), self.their_token(2)).status)

    def test_one_issuer_cannot_speak_for_the_other_s_tenant(self):
        token = self.authority.token(SECOND_TENANT, self.AUDIENCE)
        self.assertIn(self.host.post(azure.metric_alert(azure.new_alert_id()), token).status, (401, 503))


if __name__ == "__main__":
    unittest.main()
