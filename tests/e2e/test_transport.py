"""The wire: TLS, Expect: 100-continue, limits, and what is no alert endpoint."""
import json
import os
import socket
import ssl
import subprocess
import unittest

import azure
import harness
from harness import Host, Scratch, EndToEndCase, trusting
from certificates import certificates  # lies in tests/support, which harness puts on the path


class OverTls(EndToEndCase):
    @classmethod
    def setUpClass(cls):
        cls.certificates = Scratch()
        cls.addClassCleanup(cls.certificates.close)
        cls.ca, cert, key = certificates(cls.certificates.path)
        cls.options = ("--tls-cert", str(cert), "--tls-key", str(key))
        original = Host.start

        def start(host):
            host.scheme, host.tls = "https", trusting(cls.ca)
            return original(host)
        Host.start = start
        try:
            super().setUpClass()
        finally:
            Host.start = original

    def test_an_alert_over_tls_becomes_an_incident(self):
        alert = azure.new_alert_id()
        self.accept(azure.metric_alert(alert))
        self.host.settled()
        self.assertEqual(["new"], [i["state"] for i in self.incidents_of(alert)])

    def test_tls_below_1_2_is_refused(self):
        context = trusting(self.ca)
        versions = ssl.TLSVersion
        for version, good in ((versions.TLSv1_1, False), (versions.TLSv1_2, True), (versions.TLSv1_3, True)):
            with self.subTest(version=version):
                context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
                context.maximum_version = version
                with socket.create_connection(("127.0.0.1", self.host.port), timeout=30) as sock:
                    if good:
                        context.wrap_socket(sock, server_hostname="127.0.0.1").close()
                    else:
                        with self.assertRaises(OSError):
                            context.wrap_socket(sock, server_hostname="127.0.0.1")

    def test_plain_http_on_the_tls_port_gets_no_service(self):
        with self.assertRaises(Exception):
            reply = harness.request(f"http://127.0.0.1:{self.host.port}", "GET", "/azure-monitor/health", timeout=30)
            if reply.status >= 400:
                raise AssertionError("a refusal in words is as good")


class OverHttp(EndToEndCase):
    def raw(self, head, body):
        """Sends `head`, then `body` once the host has said 100 Continue.  Everything that came back."""
        with socket.create_connection(("127.0.0.1", self.host.port), timeout=60) as sock:
            sock.sendall(head.encode() + b"\r\n\r\n")
            first = sock.recv(4096)
            if first.startswith(b"HTTP/1.1 100"):
                sock.sendall(body)
            answer = first
            while chunk := sock.recv(4096):
                answer += chunk
            return answer

    def test_a_sender_that_waits_for_100_continue_gets_it(self):
        body = json.dumps(azure.metric_alert(azure.new_alert_id())).encode()
        answer = self.raw("\r\n".join((
            "POST /azure-monitor/alerts HTTP/1.1", f"Host: 127.0.0.1:{self.host.port}",
            "Content-Type: application/json; charset=utf-8", "User-Agent: IcMBroadcaster/1.0",
            "X-CorrelationContext: RkkKACgAAAACAAAAEAB=", "Expect: 100-continue", f"Content-Length: {len(body)}",
            f"Authorization: Bearer {self.token()}", "Connection: close")), body)
        self.assertTrue(answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202"), answer)

    def test_bodies_up_to_256_kib_are_accepted_and_beyond_1_mib_refused(self):
        large = azure.metric_alert(azure.new_alert_id(), description="x" * 256 * 1024)
        self.accept(large)
        huge = azure.metric_alert(azure.new_alert_id(), description="x" * 1024 * 1024)
        try:
            self.assertEqual(413, self.host.post(huge, self.token()).status)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it may hang up before all is sent; that it is no 2xx is what matters
        self.assertEqual([], self.host.mapping("SELECT 1 FROM delivery WHERE length(body) > 1048576"))

    def test_a_compressed_body_is_415(self):
        self.assertEqual(415, self.host.post(azure.metric_alert(azure.new_alert_id()), self.token(),
                                             {"Content-Encoding": "gzip"}).status)

    def test_other_paths_and_methods_are_not_served(self):
        self.assertEqual(404, harness.request(self.host.base, "GET", "/").status)
        self.assertIn(harness.request(self.host.base, "GET", "/azure-monitor/alerts").status, (404, 405))
        self.assertIn(harness.request(self.host.base, "GET", "/api/v1/connections").status, (401, 403, 404))

    def test_health_answers(self):
        health = self.host.health()
        self.assertEqual(200, health.status)
        self.assertEqual("ok", health.json()["status"])

    def test_half_a_request_from_a_hundred_strangers_keeps_no_good_one_out(self):
        strangers = []
        try:
            for _ in range(100):
                strangers.append(socket.create_connection(("127.0.0.1", self.host.port), timeout=60))
                strangers[-1].sendall(b"POST /azure-monitor/alerts HTTP/1.1\r\nHost: localhost\r\nContent-Le")
            for _ in range(4):
                self.accept(azure.metric_alert(azure.new_alert_id()))
        finally:
            for sock in strangers:
                sock.close()


class Listening(unittest.TestCase):
    def test_plain_http_beyond_loopback_is_refused_unless_a_proxy_stands_before_it(self):
        scratch = Scratch()
        self.addCleanup(scratch.close)
        host = Host(scratch.path)
        done = subprocess.run([os.environ["SECURE_EXPORT"], "serve", "--data-dir", host.data, "--plugins",
                               os.environ["PLUGINS"], "--listen", "0.0.0.0:0"],
                              capture_output=True, text=True, timeout=harness.DEADLINE_S)
        self.assertNotEqual(0, done.returncode)
        self.assertIn("--behind-proxy", done.stderr + done.stdout)


if __name__ == "__main__":
    unittest.main()
