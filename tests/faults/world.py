"""world: an archive on its way through a broker and real workers, for tests that let the world break down.

A World takes one archive from the first document to the export, whatever befalls it on the way: the broker is
started anew after each fault, only what was not acknowledged is offered again, and the export must be the one
of a calm run, byte for byte. After every fault what was told to the client is held against the store.
"""
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("GARNER_BUILD", ROOT / "build"))
sys.path.insert(0, str(ROOT / "tests/peer"))

from fixture import wait_for  # noqa: E402
from garner_peer import Client, Refused  # noqa: E402
from messages import ERRORS, ORIGINAL, STATES, VERDICTS  # noqa: E402

ARCHIVE = "trial"
SLOW_MS = 6  # what a document costs at least, so that faults meet work


def documents(count, seed=7):
    """(source, bytes) of our own making: varied lengths, some alike, some that are no text."""
    rng = random.Random(seed)
    towns = ["东溪镇", "南坡乡", "西河街道", "北岭社区"]
    made = []
    for i in range(count):
        lines = [f"!slow {SLOW_MS}\n关于第{i if i % 25 else 0}号项目的通报\n"]
        for _ in range(rng.choice((1, 3, 9, 60)) if i % 25 else 5):
            lines.append(f"{2010 + rng.randrange(12)}年{rng.randrange(1, 13)}月,{rng.choice(towns)}"
                         f"调解纠纷{rng.randrange(1, 900)}件,投入{rng.randrange(1, 90)}.{rng.randrange(10)}万元。\n")
        body = "".join(lines).encode() if i % 41 else b"\xff\xfe no text \x80" + bytes([i % 251])
        made.append((f"{2015 + i % 8}/{i:05}.txt", body))
    return made


class Lost(Exception):
    """Something that was acknowledged is not there, or is there twice, or differs."""


class Submitter(Client):
    """Offers documents, some SUBMITs at a time, and notes which were acknowledged."""

    AT_ONCE = 4
    PAUSE = 0.04  # seconds between SUBMITs, at most: about as fast as the worker works

    def __init__(self, endpoint, world, patience):
        self.world, self.sent, self.next = world, {}, 0
        super().__init__(endpoint, patience=patience)

    def step(self, timeout):
        """Sends what may be sent, and takes one message in, if one comes."""
        if len(self.sent) < self.AT_ONCE and self.world.pending and time.monotonic() >= self.next:
            count = self.world.rng.randrange(1, 9)
            batch, self.world.pending = self.world.pending[:count], self.world.pending[count:]
            self.offer(batch)
            self.next = time.monotonic() + self.world.rng.uniform(0, self.PAUSE)
        message = self.receive(timeout)
        if message and message[0] == "SUBMITTED":
            batch = self.sent.pop(message[1]["request"], [])
            for (source, body), verdict in zip(batch, message[1]["verdicts"]):
                self.world.acknowledged[source] = VERDICTS[verdict]
        elif message and message[0] == "ERROR":
            self.refused(message[1])

    def offer(self, batch):
        request = self.next_request()
        self.sent[request] = batch
        offers = [dict(source=source, sha256=hashlib.sha256(body).digest(), bytes=len(body), encoding=0,
                       length=len(body)) for source, body in batch]
        self.send("SUBMIT", b"".join(body for _, body in batch), request=request, archive=ARCHIVE, offers=offers)

    def refused(self, error):
        """A full disk is waited for; a broker that went back to its last commit is greeted again."""
        code = ERRORS.get(error["code"])
        batch = self.sent.pop(error["request"], [])
        self.world.pending = batch + self.world.pending
        if code == "disk-full":
            self.world.refusals += 1
            self.next = time.monotonic() + self.PAUSE
        elif code == "hello-first":
            self.give_back()
            self.open()
        elif code != "stopping":
            raise Refused(error)

    def give_back(self):
        """Nobody knows what became of these."""
        self.world.pending = [d for batch in self.sent.values() for d in batch] + self.world.pending
        self.sent = {}

    def leave(self):
        self.give_back()
        self.close(bye=False)


