"""The subcommands: what they ask of the plugin, what they print, and how they end."""
import getpass
import os
import shutil
import tempfile
import unittest

from host import PLUGINS, Host, run


class CommandLine(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = directory.name
        self.environment = {"SECURE_EXPORT_DATA_DIR": os.path.join(self.directory, "data")}
        os.mkdir(self.environment["SECURE_EXPORT_DATA_DIR"], 0o700)

    def file(self, name, text):
        path = os.path.join(self.directory, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        return path

    def asks(self, command, method, path, query="", body=None, accept="text/plain"):
        """The command ends well and prints the plugin's reply, which says what it was asked."""
        ended = run(*command, environment=self.environment, stdin="from stdin")
        self.assertEqual((ended.returncode, ended.stderr), (0, ""), command)
        self.assertIn(f"method={method}\npath=/api/v1/{path}\nquery={query}\n", ended.stdout)
        self.assertIn(f"user=cli:{getpass.getuser()}\nAccept: {accept}\n", ended.stdout)
        if body is not None:
            self.assertTrue(ended.stdout.rstrip("\n").endswith(body), ended.stdout)

    def usage(self, command, *words):
        ended = run(*command, environment=self.environment)
        self.assertEqual((ended.returncode, ended.stdout), (2, ""), command)
        for word in words:
            self.assertIn(word, ended.stderr)

    def test_config(self):
        settings = self.file("settings.json", '{"version": 1}')
        self.asks(["config", "import", settings], "PUT", "settings", body='{"version": 1}')
        self.asks(["config", "import", "-"], "PUT", "settings", body="from stdin")
        self.asks(["config", "check", settings], "PUT", "settings", "dry_run=1", '{"version": 1}')
        self.asks(["config", "export"], "GET", "settings")
        self.usage(["config"], "import FILE")
        self.usage(["config", "import"], "missing FILE")
        self.usage(["config", "export", "x"], '"x"')

    def test_query(self):
        self.asks(["query"], "GET", "views")
        self.asks(["query", "open_incidents"], "GET", "views/open_incidents", "format=table")
        self.asks(["query", "a/b ?", "--where", "x = 'a&b'", "--since", "2026-01-31", "--limit=5", "--format", "csv"],
                  "GET", "views/a%2Fb%20%3F", "where=x%20%3D%20%27a%26b%27&since=2026-01-31&limit=5&format=csv")
        self.asks(["query", "--sql", "SELECT 1", "--format", "json", "--limit", "9"],
                  "POST", "sql", "format=json&limit=9", "SELECT 1")
        self.asks(["query", "v", "--until", "today", "--wide"], "GET", "views/v", "until=today&wide=1&format=table")
        self.asks(["parked", "--wide"], "GET", "parked", "wide=1")
        self.usage(["query", "v", "--wide", "--format", "csv"], "--wide")
        self.usage(["query", "v", "--limit", "500000"], "1 to 100000")
        self.asks(["query", "explain", "INC1"], "GET", "explain", "of=INC1")
        self.usage(["query", "v", "--format", "xml"], "xml")
        self.usage(["query", "v", "--limit", "many"], "--limit", "many")
        self.usage(["query", "v", "--sql", "SELECT 1"], '"v"')
        self.usage(["query", "--sql", "SELECT 1", "--where", "x"], "--where")
        self.usage(["query", "explain"], "missing")

    def test_ci_parked_and_desk(self):
        cis = self.file("cis.csv", "name,resource_id\n")
        self.asks(["ci", "import", cis], "POST", "desks/local/cis", body="name,resource_id")
        self.asks(["ci", "import", cis, "--desk", "snow 1"], "POST", "desks/snow%201/cis")
        self.asks(["parked"], "GET", "parked")
        self.asks(["parked", "retry", "17"], "POST", "parked/17/retry")
        self.asks(["parked", "retry", "--all"], "POST", "parked/retry")
        self.asks(["parked", "drop", "17", "--reason", "known"], "POST", "parked/17/drop", body="known")
        self.asks(["desk", "test", "helix"], "POST", "desks/helix/test")
        self.usage(["parked", "drop", "17"], "--reason")
        self.usage(["parked", "retry"], "missing ID")
        self.usage(["parked", "drop", "--all"], "--all")
        self.usage(["ci", "export"], "import FILE.csv")

    def test_replay(self):
        settings = self.file("new.json", '{"version": 1}')
        self.asks(["replay", "--since", "30d"], "POST", "replay", body='{"since":"30d"}')
        self.asks(["replay", "--since", "1h", "--connection", "contoso", "--limit", "9", "--list", "3", "--format", "csv"],
                  "POST", "replay", "format=csv", '{"connection":"contoso","limit":9,"listed":3,"since":"1h"}')
        self.asks(["replay", "--since", "1h", "--settings", settings, "--format", "json"], "POST", "replay",
                  accept="application/json", body='{"since":"1h","settings":{"version": 1}}')
        self.usage(["replay"], "--since")
        self.usage(["replay", "--since", "1h", "--format", "xml"], "xml")
        self.usage(["replay", "--since", "1h", "--limit", "0"], "--limit")
        self.usage(["replay", "--since", "1h", "x"], '"x"')

    def test_secret(self):
        self.asks(["secret", "list"], "GET", "secrets")
        self.asks(["secret", "set", "snow 1", "password"], "PUT", "secrets/snow%201/password", body="from stdin")
        self.asks(["secret", "remove", "snow1", "password"], "POST", "secrets/snow1/password/remove")
        self.asks(["secret", "rotate-key"], "POST", "secrets/rotate-key")
        self.usage(["secret"], "rotate-key")
        self.usage(["secret", "set", "snow1"], "missing FIELD")
        self.usage(["secret", "list", "x"], '"x"')
        ended = run("secret", "set", "snow1", "password", "hunter2", environment=self.environment)
        self.assertEqual((ended.returncode, ended.stdout), (2, ""))
        self.assertIn("standard input", ended.stderr)
        self.assertNotIn("hunter2", ended.stderr)
        ended = run("secret", "set", "snow1", "password", stdin="", environment=self.environment)
        self.assertEqual((ended.returncode, ended.stdout), (1, ""))
        self.assertIn("standard input", ended.stderr)

    def test_what_the_plugin_refuses_ends_with_1_and_its_words_on_stderr(self):
        ended = run("query", "explain", "404", environment=self.environment)
        self.assertEqual((ended.returncode, ended.stdout), (1, ""))
        self.assertIn("path=/api/v1/explain", ended.stderr)

    def test_a_file_that_is_not_there_is_named(self):
        ended = run("config", "import", "/no/such", environment=self.environment)
        self.assertEqual(ended.returncode, 1)
        self.assertIn("/no/such", ended.stderr)

    def test_usage_errors_name_what_is_wrong(self):
        self.usage([], "subcommand")
        self.usage(["server"], "server")
        self.usage(["serve", "--bogus", "1"], "unknown option --bogus")
        self.usage(["serve"], "--listen")
        self.usage(["serve", "--listen"], "--listen needs a value")
        self.usage(["serve", "--listen", "localhost"], "HOST:PORT")
        self.usage(["serve", "--listen", "::1:80"], "HOST:PORT")
        self.usage(["serve", "--listen", "127.0.0.1:70000"], "HOST:PORT")
        self.usage(["serve", "--listen", "127.0.0.1:0", "--workers", "0"], "--workers")
        self.usage(["serve", "--listen", "127.0.0.1:0", "--tls-cert", "x"], "--tls-key")
        self.usage(["query", "--data-dir", "a", "--data-dir", "b"], "twice")
        self.usage(["query", "--log-level", "loud"], "loud")

    def test_help_and_version(self):
        for command in (["--help"], ["help"], ["help", "serve"], ["serve", "--help"], ["help", "query"]):
            ended = run(*command)
            self.assertEqual((ended.returncode, ended.stderr), (0, ""))
            self.assertIn("--data-dir", ended.stdout)
        self.assertIn("32 KiB, 100 fields", run("help", "serve").stdout)
        self.assertRegex(run("--version").stdout, r"^secure-export \d+\.\d+\.\d+\n$")
        self.usage(["help", "nothing"], "nothing")

    def test_the_data_directory_is_made_for_this_user_alone(self):
        os.rmdir(self.environment["SECURE_EXPORT_DATA_DIR"])
        settings = self.file("settings.json", "{}")
        self.assertEqual(run("config", "import", settings, environment=self.environment).returncode, 0)
        made = os.path.join(self.environment["SECURE_EXPORT_DATA_DIR"], "test")
        self.assertEqual(os.stat(made).st_mode & 0o777, 0o700)

    def test_a_question_makes_no_data_directory(self):
        os.rmdir(self.environment["SECURE_EXPORT_DATA_DIR"])
        for command in (["query"], ["parked"], ["config", "export"], ["secret", "list"]):
            run(*command, environment=self.environment)
            self.assertFalse(os.path.exists(self.environment["SECURE_EXPORT_DATA_DIR"]), command)

    @unittest.skipIf(os.geteuid() != 0, "SKIPPED: only root can become another user")
    def test_run_as_root_it_works_as_the_owner_of_the_data_directory(self):
        data = self.environment["SECURE_EXPORT_DATA_DIR"]
        os.chmod(self.directory, 0o755)
        os.chown(data, 65534, 65534)
        ended = run("parked", environment=self.environment)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertIn(f"user=cli:{getpass.getuser()}", ended.stdout)
        self.assertEqual(os.stat(os.path.join(data, "test")).st_uid, 65534)


class Loading(unittest.TestCase):
    def refused(self, *words, manifest=None, environment=None):
        with tempfile.TemporaryDirectory() as directory:
            plugins = shutil.copytree(PLUGINS, os.path.join(directory, "plugins"))
            path = os.path.join(plugins, "test-plugin.json")
            with open(path, encoding="utf-8") as file:
                text = file.read()
            if manifest:
                self.assertIn(manifest[0], text)
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text.replace(*manifest))
            ended = run("parked", "--data-dir", os.path.join(directory, "data"), "--plugins", plugins,
                        environment=environment)
        self.assertEqual(ended.returncode, 1, ended.stdout)
        for word in words:
            self.assertIn(word, ended.stderr)

    def test_manifests_that_cannot_be_taken_as_meant(self):
        self.refused("test-plugin.json", '"extra"', manifest=('"name"', '"extra": 1, "name"'))
        self.refused('"name"', "missing", manifest=('"name": "test",', ""))
        self.refused("not valid JSON", manifest=('"rights": []', '"rights": ['))
        self.refused("beside the manifest", manifest=("test_plugin.so", "../test_plugin.so"))
        self.refused("cannot load", "no_such.so", manifest=("test_plugin.so", "no_such.so"))
        self.refused("endpoints[0]", "access", manifest=('"public"', '"everybody"'))
        self.refused("ABI 2", manifest=('"min": 1, "max": 1', '"min": 2, "max": 3'))

    def test_a_plugin_of_a_later_abi_is_refused(self):
        self.refused("ABI 2", environment={"TEST_PLUGIN_ABI": "2"})

    def test_a_plugin_that_does_not_open_says_why(self):
        self.refused("out of sorts", environment={"TEST_PLUGIN_REFUSES": "out of sorts"})

    def test_a_public_endpoint_that_the_manifest_does_not_declare_is_refused(self):
        self.refused("GET /undeclared", "does not declare", environment={"TEST_PLUGIN_ASKS_MORE": "1"})

    def test_a_directory_without_a_plugin_is_named(self):
        with tempfile.TemporaryDirectory() as empty:
            ended = run("parked", "--data-dir", empty, "--plugins", empty)
        self.assertEqual(ended.returncode, 1)
        self.assertIn(empty, ended.stderr)

    def test_an_address_in_use_is_named(self):
        with Host() as host, tempfile.TemporaryDirectory() as directory:
            ended = run("serve", "--listen", f"127.0.0.1:{host.port}", "--data-dir", directory)
            self.assertEqual(ended.returncode, 1)
            self.assertIn(f"port {host.port}", ended.stderr)


if __name__ == "__main__":
    unittest.main()
