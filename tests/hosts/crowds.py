"""crowds: very many workers (crowd.c), idle, coming at once or all at work; and strangers on the network."""
import json
import os
import statistics
import subprocess
import time

from world import BUILD, HERE, PORT, World, wait_for

HOSTS = (2, 3, 4, 5)


class Crowd(World):
    """The same number of workers on each of the hosts; they come by the bridge."""

    def __init__(self):
        super().__init__(5)
        self.crowds = []

    def come(self, hosts, each, credit, milliseconds):
        command = [BUILD / "hosts/crowd", f"tcp://10.89.0.1:{PORT}", self.work / "machine.key", self.data / "keys/broker.pub",
                   each, credit, milliseconds]
        self.crowds = [self.start(host, "env", "GARNER_LOG=error", *command, log="crowd", text=True, stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE) for host in hosts]

    def leave(self):
        for crowd in self.crowds:
            crowd.stdin.close()
            crowd.wait()
        wait_for("them to be gone", lambda: not self.status()["workers"])

    def figures(self):
        """Added up, or the extreme of all."""
        said = []
        for crowd in self.crowds:
            crowd.stdin.write("\n")
            crowd.stdin.flush()
            said.append(json.loads(crowd.stdout.readline()))
        how = {"least": min, "most": max, "last_opened_ms": max, "longest_silence_ms": max}
        return {key: how.get(key, sum)(s[key] for s in said) for key in said[0]}

    def await_open(self, count, seconds):
        wait_for(f"{count} workers", lambda: self.figures()["open"] == count == len(self.status()["workers"]), seconds, 0.05)

    def offer(self, documents):
        path = self.work / f"{documents}.txt"
        path.write_text("\f".join(f"第{documents}-{i}号通知。" for i in range(documents)))
        r = self.garner("-b", (self.data / "endpoint").read_text().strip(), "submit", "--quiet", "--archive", "crowd",
                        "--separator", r"\f", path)
        assert r.returncode == 0, r.stderr


def idle(checks):
    with Crowd() as c:
        c.come(HOSTS, 250, 8, 0)
        c.await_open(1000, 120)
        time.sleep(3)
        before, since = c.broker_cpu(), time.monotonic()
        time.sleep(10)
        share = (c.broker_cpu() - before) / (time.monotonic() - since)
        checks.check("1,000 idle workers: under 5 % of a core", share < 0.05, f"{100 * share:.1f} %")


def come_at_once(checks, count):
    with Crowd() as c:
        answers = []
        c.come(HOSTS, count // 4, 2, 0)

        def all_there():
            since = time.monotonic()
            workers = len(c.status()["workers"])
            answers.append(time.monotonic() - since)
            time.sleep(0.05)
            return workers == count and c.figures()["open"] == count
        wait_for(f"{count} workers", all_there, 300)
        f = c.figures()
        checks.check(f"{count} workers come at once", True,
                     f"the last after {f['last_opened_ms'] / 1000:.1f} s; {f['lost']} sessions were lost and opened again")
        checks.check("the broker answers meanwhile", max(answers) < 5,
                     f"median {1000 * statistics.median(answers):.0f} ms, most {1000 * max(answers):.0f} ms")
        c.offer(10 * count)
        c.settle(300)
        f = c.figures()
        checks.check("nobody starves", f["least"] > 0, f"{f['documents']} documents, from {f['least']} to {f['most']} each")
        checks.check("nobody is lost at work", f["open"] == count, f"longest silence {f['longest_silence_ms']} ms")


def rate(c, seconds):
    before, since = c.figures()["documents"], time.monotonic()
    time.sleep(seconds)
    return (c.figures()["documents"] - before) / (time.monotonic() - since)


def scaling(checks):
    """One worker, 64, one again: what else the machine does hits both."""
    with Crowd() as c:
        rates = {1: [], 64: []}
        c.offer(90000)
        for workers in (1, 64, 1, 64, 1):
            c.come(HOSTS[:workers], max(1, workers // 4), 64, 10)
            c.await_open(workers, 30)
            time.sleep(1)
            rates[workers].append(rate(c, 4))
            c.leave()
        assert c.left() > 0, "the documents did not last"
        one, many = statistics.mean(rates[1]), statistics.mean(rates[64])
        checks.check("64 workers on 4 hosts, 10 ms a document: 95 % of 64 times one", many >= 0.95 * 64 * one,
                     f"{one:.1f} a second, {many:.0f} a second, {100 * many / 64 / one:.1f} %")


def open_files(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def strangers(checks):
    """They are on one host (`strangers`); on two others work goes on, and from a third a client comes."""
    with Crowd() as c:
        c.come((2, 3), 8, 16, 10)
        c.await_open(16, 30)
        c.offer(60000)
        time.sleep(1)
        calm, files = rate(c, 4), open_files(c.broker.pid)
        attack = c.start(4, HERE / "strangers", "10.89.0.1", PORT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                         log="strangers")
        time.sleep(12)  # longer than a handshake may take
        stormy, most = rate(c, 8), open_files(c.broker.pid)
        client = c.start(5, BUILD / "garner", "--broker", f"tcp://10.89.0.1:{PORT}", *c.keys("person"), "status", log="client")
        answered = client.wait(30) == 0
        said = json.loads(attack.communicate("\n", timeout=30)[0])
        lost = c.figures()["lost"]
        checks.check("strangers keep nobody from work", stormy > calm / 2 and lost == 0,
                     f"{calm:.0f} documents a second, {stormy:.0f} beside them; {lost} sessions lost")
        checks.check("strangers keep no client out", answered, c.log("client")[-200:] if not answered else "")
        checks.check("strangers are hung up on", said["hung_up_on"] > 700 and most < files + 1500,
                     f"{said['came']} came, {said['hung_up_on']} were hung up on; {files} descriptors before, {most} then")
        wait_for("their descriptors to be given back", lambda: open_files(c.broker.pid) <= files + 1, 30)
        checks.check("nothing of them is left", True, f"{open_files(c.broker.pid)} descriptors")
