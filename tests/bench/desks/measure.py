"""How much one hanging desk slows down the others: 20 desks over TLS, the same alerts worked on with all of them well and
with one that takes calls and never answers.  Reports the ratio of the other 19's times.

    SECURE_EXPORT=... PLUGINS=... IDENTITY=... python3 tests/bench/desks/measure.py [ALERTS_PER_DESK]

The environment is that of tests/e2e/harness.py.
"""
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "e2e"))
import azure
from desk_stand_in import DeskStandIn, desk_settings, store_secrets
from harness import Host, Scratch, StandIn, EndToEndCase, connection, until

DESKS = [f"desk{n:02}" for n in range(20)]
HANGING = DESKS[7]


def seconds(hanging, alerts):
    scratch = Scratch()
    authority = StandIn(scratch.path)
    well, ill = DeskStandIn("itop", scratch.path), DeskStandIn("itop", scratch.path)
    host = Host(scratch.path, env={"SSL_CERT_FILE": str(scratch.path / "ca.pem")})
    try:
        host.configure({
            "version": 1,
            "connections": [connection(name, EndToEndCase.TENANT, [f"api://{name}"], authority.base, desk=name)
                            for name in DESKS],
            "desks": [desk_settings(name, "itop", (ill if name == HANGING else well).base) for name in DESKS]})
        for name in DESKS:
            store_secrets(host, name, "itop")
        if hanging:
            ill.order("hang")
        host.start()
        EndToEndCase.wait_for_keys.__func__(EndToEndCase, host)
        tokens = {name: authority.token(EndToEndCase.TENANT, f"api://{name}") for name in DESKS}
        begin = time.monotonic()
        for _ in range(alerts):
            for name in [HANGING, *[one for one in DESKS if one != HANGING]]:
                reply = host.post(azure.metric_alert(azure.new_alert_id()), tokens[name])
                assert reply.status == 202, reply
        until(lambda: not host.mapping("SELECT 1 FROM inbox AS x JOIN delivery AS d ON d.id = x.delivery "
                                       "WHERE x.state = 'waiting' AND d.connection <> ? LIMIT 1", HANGING),
              "the other desks' alerts are done", 300)
        return time.monotonic() - begin
    finally:
        ill.order("let_go")
        host.close()
        well.close()
        ill.close()
        authority.close()
        scratch.close()


def main():
    alerts = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    for _ in range(3):
        all_well, one_hanging = seconds(False, alerts), seconds(True, alerts)
        print(f"{19 * alerts} alerts of 19 desks: {all_well:.2f} s with all well, {one_hanging:.2f} s with one hanging, "
              f"ratio {one_hanging / all_well:.2f}", flush=True)


if __name__ == "__main__":
    main()
