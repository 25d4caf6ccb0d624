"""Where the host says that alerts are taken, and what those are told who post them to the admin listener."""
import json
import os
import subprocess
import tempfile
import unittest

from admin import Browser, admin_host, signed_in
from host import Host, get, post

ALERT = "Content-Type: application/json\r\n"


def certificate(directory, *names):
    key, cert = (os.path.join(directory, name) for name in ("key.pem", "cert.pem"))
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                    "2", "-subj", "/CN=test", "-addext", "subjectAltName=" + ",".join(names), "-keyout", key, "-out",
                    cert], check=True, capture_output=True)
    os.chmod(key, 0o600)
    return ["--tls-cert", cert, "--tls-key", key]


class PublicAddress(unittest.TestCase):
    def told(self, host):
        return [(one["scheme"], one["host"], one["port"] == host.port, one["prefix"])
                for one in json.loads(host.ask(get("/test/seen?where")).body)]

    def test_the_plugin_is_told_where_alerts_are_taken(self):
        with Host() as host:
            self.assertEqual(self.told(host), [("http", "127.0.0.1", True, "")])
        with Host("--behind-proxy", listen="0.0.0.0:0") as host:
            self.assertEqual(self.told(host), [("http", "", True, "")])

    def test_an_alert_that_is_posted_to_the_admin_address_is_503_and_the_log_says_what_was_done(self):
        with admin_host() as host:
            stranger = Browser(host)
            for path in ("/test/do", "/test/elsewhere", "/test"):
                reply = stranger.ask("POST", path, ALERT, "{}")
                self.assertEqual((reply.status, reply.one("Retry-After")), (503, "5"), path)
                self.assertIn("admin screens", reply.body)
            # Also under a name that is none of the admin listener's, and with GET.
            self.assertEqual(stranger.ask("POST", "/test/do", ALERT, "{}", host="alerts.example.org").status, 503)
            self.assertEqual(stranger.get("/test/seen").status, 503)
            found = host.wait_for_line(r"an alert was posted to the admin address (\S+) \(POST /test/do from 127\.0\.0\.1\)"
                                       r".* the alert endpoint is (\S+): correct the webhook")
            self.assertEqual(found.group(1), f"http://127.0.0.1:{host.admin_port}")
            self.assertEqual(found.group(2), f"http://127.0.0.1:{host.port}/test/do")
            self.assertEqual(host.ask(post()).status, 202)
            self.assertEqual(len([line for line in host.lines if line and "posted to the admin address" in line]), 1)

    def test_what_is_the_admin_listeners_own_stays_as_it_was(self):
        with admin_host() as host:
            self.assertEqual(Browser(host).get("/api/v1/x").status, 401)
            self.assertEqual(Browser(host).get("/nothing").status, 401)
            self.assertEqual(signed_in(host).get("/nothing").status, 404)
            self.assertEqual(signed_in(host).get("/api/v1/x").status, 200)

    def test_with_a_certificate_the_name_in_it_is_told(self):
        with tempfile.TemporaryDirectory() as directory:
            options = certificate(directory, "DNS:*.example.test", "DNS:localhost", "DNS:alerts.example.test")
            with admin_host(*options) as host:
                stranger = Browser(host)  # plain on loopback
                stranger.ask("POST", "/test/do", ALERT, "{}")
                found = host.wait_for_line(r"the alert endpoint is (\S+): correct")
                self.assertEqual(found.group(1), f"https://alerts.example.test:{host.port}/test/do")


if __name__ == "__main__":
    unittest.main()
