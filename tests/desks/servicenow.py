# Long: one product, whose tables know each other.
"""A stand-in for a ServiceNow instance: OAuth, and the Table API on incidents, configuration items and a few lists.

Settings that a test may `set`, with what an empty desk has:
    user, password, client_id, client_secret, refresh_token, api_key    what it takes
    rotate_refresh False     a new refresh token with each exchange; the old one is worth nothing then
    told_life 1800           what expires_in says
    basic_allowed True;  roles ["itil"];  unreadable_tables []
    fields_hidden []         fields of incidents that our account may not read; fields_read_only []: nor write
    absent {}                fields that do not exist, by table; renamed fields are these
    invalid_query "dropped"  or "no_rows": what becomes of a condition on a field that does not exist
    tolerant False           True: fields that do not exist, and what is sent to them, are no mistake of ours
    mandatory, mandatory_resolved;  close_codes;  stubborn False: a business rule keeps states as they are
    answer None              a whole answer in place of every one but sign-ins: [status, headers, JSON or text]
    sign_in_answer None      the same, in place of every one to a sign-in
    meanwhile None           [sys_id, fields]: what people change right before the next PATCH is looked at
    in_tables {}             more records: table -> [{...}]
"""
import json
import re
import time
import uuid

import desk_server
from desk_server import Reply

HEX = re.compile(r"[0-9a-f]{32}")
INCIDENT = {"sys_id", "number", "state", "short_description", "description", "impact", "urgency", "priority",
            "correlation_id", "correlation_display", "cmdb_ci", "assigned_to", "assignment_group", "caller_id",
            "category", "subcategory", "contact_type", "business_service", "close_code", "close_notes", "hold_reason",
            "work_notes", "comments", "sys_created_on", "opened_at", "u_zone", "u_key"}
CI = {"sys_id", "name", "sys_class_name", "correlation_id", "install_status", "short_description", "company",
      *(f"{who}{part}" for who in ("support_group", "owned_by", "assigned_to") for part in ("", ".name", ".active"))}
JOURNAL = {"sys_id", "element_id", "element", "value", "sys_created_on"}
TAG = {"sys_id", "key", "value", "configuration_item", "configuration_item.name", "configuration_item.sys_class_name"}
# Each table with the one it extends; what a site adds is a kind of virtual machine here.
EXTENDS = {"cmdb_ci_vm_object": "cmdb_ci", "cmdb_ci_vm_instance": "cmdb_ci_vm_object", "cmdb_ci_server": "cmdb_ci"}
COLUMNS = {"incident": INCIDENT, "cmdb_ci": CI, "cmdb_ci_server": CI, "cmdb_ci_vm_object": CI | {"object_id"},
           "cmdb_ci_vm_instance": CI | {"object_id"}, "cmdb_key_value": TAG,
           "sys_choice": {"sys_id", "name", "element", "value", "label", "inactive"},
           "sys_journal_field": JOURNAL, "sys_dictionary": {"sys_id", "name", "element"},
           "sys_user": {"sys_id", "name", "user_name", "active"},
           "sys_user_group": {"sys_id", "name", "active"},
           "cmdb_ci_service": {"sys_id", "name", "busines_criticality"},
           "svc_ci_assoc": {"sys_id", "ci_id", "service_id", "service_id.name", "service_id.busines_criticality"}}
REFERENCES = {"cmdb_ci", "assigned_to", "assignment_group", "caller_id", "business_service", "configuration_item",
              "support_group", "owned_by", "service_id", "ci_id"}
LENGTHS = {"short_description": 160, "correlation_id": 100, "u_key": 100, "u_zone": 40}
PARAMETERS = {"sysparm_query", "sysparm_fields", "sysparm_limit", "sysparm_exclude_reference_link", "sysparm_offset"}
PRIORITIES = {2: "1", 3: "2", 4: "3", 5: "4", 6: "5"}  # by impact + urgency
CONDITION = re.compile(r"([a-z0-9_.]+)(NOT IN|IN|STARTSWITH|ENDSWITH|ISNOTEMPTY|ISEMPTY|LIKE|!=|<=|>=|=|<|>)(.*)", re.S)
GROUP = "ab" * 16
PERSON = "cd" * 16


