"""The same screens in Request Tracker's page, and Request Tracker as the desk."""
import os
import pathlib
import sys
import unittest

import programs

sys.path.insert(0, str(programs.HERE.parent / "rt"))
import instance  # noqa: E402
from desk_stand_in import KINDS, DeskStandIn  # noqa: E402
from harness import Scratch, StandIn, skip  # noqa: E402


class InABrowser(unittest.TestCase):
    def test_a_fresh_installation_is_set_up_and_worked_with(self):
        programs.wanted()
        if not pathlib.Path(instance.RT_SERVER).exists():
            skip("Request Tracker 5 is not installed; sh tests/rt/run.sh does it")
        scratch = Scratch()
        self.addCleanup(scratch.close)
        folder = scratch.path
        authority = StandIn(folder)
        self.addCleanup(authority.close)
        itop = DeskStandIn("itop", folder)
        self.addCleanup(itop.close)
        os.environ["SSL_CERT_FILE"] = str(folder / "ca.pem")  # of the desk's stand-in
        self.addCleanup(os.environ.pop, "SSL_CERT_FILE")
        rt = instance.RequestTracker(folder, database="sqlite")
        self.addCleanup(rt.close)
        rt.check("prepare", {"name": "Azure"})
        rt.setup()
        rt.check("person", "keeper", "a-password", "ShowConfigTab", "AdminSecureExport", "SeeQueue", "ShowCatalog")
        rt.check("asset", "shop-front", "Servers")
        rt.start_server(workers=3)
        rt.start_worker()
        options, secrets = KINDS["itop"]
        programs.walk(self, "walk.mjs", folder, {
            "host": "request-tracker", "screens": f"http://localhost:{rt.port}/Admin/Tools/SecureExport.html",
            "alerts": rt.base, "user": "keeper", "password": "a-password", "authority": authority.base,
            "tenant": rt.TENANT, "audience": rt.AUDIENCE, "token": authority.token(rt.TENANT, rt.AUDIENCE),
            "rule": programs.RULE, "machine": programs.MACHINE, "ci": "shop-front", "bodies": programs.bodies(),
            "itop": {"url": itop.base, "password": secrets["password"], **options}})


if __name__ == "__main__":
    unittest.main()
