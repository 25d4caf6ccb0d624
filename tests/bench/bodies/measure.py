"""What bodies of very many values cost: 8 senders at once of 1 MiB of "{},{},...", then 40 of "[],[],...", while honest
alerts of 3 KB are posted one after the other.  Loopback only; about half a minute.

    SECURE_EXPORT=.../secure-export PLUGINS=.../plugins IDENTITY=.../identity-stand-in python3 -B tests/bench/bodies/measure.py
"""
import json
import pathlib
import statistics
import sys
import threading
import time
import uuid

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "e2e"))
import azure  # noqa: E402
from harness import Host, Scratch, StandIn, EndToEndCase, connection, document, until  # noqa: E402

MIB = 1024 * 1024


def of_values(value):
    text = '{"q":"%s","z":[%s' % (uuid.uuid4(), value)
    return text + ("," + value) * ((MIB - len(text) - 2) // (len(value) + 1)) + "]}"


def memory(pid):
    """Resident now and at most, in MB."""
    lines = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return [int(next(line for line in lines if line.startswith(name)).split()[1]) // 1024 for name in ("VmRSS", "VmHWM")]


def round_of(host, token, value, senders, each):
    ended, wrong, honest = threading.Event(), [], []

    def send():
        for _ in range(each):
            if (status := host.post(of_values(value), token).status) != 202:
                wrong.append(status)

    def honest_ones():
        while not ended.is_set():
            began = time.monotonic()
            status = host.post(azure.metric_alert(azure.new_alert_id()), token).status
            honest.append((time.monotonic() - began) * 1000)
            if status != 202:
                wrong.append(status)
            time.sleep(0.02)
    threads = [threading.Thread(target=send) for _ in range(senders)]
    beside = threading.Thread(target=honest_ones)
    beside.start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ended.set()
    beside.join()
    host.settled(300)
    time.sleep(1)
    pid = host.process.child.pid
    now, peak = memory(pid)
    print(f"{senders} senders x {each} of 1 MiB of {value}: honest p50 {statistics.median(honest):.0f} ms, slowest "
          f"{max(honest):.0f} ms of {len(honest)}, not 202: {wrong}; RSS 1 s after {now} MB, at most {peak} MB", flush=True)


def main():
    scratch = Scratch()
    authority = StandIn(scratch.path)
    host = Host(scratch.path)
    try:
        host.configure(document(connection("contoso", EndToEndCase.TENANT, [EndToEndCase.AUDIENCE], authority.base)))
        host.start()
        until(lambda: not host.mapping("SELECT 1 FROM key_set WHERE fetched_ms IS NULL")
              and host.mapping("SELECT 1 FROM key_set"), "the keys are fetched")
        token = authority.token(EndToEndCase.TENANT, EndToEndCase.AUDIENCE)
        host.post(json.dumps(azure.metric_alert(azure.new_alert_id())), token)
        host.settled()
        print(f"at rest: RSS {memory(host.process.child.pid)[0]} MB")
        round_of(host, token, "{}", 8, 3)
        round_of(host, token, "[]", 40, 1)
        round_of(host, token, "[]", 8, 10)
    finally:
        host.close()
        authority.close()
        scratch.close()


if __name__ == "__main__":
    main()
