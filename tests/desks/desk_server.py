# Long: one server that all stand-ins derive from, with the trouble it can make.
"""What the stand-ins for remote desks share: HTTPS on loopback, the trouble they can make, and a second address, apart
from the desk's own, at which a test is the people who use the desk.

    python3 servicenow.py FOLDER

makes ca.pem and a certificate under it in FOLDER unless they are there, prints "desk on https://127.0.0.1:PORT, people
on http://127.0.0.1:PORT" and serves until standard input ends.  A stand-in
is as strict as the documents about the real product: what these do not allow gets the error that they tell of, and what
the real product would swallow in silence to our harm is kept as a complaint, which fails the test.

People POST {"do": NAME, ...} to their address and get JSON back:
    reset                             an empty desk with its standard settings, no trouble
    add_ci {name, class, resource_id} -> {"id"};  remove_ci {id}
    held {id}                         -> {title, description, resolution, impact, urgency, ci, notes}
    incidents                         -> {"count"}
    all                               -> {"incidents": [{"title", "open"}]}
    set_state {id, state}             open, resolved, closed, gone (deleted)
    set_levels {id, impact, urgency}  1 (highest) to 3
    change {id, fields}               as a person who edits the record, by the desk's own field names
    set {...}                         the desk's own settings: passwords, rights, mandatory fields
    trouble {trouble}                 for the next call: unreachable, busy, answer_lost, nonsense, refused, session_over
    lose_each_once                    from now on the first answer to each different request is lost, after it was done
    hang / let_go                     from now on no call is answered, until let go
    waiting                           -> {"count"}: calls that hang now
    hold_creates / release_creates    creates of incidents wait in the desk; released, they take effect whether or not
                                      their client is still there, all before the order is answered
    later_ways                        -> {"ways": [...]}: the desk's own odd ways to say "not now" to any call
    later {way}                       the next call is answered in that way, and does nothing
    complaints                        -> {"complaints": [...]}
    calls                             -> {"calls": ["GET /path", ...]} since reset, sign-ins included

`set {call_seconds}`: so long each call takes, sign-ins included.
`set {create_seconds}`: so long a create of an incident takes until it takes effect, whether or not its client waits.
"""
import argparse
import base64
import contextlib
import hashlib
import json
import pathlib
import ssl
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from certificates import certificates

MOST_BODY = 4 << 20


class Request:
    """One call to the desk.  `query` and `form` keep repeated names; `json()` raises ValueError."""

    def __init__(self, method, target, headers, body):
        self.method, self.headers, self.body = method, headers, body
        self.target = target
        path, _, query = target.partition("?")
        self.raw_path = path
        self.path = urllib.parse.unquote(path)
        self.raw_query = query
        self.query = urllib.parse.parse_qs(query, keep_blank_values=True, strict_parsing=bool(query))

    def header(self, name):
        return self.headers.get(name, "")

    def media_type(self):
        return self.header("Content-Type").split(";")[0].strip().lower()

    def form(self):
        return urllib.parse.parse_qs(self.body.decode(), keep_blank_values=True)

    def json(self):
        def no_repeats(pairs):
            names = [name for name, _ in pairs]
            if len(names) != len(set(names)):
                raise ValueError(f"repeated names in {names}")
            return dict(pairs)
        return json.loads(self.body.decode(), object_pairs_hook=no_repeats)

    def basic(self):
        """(user, password) of Basic authentication, or None."""
        scheme, _, rest = self.header("Authorization").partition(" ")
        if scheme.lower() != "basic":
            return None
        with contextlib.suppress(ValueError):
            user, colon, password = base64.b64decode(rest, validate=True).decode().partition(":")
            if colon:
                return user, password
        return None


