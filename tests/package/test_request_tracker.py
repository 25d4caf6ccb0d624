"""The Debian package of RT's extension, under Apache with mod_fcgid in a copy of this machine that goes away: installed,
set up, removed and purged, with RT restarted after each.

Environment, set by CTest: SOURCE, BUILD.  It takes some minutes, root, and the right to mount.
"""
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import unittest

from bare_machine import SOURCE, build_extension, skip

UNIT = SOURCE / "adapters/hosts/request-tracker/etc/systemd/rt-secure-export-worker@.service"

# A layer over the whole machine, in memory: what is installed there never was.
IN_A_COPY = r"""set -e
mount -t tmpfs -o size=3g tmpfs "$1"
mkdir "$1/up" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/up,workdir=$1/work" "$1/root"
mount -t proc proc "$1/root/proc"
mount --bind /dev "$1/root/dev"
mount -t tmpfs tmpfs "$1/root/run"
mkdir "$1/root/run/lock"
cp "$2" "$3" "$1/root/root/"
exec chroot "$1/root" sh "/root/$(basename "$3")" "/root/$(basename "$2")"
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class RequestTrackerPackage(unittest.TestCase):
    def test_installed_removed_and_purged_rt_goes_on(self):
        if not pathlib.Path("/usr/share/request-tracker5/libexec/rt-server").exists():
            skip("Request Tracker 5 is not installed; sh tests/setup/install.sh tests does it")
        folder = pathlib.Path(tempfile.mkdtemp(prefix="rt-package-"))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        copy = folder / "copy"
        copy.mkdir()
        may = subprocess.run(["unshare", "-m", "sh", "-c", f"mount -t tmpfs tmpfs {copy} && mkdir {copy}/u {copy}/w {copy}/r && mount "
                              f"-t overlay overlay -o lowerdir=/,upperdir={copy}/u,workdir={copy}/w {copy}/r"],
                             capture_output=True, text=True, check=False)
        if may.returncode != 0:
            skip(f"no copy of this machine can be made: {may.stderr.strip()}")
        package = build_extension(folder)
        depends = subprocess.run(["dpkg-deb", "-f", package, "Depends"], capture_output=True, text=True, check=True).stdout
        for library in ("libjsoncpp", "libpoco", "libsimdjson", "libzstd1", "libdate-tz3", "libssl3", "request-tracker5",
                        "libffi-platypus-perl"):
            self.assertIn(library, depends)
        done = subprocess.run(["unshare", "-m", "sh", "-c", IN_A_COPY, "sh", copy, package,
                               SOURCE / "tests/package/request_tracker.sh"], capture_output=True, text=True, errors="replace",
                              check=False, env={**os.environ, "PORT": str(free_port())}, timeout=1500)
        self.assertEqual([], re.findall(r"^not ok .*", done.stdout, re.MULTILINE), done.stdout[-6000:] + done.stderr[-2000:])
        self.assertEqual(22, len(re.findall(r"^ok ", done.stdout, re.MULTILINE)), done.stdout + done.stderr)

    def test_the_workers_unit_lets_it_do_little(self):
        if not shutil.which("systemd-analyze"):
            skip("systemd-analyze is not installed")
        with tempfile.TemporaryDirectory() as folder:
            unit = pathlib.Path(folder) / UNIT.name
            unit.write_text(re.sub(r"^ExecStart=.*", "ExecStart=/bin/true", UNIT.read_text(), flags=re.MULTILINE))
            told = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager", unit], capture_output=True,
                                  text=True, check=False)
        figure = re.search(r"Overall exposure level for .*: (\d+\.\d)", told.stdout)
        self.assertTrue(figure, told.stdout + told.stderr)
        self.assertLess(float(figure[1]), 3)


if __name__ == "__main__":
    unittest.main()
