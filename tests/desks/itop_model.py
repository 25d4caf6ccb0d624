# Long: one data model, most of it tables of the product's documents.
"""The data model of iTop's Configuration Management and Incident Management ITIL, as far as a desk meets it: classes,
attributes, what a key means, what may be written, and the lifecycle."""
import html
import json
import re

from itop_oql import Query

CIS = ("Server", "VirtualMachine", "DBServer", "WebServer", "DatabaseSchema", "ApplicationSolution", "NetworkDevice",
       "Hypervisor", "Farm")
PARENTS = {**{name: ("FunctionalCI",) for name in CIS}, "Incident": ("Ticket",), "UserRequest": ("Ticket",)}
CLASSES = {*CIS, "FunctionalCI", "Ticket", "Incident", "UserRequest", "Organization", "Team", "Person", "Service",
           "lnkFunctionalCIToTicket", "lnkContactToFunctionalCI", "lnkApplicationSolutionToFunctionalCI"}
REFERENCES = {"org_id": "Organization", "caller_id": "Person", "agent_id": "Person", "team_id": "Team",
              "service_id": "Service", "parent_incident_id": "Incident", "ticket_id": "Ticket",
              "functionalci_id": "FunctionalCI"}
VALUES = {"origin": ("in_person", "chat", "mail", "phone", "portal", "monitoring"), "impact": "123", "urgency": "1234",
          "request_type": ("incident", "service_request"),
          "resolution_code": ("assistance", "other", "software patch", "training", "hardware repair", "system update",
                              "bug fixed")}
PRIORITY = {"1": "1124", "2": "1234", "3": "2334"}
LOGS = ("private_log", "public_log")
COMPUTED = ("id", "ref", "status", "operational_status", "priority", "finalclass", "friendlyname", "resolution_date")
WRITABLE = ("org_id", "caller_id", "title", "description", "origin", "impact", "urgency", "service_id", "team_id",
            "agent_id", "functionalcis_list", "parent_incident_id", "start_date", "solution", "resolution_code",
            "pending_reason", "request_type", *LOGS)
CI_FIELDS = ("name", "description", "org_id", "business_criticity")
# From a state, by a stimulus, to another one.
LIFECYCLE = {
    "new": {"ev_autoresolve": "resolved", "ev_assign": "assigned"},
    "assigned": {"ev_resolve": "resolved", "ev_autoresolve": "resolved", "ev_pending": "pending",
                 "ev_reassign": "assigned"},
    "escalated_ttr": {"ev_resolve": "resolved", "ev_autoresolve": "resolved", "ev_pending": "pending"},
    "pending": {"ev_autoresolve": "resolved", "ev_assign": "assigned"},
    "escalated_tto": {"ev_assign": "assigned"},
    "approved": {"ev_autoresolve": "resolved", "ev_assign": "assigned"},
    "waiting_for_approval": {"ev_approve": "approved", "ev_reject": "rejected"},
    "rejected": {"ev_reopen": "assigned", "ev_close": "closed"},
    "resolved": {"ev_autoresolve": "resolved", "ev_reopen": "assigned", "ev_close": "closed"},
    "closed": {},
}
MOST_TEXT = 65535  # bytes in a text column


class Refusal(Exception):
    def __init__(self, message, code=100):
        super().__init__(message)
        self.message, self.code = f"Error: {message}", code


def is_a(name, wanted):
    return wanted == name or wanted in PARENTS.get(name, ())


def text_of(markup):
    """What people read: the opposite of how a plain text is written in HTML."""
    inside = re.fullmatch(r"<p>(.*)</p>", markup, re.DOTALL)
    lines = re.sub(r"<br ?/?>", "\n", inside.group(1) if inside else markup)
    return html.unescape(re.sub(r"</?a\b[^>]*>", "", lines))


