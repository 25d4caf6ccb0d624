# Long: each form of an alert, with what it may say about its subscription.
"""allowed_subscriptions: what an alert says it is about, in whatever form, and what stands elsewhere in its body."""
import json
import re
import unittest
import urllib.parse
import uuid

import azure
import harness
from harness import EndToEndCase, connection, document, until

OWN = azure.SUBSCRIPTION
FOREIGN = "99999999-1111-4222-8333-444455556666"
TENANTS = {"open": "6d3f6c58-53b3-4f7b-9a2b-0c7b4a1de001", "list": "6d3f6c58-53b3-4f7b-9a2b-0c7b4a1de002",
           "lenient": "6d3f6c58-53b3-4f7b-9a2b-0c7b4a1de003", "published": "6d3f6c58-53b3-4f7b-9a2b-0c7b4a1de004",
           "published_lenient": "6d3f6c58-53b3-4f7b-9a2b-0c7b4a1de005"}

# What "{}" stands for is a subscription; each is sent with a foreign one (403) and with the connection's own (202).
REST = "/resourceGroups/fin/providers/Microsoft.Sql/servers/fin-db-01"
FORMS = {
    "plain": "/subscriptions/{}" + REST,
    "capitals": "/SUBSCRIPTIONS/{}" + REST,
    "bare": "/subscriptions/{}",
    "no slash": "subscriptions/{}" + REST,
    "two slashes": "//subscriptions/{}" + REST,
    "two slashes inside": "/subscriptions//{}" + REST,
    "behind another segment": "/x/subscriptions/{}" + REST,
    "address": "https://management.azure.com/subscriptions/{}" + REST,
    "address with a query": "https://management.azure.com/subscriptions/{}" + REST + "?api-version=2023-01-01",
    "portal": "https://portal.azure.com/#@t/resource/subscriptions/{}" + REST,
    "query alone": "https://management.azure.com/?id=/subscriptions/{}" + REST,
    "management group": "/providers/Microsoft.Management/managementGroups/m/subscriptions/{}" + REST,
    "dot segment": "/./subscriptions/{}" + REST,
    "dot segment inside": "/subscriptions/./{}" + REST,
    "parent segment": "/x/../subscriptions/{}" + REST,
    "second segment": f"/subscriptions/{OWN}/subscriptions/{{}}" + REST,
    "second, behind parents": f"/subscriptions/{OWN}/../../subscriptions/{{}}" + REST,
    "in place of the first": f"/subscriptions/{OWN}/../{{}}" + REST,
    "second, below a provider": f"/subscriptions/{OWN}" + REST + "/subscriptions/{}",
    "second, behind a comma": f"/subscriptions/{OWN}" + REST + ",/subscriptions/{}" + REST,
    "second, behind a line break": f"/subscriptions/{OWN}" + REST + "\n/subscriptions/{}" + REST,
    "percent, a letter": "/subscription%73/{}" + REST,
    "percent, slashes": "%2Fsubscriptions%2F{}%2FresourceGroups%2Ffin",
    "percent twice, a letter": "/subscription%2573/{}" + REST,
    "percent twice, slashes": "%252fsubscriptions%252F{}%252FresourceGroups%252Ffin",
    "percent three times": "%25252fsubscriptions%25252f{}%25252fx",
    "percent, overlong": "/subscriptions%c0%af{}" + REST,
    "percent u": "%u002fsubscriptions%u002f{}" + REST,
    "escaped twice": "\\u002fsubscriptions\\u002f{}" + REST,
    "entities": "&#47;subscriptions&#x2F;{}" + REST,
    "backslashes": "\\subscriptions\\{}" + REST.replace("/", "\\"),
    "fullwidth slashes": "／subscriptions／{}" + REST.replace("/", "／"),
    "fullwidth letters": "/ｓubscriptions/{}" + REST,
    "fullwidth percent": "％2Fsubscriptions％2F{}" + REST,
    "letters of mathematics": "/𝐬𝐮𝐛𝐬𝐜𝐫𝐢𝐩𝐭𝐢𝐨𝐧𝐬/{}" + REST,
    "long s": "/ſubscriptions/{}" + REST,
    "cyrillic s": "/ѕubscriptions/{}" + REST,
    "division slash": "∕subscriptions∕{}" + REST,
    "leading blanks": " \t /subscriptions/{}" + REST,
    "leading no-break space": "\u00a0/subscriptions/{}" + REST,
    "leading zero-width space": "\u200b/subscriptions/{}" + REST,
    "leading byte order mark": "\ufeff/subscriptions/{}" + REST,
    "leading right-to-left": "\u202e/subscriptions/{}" + REST,
    "zero-width inside the word": "/sub\u200bscriptions/{}" + REST,
    "soft hyphen inside the word": "/sub\u00adscriptions/{}" + REST,
    "word joiner before the GUID": "/subscriptions/\u2060{}" + REST,
    "no-break space after the GUID": "/subscriptions/{}\u00a0" + REST,
    "tag character": "/subscriptions\U000e0020/{}" + REST,
    "NUL": "/subscriptions\0/{}" + REST,
    "braces": "/subscriptions/{{{}}}" + REST,
    "brackets and quotes": "[\"/subscriptions/{}" + REST + "\"]",
}
# These are what Azure sends, so an own one is looked for in the CMDB; a bare subscription is no configuration item.
PLAIN = {"plain", "capitals", "bare", "leading blanks"}
# What is not seen is left out where an alert is read: an own id may be plain without it.
UNSEEN = {"leading no-break space", "leading zero-width space", "leading byte order mark", "leading right-to-left",
          "zero-width inside the word", "soft hyphen inside the word", "word joiner before the GUID",
          "no-break space after the GUID", "tag character", "NUL"}


