"""peers: the programs that benches run beside ours, each in a folder of its own that goes with it; and the machine's other
users."""
import contextlib
import fcntl
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path


@contextlib.contextmanager
def quiet():
    """Alone on the machine, as far as others ask for it, too: they lock the file that QUIET names, as by flock(1)."""
    if "QUIET" not in os.environ:
        yield
        return
    with open(os.environ["QUIET"], "a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def node_packages(folder, *names):
    """The folder that holds packages of npm: the one that NODE_PACKAGES names, or else `folder`. None, and a line that says so,
    where there is no node, or npm has no network."""
    there = Path(os.environ.get("NODE_PACKAGES", folder))
    there.mkdir(exist_ok=True)
    missing = [name for name in names if not (there / "node_modules" / name).is_dir()]
    install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--fetch-retries=1", "--prefix", there, *missing]
    if not shutil.which("node") or not shutil.which("npm"):
        print("left out: there is no node, or no npm")
    elif missing and subprocess.run(install, stdout=subprocess.DEVNULL, check=False).returncode != 0:
        print("left out: npm cannot install " + ", ".join(missing))
    else:
        return there
    return None


ASSEMBLED = ("@mozilla/readability", "linkedom", "@node-rs/jieba")


def assembled_times(folder, files):
    """Milliseconds that a page takes readability over linkedom, and its text jieba; None where they cannot be had."""
    packages = node_packages(folder, *ASSEMBLED)
    if not packages:
        return None
    done = subprocess.run(["node", Path(__file__).with_name("assembled.mjs"), "--times", *files], stdout=subprocess.PIPE,
                          env={**os.environ, "PACKAGES": str(packages)}, check=True)
    return [float(word) for word in done.stdout.split()]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Redis:
    """redis-server on loopback, its append-only file in `folder` synced always; the file goes with the `with` block."""

    def __init__(self, folder):
        self.folder, self.port = Path(folder), free_port()

    def start(self):
        """Seconds until it answers, with all that its file held."""
        self.folder.mkdir(exist_ok=True)
        began = time.monotonic()
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--dir", self.folder, "--save", "",
             "--appendonly", "yes", "--appendfsync", "always", "--loglevel", "warning"], stdout=subprocess.DEVNULL)
        while not self.answers():
            assert self.process.poll() is None, "redis-server ended"
            time.sleep(0.01)
        return time.monotonic() - began

    def answers(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as s:
                s.sendall(b"PING\r\n")
                return s.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def kill(self):
        self.process.kill()
        self.process.wait()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
