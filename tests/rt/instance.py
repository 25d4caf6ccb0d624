# Long: one instance, from nothing to its end.
"""A scratch instance of Request Tracker with the extension in it, everything below one folder and on loopback.

Environment:
  PLUGIN          secure_export.so
  IDENTITY        the authority stand-in
  RT_DATABASE     sqlite, postgresql or mariadb
"""
import contextlib
import json
import os
import pathlib
import pwd
import shutil
import signal
import sqlite3
import subprocess
import sys
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "e2e"))

from harness import DEADLINE_S, Process, free_port, request, until  # noqa: E402

EXTENSION = ROOT / "adapters/hosts/request-tracker"
RT_SERVER = "/usr/share/request-tracker5/libexec/rt-server"
POSTGRESQL = pathlib.Path("/usr/lib/postgresql/15/bin")
DATABASE = os.environ.get("RT_DATABASE", "sqlite")
# rt-setup-database and the first page of a server compile much Perl.
SLOW_S = 120

SITE_CONFIG = r"""
$RT::VarPath = '@D@/var'; $RT::MasonDataDir = '@D@/mason'; $RT::MasonSessionDir = '@D@/session';
$RT::LocalPluginPath = '@D@/plugins'; $RT::MasonLocalComponentRoot = '@D@/local-html';
$RT::LocalStaticPath = '@D@/local-static';
Set($rtname, 'scratch'); Set($Organization, 'scratch.example');
Set($WebDomain, 'localhost'); Set($WebPort, @PORT@); Set($WebPath, '');
Set($LogToSyslog, undef); Set($LogToSTDERR, '@LOG@'); Set($MailCommand, 'mbox');
Set($WebSecureCookies, 0);
Set(%Lifecycles, narrow => {
    initial => ['new'], active => ['open', 'verifying', 'frozen'], inactive => ['resolved', 'rejected', 'deleted'],
    defaults => { on_create => 'new' },
    transitions => {
        '' => ['new'], new => ['open', 'frozen'], open => ['verifying'], verifying => ['resolved', 'open'], frozen => ['rejected'],
        resolved => ['open'], rejected => [], deleted => [],
    },
    rights => { '* -> *' => 'ModifyTicket' }, actions => [],
}, guarded => {
    initial => ['new'], active => ['open'], inactive => ['resolved', 'deleted'], defaults => { on_create => 'new' },
    transitions => { '' => ['new'], new => ['open', 'resolved'], open => ['resolved'], resolved => ['open'], deleted => [] },
    rights => { '* -> resolved' => 'ResolveIt' }, actions => [],
}, endless => {
    initial => ['new'], active => ['open'], inactive => ['resolved', 'deleted'], defaults => { on_create => 'new' },
    transitions => { '' => ['new'], new => ['open'], open => ['new'], resolved => ['open'], deleted => [] },
    rights => { '* -> *' => 'ModifyTicket' }, actions => [],
}, __maps__ => { 'default -> narrow' => { new => 'new', open => 'open', stalled => 'frozen', resolved => 'resolved',
                                          rejected => 'rejected', deleted => 'deleted' } });
Set($SecureExportQueue, 'Azure'); Set(@SecureExportCatalogs, 'Servers');
Plugin('RT::Extension::SecureExport');
@DATABASE@
1;
"""


