"""Who may include whom: reads every #include line of the sources against the dependency table.

The include folder of each CMake target makes most of the table hold by itself (test_include_folders.py); this catches the
rest: POSIX, a path with "..", a third-party header in an interface, a file that belongs to no part.
"""
import pathlib
import re
import unittest
from typing import NamedTuple

ROOT = pathlib.Path(__file__).resolve().parents[2]
SUFFIXES = {".h", ".hpp", ".c", ".cpp"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)

# The C++ standard library has no dot in its names, the C library and POSIX have one.
STANDARD = re.compile(r"^[a-z0-9_]+$")
SYSTEM = re.compile(r"^(sys/|netinet/|arpa/|net/|linux/)?[a-z0-9_]+\.h$")
NOT_SYSTEM = {"sqlite3.h", "simdjson.h", "zstd.h"}

LIBRARIES = {
    "jsoncpp": ("json/",),
    "simdjson": ("simdjson.h", "simdjson/"),
    "openssl": ("openssl/",),
    "poco": ("Poco/",),
    "sqlite3": ("sqlite3.h",),
    "zstd": ("zstd.h",),
    "boost": ("boost/",),
    "date": ("date/",),
}


class Part(NamedTuple):
    where: str            # a path from the root: a folder with "/" at its end, or a file without its suffix
    may: tuple            # path prefixes of quoted includes
    libraries: tuple = ()
    system: bool = True   # the C library and POSIX, beside the C++ standard library
    in_interface: tuple = ()  # the libraries that headers which others include may include
    but: tuple = ()           # path prefixes that `may` covers and that are not meant


STANDALONE = "adapters/hosts/standalone/"


def rooms(*names):
    return tuple(f"{STANDALONE}{name}/" for name in names)


