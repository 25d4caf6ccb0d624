"""`serve --config FILE`: the options that a service reads from a file."""
import os
import tempfile
import unittest

from host import Host, get, run


class OptionsFile(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.file = os.path.join(directory.name, "serve.conf")

    def write(self, text):
        with open(self.file, "w", encoding="utf-8") as file:
            file.write(text)

    def refused(self, text, *words, code=1):
        self.write(text)
        with tempfile.TemporaryDirectory() as directory:
            ended = run("serve", "--config", self.file, "--data-dir", directory)
        self.assertEqual(ended.returncode, code, ended.stderr)
        for word in words:
            self.assertIn(word, ended.stderr)

    def test_its_lines_read_as_options_beside_those_of_the_command_line(self):
        self.write("# where Azure posts\n\n  listen = 127.0.0.1:0 \r\nadmin-listen=off\nbehind-proxy = no\nworkers = 3\n")
        with Host("--config", self.file, "--log-level", "debug", admin=None) as host:
            self.assertEqual(host.ask(get()).status, 200)
            self.assertNotIn("admin screens on", "".join(line for line in host.lines if line))
            self.assertEqual(2, sum("listening on" in line for line in host.lines if line))

    def test_what_cannot_be_meant_is_refused_with_its_line(self):
        self.refused("listen = 127.0.0.1:0\nlisten-on = x\n", "serve.conf, line 2", '"listen-on"', "tls-cert")
        self.refused("\nlisten\n", "line 2", "listen = VALUE")
        self.refused("behind-proxy = maybe\n", "line 1", "yes or no")
        self.refused("config = other.conf\n", "line 1", '"config"')
        self.refused("--listen = 127.0.0.1:0\n", "line 1", '"--listen"')
        self.refused("x\n" * 2000, "line 1")
        self.refused("#\n" * 2000, "line 1001", "too long")
        self.refused("workers = many\n", "--workers", "whole number", code=2)
        self.refused("data-dir = /nonexistent\n", "--data-dir", "twice", code=2)
        os.remove(self.file)
        ended = run("serve", "--config", self.file)
        self.assertEqual((ended.returncode, self.file in ended.stderr), (1, True), ended.stderr)


if __name__ == "__main__":
    unittest.main()
