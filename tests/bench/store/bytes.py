"""What an incident takes on disk: posts a Fired and a Resolved of that many metric alerts, lets the embedded desk open and
resolve the incidents, and tells the bytes of each table and index of the mapping database for one pair, free pages too.

    SECURE_EXPORT=.../secure-export PLUGINS=.../plugins IDENTITY=.../identity-stand-in python3 -B tests/bench/store/bytes.py [PAIRS]

Needs the program sqlite3 with its table dbstat (Debian's has it).
"""
import json
import pathlib
import subprocess
import sys
import threading

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "e2e"))
import azure  # noqa: E402
from harness import Host, Scratch, StandIn, EndToEndCase, connection, document  # noqa: E402

SENDERS = 8


def post_all(host, token, alerts, condition):
    wrong = []

    def send(mine):
        for alert in mine:
            body = azure.metric_alert(alert, condition) if condition != "Fired" else azure.metric_alert(alert)
            if (status := host.post(json.dumps(body, separators=(",", ":")), token).status) != 202:
                wrong.append(status)
    threads = [threading.Thread(target=send, args=(alerts[n::SENDERS],)) for n in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        sys.exit(f"not 202: {wrong[:10]}")


def tell(file, pairs):
    def ask(sql):
        done = subprocess.run(["sqlite3", "-readonly", "-separator", "\t", str(file), sql], capture_output=True, text=True, check=True)
        return [line.split("\t") for line in done.stdout.splitlines()]
    for name, size in ask("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC"):
        if int(size) / pairs >= 1:
            print(f"{int(size) / pairs:8.0f}  {name}")
    [[pages, free, page_size]] = ask("SELECT page_count, freelist_count, page_size FROM pragma_page_count, pragma_freelist_count, "
                                     "pragma_page_size")
    print(f"{int(free) * int(page_size) / pairs:8.0f}  free pages\n{int(pages) * int(page_size) / pairs:8.0f}  bytes a pair")


def main():
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    scratch = Scratch()
    authority = StandIn(scratch.path)
    host = Host(scratch.path)
    try:
        host.configure(document(connection("contoso", EndToEndCase.TENANT, [EndToEndCase.AUDIENCE], authority.base)))
        host.start()
        EndToEndCase.wait_for_keys(host)
        token = authority.token(EndToEndCase.TENANT, EndToEndCase.AUDIENCE)
        alerts = [azure.new_alert_id() for _ in range(pairs)]
        for condition in ("Fired", "Resolved"):
            post_all(host, token, alerts, condition)
            host.settled(1800)
        host.stop()
        tell(host.data / "secure-export.sqlite", pairs)
    finally:
        host.close()
        authority.close()
        scratch.close()


if __name__ == "__main__":
    main()
