"""TLS, with a certificate authority made for the test; and where plain http is refused."""
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import unittest

from host import PATIENCE, Client, Host, post, run


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


class Authority:
    """A test CA, and server certificates signed by it."""

    def __init__(self, directory):
        self.directory = directory
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-subj", "/CN=test authority", "-keyout", self.path("ca.key"), "-out", self.path("ca.pem"))

    def path(self, name):
        return os.path.join(self.directory, name)

    def issue(self, name, serial):
        key, request, cert = (self.path(name + end) for end in (".key", ".csr", ".pem"))
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost",
                "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", request)
        openssl("x509", "-req", "-in", request, "-CA", self.path("ca.pem"), "-CAkey", self.path("ca.key"),
                "-set_serial", str(serial), "-days", "2", "-copy_extensions", "copy", "-out", cert)
        os.chmod(key, 0o600)
        return ["--tls-cert", cert, "--tls-key", key]


class Tls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.authority = Authority(directory.name)
        cls.options = cls.authority.issue("server", 1)

    def connect(self, host, least=ssl.TLSVersion.TLSv1_2, most=ssl.TLSVersion.TLSv1_3, ciphers=None, alpn=None):
        context = ssl.create_default_context(cafile=self.authority.path("ca.pem"))
        context.minimum_version, context.maximum_version = least, most
        if ciphers:
            context.set_ciphers(ciphers)
        if alpn:
            context.set_alpn_protocols(alpn)
        plain = socket.create_connection(("127.0.0.1", host.port), PATIENCE)
        try:
            return Client(context.wrap_socket(plain, server_hostname="localhost"))
        except Exception:
            plain.close()
            raise

    def test_requests_pass_over_tls_1_2_and_1_3(self):
        with Host(*self.options) as host:
            self.assertEqual(host.scheme, "https")
            for version, name in ((ssl.TLSVersion.TLSv1_2, "TLSv1.2"), (ssl.TLSVersion.TLSv1_3, "TLSv1.3")):
                with self.connect(host, version, version) as client:
                    self.assertEqual(client.connection.version(), name)
                    for _ in range(3):
                        client.send(post("x" * 100000))
                        self.assertEqual(client.response().body.split()[3], "100000")
                    client.send(post(extra="Connection: close\r\n"))
                    self.assertEqual(client.response().status, 202)
                    self.assertTrue(client.ended())  # with close_notify: Python would raise SSLEOFError without

    def test_older_protocols_and_ciphers_without_forward_secrecy_are_refused(self):
        with Host(*self.options) as host:
            for options in ({"least": ssl.TLSVersion.TLSv1, "most": ssl.TLSVersion.TLSv1_1,
                             "ciphers": "DEFAULT:@SECLEVEL=0"},
                            {"most": ssl.TLSVersion.TLSv1_2, "ciphers": "AES128-SHA:AES256-GCM-SHA384"},
                            {"most": ssl.TLSVersion.TLSv1_2, "ciphers": "ECDHE-ECDSA-AES128-SHA"}):
                with self.assertRaises((ssl.SSLError, ConnectionResetError)):
                    self.connect(host, **options)
            with self.connect(host, most=ssl.TLSVersion.TLSv1_2, ciphers="ECDHE-ECDSA-AES128-GCM-SHA256") as client:
                client.send(post())
                self.assertEqual(client.response().status, 202)

    def test_http_1_1_is_chosen_for_those_who_ask_for_a_protocol(self):
        with Host(*self.options) as host, self.connect(host, alpn=["h2", "http/1.1"]) as client:
            self.assertEqual(client.connection.selected_alpn_protocol(), "http/1.1")

    def test_plain_http_and_silence_on_a_tls_port_get_no_answer_and_are_ended(self):
        with Host(*self.options) as host, host.connect() as plain, host.connect() as silent:
            plain.send(post())
            self.assertTrue(plain.ended())
            self.assertNotIn(b"HTTP/1.1", plain.input)
            with self.connect(host) as client, self.connect(host) as slow:
                slow.send("POST ")
                client.send(post())
                self.assertEqual(client.response().status, 202)
                self.assertTrue(silent.ended())  # no handshake within 15 s
                self.assertEqual(slow.response().status, 408)

    @unittest.skipIf(os.environ.get("SANITIZED"), "SKIPPED: a sanitizer takes memory of its own")
    def test_an_idle_connection_holds_40_kb_at_most(self):
        with Host(*self.options) as host:
            def resident():
                with open(f"/proc/{host.process.pid}/status", encoding="ascii") as status:
                    return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1))

            def asked():
                client = self.connect(host)
                client.send(post("x" * 3000))
                self.assertEqual(client.response().status, 202)
                return client
            first = [asked() for _ in range(20)]  # what one connection loads, all share
            before = resident()
            idle = [asked() for _ in range(400)]
            self.assertLess((resident() - before) / len(idle), 40)
            for client in first + idle:
                client.close()

    def test_413_arrives_over_tls_though_the_body_is_sent_anyway(self):
        with Host(*self.options) as host, self.connect(host) as client:
            client.send("POST /test/do HTTP/1.1\r\nHost: h\r\nContent-Length: 1048577\r\n\r\n" + "x" * 300000)
            self.assertEqual(client.response().status, 413)

    def test_sighup_brings_the_new_certificate_and_keeps_the_old_one_when_the_new_is_bad(self):
        files = [self.authority.path("live.pem"), self.authority.path("live.key")]
        for source, target in zip(self.options[1::2], files):
            shutil.copy(source, target)
        os.chmod(files[1], 0o600)

        def serial(host):
            with self.connect(host) as client:
                return client.connection.getpeercert()["serialNumber"]

        with Host("--tls-cert", files[0], "--tls-key", files[1]) as host, self.connect(host) as old:
            self.assertEqual(serial(host), "01")
            for source, target in zip(self.authority.issue("second", 2)[1::2], files):
                shutil.copy(source, target)
            seen = len(host.lines)
            host.process.send_signal(signal.SIGHUP)
            host.wait_for_line("is valid until|expires", seen)
            self.assertEqual(serial(host), "02")
            old.send(post())
            self.assertEqual(old.response().status, 202)

            with open(files[0], "w", encoding="ascii") as damaged:
                damaged.write("no certificate")
            host.process.send_signal(signal.SIGHUP)
            host.wait_for_line("error cannot load the new certificate, the old one stays in use: .*live.pem")
            self.assertEqual(serial(host), "02")

    def test_a_key_that_every_user_may_read_is_refused_and_says_what_to_do(self):
        key = self.authority.path("open.key")
        shutil.copy(self.options[3], key)
        command = ["serve", "--listen", "127.0.0.1:0", "--data-dir", self.authority.path("data"),
                   "--tls-cert", self.options[1], "--tls-key", key]
        os.chmod(key, 0o604)
        ended = run(*command)
        self.assertEqual(ended.returncode, 1)
        self.assertIn("chmod 600 " + key, ended.stderr)
        os.chmod(key, 0o640)
        with Host(*command[5:]) as host:  # a group may read it
            self.assertEqual(host.scheme, "https")

    def test_a_key_of_another_certificate_is_refused(self):
        other = self.authority.issue("other", 3)
        ended = run("serve", "--listen", "127.0.0.1:0", "--data-dir", self.authority.path("data"),
                    "--tls-cert", self.options[1], "--tls-key", other[3])
        self.assertEqual(ended.returncode, 1)
        self.assertIn(other[3], ended.stderr)

    def test_plain_http_beyond_this_machine_is_refused_unless_a_proxy_is_in_front(self):
        ended = run("serve", "--listen", "0.0.0.0:0", "--data-dir", self.authority.path("data"))
        self.assertEqual(ended.returncode, 2)
        for word in ("0.0.0.0:0", "--tls-cert", "--behind-proxy", "loopback"):
            self.assertIn(word, ended.stderr)
        mixed = run("serve", "--listen", "127.0.0.1:0", "--listen", "0.0.0.0:0",
                    "--data-dir", self.authority.path("data"))
        self.assertEqual(mixed.returncode, 2)
        for options in (["--behind-proxy"], self.options):
            with Host(*options, listen="0.0.0.0:0") as host:
                self.assertGreater(host.port, 0)


if __name__ == "__main__":
    unittest.main()
