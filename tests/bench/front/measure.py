"""What strangers can do to honest senders at the front: 800 dripping, 800 idle and 64 announcing connections, from one
address and from 64, while alerts of 3 KB and 100 KB are posted; then a load of which half is forged.  Loopback only.

    SECURE_EXPORT=.../secure-export PLUGINS=.../plugins IDENTITY=.../identity-stand-in python3 -B tests/bench/front/measure.py

Wanted: all honest posts taken, the slowest within 0.25 s; memory and files back afterwards; p99 beside as many forged
tokens within 1.5 times of p99 alone.  About a minute.
"""
import http.client
import json
import multiprocessing
import os
import pathlib
import resource
import selectors
import socket
import statistics
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "e2e"))
import azure  # noqa: E402
from harness import Host, Scratch, StandIn, EndToEndCase, connection, document, until  # noqa: E402

DRIPPING, IDLE, ANNOUNCING = 800, 800, 64
POSTS = 100          # of each size
DRIP_EVERY_S = 0.5
LOAD_PER_S, LOAD_S = 100, 8
HEAD = b"POST /azure-monitor/alerts HTTP/1.1\r\nHost: x\r\n"


def crowd(port, sources, ready, stop):
    """Keeps so many connections of each kind; one that is ended is opened anew."""
    texts = [HEAD + b"X: "] * DRIPPING + [b""] * IDLE + [HEAD + b"Content-Length: 1048576\r\n\r\n"] * ANNOUNCING
    clients = [None] * len(texts)
    watch = selectors.DefaultSelector()

    def connect(n):
        clients[n] = socket.socket()
        clients[n].bind((sources[n % len(sources)], 0))
        clients[n].connect(("127.0.0.1", port))
        if texts[n]:
            clients[n].sendall(texts[n])
        watch.register(clients[n], selectors.EVENT_READ, n)
    for n in range(len(texts)):
        connect(n)
    ready.set()
    again, gone = 0, []
    while not stop.is_set():
        next_drip = time.monotonic() + DRIP_EVERY_S
        while (left := next_drip - time.monotonic()) > 0 and not stop.is_set():
            for key, _ in watch.select(min(left, 0.1)):
                try:
                    ended = not key.fileobj.recv(4096)
                except OSError:
                    ended = True
                if ended:
                    watch.unregister(key.fileobj)
                    key.fileobj.close()
                    gone.append(key.data)
        for client in clients[:DRIPPING]:
            try:
                client.send(b"x")
            except OSError:
                pass  # it is opened anew
        for n in gone:
            connect(n)
        again += len(gone)
        gone.clear()
    for client in clients:
        client.close()
    print(f"    the crowd opened {again} connections anew")


def post(port, body, token, source="127.0.0.1"):
    """Status and milliseconds, on a connection of its own."""
    began = time.monotonic()
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=(source, 0))
    try:
        client.request("POST", "/azure-monitor/alerts", body, {"Content-Type": "application/json",
                                                               "Authorization": "Bearer " + token})
        status = client.getresponse().status
    except OSError:
        status = 0
    finally:
        client.close()
    return status, (time.monotonic() - began) * 1000


def body_of(size):
    alert = azure.metric_alert(azure.new_alert_id())
    alert["data"]["alertContext"]["padding"] = "x" * max(0, size - len(json.dumps(alert)) - 20)
    return json.dumps(alert)


def rss_kb(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return int(next(line.split()[1] for line in status if line.startswith("VmRSS")))


def files(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def forge(port, token, per_s, until_s):
    """As many requests with a signature of another key as there are good ones."""
    head, claims, signature = token.split(".")
    count = 0
    while (now := time.monotonic()) < until_s:
        wrong = ("A" if signature[0] != "A" else "B") + signature[1:8] + f"{count:08d}" + signature[16:]
        post(port, body_of(3000), f"{head}.{claims}.{wrong}", "127.0.0.2")
        count += 1
        time.sleep(max(0, 1 / per_s - (time.monotonic() - now)))


def load(port, token):
    times, statuses = [], {}
    for _ in range(LOAD_PER_S * LOAD_S):
        now = time.monotonic()
        status, ms = post(port, body_of(3000), token)
        times.append(ms)
        statuses[status] = statuses.get(status, 0) + 1
        time.sleep(max(0, 1 / LOAD_PER_S - (time.monotonic() - now)))
    times.sort()
    return statistics.median(times), times[int(len(times) * 0.99)], statuses


def main():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, hard))
    scratch = Scratch()
    authority = StandIn(scratch.path)
    host = Host(scratch.path)
    good = True
    try:
        host.configure(document(connection("contoso", EndToEndCase.TENANT, [EndToEndCase.AUDIENCE], authority.base)))
        host.start()
        until(lambda: not host.mapping("SELECT 1 FROM key_set WHERE fetched_ms IS NULL")
              and host.mapping("SELECT 1 FROM key_set"), "the keys are fetched")
        token = authority.token(EndToEndCase.TENANT, EndToEndCase.AUDIENCE)
        pid = host.process.child.pid
        for _ in range(50):
            post(host.port, body_of(100000), token)
        host.settled()
        for name, sources in (("one address", ["127.0.0.2"]), ("64 addresses", [f"127.0.1.{n}" for n in range(1, 65)])):
            before = rss_kb(pid), files(pid)
            ready, stop = multiprocessing.Event(), multiprocessing.Event()
            strangers = multiprocessing.Process(target=crowd, args=(host.port, sources, ready, stop))
            strangers.start()
            ready.wait(60)
            results = []
            for _ in range(POSTS):
                for size in (3000, 100000):
                    results.append(post(host.port, body_of(size), token))
                    time.sleep(0.05)
            during = rss_kb(pid), files(pid)
            stop.set()
            strangers.join()
            host.settled()
            time.sleep(3)
            after = rss_kb(pid), files(pid)
            taken, slowest = sum(status == 202 for status, _ in results), max(ms for _, ms in results)
            print(f"{name}: {taken} of {len(results)} taken, median {statistics.median(ms for _, ms in results):.1f} ms, "
                  f"slowest {slowest:.0f} ms; RSS {before[0]} -> {during[0]} -> {after[0]} KB, "
                  f"files {before[1]} -> {during[1]} -> {after[1]}", flush=True)
            good &= taken == len(results) and slowest <= 250 and after[1] <= before[1] + 4
        alone = load(host.port, token)
        host.settled()
        forger = multiprocessing.Process(target=forge, args=(host.port, token, LOAD_PER_S, time.monotonic() + LOAD_S))
        forger.start()
        beside = load(host.port, token)
        forger.join()
        print(f"{LOAD_PER_S}/s alone: p50 {alone[0]:.1f} p99 {alone[1]:.1f} ms {alone[2]}; with as many forged: "
              f"p50 {beside[0]:.1f} p99 {beside[1]:.1f} ms {beside[2]}: {beside[1] / alone[1]:.2f} times")
        good &= set(alone[2]) == set(beside[2]) == {202} and beside[1] <= 1.5 * alone[1]
    finally:
        host.close()
        authority.close()
        scratch.close()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
