#!/usr/bin/python3
"""garner_peer: a client and a worker for Garner, written from proto/PROTOCOL.md alone.

It shares no code with the rest and proves that the page is enough. Numbers in comments are clauses
of the page. As a library: Client and Worker; as a program: see --help.
"""
import argparse
import hashlib
import os
import socket
import sys
import time

import msgpack
import zmq

from documents import cut, document_line, expand, sha256, to_json, work_document
from messages import (ERRORS, FATAL, MAX_BATCH, ORDERS, ORIGINAL, PROTOCOL, RAW, REASONS, RESULT, STATES, VERDICTS,
                      WANTED, decode, encode, number_of)

VERSION = "peer 1"


class Refused(Exception):
    """An ERROR."""

    def __init__(self, fields):
        self.code, self.text = ERRORS.get(fields["code"], str(fields["code"])), fields["text"]
        super().__init__(f"{self.code}: {self.text}")


class Peer:
    """A session (section 8)."""

    def __init__(self, endpoint, role, patience=10.0, protocol=PROTOCOL, keys=None, **hello):
        """keys: its own secret and public one and the broker's (2.6); None for an endpoint that asks for none."""
        self.context = zmq.Context.instance()
        self.socket = self.context.socket(zmq.DEALER)
        self.socket.linger = 1000
        if keys:
            self.socket.curve_secretkey, self.socket.curve_publickey, self.socket.curve_serverkey = keys
        self.socket.connect(endpoint)
        self.patience = patience
        self.hello = dict(protocol=protocol, role=role, version=VERSION, **hello,
                          name=f"{socket.gethostname()}:{os.getpid()}")
        self.welcome, self.epoch, self.ponged = None, 0, 0
        self.open()

    def send(self, name, body=b"", /, **fields):
        header = encode(name, **fields)
        self.socket.send_multipart([header, body] if body else [header])

    def receive(self, timeout):
        """(name, fields, body) of the next message for us, or None when the time is over."""
        end = time.monotonic() + timeout
        while self.socket.poll(max(0, int(1000 * (end - time.monotonic())))):
            frames = self.socket.recv_multipart()
            message = decode(frames[0]) if len(frames) <= 2 else None
            if message is None:
                continue
            name, fields = message
            if name == "PING":
                self.send("PONG", token=fields["token"])
            elif name == "PONG":
                self.heard_pong(fields["token"])
            else:
                return name, fields, frames[1] if len(frames) == 2 else b""
        return None

    def heard_pong(self, token):
        self.ponged = token

    def open(self):
        """HELLO, until WELCOME (8.1 to 8.3)."""
        end = time.monotonic() + self.patience
        while time.monotonic() < end:
            self.send("HELLO", **self.hello)
            answer = self.receive(1.0)
            while answer and answer[0] not in ("WELCOME", "ERROR"):
                answer = self.receive(1.0)
            if answer and answer[0] == "WELCOME":
                self.welcome, self.epoch = answer[1], self.epoch + 1
                return
            if answer and ERRORS.get(answer[1]["code"]) not in ("hello-first", "busy"):
                raise Refused(answer[1])
        raise TimeoutError("no answer from the broker")

    def close(self, bye=True):
        if bye:
            self.send("BYE")
        self.socket.close()


