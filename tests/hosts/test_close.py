"""The plugin through its C ABI, in a process of its own: whatever its database does, it never ends its host's process."""
import ctypes
import json
import os
import signal
import subprocess
import sys
import tempfile
import unittest

PLUGIN = os.environ.get("PLUGIN", "")
PUT = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint64)
LOG = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_int32, ctypes.c_void_p, ctypes.c_uint64)
REGISTER = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint64, ctypes.c_void_p,
                            ctypes.c_uint64, ctypes.c_uint32, ctypes.c_uint32)
REPLY = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_uint64, ctypes.c_int32, ctypes.c_void_p,
                         ctypes.c_uint64, ctypes.c_void_p, ctypes.c_uint64)


class HostTable(ctypes.Structure):
    _fields_ = [("size", ctypes.c_uint32), ("abi", ctypes.c_uint32), ("self", ctypes.c_void_p), ("log", LOG),
                ("register_endpoint", REGISTER), ("data_dir", ctypes.c_char_p), ("data_dir_length", ctypes.c_uint64),
                ("desk_call", ctypes.c_void_p)]


class RequestTable(ctypes.Structure):
    _fields_ = [("size", ctypes.c_uint32), ("endpoint", ctypes.c_uint32)] + [
        (name + part, kind) for name in ("method", "path", "query", "headers", "body", "peer", "user")
        for part, kind in (("", ctypes.c_char_p), ("_length", ctypes.c_uint64))]


class Plugin:
    """What a host does, as far as these tests need it."""

    def __init__(self, data):
        self.library = ctypes.CDLL(PLUGIN)
        self.library.itsm_open.restype = ctypes.c_void_p
        self.library.itsm_handle.restype = ctypes.c_int32
        self.endpoints, self.lines, self.error = {}, [], b""
        self.calls = (LOG(self.log), REGISTER(self.register), PUT(self.put), REPLY(self.reply))  # kept alive
        self.data = os.fsencode(data)
        self.table = HostTable(ctypes.sizeof(HostTable), 1, None, self.calls[0], self.calls[1], self.data,
                               len(self.data), None)
        self.plugin = ctypes.c_void_p(self.library.itsm_open(ctypes.byref(self.table), self.calls[2], None))
        assert self.plugin, self.error

    def log(self, _self, _level, text, length):
        self.lines.append(ctypes.string_at(text, length).decode())
        return 1

    def register(self, _self, method, method_length, path, path_length, _access, number):
        self.endpoints[ctypes.string_at(method, method_length).decode(),
                       ctypes.string_at(path, path_length).decode()] = number
        return 1

    def put(self, _sink, text, length):
        self.error += ctypes.string_at(text, length)
        return 1

    def reply(self, _sink, _index, status, _headers, _headers_length, body, length):
        self.answer = (status, ctypes.string_at(body, length).decode() if length else "")
        return 1

    def request(self, method, path, pattern, body=b"", headers=b""):
        texts = [method.encode(), path.encode(), b"", headers, body, b"192.0.2.7", b"alice"]
        request = RequestTable(ctypes.sizeof(RequestTable), self.endpoints[method, pattern],
                               *[value for text in texts for value in (text, len(text))])
        self.answer = None
        code = self.library.itsm_handle(self.plugin, ctypes.byref(request), ctypes.c_uint64(1), self.calls[3], None)
        return code, self.answer

    def configure(self):
        document = {"version": 1, "connections": [{"name": "contoso", "tenant_id": "6d3f6c58-53b3-4f7b-9a2b-0c7b4a1de001",
                                                   "audiences": ["api://0f5b1c9e-0000-4e3a-8a55-5b1d0c7ae001"],
                                                   "authority": "http://127.0.0.1:9", "desk": "local"}],
                    "desks": [{"name": "local", "kind": "local"}]}
        code, answer = self.request("PUT", "/api/v1/settings", "/api/v1/*", json.dumps(document).encode())
        assert code == 1 and answer[0] == 200, (code, answer)

    def stranger(self):
        """A request without a token, from somewhere."""
        return self.request("POST", "/azure-monitor/alerts", "/azure-monitor/alerts", b"{}")

    def pump(self):
        return self.library.itsm_pump(self.plugin, ctypes.c_uint32(1), ctypes.c_uint32(10), None)

    def close(self):
        self.library.itsm_close(self.plugin)


def change(data, *statements):
    """As somebody else would, from a process of its own: two copies of SQLite in one process break each other's locks."""
    code = "import sqlite3,sys; c=sqlite3.connect(sys.argv[1],timeout=30); [c.execute(s) for s in sys.argv[2:]]; c.commit()"
    subprocess.run([sys.executable, "-c", code, os.path.join(data, "secure-export.sqlite"), *statements], check=True)


def rows(data, statement):
    code = "import sqlite3,sys; print(sqlite3.connect(sys.argv[1],timeout=30).execute(sys.argv[2]).fetchone()[0])"
    return subprocess.run([sys.executable, "-c", code, os.path.join(data, "secure-export.sqlite"), statement],
                          check=True, capture_output=True, text=True).stdout.strip()


def the_table_of_refusals_is_gone_at_close(data):
    plugin = Plugin(data)
    plugin.configure()
    plugin.stranger()
    plugin.pump()
    change(data, "DROP TABLE refusal")
    assert plugin.stranger()[1][0] == 401
    plugin.close()
    assert any("counted in memory" in line for line in plugin.lines), plugin.lines


def the_database_is_damaged_at_close(data):
    plugin = Plugin(data)
    plugin.configure()
    plugin.stranger()
    with open(os.path.join(data, "secure-export.sqlite"), "r+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(4096)
        file.write(b"\xa5" * max(0, size - 4096))
    plugin.stranger()
    plugin.close()


def what_cannot_be_written_is_written_later(data):
    plugin = Plugin(data)
    plugin.configure()
    schema = rows(data, "SELECT sql FROM sqlite_schema WHERE name = 'refusal'")
    change(data, "DROP TABLE refusal")
    for _ in range(3):
        plugin.stranger()
    change(data, schema)
    plugin.stranger()
    plugin.close()  # what is left is written now
    assert rows(data, "SELECT sum(count) FROM refusal") == "4", rows(data, "SELECT sum(count) FROM refusal")


SCENARIOS = (the_table_of_refusals_is_gone_at_close, the_database_is_damaged_at_close,
             what_cannot_be_written_is_written_later)


class Close(unittest.TestCase):
    def ends_well(self, scenario):
        with tempfile.TemporaryDirectory() as folder:
            data = os.path.join(folder, "data")
            os.mkdir(data, 0o700)
            done = subprocess.run([sys.executable, "-B", __file__, scenario.__name__, data], capture_output=True,
                                  text=True, timeout=120)
        self.assertNotEqual(-signal.SIGABRT, done.returncode, done.stderr)
        self.assertEqual((0, "closed\n"), (done.returncode, done.stdout), done.stderr)


for one in SCENARIOS:
    setattr(Close, "test_" + one.__name__, lambda self, one=one: self.ends_well(one))

if __name__ == "__main__":
    scenario = {one.__name__: one for one in SCENARIOS}.get(sys.argv[1] if len(sys.argv) > 1 else "")
    if not scenario:
        unittest.main()
    scenario(sys.argv[2])
    print("closed")
