# Long: one product, whose forms know each other.
"""A stand-in for BMC Helix ITSM: the AR System's REST interface with the forms of incidents and work logs, the CMDB,
the login for JSON Web Tokens, and the token endpoint of Remedy Single Sign-On.

Settings for `set`, beside those of `reset` below:
    fail_with    {"status", "number", "text"}: every call but sign-ins gets this error array, until null
    answer_to_create  [status, JSON]: what creates are answered with, which do nothing then, until null
    meanwhile    "resolved", "closed", "gone", "open": what people do just before the next change arrives
"""
import base64
import json
import re
import time

from desk_server import Desk, Reply, main
from helix_query import BadQuery, read_query

FORM = "/api/arsys/v1/entry/"
CMDB = "/api/cmdb/v1.0/instances/"
INSTANCES = CMDB + "BMC.ASSET/BMC.CORE/"
STATUSES = ["New", "Assigned", "In Progress", "Pending", "Resolved", "Closed", "Cancelled"]
MENUS = {
    "Impact": ["1-Extensive/Widespread", "2-Significant/Large", "3-Moderate/Limited", "4-Minor/Localized"],
    "Urgency": ["1-Critical", "2-High", "3-Medium", "4-Low"],
    "Status": STATUSES,
    "Service Type": ["User Service Restoration", "User Service Request", "Infrastructure Restoration",
                     "Infrastructure Event"],
    "Reported Source": ["Direct Input", "Email", "External Escalation", "Fax", "Self Service", "Systems Management",
                        "Phone", "Voice Mail", "Walk In", "Web", "Other", "BMC Impact Manager Event"],
    "z1D_View_Access": ["Internal", "Public"], "View Access": ["Internal", "Public"],
    "z1D_Secure_Log": ["Yes", "No"], "Secure Work Log": ["Yes", "No"],
    "Work Log Type": ["General Information", "Working Log"],
    "z1D_Activity_Type": ["General Information", "Working Log"],
}
REASONS = {
    "Resolved": ["Automated Resolution Reported", "No Further Action Required", "Monitoring Incident",
                 "Temporary Corrective Action", "Customer Follow-Up Required", "Future Enhancement"],
    "Pending": ["Client Hold", "Monitoring Incident"],
}
SHARED = {"Description", "Impact", "Urgency", "Status", "Reported Source", "Assigned Support Company",
          "Assigned Support Organization", "Assigned Group", "Assignee", "Assignee Login ID", "Resolution",
          "Status_Reason", "HPD_CI", "HPD_CI_ReconID", "HPD_CI_FormName", "z1D_CI_FormName", "Company",
          "Categorization Tier 1", "Resolution Category", "Incident Number"}
# The create form's names, and what they are called on the form of incidents.
SPELT = {name: name.replace("_", " ") for name in
         ("z1D_Action", "Login_ID", "First_Name", "Last_Name", "Detailed_Decription", "Service_Type")}
NOTE = {"z1D_WorklogDetails", "z1D_Activity_Type", "z1D_View_Access", "z1D_Secure_Log"}
WORK_LOG = {"Incident Number", "Work Log Type", "Description", "Detailed Description", "View Access", "Secure Work Log"}
# Who cares for which configuration item, and the support groups.
PEOPLE_OF_CIS = {"AssetInstanceId", "PersonRole", "Form Type", "PeopleGroup Form Entry ID"}
SUPPORT_GROUPS = {"Support Group ID", "Company", "Support Organization", "Support Group Name", "Status"}
AST_FORMS = {"BMC_COMPUTERSYSTEM": "AST:ComputerSystem"}
EVERY_CI = {"Name", "ClassId", "ReconciliationIdentity", "MarkAsDeleted", "TokenId", "Description", "Company",
            "AssetLifecycleStatus", "Impact"}
CLASSES = {"BMC_BaseElement": EVERY_CI, "BMC_ComputerSystem": EVERY_CI | {"CloudID", "isCloud", "HostName"},
           "BMC_CloudInstance": EVERY_CI | {"CloudId"}}


def encoded(part):
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def error(status, number, text, more=None):
    return Reply(status, [dict(messageType="ERROR", messageText=text, messageAppendedText=more, messageNumber=number)])


class Refused(Exception):
    def __init__(self, status, number, text, appended=None):
        super().__init__(text)
        self.reply = error(status, number, text, appended)


