"""The build's include folders refuse what the dependency table forbids: compiles a line that may not stand in a source of
each part, and beside it one that may, with the command that compiles that part.  BUILD: the build folder."""
import json
import os
import pathlib
import shlex
import subprocess
import tempfile
import unittest

from test_includes import part_of, sources

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ["BUILD"])

# Where the source stands; what it may not include, and the nearest that it may.  What no folder can refuse stays with
# test_includes.py: POSIX (the C++ library itself includes it), jsoncpp where plugin/json is linked, a path with "..".
ROOM = '"adapters/hosts/standalone'
LINES = (
    ("plugin/core", '"json/json.h"', '"core/alert.h"'),
    ("plugin/core", '"db/store/inbox.h"', '"core/desk.h"'),
    ("plugin/core", "<json/value.h>", "<string>"),
    ("plugin/core", "<openssl/evp.h>", "<vector>"),
    ("plugin/core", "<Poco/URI.h>", "<map>"),
    ("plugin/json", '"inbound/notice.h"', '"core/text.h"'),
    ("plugin/json", "<sqlite3.h>", "<simdjson.h>"),
    ("plugin/inbound", '"db/store/inbox.h"', '"json/json.h"'),
    ("plugin/inbound", '"admin/api.h"', '"core/alert.h"'),
    ("plugin/inbound", "<sqlite3.h>", "<openssl/evp.h>"),
    ("plugin/secrets", '"db/store/secrets.h"', '"core/secrets.h"'),
    ("plugin/secrets", '"json/json.h"', '"secrets/sealing.h"'),
    ("plugin/secrets", "<sqlite3.h>", "<openssl/evp.h>"),
    ("plugin/settings", '"db/store/inbox.h"', '"json/json.h"'),
    ("plugin/settings", '"admin/api.h"', '"core/settings.h"'),
    ("plugin/settings", "<openssl/evp.h>", "<json/value.h>"),
    ("plugin/calendar", '"db/store/inbox.h"', "<date/tz.h>"),
    ("plugin/calendar", "<json/value.h>", '"core/time_zones.h"'),
    ("plugin/core", "<date/tz.h>", "<chrono>"),
    ("plugin/admin", '"adapters/desks/desks.h"', '"db/store/views.h"'),
    ("plugin/admin", '"inbound/notice.h"', '"json/json.h"'),
    ("plugin/admin", '"service/service.h"', '"admin/api.h"'),
    ("plugin/admin", "<boost/asio.hpp>", "<json/value.h>"),
    ("plugin/service", '"itsm_abi.h"', '"adapters/desks/desks.h"'),
    ("plugin/service", '"admin/api.h"', '"settings/document.h"'),
    ("plugin/service", '"service/operations/dry_runner.h"', '"service/intake.h"'),
    ("plugin/service", '"adapters/desks/helix/desk.h"', '"inbound/notice.h"'),
    ("plugin/service", '"adapters/http/client.h"', '"core/http_client.h"'),
    ("plugin/service", '"db/engine/sqlite/sqlite_connection.h"', '"db/engine/database.h"'),
    ("plugin/service", "<openssl/evp.h>", "<string>"),
    ("plugin/service/operations", '"adapters/http/client.h"', '"admin/api.h"'),
    ("plugin/service/operations", "<sqlite3.h>", '"service/known.h"'),
    ("plugin/service/service", '"itsm_abi.h"', '"service/operations/dry_runner.h"'),
    ("plugin/service/service", "<openssl/evp.h>", '"admin/api.h"'),
    ("plugin/entry", '"db/store/inbox.h"', '"adapters/http/client.h"'),
    ("plugin/entry", '"inbound/notice.h"', '"service/service.h"'),
    ("plugin/entry", "<Poco/URI.h>", '"itsm_abi.h"'),
    ("plugin/host", '"admin/api.h"', '"core/exchange.h"'),
    ("db/engine", '"db/engine/sqlite/sqlite_connection.h"', '"db/engine/database.h"'),
    ("db/engine", '"db/store/inbox.h"', '"core/clock.h"'),
    ("db/engine", "<sqlite3.h>", "<string>"),
    ("db/engine/sqlite", '"db/store/inbox.h"', '"db/engine/database.h"'),
    ("db/engine/sqlite", "<json/value.h>", "<sqlite3.h>"),
    ("db/store", '"inbound/notice.h"', '"db/engine/database.h"'),
    ("db/store", '"db/engine/sqlite/sqlite_connection.h"', '"db/store/inbox.h"'),
    ("db/store", "<sqlite3.h>", "<string>"),
    ("adapters/http", '"inbound/notice.h"', '"core/http_client.h"'),
    ("adapters/http", "<boost/asio.hpp>", "<openssl/ssl.h>"),
    ("adapters/desks", '"db/store/inbox.h"', '"adapters/desks/helix/kind.h"'),
    ("adapters/desks/rest", '"adapters/desks/helix/desk.h"', '"adapters/desks/desks.h"'),
    ("adapters/desks/rest", '"inbound/notice.h"', '"core/desk.h"'),
    ("adapters/desks/helix", '"adapters/desks/itop/desk.h"', '"adapters/desks/rest/client.h"'),
    ("adapters/desks/helix", '"adapters/http/client.h"', '"core/http_client.h"'),
    ("adapters/desks/helix", "<sqlite3.h>", "<string>"),
    ("adapters/desks/host", '"itsm_abi.h"', '"core/desk_call.h"'),
    ("adapters/desks/host", '"db/engine/database.h"', '"json/json.h"'),
    ("adapters/desks/local", '"db/store/inbox.h"', '"db/engine/database.h"'),
    ("adapters/desks/local", "<sqlite3.h>", '"json/json.h"'),
    ("adapters/hosts/standalone/base", ROOM + '/http/client_connection.h"', "<json/value.h>"),
    ("adapters/hosts/standalone/base", "<boost/asio.hpp>", "<string>"),
    ("adapters/hosts/standalone/sign_in", ROOM + '/http/client_connection.h"', "<openssl/evp.h>"),
    ("adapters/hosts/standalone/sign_in", "<boost/asio.hpp>", "<string>"),
    ("adapters/hosts/standalone/http", '"itsm_abi.h"', "<boost/asio.hpp>"),
    ("adapters/hosts/standalone/http", ROOM + '/admin/login.h"', "<openssl/ssl.h>"),
    ("adapters/hosts/standalone/plugin_host", '"core/alert.h"', '"itsm_abi.h"'),
    ("adapters/hosts/standalone/plugin_host", ROOM + '/cli/help.h"', "<json/value.h>"),
    ("adapters/hosts/standalone/admin", '"itsm_abi.h"', "<boost/asio.hpp>"),
    ("adapters/hosts/standalone/admin", ROOM + '/cli/help.h"', ROOM + '/http/client_connection.h"'),
    ("adapters/hosts/standalone/cli", '"itsm_abi.h"', ROOM + '/http/client_connection.h"'),
    ("adapters/hosts/standalone/cli", "<sqlite3.h>", "<openssl/evp.h>"),
    ("adapters/hosts/standalone", '"core/alert.h"', ROOM + '/cli/help.h"'),
    ("adapters/hosts/standalone", "<sqlite3.h>", "<string>"),
)


