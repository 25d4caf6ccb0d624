"""The embedded host as a process, and connections to it, for the tests beside this file.

The program and the test plugin's directory come from the environment: SECURE_EXPORT, TEST_PLUGINS.
"""
import fcntl
import os
import re
import resource
import signal
import socket
import subprocess
import tempfile
import termios
import threading
import time

PROGRAM = os.environ.get("SECURE_EXPORT", "secure-export")
PLUGINS = os.environ.get("TEST_PLUGINS", "plugins")
PLAIN_PLUGINS = os.environ.get("PLAIN_TEST_PLUGINS", "plain_plugins")  # with nothing that a plugin may leave out

# Long enough for a loaded machine under a sanitizer; never waited for when things go well.
PATIENCE = 60


class Host:
    """`secure-export serve` on a free port, with the test plugin.  A context manager; ends clean or fails the test.

    `admin`: where the admin listener listens.  `prepare` is called with the data directory before the start.
    """

    def __init__(self, *options, listen="127.0.0.1:0", admin="off", prepare=None, environment=None, files=None, plugins=PLUGINS):
        self.directory = tempfile.TemporaryDirectory()
        if prepare:
            prepare(self.directory.name)
        options = ([] if admin is None else ["--admin-listen", admin]) + list(options)
        self.lines = []
        self.changed = threading.Condition()
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--listen", listen, "--plugins", plugins, "--data-dir", self.directory.name, *options],
            stderr=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})},
            preexec_fn=files and (lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))))
        self.reader = threading.Thread(target=self._read_log)
        self.reader.start()
        found = self.wait_for_line(r"listening on (https?)://(\[.*\]|[^:]*):(\d+)$")
        self.port = int(found.group(3))
        self.scheme = found.group(1)

    def _read_log(self):
        for line in self.process.stderr:
            with self.changed:
                self.lines.append(line.rstrip("\n"))
                self.changed.notify_all()
        with self.changed:
            self.lines.append(None)
            self.changed.notify_all()

    def wait_for_line(self, pattern, after=0):
        """The match of the first log line that matches, once there is one."""
        def look():
            for line in self.lines[after:]:
                if line is not None and (match := re.search(pattern, line)):
                    return match
            return "ended" if None in self.lines else None
        with self.changed:
            match = self.changed.wait_for(look, PATIENCE)
        if match is None or match == "ended":
            raise AssertionError(f"no log line matches {pattern!r}; there were: {self.lines}")
        return match

    def connect(self, source="127.0.0.1"):
        """`source`: the address to come from, any of 127.0.0.0/8."""
        connection = socket.create_connection(("127.0.0.1", self.port), PATIENCE, (source, 0))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return Client(connection)

    def release(self):
        """Lets go a call that holds (see test_plugin.c)."""
        with open(os.path.join(self.directory.name, "test", "release"), "w", encoding="ascii"):
            pass

    def ask(self, text, source="127.0.0.1"):
        """One request on a connection of its own."""
        with self.connect(source) as client:
            client.send(text)
            return client.response()

    def stop(self, number=signal.SIGTERM):
        """Asks it to stop; the exit code once it has."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.wait()

    def wait(self):
        code = self.process.wait(PATIENCE)
        self.reader.join()
        return code

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        try:
            code = self.stop()
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.wait()
            code = "did not stop"
        self.process.stderr.close()
        self.directory.cleanup()
        if kind is None and code != 0:
            raise AssertionError(f"exit code {code}; log: {self.lines}")


class Response:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def all(self, name):
        return [value for field, value in self.headers if field.lower() == name.lower()]

    def one(self, name):
        values = self.all(name)
        assert len(values) == 1, f"{name}: {values}"
        return values[0]


class Client:
    """One connection, byte for byte."""

    def __init__(self, connection):
        self.connection = connection
        self.connection.settimeout(PATIENCE)
        self.input = b""

    def send(self, text):
        self.connection.sendall(text if isinstance(text, bytes) else text.encode())

    def wait_until_arrived(self):
        """Until the other side's kernel has all that was sent (tcp(7), SIOCOUTQ)."""
        end = time.monotonic() + PATIENCE
        while any(fcntl.ioctl(self.connection, termios.TIOCOUTQ, bytes(4))):
            if time.monotonic() > end:
                raise TimeoutError("what was sent does not arrive")
            time.sleep(0.001)

    def _until(self, enough):
        while not enough():
            block = self.connection.recv(65536)
            if not block:
                raise EOFError(f"the connection ended after {self.input!r}")
            self.input += block

    def head(self):
        """Status and fields of the next response, interim ones too."""
        self._until(lambda: b"\r\n\r\n" in self.input)
        head, self.input = self.input.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        return int(lines[0].split(" ")[1]), [tuple(line.split(": ", 1)) for line in lines[1:]]

    def response(self, to_head=False):
        status, headers = self.head()
        length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
        if to_head:
            length = 0
        self._until(lambda: len(self.input) >= length)
        body, self.input = self.input[:length], self.input[length:]
        return Response(status, headers, body.decode())

    def ended(self):
        """True once the other side has ended the connection; what came before it stays in `input`."""
        try:
            while block := self.connection.recv(65536):
                self.input += block
        except ConnectionResetError:
            return True
        return True

    def close(self):
        self.connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def post(body="{}", path="/test/do", extra=""):
    return f"POST {path} HTTP/1.1\r\nHost: h\r\nContent-Length: {len(body)}\r\n{extra}\r\n{body}"


def get(path="/test/seen", extra="", method="GET"):
    return f"{method} {path} HTTP/1.1\r\nHost: h\r\n{extra}\r\n"


def run(*arguments, stdin="", environment=None):
    """A subcommand to its end, with the test plugin."""
    return subprocess.run([PROGRAM, *arguments], input=stdin, capture_output=True, text=True, timeout=PATIENCE,
                          env={**os.environ, "SECURE_EXPORT_PLUGINS": PLUGINS, **(environment or {})}, check=False)
