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


class KnownSender(unittest.TestCase):
    """Whoever was accepted is not asked about again when all of the request is here: nothing is left to be saved."""

    def setUp(self):
        self.host = Host()
        self.addCleanup(self.host.__exit__, None, None, None)
        self.asked = 0

    def send(self, body="{}", authorization="Bearer a", path="/test/do", extra=""):
        fields = f"Authorization: {authorization}\r\n" if authorization else ""
        return self.host.ask(post(body, path, fields + extra))

    def asked_about(self, **order):
        """Whether the plugin was asked about that request's header, which it accepts."""
        reply = self.send(**order)
        self.assertEqual(reply.status, 202)
        asked, before = int(reply.one("X-Heads")), self.asked
        self.asked = asked
        return asked > before

    def test_one_that_was_accepted_is_not_asked_about_again_on_whatever_connection(self):
        self.assertEqual([self.asked_about() for _ in range(3)], [True, False, False])
        with self.host.connect() as client:
            client.send(post("{}", extra="Authorization: Bearer a\r\n") * 2)
            self.assertEqual([client.response().one("X-Heads") for _ in range(2)], ["1", "1"])

    def test_a_body_that_comes_in_pieces_with_its_header_counts_as_here_once_it_is(self):
        self.assertTrue(self.asked_about())
        self.assertFalse(self.asked_about(body="x" * 8000))

    def test_another_token_path_or_query_is_asked_about_and_so_is_everything_without_one_token(self):
        self.assertTrue(self.asked_about())
        self.assertTrue(self.asked_about(authorization="Bearer b"))
        self.assertTrue(self.asked_about(path="/test/do?status=202"))
        for extra in ("", "Authorization: Bearer a\r\nAuthorization: Bearer a\r\n"):
            for _ in range(2):
                self.assertTrue(self.asked_about(authorization=None, extra=extra))

    def test_after_a_refusal_it_is_asked_about_again(self):
        self.assertTrue(self.asked_about())
        self.assertEqual(self.send("no").status, 403)
        self.assertTrue(self.asked_about())
        self.assertFalse(self.asked_about())

    def test_a_refusal_comes_before_a_body_that_is_not_here_even_to_a_known_sender(self):
        self.assertTrue(self.asked_about())
        self.assertTrue(self.asked_about(body="shut", authorization=None))
        self.assertFalse(self.asked_about())
        field = "Authorization: Bearer a\r\n"
        for request in (head("", length=5, extra=field), head("", extra=field),
                        head("", length=5, extra=field + "Expect: 100-continue\r\n")):
            with self.host.connect() as client:
                client.send(request)
                self.assertEqual(client.response().status, 401)
        self.assertEqual(self.send().status, 401)  # it was refused since

    def test_senders_beyond_the_number_that_is_remembered_push_out_the_first(self):
        self.assertTrue(self.asked_about())
        with self.host.connect() as client:
            for number in range(1024):
                client.send(post(extra=f"Authorization: Bearer {number}\r\n"))
                self.assertEqual(client.response().status, 202)
        self.asked += 1024
        self.assertTrue(self.asked_about())
        self.assertFalse(self.asked_about(authorization="Bearer 1023"))


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