# The most particular first.  Json::Value is in the interface of plugin/json, so it may stand in the interfaces of those
# who may include that; no other library may stand in a header that other parts include.
TABLE = (
    Part("plugin/itsm_abi", ()),
    Part("plugin/core/", ("core/",), system=False),
    Part("plugin/json/", ("core/", "json/"), ("jsoncpp", "simdjson"), in_interface=("jsoncpp",)),
    Part("plugin/inbound/", ("core/", "json/", "inbound/"), ("openssl", "jsoncpp", "simdjson"),
         in_interface=("jsoncpp",)),
    Part("plugin/settings/", ("core/", "json/", "settings/"), ("jsoncpp",), in_interface=("jsoncpp",)),
    Part("plugin/secrets/", ("core/", "secrets/"), ("openssl",)),
    Part("plugin/calendar/", ("core/", "calendar/"), ("date",)),
    Part("plugin/admin/", ("core/", "json/", "settings/", "admin/", "db/store/", "db/engine/"), ("jsoncpp",),
         in_interface=("jsoncpp",)),
    # What administrators order implements the ports of admin; the request line and the work line know nothing of it.
    # One file puts all together; the client of adapters/http is made in entry, where the real ports are put together.
    Part("plugin/service/operations/", ("core/", "inbound/", "settings/", "admin/", "db/store/", "db/engine/", "service/"),
         but=("service/service.h",)),
    Part("plugin/service/service", ("core/", "admin/", "db/store/", "db/engine/", "service/")),
    # json: replies are JSON too.
    Part("plugin/service/", ("core/", "json/", "inbound/", "settings/", "secrets/", "db/store/", "db/engine/", "service/",
                             "adapters/desks/desks.h"), but=("service/operations/", "service/service.h")),
    Part("plugin/entry", ("itsm_abi.h", "core/", "service/", "host.h", "adapters/http/client.h",
                          "calendar/system_time_zones.h")),
    Part("plugin/host_limits", ()),
    Part("plugin/host", ("itsm_abi.h", "core/", "service/", "host.h", "host_limits.h")),
    # An engine's library stays in that engine's folder; what all engines offer stands beside the folders.
    Part("db/engine/sqlite/", ("core/", "db/engine/"), ("sqlite3",)),
    Part("db/engine/", ("core/", "db/engine/"), system=False),
    # zstd: bodies are stored compressed.
    Part("db/store/", ("core/", "db/store/", "db/engine/"), ("zstd",), system=False),
    Part("adapters/desks/host/", ("core/", "json/", "adapters/desks/"), ("jsoncpp",), in_interface=("jsoncpp",)),
    Part("adapters/desks/local/", ("core/", "json/", "adapters/desks/", "db/engine/"), ("jsoncpp",),
         in_interface=("jsoncpp",)),
    Part("adapters/desks/", ("core/", "json/", "adapters/desks/"), ("jsoncpp", "poco"), in_interface=("jsoncpp",)),
    Part("adapters/http/", ("core/", "json/", "adapters/http/"), ("poco", "openssl")),
    # A target meets one part's interface; the one that stands for a host meets the C boundary, with ports of its own.
    Part("tests/fuzz/scratch_plugin", ("itsm_abi.h", "json/", "adapters/http/client.h", "tests/support/", "tests/fuzz/")),
    Part("tests/fuzz/request_reader", ("adapters/hosts/standalone/http/", "adapters/hosts/standalone/base/", "tests/fuzz/")),
    Part("tests/fuzz/", ("core/", "json/", "inbound/", "admin/render.h", "adapters/desks/", "tests/support/", "tests/fuzz/"),
         ("jsoncpp",)),
    # The rooms of the program: adapters/hosts/standalone/README.md draws them.
    Part(f"{STANDALONE}base/", rooms("base"), ("jsoncpp",), in_interface=("jsoncpp",)),
    Part(f"{STANDALONE}sign_in/", rooms("base", "sign_in"), ("openssl",)),
    Part(f"{STANDALONE}http/", rooms("base", "http"), ("boost", "openssl"), in_interface=("boost",)),
    Part(f"{STANDALONE}plugin_host/", ("itsm_abi.h", *rooms("base", "http", "plugin_host")), ("jsoncpp",)),
    Part(f"{STANDALONE}admin/", rooms("base", "http", "sign_in", "admin"), ("boost", "jsoncpp"), in_interface=("boost",)),
    Part(f"{STANDALONE}cli/", rooms("base", "http", "sign_in", "plugin_host", "admin", "cli"),
         ("boost", "openssl", "jsoncpp"), in_interface=("boost",)),
    Part(STANDALONE, (STANDALONE,), ("boost",)),
    # Embeddings of the ABI: each may use what its own world has, nothing of the plugin's insides.
    Part("adapters/hosts/", ("itsm_abi.h",), tuple(LIBRARIES), in_interface=tuple(LIBRARIES)),
)
# Folders that none but their own sources look into, whatever row allows the folder above them.
PRIVATE = ("db/engine/sqlite/",)
PLUGIN_INSIDES = ("core/", "json/", "inbound/", "settings/", "secrets/", "calendar/", "admin/", "service/", "db/", "adapters/desks",
                  "adapters/http")


def part_of(path):
    """`path` from the root, as text.  The row it stands in; None when there is none."""
    stem = path.rsplit(".", 1)[0]
    return next((p for p in TABLE if (path.startswith(p.where) if p.where.endswith("/") else stem == p.where)), None)


def library_of(name):
    return next((library for library, prefixes in LIBRARIES.items() if name.startswith(prefixes)), None)


def header_named(name):
    """Where the header of `#include "name"` lies, seen from the root."""
    return name if name.startswith(("db/", "adapters/", "tests/")) else f"plugin/{name}"


