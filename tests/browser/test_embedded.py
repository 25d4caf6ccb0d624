"""The embedded host's screens in a browser."""
import unittest

import programs
from desk_stand_in import KINDS, DeskStandIn, desk_settings, store_secrets
from harness import Host, Scratch, StandIn, EndToEndCase, connection, document

PASSWORD = "correct horse battery"


class InABrowser(unittest.TestCase):
    def setUp(self):
        programs.wanted()
        self.scratch = Scratch()
        self.addCleanup(self.scratch.close)
        self.authority = StandIn(self.scratch.path)
        self.addCleanup(self.authority.close)

    def serve(self, document=None, **more):
        host = Host(self.scratch.path, "--admin-listen", "127.0.0.1:0",
                    env={"SSL_CERT_FILE": str(self.scratch.path / "ca.pem")})  # of the desk's stand-in
        self.addCleanup(host.close)
        if document:
            host.configure(document)
        host.start()
        found = host.process.wait_for_line(r"admin screens on (http://\S+)/")
        return host, {
            "host": "embedded", "screens": found.group(1) + "/ui/", "alerts": host.base, "password": PASSWORD,
            "link": host.process.wait_for_line(r"(http://\S+/login#[\w-]{43})").group(1),
            "authority": self.authority.base, "tenant": EndToEndCase.TENANT, "audience": EndToEndCase.AUDIENCE,
            "token": self.authority.token(EndToEndCase.TENANT, EndToEndCase.AUDIENCE), "rule": programs.RULE,
            "machine": programs.MACHINE, "ci": "shop-front", "bodies": programs.bodies(), **more}

    def test_a_fresh_installation_is_set_up_and_worked_with(self):
        itop = DeskStandIn("itop", self.scratch.path)
        self.addCleanup(itop.close)
        options, secrets = KINDS["itop"]
        _, world = self.serve(itop={"url": itop.base, "password": secrets["password"], **options})
        programs.walk(self, "walk.mjs", self.scratch.path, world)

    def test_the_policies_of_a_route_are_set_on_the_screen(self):
        written = {
            "name": "written elsewhere", "ticket": False, "group_by": "custom_property", "group_property": "team",
            "hold": "90s", "hold_resolve": "5m", "reopen_within": "2h", "quiet_after": "1d", "on_resolved": "note",
            "without_beginning": "open", "flapping": {"changes": 6, "within": "1h"},
            "max_tickets": {"count": 20, "per": "10m"},
            "maintenance": [{"from": "2026-12-01T20:00:15.250Z", "to": "2026-12-02T03:00:00+01:00"},
                            {"weekly": ["sun", "sat"], "start": "22:05", "length": "1h 30m", "zone": "America/New_York"}]}
        host, world = self.serve(document(connection("contoso", EndToEndCase.TENANT, [EndToEndCase.AUDIENCE],
                                                     self.authority.base, routes=[written, {"name": "plain"}])))
        host.cli("admin", "password", input=PASSWORD)
        programs.walk(self, "policies.mjs", self.scratch.path, world)

    def test_every_screen_is_fit_for_everybody_whatever_an_alert_brings(self):
        contoso = connection("contoso", EndToEndCase.TENANT, [EndToEndCase.AUDIENCE], self.authority.base, routes=[
            {"name": "nowhere", "rules": ["*script*"], "desk": "itop"}])
        itop = DeskStandIn("itop", self.scratch.path)
        self.addCleanup(itop.close)
        settings = document(contoso)
        settings["desks"].append(desk_settings("itop", "itop", itop.base, organization="Nowhere"))  # it refuses: parked
        bodies = programs.bodies()
        host, world = self.serve(settings, bodies={
            **bodies, "hostile": programs.hostile(), "kept": programs.hostile("kept here")})
        store_secrets(host, "itop", "itop")
        host.cli("admin", "password", input=PASSWORD)
        programs.walk(self, "screens.mjs", self.scratch.path, world)


if __name__ == "__main__":
    unittest.main()
