"""servers: job queues that people use, and Garner, behind one small interface: start, submit, take, finish, stored.

Each is set up to be as durable as it can be (redis also as it mostly is), and used as its manual says: every
command waits for its reply; a job is taken, its result stored, and then the job is acknowledged. A session is for one
thread. Whatever goes wrong with one is an exception, after which a new one is made.
"""
import base64
import json
import os
import signal
import socket
import subprocess
import time

from world import BUILD, Client
from garner_peer import Worker


class Lines:
    """A connection of lines and counted bytes."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.file = self.socket.makefile("rb")

    def send(self, data):
        self.socket.sendall(data)

    def line(self):
        line = self.file.readline()
        if not line.endswith(b"\n"):
            raise ConnectionError("the server is gone")
        return line.rstrip(b"\r\n")

    def bytes(self, count):
        data = self.file.read(count)
        if len(data) < count:
            raise ConnectionError("the server is gone")
        return data


class Server:
    """port: where it is to listen, on the loopback; data: its folder."""

    name, version, packages = "", [], []

    def __init__(self, data, port, log):
        self.data, self.port, self.log = data, port, log

    def command(self):
        raise NotImplementedError

    def environment(self):
        return None

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([str(word) for word in self.command()], stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, env=self.environment(), cwd="/",
                                            start_new_session=True)

    def stand_still(self):
        os.killpg(self.process.pid, signal.SIGSTOP)

    def kill(self):
        """With what it has started."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


# ---- beanstalkd (doc/protocol.txt) ----


class Beanstalkd(Server):
    name, version, packages = "beanstalkd -b -f0", ["beanstalkd", "-v"], ["beanstalkd"]

    def command(self):
        return ["beanstalkd", "-u", "root", "-l", "127.0.0.1", "-p", self.port, "-b", self.data, "-f0"]

    class Session:
        def __init__(self, server):
            self.lines = Lines(server.port)
            self.tube = "default"
            self.ask(b"watch jobs\r\n", b"WATCHING")

        def ask(self, command, expected):
            self.lines.send(command)
            line = self.lines.line()
            if not line.startswith(expected):
                raise ConnectionError(line.decode())
            return line.split()

        def put(self, tube, data):
            if self.tube != tube:
                self.ask(b"use %s\r\n" % tube.encode(), b"USING")
                self.tube = tube
            self.ask(b"put 1000 0 5 %d\r\n%s\r\n" % (len(data), data), b"INSERTED")

        def submit(self, number, data):
            self.put("jobs", b"%d %s" % (number, data))

        def take(self):
            self.lines.send(b"reserve-with-timeout 1\r\n")
            words = self.lines.line().split()
            if words[0] in (b"TIMED_OUT", b"DEADLINE_SOON"):
                return None
            body = self.lines.bytes(int(words[2]) + 2)
            return words[1], int(body.split()[0])

        def finish(self, handle, number):
            self.put("results", b"%d" % number)
            self.ask(b"delete %s\r\n" % handle, b"DELETED")

        def stored(self):
            found = set()
            self.ask(b"watch results\r\n", b"WATCHING")
            self.ask(b"ignore jobs\r\n", b"WATCHING")
            self.ask(b"ignore default\r\n", b"WATCHING")
            while True:
                job = self.take()
                if job is None:
                    return found
                found.add(job[1])


# ---- redis: a list, and one more for each worker ----


class Redis(Server):
    version, packages = ["redis-server", "--version"], ["redis-server"]
    fsync = ""

    def command(self):
        return ["redis-server", "--port", self.port, "--bind", "127.0.0.1", "--save", "", "--dir", self.data,
                "--appendonly", "yes", "--appendfsync", self.fsync, "--loglevel", "warning"]

    class Session:
        def __init__(self, server):
            self.lines = Lines(server.port)
            self.own = b"taken:%d" % id(self)

        def ask(self, *words):
            self.lines.send(b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(w), w) for w in words))
            return self.reply()

        def reply(self):
            line = self.lines.line()
            if line[:1] == b"-":
                raise ConnectionError(line.decode())
            if line[:1] == b"$":
                return None if line == b"$-1" else self.lines.bytes(int(line[1:]) + 2)[:-2]
            if line[:1] == b"*":
                return [self.reply() for _ in range(max(0, int(line[1:])))]
            return int(line[1:]) if line[:1] == b":" else line

        def submit(self, number, data):
            self.ask(b"LPUSH", b"jobs", b"%d %s" % (number, data))

        def take(self):
            job = self.ask(b"BRPOPLPUSH", b"jobs", self.own, b"1")
            return (job, int(job.split()[0])) if job else None

        def finish(self, handle, number):
            self.ask(b"HSET", b"results", b"%d" % number, b"done")
            self.ask(b"LREM", self.own, b"-1", handle)

        def recover(self):
            """What was taken when the server went is put back, as is usual."""
            for name in self.ask(b"KEYS", b"taken:*"):
                while self.ask(b"RPOPLPUSH", name, b"jobs"):
                    pass

        def stored(self):
            return {int(number) for number in self.ask(b"HKEYS", b"results")}