class Helix(Desk):
    def reset(self):
        super().reset()
        self.user, self.password, self.token_life, self.odd_login = "azalerts", "s#cret & more", 3600, False
        self.wrong_login_status = 401
        self.client_id, self.client_secret, self.refresh_token = "client", "hush+%=", "refresh-1"
        self.rotate, self.expires_in = False, 3600
        self.correlation_field, self.loses_key, self.hides = "Vendor Ticket Number", False, False
        self.forms = {"HPD:IncidentInterface_Create", "HPD:IncidentInterface", "HPD:WorkLog",
                      "AST:AssetPeople", "CTM:Support Group"}
        self.people_of_cis, self.support_groups = [], []  # rows of these two forms
        self.forbidden, self.classes = [], {name: set(has) for name, has in CLASSES.items()}
        self.case_blind, self.drops_queries, self.title_limit = True, False, 100
        self.mandatory, self.resolve_mandatory = [], []
        self.logins = ["azalerts", "monitoring"]
        self.people = {"Allen Allbrook": "Allen"}  # of every group but "Network"
        self.people_of_groups = {}  # others, each of one group
        self.fail_with, self.meanwhile = None, None
        self.answer_to_create = None
        self.tokens, self.incidents_by_id, self.cis, self.work_logs = set(), {}, {}, []
        self.counted = 0

    def count(self):
        self.counted += 1
        return self.counted

    # Signing in.
    def is_sign_in(self, request):
        return request.path in ("/api/jwt/login", "/api/jwt/logout", "/rsso/oauth2/token")

    def is_create(self, request):
        return request.method == "POST" and request.path.endswith("/HPD:IncidentInterface_Create")

    def later_ways(self):
        ways = {f"{number} under {status}": error(status, number, text)
                for status in (200, 400, 403, 404, 500)
                for number, text in ((92, "Timeout during database update"), (93, "Timeout during data retrieval"),
                                     (94, "Timeout during database query"), (552, "The SQL database operation failed"),
                                     (9093, "User is currently connected from another machine"))}
        return ways | {
            "no floating licence is free": error(403, 9999, "No free floating write license tokens are available"),
            "a gateway's own words under 403": Reply(403, {"message": "no healthy upstream"}),
            "a gateway's own words under 404": Reply(404, {"error": "no route"}),
            "500 without the error array": Reply(500, {"status": 500}),
            "403 that names a time to wait": Reply(403, {}, {"Retry-After": "30"}),
            "429": Reply(429, {}),
        }

    def end_sessions(self):
        self.tokens.clear()

    def log_in(self, request):
        form = request.form() if request.media_type() == "application/x-www-form-urlencoded" else {}
        if set(form) != {"username", "password"}:
            self.complain(f"a login with {request.media_type()} and {sorted(form)}")
        if form.get("password", [""]) == [""]:
            self.complain("a login with an empty password")
        if (form.get("username"), form.get("password")) != ([self.user], [self.password]):
            wrong = error(self.wrong_login_status, 623, "Authentication failed", self.user)
            return Reply(200, b"", {"X-AR-Messages": wrong.body.decode()}) if self.odd_login else wrong
        now = int(time.time())
        claims = {"sub": self.user, "iat": now, "exp": now + self.token_life}
        token = ".".join(map(encoded, ({"alg": "HS256"}, claims, f"signature {self.count()}")))
        self.tokens.add("AR-JWT " + token)
        return Reply(200, token.encode(), {"Content-Type": "text/plain"})

    def single_sign_on(self, request):
        form = {name: values[0] for name, values in request.form().items()}
        if form.get("grant_type") != "refresh_token":
            return Reply(400, {"error": "unsupported_grant_type"})
        client = request.basic() or (form.get("client_id"), form.get("client_secret"))
        if client != (self.client_id, self.client_secret):
            return Reply(401, {"error": "invalid_client", "error_description": "the client is not known"})
        if form.get("refresh_token") != self.refresh_token:
            return Reply(400, {"error": "invalid_grant", "error_description": "the refresh token was used or revoked"})
        token = f"access-{self.count()}"
        self.tokens.add("Bearer " + token)
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": self.expires_in}
        if self.rotate:
            self.refresh_token = answer["refresh_token"] = f"refresh-{self.count()}"
        return Reply(200, answer)

    # Calls.
    def handle(self, request):
        if request.path == "/api/jwt/login":
            return self.log_in(request)
        if request.path == "/rsso/oauth2/token":
            return self.single_sign_on(request)
        token = request.header("Authorization")
        if token not in self.tokens:
            return error(401, 9013, "The token is not valid or has expired")
        if request.path == "/api/jwt/logout":
            self.tokens.discard(token)
            return Reply(204)
        if self.fail_with:
            return error(self.fail_with["status"], self.fail_with["number"], self.fail_with["text"])
        if "|" in request.raw_path:
            self.complain("a | that is not encoded")
        if len(request.target) > 5200:
            self.complain("an address longer than gateways let through")
        try:
            if request.raw_path.startswith(INSTANCES):
                return self.instances(request)
            if request.raw_path.startswith(CMDB):
                return error(404, 120092, "The dataset or namespace does not exist")
            if request.raw_path.startswith(FORM):
                form, _, entry = request.path[len(FORM):].partition("/")
                if form not in self.forms:
                    return error(404, 303, "Form does not exist on server", form)
                if form in self.forbidden:
                    return error(403, 353, "You have no access to form", form)
                return self.form_call(request, form, entry)
        except Refused as refusal:
            return refusal.reply
        except BadQuery as bad:
            return error(400, 1587, "The query is not valid", str(bad))
        return Reply(404, "<html>Not Found</html>")

    def form_call(self, request, form, entry):
        if request.method == "GET":
            return self.get_entry(request, form, entry) if entry else self.query(request, form)
        if request.media_type() != "application/json":
            return Reply(415, "<html>Unsupported Media Type</html>")
        try:
            values = request.json()["values"]
        except (ValueError, KeyError, TypeError):
            return error(400, 8952, "The body is not valid")
        for name, value in values.items():
            if value is None:
                self.complain(f"null for {name}")
            if name not in self.fields_of(form):
                raise Refused(400, 314, "Field does not exist on current form", name)
        if request.method == "POST" and form == "HPD:IncidentInterface_Create" and not entry:
            return self.create(request, values)
        if request.method == "POST" and form == "HPD:WorkLog" and not entry:
            return self.add_work_log(values)
        if request.method == "PUT" and form == "HPD:IncidentInterface" and entry:
            return self.modify(entry, values)
        return Reply(405, "<html>Method Not Allowed</html>")

    def fields_of(self, form):
        if form == "HPD:WorkLog":
            return WORK_LOG
        if form in ("AST:AssetPeople", "CTM:Support Group"):
            return PEOPLE_OF_CIS if form == "AST:AssetPeople" else SUPPORT_GROUPS
        if form == "HPD:IncidentInterface_Create":
            return SHARED | set(SPELT) | {self.correlation_field}
        return SHARED | set(SPELT.values()) | NOTE | {self.correlation_field, "Request ID"}

    def rows_of(self, form):
        if form == "HPD:WorkLog":
            return self.work_logs
        if form in ("AST:AssetPeople", "CTM:Support Group"):
            return self.people_of_cis if form == "AST:AssetPeople" else self.support_groups
        if form == "HPD:IncidentInterface_Create" or self.hides:
            return []
        return list(self.incidents_by_id.values())

    def shown(self, request, known):
        text = request.query.get("fields", [""])[0]
        if not re.fullmatch(r"values\(.*\)", text):
            raise Refused(400, 8951, "The parameter fields is not valid")
        names = text[len("values("):-1].split(",")
        if unknown := set(names) - known:
            raise Refused(400, 314, "Field does not exist on current form", ", ".join(unknown))
        return names

    def query(self, request, form):
        for name in set(request.query) - {"q", "fields", "limit", "offset", "sort"}:
            self.complain(f"the parameter {name} is ignored")
        known = self.fields_of(form)
        names = self.shown(request, known)
        matches = read_query(request.query["q"][0], known, MENUS, self.case_blind)
        rows = [row for row in self.rows_of(form) if self.drops_queries or matches(row)]
        return Reply(200, {"entries": [{"values": {name: row.get(name) for name in names}, "_links": {}}
                                       for row in rows[:int(request.query["limit"][0])]], "_links": {}})

    def find(self, entry):
        for known, row in self.incidents_by_id.items():
            if entry in (known, known.split("|")[0]):
                return row
        raise Refused(404, 302, "Entry does not exist in database")

    def get_entry(self, request, form, entry):
        if form != "HPD:IncidentInterface":
            raise Refused(404, 302, "Entry does not exist in database")
        names = self.shown(request, self.fields_of(form))
        row = self.find(entry)
        return Reply(200, {"values": {name: row.get(name) for name in names}, "_links": {}})

    # Incidents.
    def check_values(self, values):
        for name, value in values.items():
            if not isinstance(value, str):
                raise Refused(400, 8950, "Data type is not appropriate", name)
            if name in MENUS and value not in MENUS[name]:
                raise Refused(500, 306, "Value does not fall within the limits specified for the field", name)
        if len(values.get("Description", "")) > self.title_limit:
            raise Refused(400, 306, "Value does not fall within the limits specified for the field", "Description")
        if len(values.get(self.correlation_field, "")) > 40:
            self.complain("a key that is cut in silence")

    def check_status(self, row):
        status = row["Status"]
        if status in ("In Progress", "Pending", "Resolved"):
            if not row.get("Assignee"):
                raise Refused(500, 1291026, "", "The Assignee field requires a value when the status is " + status)
            own = self.people_of_groups.get(row["Assignee"]) == row["Assigned Group"]
            if not own and (row["Assigned Group"] == "Network" or row["Assignee"] not in self.people):
                raise Refused(500, 1291058, "", "The assignee is not a member of the group " + row["Assigned Group"])
        if status in REASONS:
            if not row.get("Status_Reason"):
                raise Refused(500, 1291220, "", "The Status Reason field requires a value when the status is either "
                              "pending or resolved. Select a value.")
            if row["Status_Reason"] not in REASONS[status]:
                raise Refused(500, 1291221, "", f"The Status Reason {row['Status_Reason']} does not go with {status}")
        if status == "Resolved":
            for name in ["Resolution", *self.resolve_mandatory]:
                if not row.get(name):
                    raise Refused(500, 1291222, "", f"{name} requires a value when the status is resolved")

    def check_ci(self, values):
        if not {"HPD_CI", "HPD_CI_ReconID", "HPD_CI_FormName"} & set(values):
            return
        ci = self.cis.get(values.get("HPD_CI_ReconID"))
        if not ci:
            return self.complain("an incident of a configuration item that is not there")
        if values.get("HPD_CI") != ci["Name"] or values.get("HPD_CI_FormName") != ci["ClassId"]:
            self.complain("a relationship that is not made: HPD_CI or HPD_CI_FormName is not as in the CMDB")
        if values.get("z1D_CI_FormName") != AST_FORMS.get(ci["ClassId"]):
            self.complain(f"the asset form {values.get('z1D_CI_FormName')} for {ci['ClassId']}")

    def create(self, request, values):
        if self.answer_to_create:
            status, body = self.answer_to_create
            return Reply(status, body)
        row = {SPELT.get(name, name): value for name, value in values.items()}
        self.check_values(row)
        if row.get("z1D Action") != "CREATE":
            self.complain("z1D_Action is not CREATE: nothing is created")
        for name in ["Description", "Impact", "Urgency", "Status", "Reported Source", "Service Type", *self.mandatory]:
            if not row.get(name):
                raise Refused(500, 307, "Required field (without a default) not specified", name)
        if row.get("Login ID") not in self.logins and not (row.get("First Name") and row.get("Last Name")):
            raise Refused(500, 1291180, "", "The customer is not a person known here")
        row.setdefault("Assigned Group", "Service Desk")  # as the assignment rules of the site have it
        self.check_status(row)
        self.check_ci(row)
        if self.loses_key:
            row.pop(self.correlation_field, None)
        count = self.count()
        row["Incident Number"] = f"INC{count + 400:012}"
        row["Request ID"] = "|".join([f"INC{count + 7000:012}"] * 2)
        self.incidents_by_id[row["Request ID"]] = row
        row["notes"] = []
        if "fields" not in request.query:
            return Reply(201, None, {"Location": f"https://desk.example{FORM}x/{count:015}"})
        names = self.shown(request, self.fields_of("HPD:IncidentInterface"))
        return Reply(201, {"values": {name: row.get(name) for name in names}, "_links": {}})

    def modify(self, entry, values):
        row = self.find(entry)
        if self.meanwhile:
            state, self.meanwhile = self.meanwhile, None
            self.set_state(row["Request ID"], state)
            row = self.find(entry)
        if values.get("z1D Action") != "MODIFY":
            self.complain("z1D Action is not MODIFY")
        for name in {"Description", "Detailed Decription", self.correlation_field} & set(values):
            self.complain(f"{name} is people's, and was written")
        for name in {"Impact", "Urgency"} & set(values):  # the numbers that the words begin with
            if values[name] >= row[name]:
                self.complain(f"{name} was written, and did not become more important")
            if row["Status"] in ("Resolved", "Closed", "Cancelled"):
                self.complain(f"{name} of an incident that is over was written")
        if row.get("Assignee") and values.get("Assignee", row["Assignee"]) != row["Assignee"]:
            self.complain("an assignee was replaced")
        self.check_values(values)
        if row["Status"] in ("Closed", "Cancelled"):
            raise Refused(500, 1291300, "", "You cannot modify a closed or cancelled incident")
        changed = {**row, **values}
        self.check_status(changed)
        self.check_ci(values)
        if "z1D_WorklogDetails" in values:
            if not NOTE <= set(values):
                self.complain("a note without its type or access")
            row["notes"].append(values["z1D_WorklogDetails"])
        row.update({name: value for name, value in values.items() if not name.startswith("z1D")})
        return Reply(204)

    def add_work_log(self, values):
        if set(values) != WORK_LOG:
            raise Refused(500, 307, "Required field (without a default) not specified", str(WORK_LOG - set(values)))
        if len(values["Description"]) > 100:
            raise Refused(400, 306, "Value does not fall within the limits specified for the field", "Description")
        self.check_values({name: value for name, value in values.items() if name != "Description"})
        for row in self.incidents_by_id.values():
            if row["Incident Number"] == values["Incident Number"]:
                row["notes"].append(values["Detailed Description"])
                self.work_logs.append(values)
                return Reply(201, None, {"Location": "https://desk.example/"})
        raise Refused(500, 1291400, "", "There is no such incident")

    # The CMDB.
    def instances(self, request):
        name = request.path[len(INSTANCES):]
        if name not in self.classes:
            return error(404, 120102, "The class does not exist", name)
        if name in self.forbidden:
            return error(403, 120083, "You do not have permission for the class", name)
        known = self.classes[name]
        for parameter in set(request.query) - {"qualification", "attributes", "limit", "offset"}:
            self.complain(f"the parameter {parameter} is ignored, and the whole class comes back")
        attributes = request.query.get("attributes", [""])[0].split(",")
        for attribute in attributes:
            if attribute not in known:
                raise Refused(400, 120107, "The attribute does not exist in the class", attribute)
        matches = read_query(request.query["qualification"][0], known, {}, self.case_blind)
        found = [ci for ci in self.cis.values()
                 if name in ("BMC_BaseElement", ci["class"]) and (self.drops_queries or matches(ci))]
        return Reply(200, {"instances": [{"instance_id": "OI-" + ci["ReconciliationIdentity"],
                                          "class_name_key": {"name": ci["class"], "namespace": "BMC.CORE"},
                                          "dataset_id": "BMC.ASSET",
                                          "attributes": {attribute: ci.get(attribute) for attribute in attributes}}
                                         for ci in found[:int(request.query.get("limit", ["500"])[0])]]})

    def refused(self, request):
        return error(500, 10000, "refused by the desk")

    # People.
    def add_ci(self, name, ci_class, resource_id):
        identity = f"REGAA5V0AA{self.count():04}"
        self.cis[identity] = {"Name": name, "class": "BMC_ComputerSystem", "ClassId": ci_class or "BMC_COMPUTERSYSTEM",
                              "ReconciliationIdentity": identity, "MarkAsDeleted": None,
                              "CloudID": resource_id or None, "TokenId": None}
        return identity

    def remove_ci(self, id):
        del self.cis[id]

    def held(self, id):
        row = self.find(id)
        ci = self.cis.get(row.get("HPD_CI_ReconID"), {})
        return {"title": row["Description"], "description": row["Detailed Decription"],
                "resolution": row.get("Resolution", ""), "impact": int(row["Impact"][0]),
                "urgency": int(row["Urgency"][0]), "ci": ci.get("ReconciliationIdentity", ""),
                # What the key is for is told of its own accord.
                "notes": [note for note in row["notes"] if not note.startswith("Alert key ")],
                "fields": row, "work_logs": self.work_logs}

    def incidents(self):
        return len(self.incidents_by_id)

    def all(self):
        return [(row["Description"], row["Status"] not in ("Resolved", "Closed", "Cancelled"))
                for row in self.incidents_by_id.values()]

    def set_state(self, id, state):
        row = self.find(id)
        if state == "gone":
            del self.incidents_by_id[row["Request ID"]]
        else:
            row.update({"open": {"Status": "In Progress", "Assignee": "Betty"},
                        "resolved": {"Status": "Resolved", "Status_Reason": "No Further Action Required",
                                     "Resolution": "By hand.", "Assignee": "Betty"},
                        "closed": {"Status": "Closed"}}[state])
            self.people.setdefault("Betty", "betty")

    def set_levels(self, id, impact, urgency):
        self.change(id, {"Impact": MENUS["Impact"][impact - 1], "Urgency": MENUS["Urgency"][urgency - 1]})

    def change(self, id, fields):
        (self.cis[id] if id in self.cis else self.find(id)).update(fields)


if __name__ == "__main__":
    main(Helix)
