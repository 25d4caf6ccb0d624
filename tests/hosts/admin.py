"""An administrator's browser, as far as the admin listener sees it: one connection a request, cookies, forms."""
import hashlib
import json
import os
import socket
import urllib.parse

from host import PATIENCE, Client, Host

PASSWORD = "correct horse battery"
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"


def with_password(directory, password=PASSWORD):
    """Sets the password as another program would: cheap to check, so that the tests are quick."""
    salt = os.urandom(16)
    key = hashlib.scrypt(password.encode(), salt=salt, n=2 ** 14, r=8, p=1, maxmem=2 ** 26, dklen=32)
    path = os.path.join(directory, "admin.password")
    with open(path + ".draft", "w", encoding="ascii", opener=lambda file, flags: os.open(file, flags, 0o600)) as out:
        out.write(f"scrypt 14 8 1 {salt.hex()} {key.hex()}\n")
    os.replace(path + ".draft", path)


def admin_host(*options, admin="127.0.0.1:0", prepare=with_password):
    """A host with an admin listener; `admin_port` and `admin_scheme` say where."""
    host = Host(*options, admin=admin, prepare=prepare)
    try:
        found = host.wait_for_line(r"admin screens on (https?)://(?:\[.*\]|[^:]*):(\d+)/$")
    except AssertionError:
        host.__exit__(AssertionError, None, None)
        raise
    host.admin_scheme, host.admin_port = found.group(1), int(found.group(2))
    return host


class Browser:
    def __init__(self, host, name="127.0.0.1", address="127.0.0.1", context=None):
        self.host, self.address, self.context = host, address, context
        self.authority = f"{name}:{host.admin_port}"
        self.origin = f"{host.admin_scheme}://{self.authority}"
        self.cookie = None  # of the session
        self.device = None  # that somebody signed in here before
        self.csrf = None

    def connect(self):
        connection = socket.create_connection(("127.0.0.1", self.host.admin_port), PATIENCE, (self.address, 0))
        if self.context:
            connection = self.context.wrap_socket(connection, server_hostname="localhost")
        return Client(connection)

    def ask(self, method, path, fields="", body=None, host=None):
        """One request, with nothing that is not asked for but Host and the cookie."""
        text = f"{method} {path} HTTP/1.1\r\nHost: {host or self.authority}\r\n"
        cookies = "; ".join(cookie for cookie in (self.cookie, self.device) if cookie)
        if cookies:
            text += f"Cookie: {cookies}\r\n"
        if body is not None:
            text += f"Content-Length: {len(body.encode())}\r\n"
        with self.connect() as client:
            client.send(text + fields + "\r\n" + (body or ""))
            return client.response(to_head=method == "HEAD")

    def get(self, path, fields=""):
        return self.ask("GET", path, fields)

    def send_form(self, path, fields="", **values):
        """As a browser does it on a page under Referrer-Policy: no-referrer."""
        reply = self.ask("POST", path, fields or "Origin: null\r\nSec-Fetch-Site: same-origin\r\n" + FORM,
                         urllib.parse.urlencode(values))
        for line in reply.all("Set-Cookie"):
            if "se-device=" in line:
                self.device = line.split(";")[0]
            else:
                self.cookie = line.split(";")[0]
        return reply

    def sign_in(self, password=PASSWORD, name="ann"):
        reply = self.send_form("/login", name=name, password=password)
        if reply.status == 303:
            self.csrf = json.loads(self.get("/session").body)["csrf"]
        return reply

    def change(self, method, path, body="", fields=""):
        return self.ask(method, path, f"X-CSRF-Token: {self.csrf}\r\nOrigin: {self.origin}\r\n" + fields, body)


def signed_in(host, **options):
    browser = Browser(host, **options)
    reply = browser.sign_in()
    assert reply.status == 303, (reply.status, reply.body)
    return browser


def code_in_log(host):
    """The code of the one-time link that the host prints while no password is set."""
    return host.wait_for_line(r"/login#([\w-]{43})$").group(1)