def problem_with(path, bracket, name, interface=False):
    """What is wrong with the line `#include <name>` or `#include "name"` in the file `path`; None: nothing.
    `interface`: the file is a header that other parts include."""
    part = part_of(path)
    if part is None:
        return "stands in no row of the dependency table"
    if bracket == '"':
        if part.where == "adapters/hosts/" and not name.startswith(PLUGIN_INSIDES):
            return None
        if any(name.startswith(folder) and not path.startswith(folder) for folder in PRIVATE):
            return f'"{name}" is for the sources beside it'
        return None if name.startswith(part.may) and not name.startswith(part.but) else f'{part.where} may not include "{name}"'
    if STANDARD.match(name):
        return None
    library = library_of(name)
    if library is None:
        if SYSTEM.match(name) and name not in NOT_SYSTEM:
            return None if part.system else f"{part.where} knows the C++ library alone, not <{name}>"
        return f"<{name}> belongs to no library that the project uses"
    if library not in part.libraries:
        return f"{part.where} may not include {library} (<{name}>)"
    if interface and library not in part.in_interface:
        return f"leaks {library} (<{name}>) to the parts that include it: forward-declare its types"
    return None


def sources():
    for top in ("plugin", "db", "adapters", "tests/fuzz"):
        for file in sorted((ROOT / top).rglob("*")):
            if file.suffix in SUFFIXES and "node_modules" not in file.parts:
                yield file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8")


