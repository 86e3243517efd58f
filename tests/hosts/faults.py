"""faults: rounds of a fault each, on a broker, three workers and a client that has a network between them.

In each round a document that takes a while is worked on by somebody, who is then hit. How long it is until somebody else
has it is measured; more documents are submitted meanwhile. In the end the export must be that of a calm run.
"""
import ctypes
import hashlib
import json
import os
import signal
import statistics
import subprocess
import time
from collections import Counter

from world import HERE, PORT, World, end, libc, wait_for

WALL_S = 4
SLOW_MS = 2600
CLIENT = 5
WORKERS = (2, 3, 4)
ORDINARY = 20


class Tally:
    """What was done, and how long it took to recover."""

    def __init__(self):
        self.rounds, self.times = Counter(), {}

    def add(self, fault, seconds=None):
        self.rounds[fault] += 1
        if seconds is not None:
            self.times.setdefault(fault, []).append(seconds)

    def longest(self, fault):
        return max(self.times[fault])

    def lines(self):
        for fault, count in self.rounds.items():
            t = self.times.get(fault)
            took = f"{min(t):.2f} / {statistics.median(t):.2f} / {max(t):.2f} s" if t else "nothing was to recover from"
            yield f"{fault:<58} {count:>4} rounds   {took}"


class Campaign(World):
    worker_options = ("--pipeline", "faulty", "--children", "1", "--wall", f"{WALL_S}s")

    def __init__(self, dice):
        super().__init__(5, dice.number)
        self.dice, self.tally = dice, Tally()
        self.folders, self.acknowledged, self.number = [], set(), 0
        for host in WORKERS:
            self.start_worker(host)
        self.await_workers()
        self.extractor = self.status()["workers"][0]["extractor"]

    # ---- Documents ----

    def write(self, texts):
        self.number += 1
        folder = self.work / f"archive/{self.number:04d}"
        folder.mkdir(parents=True)
        for i, text in enumerate(texts):
            (folder / f"{self.number:04d}-{i}.txt").write_text(text)
        self.folders.append(folder)
        return folder

    def ordinary(self):
        n = self.number + 1
        return [f"东溪镇第{n}-{i}号通报\n\n2021年{1 + i % 12}月,东溪镇调解纠纷{n * 7 + i}件,投入{n}.{i}万元。\n" for i in range(ORDINARY)]

    def begin_submit(self, texts):
        folder = self.write(texts)
        return folder, self.submit(CLIENT, folder)

    def acknowledge(self, folder, client):
        assert client.wait(90) == 0, self.log("client")[-2000:]
        self.acknowledged |= {path.name for path in folder.iterdir()}

    def give_long_document(self, first_line=f"!slow {SLOW_MS}"):
        """The host whose worker is at it."""
        self.acknowledge(*self.begin_submit([f"{first_line}\n南坡乡第{self.number + 1}号通知\n\n发放补助{self.number + 1}万元。\n"]))
        return wait_for("a worker to take it", self.holder)[0]

    def await_other(self, host, since):
        """Seconds from then until another one than host's worker has what it held."""
        wait_for("another worker to take it", lambda: self.holder() not in (None, host), 30)
        return time.monotonic() - since

    def finish(self):
        self.settle()
        for host, process in list(self.workers.items()):
            if process.poll() is not None:
                self.start_worker(host)
        self.await_workers()

    # ---- The network ----

    def cut(self, *paths):
        for source, to in paths:
            self.tell("cut", source, to)

    def heal(self):
        self.tell("heal", 0, 0)

    def cut_round(self):
        kind = self.dice.choices(["both ways", "to the broker", "from the broker", "of all workers, from its end on", "many short ones"],
                                 [30, 25, 25, 10, 10])[0]
        host, at = self.give_long_document(), self.broker_at
        paths = {"both ways": [(host, at), (at, host)], "to the broker": [(host, at)], "from the broker": [(at, host)],
                 "of all workers, from its end on": [(0, at), (at, 0)]}.get(kind)
        name, since, took = f"network cut, {kind}", time.monotonic(), None
        if kind == "many short ones":
            for _ in range(6):
                self.cut((host, at), (at, host))
                time.sleep(self.dice.uniform(0.1, 0.8))
                self.heal()
                time.sleep(self.dice.uniform(0.05, 0.3))
        else:
            self.cut(*paths)
        if kind.startswith("of all"):
            time.sleep(self.dice.uniform(2.5, 3.5))
            self.heal()
            since = time.monotonic()
            took = wait_for("a worker to take it again", self.holder)[1]
        elif paths:
            took = self.await_other(host, since)
        if self.dice.random() < 0.5:
            self.cut((CLIENT, at), (at, CLIENT))
        submitted = self.begin_submit(self.ordinary())
        time.sleep(self.dice.uniform(0, 1.0))
        self.heal()
        self.acknowledge(*submitted)
        self.finish()
        self.tally.add(name, took)

    def bad_round(self, name, loss, doubled, delay, jitter):
        """All paths are bad; nothing should be lost, and a worker that comes new gets in."""
        self.tell("path", 0, 0, loss, doubled, delay, jitter)
        since = time.monotonic()
        submitted = self.begin_submit(self.ordinary())
        host = self.dice.choice(WORKERS)
        end(self.workers[host])
        self.start_worker(host)
        self.acknowledge(*submitted)
        self.finish()
        self.tally.add(name, time.monotonic() - since)
        self.heal()

    # ---- Workers ----

    def kill_round(self):
        host = self.give_long_document()
        since = time.monotonic()
        self.workers[host].kill()
        self.tally.add("kill -9 of a worker", self.await_other(host, since))
        self.workers[host].wait()
        self.finish()

    def stop_round(self):
        host = self.give_long_document()
        since = time.monotonic()
        self.workers[host].send_signal(signal.SIGSTOP)
        self.tally.add("worker stopped (SIGSTOP), and back later", self.await_other(host, since))
        self.workers[host].send_signal(signal.SIGCONT)
        self.finish()

    def refused(self):
        return self.status()["refused"].get("hello-first", 0)

    def hang_round(self):
        """Its thread alone is stopped: ZeroMQ's goes on, and its child too, whose result then comes too late."""
        host = self.give_long_document()
        pid, before, since = self.workers[host].pid, self.refused(), time.monotonic()
        with stopped_thread(pid):
            self.tally.add("worker hangs, ZeroMQ in it goes on; its late result refused", self.await_other(host, since))
            time.sleep(SLOW_MS / 1000)
        wait_for("the late result to be refused", lambda: self.refused() > before)
        self.finish()

    def hung_child_round(self):
        """From the time at which it is begun to that at which it is taken away from the child, twice."""
        self.give_long_document("!hang")
        for _ in range(2):
            wait_for("the document to be begun", lambda: self.status()["ledger"]["running"] == 1)
            took = wait_for("the child to be killed", lambda: self.status()["ledger"]["running"] == 0)[1]
            self.tally.add(f"child hangs, with a limit of {WALL_S} s a document", took)
        self.finish()

    def stubborn_round(self):
        """Cut off, replaced, and back beside its replacement."""
        for process in self.workers.values():
            end(process)
        host = self.dice.choice(WORKERS)
        stubborn = self.start(host, HERE / "stubborn", f"tcp://broker:{PORT}", self.work / "machine.key",
                              self.data / "keys/broker.pub", self.extractor, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              text=True, log="stubborn")
        self.acknowledge(*self.begin_submit([f"北岭社区第{self.number + 1}号通知\n"]))
        assert stubborn.stdout.readline().strip().isdigit(), self.log("stubborn")
        self.cut((host, self.broker_at), (self.broker_at, host))
        for other in WORKERS:
            if other != host:
                self.start_worker(other)
        self.settle()
        late = self.status()["leases"]["late"]
        self.heal()
        said = stubborn.communicate("\n", timeout=60)[0].split()
        assert said == ["hello-first", "none"], said
        wait_for("the late result to be counted", lambda: self.status()["leases"]["late"] == late + 1)
        self.tally.add("cut off and replaced, then answers twice: refused, counted")
        self.start_worker(host)
        self.finish()

    # ---- The broker ----

    def restart_round(self, name, moves):
        """A worker is cut off; the broker dies, and comes again, here or at another address; then all is well."""
        host = self.give_long_document()
        self.cut((host, 0), (0, host))
        submitted = self.begin_submit(self.ordinary())
        time.sleep(self.dice.uniform(0, 0.5))
        self.kill_broker()
        if moves:
            self.broker_at = 6 - self.broker_at
        self.start_broker()
        since = time.monotonic()
        self.heal()
        self.await_workers()
        self.tally.add(name, time.monotonic() - since)
        self.acknowledge(*submitted)
        self.finish()

    # ---- The whole ----

    def compare(self):
        """(acknowledged documents that are not there, documents that are there twice, whether all is as in a calm run)"""
        stormy = self.export()
        lines = [json.loads(line) for line in stormy.splitlines()[:-1]]
        there = Counter(line["source"] for line in lines)
        calm = self.calm_export()
        (self.work / "stormy.jsonl").write_text(stormy)
        (self.work / "calm.jsonl").write_text(calm)
        print(f"export: {len(lines)} documents, sha256 {hashlib.sha256(stormy.encode()).hexdigest()[:16]}, calm run's "
              f"{hashlib.sha256(calm.encode()).hexdigest()[:16]}")
        return len(self.acknowledged - set(there)), sum(n - 1 for n in there.values()), stormy == calm

    def calm_export(self):
        env = dict(os.environ, GARNER_WORKER_ARGS=f"--pipeline faulty --wall {WALL_S}s")
        calm, together = self.work / "calm", self.work / "together"
        together.mkdir()
        for folder in self.folders:
            for path in folder.iterdir():
                os.link(path, together / path.name)
        r = self.garner("-d", calm, "run", "--quiet", "--children", "24", "--archive", "hosts", together, env=env)
        assert r.returncode in (0, 1), r.stderr
        self.garner("-d", calm, "stop")
        r = self.garner("-d", calm, "export", check=True)
        self.garner("-d", calm, "stop")
        return r.stdout


class stopped_thread:
    """While this holds, the main thread of a process stands still, and no other (ptrace(2))."""

    SEIZE, INTERRUPT, DETACH, WALL = 0x4206, 0x4207, 17, 0x40000000

    def __init__(self, pid):
        self.pid = pid

    def ask(self, request):
        if libc.ptrace(ctypes.c_long(request), ctypes.c_long(self.pid), None, None) != 0:
            raise OSError(ctypes.get_errno(), "ptrace")

    def __enter__(self):
        self.ask(self.SEIZE)
        self.ask(self.INTERRUPT)
        os.waitpid(self.pid, self.WALL)

    def __exit__(self, *_):
        self.ask(self.DETACH)