def essentials(**over):
    return azure.metric_alert(azure.new_alert_id(), target=azure.resource(f"vm-{uuid.uuid4().hex[:6]}"), **over)


def alert_id(text):
    return azure.changed(essentials(), alertId=text)


PLACES = {
    "alertId": alert_id,
    "alertTargetIDs": lambda text: essentials(alertTargetIDs=[text]),
    "alertTargetIDs, a text": lambda text: essentials(alertTargetIDs=text),
    "configurationItems": lambda text: essentials(items=[text]),
}


def target_lists(text):
    """The same text where a reader might not look."""
    own = azure.resource("vm-1")
    return {
        "the second target": essentials(alertTargetIDs=[own, text]),
        "the 101st target": essentials(alertTargetIDs=[own] * 100 + [text]),
        "the 1,500th target": essentials(alertTargetIDs=[own] * 1499 + [text]),
        "a list in the list": essentials(alertTargetIDs=[own, [text]]),
        "a list in lists": essentials(alertTargetIDs=[[[[own, text]]]]),
        "an object in the list": essentials(alertTargetIDs=[own, {"id": text}]),
        "a list in the items": essentials(items=[[text]]),
        "an object as items": essentials(configurationItems={"a": text}),
        "an object as alert id": azure.changed(essentials(), alertId={"id": text}),
        "the name in small letters": essentials(alerttargetids=[text]),
    }


def legacy(text, own=azure.resource("vm-1")):
    rule = f"/subscriptions/{OWN}/resourceGroups/g/providers/microsoft.insights/metricAlerts/r"
    metric = {"timestamp": "2026-03-01T10:00:00Z", "id": rule, "name": "r", "resourceId": own, "condition": {"allOf": []}}
    log = {"AlertRuleName": "r", "SearchQuery": "q", "WorkspaceId": "w", "SubscriptionId": OWN}
    return {
        "metric, resourceId": {"schemaId": "AzureMonitorMetricAlert",
                               "data": {"status": "Activated", "context": {**metric, "resourceId": text}}},
        "metric, resourceName": {"schemaId": "AzureMonitorMetricAlert",
                                 "data": {"status": "Activated", "context": {**metric, "resourceName": text}}},
        "classic metric": {"status": "Activated", "context": {**metric, "resourceId": text}},
        "autoscale": {"version": "1.0", "operation": "Scale Out", "context": {**metric, "resourceId": text}},
        "activity log": {"schemaId": "Microsoft.Insights/activityLogs", "data": {"status": "Activated", "context": {
            "activityLog": {"eventDataId": str(uuid.uuid4()), "resourceId": text, "operationName": "x"}}}},
        "log, ResourceId": {**log, "ResourceId": text},
        "log, items": {**log, "AffectedConfigurationItems": [text]},
        "log alert, items": {"schemaId": "Microsoft.Insights/LogAlert",
                             "data": {**log, "AffectedConfigurationItems": ["web", text]}},
        "management, target": {"id": f"/subscriptions/{OWN}/x/a", "properties": {"essentials": {"targetResource": text}}},
        "management, id": {"id": text, "properties": {"essentials": {"targetResource": own}}},
        "wrapped once more": {"schemaId": "Microsoft.Insights/LogAlert", "data": {"data": {"essentials": {
            "alertId": f"/subscriptions/{OWN}/x/a", "alertTargetIDs": [text]}}}},
    }