class World:
    """top: a folder for logs and sockets; data: where the store is, perhaps on a disk of its own."""

    def __init__(self, top, data, docs, rng, children=2, broker=(), options=(), env=None):
        self.top, self.data, self.docs, self.rng = Path(top), Path(data), docs, rng
        self.children, self.prefix, self.options = children, list(broker), list(options)
        self.env, self.worker_env = {**os.environ, **(env or {})}, os.environ
        self.pending, self.acknowledged, self.seen_done = list(docs), {}, set()
        self.refusals, self.recoveries = 0, []
        self.endpoint = f"ipc://{self.top}/broker.ipc"
        self.broker = self.worker = self.client = None

    # ---- Processes ----

    def spawn(self, command, log, env=None):
        with open(self.top / log, "ab") as file:
            return subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=file, stderr=file,
                                    env=env or self.env)

    def launch_broker(self):
        command = [BUILD / "garner-broker", "--data", self.data, "--listen", self.endpoint, *self.options]
        (self.top / "broker.log").write_bytes(b"")
        self.broker = self.spawn(self.prefix + command, "broker.log")

    def launch_worker(self):
        command = [BUILD / "garner-worker", "--broker", self.endpoint, "--pipeline", "faulty", "--children",
                   self.children]
        self.worker = self.spawn(command, "worker.log", self.worker_env)

    def start(self, patience=20.0):
        """A broker that answers, and a worker, if there is none. False if the broker ended instead."""
        began = time.monotonic()
        self.launch_broker()
        if self.worker is None or self.worker.poll() is not None:
            self.launch_worker()
        while self.broker.poll() is None and time.monotonic() - began < patience:
            try:
                self.client = Submitter(self.endpoint, self, patience=0.5)
                self.client.patience = patience
                self.recoveries.append(time.monotonic() - began)
                return True
            except (TimeoutError, Refused):
                pass
        if self.broker.poll() is None:
            raise Lost(f"the broker does not answer for {patience} s:\n{self.log()}")
        return False

    def log(self, lines=12):
        return "".join((self.top / "broker.log").read_text(errors="replace").splitlines(True)[-lines:])

    def kill(self, process):
        if process and process.poll() is None:
            process.kill()
        if process:
            process.wait()

    def end(self):
        if self.client:
            self.client.leave()
            self.client = None
        self.kill(self.broker)

    def close(self):
        self.end()
        self.kill(self.worker)

    # ---- The work ----

    def run(self, seconds, until=lambda: False):
        """Lets work go on for so long, until the broker has ended, or until() is true."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.broker.poll() is None and not until():
            self.client.step(min(0.01, max(0.0, end - time.monotonic())))

    def ask(self, question):
        """question(client) of a client for this alone."""
        client = Client(self.endpoint, patience=20.0)
        try:
            return question(client)
        finally:
            client.close()

    def look(self):
        """Notes what the broker says is done: it may not be taken back."""
        done = self.ask(lambda client: [row["source"] for row in client.list(state=state_number("done"))])
        self.seen_done.update(done)

    def ledger(self):
        ledger = self.ask(lambda client: client.status())["ledger"]
        if ledger["submitted"] != sum(n for name, n in ledger.items() if name != "submitted"):
            raise Lost(f"the ledger does not add up: {ledger}")
        return ledger

    def check(self):
        """Holds what was told against what is there."""
        ledger, bodies, rows = self.ledger(), dict(self.docs), {}
        for row, original, _ in self.ask(lambda client: list(client.fetch(parts=ORIGINAL))):
            if row["source"] in rows:
                raise Lost(f"{row['source']} is there twice")
            if original != bodies[row["source"]]:
                raise Lost(f"{row['source']} has other bytes")
            rows[row["source"]] = STATES[row["state"]]
        if ledger["submitted"] != len(rows):
            raise Lost(f"{len(rows)} documents are there, and the ledger says {ledger}")
        lost = set(self.acknowledged) - set(rows)
        undone = {source for source in self.seen_done if rows.get(source) not in ("done", "duplicate")}
        if lost or undone:
            raise Lost(f"acknowledged and lost: {sorted(lost)[:5]}; done and not any more: {sorted(undone)[:5]}")

    def is_all_in(self):
        return not self.pending and not self.client.sent

    def is_through(self):
        if not self.is_all_in():
            return False
        ledger = self.ledger()
        return ledger["waiting"] + ledger["running"] == 0

    def finish(self, seconds=120):
        """Goes on in peace to the end; the export, and whether the whole store is sound."""
        end = time.monotonic() + seconds
        while not self.is_through():
            if self.broker.poll() is not None or time.monotonic() > end:
                raise Lost(f"the archive does not come through: {self.ledger()}\n{self.log()}")
            self.run(0.1)
        self.check()
        checked = subprocess.run([BUILD / "garner", "--data", self.data, "check", "--deep"], capture_output=True,
                                 text=True, timeout=120)
        if checked.returncode != 0:
            raise Lost(checked.stdout + checked.stderr)
        return export(self.endpoint)


def state_number(name):
    return next(number for number, state in STATES.items() if state == name)


def export(endpoint):
    out = subprocess.run([BUILD / "garner", "--broker", endpoint, "export"], capture_output=True, timeout=120)
    if out.returncode != 0:
        raise Lost(f"export: {out.stderr.decode()}")
    return out.stdout


def calm_export(docs, kind=World):
    """What must come out, from a run in which nothing happens."""
    top = tempfile.mkdtemp(prefix="garner-calm-")
    world = kind(top, Path(top) / "data", docs, random.Random(1), children=1)
    try:
        assert world.start(), world.log()
        return world.finish()
    finally:
        world.close()
        shutil.rmtree(top)


# ---- Campaigns ----


class Tally:
    """Rounds of one kind of fault, what came of them, and the last line."""

    def __init__(self):
        self.rounds, self.failures, self.notes, self.recoveries = {}, [], {}, {}

    def round(self, kind, *notes):
        self.rounds[kind] = self.rounds.get(kind, 0) + 1
        for note in notes:
            self.notes[kind, note] = self.notes.get((kind, note), 0) + 1

    def recovered(self, kind, seconds):
        self.recoveries.setdefault(kind, []).extend(seconds)

    def failed(self, kind, why):
        self.failures.append((kind, why))
        print(f"FAILED {kind}: {why}", flush=True)

    def print(self):
        for kind, count in self.rounds.items():
            notes = ", ".join(f"{n} {note}" for (k, note), n in self.notes.items() if k == kind)
            times = sorted(self.recoveries.get(kind, []))
            if times:
                notes += (", " if notes else "") + "working again in %.2f / %.2f / %.2f s (least, median, most)" % (
                    times[0], times[len(times) // 2], times[-1])
            print(f"{kind}: {count} rounds" + (f", {notes}" if notes else ""))
        bad = len(self.failures)
        print(f"{sum(self.rounds.values())} passed, {bad} failed", flush=True)
        return 1 if bad or not self.rounds else 0


def seed():
    number = int(os.environ.get("SEED", time.time_ns() % 10**6))
    print(f"seed {number}", flush=True)
    return number


def run_campaign(main):
    """Its exit status, also when it is interrupted: once, so that it can clean up after itself."""

    def interrupt(number, frame):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupt)
    signal.signal(signal.SIGTERM, interrupt)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("interrupted")


def alone(*wants):
    """Runs the program again where mounts and processes are its own: when it ends, however it ends, the kernel
    ends and unmounts all of it. wants: what it needs beside root, as commands. False when that cannot be."""
    if os.getpid() == 1:
        return True
    apart = ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    missing = [want for want in wants if shutil.which(want) is None]
    if missing or os.getuid() != 0 or subprocess.run([*apart, "true"], stderr=subprocess.DEVNULL).returncode != 0:
        print(f"skipped {Path(sys.argv[0]).name}: it takes root, mounts of its own" + "".join(f", {m}" for m in missing))
        return False
    run = subprocess.Popen([*apart, sys.executable, *sys.argv])

    def pass_on(number, frame):
        for child in Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split():
            os.kill(int(child), signal.SIGTERM)

    signal.signal(signal.SIGINT, pass_on)
    signal.signal(signal.SIGTERM, pass_on)
    sys.exit(run.wait())
