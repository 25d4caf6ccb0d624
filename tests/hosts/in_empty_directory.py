"""in_empty_directory.py PROGRAM ARGUMENT...: runs it with the name of a fresh directory added."""
import subprocess
import sys
import tempfile

with tempfile.TemporaryDirectory() as directory:
    sys.exit(subprocess.run(sys.argv[1:] + [directory], check=False).returncode)