def of_subscription(subscription, own=azure.resource("vm-1")):
    """Bodies that name it by itself."""
    return {
        "metric": {"schemaId": "AzureMonitorMetricAlert", "data": {"status": "Activated", "context": {
            "name": "r", "resourceId": own, "subscriptionId": subscription}}},
        "activity log": {"schemaId": "Microsoft.Insights/activityLogs", "data": {"status": "Activated", "context": {
            "activityLog": {"eventDataId": str(uuid.uuid4()), "resourceId": own, "subscriptionId": subscription}}}},
        "log": {"AlertRuleName": "r", "SearchQuery": "q", "SubscriptionId": subscription},
        "budget": {"schemaId": "AIP Budget Notification", "data": {"SubscriptionId": subscription, "BudgetName": "b"}},
    }


def elsewhere(text):
    """Bodies of their own subscription with `text` in a place that is none of the essentials."""
    def context(**members):
        body = essentials()
        body["data"]["alertContext"] = members
        return body
    dimensions = {"allOf": [{"metricName": "cpu", "dimensions": [{"name": "ResourceId", "value": text},
                                                                 {"name": "Computer", "value": text}]}]}
    properties = essentials()
    properties["data"]["customProperties"] = {"runs on": text}
    return {
        "originAlertId": essentials(originAlertId=text),
        "alertRuleID": essentials(alertRuleID=text),
        "dimensions": context(conditionType="x", condition=dimensions),
        "resourceId of the context": context(eventSource="ResourceHealth", resourceId=text, operationName="x"),
        "linked resource": context(linkedResourceId=text, linkedResourceName=text),
        "items of a log search": context(ResultCount=1, AffectedConfigurationItems=[text]),
        "rows of a log search": context(ResultCount=1, SearchResults={"tables": [
            {"columns": [{"name": "_ResourceId"}], "rows": [[text]]}]}),
        "custom properties": properties,
    }