def commands():
    """For each place the command that compiles a source there, without what names the source and its output."""
    found = {}
    for entry in json.loads((BUILD / "compile_commands.json").read_text(encoding="utf-8")):
        source = pathlib.Path(entry["file"])
        if ROOT not in source.parents or BUILD in source.parents or source.suffix != ".cpp":
            continue
        path = source.relative_to(ROOT)
        words = shlex.split(entry["command"])
        if os.path.basename(words[0]) in ("ccache", "sccache", "distcc"):
            words = words[1:]
        kept = [words[0]] + [word for word in words[1:] if word.startswith(("-I", "-std=", "-f", "-D", "--sysroot"))]
        for at, word in enumerate(words):
            if word in ("-isystem", "-include", "-iquote"):
                kept += words[at:at + 2]
        tests = path.parts[0] == "tests"
        for place in ([] if tests else [path.parent.as_posix(), path.with_suffix("").as_posix()]):
            found.setdefault(place, kept)
    return found


class IncludeFolders(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.commands = commands()
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)

    def compiled(self, place, line, *options):
        source = pathlib.Path(self.folder.name, "line.cpp")
        source.write_text(f"#include {line}\n", encoding="utf-8")
        run = subprocess.run([*self.commands[place], *options, str(source)], stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, text=True)
        return run.returncode == 0, run.stdout

    def test_a_forbidden_include_does_not_compile_and_the_allowed_one_beside_it_does(self):
        for place, forbidden, allowed in LINES:
            with self.subTest(place=place, line=forbidden):
                good, output = self.compiled(place, allowed, "-E", "-o", "/dev/null")  # Asio's takes seconds beyond that
                self.assertTrue(good, f"{place} may include {allowed}:\n{output}")
                good, output = self.compiled(place, forbidden, "-fsyntax-only")
                self.assertFalse(good, f"{place} compiles #include {forbidden}")
                self.assertIn(forbidden.strip('<">'), output)  # for that reason and no other

    def test_every_row_of_the_table_is_tried(self):
        tried = {part_of(f"{place}/a.cpp" if (ROOT / place).is_dir() else f"{place}.cpp") for place, _, _ in LINES}
        compiled = {part_of(path) for path, _ in sources() if path.endswith(".cpp") and not path.startswith("tests/")}
        self.assertEqual(set(), {part.where for part in compiled - tried})


if __name__ == "__main__":
    unittest.main()
