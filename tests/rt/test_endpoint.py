"""The public endpoint below RT's address."""
import json
import socket
import unittest

import world  # puts its folders on the path
import azure
from harness import request, until
from instance import Browser, SLOW_S
from screens import Screens
from world import Case, token

rt = authority = None


def setUpModule():
    global rt, authority
    rt, authority = world.start()


class Endpoint(Case):
    def test_without_a_token_401_and_never_a_cookie(self):
        body = azure.metric_alert(azure.new_alert_id())
        refused = rt.post(body, None)
        self.assertEqual(401, refused.status)
        self.assertIn("Bearer", refused.headers["WWW-Authenticate"])
        forged = rt.post(body, token(key="foreign"))
        self.assertEqual(401, forged.status)
        accepted = rt.post(body, token())
        self.assertEqual(202, accepted.status)
        with_cookie = rt.post(body, None, headers={"Cookie": Browser(rt, "root", "root-password").cookie})
        self.assertEqual(401, with_cookie.status, "RT's login opens nothing here")
        for reply in (refused, forged, accepted, with_cookie, rt.health()):
            self.assertIsNone(reply.headers["Set-Cookie"])
        rt.settled()

    def test_the_path_is_ours_below_rts_web_path_too(self):
        body = azure.metric_alert(azure.new_alert_id())
        self.assertEqual(202, rt.post(body, token()).status)
        self.assertNotEqual(202, rt.post(body, token(), path="/elsewhere/azure-monitor/alerts").status)
        rt.settled()

    def test_the_admin_api_is_not_to_be_reached_from_outside(self):
        for path in ("/api/v1/settings", "/azure-monitor/../api/v1/settings", "/azure-monitor/%2e%2e/api/v1/settings"):
            reply = request(rt.base, "GET", path, headers={"Host": f"localhost:{rt.port}"}, timeout=SLOW_S)
            self.assertNotIn(b"tenant_id", reply.body, path)

    def test_other_methods_and_addresses_are_refused_and_rt_itself_answers_elsewhere(self):
        reply = request(rt.base, "GET", "/azure-monitor/alerts")
        self.assertEqual((405, "POST"), (reply.status, reply.headers["Allow"]))
        self.assertEqual(200, request(rt.base, "GET", "/NoAuth/Login.html", timeout=SLOW_S).status)

    def test_a_body_beyond_the_limit_is_413_and_the_largest_that_azure_sends_is_taken(self):
        body = json.dumps(azure.metric_alert(azure.new_alert_id(), description="x" * 250_000))
        self.assertEqual(202, rt.post(body, token()).status)
        self.assertEqual(413, rt.post(b"[" + b" " * (1 << 20) + b"]", token()).status)
        self.assertEqual(400, rt.post("{", token()).status)
        rt.settled()

    def test_a_chunked_body_is_taken(self):
        body = json.dumps(azure.metric_alert(azure.new_alert_id())).encode()
        with socket.create_connection(("127.0.0.1", rt.port), 30) as connection:
            connection.sendall(f"POST /azure-monitor/alerts HTTP/1.1\r\nHost: localhost:{rt.port}\r\nConnection: close\r\n"
                               f"Authorization: Bearer {token()}\r\nContent-Type: application/json\r\n"
                               "Transfer-Encoding: chunked\r\n\r\n".encode())
            for part in (body[:100], body[100:]):
                connection.sendall(f"{len(part):x}\r\n".encode() + part + b"\r\n")
            connection.sendall(b"0\r\n\r\n")
            self.assertRegex(connection.recv(100), rb"^HTTP/1.1 202 ")
        rt.settled()

    def test_without_the_data_directory_503_and_rt_goes_on(self):
        moved = rt.data.with_name("moved")
        rt.stop_workers()
        rt.stop_server()
        rt.data.rename(moved)
        rt.start_server(workers=1)
        try:
            reply = rt.post(azure.metric_alert(azure.new_alert_id()), token())
            self.assertEqual(503, reply.status)
            self.assertTrue(reply.headers["Retry-After"])
            self.assertEqual(200, request(rt.base, "GET", "/NoAuth/Login.html", timeout=SLOW_S).status)
        finally:
            moved.rename(rt.data)
        self.assertEqual(202, rt.post(azure.metric_alert(azure.new_alert_id()), token()).status)
        rt.stop_server()
        rt.start_server(workers=3)
        rt.start_worker()
        rt.settled()

    def test_without_any_connection_503_with_retry_after_and_health_is_down(self):
        keeper = Screens(rt)
        before, _ = keeper.settings()
        self.assertEqual(200, keeper.change(lambda document: document.update(connections=[])).status)
        try:
            for bearer in (token(), token(key="foreign"), "a.b.c", None):
                reply = rt.post(azure.metric_alert(azure.new_alert_id()), bearer)
                self.assertEqual((503, "5"), (reply.status, reply.headers["Retry-After"]), bearer)
            health = rt.health()
            self.assertEqual((503, "down", ["connections"]), (health.status, *(health.json()[k] for k in ("status", "reasons"))))
        finally:
            keeper.change(lambda document: document.update(before))
        until(lambda: rt.health().json()["status"] == "ok", "the keys are fetched", SLOW_S)
        self.assertEqual(202, rt.post(azure.metric_alert(azure.new_alert_id()), token()).status)
        rt.settled()

    def test_starlet_serves_it_too(self):
        rt.stop_server()
        rt.start_server(workers=2, server="Starlet")
        try:
            self.assertEqual(202, rt.post(azure.metric_alert(azure.new_alert_id()), token()).status)
            self.assertEqual(401, rt.post(azure.metric_alert(azure.new_alert_id()), None).status)
        finally:
            rt.stop_server()
            rt.start_server(workers=3)
        rt.settled()


if __name__ == "__main__":
    unittest.main()