class Client(Peer):
    def __init__(self, endpoint, **options):
        self.last_request = 0
        super().__init__(endpoint, "client", **options)

    def next_request(self):
        self.last_request += 1
        return self.last_request

    def ask(self, name, body=b"", /, **fields):
        """Sends a request, again if need be (8.5), and waits for its reply: (fields, body)."""
        request = self.next_request()
        end = time.monotonic() + self.patience
        self.send(name, body, request=request, **fields)
        while time.monotonic() < end:
            answer = self.receive(1.0)
            if answer is None:
                self.send("PING", token=request)  # 8.8
                continue
            kind, reply, reply_body = answer
            if kind == "WELCOME":
                self.send(name, body, request=request, **fields)
            elif kind == "ERROR" and ERRORS.get(reply["code"]) == "hello-first":
                self.open()
                self.send(name, body, request=request, **fields)
            elif kind == "ERROR" and reply["request"] == request and ERRORS.get(reply["code"]) == "busy":
                time.sleep(0.05)
                self.send(name, body, request=request, **fields)
            elif kind == "ERROR" and (reply["request"] == request or ERRORS.get(reply["code"]) in FATAL):
                raise Refused(reply)
            elif reply.get("request") == request:
                return reply, reply_body
        raise TimeoutError(f"no answer to {name}")

    def submit(self, archive, documents):
        """documents: (source, bytes), or (source, reason name, detail). The verdicts, by name."""
        offers, bodies = [], []
        for source, content, *detail in documents:
            if isinstance(content, str):
                offers.append(dict(source=source, sha256=bytes(32), detail=detail[0],
                                   reason=number_of(REASONS, content)))
                continue
            offers.append(dict(source=source, sha256=sha256(content), bytes=len(content), encoding=RAW,
                               length=len(content)))
            bodies.append(content)
        reply, _ = self.ask("SUBMIT", b"".join(bodies), archive=archive, offers=offers)
        return [VERDICTS[v] for v in reply["verdicts"]]

    def submit_all(self, archive, documents):
        """The same for any number of them, a SUBMIT of what the window (9.1) allows after the other."""
        verdicts, batch, size = [], [], 0
        for document in documents:
            length = 0 if isinstance(document[1], str) else len(document[1])
            full = len(batch) == min(MAX_BATCH, self.welcome["window_docs"])
            if batch and (full or size + length > self.welcome["window_bytes"]):
                verdicts += self.submit(archive, batch)
                batch, size = [], 0
            batch.append(document)
            size += length
        return verdicts + (self.submit(archive, batch) if batch else [])

    def status(self):
        return msgpack.unpackb(self.ask("STATUS")[1], raw=False)

    def list(self, state=0, reason=0, limit=MAX_BATCH):
        after = 0
        while True:
            reply, _ = self.ask("LIST_DOCS", state=state, reason=reason, after=after, limit=limit)
            yield from reply["rows"]
            after = reply["next"]
            if not after:
                return

    def fetch(self, select="", parts=RESULT | ORIGINAL, max_bytes=1 << 20):
        """(row, original, result) in order of id; None for a part that is not there."""
        after = b""
        while True:
            reply, body = self.ask("FETCH", select=select, after=after, parts=parts, max_bytes=max_bytes)
            lengths = [n for row in reply["rows"] for n in (row["original_length"], row["result_length"])]
            pieces = iter(cut(body, lengths))
            for row in reply["rows"]:
                original, result = next(pieces), next(pieces)
                yield (row, expand(row["original_encoding"], original) if original else None,
                       msgpack.unpackb(expand(row["result_encoding"], result, 1 << 31), raw=False)
                       if result else None)
            after = reply["next"]
            if not after:
                return

    def query(self, wanted, query, limit=MAX_BATCH, **fields):
        """The answers of all pages, with their bodies (11.5)."""
        after, weights = b"", fields.pop("weights", [])
        while True:
            reply, body = self.ask("ASK", query=query, wanted=WANTED[wanted], after=after, limit=limit, weights=weights, **fields)
            yield reply, body
            after, weights = reply["next"], reply["weights"] or weights
            if not after:
                return

    def search(self, query, limit=MAX_BATCH, order="best"):
        for reply, _ in self.query("articles", query, limit, order=ORDERS[order]):
            yield from reply["hits"]

    def records(self, query, kind="", limit=MAX_BATCH, order="newest"):
        for reply, body in self.query("records", query, limit, kind=kind, order=ORDERS[order]):
            for found, record in zip(reply["found"], cut(body, [f["length"] for f in reply["found"]])):
                yield found, msgpack.unpackb(record, raw=False)

    def facets(self, facet, query, second="", kind="", limit=MAX_BATCH, digits=0, order="most"):
        for reply, _ in self.query("facets", query, limit, facet=facet, second=second, kind=kind, digits=digits,
                                   order=ORDERS[order]):
            yield from reply["buckets"]

    def counts(self, query, kind=""):
        [(reply, _)] = self.query("counts", query, kind=kind)
        return reply["articles"], reply["documents"], reply["records"]

    def documents(self, query, limit=MAX_BATCH):
        for reply, _ in self.query("documents", query, limit):
            yield from reply["rows"]

    def change(self, to, select="", state=0, reason=0):
        return self.ask("CHANGE", to=to, select=select, state=state, reason=reason)[0]["documents"]

    def stop(self):
        self.ask("STOP")

    def export(self):
        """The document lines and the trailer (16.2, 16.3)."""
        total, counts = hashlib.sha256(), dict(documents=0, articles=0, records=0)
        for row, _, result in self.fetch(parts=RESULT):
            line = document_line(row, result or {}) + "\n"
            total.update(line.encode())
            counts["documents"] += 1
            counts["articles"] += row["articles"]
            counts["records"] += row["records"]
            yield line
        yield to_json({"type": "trailer", **counts, "sha256": total.hexdigest()}) + "\n"


