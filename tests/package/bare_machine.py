"""A bare Debian 12 in a folder, which boots systemd with no network but loopback; for the tests of packages beside this file.

Made once by debootstrap, in .build/bare, and copied for each test.  It takes root.
"""
import fcntl
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["SOURCE"])
BOOT_S = 1500  # bounds a hang


def skip(reason):
    print(f"SKIPPED: {reason}", file=sys.stderr, flush=True)
    raise unittest.SkipTest(reason)


def run(*command, **more):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, errors="replace",
                          check=False, stdin=subprocess.DEVNULL, **more)
    if done.returncode != 0:
        raise AssertionError(f"{command} ended with {done.returncode}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
    return done.stdout


def mirror():
    """Where this machine's own apt gets Debian from."""
    found = re.search(r"^\S+ \d+ (\S*/debian) ", run("apt-cache", "policy"), re.MULTILINE)
    return found[1] if found else "http://deb.debian.org/debian"


def build_extension(folder, *options):
    """The package of RT's extension, as the build at hand makes it."""
    config = pathlib.Path(os.environ["BUILD"]) / "adapters/hosts/request-tracker/package.cmake"
    done = subprocess.run(["cpack", "--config", config, *options, "-D",
                           f"CPACK_OUTPUT_FILE_PREFIX={folder}", "-B", folder], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(done.stdout + done.stderr)
    package, = folder.glob("*.deb")
    return package


class BareMachine:
    """`probe`: the folder /probe of the machine, for what it is to find there."""

    def __init__(self, test_class):
        if os.geteuid() != 0:
            skip("only root can install a system into a folder and boot it")
        for tool in ("debootstrap", "systemd-nspawn"):
            if not shutil.which(tool):
                skip(f"{tool} is not installed")
        folder = tempfile.TemporaryDirectory(prefix="secure-export-bare-")
        test_class.addClassCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name) / "machine"
        pristine = SOURCE / ".build" / "bare"
        with open(SOURCE / ".build" / "bare.lock", "w") as lock:  # tests run side by side
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (pristine / "made").exists():
                shutil.rmtree(pristine, ignore_errors=True)
                run("debootstrap", "--variant=minbase", "--include=systemd,systemd-sysv,dbus", "bookworm", pristine, mirror())
                (pristine / "made").touch()
        run("cp", "-a", "--reflink=auto", pristine, self.root)
        self.probe = self.root / "probe"
        self.probe.mkdir()
        shutil.copy("/etc/resolv.conf", self.root / "etc" / "resolv.conf")

    def add_authority(self):
        """The authority stand-in, with its own libraries, which the packages have no need of."""
        program = os.environ["IDENTITY"]
        shutil.copy(program, self.probe / "identity-stand-in")
        (self.probe / "libraries").mkdir()
        for library in re.findall(r"=> (\S*/(?!lib(?:c|m|gcc_s|stdc\+\+)\.so)lib\S*)", run("ldd", program)):
            shutil.copy(library, self.probe / "libraries")

    def inside(self, *command):
        return run("chroot", self.root, *command, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"})

    def fetch(self, *packages):
        """For later: booted, it has no network."""
        self.inside("apt-get", "install", "-y", "--no-install-recommends", "--download-only", *packages)

    def boot(self, script):
        """Boots and runs /probe/`script`; what that wrote."""
        unit = self.root / "etc" / "systemd" / "system" / "probe.service"
        unit.write_text("[Unit]\nAfter=multi-user.target\nSuccessAction=poweroff-force\nFailureAction=poweroff-force\n"
                        f"[Service]\nType=oneshot\nExecStart=/bin/sh /probe/{script}\n"
                        "StandardOutput=file:/probe/log\nStandardError=file:/probe/log\n", encoding="ascii")
        wants = self.root / "etc" / "systemd" / "system" / "default.target.wants"
        wants.mkdir(exist_ok=True)
        (wants / "probe.service").symlink_to("/etc/systemd/system/probe.service")
        console = subprocess.run(["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--private-network",
                                  f"--machine=secure-export-{os.getpid()}", "--directory", str(self.root), "--boot"],
                                 stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=BOOT_S,
                                 check=False)
        log = self.probe / "log"
        if not log.exists():
            skip(f"systemd does not boot in a folder here: {(console.stdout + console.stderr)[-500:]}")
        return log.read_text(errors="replace")


def steps_of(log):
    """{name: status} of the lines "STEP name: status"."""
    return dict(re.findall(r"^STEP (\w+): (\d+)$", log, re.MULTILINE))