class Reply:
    def __init__(self, status, body=None, headers=None):
        """`body`: bytes, text, or what becomes JSON."""
        self.status, self.headers = status, dict(headers or {})
        if body is None:
            self.body = b""
        elif isinstance(body, bytes):
            self.body = body
        elif isinstance(body, str):
            self.body = body.encode()
            self.headers.setdefault("Content-Type", "text/html")
        else:
            self.body = json.dumps(body, ensure_ascii=False).encode()
            self.headers.setdefault("Content-Type", "application/json;charset=UTF-8")


PAGE = Reply(200, "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please wait</body></html>")


class Desk:
    """To be subclassed.  Every method runs under one lock; `handle` gets each call, the others are the people."""

    def __init__(self):
        self.reset()

    # The product's own.
    def reset(self):
        self.complaints, self.calls = [], []
        self.trouble, self.lost, self.lose_each_once, self.hanging = None, set(), False, False
        self.holding_creates, self.create_seconds, self.next_later, self.call_seconds = False, 0, None, 0

    def handle(self, request):
        raise NotImplementedError

    def is_sign_in(self, request):
        """Sign-ins are not what `trouble` means by the next call."""
        return False

    def is_change(self, request):
        return request.method != "GET"

    def is_create(self, request):
        """Whether a new incident comes of it."""
        return False

    def later_ways(self):
        """Name -> what answers a call: the product's odd ways to say "not now", beside busy()."""
        return {}

    def busy(self):
        return Reply(503, "<html>Service Unavailable</html>", {"Retry-After": "7"})

    def refused(self, request):
        """The product's error shape with the words "refused by the desk"."""
        raise NotImplementedError

    def end_sessions(self):
        """All tokens given out so far are worth nothing any more."""

    # The people's: see the top of this file.
    def add_ci(self, name, ci_class, resource_id):
        raise NotImplementedError

    def remove_ci(self, id):
        raise NotImplementedError

    def held(self, id):
        raise NotImplementedError

    def incidents(self):
        raise NotImplementedError

    def all(self):
        raise NotImplementedError

    def set_state(self, id, state):
        raise NotImplementedError

    def change(self, id, fields):
        raise NotImplementedError

    def set_levels(self, id, impact, urgency):
        self.change(id, {"impact": str(impact), "urgency": str(urgency)})

    def set(self, **settings):
        for name, value in settings.items():
            if not hasattr(self, name):
                raise KeyError(f"no such setting: {name}")
            setattr(self, name, value)

    def complain(self, what):
        self.complaints.append(what)


