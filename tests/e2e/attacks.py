"""Builders of tests/data/attack_matrix.tsv: each makes one shot at a running host out of a line's parameters.

Parameters are JSON.  In its texts "$tenant", "$base" and so on stand for what Range.names() tells, "$now+400" alone for a
number of seconds, "$(x*1000)" for a thousand x; a character of a message is a byte (latin-1).  A parameter that nobody
takes is an error, so that a misspelt attack is not one that "was refused".
"""
import base64
import json
import re
import socket
import time

import azure
from harness import DEADLINE_S

ALERTS = "/azure-monitor/alerts"


def decoded(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode()


def encoded(text):
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def spare_bits(part):
    """Another text that a lenient decoder reads as the same bytes."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return part[:-1] + alphabet[alphabet.index(part[-1]) + 1]


# What can be done to a part of a token: "{s|half}".
CHANGES = {
    "half": lambda part: part[:len(part) // 8 * 4],
    "zeros": lambda part: "A" * len(part),
    "flipped": lambda part: ("A" if part[0] != "A" else "B") + part[1:],
    "spare-bits": spare_bits,
    "upper": str.upper,
    "plus": lambda part: base64.b64encode(base64.urlsafe_b64decode(part + "==")).decode().rstrip("="),
}


class Range:
    """A host to shoot at, the authorities that sign, and the tenants and sessions that there are."""

    def __init__(self, host, authorities, tenants, audiences, browser):
        self.host, self.authorities, self.tenants, self.audiences, self.browser = host, authorities, tenants, audiences, browser

    def names(self):
        return {**self.tenants, **self.audiences, "base": self.authorities["own"].base,
                "other_base": self.authorities["other"].base, "admin": self.browser.authority,
                "cookie": self.browser.cookie,
                "session": self.browser.cookie.split("=", 1)[1], "csrf": self.browser.csrf}

    def filled(self, value, names=None):
        """`value` with every placeholder replaced."""
        names = self.names() if names is None else names
        if isinstance(value, dict):
            return {key: self.filled(one, names) for key, one in value.items()}
        if isinstance(value, list):
            return [self.filled(one, names) for one in value]
        if not isinstance(value, str):
            return value
        if now := re.fullmatch(r"\$now([+-]\d+)", value):
            return int(time.time()) + int(now[1])
        value = re.sub(r"\$\((.+?)\*(\d+)\)", lambda found: found[1] * int(found[2]), value)
        return re.sub(r"\$(?:\{(\w+)\}|(\w+))", lambda found: names.get(found[1] or found[2], found[0]), value)

    # -- tokens

    def token(self, order):
        """`order`: what the authority's /token takes, and
          from        the authority: own, other
          header_text, claims_text   [[old, new], ...] in the JSON that is signed
          compact     "{h}.{p}.{s}"; a part may be changed: "{s|half}"; {h2}, {p2}, {s2} are those of another good token
        """
        order = dict(order)
        authority = self.authorities[order.pop("from", "own")]
        edits = [order.pop(name, []) for name in ("header_text", "claims_text")]
        compact = order.pop("compact", "{h}.{p}.{s}")
        tenant = order.pop("tenant", self.tenants["tenant"])
        audience = order.pop("audience", self.audiences["audience"])
        parts = authority.token(tenant, audience, **order).split(".")
        if any(edits):
            for i, edit in enumerate(edits):
                text = decoded(parts[i])
                for old, new in edit:
                    if old not in text:
                        raise AssertionError(f"{old!r} is not in {text}")
                    text = text.replace(old, new, 1)
                parts[i] = encoded(text)
            parts[2] = authority.post("/sign", json.dumps({"text": ".".join(parts[:2]), "key": order.get("key", "current"),
                                      "algorithm": order.get("algorithm", "RS256")})).body.decode()
        named = dict(zip("hps", parts))
        if re.search(r"\{[hps]2", compact):
            second = authority.token(tenant, audience, claims={"uti": "another"}).split(".")
            named.update(zip(("h2", "p2", "s2"), second))

        def part(found):
            text = named[found[1]]
            return CHANGES[found[2]](text) if found[2] else text
        return re.sub(r"\{([hps]2?)(?:\|([\w-]+))?\}", part, compact)

    # -- messages

    def message(self, token, body, line=f"POST {ALERTS} HTTP/1.1", set=None, drop=(), add=(), chunk=None, end="\r\n", close=True):
        """The bytes of one request.
          set    {field: value} in place of what is sent otherwise; drop: fields that are not; add: whole lines behind
          chunk  "{size}\\r\\n{body}\\r\\n0\\r\\n\\r\\n": how the body is cut, in place of Content-Length
          end    of a line
          close  whether the connection is to end after it
        """
        names = {**self.names(), "token": token, "body": body.decode("latin-1"), "length": str(len(body))}
        fields = {"Host": "alerts.example.com", "Content-Type": "application/json; charset=utf-8",
                  "Authorization": "Bearer $token", "Content-Length": "$length"}
        if close:
            fields["Connection"] = "close"
        if chunk:
            del fields["Content-Length"]
            fields["Transfer-Encoding"] = "chunked"
            body = chunk.replace("{size}", f"{len(body):x}").replace("{body}", body.decode("latin-1")).encode("latin-1")
        for name in drop:
            del fields[name]
        fields.update(set or {})
        lines = [line, *(f"{name}: {value}" for name, value in fields.items()), *add, "", ""]
        return self.filled(end.join(lines), names).encode("latin-1") + body

    def exchange(self, peer, data, wanted=1, port=None):
        """Sends `data` from address `peer`: the statuses that came back, and the last reply's body.  Reads on until there are
        `wanted`, and to the connection's end where it ends."""
        statuses, text, ends = [], b"", False
        with socket.create_connection(("127.0.0.1", port or self.host.port), DEADLINE_S, (peer, 0)) as connection:
            try:
                connection.sendall(data)
            except OSError:
                pass  # who refuses early hangs up early; what it said is read below
            seen = b""
            while len(statuses) < wanted or ends:
                try:
                    block = connection.recv(65536)
                except ConnectionResetError:
                    break
                if not block:
                    break
                seen += block
                while (found := re.match(rb"HTTP/1\.[01] (\d+)[^\r]*\r\n(.*?)\r\n\r\n", seen, re.DOTALL)):
                    head = found[2].lower()
                    length = int((re.search(rb"content-length: *(\d+)", head) or [0, 0])[1])
                    if len(seen) < found.end() + length:
                        break
                    text, seen = seen[found.end():found.end() + length], seen[found.end() + length:]
                    if found[1] != b"100":
                        statuses.append(int(found[1]))
                        ends = ends or b"connection: close" in head
        return statuses, text

    def alert(self, **essentials):
        return azure.metric_alert(azure.new_alert_id(), **essentials)


def body_of(alert):
    return json.dumps(alert).encode()


# -- builders: (range, peer, parameters, how many replies are expected) -> (statuses, what a check would be called)

def token(at, peer, order, wanted):
    """A good alert under a token that is made as ordered."""
    return at.exchange(peer, at.message(at.token(order), body_of(at.alert())), wanted)[0], None


def http(at, peer, given, wanted):
    """A good alert under a good token, in a message that is made as given (see Range.message).  "behind": another request that
    would be taken stands behind it on the connection; "body": in place of the alert."""
    given = dict(given)
    behind, body = given.pop("behind", False), given.pop("body", None)
    body = body_of(at.alert()) if body is None else body.encode("latin-1")
    data = at.message(at.token({}), body, close=given.pop("close", not behind), **given)
    if behind:
        data += at.message(at.token({}), body_of(at.alert()))
    return at.exchange(peer, data, wanted)[0], None


def body(at, peer, given, wanted):
    """A body under a good token: "text" in place of an alert's, or "edit" [[old, new], ...] in one; "set" fields."""
    given = dict(given)
    text = given.pop("text", None)
    if text is None:
        text = json.dumps(at.alert())
    for old, new in given.pop("edit", []):
        if old not in text:
            raise AssertionError(f"{old!r} is not in {text}")
        text = text.replace(old, new, 1)
    return at.exchange(peer, at.message(at.token({}), text.encode("latin-1"), **given), wanted)[0], None


def essentials(at, peer, given, wanted):
    """An alert to the connection that has allowed_subscriptions, with essentials as given."""
    alert_id = given.pop("alertId", azure.new_alert_id(at.tenants["subscription"]))
    targets = given.pop("targets", None) or [azure.resource("vm", subscription=at.tenants["subscription"])]
    alert = azure.metric_alert(alert_id, target=targets[0], **given)
    alert["data"]["essentials"]["alertTargetIDs"] = targets
    return at.exchange(peer, at.message(at.token({"tenant": at.tenants["restricted"]}), body_of(alert)), wanted)[0], None


def incident(at, peer, given, wanted):
    """An incident that one token opens and another tries to end; the check is the state of what was opened."""
    alert_id, target = azure.new_alert_id(), azure.resource("vm")
    statuses = []
    for condition in ("Fired", "Resolved"):
        alert = azure.metric_alert(alert_id, condition, target=target)
        statuses += at.exchange(peer, at.message(at.token(given[condition]), body_of(alert)))[0]
        at.host.settled()
    rows = at.host.mapping("SELECT DISTINCT incident FROM alert_history WHERE alert_id = ? AND incident <> ''", alert_id)
    numbers = [row["incident"] for row in rows]
    return statuses, "+".join(sorted(i["state"] for i in at.host.incidents() if i["number"] in numbers))


def admin(at, peer, given, wanted):
    """A request to the admin listener, with what a signed-in administrator's page sends: "drop" takes fields of it away."""
    given = dict(given)
    fields = {"Host": "$admin", "Cookie": "$cookie", "X-CSRF-Token": "$csrf", "Origin": "http://$admin",
              "Content-Type": "application/json", "Connection": "close"}
    for name in given.pop("drop", []):
        del fields[name]
    fields.update(given.pop("set", {}))
    content = given.pop("body", "")
    lines = [f"{given.pop('line')} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()),
             *given.pop("add", []), f"Content-Length: {len(content)}", "", content]
    if given:
        raise TypeError(f"unknown parameters {sorted(given)}")
    data = at.filled("\r\n".join(lines)).encode("latin-1")
    return at.exchange(peer, data, wanted, at.browser.host.admin_port)[0], None


BUILDERS = {build.__name__: build for build in (token, http, body, essentials, incident, admin)}
