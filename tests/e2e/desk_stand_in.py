"""A stand-in for a remote desk (tests/desks) as a scenario uses it: the desk itself, and the people who work in it."""
import json
import os
import pathlib

import azure
import harness

DESKS = pathlib.Path(__file__).resolve().parents[1] / "desks"


class DeskStandIn:
    """`kind` names the script.  `base` is the desk's address; other methods are the people's orders (desk_server.py)."""

    def __init__(self, kind, folder):
        self.process = harness.Process(["python3", "-B", DESKS / f"{kind}.py", folder], folder / f"{kind}.log",
                                       dict(os.environ), keep_input=True)
        found = self.process.wait_for_line(r"desk on (\S+), people on (\S+)")
        self.base, self.people = found.group(1), found.group(2)

    def order(self, what, **more):
        reply = harness.request(self.people, "POST", "/", json.dumps({"do": what, **more}))
        if reply.status != 200:
            raise AssertionError(f"the stand-in refused {what}: {reply}")
        return reply.json()

    def set(self, **settings):
        self.order("set", **settings)

    def held(self, id):
        return self.order("held", id=id)

    def complaints(self):
        return self.order("complaints")["complaints"]

    def close(self):
        self.process.end()


# What an operator writes for each kind, the secrets that go with it, and a setting of the stand-in that says the same.
KINDS = {
    "helix": ({"user": "azalerts", "resolver": "Allen Allbrook", "resolver_login": "Allen",
               "fields": {"Assigned Support Company": "Calbro Services", "Assigned Support Organization": "IT Support",
                          "Assigned Group": "Cloud Operations"}},
              {"password": "s#cret & more"}),
    "servicenow": ({"auth": "password", "client_id": "c0ffee", "user": "azalerts"},
                   {"password": "p\u00e4ssword:1&=+%", "client_secret": "s3cret&=+ %"}),
    "itop": ({"user": "azure", "organization": "Demo"}, {"password": "secret of azure"}),
}


def desk_settings(name, kind, base, **over):
    options, _ = KINDS[kind]
    return {"name": name, "kind": kind, "url": base, **options, **over}


def store_secrets(host, name, kind):
    for field, value in KINDS[kind][1].items():
        host.cli("secret", "set", name, field, input=value)


def virtual_machine(name):
    return azure.resource(name)