def run(command, env=None, ok=True, timeout=SLOW_S, **options):
    done = subprocess.run([str(c) for c in command], env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=timeout, **options)
    if ok and done.returncode != 0:
        raise AssertionError(f"{command} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done


class PostgreSql:
    """A server of its own: it refuses to run as root, so that root lends it to the user postgres."""

    def __init__(self, folder):
        self.folder, self.port, self.log = folder / "pg", free_port(), folder / "pg.log"
        self.as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        self.folder.mkdir()
        if self.as_user:
            folder.chmod(0o755)
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        data = self.folder / "data"
        run([*self.as_user, POSTGRESQL / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "-E", "UTF8",
             "--locale=C.UTF-8"], cwd=self.folder)
        self.start()
        self.sql("CREATE ROLE rtuser LOGIN PASSWORD 'secret'")

    def start(self):
        self.server = Process([*self.as_user, POSTGRESQL / "postgres", "-D", self.folder / "data", "-h", "127.0.0.1", "-p",
                               self.port, "-k", self.folder, "-c", "max_connections=60"], self.log)
        until(lambda: run([POSTGRESQL / "pg_isready", "-h", "127.0.0.1", "-p", self.port], ok=False).returncode == 0,
              "PostgreSQL answers")

    def sql(self, statement, database="postgres"):
        return run([POSTGRESQL / "psql", "-h", "127.0.0.1", "-p", self.port, "-U", "postgres", "-d", database, "-Atc",
                    statement]).stdout

    def site_config(self):
        return (f"Set($DatabaseType, 'Pg'); Set($DatabaseHost, '127.0.0.1'); Set($DatabasePort, '{self.port}');"
                "Set($DatabaseName, 'rt5'); Set($DatabaseUser, 'rtuser'); Set($DatabasePassword, 'secret');"
                "Set($DatabaseAdmin, 'postgres');")

    def stop_serving(self):
        """As when the database's machine is restarted."""
        run([*self.as_user, POSTGRESQL / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop"],
            cwd=self.folder)
        self.server.child.wait(DEADLINE_S)

    def close(self):
        if self.server.child.poll() is None:
            run([*self.as_user, POSTGRESQL / "pg_ctl", "-D", self.folder / "data", "-m", "fast", "-w", "stop"], ok=False,
                cwd=self.folder)
        self.server.end()


class MariaDb:
    """A server of its own in a folder, as the user who runs the tests."""

    def __init__(self, folder):
        self.folder, self.port, self.log = folder / "mariadb", free_port(), folder / "mariadb.log"
        self.socket = self.folder / "socket"
        self.folder.mkdir()
        user = [f"--user={pwd.getpwuid(os.geteuid()).pw_name}"]
        run(["mariadb-install-db", "--no-defaults", *user, f"--datadir={self.folder}/data", "--auth-root-authentication-method=normal",
             "--skip-test-db"], cwd=self.folder)
        self.server = Process(["/usr/sbin/mariadbd", "--no-defaults", *user, f"--datadir={self.folder}/data",
                               "--bind-address=127.0.0.1", f"--port={self.port}", f"--socket={self.socket}",
                               f"--pid-file={self.folder}/pid", "--innodb-flush-log-at-trx-commit=0",
                               "--max-allowed-packet=64M", "--character-set-server=utf8mb4"], self.log)
        until(lambda: self.sql("SELECT 1", ok=False).returncode == 0, "MariaDB answers", SLOW_S)
        self.sql("CREATE USER 'rtuser'@'localhost' IDENTIFIED BY 'secret'; CREATE USER 'rtuser'@'127.0.0.1' IDENTIFIED BY 'secret';"
                 "GRANT ALL ON rt5.* TO 'rtuser'@'localhost'; GRANT ALL ON rt5.* TO 'rtuser'@'127.0.0.1';"
                 "CREATE USER 'dba'@'127.0.0.1' IDENTIFIED BY 'x'; GRANT ALL ON *.* TO 'dba'@'127.0.0.1' WITH GRANT OPTION;")

    def sql(self, statement, ok=True):
        return run(["mariadb", "--no-defaults", f"--socket={self.socket}", "-uroot", "-e", statement], ok=ok)

    def site_config(self):
        return (f"Set($DatabaseType, 'mysql'); Set($DatabaseHost, '127.0.0.1'); Set($DatabaseRTHost, '127.0.0.1');"
                f"Set($DatabasePort, '{self.port}'); Set($DatabaseName, 'rt5'); Set($DatabaseUser, 'rtuser');"
                "Set($DatabasePassword, 'secret'); Set($DatabaseAdmin, 'dba');")

    def close(self):
        self.server.end()


class Checker:
    """checker.pl beside the server."""

    def __init__(self, env, log):
        self.log = open(log, "ab")
        self.child = subprocess.Popen(["perl", str(HERE / "checker.pl")], env=env, stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, stderr=self.log)

    def __call__(self, name, *arguments):
        self.child.stdin.write(json.dumps([name, *arguments]).encode() + b"\n")
        self.child.stdin.flush()
        line = self.child.stdout.readline()
        if not line:
            raise AssertionError(f"checker.pl ended at {name}, see {self.log.name}")
        result = json.loads(line)
        if isinstance(result, dict) and set(result) == {"error"}:
            raise AssertionError(f"{name}{arguments}: {result['error']}")
        return result

    def close(self):
        self.child.stdin.close()
        self.child.wait(DEADLINE_S)
        self.log.close()


class Browser:
    """Logs in as people do, and keeps the cookie."""

    def __init__(self, rt, name, password):
        self.rt, self.cookie = rt, ""
        reply = self.post("/NoAuth/Login.html", {"user": name, "pass": password})
        if reply.status not in (200, 302):
            raise AssertionError(f"cannot log in: {reply}")

    def send(self, method, path, body=None, referer="own"):
        headers = {"Cookie": self.cookie, "Host": f"localhost:{self.rt.port}"}
        if referer == "own":
            referer = f"http://localhost:{self.rt.port}{path}"
        if referer:
            headers["Referer"] = referer
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        reply = request(self.rt.base, method, path, body, headers, timeout=SLOW_S)
        for cookie in reply.headers.get_all("Set-Cookie") or []:
            self.cookie = cookie.split(";")[0]
        return reply

    def get(self, path, **options):
        return self.send("GET", path, **options)

    def post(self, path, form, **options):
        return self.send("POST", path, urllib.parse.urlencode(form, doseq=True), **options)


class RequestTracker:
    TENANT = "6d3f6c58-53b3-4f7b-9a2b-0c7b4a1de001"
    AUDIENCE = "api://0f5b1c9e-0000-4e3a-8a55-5b1d0c7ae001"

    def __init__(self, folder, database=DATABASE, log="warning"):
        self.folder, self.port = folder, free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.postgresql = PostgreSql(folder) if database == "postgresql" else None
        self.mariadb = MariaDb(folder) if database == "mariadb" else None
        served = self.postgresql or self.mariadb
        for name in ("var", "mason", "session", "conf.d", "local-html", "local-static", "plugins"):
            (folder / name).mkdir(mode=0o700)
        self.plugin = folder / "plugins/RT-Extension-SecureExport"
        self.drop_in()
        self.config = folder / "RT_SiteConfig.pm"
        where = served.site_config() if served else \
            f"Set($DatabaseType, 'SQLite'); Set($DatabaseName, '{folder}/var/rt5.sqlite');"
        self.config.write_text(SITE_CONFIG.replace("@DATABASE@", where).replace("@PORT@", str(self.port))
                               .replace("@LOG@", log).replace("@D@", str(folder)))
        self.env = {**os.environ, "RT_SITE_CONFIG": str(self.config), "RT_SITE_CONFIG_DIR": str(folder / "conf.d"),
                    "LC_ALL": "C.UTF-8"}
        self.data = folder / "var/secure-export"
        (folder / "rootpw").write_text("root-password\n")
        dba = ["--dba", "postgres"] if self.postgresql else ["--dba", "dba"] if self.mariadb else []
        run(["rt-setup-database-5", "--action", "init", *dba, "--dba-password", "x", "--root-password-file",
             folder / "rootpw"], self.env)
        self.check = Checker(self.env, folder / "checker.log")
        self.server, self.workers = None, []

    def drop_in(self):
        """What the install component lays out."""
        shutil.copytree(EXTENSION, self.plugin)
        library = self.plugin / "lib/auto/RT/Extension/SecureExport"
        library.mkdir(parents=True)
        shutil.copy(os.environ["PLUGIN"], library / "secure_export.so")
        shutil.copy(ROOT / "manifests/secure-export.json", library)

    def setup(self, *options, ok=True):
        dba = ["--dba", "postgres", "--dba-password", "x"] if self.postgresql else []
        return run([self.plugin / "sbin/rt-secure-export-setup", *dba, *options], self.env, ok=ok)

    def connect(self, authority):
        return self.setup("--connection", "contoso", "--tenant", self.TENANT, "--audience", self.AUDIENCE,
                          "--authority", authority)

    def start_server(self, workers=3, server="Starman"):
        self.server = Process([RT_SERVER, "--server", server, "--host", "127.0.0.1", "--port", self.port, "--workers",
                               workers], self.folder / "server.log", self.env)

        def answers():
            with contextlib.suppress(OSError):
                return request(self.base, "GET", "/NoAuth/Login.html", timeout=SLOW_S).status
        until(answers, "RT answers", SLOW_S)

    def stop_server(self):
        server, self.server = self.server, None
        if server:
            server.end()

    def start_worker(self):
        worker = Process([self.plugin / "sbin/rt-secure-export-worker"], self.folder / "worker.log", self.env)
        self.workers.append(worker)
        return worker

    def stop_workers(self, sig=signal.SIGTERM):
        workers, self.workers = self.workers, []
        for worker in workers:
            worker.end(sig)

    def once(self, *options):
        return run([self.plugin / "sbin/rt-secure-export-worker", "--once", *options], self.env)

    def close(self):
        self.stop_workers()
        self.stop_server()
        self.check.close()
        for database in (self.postgresql, self.mariadb):
            if database:
                database.close()

    def post(self, body, token, path="/azure-monitor/alerts", headers=None):
        """As Azure's notification service does."""
        if not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        if isinstance(body, str):
            body = body.encode()
        fields = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "IcMBroadcaster/1.0",
                  "Host": f"localhost:{self.port}", **({"Authorization": f"Bearer {token}"} if token else {}),
                  **(headers or {})}
        return request(self.base, "POST", path, body, fields)

    def health(self):
        return request(self.base, "GET", "/azure-monitor/health")

    def mapping(self, statement, *values):
        """What stands in the plugin's database."""
        file = self.data / "secure-export.sqlite"
        with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(statement, values)]

    def make_due(self, statement, *values):
        """Moves a time of the plugin's on, in place of waiting for it."""
        with contextlib.closing(sqlite3.connect(self.data / "secure-export.sqlite", timeout=10)) as database, database:
            database.execute(statement, values)

    def settled(self, deadline_s=SLOW_S):
        def done():
            for worker in self.workers:
                if worker.child.poll() not in (None, 0):
                    raise AssertionError(f"a worker ended with {worker.child.returncode}:\n{worker.output()[-4000:]}")
            return not self.mapping("SELECT 1 FROM inbox WHERE state = 'waiting' LIMIT 1")
        until(done, "the work is done", deadline_s)

    def numbers_of(self, alert):
        """The numbers of the tickets that were opened for this alert, the oldest first."""
        rows = self.mapping("SELECT DISTINCT incident FROM alert_history WHERE lower(alert_id) = lower(?) "
                            "AND incident IS NOT NULL AND incident <> ''", alert)
        return sorted(int(row["incident"].lstrip("#")) for row in rows)

    def tickets_of(self, alert):
        return [self.check("ticket", number) for number in self.numbers_of(alert)]
