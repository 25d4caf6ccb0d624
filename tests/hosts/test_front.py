"""What a well-behaved sender sees."""
import re
import unittest

from host import Host, get, post


class Front(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.host = Host()
        cls.addClassCleanup(cls.host.__exit__, None, None, None)

    def test_a_request_reaches_the_plugin_and_its_reply_comes_back(self):
        reply = self.host.ask(post("hello"))
        self.assertEqual(reply.status, 202)
        self.assertEqual(reply.body.split()[3], "5")

    def test_a_reply_has_the_fields_that_are_the_hosts_and_names_no_server(self):
        reply = self.host.ask(post())
        self.assertEqual(reply.one("Content-Length"), str(len(reply.body)))
        self.assertRegex(reply.one("Date"), r"^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$")
        self.assertEqual(reply.one("Cache-Control"), "no-store")
        self.assertEqual(reply.one("X-Content-Type-Options"), "nosniff")
        self.assertEqual(reply.all("Server"), [])

    def test_fields_of_the_plugin_that_are_not_its_to_set_or_not_valid_are_left_out(self):
        reply = self.host.ask(post(path="/test/do?field"))
        self.assertEqual(reply.one("X-Good"), "yes")
        self.assertEqual(reply.one("Content-Length"), str(len(reply.body)))
        self.assertEqual(reply.one("Cache-Control"), "max-age=60")
        for name in ("Server", "Transfer-Encoding", "X-Bad", "Set-Cookie"):
            self.assertEqual(reply.all(name), [], name)

    def test_header_path_query_and_sender_are_handed_over_as_they_came(self):
        seen = self.host.ask(get("/test/seen?a=%20b&c", "X-One: 1\r\nx-one:  2 \r\n")).body
        self.assertIn("path=/test/seen\nquery=a=%20b&c\npeer=127.0.0.1\nuser=\n", seen)
        self.assertIn("Host: h\nX-One: 1\nx-one: 2\n", seen)

    def test_a_path_in_absolute_form_is_the_same_path(self):
        self.assertEqual(self.host.ask(get("http://h/test/seen?q")).status, 200)
        self.assertEqual(self.host.ask(get("http://h/elsewhere")).status, 404)

    def test_head_gives_the_fields_of_get_and_no_body(self):
        with self.host.connect() as client:
            client.send(get("/test/below/x", method="HEAD"))
            reply = client.response(to_head=True)
            self.assertEqual((reply.status, reply.one("Content-Length")), (200, "5"))
            client.send(get("/test/below/x"))
            self.assertEqual(client.response().body, "below")

    def test_all_below_a_wildcard_is_served_and_what_is_beside_it_is_not(self):
        self.assertEqual(self.host.ask(get("/test/below/a/b")).body, "below")
        self.assertEqual(self.host.ask(get("/test/belowx")).status, 404)

    def test_an_unknown_path_is_404_and_a_wrong_method_405_naming_the_right_ones(self):
        self.assertEqual(self.host.ask(post(path="/test/other")).status, 404)
        reply = self.host.ask(get("/test/do"))
        self.assertEqual((reply.status, reply.one("Allow")), (405, "POST"))
        self.assertEqual(self.host.ask(post(path="/test/seen")).one("Allow"), "GET, HEAD")

    def test_admin_endpoints_are_not_on_the_network(self):
        for path in ("/api/v1/settings", "/api/v1/", "//api/v1/settings", "/test/../api/v1/settings"):
            self.assertEqual(self.host.ask(get(path)).status, 404, path)

    def test_one_connection_carries_many_requests_also_when_sent_ahead_of_the_replies(self):
        with self.host.connect() as client:
            for length in range(3):
                client.send(post("x" * length))
                self.assertEqual(client.response().body.split()[3], str(length))
            client.send("".join(post("x" * length) for length in range(20)) + "\r\n" + post("last!"))
            self.assertEqual([client.response().body.split()[3] for _ in range(21)],
                             [str(length) for length in range(20)] + ["5"])

    def test_connection_close_is_obeyed(self):
        with self.host.connect() as client:
            client.send(post(extra="Connection: close\r\n"))
            self.assertEqual(client.response().one("Connection"), "close")
            self.assertTrue(client.ended())

    def test_http_1_0_is_answered_and_closed_unless_it_asks_to_keep(self):
        with self.host.connect() as client:
            client.send("GET /test/below/x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            self.assertEqual(client.response().one("Connection"), "keep-alive")
            client.send("GET /test/below/x HTTP/1.0\r\n\r\n")
            self.assertEqual(client.response().body, "below")
            self.assertTrue(client.ended())

    def test_a_chunked_body_arrives_whole_and_its_trailer_is_not_taken_for_header_fields(self):
        with self.host.connect() as client:
            client.send("POST /test/do HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                        "3\r\nabc\r\n5;x=y\r\ndefgh\r\n0\r\nAuthorization: Bearer late\r\n\r\n" + post("next"))
            self.assertEqual(client.response().body.split()[3], "8")
            self.assertEqual(client.response().body.split()[3], "4")

    def test_expect_100_continue_is_answered_before_the_body_comes(self):
        with self.host.connect() as client:
            head, body = post("hello", extra="Expect: 100-continue\r\n").split("hello")[0], "hello"
            client.send(head)
            self.assertEqual(client.head(), (100, []))
            client.send(body)
            self.assertEqual(client.response().body.split()[3], "5")

    def test_expect_100_continue_with_the_body_at_once_gets_the_one_reply(self):
        reply = self.host.ask(post("hello", extra="Expect: 100-continue\r\n"))
        self.assertEqual(reply.status, 202)

    def test_where_the_answer_is_known_already_it_is_given_instead_of_100(self):
        for status, head in ((404, post(path="/no", extra="Expect: 100-continue\r\n")),
                             (405, post(path="/test/seen", extra="Expect: 100-continue\r\n")),
                             (417, post(extra="Expect: a-miracle\r\n")),
                             (413, "POST /test/do HTTP/1.1\r\nHost: h\r\nContent-Length: 1048577\r\n"
                                   "Expect: 100-continue\r\n\r\n")):
            with self.host.connect() as client:
                client.send(head)
                self.assertEqual(client.response().status, status)
                self.assertTrue(client.ended())

    def test_no_answer_and_500_and_502_become_503_with_retry_after(self):
        for query in ("none", "status=500", "status=502", "status=99", "status=1000"):
            reply = self.host.ask(post(path="/test/do?" + query))
            self.assertEqual((reply.status, reply.one("Retry-After")), (503, "5"), query)
        self.assertEqual(self.host.ask(post(path="/test/do?status=401")).status, 401)
        self.assertEqual(self.host.ask(post(path="/test/do?status=204")).all("Content-Length"), [])

    def test_the_first_lines_say_what_is_where(self):
        text = "\n".join(self.host.lines)
        self.assertRegex(text, r"plugin test 1 from .*test_plugin\.so, data in " + re.escape(self.host.directory.name))
        self.assertIn("serving POST /test/do: does as the query says", text)
        time = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
        self.assertRegex(text, rf"(?m)^{time} info listening on http://127\.0\.0\.1:\d+$")


class Batches(unittest.TestCase):
    def test_all_that_comes_while_a_call_is_under_way_goes_into_the_next_call_together(self):
        with Host() as host, host.connect() as first, host.connect() as probe:
            others = [host.connect() for _ in range(20)]
            for client in [first, probe, *others]:  # all are accepted
                client.send(post())
                client.response()
            first.send(post(path="/test/do?hold"))
            host.wait_for_line("holding")
            for client in others:
                client.send(post())
            for client in others:
                client.wait_until_arrived()
            for _ in range(2):  # the loop has been through all that came before
                self.assertEqual(host.ask(get("/no")).status, 404)
            host.release()
            held = first.response().body.split()
            rest = [client.response().body.split() for client in others]
            self.assertEqual(held[1], "1")
            self.assertEqual({batch for batch, *_ in rest}, {str(int(held[0]) + 1)})
            self.assertEqual({size for _, size, *_ in rest}, {"20"})
            self.assertEqual(sorted(int(index) for _, _, index, _ in rest), list(range(20)))
            for client in others:
                client.close()


if __name__ == "__main__":
    unittest.main()