class RedisAlways(Redis):
    name, fsync = "redis appendfsync always", "always"


class RedisEverySecond(Redis):
    name, fsync = "redis appendfsync everysec", "everysec"


# ---- NATS JetStream (docs.nats.io: client protocol, JetStream wire API) ----


class Nats(Server):
    name, version, packages = "NATS JetStream", ["nats-server", "--version"], ["nats-server"]

    def command(self):
        config = f"{self.log}.conf"
        with open(config, "w") as file:
            file.write('host: 127.0.0.1\nport: %d\njetstream { store_dir: "%s", max_mem: 256M, max_file: 200M }\n'
                       % (self.port, self.data))
        return ["nats-server", "-c", config]

    class Session:
        def __init__(self, server):
            self.lines, self.asked = Lines(server.port), 0
            self.inbox = "_INBOX.%x" % id(self)
            self.lines.line()  # INFO
            self.lines.send(b'CONNECT {"verbose":false,"headers":true}\r\nSUB %s.> 1\r\nPING\r\n' % self.inbox.encode())
            while self.lines.line() != b"PONG":
                pass
            for name, retention in (("jobs", "workqueue"), ("results", "limits")):
                self.api(f"STREAM.CREATE.{name}", dict(name=name, subjects=[name], retention=retention, storage="file"))
            self.api("CONSUMER.DURABLE.CREATE.jobs.w",
                     dict(stream_name="jobs", config=dict(durable_name="w", ack_policy="explicit", ack_wait=5 * 10**9,
                                                          max_ack_pending=1000)))

        def ask(self, subject, data, of=None):
            """The reply to a request: (reply subject, header, payload). of: the stream a message of which is one."""
            self.asked += 1
            reply = f"{self.inbox}.{self.asked}"
            self.lines.send(b"PUB %s %s %d\r\n%s\r\n" % (subject.encode(), reply.encode(), len(data), data))
            while True:
                words = self.lines.line().split()
                if words[0] == b"PING":
                    self.lines.send(b"PONG\r\n")
                elif words[0] in (b"MSG", b"HMSG"):
                    headed = words[0] == b"HMSG"
                    body = self.lines.bytes(int(words[-1]) + 2)[:-2]
                    head = int(words[-2]) if headed else 0
                    answer_to = words[3] if len(words) == (6 if headed else 5) else None
                    if words[1].decode() in (reply, of):
                        return answer_to, body[:head], body[head:]
                elif words[0] == b"-ERR":
                    raise ConnectionError(str(words))

        def api(self, what, request):
            return json.loads(self.ask(f"$JS.API.{what}", json.dumps(request).encode())[2])

        def publish(self, stream, data):
            answer = json.loads(self.ask(stream, data)[2])
            if "seq" not in answer:
                raise ConnectionError(str(answer))

        def submit(self, number, data):
            self.publish("jobs", b"%d %s" % (number, data))

        def take(self):
            wanted = dict(batch=1, expires=10**9)
            to, _, data = self.ask("$JS.API.CONSUMER.MSG.NEXT.jobs.w", json.dumps(wanted).encode(), of="jobs")
            return (to, int(data.split()[0])) if to and data else None

        def finish(self, handle, number):
            self.publish("results", b"%d" % number)
            self.ask(handle.decode(), b"+ACK")

        def stored(self):
            found, last = set(), self.api("STREAM.INFO.results", {})["state"]["last_seq"]
            for seq in range(1, last + 1):
                answer = self.api("STREAM.MSG.GET.results", dict(seq=seq))
                if "message" in answer:
                    found.add(int(base64.b64decode(answer["message"]["data"])))
            return found


