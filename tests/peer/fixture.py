"""fixture: a broker for a test, and the test's own little frame: check by check, each with its line."""
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TIME_FACTOR = int(os.environ.get("GARNER_TIME_FACTOR", 1))  # how many times as slow as usual programs may be here
SANITIZED = "GARNER_SANITIZED" in os.environ  # tests/sanitize: what is tested has memory and calls of its own
PROGRAM = Path(os.environ.get("GARNER_BUILD", ROOT / "build")) / "garner-broker"


def wait_for(fact, seconds=20, what="it"):
    """Waits until fact() is true, and returns what it is."""
    seconds *= TIME_FACTOR
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = fact()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"waited {seconds} s in vain for {what}")


def anonymous_bytes(pid):
    """Memory that is the process's own; the map of the store is the system's to take back."""
    return 1024 * int(re.search(r"RssAnon:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1])


class Broker:
    """garner-broker over a directory of its own; ends with the `with` block."""

    def __init__(self, *options):
        self.dir = Path(tempfile.mkdtemp(prefix="garner-"))
        self.options = options
        self.start()

    def start(self):
        self.log_path = self.dir / "log"
        command = [PROGRAM, "--data", self.dir / "data", "--listen", "tcp://127.0.0.1:*", "--insecure", *self.options]
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(command, stderr=log)
        wait_for(lambda: len(self.endpoints()) == 2 or self.process.poll() is not None, what="two endpoints")
        assert self.process.poll() is None, self.log()

    def log(self):
        return self.log_path.read_text(errors="replace")

    def endpoints(self):
        return re.findall(r"listening on (\S+)", self.log())

    @property
    def private(self):
        return (self.dir / "data/endpoint").read_text().strip()

    @property
    def tcp(self):
        return next(e for e in self.endpoints() if e.startswith("tcp:"))

    def anonymous_bytes(self):
        return anonymous_bytes(self.process.pid)

    def stop(self, how=signal.SIGTERM):
        """Its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(20 * TIME_FACTOR)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind and self.process.poll() is not None:
            print(f"the broker ended with {self.process.returncode}")
        if kind:
            print("--- the broker's log ends with\n" + "".join(self.log().splitlines(True)[-20:]))
        # A program that is killed cannot write down which of its lines ran (tests/coverage).
        self.stop(signal.SIGTERM if "GARNER_COVERAGE" in os.environ else signal.SIGKILL)
        shutil.rmtree(self.dir, ignore_errors=True)


def run_checks(functions):
    """Runs each, prints "ok NAME" or "FAILED NAME" and why; those named on the command line only, if any."""
    wanted = sys.argv[1:]
    failed = 0
    if not os.access(PROGRAM, os.X_OK):
        sys.exit(f"{PROGRAM} is not built")
    for function in functions:
        name = function.__name__.replace("_", " ")
        if wanted and not any(word in name for word in wanted):
            continue
        try:
            why = function()
            print(f"skipped {name}: {why}" if why else f"ok {name}", flush=True)
        except Exception:  # whatever it is, it is told, and the next check runs
            failed += 1
            print(f"FAILED {name}\n{traceback.format_exc()}", flush=True)
    sys.exit(1 if failed else 0)
