"""works: a broker of this build with one worker, and what it takes to bring them documents."""
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/peer"))

from fixture import PROGRAM, Broker, anonymous_bytes, wait_for  # noqa: E402
from garner_peer import Client  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")
PARTS = ("client", "broker", "supervisor", "children")


def processor_seconds(pid):
    """proc(5), stat: user and system time are the 14th and 15th field; the second may hold blanks."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def processor_milliseconds(pid):
    """Of all its threads, to the nanosecond (schedstat): what a question took, however busy the machine is."""
    return sum(int(path.read_text().split()[0]) for path in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e6


class Works:
    """Broker and worker; both end with the `with` block, and the store goes with them."""

    def __init__(self, children):
        self.broker, self.children = Broker(), children

    def __enter__(self):
        command = [PROGRAM.with_name("garner-worker"), "--broker", self.broker.private, "--children", str(self.children)]
        self.log = open(self.broker.dir / "worker.log", "wb")
        self.worker = subprocess.Popen(command, stderr=self.log)
        wait_for(lambda: len(self.child_pids()) == self.children, what="the worker's children")
        self.client = Client(self.broker.private, patience=120)
        wait_for(lambda: self.status()["workers"], what="the worker")
        return self

    def __exit__(self, *error):
        self.worker.kill()
        self.worker.wait()
        self.log.close()
        self.client.close(bye=False)
        self.broker.__exit__(*error)

    def child_pids(self):
        return [int(pid) for pid in Path(f"/proc/{self.worker.pid}/task/{self.worker.pid}/children").read_text().split()]

    def pids(self):
        return {"broker": [self.broker.process.pid], "supervisor": [self.worker.pid], "children": self.child_pids()}

    def status(self):
        return self.client.status()

    def settled(self):
        ledger = self.status()["ledger"]
        return ledger["waiting"] == ledger["running"] == 0

    def spent(self):
        return {part: sum(map(processor_seconds, pids)) for part, pids in self.pids().items()}

    def submit(self, paths, *options, question=None):
        """Submits, and waits until all is worked through and searchable. What that took."""
        command = [PROGRAM.with_name("garner"), "--quiet", "--json", "--broker", self.broker.private, "submit", *options,
                   *paths]
        before, began = self.spent(), time.monotonic()
        client = subprocess.Popen(command, stdout=subprocess.PIPE)
        with Watch(self, client.pid, question, began) as watch:
            counts = client.stdout.read()
            _, status, used = os.wait4(client.pid, 0)
            wait_for(self.settled, 3600, "all to be worked through")
            seconds = time.monotonic() - began
        client.stdout.close()
        client.returncode = status
        assert status == 0, f"garner submit ended with {status}"
        after = self.spent()
        spent = {part: after[part] - before[part] for part in before}
        spent["client"] = used.ru_utime + used.ru_stime
        return {"seconds": seconds, "spent": spent, "memory": watch.memory, "answer": watch.answer,
                "counts": json.loads(counts)}

    def rest(self, patience=120):
        """Waits until nothing is merged any more, nor given back to the disk; the last status."""
        last, since, end = None, time.monotonic(), time.monotonic() + patience
        while time.monotonic() < min(end, since + 4):
            status = self.status()
            if status["sizes"] != last:
                last, since = status["sizes"], time.monotonic()
            time.sleep(0.1)
        return status

    def restart(self, question):
        """Kills the broker and starts it again: seconds until it has answered a question."""
        self.broker.stop(9)
        self.client.close(bye=False)
        began = time.monotonic()
        self.broker.start()
        self.client = Client(self.broker.private, patience=120)
        next(self.client.query("articles", question, 10))
        return time.monotonic() - began


class Watch:
    """While documents come: the most memory of each part, and when the first answer was there."""

    def __init__(self, works, client, question, began):
        self.works, self.client, self.question, self.began = works, client, question, began
        self.memory, self.answer = dict.fromkeys(PARTS, 0), None
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self.sample)]
        if question:
            self.threads.append(threading.Thread(target=self.ask))

    def sample(self):
        while not self.over.wait(0.1):
            for part, pids in {**self.works.pids(), "client": [self.client]}.items():
                try:
                    self.memory[part] = max(self.memory[part], sum(map(anonymous_bytes, pids)))
                except (FileNotFoundError, ProcessLookupError, TypeError):  # it ended, or is ending, while we looked
                    pass

    def ask(self):
        client = Client(self.works.broker.private, patience=120)
        while self.answer is None and not self.over.is_set():
            if next(client.search(self.question, 1), None):
                self.answer = time.monotonic() - self.began
            time.sleep(0.02)
        client.close()

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join()