class Server:
    """The desk's own address and the people's."""

    def __init__(self, desk, certificate, key):
        self.desk, self.lock, self.let_go = desk, threading.Lock(), threading.Condition()
        self.waiting = self.held = 0
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.minimum_version = ssl.TLSVersion.TLSv1_2
        tls.load_cert_chain(certificate, key)
        server = self

        class DeskHandler(Handler):
            def exchange(self, request):
                return server.call(request)

        class PeopleHandler(Handler):
            def exchange(self, request):
                order = request.json()
                if order["do"] == "release_creates":
                    return server.release_creates()
                with server.lock:
                    return server.order(order)

        self.addresses = [Listener(DeskHandler, tls), Listener(PeopleHandler, None)]

    def serve(self):
        for listener in self.addresses:
            threading.Thread(target=listener.serve_forever, daemon=True).start()
        desk, people = (listener.server_address[1] for listener in self.addresses)
        print(f"desk on https://127.0.0.1:{desk}, people on http://127.0.0.1:{people}", flush=True)
        sys.stdin.read()

    def call(self, request):
        """The answer; None: none is given."""
        with self.let_go:
            if self.desk.hanging:
                self.waiting += 1
                self.let_go.wait_for(lambda: not self.desk.hanging)
                self.waiting -= 1
        time.sleep(self.desk.call_seconds)
        if not self.desk.is_sign_in(request) and self.desk.is_create(request):
            return self.create(request)
        return self.answer(request)

    def create(self, request):
        with self.let_go:
            self.held += 1
            self.let_go.wait_for(lambda: not self.desk.holding_creates)
        try:
            time.sleep(self.desk.create_seconds)
            return self.answer(request)
        finally:
            with self.let_go:
                self.held -= 1
                self.let_go.notify_all()

    def release_creates(self):
        with self.let_go:
            self.desk.holding_creates = False
            self.let_go.notify_all()
            self.let_go.wait_for(lambda: self.held == 0)
        return Reply(200, {})

    def answer(self, request):
        with self.lock:
            desk = self.desk
            desk.calls.append(f"{request.method} {request.path}")
            if desk.is_sign_in(request):
                return self.answer_or_lose(request)
            if desk.next_later:
                way, desk.next_later = desk.next_later, None
                return desk.later_ways()[way]
            trouble = desk.trouble
            if trouble == "answer_lost":
                if not desk.is_change(request):
                    return self.answer_or_lose(request)
                desk.trouble = None
                desk.handle(request)
                return None
            desk.trouble = None
            if trouble == "unreachable":
                return None
            if trouble == "busy":
                return desk.busy()
            if trouble == "nonsense":
                return PAGE
            if trouble == "refused":
                return desk.refused(request)
            if trouble == "session_over":
                desk.end_sessions()
            return self.answer_or_lose(request)

    def answer_or_lose(self, request):
        reply = self.desk.handle(request)
        if self.desk.lose_each_once:
            kind = hashlib.sha256(f"{request.method} {request.target}\n".encode() + request.body).digest()
            if kind not in self.desk.lost:
                self.desk.lost.add(kind)
                return None
        return reply

    def order(self, order):
        what = order.pop("do")
        desk = self.desk
        if what == "reset":
            with self.let_go:
                desk.reset()
                self.let_go.notify_all()
        elif what == "trouble":
            desk.trouble = order["trouble"]
        elif what == "lose_each_once":
            desk.lose_each_once = True
        elif what in ("hang", "let_go"):
            with self.let_go:
                desk.hanging = what == "hang"
                self.let_go.notify_all()
        elif what == "hold_creates":
            desk.holding_creates = True
        elif what == "later_ways":
            return Reply(200, {"ways": list(desk.later_ways())})
        elif what == "later":
            desk.next_later = order["way"]
        elif what == "waiting":
            return Reply(200, {"count": self.waiting})
        elif what == "complaints":
            return Reply(200, {"complaints": desk.complaints})
        elif what == "calls":
            return Reply(200, {"calls": desk.calls})
        elif what == "add_ci":
            return Reply(200, {"id": desk.add_ci(order["name"], order["class"], order["resource_id"])})
        elif what == "incidents":
            return Reply(200, {"count": desk.incidents()})
        elif what == "all":
            return Reply(200, {"incidents": [{"title": title, "open": is_open} for title, is_open in desk.all()]})
        elif what == "held":
            return Reply(200, desk.held(order["id"]))
        else:
            {"remove_ci": desk.remove_ci, "set_state": desk.set_state, "set_levels": desk.set_levels, "change": desk.change,
             "set": desk.set}[what](**order)
        return Reply(200, {})


class Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, handler, tls):
        super().__init__(("127.0.0.1", 0), handler)
        self.tls = tls

    def finish_request(self, request, client_address):
        if not self.tls:
            return super().finish_request(request, client_address)
        try:
            with self.tls.wrap_socket(request, server_side=True) as encrypted:  # in this connection's own thread
                super().finish_request(encrypted, client_address)
        except OSError:
            pass  # the client went away: its business

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "desk-stand-in", ""

    def exchange(self, request):
        raise NotImplementedError

    def answer(self):
        length = int(self.headers.get("Content-Length", 0))
        if length > MOST_BODY:
            raise ValueError("a body too large")
        request = Request(self.command, self.path, self.headers, self.rfile.read(length))
        reply = self.exchange(request)
        self.close_connection = True
        if reply is None:
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(reply.body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def log_message(self, *_):
        pass


def main(make_desk):
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    _, certificate, key = certificates(parser.parse_args().folder)
    Server(make_desk(), certificate, key).serve()
