"""Requests whose end could be read in two ways, or that are no requests: refused, and the connection ended, so that
nothing behind them is taken for a request (RFC 9112 section 11.2)."""
import unittest

from host import Host, post

HIDDEN = "POST /test/do?hidden HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n"


def message(*fields, body="", line="POST /test/do HTTP/1.1"):
    return "\r\n".join([line, *fields, "", body])


class Framing(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.host = Host()
        cls.addClassCleanup(cls.host.__exit__, None, None, None)

    def refused(self, text, status=400):
        """Refused, and nothing that follows is answered."""
        with self.host.connect() as client:
            client.send(text if isinstance(text, bytes) else text.encode("latin-1"))
            reply = client.response()
            self.assertEqual(reply.status, status, text)
            self.assertEqual(reply.one("Connection"), "close")
            self.assertTrue(client.ended())
            self.assertEqual(client.input, b"", "something behind the refused request was answered")

    def accepted(self, text):
        self.assertEqual(self.host.ask(text).status, 202, text)

    def test_two_content_lengths(self):
        self.refused(message("Host: h", "Content-Length: 5", "Content-Length: 0", body="hello" + HIDDEN))
        self.refused(message("Host: h", "Content-Length: 5", "Content-Length: 5", body="hello" + HIDDEN))
        self.refused(message("Host: h", "Content-Length: 5, 5", body="hello" + HIDDEN))
        self.accepted(message("Host: h", "Content-Length: 5", body="hello"))

    def test_a_content_length_that_is_no_number(self):
        for value in ("+5", "-5", "0x5", "5 5", "", "5;", "99999999999999999999999"):
            self.refused(message("Host: h", f"Content-Length: {value}", body="hello" + HIDDEN))

    def test_content_length_beside_transfer_encoding(self):
        chunked = "0\r\n\r\n" + HIDDEN
        self.refused(message("Host: h", "Content-Length: 5", "Transfer-Encoding: chunked", body=chunked))
        self.refused(message("Host: h", "Transfer-Encoding: chunked", "Content-Length: 5", body=chunked))
        self.refused(message("Host: h", "Transfer-Encoding: gzip", "Content-Length: 5", body="hello" + HIDDEN))
        self.accepted(message("Host: h", "Transfer-Encoding: chunked", body="0\r\n\r\n"))

    def test_a_transfer_coding_other_than_chunked_alone(self):
        for value in ("gzip, chunked", "chunked, gzip", "identity", "xchunked", "chunked, chunked", "\"chunked\"", ""):
            self.refused(message("Host: h", f"Transfer-Encoding: {value}", body="0\r\n\r\n" + HIDDEN), 501)
        self.refused(message("Host: h", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked", body="0\r\n\r\n"))
        self.refused(message("Host: h", "Transfer-Encoding: gzip", "Transfer-Encoding: chunked", body="0\r\n\r\n"))
        self.accepted(message("Host: h", "transfer-encoding:  CHUNKED ", body="0\r\n\r\n"))

    def test_transfer_encoding_in_http_1_0(self):
        self.refused(message("Host: h", "Transfer-Encoding: chunked", body="0\r\n\r\n" + HIDDEN,
                             line="POST /test/do HTTP/1.0"))

    def test_chunks_that_are_none(self):
        for body in ("x\r\n", "-1\r\nx\r\n", "0x1\r\na\r\n0\r\n\r\n", "1\r\nab\r\n0\r\n\r\n", "1 \na\r\n0\r\n\r\n",
                     "fffffffffffffffff\r\n", "1\r\na0\r\n\r\n"):
            self.refused(message("Host: h", "Transfer-Encoding: chunked", body=body + HIDDEN))
        self.refused(message("Host: h", "Transfer-Encoding: chunked", body="ffffffffffffffff\r\n" + HIDDEN), 413)

    def test_content_length_in_the_trailer(self):
        self.refused(message("Host: h", "Transfer-Encoding: chunked", body="0\r\nContent-Length: 5\r\n\r\n" + HIDDEN))

    def test_field_names_and_line_ends_that_others_might_read_differently(self):
        for field in ("Content-Length : 5", " Content-Length: 5", "Content\x00-Length: 5", "X: a\x00b", "X: a\rb",
                      "X: a\r\n b", "X:\r\n\tb", "X: a\x01b", "X: a\x7fb", "NoColon", ": nameless", "X\x0bY: 1"):
            self.refused(message("Host: h", field, "Content-Length: 0", body=HIDDEN))
        self.refused("POST /test/do HTTP/1.1\nHost: h\nContent-Length: 0\n\n" + HIDDEN)
        self.accepted(message("Host: h", "X: a\tb", "Y:", "Z: \t ", "Content-Length: 0"))

    def test_a_host_field_is_needed_once(self):
        self.refused(message("Content-Length: 0", body=HIDDEN))
        self.refused(message("Host: h", "Host: h", "Content-Length: 0", body=HIDDEN))

    def test_request_lines_that_are_none(self):
        for line in ("POST /test/do", "POST  /test/do HTTP/1.1", "POST /test/do HTTP/2.0", "POST /test/do HTTP/0.9",
                     "POST /test/do HTTPS/1.1", "PO ST /test/do HTTP/1.1", "POST /te\x00st HTTP/1.1", "\x16\x03\x01"):
            self.refused(message("Host: h", "Content-Length: 0", body=HIDDEN, line=line))

    def test_a_body_that_never_ends_does_not_become_a_request(self):
        with self.host.connect() as client:
            client.send("POST /test/do HTTP/1.1\r\nHost: h\r\nContent-Length: 500\r\n\r\n" + HIDDEN)
            client.connection.shutdown(1)
            self.assertTrue(client.ended())
            self.assertEqual(client.input, b"")

    def test_the_connection_of_a_refused_request_is_the_only_one_that_ends(self):
        with self.host.connect() as client:
            client.send(post())
            client.response()
            self.refused(message("Content-Length: 0"))
            client.send(post())
            self.assertEqual(client.response().status, 202)


if __name__ == "__main__":
    unittest.main()