class Subscriptions(EndToEndCase):
    @classmethod
    def document(cls):
        base = cls.authority.base
        published = sorted({one.lower() for body in sample_bodies() for one in named(body)})
        return document(
            connection("open", TENANTS["open"], [cls.AUDIENCE], base),
            connection("list", TENANTS["list"], [cls.AUDIENCE], base, allowed_subscriptions=[OWN]),
            connection("lenient", TENANTS["lenient"], [cls.AUDIENCE], base, allowed_subscriptions=[OWN],
                       without_subscription="accept"),
            connection("published", TENANTS["published"], [cls.AUDIENCE], base, allowed_subscriptions=published or [OWN]),
            connection("published_lenient", TENANTS["published_lenient"], [cls.AUDIENCE], base,
                       allowed_subscriptions=published or [OWN], without_subscription="accept"))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.host.import_cis("name,resource_id,class,external_id\n"
                            f"fin-db-01,{FORMS['plain'].format(FOREIGN)},Database,CMDB-FOREIGN\n"
                            f"own-db-01,{FORMS['plain'].format(OWN).replace('fin-db', 'own-db')},Database,CMDB-OWN\n")
        cls.tokens = {name: cls.authority.token(tenant, cls.AUDIENCE) for name, tenant in TENANTS.items()}

    def status(self, body, to="list"):
        return self.host.post(body, self.tokens[to]).status

    def incident(self, body, to="list"):
        """Takes it and gives what became of it."""
        reply = self.host.post(body, self.tokens[to])
        self.assertEqual(202, reply.status, reply)
        self.host.settled()
        number, = [row["incident"] for row in self.host.mapping(
            "SELECT DISTINCT incident FROM alert_history WHERE delivery = ? AND incident IS NOT NULL",
            int(reply.json()["delivery"]))]
        return next(one for one in self.host.incidents() if one["number"] == number)

    def test_there_are_enough_forms(self):
        self.assertGreaterEqual(len(FORMS), 45)

    def test_a_foreign_subscription_in_the_essentials_is_403_in_every_form_and_the_own_one_is_taken(self):
        for form, text in FORMS.items():
            for place, body in PLACES.items():
                with self.subTest(form=form, place=place):
                    self.assertEqual(403, self.status(body(text.format(FOREIGN))))
                    self.assertEqual(202, self.status(body(text.format(OWN))))

    def test_no_element_of_a_list_is_overlooked(self):
        for (place, foreign), own in zip(target_lists(FORMS["plain"].format(FOREIGN)).items(),
                                         target_lists(FORMS["plain"].format(OWN)).values()):
            with self.subTest(place=place):
                self.assertEqual(403, self.status(foreign))
                self.assertEqual(202, self.status(own))

    def test_of_repeated_members_the_last_counts(self):
        foreign, own = (json.dumps(essentials(items=[FORMS["plain"].format(one)])["data"]["essentials"])
                        for one in (FOREIGN, OWN))
        body = '{"schemaId": "azureMonitorCommonAlertSchema", "data": {"essentials": %s, "essentials": %s}}'
        self.assertEqual(403, self.status(body % (own, foreign)))
        self.assertEqual(202, self.status(body % (foreign, own)))

    def test_older_forms_are_held_to_it_in_every_member_that_tells_what_they_are_about(self):
        for form in ("plain", "address", "percent, slashes", "leading zero-width space", "second segment"):
            for (place, foreign), own in zip(legacy(FORMS[form].format(FOREIGN)).items(),
                                             legacy(FORMS[form].format(OWN)).values()):
                with self.subTest(form=form, place=place):
                    self.assertEqual(403, self.status(foreign))
                    if not (form == "percent, slashes" and place == "log, ResourceId"):
                        self.assertEqual(202, self.status(own))

    def test_a_subscription_that_is_named_by_itself_counts(self):
        for (place, foreign), own in zip(of_subscription(FOREIGN).items(), of_subscription(OWN).values()):
            with self.subTest(place=place):
                self.assertEqual(403, self.status(foreign))
                self.assertEqual(202, self.status(own))
        for disguised in (FOREIGN.upper(), f" {FOREIGN}", f"\u200b{FOREIGN}", f"/subscriptions/{FOREIGN}", f"{{{FOREIGN}}}",
                          urllib.parse.quote(FOREIGN).replace("-", "%2d")):
            with self.subTest(disguised=disguised):
                self.assertEqual(403, self.status(of_subscription(disguised)["metric"]))

    def test_an_id_elsewhere_never_refuses_the_alert_and_is_not_used(self):
        for form in ("plain", "address", "percent, slashes", "leading zero-width space", "second segment", "backslashes"):
            for place, body in elsewhere(FORMS[form].format(FOREIGN)).items():
                with self.subTest(form=form, place=place):
                    incident = self.incident(body)
                    self.assertFalse(incident["configuration_item"], incident)
                    self.assertNotIn("fin-db-01", incident["title"])
                    # An address where no id belongs is a link, and links are not read.
                    if not (form == "address" and place in ("originAlertId", "custom properties", "rows of a log search")):
                        self.assertIn("An id of another subscription in the body was not used.", incident["description"])

    def test_an_own_id_elsewhere_is_used_as_ever(self):
        own = FORMS["plain"].format(OWN).replace("fin-db", "own-db")
        for place, body in elsewhere(own).items():
            with self.subTest(place=place):
                incident = self.incident(body)
                self.assertNotIn("was not used", incident["description"])
                if place not in ("originAlertId", "alertRuleID", "custom properties"):
                    self.assertEqual("own-db-01", incident["configuration_item"])

    def test_an_own_id_in_a_form_that_azure_does_not_send_finds_nothing_and_the_incident_says_so(self):
        for form, text in FORMS.items():
            text = text.format(OWN).replace("fin-db", "own-db")
            with self.subTest(form=form):
                incident = self.incident(essentials(items=[text], alertTargetIDs=[f"/subscriptions/{OWN}"]))
                if form in PLAIN:
                    self.assertNotIn("was not used", incident["description"])
                elif form in UNSEEN and incident["configuration_item"]:
                    self.assertEqual("own-db-01", incident["configuration_item"])
                    self.assertNotIn("was not used", incident["description"])
                else:
                    self.assertFalse(incident["configuration_item"], incident)
                    self.assertIn("An id in the body that is no plain resource id was not used.", incident["description"])

    def test_what_a_name_finds_in_a_foreign_subscription_is_not_bound(self):
        alert = essentials(items=["fin-db-01"], alertTargetIDs=[f"/subscriptions/{OWN}"])
        bound = self.incident(alert, "open")
        self.assertEqual("fin-db-01", bound["configuration_item"])
        unbound = self.incident(alert)
        self.assertFalse(unbound["configuration_item"])
        self.assertIn("not of an allowed subscription", unbound["description"])

    def test_without_a_list_nothing_is_refused_and_nothing_is_left_out(self):
        for form, text in FORMS.items():
            with self.subTest(form=form):
                self.assertEqual(202, self.status(essentials(items=[text.format(FOREIGN)]), "open"))
        incident = self.incident(elsewhere(FORMS["plain"].format(FOREIGN))["linked resource"], "open")
        self.assertEqual("fin-db-01", incident["configuration_item"])
        self.assertNotIn("was not used", incident["description"])
        self.assertEqual(202, self.status({"text": "nothing"}, "open"))

    def test_links_queries_and_prose_are_not_read(self):
        body = essentials(description=f"see {FORMS['plain'].format(FOREIGN)}", alertRule=f"rule of {FOREIGN}",
                          investigationLink=FORMS["portal"].format(FOREIGN))
        criterion = body["data"]["alertContext"]["condition"]["allOf"][0]
        criterion["searchQuery"] = f"Heartbeat | where _ResourceId has '{FORMS['plain'].format(FOREIGN)}'"
        criterion["linkToSearchResultsUI"] = FORMS["portal"].format(FOREIGN)
        incident = self.incident(body)
        self.assertNotIn("was not used", incident["description"])
        self.assertIn(FORMS["portal"].format(FOREIGN), incident["description"])

    def test_what_names_no_subscription_is_refused_unless_it_is_accepted_and_counted(self):
        health = essentials(alertTargetIDs=None, items=[])
        health["data"]["essentials"]["alertId"] = f"tenant-event-{uuid.uuid4()}"
        budget = {"schemaId": "AIP Budget Notification", "data": {"BudgetName": "b", "SpendingAmount": "1"}}
        nothing = {"text": str(uuid.uuid4())}
        named = essentials()
        for body in (health, budget, nothing):
            self.assertEqual([403, 202], [self.status(body), self.status(body, "lenient")])
        self.assertEqual([202, 202], [self.status(named), self.status(named, "lenient")])
        self.assertEqual(403, self.status(essentials(items=[FORMS["plain"].format(FOREIGN)]), "lenient"))

        def refused():
            return {(row["connection"], row["failed_check"]): row["count"] for row in self.host.sql(
                "SELECT connection, failed_check, sum(count) AS count FROM rejected_callers GROUP BY 1, 2")}
        until(lambda: int(refused().get(("list", "no_subscription"), 0)) >= 3, "the refusals are counted")
        self.assertNotIn(("lenient", "no_subscription"), refused())
        detail, = {row["last_detail"] for row in self.host.mapping(
            "SELECT last_detail FROM rejected_callers WHERE failed_check = 'no_subscription' "
            "AND connection = 'list'")}
        self.assertIn("without_subscription", detail)

    def test_every_sample_is_taken_where_its_own_subscriptions_are_allowed(self):
        bodies = sample_bodies()
        refused = []
        for body in bodies:
            self.assertEqual(202, self.status(body, "published_lenient"), json.dumps(body)[:300])
            status = self.status(body, "published")
            self.assertIn(status, (202, 403))
            if status == 403:
                refused.append(body)
        self.assertEqual([], [json.dumps(body)[:300] for body in refused if named(body)])
        self.assertLess(len(refused), len(bodies) / 4)


GUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


def named(body):
    """The subscriptions that a body names in its essentials; read in another way than the product does."""
    found = set()

    def walk(value, key):
        if isinstance(value, dict):
            for name, inner in value.items():
                if name.lower() not in ("alertcontext", "customproperties", "alertrule", "alertruleid", "originalertid"):
                    walk(inner, name.lower() if name.lower() in (
                        "alertid", "alerttargetids", "configurationitems", "resourceid", "resourcename",
                        "affectedconfigurationitems", "targetresource", "subscriptionid") else "")
        elif isinstance(value, list):
            for inner in value:
                walk(inner, key)
        elif key == "subscriptionid":
            found.update(re.findall(GUID, str(value)))
        elif key:
            found.update(re.findall(rf"/subscriptions/({GUID})", str(value), re.I))
    walk(body, "")
    return found


def sample_bodies():
    """Samples, payloads and the posts of cases, our own and the published.  A subscription that is no GUID (anonymised) is made one."""
    files = azure.sample_files() + azure.sample_files("legacy") + sorted((harness.SHARED / "azure" / "payloads").glob("*.json"))
    texts = [file.read_text(encoding="utf-8") for file in files]
    for cases in (azure.OWN / "cases", azure.OWN / "tickets" / "cases", harness.SHARED / "azure" / "cases"):
        for file in sorted(cases.glob("*.json")):
            texts += [json.dumps(post["body"]) for post in json.loads(file.read_text(encoding="utf-8"))["posts"]]

    def guid(match):
        word = match.group(2)
        return match.group(1) + (word if re.fullmatch(GUID, word) else str(uuid.uuid5(uuid.NAMESPACE_URL, word.lower())))
    return [json.loads(re.sub(r"(?i)(/subscriptions/|\"subscriptionId\"\s*:\s*\")([^/\"]+)", guid, text)) for text in texts]


if __name__ == "__main__":
    unittest.main()