# ---- RabbitMQ: durable queues, persistent messages, publisher confirms, manual acknowledgements ----


class RabbitMq(Server):
    name, packages = "RabbitMQ, durable queue, confirms", ["rabbitmq-server", "python3-pika"]
    version = ["dpkg-query", "-W", "-f", "${Version}", "rabbitmq-server"]

    def command(self):
        return ["/usr/lib/rabbitmq/bin/rabbitmq-server"]

    def environment(self):
        home = f"{self.log}.home"
        os.makedirs(home, exist_ok=True)
        return {"PATH": os.environ["PATH"], "HOME": home, "RABBITMQ_NODENAME": "garner@localhost",
                "RABBITMQ_NODE_PORT": str(self.port), "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
                "RABBITMQ_MNESIA_BASE": str(self.data), "RABBITMQ_LOG_BASE": home, "RABBITMQ_LOGS": "-",
                "RABBITMQ_DIST_PORT": str(self.port + 1), "ERL_EPMD_PORT": str(self.port + 2),
                "RABBITMQ_ENABLED_PLUGINS_FILE": f"{home}/plugins", "LC_ALL": "C.UTF-8",
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-rabbit disk_free_limit 1000000"}

    class Session:
        def __init__(self, server):
            import pika
            self.pika = pika
            parameters = pika.ConnectionParameters("127.0.0.1", server.port, heartbeat=0, socket_timeout=5,
                                                   blocked_connection_timeout=20)
            self.channel = pika.BlockingConnection(parameters).channel()
            self.channel.confirm_delivery()
            for name in ("jobs", "results"):
                self.channel.queue_declare(name, durable=True)
            self.channel.basic_qos(prefetch_count=1)

        def publish(self, queue, data):
            self.channel.basic_publish("", queue, data, self.pika.BasicProperties(delivery_mode=2), mandatory=True)

        def submit(self, number, data):
            self.publish("jobs", b"%d %s" % (number, data))

        def take(self, queue="jobs"):
            end = time.monotonic() + 1
            while time.monotonic() < end:
                method, _, body = self.channel.basic_get(queue)
                if method:
                    return method.delivery_tag, int(body.split()[0])
                time.sleep(0.02)
            return None

        def finish(self, handle, number):
            self.publish("results", b"%d" % number)
            self.channel.basic_ack(handle)

        def stored(self):
            found = set()
            while True:
                job = self.take("results")
                if job is None:
                    return found
                found.add(job[1])


# ---- Garner ----


class Garner(Server):
    name, version = "Garner", [BUILD / "garner-broker", "--version"]

    def command(self):
        return [BUILD / "garner-broker", "--data", self.data / "store", "--listen", f"tcp://127.0.0.1:{self.port}",
                "--insecure"]

    class Session:
        """A client until it is asked for work, then a worker. A result is told of by the ledger."""

        def __init__(self, server):
            self.endpoint = f"tcp://127.0.0.1:{server.port}"
            self.client, self.worker, self.held = Client(self.endpoint, patience=2.0), None, []

        def submit(self, number, data):
            self.client.submit("jobs", [(str(number), b"%d %s" % (number, data))])

        def take(self):
            if self.worker is None:
                self.worker = Worker(self.endpoint, "peer+1", credit=(8, 1 << 20), patience=2.0)
            if not self.held:
                task = self.worker.take(1.0)
                self.held = [(task[0], job) for job in task[1]] if task else []
            if not self.held:
                return None
            lease, job = self.held.pop(0)
            return (lease, job), int(job[1].split()[0])

        def finish(self, handle, number):
            lease, job = handle
            self.worker.work(lease, [job])
            source = str(number)
            end = time.monotonic() + 3
            while time.monotonic() < end:
                row = next(self.client.fetch(source, parts=0), None)
                if row and row[0]["state"] == DONE:
                    return
                self.worker.keep_alive()
            raise TimeoutError("no result")

        def stored(self):
            return {int(row["source"]) for row in self.client.list(state=DONE)}


DONE = 3
ALL = [Garner, Beanstalkd, RedisAlways, RedisEverySecond, Nats, RabbitMq]
