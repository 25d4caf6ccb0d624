"""A stand-in for iTop 3.2 with Configuration Management and Incident Management ITIL, over its REST interface 1.3."""
import json

from desk_server import Desk, Reply, main
from itop_model import CLASSES, Model, Refusal, text_of
from itop_oql import BadQuery

PATH = "/webservices/rest.php"
ARGUMENTS = {"core/get": {"class", "key", "output_fields", "limit", "page"},
             "core/create": {"class", "fields", "comment", "output_fields"},
             "core/update": {"class", "key", "fields", "comment", "output_fields"},
             "core/apply_stimulus": {"class", "key", "stimulus", "fields", "comment", "output_fields"},
             "core/check_credentials": {"user", "password"}}


class ITop(Model, Desk):
    def reset(self):
        super().reset()
        self.empty()
        self.user, self.password = "azure", "secret of azure"
        self.profiles = ["REST Services User", "Support Agent"]
        self.read_only = False
        self.maintenance = self.database_away = False
        self.version = "1.3"
        self.odd = False     # another program answers at this address

    # ---- the desk's own side
    @staticmethod
    def ordered(request):
        try:
            return json.loads(request.form()["json_data"][0])
        except (KeyError, ValueError):
            return {}

    def is_change(self, request):
        return self.ordered(request).get("operation") in ("core/create", "core/update", "core/apply_stimulus",
                                                          "core/delete")

    def is_create(self, request):
        order = self.ordered(request)
        return order.get("operation") == "core/create" and order.get("class") in ("Incident", "UserRequest")

    def busy(self):
        return Reply(503, {"data": [{"code": 100, "message": "This application is currently in maintenance."}],
                           "scripts": []})

    def later_ways(self):
        statement = ("INSERT INTO `ticket` (`operational_status`, `title`, `description`) VALUES ('ongoing', "
                     "'Sev1: CPU over 90 % on web-1', '<p>Rule: cpu-high</p>')")

        def failed(code, number, words):
            return Reply(200, {"code": code, "message": f"Error: Failed to issue SQL query: query = {statement}, "
                               f"mysql_errno = {number}, mysql_error = {words}"})
        own = {str(number): failed(number, number, words) for number, words in (
            (1040, "Too many connections"), (1047, "WSREP has not yet prepared node for application use"),
            (1053, "Server shutdown in progress"), (1205, "Lock wait timeout exceeded; try restarting transaction"),
            (1213, "Deadlock found when trying to get lock; try restarting transaction"),
            (1290, "The MariaDB server is running with the --read-only option so it cannot execute this statement"),
            (1317, "Query execution was interrupted"), (1927, "Connection was killed"),
            (2006, "MySQL server has gone away"), (2013, "Lost connection to server during query"))}
        return {**own, "a number that nobody knows": failed(7777, 7777, "?"),
                "under 100": failed(100, 2006, "MySQL server has gone away"),
                "under 100, in brackets": Reply(200, {"code": 100, "message": "Error: MySQL server has gone away: query = "
                                                      + statement + " (mysql errno: 2006)"}),
                "under 100, without a number": Reply(200, {
                    "code": 100, "message": "Error: Failed to issue SQL query: query = " + statement + ", 0 = "
                    "mysqli_sql_exception: Deadlock found when trying to get lock; try restarting transaction, "
                    "mysql_errno = 0, mysql_error = "}),
                "at the sign-in": failed(2002, 2002, "Connection refused")}

    def refused(self, request):
        return Reply(200, {"code": 100, "message": "Error: refused by the desk"})

    def handle(self, request):
        if request.path != PATH or request.method != "POST":
            return Reply(404, "<html>Not Found</html>")
        if self.maintenance:
            return self.busy()
        if self.odd:
            return Reply(200, {"status": "ok", "objects": {}})
        if self.database_away:
            return Reply(500, "<html><body>Could not connect to the DB server</body></html>")
        try:
            return Reply(200, self.operate(request))
        except Refusal as refusal:
            return Reply(200, {"code": refusal.code, "message": refusal.message})
        except BadQuery as problem:
            return Reply(200, {"code": 100, "message": f"Error: OQL: {problem}"})

    def operate(self, request):
        form = request.form() if request.media_type() == "application/x-www-form-urlencoded" else {}
        if request.header("Authorization"):
            self.complain("Basic authentication, which fails behind php-fpm and with a colon in the password")
        if "auth_user" not in form or "auth_pwd" not in form:
            raise Refusal("Missing parameter 'auth_user'", 5)
        self.sign_in((form["auth_user"][0], form["auth_pwd"][0]))
        version = request.query.get("version")
        if not version:
            raise Refusal("Missing parameter 'version'", 2)
        if version[0] != self.version:
            raise Refusal("Unsupported version", 10)
        if "json_data" not in form:
            raise Refusal("Missing parameter 'json_data'", 3)
        try:
            order = json.loads(form["json_data"][0])
        except ValueError:
            raise Refusal("Parameter json_data is not a valid JSON structure", 4) from None
        name = order.pop("operation", None)
        if name not in ARGUMENTS:
            raise Refusal(f"Unknown operation '{name}'", 11)
        if unknown := set(order) - ARGUMENTS[name]:
            self.complain(f"{name}: arguments that iTop passes over: {sorted(unknown)}")
        if "null" in json.dumps(order.get("fields", {})).replace('"null"', ""):
            self.complain("null was sent")
        if name == "core/check_credentials":
            return {"code": 0, "message": "", "authorized": (order["user"], order["password"]) ==
                    (self.user, self.password)}
        if order.get("class") not in CLASSES or order["class"] in {"Incident", "UserRequest"} - {self.ticket_class}:
            raise Refusal(f"class: '{order.get('class')}' is not a valid class")
        if name == "core/get":
            return self.get(**{"class_name" if k == "class" else k: v for k, v in order.items()})
        if self.read_only or "Support Agent" not in self.profiles:  # in the same words
            doing = "creating" if name == "core/create" else "modifying"
            return {"code": 1, "objects": None, "message": "The current user does not have enough permissions for "
                    f"{doing} data of class {order['class']}"}
        if not isinstance(order.get("comment"), str) or not order["comment"]:
            raise Refusal("Missing parameter 'comment'")
        if name == "core/create":
            return self.create(order)
        if name == "core/update" and order["class"] == "lnkFunctionalCIToTicket":
            return self.change_link(order)
        return self.change_incident(order, name == "core/apply_stimulus")

    def sign_in(self, presented):
        if presented != (self.user, self.password):
            raise Refusal("Invalid login", 1)
        if "REST Services User" not in self.profiles:
            raise Refusal("This user is not authorized to use the web services (profile REST Services User)", 1)

    # ---- people
    def add_ci(self, name, ci_class, resource_id):
        id = self.number()
        self.cis[id] = {"class": ci_class or "Server", "name": name, "org_id": "1", "business_criticity": "low",
                        "description": f"In Azure: {resource_id}. Ask the shop." if resource_id else ""}
        return id

    def remove_ci(self, id):
        del self.cis[id]
        self.links = {at: link for at, link in self.links.items() if link["functionalci_id"] != id}

    def held(self, id):
        ticket = self.tickets[id]
        ours = [link["functionalci_id"] for link in self.links.values()
                if link["ticket_id"] == id and link["impact_code"] == "manual"]
        return {"title": ticket["title"], "description": text_of(ticket["description"]),
                "resolution": ticket["solution"], "impact": int(ticket["impact"]), "urgency": int(ticket["urgency"]),
                "ci": ours[-1] if ours else "", "team": ticket.get("team_id", "0"),
                "agent": ticket.get("agent_id", "0"), "service": ticket.get("service_id", "0"),
                "organization": ticket["org_id"], "request_type": ticket.get("request_type", ""),
                "links": {link["functionalci_id"]: link["impact_code"] for link in self.links.values()
                          if link["ticket_id"] == id},
                "notes": [text_of(entry["html"]) for entry in ticket.get("private_log", []) if not entry["first"]]}

    def incidents(self):
        return len(self.tickets)

    def all(self):
        return [(ticket["title"], ticket["status"] not in ("resolved", "closed")) for ticket in self.tickets.values()]

    def set_state(self, id, state):
        if state == "gone":
            del self.tickets[id]
            self.links = {at: link for at, link in self.links.items() if link["ticket_id"] != id}
            return
        self.tickets[id]["status"] = "assigned" if state == "open" else state
        if state != "open":
            self.tickets[id]["solution"] = "by people"

    def change(self, id, fields):
        """Of an incident or, by its id, of a configuration item; "add_log": an entry of the private log."""
        kept = self.tickets.get(id) or self.cis[id]
        if "add_log" in fields:
            kept.setdefault("private_log", []).append({"html": fields.pop("add_log"), "first": False})
        kept.update(fields)


if __name__ == "__main__":
    main(ITop)