class IncludeTable(unittest.TestCase):
    def test_every_include_line_agrees_with_the_dependency_table(self):
        found = [(path, bracket, name) for path, text in sources() for bracket, name in INCLUDE.findall(text)]
        self.assertGreater(len(found), 100, "hardly any include line was found: is the tree complete?")
        interfaces = {header_named(name) for path, bracket, name in found
                      if bracket == '"' and part_of(header_named(name)) not in (None, part_of(path))}
        problems = [f"{path}: {problem}" for path, bracket, name in found
                    if (problem := problem_with(path, bracket, name, path in interfaces))]
        self.assertEqual([], problems, "\n" + "\n".join(problems))

    def test_every_source_belongs_to_a_part(self):
        self.assertEqual([], [path for path, _ in sources() if part_of(path) is None])

    def test_a_forbidden_line_is_named_beside_the_nearest_allowed_one(self):
        for path, bracket, forbidden, allowed in (
            ("plugin/core/a.h", '"', "db/store/inbox.h", "core/alert.h"),
            ("plugin/core/a.cpp", "<", "unistd.h", "string"),
            ("plugin/inbound/a.cpp", '"', "db/store/inbox.h", "json/json.h"),
            ("plugin/inbound/a.cpp", "<", "sqlite3.h", "openssl/evp.h"),
            ("plugin/settings/a.cpp", '"', "admin/respond.h", "json/json.h"),
            ("plugin/settings/a.cpp", '"', "db/store/settings.h", "core/settings.h"),
            ("plugin/secrets/a.cpp", '"', "db/store/secrets.h", "core/secrets.h"),
            ("plugin/secrets/a.cpp", "<", "sqlite3.h", "openssl/evp.h"),
            ("plugin/admin/a.cpp", '"', "adapters/desks/desks.h", "db/store/views.h"),
            ("plugin/service/a.cpp", '"', "admin/respond.h", "settings/document.h"),
            ("plugin/service/a.cpp", '"', "service/operations/cmdb.h", "service/snapshot.h"),
            ("plugin/service/a.cpp", '"', "service/service.h", "service/snapshot.h"),
            ("plugin/service/operations/a.cpp", '"', "service/service.h", "service/operations/a.h"),
            ("plugin/service/operations/a.cpp", '"', "adapters/desks/desks.h", "admin/cmdb.h"),
            ("plugin/service/service.cpp", '"', "adapters/desks/desks.h", "service/operations/cmdb.h"),
            ("plugin/service/a.cpp", '"', "itsm_abi.h", "adapters/desks/desks.h"),
            ("plugin/service/a.cpp", "<", "json/value.h", "vector"),
            ("plugin/entry.cpp", '"', "db/store/inbox.h", "service/service.h"),
            ("db/store/a.cpp", '"', "inbound/notice.h", "db/engine/database.h"),
            ("db/store/a.cpp", '"', "db/engine/sqlite/sqlite_connection.h", "db/store/inbox.h"),
            ("db/store/a.cpp", "<", "sqlite3.h", "zstd.h"),
            ("db/engine/a.cpp", '"', "db/store/inbox.h", "core/clock.h"),
            ("db/engine/a.cpp", '"', "db/engine/sqlite/sqlite_connection.h", "db/engine/database.h"),
            ("db/engine/a.cpp", "<", "sqlite3.h", "string"),
            ("db/engine/sqlite/a.cpp", '"', "db/store/inbox.h", "db/engine/database.h"),
            ("db/engine/sqlite/a.cpp", "<", "json/value.h", "sqlite3.h"),
            ("adapters/desks/helix/a.cpp", '"', "db/engine/database.h", "core/desk.h"),
            ("adapters/desks/local/a.cpp", '"', "db/store/inbox.h", "db/engine/database.h"),
            ("adapters/http/a.cpp", '"', "inbound/notice.h", "core/http_client.h"),
            ("adapters/hosts/example/a.cpp", '"', "core/alert.h", "itsm_abi.h"),
            ("adapters/hosts/standalone/main.cpp", '"', "itsm_abi.h", f"{STANDALONE}cli/help.h"),
            (f"{STANDALONE}base/a.cpp", '"', f"{STANDALONE}http/site.h", f"{STANDALONE}base/log.h"),
            (f"{STANDALONE}sign_in/a.cpp", '"', f"{STANDALONE}http/site.h", f"{STANDALONE}base/untrusted_text.h"),
            (f"{STANDALONE}sign_in/a.cpp", "<", "boost/asio/post.hpp", "openssl/evp.h"),
            (f"{STANDALONE}http/a.cpp", '"', f"{STANDALONE}plugin_host/plugin.h", f"{STANDALONE}base/log.h"),
            (f"{STANDALONE}http/a.cpp", '"', "itsm_abi.h", f"{STANDALONE}http/site.h"),
            (f"{STANDALONE}plugin_host/a.cpp", '"', f"{STANDALONE}admin/login.h", "itsm_abi.h"),
            (f"{STANDALONE}plugin_host/a.cpp", '"', "core/alert.h", f"{STANDALONE}http/messages.h"),
            (f"{STANDALONE}admin/a.cpp", '"', f"{STANDALONE}cli/args.h", f"{STANDALONE}sign_in/tokens.h"),
            (f"{STANDALONE}admin/a.cpp", '"', f"{STANDALONE}plugin_host/plugin.h", f"{STANDALONE}http/site.h"),
            (f"{STANDALONE}cli/a.cpp", '"', f"{STANDALONE}serve.h", f"{STANDALONE}plugin_host/plugin.h"),
            ("tests/fuzz/a.cpp", '"', "db/inbox.h", "inbound/notice.h"),
            ("tests/fuzz/request_reader.cpp", '"', "core/alert.h", "adapters/hosts/standalone/http/request_reader.h"),
        ):
            with self.subTest(path=path, line=forbidden):
                self.assertIsNotNone(problem_with(path, bracket, forbidden))
                self.assertIsNone(problem_with(path, bracket, allowed))
        self.assertIsNotNone(problem_with("plugin/odd/a.cpp", "<", "string"))

    def test_a_library_may_stand_in_a_part_s_own_headers_and_in_no_header_that_others_include(self):
        for path, name in (("db/engine/sqlite/a.h", "sqlite3.h"), ("db/store/a.h", "zstd.h"),
                           ("plugin/inbound/a.h", "openssl/evp.h"),
                           ("plugin/secrets/a.h", "openssl/evp.h")):
            with self.subTest(path=path):
                self.assertIsNotNone(problem_with(path, "<", name, interface=True))
                self.assertIsNone(problem_with(path, "<", name, interface=False))


if __name__ == "__main__":
    unittest.main()
