"""Stopping, and what is kept through it."""
import signal
import socket
import unittest

from host import Host, get, post


class Stop(unittest.TestCase):
    def test_requests_in_flight_are_answered_then_it_ends_with_0(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with Host() as host, host.connect() as held, host.connect() as half, host.connect() as idle:
                idle.send(post())
                idle.response()
                half.send(post("hello")[:-3])
                held.send(post(path="/test/do?hold"))
                host.wait_for_line("holding")
                host.process.send_signal(number)
                host.wait_for_line("asked to stop")
                self.assertTrue(idle.ended())
                half.send("llo")
                host.release()
                for client in (held, half):
                    reply = client.response()
                    self.assertEqual((reply.status, reply.one("Connection")), (202, "close"))
                    client.close()
                self.assertEqual(host.wait(), 0)
                host.wait_for_line(r"closed after 3 requests in \d calls, pumped: yes")
                self.assertIn("stopped", host.lines[-2])

    def test_nobody_new_is_accepted_once_it_stops(self):
        with Host() as host, host.connect() as half:
            half.send("POST ")
            self.assertEqual(host.ask(get("/no")).status, 404)  # so the bytes before have been read
            host.process.send_signal(signal.SIGTERM)
            host.wait_for_line("answering 1 requests")
            with self.assertRaises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", host.port))
            half.close()

    def test_a_second_signal_ends_the_wait_for_a_request_that_does_not_come(self):
        with Host() as host, host.connect() as half:
            half.send("POST ")
            self.assertEqual(host.ask(get("/no")).status, 404)
            host.process.send_signal(signal.SIGTERM)
            host.wait_for_line("answering 1 requests")
            host.process.send_signal(signal.SIGTERM)
            self.assertEqual(host.wait(), 0)
            self.assertFalse(any("not answered" in line for line in host.lines if line))

    def test_a_request_that_does_not_come_is_waited_for_only_so_long(self):
        with Host() as host, host.connect() as half:
            half.send("POST ")
            self.assertEqual(host.ask(get("/no")).status, 404)
            self.assertEqual(host.stop(), 0)
            host.wait_for_line("stopping with 1 requests not answered")

    def test_the_pumps_run_and_a_batch_wakes_one_that_waits(self):
        # The plugin always says "in 60 s": the host's own cap, and the wake-up, bring the pumps back all the same.
        with Host("--workers", "2") as host:
            self.assertEqual(host.ask(post()).status, 202)
            self.assertEqual(host.stop(), 0)
            host.wait_for_line("pumped: yes")


if __name__ == "__main__":
    unittest.main()