class Model:
    """Of a Desk: `complain` is the Desk's."""

    def empty(self):
        self.unreadable = []         # classes that the account may not read
        self.creates_nothing = False  # "done" with nothing to show for it
        self.ticket_class = "Incident"  # "UserRequest": a site with simple tickets has no other
        self.assign_mandatory = []
        self.extension = ""          # a field that the site added to Incident
        self.log_is_html_only = False
        self.mandatory = ["org_id", "title", "description"]
        self.resolve_mandatory = ["solution"]
        self.organizations, self.teams, self.people = ["Demo", "Other"], ["Helpdesk"], ["Christie", "Poe"]
        self.services = ["Monitoring"]
        self.contacts = []           # [id of a CI, "Team" or "Person", its id]
        self.solutions = []          # [id of a CI, id of an ApplicationSolution that uses it]
        self.obsolete_contacts = []  # ["Team" or "Person", its id]
        self.dependents = {}         # id of a CI -> ids of those that iTop adds to an incident by itself
        self.deaf = False            # keys are passed over: every object is found
        self.quicker = []            # fields that people set as soon as the next stimulus arrives
        self.vanishing = ""          # a CI that is deleted as soon as the next create arrives
        self.cis, self.tickets, self.links, self.last = {}, {}, {}, 16

    def attributes(self, name):
        if is_a(name, "Ticket"):
            return {*COMPUTED, *WRITABLE, *([self.extension] if self.extension else [])}
        if is_a(name, "FunctionalCI"):
            own = ["azure_id"] if name == "VirtualMachine" else []
            return {"id", "finalclass", "friendlyname", "organization_name", "obsolescence_flag", *CI_FIELDS, *own}
        if name == "lnkFunctionalCIToTicket":
            return {"id", "ticket_id", "functionalci_id", "impact_code", "friendlyname"}
        if name == "lnkContactToFunctionalCI":
            return {"id", "contact_id", "functionalci_id"}
        if name == "lnkApplicationSolutionToFunctionalCI":
            return {"id", "applicationsolution_id", "functionalci_id"}
        if name in ("Team", "Person"):
            return {"id", "name", "friendlyname", "obsolescence_flag"}
        return {"id", "name", "friendlyname"}

    def objects(self, wanted):
        if wanted in ("Ticket", self.ticket_class):
            return [(self.ticket_class, id, fields) for id, fields in self.tickets.items()]
        if is_a(wanted, "FunctionalCI") or wanted == "FunctionalCI":
            return [(ci["class"], id, ci) for id, ci in self.cis.items() if is_a(ci["class"], wanted)]
        if wanted == "lnkFunctionalCIToTicket":
            return [(wanted, id, link) for id, link in self.links.items()]
        names = {"Organization": self.organizations, "Team": self.teams, "Person": self.people,
                 "Service": self.services}[wanted]
        return [(wanted, str(at), {"name": name}) for at, name in enumerate(names, 1)]

    def value(self, name, id, fields, attribute):
        """As a query compares it and as an answer tells it."""
        if attribute not in self.attributes(name):
            raise Refusal(f"{attribute}: invalid attribute code '{attribute}'")
        if attribute in ("id", "finalclass"):
            return id if attribute == "id" else name
        if attribute == "friendlyname":
            return fields.get("name") or fields.get("ref", id)
        if attribute == "organization_name":
            return self.organizations[int(fields["org_id"]) - 1]
        if attribute == "obsolescence_flag":
            return "1" if fields.get("status") == "obsolete" or [name, id] in self.obsolete_contacts else "0"
        if attribute == "operational_status":
            return fields["status"] if fields["status"] in ("resolved", "closed") else "ongoing"
        if attribute == "priority":
            return PRIORITY[fields["impact"]][int(fields["urgency"]) - 1]
        return fields.get(attribute, "0" if attribute in REFERENCES else "")

    def compared(self, name, id, fields):
        def value_of(attribute):
            value = self.value(name, id, fields, attribute)
            if attribute in LOGS:
                return "\n".join(entry["html"] for entry in value)
            return value if isinstance(value, str) else ""
        return value_of

    def found(self, name, key):
        """The objects that `key` means: a number, an OQL text or an object of attributes."""
        everything = self.objects(name)
        if isinstance(key, bool) or key is None:
            raise Refusal("key: Wrong format")
        if self.deaf:
            return everything
        if isinstance(key, dict):
            for attribute in key:
                if attribute not in self.attributes(name):
                    raise Refusal(f"key: {attribute}: invalid attribute code")
            return [one for one in everything
                    if all(self.compared(*one)(attribute).casefold() == str(value).casefold()
                           for attribute, value in key.items())]
        if str(key).isdigit():
            return [one for one in everything if one[1] == str(int(key))]
        query = Query(str(key))
        if query.class_name not in CLASSES:
            raise Refusal(f"OQL: Unknown class '{query.class_name}'")
        self.readable(query.class_name)
        if query.join:
            return [one for one in everything if self.is_joined(query, one)]
        if not everything:  # attributes are looked at although there is nothing to compare
            query.matches(lambda attribute: "" if attribute in self.attributes(query.class_name)
                          else self.value(query.class_name, "0", {}, attribute))
        return [one for one in self.objects(query.class_name) if query.matches(self.compared(*one))]

    def is_joined(self, query, one):
        """Whether a link leads to the object that meets the condition; the alias of the selected class is not looked at."""
        link_class, alias, attribute = query.join
        if link_class not in ("lnkContactToFunctionalCI", "lnkApplicationSolutionToFunctionalCI"):
            raise Refusal(f"OQL: Unknown class '{link_class}'")
        if attribute not in self.attributes(link_class):
            raise Refusal(f"{attribute}: invalid attribute code '{attribute}'")
        self.readable(link_class)
        links = [(ci, id) for ci, name, id in self.contacts if name == query.class_name] \
            if link_class == "lnkContactToFunctionalCI" else self.solutions

        def value_of(link):
            return lambda name: {f"{alias}.functionalci_id": link[0], f"{alias}.{attribute}": link[1]}[name]
        return any(str(link[1]) == one[1] and query.matches(value_of([str(part) for part in link])) for link in links)

    def readable(self, name):
        if name in self.unreadable:
            raise Refusal(f"The current user does not have enough permissions for exporting data of class {name}", 1)

    def told(self, one, output_fields):
        name, id, _ = one
        fields = {}
        for attribute in [part.strip() for part in output_fields.split(",")]:
            value = self.value(*one, attribute) if attribute != "functionalcis_list" else [
                {"functionalci_id": link["functionalci_id"], "impact_code": link["impact_code"]}
                for link in self.links.values() if link["ticket_id"] == id]
            if attribute in LOGS:
                value = {"entries": [
                    {"date": "2026-11-21 22:16:34", "user_login": "azure", "user_id": "5",
                     "message": "" if self.log_is_html_only else text_of(entry["html"]),
                     "message_html": entry["html"]} for entry in reversed(value or [])]}
            if attribute == "obsolescence_flag":
                value = value == "1"
            fields[attribute] = value
        return {"code": 0, "message": "", "class": name, "key": id, "fields": fields}

    def get(self, class_name, key, output_fields="*", limit="0", page="1"):
        self.readable(class_name)
        if output_fields in ("*", "*+"):
            self.complain("everything was asked for, which is long")
        for attribute in output_fields.split(","):
            if attribute.strip() not in self.attributes(class_name):
                raise Refusal(f"output_fields: invalid attribute code '{attribute.strip()}' for {class_name}")
        if int(page) < 1:
            raise Refusal("Invalid page", 13)
        found = self.found(class_name, key)
        first = (int(page) - 1) * int(limit)
        shown = found[first:first + int(limit)] if int(limit) else found
        return {"code": 0, "message": f"Found: {len(found)}",
                "objects": {f"{one[0]}::{one[1]}": self.told(one, output_fields) for one in shown} or None}

    def reference(self, attribute, value):
        found = self.found(REFERENCES[attribute], value)
        if len(found) != 1:
            raise Refusal(f"{attribute}: " + ("No item found" if not found else "Several items found") +
                          f" with criteria: {json.dumps(value)}")
        return found[0][1]

    # ---- writing
    def taken(self, fields, into):
        """`fields` as an incident keeps them; nothing is changed when one is refused."""
        new = {}
        for attribute, value in fields.items():
            if attribute not in self.attributes(self.ticket_class):
                raise Refusal(f"{attribute}: Unknown attribute {attribute} from class {self.ticket_class}")
            if attribute in COMPUTED:
                self.complain(f"{attribute} was written, which iTop computes or the lifecycle sets")
            elif attribute in REFERENCES:
                new[attribute] = self.reference(attribute, value)
            elif attribute in LOGS:
                new[attribute] = [*into.get(attribute, []), self.entry(value, not into)]
            elif attribute == "functionalcis_list":
                new[attribute] = [self.linked(link) for link in value]
            elif not isinstance(value, str):
                raise Refusal(f"{attribute}: Wrong format")
            elif attribute in VALUES and (not value or value not in VALUES[attribute] or (
                    attribute == "origin" and value == "monitoring" and self.ticket_class == "UserRequest")):
                raise Refusal(f"{attribute}: Unexpected value for attribute '{attribute}': {value}")
            elif attribute in ("title", self.extension) and len(value) > 255:
                raise Refusal(f"{attribute}: String too long (found {len(value)}, limited to 255)")
            elif len(value.encode()) > MOST_TEXT:
                raise Refusal(f"{attribute}: String too long")
            else:
                new[attribute] = self.cleaned(value) if attribute == "description" else value
        return new

    def cleaned(self, markup):
        # Of a link, href alone stays, and only of an address that people can follow.
        clean = re.sub(r"<!--.*?-->|<script.*?</script>|"
                       r"<(?!/?(p|br|b|i|ul|li|pre)\b|a href=\"https?://[^\"<>\s]+\">|/a>)[^>]*>", "", markup,
                       flags=re.DOTALL)
        if clean != markup or re.search(r"&(?!(lt|gt|amp|quot|nbsp|#39);)|[\x00-\x08\x0b-\x1f]|[^>]\n", markup):
            self.complain(f"markup that iTop drops or shows in another way: {markup[:200]}")
        return clean

    def entry(self, value, first):
        if isinstance(value, dict):
            item = value.get("add_item", {})
            if set(item) - {"message", "format", "date", "user_login", "user_id"} or not item.get("message"):
                raise Refusal("private_log: Wrong format")
            value = item["message"] if item.get("format") == "html" else html.escape(item["message"], quote=False)
        elif not first:
            self.complain("a log was written as a whole")
        return {"html": self.cleaned(value), "first": first}

    def linked(self, link):
        if set(link) - {"functionalci_id", "impact_code"}:
            raise Refusal("functionalcis_list: Unknown attribute")
        return {"functionalci_id": self.reference("functionalci_id", link["functionalci_id"]),
                "impact_code": link.get("impact_code", "manual")}

    def number(self):
        self.last += 1
        return str(self.last)

    def link(self, ticket, link):
        pairs = [(one["ticket_id"], one["functionalci_id"]) for one in self.links.values()]
        if (ticket, link["functionalci_id"]) in pairs:
            return None
        id = self.number()
        self.links[id] = {"ticket_id": ticket, **link}
        for other in self.dependents.get(link["functionalci_id"], []):
            self.link(ticket, {"functionalci_id": other, "impact_code": "computed"})
        return id

    def create(self, order):
        if self.vanishing:
            self.remove_ci(self.vanishing)
            self.vanishing = ""
        fields = order["fields"]
        if order["class"] == "lnkFunctionalCIToTicket":
            ticket = self.reference("ticket_id", fields["ticket_id"])
            if self.tickets[ticket]["status"] == "closed":
                self.complain("a closed incident was given a configuration item")
            id = self.link(ticket, self.linked({k: v for k, v in fields.items() if k != "ticket_id"}))
            if id is None:
                raise Refusal("Object not unique: this CI is linked to the ticket already")
            return self.done("created", ("lnkFunctionalCIToTicket", id, self.links[id]), order)
        if order["class"] != self.ticket_class:
            self.complain(f"{order['class']} was created")
        new = self.taken(fields, {})
        if missing := [name for name in self.mandatory if not new.get(name) or text_of(str(new[name])).strip() == ""]:
            raise Refusal(f"Missing mandatory attribute(s) for creating '{self.ticket_class}': {', '.join(missing)}")
        for attribute in order["output_fields"].split(","):
            self.value(self.ticket_class, "0", {"status": "new", "impact": "1", "urgency": "4"}, attribute)
        if self.creates_nothing:
            return {"code": 0, "message": "", "objects": None}
        links = new.pop("functionalcis_list", [])
        id = self.number()
        self.tickets[id] = {"status": "new", "impact": "1", "urgency": "4", "origin": "phone", "solution": "",
                            "ref": f"I-{int(id) + 3:06d}", **new}
        for link in links:
            self.link(id, link)
        return self.done("created", (self.ticket_class, id, self.tickets[id]), order)

    def change_link(self, order):
        found = self.found(order["class"], order["key"])
        if len(found) != 1:
            raise Refusal(f"No item found for query: {order['key']}")
        if set(order["fields"]) != {"impact_code"} or order["fields"]["impact_code"] not in (
                "manual", "computed", "not_impacted"):
            raise Refusal("Unexpected value")
        self.links[found[0][1]].update(order["fields"])
        return self.done("updated", found[0], order)

    def change_incident(self, order, stimulated):
        found = self.found(order["class"], order["key"])
        if len(found) != 1:
            raise Refusal(f"No item found for query: {order['key']}")
        _, id, ticket = found[0]
        if stimulated and self.quicker:
            ticket.update(self.quicker.pop(0))
        if ticket["status"] == "closed":
            self.complain("a closed incident was written")
        new = self.taken(order["fields"], ticket)
        if not stimulated:
            for attribute in {"impact", "urgency"} & set(new):
                if new[attribute] >= ticket[attribute]:
                    self.complain(f"{attribute} was written, and did not become more important")
                if ticket["status"] == "resolved":
                    self.complain(f"{attribute} of an incident that is over was written")
            if "functionalcis_list" in new:
                self.complain("the list of configuration items was replaced")
            ticket.update(new)
            return self.done("updated", found[0], order)
        stimulus = order["stimulus"]
        target = LIFECYCLE.get(ticket["status"], {}).get(stimulus)
        if not target:
            raise Refusal(f"Invalid stimulus: '{stimulus}' on the object {ticket['ref']} in state '{ticket['status']}'")
        if ticket["status"] == target == "resolved":
            self.complain("the solution of a resolved incident was overwritten")
        after = {**ticket, **new, "status": target}
        if target == "assigned":
            if missing := [name for name in self.assign_mandatory if after.get(name, "0") in ("", "0")]:
                raise Refusal(f"Missing mandatory attribute(s) for applying the stimulus: {', '.join(missing)}.")
        if target == "resolved":
            if missing := [name for name in self.resolve_mandatory if after.get(name, "0") in ("", "0")]:
                raise Refusal(f"Missing mandatory attribute(s) for applying the stimulus: {', '.join(missing)}")
            if "solution" not in new:
                self.complain("resolved with the solution of an earlier time")
        ticket.update(after)
        return self.done("updated", found[0], order)

    def done(self, message, one, order):
        return {"code": 0, "message": None, "objects": {
            f"{one[0]}::{one[1]}": {**self.told(one, order["output_fields"]), "message": message}}}
