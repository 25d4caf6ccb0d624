"""manifests/nginx/secure-export.conf in a real nginx, in front of the embedded host."""
import json
import os
import pathlib
import shutil
import unittest

import azure
from harness import Process, EndToEndCase, free_port, request, skip, trusting
from certificates import certificates  # lies in tests/support, which harness puts on the path

CONF = pathlib.Path(__file__).resolve().parents[2] / "manifests" / "nginx" / "secure-export.conf"
NGINX = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin:/sbin")


class Nginx(EndToEndCase):
    @classmethod
    def setUpClass(cls):
        if not NGINX:
            skip("nginx is not installed")
        super().setUpClass()
        folder = cls.scratch.path
        ca, certificate, key = certificates(folder)
        cls.tls = trusting(ca)
        port = free_port()
        site = CONF.read_text(encoding="ascii")
        for said, here in (("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"), ("    listen [::]:443 ssl;\n", ""),
                           ("/etc/letsencrypt/live/alerts.example.com/fullchain.pem", str(certificate)),
                           ("/etc/letsencrypt/live/alerts.example.com/privkey.pem", str(key)),
                           ("http://127.0.0.1:8080", cls.host.base)):
            if said not in site:
                raise AssertionError(f"{CONF} does not say {said!r}")
            site = site.replace(said, here)
        temporary = "".join(f"{kind}_temp_path {folder}/nginx-{kind};\n"
                            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(
            f"daemon off;\nuser root;\npid {folder}/nginx.pid;\nerror_log stderr notice;\nevents {{}}\n"
            f"http {{\naccess_log off;\n{temporary}{site}}}\n", encoding="ascii")
        cls.nginx = Process([NGINX, "-e", "stderr", "-p", folder, "-c", folder / "nginx.conf"], folder / "nginx.log")
        cls.addClassCleanup(cls.nginx.end)
        cls.nginx.wait_for_line("start worker process")
        cls.front = f"https://127.0.0.1:{port}"

    def post(self, body, path="/azure-monitor/alerts", **fields):
        return request(self.front, "POST", path, body, {"Content-Type": "application/json", **fields}, tls=self.tls)

    def authorized(self, **order):
        return {"Authorization": "Bearer " + self.authority.token(self.TENANT, self.AUDIENCE, **order)}

    def test_an_alert_passes(self):
        alert = azure.new_alert_id()
        reply = self.post(json.dumps(azure.metric_alert(alert)), **self.authorized())
        self.assertEqual(202, reply.status, reply)
        self.host.settled()
        self.assertEqual(["new"], [i["state"] for i in self.incidents_of(alert)])

    def test_what_is_too_long_for_an_nginx_as_installed_passes(self):
        body = azure.metric_alert(azure.new_alert_id())
        body["data"]["customProperties"] = {"long": "x" * 900_000}
        reply = self.post(json.dumps(body), **self.authorized(), **{"X-Long": "x" * 12_000})
        self.assertEqual(202, reply.status, reply)

    def test_only_the_alert_endpoint_is_there(self):
        for path in ("/", "/ui/", "/api/v1/settings"):
            self.assertEqual(404, request(self.front, "GET", path, tls=self.tls).status, path)
        self.assertEqual(200, request(self.front, "GET", "/azure-monitor/health", tls=self.tls).status)

    def test_azure_is_told_503_while_the_service_is_away(self):
        self.host.stop()
        try:
            reply = self.post("{}", **self.authorized())
            self.assertEqual((503, "5"), (reply.status, reply.headers["Retry-After"]), reply)
        finally:
            port = self.host.port
            self.host.options = (*self.host.options, "--listen", f"127.0.0.1:{port}")
            self.host.start()
            self.host.port = port


if __name__ == "__main__":
    unittest.main()
