"""Many connections that hold what they can, and that they crowd out nobody but each other."""
import resource
import unittest

from admin import Browser, admin_host, signed_in
from host import Host, post

MIB = 1024 * 1024
THOUSAND = "POST /test/do HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n"
HALF = THOUSAND + "half"
ANNOUNCING = f"POST /test/do HTTP/1.1\r\nHost: h\r\nContent-Length: {MIB}\r\n\r\n"
CROWD = "127.0.0.2"


def files(number):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard != resource.RLIM_INFINITY and hard < number:
        raise unittest.SkipTest(f"SKIPPED: fewer than {number} open files are allowed here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (number, hard))


class Crowds(unittest.TestCase):
    def setUp(self):
        self.clients = []

    def tearDown(self):
        for client in self.clients:
            client.close()

    def connect(self, host, source="127.0.0.1", text=""):
        client = host.connect(source)
        self.clients.append(client)
        if text:
            client.send(text)
        return client

    def half(self, host, source, head, body):
        """A request whose head has been read, for certain, before the next one comes: which is the oldest must not
        depend on the order in which the host's event loop finds two of them."""
        client = self.connect(host, source, head.replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n"))
        self.assertEqual(client.head()[0], 100)
        client.send(body)
        return client

    def all_taken(self, host, source="127.0.0.1", count=50):
        statuses = [host.ask(post("x" * size), source).status for size in (3000, 100000) for _ in range(count)]
        with host.connect(source) as kept:
            for size in (3000, 100000):
                kept.send(post("x" * size))
                statuses.append(kept.response().status)
        self.assertEqual(set(statuses), {202})

    def test_dripping_idle_and_announcing_connections_keep_no_good_alert_out(self):
        files(2000)
        for sources in ([CROWD], [f"127.0.1.{n}" for n in range(1, 65)]):
            with Host() as host:
                for n in range(200):
                    self.connect(host, sources[n % len(sources)])
                    self.connect(host, sources[n % len(sources)], HALF)
                    if n < 64:
                        self.connect(host, sources[n % len(sources)], ANNOUNCING)
                self.all_taken(host)
                self.all_taken(host, sources[0], count=5)
                self.tearDown()

    def test_when_all_connections_are_taken_one_of_the_network_that_has_most_makes_room(self):
        with Host(files=520) as host:  # less 256 for other uses
            host.wait_for_line("264 connections instead of 4096")
            oldest = self.connect(host, text=HALF)  # of a network that has few
            idle = self.connect(host)
            idle.send(post())
            idle.response()
            crowd = [self.half(host, CROWD, THOUSAND, "half") for _ in range(262)]
            self.all_taken(host, count=2)
            reply = crowd[0].response()
            self.assertEqual((reply.status, reply.one("Retry-After")), (503, "5"))
            self.assertTrue(crowd[0].ended())
            more = [self.connect(host, CROWD, HALF) for _ in range(300)]  # they crowd out their own
            self.all_taken(host, "127.0.0.3", count=2)
            idle.send(post())
            self.assertEqual(idle.response().status, 202)
            oldest.send("x" * 996)
            self.assertEqual(oldest.response().status, 202)
            more[-1].send("x" * 996)
            self.assertEqual(more[-1].response().status, 202)

    def test_of_a_network_its_longest_idle_connection_goes_first(self):
        with Host(files=520) as host:
            idle = [self.connect(host) for _ in range(4)]
            for client in idle:  # in this order
                client.send(post())
                client.response()
            busy = [self.connect(host, text="POST /test/do HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n"
                                            "Expect: 100-continue\r\n\r\n") for _ in range(260)]
            for client in busy:
                self.assertEqual(client.head()[0], 100)
            self.assertEqual(host.ask(post()).status, 202)
            self.assertTrue(idle[0].ended())
            idle[3].send(post())
            self.assertEqual(idle[3].response().status, 202)
            for client in busy:
                client.send("good")
                self.assertEqual(client.response().status, 202)

    def test_when_every_connection_waits_for_its_reply_the_newest_is_503(self):
        with Host(files=520) as host:
            self.connect(host, text=post(path="/test/do?hold"))
            host.wait_for_line("holding")
            waiting = [self.connect(host, text=post()) for _ in range(263)]
            late = self.connect(host, "127.0.0.3", post())
            reply = late.response()
            self.assertEqual((reply.status, reply.one("Retry-After")), (503, "5"))
            host.release()
            self.assertEqual({client.response().status for client in waiting}, {202})

    def test_what_is_announced_takes_no_memory_and_what_has_arrived_is_taken_back_from_those_that_hold_most(self):
        with Host() as host:
            mine = self.connect(host, "127.0.0.3", "POST /test/do HTTP/1.1\r\nHost: h\r\nContent-Length: 500000\r\n\r\n"
                                + "x" * 400000)
            crowd = [self.half(host, CROWD, ANNOUNCING, "x" * (MIB - 1)) for _ in range(70)]  # more than fit
            self.assertEqual(crowd[0].response().status, 503)
            self.assertEqual(host.ask(post("x" * MIB), "127.0.0.4").status, 202)
            self.all_taken(host, count=5)
            mine.send("x" * 100000)
            self.assertEqual(mine.response().status, 202)
            crowd[-1].send("x")
            self.assertEqual(crowd[-1].response().status, 202)
            for client in self.clients:
                client.close()
            self.assertEqual(host.ask(post("x" * MIB)).status, 202)

    def test_behind_a_trusted_proxy_the_senders_are_told_apart(self):
        def head(sender, length):
            return f"POST /test/do HTTP/1.1\r\nHost: h\r\nContent-Length: {length}\r\nX-Forwarded-For: {sender}\r\n\r\n"
        with Host("--trusted-proxy", "127.0.0.1") as host:
            mine = self.half(host, "127.0.0.1", head("203.0.113.9", 500000), "x" * 400000)
            crowd = [self.half(host, "127.0.0.1", head("2001:db8::%x" % n, MIB), "x" * (MIB - 1)) for n in range(1, 70)]
            self.assertEqual(crowd[0].response().status, 503)
            mine.send("x" * 100000)
            self.assertEqual(mine.response().status, 202)


class AdminListener(unittest.TestCase):
    def test_half_requests_keep_no_administrator_out(self):
        with admin_host() as host:
            browser = signed_in(host)
            crowd = []
            for _ in range(140):
                stranger = Browser(host, address=CROWD)
                client = stranger.connect()
                client.send("GET /ui/ HTTP/1.1\r\nHost: ")
                crowd.append(client)
            self.assertEqual([browser.get("/session").status for _ in range(20)], [200] * 20)
            for client in crowd:
                client.close()


if __name__ == "__main__":
    unittest.main()
