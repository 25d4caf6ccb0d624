"""The admin API as a script meets it, signed in: its OpenAPI document is valid, and methods are answered for."""
import importlib.util
import json
import pathlib
import re
import sys
import unittest

from harness import Host, Scratch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "hosts"))
from admin import signed_in, with_password  # noqa: E402

METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}


def problems_of(document):
    """What OpenAPI 3.0 asks for and the document has not: for machines that have no validator."""
    found = []
    if not re.fullmatch(r"3\.0\.\d+", document.get("openapi", "")):
        found.append("openapi")
    found += [f"info.{name}" for name in ("title", "version") if not document.get("info", {}).get(name)]
    ids = set()
    for path, item in document.get("paths", {"": {}}).items():
        in_path = set(re.findall(r"\{([^}]+)\}", path))
        if not path.startswith("/") or not set(item) <= METHODS or not item:
            found.append(path)
        for method, one in item.items():
            if one.get("operationId") in ids or not one.get("responses"):
                found.append(f"{method} {path}")
            ids.add(one.get("operationId"))
            given = [(p.get("name"), p.get("in")) for p in one.get("parameters", [])]
            if len(set(given)) != len(given) or {name for name, where in given if where == "path"} != in_path:
                found.append(f"{method} {path}: parameters")
            for p in one.get("parameters", []):
                if p.get("in") not in ("path", "query", "header") or "schema" not in p or \
                        (p["in"] == "path") != (p.get("required") is True):
                    found.append(f"{method} {path}: {p.get('name')}")
            for status, answer in one.get("responses", {}).items():
                if "$ref" in answer:
                    at = document
                    for step in answer["$ref"].removeprefix("#/").split("/"):
                        at = at.get(step, {})
                    answer = at
                if not answer.get("description") or not re.fullmatch(r"[1-5]\d\d|default", status):
                    found.append(f"{method} {path}: {status}")
    return found


class AdminApi(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = Scratch()
        cls.addClassCleanup(cls.scratch.close)
        cls.host = Host(cls.scratch.path)
        cls.host.configure({"version": 1, "connections": [], "desks": []})
        with_password(str(cls.host.data))
        cls.host.start()
        cls.addClassCleanup(cls.host.close)
        found = cls.host.process.wait_for_line(r"admin screens on (https?)://[^:]*:(\d+)/")
        cls.host.admin_scheme, cls.host.admin_port = found.group(1), int(found.group(2))
        cls.browser = signed_in(cls.host)

    def test_the_openapi_document_is_valid(self):
        reply = self.browser.get("/api/v1/openapi.json")
        self.assertEqual((200, "application/json"), (reply.status, reply.one("Content-Type")))
        document = json.loads(reply.body)
        self.assertEqual([], problems_of(document))
        if importlib.util.find_spec("openapi_spec_validator"):
            from openapi_spec_validator import validate
            validate(document)
        self.assertIn("post", document["paths"]["/parked/{delivery}/retry"])

    def test_a_document_that_is_not_valid_would_be_found(self):
        whole = json.loads(self.browser.get("/api/v1/openapi.json").body)
        for damage in (lambda d: d.update(openapi="2"), lambda d: d["info"].pop("version"),
                       lambda d: d["paths"]["/parked/{delivery}/retry"]["post"].pop("parameters"),
                       lambda d: d["paths"]["/settings"]["get"].pop("responses"),
                       lambda d: d["components"]["responses"].pop("refused"),
                       lambda d: d["paths"]["/settings"]["put"].update(operationId="get_settings")):
            damaged = json.loads(json.dumps(whole))
            damage(damaged)
            self.assertNotEqual([], problems_of(damaged))

    def test_another_method_is_told_which_there_are(self):
        reply = self.browser.change("POST", "/api/v1/settings", "{}")
        self.assertEqual((405, "GET, HEAD, PUT"), (reply.status, reply.one("Allow")))
        self.assertIn("takes GET, HEAD, PUT, not POST", json.loads(reply.body)["error"])
        # What no endpoint of the plugin takes is refused by the host.
        for method in ("DELETE", "OPTIONS"):
            reply = self.browser.change(method, "/api/v1/settings")
            self.assertEqual(405, reply.status)
            self.assertIn("GET, HEAD", reply.one("Allow"))

    def test_head_has_the_fields_of_get_and_no_body(self):
        get, head = (self.browser.ask(method, "/api/v1/settings") for method in ("GET", "HEAD"))
        self.assertEqual((200, ""), (head.status, head.body))
        for name in ("ETag", "Content-Type", "Content-Length"):
            self.assertEqual(get.one(name), head.one(name))


if __name__ == "__main__":
    unittest.main()
