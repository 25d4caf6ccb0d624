"""Bodies of very many values: a token's holder can send a mebibyte of them, as often as he likes."""
import pathlib
import threading
import unittest
import uuid

import azure
import harness
from harness import EndToEndCase

MIB = 1024 * 1024
PEAK_MB = 300  # a tree of such a body takes 60 to 100 MB, and eight workers read at once: without a bound it was 660


def of_values(value):
    text = '{"q":"%s","z":[%s' % (uuid.uuid4(), value)
    return text + ("," + value) * ((MIB - len(text) - 2) // (len(value) + 1)) + "]}"


class LargeBodies(EndToEndCase):
    def resident_at_most(self):
        status = pathlib.Path(f"/proc/{self.host.process.child.pid}/status").read_text(encoding="ascii")
        return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) // 1024

    def test_many_of_them_at_once_are_taken_and_worked_off_within_bounded_memory(self):
        if harness.SANITIZED:
            harness.skip("a sanitizer's own memory is counted, too")
        token, statuses = self.token(), []
        for value, senders in (("{}", 8), ("[]", 40)):
            threads = [threading.Thread(target=lambda: statuses.append(self.host.post(of_values(value), token).status))
                       for _ in range(senders)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.host.settled()
        self.assertEqual([202] * 48, statuses)
        self.assertLess(self.resident_at_most(), PEAK_MB)

    def test_the_incident_shows_the_essentials_and_says_what_is_not_shown(self):
        name, alert = f"large-{uuid.uuid4().hex[:8]}", azure.new_alert_id()
        body = azure.metric_alert(alert, target=azure.resource(name))
        body["data"]["alertContext"]["many"] = [{}] * 20_000
        self.accept(body)
        self.host.settled()
        incident, = self.incidents_of(alert)
        self.assertEqual(f"[Sev1] CPU above 90 percent on {name}", incident["title"])
        self.assertIn("The machine is busy.", incident["description"])
        self.assertIn("too large to be shown", incident["description"])
        self.assertNotIn("Percentage CPU", incident["description"])

    def test_just_below_the_limit_everything_is_shown(self):
        alert = azure.new_alert_id()
        body = azure.metric_alert(alert)
        body["data"]["alertContext"]["many"] = [{}] * 19_000
        self.accept(body)
        self.host.settled()
        incident, = self.incidents_of(alert)
        self.assertIn("Percentage CPU", incident["description"])
        self.assertNotIn("too large", incident["description"])


if __name__ == "__main__":
    unittest.main()
