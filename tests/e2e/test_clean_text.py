"""What a token holder writes into an alert is text wherever people meet it: in four desks, on a terminal, in tables, files,
the log.  No control, terminal or bidi codes, nothing invisible, no markup that ServiceNow would show as HTML."""
import json
import re
import unittest

import azure
from desk_stand_in import KINDS, DeskStandIn, desk_settings, store_secrets
from harness import Host, Scratch, StandIn, EndToEndCase, connection, until

LOST_TENANT = "6d3f6c58-53b3-4f7b-9a2b-0c7b4a1de009"
NO_TIME = "whenever.example "  # stands in times alone
LINK = "<a href='https://evil.example'>reset your password</a>"
# All that may be done to a text, and a word by which it is found.
CODES = ("[code]" + LINK + "[/code] [CO\u200bDE] [ co[code]de ] \x1b]0;owned\x07\x1b[2Jseen\x08\x08\r\x7f \u009b31m\u0085"
         "\u202egnp.exe\u2066\u2069\u200e\u200f\u061c \u2028\u2029 a\ufeff\u200b\u200c\u200d\u2060\u00ad b\U000e0041 end")
GENUINE = "Größe 磁盘 تنبيه 🔥 👩🏽\u200d🔧 می\u200cشود"
UNCLEAN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u00ad\ufeff"
                     "\U000e0000-\U000e007f]|\\[\\s*/?\\s*code\\s*\\]", re.IGNORECASE)


def body(alert, **essentials):
    """Codes in each place that an alert has for text, and beside them in what it need not have."""
    whole = azure.metric_alert(alert, rule=f"{GENUINE} {CODES}", items=[f"vm {CODES}"],
                               **{"description": f"{GENUINE}\n{CODES}", "monitoringService": f"Platform {CODES}",
                                  "severity": "Sev1[code]\u202e\x1b[2J", "firedDateTime": NO_TIME + CODES, **essentials})
    condition = whole["data"]["alertContext"]["condition"]["allOf"][0]
    condition["metricName"] = f"CPU {CODES}"
    condition["dimensions"] = [{"name": f"Computer {CODES}", "value": f"web {CODES}"}]
    whole["data"]["customProperties"] = {f"team {CODES}": f"ops {CODES}", "formula": "=1+1"}
    return whole