def failure(status, message, detail=None, headers=None):
    return Reply(status, {"error": {"message": message, "detail": detail}, "status": "failure"}, headers)


class ServiceNow(desk_server.Desk):
    def reset(self):
        super().reset()
        self.user, self.password, self.api_key = "azalerts", "pässword:1&=+%", "now_key"
        self.client_id, self.client_secret, self.refresh_token = "c0ffee", "s3cret&=+ %", "refresh-1"
        self.rotate_refresh, self.told_life, self.basic_allowed = False, 1800, True
        self.roles, self.unreadable_tables = ["itil"], []
        self.fields_hidden, self.fields_read_only, self.absent = [], [], {}
        self.invalid_query, self.tolerant = "dropped", False
        self.mandatory, self.mandatory_resolved = ["short_description"], ["close_code", "close_notes"]
        self.close_codes = ["Solution provided", "Workaround provided", "Resolved by caller"]
        self.stubborn, self.answer, self.meanwhile, self.in_tables = False, None, None, {}
        self.sign_in_answer = None
        self.tokens, self.token, self.next_number, self.refreshes = set(), None, 1, 1
        self.records, self.journals = {}, {}  # by sys_id
        self.items = {}

    # Signing in.
    def is_sign_in(self, request):
        return request.path == "/oauth_token.do"

    def is_create(self, request):
        return request.method == "POST" and request.path.endswith("/table/incident")

    def later_ways(self):
        cancelled = "Transaction cancelled: maximum execution time exceeded"
        part = {"result": [], **json.loads(failure(200, cancelled).body)}
        return {
            "a quota ends the answer behind its 200": Reply(200, part),
            "403 by a quota rule": failure(403, cancelled, "Check logs for error trace"),
            "400 by a quota rule": failure(400, cancelled, cancelled),
            "500 in the queue": failure(500, cancelled),
            "202 when the session's queue is full": Reply(202, {}),
            "403 that names a time to wait": failure(403, "Access denied", None, {"Retry-After": "30"}),
            "a database that waits for a lock": failure(400, "Operation Failed", "Lock wait timeout exceeded"),
            "429 without a time to wait": failure(429, "Rate limit exceeded"),
            "a hibernating instance": Reply(200, "<html>Your instance is hibernating</html>"),
        }

    def end_sessions(self):
        self.tokens, self.token = set(), None

    def sign_in(self, request):
        def no(error, description):
            return Reply(401, {"error": error, "error_description": description})
        if request.media_type() != "application/x-www-form-urlencoded":
            self.complain(f"a sign-in as {request.media_type()}")
            return no("invalid_request", "Missing grant_type parameter value")
        form = {name: values[0] for name, values in request.form().items()}
        grant = form.get("grant_type")
        known = {"client_credentials": set(), "password": {"username", "password"}, "refresh_token": {"refresh_token"}}
        if grant not in known:
            return no("unsupported_grant_type", "unsupported grant_type")
        if set(form) != known[grant] | {"grant_type", "client_id", "client_secret"}:
            self.complain(f"a sign-in by {grant} with {sorted(form)}")
        if (form.get("client_id"), form.get("client_secret")) != (self.client_id, self.client_secret):
            return no("invalid_client", "client authentication failed")
        if grant == "password" and (form.get("username"), form.get("password")) != (self.user, self.password):
            return no("server_error", "access_denied")
        if grant == "refresh_token" and form.get("refresh_token") != self.refresh_token:
            return no("invalid_grant", "refresh token is invalid or expired")
        if not self.token:
            self.token = uuid.uuid4().hex
            self.tokens.add(self.token)
        answer = {"access_token": self.token, "scope": "useraccount", "token_type": "Bearer",
                  "expires_in": self.told_life}
        if grant == "refresh_token" and self.rotate_refresh:
            self.refreshes += 1
            self.refresh_token = f"refresh-{self.refreshes}"
        if grant != "client_credentials":
            answer["refresh_token"] = self.refresh_token
        return Reply(200, answer)

    def signed_in(self, request):
        scheme, _, token = request.header("Authorization").partition(" ")
        if scheme == "Bearer":
            return token in self.tokens
        if scheme == "Basic":
            return self.basic_allowed and request.basic() == (self.user, self.password)
        return not scheme and request.header("x-sn-apikey") == self.api_key

    # Calls.
    def handle(self, request):
        answer = self.sign_in_answer if self.is_sign_in(request) else self.answer
        if answer:
            return Reply(answer[0], answer[2], answer[1])
        if self.is_sign_in(request):
            return self.sign_in(request)
        accept = request.header("Accept")
        if accept != "application/json":
            return failure(406 if accept else 400, "Requested media type is not supported")
        if request.body and request.media_type() != "application/json":
            return failure(415, "Unsupported media type")
        if not self.signed_in(request):
            return failure(401, "User Not Authenticated", "Required to provide Auth information")
        at = re.fullmatch(r"/api/now/(?:v2/)?table/([^/]+)(?:/([^/]+))?", request.path)
        if not at:
            return failure(400, f"Requested URI does not represent any resource: {request.path}")
        table, sys_id = at.groups()
        if table not in COLUMNS:
            return failure(400, f"Invalid table {table}")
        for name, values in request.query.items():
            if name not in PARAMETERS or len(values) != 1:
                self.complain(f"the parameter {name}={values} means nothing")
        if table in self.unreadable_tables or "itil" not in self.roles:
            return failure(403, "User Not Authorized", f"Failed API level ACL Validation: ACL Exception on {table}")
        if request.method == "GET":
            return self.read(request, table, sys_id) if sys_id else self.list(request, table)
        if table != "incident":
            self.complain(f"{request.method} on {table}")
        if request.method == "POST" and not sys_id:
            return self.create(request)
        if request.method == "PATCH" and sys_id:
            return self.change_by_call(request, sys_id)
        return failure(405, "Method not supported")

    def refused(self, request):
        return failure(403, "Operation Failed", "refused by the desk")

    def busy(self):
        return failure(429, "Rate limit exceeded", "Rejected by large REST requests rate limit", {"Retry-After": "7"})

    # Reading.
    def columns(self, table):
        hidden = set(self.fields_hidden) if table == "incident" else set()
        return COLUMNS[table] - set(self.absent.get(table, [])) - hidden

    def in_table(self, table):
        if table == "incident":
            return list(self.records.values())
        if table == "sys_choice":
            own = [{"name": "incident", "element": "close_code", "value": code, "inactive": "false"}
                   for code in self.close_codes]
            return own + self.in_tables.get(table, [])
        if table == "sys_dictionary":
            return [{"sys_id": f"{name}-{field}", "name": name, "element": field}
                    for name in COLUMNS if name in ("incident", "cmdb_ci") for field in sorted(self.columns(name))]
        if table == "sys_journal_field":
            return [{"sys_id": f"{id}-{at}", "element_id": id, "element": "work_notes", "value": note,
                     "sys_created_on": f"{at:08}"} for id, notes in self.journals.items() for at, note in enumerate(notes)]
        if table == "sys_user_group":
            return [{"sys_id": GROUP, "name": "Cloud", "active": "true"}, *self.in_tables.get(table, [])]
        if table == "sys_user":
            return [{"sys_id": PERSON, "name": "Ada", "user_name": "ada", "active": "true"}, *self.in_tables.get(table, [])]
        if table.startswith("cmdb_ci") and table != "cmdb_ci_service":
            return [item for item in self.items.values() if self.extends(item["sys_class_name"], table)]
        return self.in_tables.get(table, [])

    @staticmethod
    def extends(ci_class, table):
        if ci_class not in COLUMNS:
            return table in ("cmdb_ci_vm_instance", "cmdb_ci_vm_object", "cmdb_ci")
        while ci_class and ci_class != table:
            ci_class = EXTENDS.get(ci_class)
        return bool(ci_class)

    def mistake(self, what):
        if not self.tolerant:
            self.complain(what)

    def holds(self, table, condition, record):
        """Whether one condition holds; conditions that are not understood hold for all, or none."""
        parts = CONDITION.fullmatch(condition)
        if not parts or parts[1] not in self.columns(table):
            self.mistake(f"the condition {condition} on {table} is dropped")
            return self.invalid_query == "dropped"
        field, operator, value = parts.groups()
        if "javascript:" in value:
            self.complain(f"{condition} is run as a script")
        held, value = str(record.get(field, "")).lower(), value.lower()
        return {"=": lambda: held == value, "!=": lambda: held != value, "LIKE": lambda: value in held,
                "STARTSWITH": lambda: held.startswith(value), "ENDSWITH": lambda: held.endswith(value),
                "IN": lambda: held in value.split(","), "NOT IN": lambda: held not in value.split(","),
                "ISEMPTY": lambda: not held, "ISNOTEMPTY": lambda: bool(held), "<": lambda: held < value,
                ">": lambda: held > value, "<=": lambda: held <= value, ">=": lambda: held >= value}[operator]()

    def found(self, table, query):
        records = self.in_table(table)
        order = []
        groups = []
        for group in query.split("^NQ"):
            conditions = []
            for part in filter(None, group.split("^")):
                if part.startswith("ORDERBY"):
                    order.append(part)
                elif part.startswith("OR") and conditions:
                    conditions[-1].append(part[2:])
                elif part != "EQ":
                    conditions.append([part])
            groups.append(conditions)
        hits = [record for record in records
                if any(all(any(self.holds(table, either, record) for either in conditions) for conditions in group)
                       for group in groups)]
        for part in reversed(order):
            descending = part.startswith("ORDERBYDESC")
            field = part[11:] if descending else part[7:]
            if field not in self.columns(table):
                self.mistake(f"{part} on {table} is dropped")
            hits.sort(key=lambda record, by=field: record.get(by, ""), reverse=descending)
        return hits

    def shown(self, request, table, record):
        def one(name):
            value = str(record.get(name, ""))
            if name in REFERENCES and value and request.query.get("sysparm_exclude_reference_link") != ["true"]:
                return {"link": f"https://instance/api/now/table/any/{value}", "value": value}
            return "" if name in ("work_notes", "comments") else value
        columns = self.columns(table)
        if "sysparm_fields" not in request.query:
            return {name: one(name) for name in columns}
        names = request.query["sysparm_fields"][0].split(",")
        for name in names:
            if name not in columns:
                self.mistake(f"{table} has no field {name} to show")
        return {name: one(name) for name in names if name in columns}

    def list(self, request, table):
        limit = int(request.query.get("sysparm_limit", ["10000"])[0])
        hits = self.found(table, request.query.get("sysparm_query", [""])[0])
        return Reply(200, {"result": [self.shown(request, table, record) for record in hits[:limit]]},
                     {"X-Total-Count": str(len(hits))})

    def read(self, request, table, sys_id):
        for record in self.in_table(table):
            if record["sys_id"] == sys_id:
                return Reply(200, {"result": self.shown(request, table, record)})
        return failure(404, "No Record found", "Record doesn't exist or ACL restricts the record retrieval")

    # Writing.
    def values_in(self, request):
        values = request.json()
        if not isinstance(values, dict):
            raise ValueError("no object")
        taken = {}
        for name, value in values.items():
            if not isinstance(value, str):
                self.complain(f"{name} is {value!r}, which is no text")
                value = "" if value is None else str(value)
            if name not in self.columns("incident") or name in self.fields_read_only:
                self.mistake(f"the field {name} is dropped")
                continue
            if len(value) > LENGTHS.get(name, len(value)):
                self.complain(f"{name} is cut")
                value = value[:LENGTHS[name]]
            if name in REFERENCES and value and not HEX.fullmatch(value):
                self.mistake(f"{name} is no sys_id and is dropped")
                continue
            if name == "cmdb_ci" and value not in self.items:
                self.complain("cmdb_ci refers to nothing")
            if name in ("impact", "urgency") and value not in ("1", "2", "3"):
                self.complain(f"{name} {value} is none of the choices")
            if name in ("priority", "sys_id", "number", "comments"):
                self.complain(f"{name} is not ours to set")
                continue
            taken[name] = value
        return taken

    @staticmethod
    def without(record, mandatory):
        return ", ".join(name for name in mandatory if not record.get(name))

    def write(self, record, values):
        """The failure, or None: written."""
        after = {**record, **values}
        if missing := self.without(after, self.mandatory):
            return failure(403, "Operation Failed",
                           f"Data Policy Exception: The following fields are mandatory: {missing}")
        if values.get("state", record.get("state")) == "6" != record.get("state"):
            if missing := self.without({**after, "close_code": values.get("close_code"),
                                        "close_notes": values.get("close_notes")}, self.mandatory_resolved):
                return failure(403, "Operation Failed",
                               f"Data Policy Exception: The following fields are mandatory: {missing}")
            if after["close_code"] not in self.close_codes:
                return failure(403, "Operation Failed", f"Invalid close code {after['close_code']}")
        if values.get("state") == "7":
            return failure(403, "Operation Failed", "ACL Exception Update Failed due to security constraints")
        if values.get("state") == "3" and after.get("hold_reason") not in ("1", "3", "4", "5"):
            return failure(403, "Operation Failed",
                           "Data Policy Exception: The following fields are mandatory: On hold reason")
        if self.stubborn and "state" in record:
            values.pop("state", None)
        record.update(values)
        record["priority"] = PRIORITIES[int(record["impact"]) + int(record["urgency"])]
        return None

    def create(self, request):
        try:
            values = self.values_in(request)
        except ValueError:
            return failure(400, "Unable to parse request body")
        sys_id, moment = uuid.uuid4().hex, time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())
        record = {"impact": "3", "urgency": "3"}
        if refusal := self.write(record, values):
            return refusal
        record |= {"sys_id": sys_id, "number": f"INC{self.next_number:07}", "sys_created_on": moment}
        record.setdefault("state", "1")
        self.next_number += 1
        note = record.pop("work_notes", "")
        self.records[sys_id], self.journals[sys_id] = record, [note] if note else []
        return Reply(201, {"result": self.shown(request, "incident", record)},
                     {"Location": f"https://instance/api/now/table/incident/{sys_id}"})

    def change_by_call(self, request, sys_id):
        if self.meanwhile:
            (id, fields), self.meanwhile = self.meanwhile, None
            self.change(id, fields)
        record = self.records.get(sys_id)
        if not record:
            return failure(404, "No Record found", "Record doesn't exist or ACL restricts the record retrieval")
        if record["state"] in ("7", "8"):
            return failure(403, "Operation Failed", "ACL Exception Update Failed due to security constraints")
        try:
            values = self.values_in(request)
        except ValueError:
            return failure(400, "Unable to parse request body")
        note = values.pop("work_notes", "")
        for name in {"impact", "urgency"} & set(values):
            if values[name] >= record[name]:
                self.complain(f"{name} was written, and did not become more important")
            if record["state"] == "6":
                self.complain(f"{name} of an incident that is over was written")
        if refusal := self.write(record, values):
            return refusal
        if note:
            self.journals[sys_id].append(note)
        return Reply(200, {"result": self.shown(request, "incident", record)})

    # People.
    def add_ci(self, name, ci_class, resource_id):
        sys_id = uuid.uuid4().hex
        self.items[sys_id] = {"sys_id": sys_id, "name": name, "sys_class_name": ci_class or "cmdb_ci",
                              "object_id": resource_id.upper(), "correlation_id": "", "install_status": "1"}
        return sys_id

    def remove_ci(self, id):
        del self.items[id]

    def held(self, id):
        record = self.records[id]
        return {"title": record["short_description"], "description": record["description"],
                "resolution": record.get("close_notes", ""), "impact": int(record["impact"]),
                "urgency": int(record["urgency"]), "ci": record.get("cmdb_ci", ""),
                # What the key is for is told of its own accord.
                "notes": [note for note in self.journals[id] if not note.startswith("Alert key ")],
                "fields": {**record, "first_note": (self.journals[id] or [""])[0]}}

    def incidents(self):
        return len(self.records)

    def all(self):
        return [(record["short_description"], record["state"] not in ("6", "7", "8"))
                for record in self.records.values()]

    def set_state(self, id, state):
        if state == "gone":
            del self.records[id]
        elif state == "resolved":
            self.records[id].update(state="6", close_code="Resolved by caller", close_notes="done")
        else:
            self.records[id]["state"] = {"open": "2", "closed": "7"}[state]

    def change(self, id, fields):
        if fields is None:
            del self.records[id]
            return
        for where in (self.records, self.items):
            if id in where:
                where[id].update(fields)


if __name__ == "__main__":
    desk_server.main(ServiceNow)
