"""What a plugin decides by the header alone, before a byte of the body is taken in."""
import unittest

from host import PLAIN_PLUGINS, Host, get, post

MIB = 1024 * 1024


def head(query, length=MIB, extra=""):
    return f"POST /test/do?{query} HTTP/1.1\r\nHost: h\r\nContent-Length: {length}\r\n{extra}\r\n"


class Entry(unittest.TestCase):
    def setUp(self):
        self.host = Host()
        self.addCleanup(self.host.__exit__, None, None, None)

    def calls(self):
        """How many calls with complete requests there were before this one."""
        return int(self.host.ask(post()).body.split()[0]) - 1

    def test_a_header_that_is_refused_is_answered_before_its_body_and_the_connection_ends(self):
        for status in (401, 403, 503):
            with self.host.connect() as client:
                client.send(head(f"door={status}"))
                reply = client.response()
                self.assertEqual((reply.status, reply.body, reply.one("X-Door"), reply.one("Connection")),
                                 (status, "shut", "shut", "close"))
                self.assertTrue(client.ended())
        self.assertEqual(self.calls(), 0)

    def test_the_reply_arrives_though_the_body_is_sent_anyway(self):
        for _ in range(5):
            with self.host.connect() as client:
                client.send(head("door=401") + "x" * MIB)
                self.assertEqual(client.response().status, 401)
        self.assertEqual(self.calls(), 0)

    def test_100_continue_is_for_those_who_are_let_in(self):
        with self.host.connect() as client:
            client.send(head("door=401", extra="Expect: 100-continue\r\n"))
            self.assertEqual(client.head()[0], 401)
        with self.host.connect() as client:
            client.send(head("", length=5, extra="Expect: 100-continue\r\n"))
            self.assertEqual(client.head()[0], 100)
            client.send("hello")
            self.assertEqual(client.response().status, 202)

    def test_a_refused_request_without_a_body_leaves_the_connection_to_the_next(self):
        with self.host.connect() as client:
            client.send(head("door=401", length=0) + get("/test/seen?door=403") + post("after"))
            self.assertEqual([client.response().status for _ in range(3)], [401, 403, 202])

    def test_chunks_are_a_body(self):
        with self.host.connect() as client:
            client.send("POST /test/do?door=401 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
            self.assertEqual(client.response().one("Connection"), "close")
            self.assertTrue(client.ended())

    def test_where_the_plugin_fails_to_decide_the_answer_is_503(self):
        reply = self.host.ask(post(path="/test/do?door=fail"))
        self.assertEqual((reply.status, reply.one("Retry-After")), (503, "5"))
        self.assertEqual(self.calls(), 0)

    def test_a_decision_that_takes_its_time_keeps_no_other_alert_waiting(self):
        with self.host.connect() as slow:
            slow.send(post("slow", path="/test/do?door=hold"))
            self.host.wait_for_line("holding the door")
            self.assertEqual([self.host.ask(post()).status for _ in range(50)], [202] * 50)
            self.host.release()
            self.assertEqual(slow.response().body.split()[3], "4")

    def test_the_plugin_decides_again_once_the_body_is_here(self):
        self.assertEqual(self.host.ask(post(path="/test/do?status=403")).status, 403)
        self.assertEqual(self.calls(), 1)


class WithoutIt(unittest.TestCase):
    def test_a_plugin_that_decides_nothing_by_headers_is_handed_whole_requests(self):
        with Host(plugins=PLAIN_PLUGINS) as host:
            self.assertEqual(host.ask(post("hello", path="/test/do?door=401")).body.split()[3], "5")
            with host.connect() as client:
                client.send(head("", length=5, extra="Expect: 100-continue\r\n"))
                self.assertEqual(client.head()[0], 100)
                client.send("hello")
                self.assertEqual(client.response().status, 202)


if __name__ == "__main__":
    unittest.main()
