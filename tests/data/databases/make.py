"""Fills a data directory with a program and keeps its databases as text: for a schema that has no kept file yet.

    SECURE_EXPORT=... PLUGINS=... IDENTITY=... python3 tests/data/databases/make.py NAME

SECURE_EXPORT and PLUGINS are of the program whose schema is to be kept, IDENTITY is today's stand-in.  Writes
NAME.mapping.sql.gz and NAME.desk.sql.gz beside this file.  tests/e2e/test_upgrade.py says what must be in them.
"""
import contextlib
import gzip
import pathlib
import sqlite3
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "e2e"))
import azure
import harness

TENANT = "6d3f6c58-53b3-4f7b-9a2b-0c7b4a1de001"
OTHER = "6d3f6c58-53b3-4f7b-9a2b-0c7b4a1de002"
AUDIENCE = "api://0f5b1c9e-0000-4e3a-8a55-5b1d0c7ae001"


def alert_id(name):
    return f"/subscriptions/11112222-3333-4444-5555-666677778888/providers/Microsoft.AlertsManagement/alerts/{name}"


def body(name, condition="Fired", **over):
    return azure.metric_alert(alert_id(name), condition=condition, target=azure.resource(f"vm-{name}"),
                              rule=f"Rule of {name}", **over)


def keep(database, file):
    with contextlib.closing(sqlite3.connect(database)) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        text = "\n".join(connection.iterdump()) + f"\nPRAGMA user_version = {version};\n"
    with gzip.GzipFile(file, "wb", mtime=0) as out:  # the same text gives the same file
        out.write(text.encode())
    print(f"{file.name}: schema {version}, {file.stat().st_size} bytes")


def fill(scratch, authority, name):
    document = harness.document(harness.connection("contoso", TENANT, [AUDIENCE], authority.base),
                                harness.connection("nowhere", OTHER, [AUDIENCE], authority.base, desk="host-desk"))
    document["desks"].append({"name": "host-desk", "kind": "host"})  # this host is no desk: its alerts are parked
    host = harness.Host(scratch.path)
    host.configure(document)
    host.import_cis("name,resource_id,class\n" + "".join(
        f"vm-{one},{azure.resource(f'vm-{one}')},server\n" for one in ("open", "over", "pinned")))
    try:  # programs before remote desks have no secrets
        document["desks"].append({"name": "itop1", "kind": "itop", "url": "https://127.0.0.1:9", "user": "azure",
                                  "organization": "Demo"})
        host.configure(document)
        host.cli("secret", "set", "itop1", "password", input="secret of azure")
    except AssertionError as refused:
        print("no secret:", refused)
        document["desks"].pop()
        host.configure(document)
    host.start()
    harness.World.wait_for_keys(host)

    def post(what, tenant=TENANT):
        reply = host.post(what, authority.token(tenant, AUDIENCE))
        assert reply.status == 202, reply

    for one in ("open", "over", "pinned", "unbound"):
        post(body(one))
    post(body("open"))  # a repeat
    post(body("parked"), OTHER)
    host.settled()
    post(body("over", "Resolved"))
    post(body("orphan", "Resolved"))
    host.settled()
    assert host.post(body("open"), "not.a.token").status == 401
    # Waits: nobody can write the register now.
    with contextlib.closing(sqlite3.connect(host.data / "desk.sqlite", timeout=30)) as register:
        register.execute("BEGIN IMMEDIATE")
        post(body("waiting"))
        harness.until(lambda: host.mapping("SELECT 1 FROM inbox WHERE state = 'waiting' AND why <> ''"), "it waits")
        host.stop()
        register.rollback()
    with contextlib.closing(sqlite3.connect(host.data / "secure-export.sqlite")) as mapping:
        mapping.execute("UPDATE binding SET pinned_by = 'alice' WHERE resource LIKE '%vm-pinned'")
        mapping.commit()
    keep(host.data / "secure-export.sqlite", HERE / f"{name}.mapping.sql.gz")
    keep(host.data / "desk.sqlite", HERE / f"{name}.desk.sql.gz")


if __name__ == "__main__":
    with contextlib.closing(harness.Scratch()) as scratch, contextlib.closing(
            harness.StandIn(scratch.path)) as authority:
        fill(scratch, authority, sys.argv[1])
