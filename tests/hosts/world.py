"""world: some hosts, a broker and workers on them, and two networks between them: one that works (10.89.0.x, the
bridge of `namespaces`) and one that does what it is told (10.90.0.x, `switch`). All have keys, as over any network.

Whatever is started here ends with this process, however it ends.
"""
import ctypes
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = Path(os.environ.get("GARNER_BUILD", ROOT / "build"))
sys.path.insert(0, str(ROOT / "tests/peer"))

from garner_peer import Client  # noqa: E402

NAMESPACES = str(HERE / "namespaces")
PORT = 7717
libc = ctypes.CDLL(None, use_errno=True)


def wait_for(what, fact, seconds=30.0, pause=0.005):
    """Until fact() is true; returns what it is, and how many seconds that took."""
    begun = time.monotonic()
    while not (value := fact()):
        if time.monotonic() - begun > seconds:
            raise AssertionError(f"waited {seconds:.0f} s in vain for {what}")
        time.sleep(pause)
    return value, time.monotonic() - begun


def die_with_parent():
    libc.prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def end(process, how=signal.SIGTERM):
    if process.poll() is None:
        process.send_signal(how)
    try:
        return process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


class Hosts:
    """COUNT hosts; processes on them, and the paths between them."""

    def __init__(self, count, seed):
        self.name, self.count = f"garner{os.getpid()}-", count
        self.work = Path(tempfile.mkdtemp(prefix="garner-hosts-"))
        self.processes, self.switch = [], None
        self.names = self.work / "names"
        self.names.write_text("127.0.0.1 localhost\n")
        self.forget_killed_runs()
        self.ask_namespaces("hosts_up", self.name, count)
        self.start_switch(seed)

    def ask_namespaces(self, *arguments):
        subprocess.run([NAMESPACES, *map(str, arguments)], check=True)

    def forget_killed_runs(self):
        listed = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True).stdout
        for run in set(re.findall(r"^garner(\d+)-", listed, re.M)):
            if not os.path.exists(f"/proc/{run}"):
                self.ask_namespaces("hosts_down", f"garner{run}-")

    def start_switch(self, seed):
        names = [f"{self.name}{i + 1}" for i in range(self.count)]
        self.switch = subprocess.Popen([BUILD / "hosts/switch", str(seed), *names], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, text=True, preexec_fn=die_with_parent)
        if self.switch.stdout.readline() != "ok\n":
            raise SystemExit("FAILED hosts: no switch")
        for i, name in enumerate(names):
            subprocess.run(["ip", "-n", name, "addr", "add", f"10.90.0.{i + 1}/24", "dev", "eth1"], check=True)
            subprocess.run(["ip", "-n", name, "link", "set", "eth1", "up"], check=True)

    def tell(self, command, *numbers):
        self.switch.stdin.write(" ".join([command, *map(str, numbers)]) + "\n")
        self.switch.stdin.flush()
        return self.switch.stdout.readline().strip()

    def start(self, host, *command, log=None, **options):
        """A process on that host, which finds the names of this world in /etc/hosts."""
        options.setdefault("stdin", subprocess.DEVNULL)
        with open(self.work / (log or "log"), "ab") as out:
            options.setdefault("stdout", out)
            process = subprocess.Popen(["nsenter", f"--net=/run/netns/{self.name}{host}", NAMESPACES, "with_names", self.names,
                                        *map(str, command)], stderr=out, preexec_fn=die_with_parent, **options)
        self.processes.append(process)
        return process

    def close(self):
        for process in self.processes + [self.switch]:
            if process and process.poll() is None:
                process.kill()
                process.wait()
        self.ask_namespaces("hosts_down", self.name)
        if not os.environ.get("KEEP"):
            shutil.rmtree(self.work, ignore_errors=True)