class Worker(Peer):
    """A worker with one child, itself (section 10)."""

    def __init__(self, endpoint, extractor, credit=(64, 4 << 20), **options):
        self.credit = credit
        self.leases = {}  # number → documents not answered for
        self.finished, self.useful, self.heard = 0, time.monotonic(), time.monotonic()
        super().__init__(endpoint, "worker", extractor=extractor, children=1, **options)
        self.begin()

    def begin(self):
        """After WELCOME: nothing is held (13.3)."""
        self.leases, self.beat, self.heard = {}, time.monotonic(), time.monotonic()
        self.grant(*self.credit)

    def grant(self, docs, size):
        self.send("CREDIT", docs=docs, bytes=size)

    def heard_pong(self, token):
        super().heard_pong(token)
        self.heard = time.monotonic()

    def heartbeat(self):
        idle = int(1000 * (time.monotonic() - self.useful))
        self.send("HEARTBEAT", leases=list(self.leases), busy=1 if self.leases else 0, idle_ms=idle,
                  finished=self.finished, rss_bytes=resident_bytes())

    def take(self, timeout):
        """The next TASK as (lease, [(job, body)]), or None; keeps the session alive meanwhile."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            self.keep_alive()
            message = self.receive(max(0, min(end, self.beat) - time.monotonic()))
            if message is None:
                continue
            self.heard = time.monotonic()
            name, fields, body = message
            if name == "TASK":
                task = self.accept(fields, body)
                if task:
                    return task
            elif name == "REVOKE":
                self.leases.pop(fields["lease"], None)
            elif name == "WELCOME":
                self.begin()
            elif name == "ERROR":
                self.refused(fields)
        return None

    def keep_alive(self):
        """10.3 and 10.8"""
        now = time.monotonic()
        if now - self.heard > self.welcome["liveness_ms"] / 1000:
            self.open()
            self.begin()
        if now >= self.beat:
            self.heartbeat()
            self.beat = now + self.welcome["heartbeat_ms"] / 1000

    def accept(self, task, body):
        """None for a TASK to be ignored (13.3): one that is held, or does not fit its body."""
        try:
            bodies = cut(body, [job["length"] for job in task["jobs"]])
        except ValueError:
            return None
        if task["lease"] in self.leases:
            return None
        self.leases[task["lease"]] = {job["num"] for job in task["jobs"]}
        return task["lease"], list(zip(task["jobs"], bodies))

    def refused(self, fields):
        code = ERRORS.get(fields["code"])
        if code == "hello-first":
            self.open()
            self.begin()
        elif code in FATAL:
            raise Refused(fields)

    def answer(self, lease, outcomes):
        """outcomes: OUTCOME fields, the result as bytes under "body"."""
        body = b"".join(outcome.get("body", b"") for outcome in outcomes)
        records = [{**{k: v for k, v in o.items() if k != "body"}, "length": len(o.get("body", b""))}
                   for o in outcomes]
        self.send("RESULT", body, lease=lease, outcomes=records)
        held = self.leases.get(lease, set())
        held -= {outcome["num"] for outcome in outcomes}
        if not held:
            self.leases.pop(lease, None)
        self.finished += len(outcomes)
        self.useful = time.monotonic()

    def give_back(self, lease, jobs):
        """10.10"""
        self.answer(lease, [dict(num=job["num"], state=number_of(STATES, "waiting")) for job in jobs])

    def work(self, lease, documents):
        self.answer(lease, [work_document(job, body) for job, body in documents])

    def leave(self):
        """10.10, when all that was taken is answered for: a TASK that was under way is given back."""
        end = time.monotonic() + self.patience
        self.grant(0, 0)
        for token in (1, 2):
            self.send("PING", token=token)
            while self.ponged != token and time.monotonic() < end:
                message = self.receive(0.02)
                task = self.accept(*message[1:]) if message and message[0] == "TASK" else None
                if task:
                    self.give_back(task[0], [job for job, _ in task[1]])
        self.close()


def resident_bytes():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGESIZE")


def read_files(paths):
    for path in paths:
        try:
            with open(path, "rb") as file:
                yield path, file.read()
        except OSError as error:
            yield path, "unreadable", str(error)


def work_until_idle(worker, idle):
    while True:
        task = worker.take(idle)
        if task is None:
            break
        worker.work(*task)
    worker.leave()


def run(options):
    if options.command == "work":
        work_until_idle(Worker(options.broker, options.extractor), options.idle)
        return
    client = Client(options.broker)
    if options.command == "submit":
        for path, verdict in zip(options.file, client.submit_all(options.archive, read_files(options.file))):
            print(f"{verdict}\t{path}")
    elif options.command == "status":
        print(to_json(client.status()))
    elif options.command == "list":
        for row in client.list():
            print(row["num"], row["doc"].hex(), STATES[row["state"]], REASONS.get(row["reason"], "-"),
                  row["archive"], row["source"], sep="\t")
    elif options.command == "export":
        sys.stdout.writelines(client.export())
    elif options.command == "search":
        for hit in client.search(options.query):
            print(hit["doc"].hex(), hit["source"], hit["article"], hit["count"], hit["snippet"], sep="\t")
    elif options.command == "stop":
        client.stop()
    client.close()


def main():
    parser = argparse.ArgumentParser(description="A client and a worker for Garner, from PROTOCOL.md alone.")
    parser.add_argument("--broker", required=True, metavar="ENDPOINT")
    commands = parser.add_subparsers(dest="command", required=True)
    submit = commands.add_parser("submit", help="offer files")
    submit.add_argument("--archive", default="default")
    submit.add_argument("file", nargs="+")
    work = commands.add_parser("work", help="work until nothing has come for a while")
    work.add_argument("--extractor", default="peer+1")
    work.add_argument("--idle", type=float, default=2.0, metavar="SECONDS")
    for name in ("status", "list", "export", "stop"):
        commands.add_parser(name)
    commands.add_parser("search", help="articles that a query describes").add_argument("query")
    try:
        run(parser.parse_args())
    except (Refused, TimeoutError) as error:
        sys.exit(f"garner_peer: {error}")


if __name__ == "__main__":
    main()
