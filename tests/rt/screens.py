"""A browser with the plugin's screens in RT's page open."""
import json
import re

from harness import request
from instance import Browser, SLOW_S

PLACE = "/Admin/Tools/SecureExport"
PAGE = PLACE + ".html"
SETTINGS_OF_RT = PLACE + "/Settings.html"
OWN = object()  # what a browser on our own page would send


class Screens(Browser):
    """Asks as the screens do, and with whatever a test puts in the place of that."""

    def __init__(self, rt, name="keeper", password="a-password"):
        super().__init__(rt, name, password)
        self.origin = f"http://localhost:{rt.port}"
        self.open()

    def open(self):
        """The attributes of the element that the screens are shown in; none when the page does not show it."""
        found = re.search(r'<div id="secure-export"([^>]*)>', self.get(PAGE).body.decode())
        self.data = dict(re.findall(r'data-([a-z]+)="([^"]*)"', found.group(1))) if found else {}
        return self.data

    def fetch(self, method, path, body=None, headers=None, csrf=OWN, origin=OWN, referer=OWN, site="same-origin"):
        """`path` below the page's own place.  None leaves a field out."""
        changes = method not in ("GET", "HEAD")
        fields = {
            "Host": f"localhost:{self.rt.port}",
            "Cookie": self.cookie,
            "Referer": self.origin + PAGE if referer is OWN else referer,
            "Origin": (self.origin if changes else None) if origin is OWN else origin,
            "X-CSRF-Token": (self.data.get("csrf") if changes else None) if csrf is OWN else csrf,
            "Sec-Fetch-Site": site,
            "Accept": "application/json",
            **(headers or {}),
        }
        if body is not None and not isinstance(body, (str, bytes)):
            body = json.dumps(body, ensure_ascii=False)
            fields.setdefault("Content-Type", "application/json")
        if isinstance(body, str):
            body = body.encode()
        return request(self.rt.base, method, PLACE + path, body, {k: v for k, v in fields.items() if v is not None},
                       timeout=SLOW_S)

    def settings(self):
        """The document, and its version as If-Match takes it."""
        reply = self.fetch("GET", "/api/v1/settings")
        return reply.json(), reply.headers["ETag"]

    def change(self, edit):
        """Saves what `edit` makes of the document."""
        document, version = self.settings()
        edit(document)
        return self.fetch("PUT", "/api/v1/settings", document, {"If-Match": version})
