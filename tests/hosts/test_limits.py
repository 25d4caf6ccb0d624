"""What a stranger can use up, and that good alerts are answered meanwhile."""
import resource
import selectors
import time
import unittest

from host import PATIENCE, Host, get, post

MIB = 1024 * 1024


def header_of(length, body=0):
    """A request whose header block, request line and empty line included, is so long."""
    empty = post("x" * body, extra="X: \r\n").split("\r\n\r\n")[0] + "\r\n\r\n"
    return post("x" * body, extra="X: " + "y" * (length - len(empty)) + "\r\n")


def answered(clients, count):
    """Those of `clients` that an answer has reached, once there are `count`."""
    with selectors.DefaultSelector() as selector:
        for client in clients:
            selector.register(client.connection, selectors.EVENT_READ, client)
        end = time.monotonic() + PATIENCE
        while True:
            ready = [key.data for key, _ in selector.select(timeout=1)]
            if len(ready) >= count or time.monotonic() > end:
                return ready


class Sizes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.host = Host()
        cls.addClassCleanup(cls.host.__exit__, None, None, None)

    def test_a_header_of_32_kib_less_one_byte_passes_and_a_larger_one_is_431(self):
        self.assertEqual(self.host.ask(header_of(32 * 1024 - 1)).status, 202)
        self.assertEqual(self.host.ask(header_of(32 * 1024 + 1)).status, 431)

    def test_a_long_path_counts_as_header(self):
        self.assertEqual(self.host.ask(get("/test/below/" + "x" * 30000)).status, 200)
        self.assertEqual(self.host.ask(get("/test/below/" + "x" * 33000)).status, 431)
        self.assertEqual(self.host.ask(get("/test/below/" + "x" * 20000, "X: " + "y" * 20000 + "\r\n")).status, 431)

    def test_100_fields_pass_and_101_are_431(self):
        self.assertEqual(self.host.ask(post(extra="X: y\r\n" * 98)).status, 202)
        self.assertEqual(self.host.ask(post(extra="X: y\r\n" * 99)).status, 431)

    def test_a_body_of_1_mib_passes_and_one_byte_more_is_413_before_it_is_sent(self):
        self.assertEqual(self.host.ask(post("x" * MIB)).body.split()[3], str(MIB))
        with self.host.connect() as client:
            client.send(f"POST /test/do HTTP/1.1\r\nHost: h\r\nContent-Length: {MIB + 1}\r\n\r\n")
            self.assertEqual(client.response().status, 413)

    def test_the_reply_413_arrives_though_the_body_is_sent_anyway(self):
        for _ in range(5):
            with self.host.connect() as client:
                client.send(f"POST /test/do HTTP/1.1\r\nHost: h\r\nContent-Length: {MIB + 1}\r\n\r\n")
                client.send("x" * (MIB + 1))
                self.assertEqual(client.response().status, 413)

    def test_chunks_add_up_to_1_mib_at_most(self):
        head = "POST /test/do HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        chunk = "4000\r\n" + "x" * 0x4000 + "\r\n"
        self.assertEqual(self.host.ask(head + chunk * 64 + "0\r\n\r\n").body.split()[3], str(MIB))
        self.assertEqual(self.host.ask(head + chunk * 64 + "1\r\nx\r\n0\r\n\r\n").status, 413)

    def test_a_chunks_size_line_and_the_trailer_are_bounded(self):
        head = "POST /test/do HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        self.assertEqual(self.host.ask(head + "1;x=" + "y" * 40000).status, 400)
        self.assertEqual(self.host.ask(head + "0\r\nX: " + "y" * 40000).status, 400)
        self.assertEqual(self.host.ask(head + "0\r\n" + "X: y\r\n" * 200 + "\r\n").status, 431)


class Time(unittest.TestCase):
    def test_a_request_that_is_not_complete_in_its_time_is_408_however_it_drips(self):
        head = "POST /test/do HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n"
        with Host() as host:
            silent, in_header, in_body, after_good = (host.connect() for _ in range(4))
            after_good.send(post())
            self.assertEqual(after_good.response().status, 202)
            silent.send("P")
            in_header.send("POST /test/do HTTP/1.1\r\nHost: h\r\nX: ")
            in_body.send(head)
            after_good.send("POST ")
            clients = [silent, in_header, in_body, after_good]
            drips, answered = 0, {}
            deadline = time.monotonic() + PATIENCE
            while len(answered) < len(clients) and time.monotonic() < deadline:
                for client in clients:
                    if client in answered:
                        continue
                    client.connection.settimeout(0.1)
                    try:
                        answered[client] = client.response()
                    except TimeoutError:
                        if client in (in_header, in_body):
                            client.send("x")
                            drips += 1
            self.assertEqual([answered[client].status for client in clients], [408] * 4)
            self.assertGreater(drips, 20)
            for client in clients:
                self.assertEqual(answered[client].one("Connection"), "close")
                client.connection.settimeout(PATIENCE)
                self.assertTrue(client.ended())
                client.close()


class Waiting(unittest.TestCase):
    def test_when_1024_requests_wait_for_the_plugin_the_next_is_503_and_those_are_all_answered(self):
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        if hard != resource.RLIM_INFINITY and hard < 2000:
            self.skipTest("SKIPPED: fewer than 2000 open files are allowed here")
        resource.setrlimit(resource.RLIMIT_NOFILE, (2000, hard))
        with Host() as host, host.connect() as first:
            first.send(post(path="/test/do?hold"))
            host.wait_for_line("holding")
            waiting = [host.connect() for _ in range(1030)]
            for client in waiting:
                client.send(post())
            # Which six came last is the system's to say: headers are checked on several threads.
            refused = answered(waiting, 6)
            replies = [client.response() for client in refused]
            self.assertEqual({(reply.status, reply.one("Retry-After")) for reply in replies}, {(503, "5")})
            host.release()
            self.assertEqual(first.response().status, 202)
            bodies = [client.response() for client in waiting if client not in refused]
            self.assertEqual({reply.status for reply in bodies}, {202})
            self.assertEqual({reply.body.split()[1] for reply in bodies}, {"1024"})
            # A reply 503 for that reason does not end the connection.
            refused[0].send(post())
            self.assertEqual(refused[0].response().status, 202)
            for client in waiting:
                client.close()


if __name__ == "__main__":
    unittest.main()