class World(Hosts):
    """A broker on host 1, everybody's keys, and what an operator on the broker's machine sees."""

    worker_options = ("--pipeline", "faulty", "--children", "1", "--wall", "2s")

    def __init__(self, count=5, seed=1):
        super().__init__(count, seed)
        self.data, self.operator, self.broker, self.workers = self.work / "data", None, None, {}
        self.make_key("machine", "work")
        self.make_key("person", "submit,query,admin")
        self.broker_at = 1
        self.start_broker()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind and kind is not KeyboardInterrupt:
            print("--- the broker's log ends with\n" + "".join(self.log("broker").splitlines(True)[-20:]))
        self.close()

    def garner(self, *arguments, **options):
        return subprocess.run([BUILD / "garner", *map(str, arguments)], capture_output=True, text=True, **options)

    def make_key(self, name, roles):
        self.garner("keys", "new", name, "--into", self.work, check=True)
        self.garner("-d", self.data, "keys", "allow", self.work / f"{name}.pub", "--roles", roles, check=True)

    def keys(self, name):
        return "--key", self.work / f"{name}.key", "--broker-key", self.data / "keys/broker.pub"

    def log(self, name):
        return (self.work / name).read_text(errors="replace")

    # ---- The broker ----

    def start_broker(self):
        """At self.broker_at, which has the name broker from now on."""
        at = self.broker_at
        listen = f"tcp://10.90.0.{at}:{PORT},tcp://10.89.0.{at}:{PORT}"
        self.names.write_text(f"127.0.0.1 localhost\n10.90.0.{at} broker\n")
        heard = self.log("broker").count("listening on") if (self.work / "broker").exists() else 0
        self.broker = self.start(at, BUILD / "garner-broker", "--data", self.data, "--listen", listen, log="broker")
        wait_for("the broker", lambda: self.log("broker").count("listening on") >= heard + 3 or self.broker.poll() is not None)
        assert self.broker.poll() is None, self.log("broker")
        self.operator = Client((self.data / "endpoint").read_text().strip(), patience=60)

    def kill_broker(self):
        end(self.broker, signal.SIGKILL)
        self.operator.close(bye=False)

    def status(self):
        return self.operator.status()

    def left(self):
        ledger = self.status()["ledger"]
        return ledger["waiting"] + ledger["running"]

    def settle(self, seconds=120):
        return wait_for("all documents", lambda: self.left() == 0, seconds)[1]

    def broker_cpu(self):
        """Seconds of processor time that it has used."""
        with open(f"/proc/{self.broker.pid}/stat", encoding="utf-8") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    # ---- The workers ----

    def start_worker(self, host):
        self.workers[host] = self.start(host, BUILD / "garner-worker", "work", "--broker", f"tcp://broker:{PORT}",
                                        *self.keys("machine"), *self.worker_options, log=f"worker{host}")

    def await_workers(self, seconds=60):
        return wait_for("the workers", lambda: len(self.status()["workers"]) >= len(self.workers), seconds)[1]

    def holder(self):
        """The host whose worker holds a document; None if none does."""
        held = {int(w["name"].rsplit(":", 1)[1]) for w in self.status()["workers"] if w["leased"]}
        return next((host for host, process in self.workers.items() if process.pid in held), None)

    # ---- Documents ----

    def submit(self, host, folder):
        """A client on that host, over the network that does as it is told."""
        return self.start(host, BUILD / "garner", "--broker", f"tcp://broker:{PORT}", *self.keys("person"), "--timeout", "60s",
                          "submit", "--quiet", "--archive", "hosts", folder, log="client")

    def export(self):
        r = self.garner("-b", (self.data / "endpoint").read_text().strip(), "export", timeout=300)
        assert r.returncode == 0, r.stderr
        return r.stdout


class Dice(random.Random):
    """Of a seed that is told, so that a run can be repeated."""

    def __init__(self):
        self.number = int(os.environ.get("SEED", time.time_ns() % 1000000))
        super().__init__(self.number)
