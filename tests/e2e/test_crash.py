"""A 202 means: on disk.  Hosts are killed and stopped at bad moments; nothing is lost and nothing is doubled."""
import concurrent.futures
import http.client
import json
import random
import socket
import unittest

import azure
from harness import SANITIZED, EndToEndCase


class Crash(EndToEndCase):
    def opened_once(self, alerts):
        self.host.settled()
        for alert in alerts:
            self.assertEqual(["new"], [i["state"] for i in self.incidents_of(alert)], alert)
        keys = [row["key"] for row in self.host.desk("SELECT key FROM incidents WHERE key IS NOT NULL")]
        self.assertEqual(len(keys), len(set(keys)))

    def test_an_alert_answered_202_survives_kill_9_and_is_opened_once(self):
        for _ in range(2 if SANITIZED else 5):
            alert = azure.new_alert_id()
            self.accept(azure.metric_alert(alert))
            self.host.kill()
            self.host.start()
            self.opened_once([alert])

    def test_kill_9_at_any_moment_of_a_burst_loses_and_doubles_nothing(self):
        chance = random.Random(20260301)
        token = self.token()
        for round_number in range(2 if SANITIZED else 5):
            alerts = [azure.new_alert_id() for _ in range(24)]
            most = chance.randrange(1, len(alerts))
            accepted = []

            def send(alert):
                try:
                    return alert, self.host.post(azure.metric_alert(alert), token).status
                except (OSError, http.client.HTTPException):
                    return alert, None

            with concurrent.futures.ThreadPoolExecutor(6) as pool:
                sent = [pool.submit(send, alert) for alert in alerts]
                for done in concurrent.futures.as_completed(sent):
                    alert, status = done.result()
                    if status == 202:
                        accepted.append(alert)
                    if len(accepted) == most and self.host.process:
                        process = self.host.process
                        process.child.kill()
                        process.child.wait()
            self.host.process = None
            self.assertGreaterEqual(len(accepted), most, f"round {round_number}")
            self.host.start()
            self.opened_once(accepted)
            # What Azure heard no answer for is sent again: one incident all the same.
            for alert in alerts:
                self.accept(azure.metric_alert(alert))
            self.opened_once(alerts)

    def test_a_resolved_that_was_answered_survives_kill_9(self):
        alert = azure.new_alert_id()
        self.accept(azure.metric_alert(alert))
        self.host.settled()
        self.accept(azure.metric_alert(alert, "Resolved"))
        self.host.kill()
        self.host.start()
        self.host.settled()
        self.assertEqual(["resolved"], [i["state"] for i in self.incidents_of(alert)])

    def test_sigterm_answers_the_request_in_flight_and_exits_0(self):
        alert, token = azure.new_alert_id(), self.token()
        body = json.dumps(azure.metric_alert(alert)).encode()
        with socket.create_connection(("127.0.0.1", self.host.port), timeout=60) as sock:
            sock.sendall(b"POST /azure-monitor/alerts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                         b"Authorization: Bearer " + token.encode() + b"\r\nExpect: 100-continue\r\nContent-Length: " +
                         str(len(body)).encode() + b"\r\n\r\n")
            # "100 Continue" proves that the host has begun with this request; only then is it told to stop.
            self.assertTrue(sock.recv(64).startswith(b"HTTP/1.1 100"))
            self.host.process.child.terminate()
            sock.sendall(body)
            answer = b""
            while chunk := sock.recv(4096):
                answer += chunk
            self.assertTrue(answer.startswith(b"HTTP/1.1 202"), answer)
        self.assertEqual(0, self.host.stopped())
        self.host.start()
        self.opened_once([alert])

    def test_a_stopped_host_leaves_its_work_to_the_next_one(self):
        alerts = [azure.new_alert_id() for _ in range(12)]
        for alert in alerts:
            self.accept(azure.metric_alert(alert))
        self.assertEqual(0, self.host.stop())
        self.host.start()
        self.opened_once(alerts)


if __name__ == "__main__":
    unittest.main()