class CleanText(EndToEndCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = Scratch()
        cls.addClassCleanup(cls.scratch.close)
        cls.authority = StandIn(cls.scratch.path)
        cls.addClassCleanup(cls.authority.close)
        cls.desks = {}
        for kind in KINDS:
            cls.desks[kind] = DeskStandIn(kind, cls.scratch.path)
            cls.addClassCleanup(cls.desks[kind].close)
        cls.host = Host(cls.scratch.path, "--log-level", "debug", env={"SSL_CERT_FILE": str(cls.scratch.path / "ca.pem")})
        cls.addClassCleanup(cls.host.close)
        cls.host.configure({
            "version": 1,
            "connections": [*(connection(each, cls.TENANT, [f"api://{each}"], cls.authority.base, desk=each)
                              for each in (*KINDS, "local")),
                            connection("nowhere", LOST_TENANT, [cls.AUDIENCE], cls.authority.base, desk="host-desk")],
            "desks": [*(desk_settings(each, each, cls.desks[each].base) for each in KINDS),
                      {"name": "local", "kind": "local"}, {"name": "host-desk", "kind": "host"}]})
        for kind in KINDS:
            store_secrets(cls.host, kind, kind)
        cls.host.start()
        cls.wait_for_keys()

    def assert_clean(self, where, text, genuine=True):
        found = UNCLEAN.search(text)
        self.assertIsNone(found, f"{where}: {text[max(0, found.start() - 80):found.end() + 40]!r}" if found else "")
        if genuine:
            self.assertIn(GENUINE.split()[0], text, where)

    def fire(self, kind, alert, **essentials):
        return self.accept(body(alert, **essentials), audience=f"api://{kind}")

    def test_incidents_and_their_notes_in_each_desk(self):
        for kind in (*KINDS, "local"):
            with self.subTest(kind=kind):
                alert = azure.new_alert_id()
                self.fire(kind, alert)
                self.host.settled()
                self.fire(kind, alert, description="again")  # a note, if it is no repeat
                self.fire(kind, alert, monitorCondition="Resolved", resolvedDateTime=NO_TIME + CODES)
                self.host.settled()
                [row] = self.host.mapping(
                    "SELECT i.desk_id, i.number FROM incident AS i JOIN alert AS a ON a.incident = i.id "
                    "WHERE lower(a.alert_id) = lower(?)", alert)
                if kind == "local":
                    [held] = [i for i in self.host.incidents() if i["number"] == row["number"]]
                    everything = self.host.desk("SELECT * FROM desk_work_note") + self.host.desk("SELECT * FROM desk_history")
                    texts = {**held, "notes": json.dumps(everything, ensure_ascii=False)}
                else:
                    held = self.desks[kind].held(row["desk_id"])
                    self.assertEqual([], self.desks[kind].complaints())
                    texts = {"title": held["title"], "description": held["description"],
                             "resolution": held["resolution"], "notes": json.dumps(held["notes"], ensure_ascii=False)}
                    self.assertIn(GENUINE, held["title"])
                    self.assertIn(GENUINE, held["description"])
                    self.assertTrue(held["notes"], held)
                    self.assertNotIn(NO_TIME, texts["notes"])  # a time that is none is not quoted
                    self.assertNotIn(NO_TIME, held["resolution"])
                for name, text in texts.items():
                    if isinstance(text, str):
                        self.assert_clean(f"{kind} {name}", text, genuine=False)

    def test_what_the_command_line_shows(self):
        alert = azure.new_alert_id()
        self.fire("local", alert)
        self.host.settled()
        [row] = self.host.mapping("SELECT max(id) AS id FROM delivery")
        delivery = row["id"]
        file = self.scratch.path / "alert.json"
        file.write_text(json.dumps(body(alert), ensure_ascii=False), encoding="utf-8")
        [incident] = self.incidents_of(alert)
        for words in (("dry-run", "--connection", "local", "--delivery", str(delivery)),
                      ("dry-run", "--connection", "servicenow", str(file)),
                      ("query", "explain", alert), ("query", "explain", incident["number"]),
                      *(("query", view, "--format", form) for form in ("table", "csv", "json")
                        for view in ("alert_history", "open_incidents"))):
            with self.subTest(words=words):
                self.assert_clean(" ".join(words), self.host.cli(*words).stdout)
        for form in ("table", "csv", "json"):
            for question in (f'SELECT d.body AS "{CODES[:60].replace(chr(0), "")}" FROM delivery AS d',
                             f"SELECT '{CODES.replace(chr(39), chr(39) * 2)}' AS \"[code]{chr(0x202e)}\""):
                with self.subTest(form=form, question=question[:40]):
                    done = self.host.cli("query", "--sql", question, "--format", form)
                    self.assert_clean(form, done.stdout, genuine=False)

    def test_parked_items_and_refused_questions(self):
        alert = azure.new_alert_id()
        self.accept(body(alert), tenant=LOST_TENANT)
        until(lambda: self.host.mapping("SELECT 1 FROM parked"), "it is parked")
        for words in (("parked",), ("query", "parked", "--format", "csv"), ("query", "explain", alert)):
            self.assert_clean(words[0], self.host.cli(*words).stdout, genuine=False)
        for words in (("query", "explain", "x\x1b[2J\u202e[code]"), ("query", "nosuch\x1b]0;x\x07\u202e[code]"),
                      ("query", "--sql", "SELECT nosuch\u202e\u009b31m"), ("query", "parked", "--where", "[code]\u202e=1"),
                      ("parked", "retry", "\x1b[2J\u202e[code]")):
            self.assert_clean(words, self.host.cli(*words, ok=False).stderr, genuine=False)

    def test_a_cell_that_a_spreadsheet_would_compute_is_text(self):
        for formula in ("=1+1", "+1", "-1", "@a", "\t=1", "\n=1", "\u200b=1", "\u202e=1", "＝1"):
            done = self.host.cli("query", "--sql", f"SELECT '{formula}' AS a", "--format", "csv")
            self.assertRegex(done.stdout.split("\n", 1)[1], "^\"?'", formula)

    def test_the_log_and_tokens_that_are_refused(self):
        for claim in ("tid", "azp", "iss", "aud", "roles"):
            token = self.token(audience="api://local", claims={claim: f"x{CODES}"})
            reply = self.host.post(azure.metric_alert(azure.new_alert_id()), token)
            self.assertIn(reply.status, (401, 403, 503), claim)
            self.assert_clean(claim, reply.body.decode(), genuine=False)
        self.fire("local", azure.new_alert_id())
        self.host.settled()
        self.host.post(b"{", self.token(audience="api://local"), headers={"X-CorrelationContext": "x\u009b31m".encode("utf-8")})
        self.assert_clean("rejected_callers", self.host.cli("query", "rejected_callers").stdout, genuine=False)
        self.assert_clean("log", self.host.process.output())


if __name__ == "__main__":
    unittest.main()
