"""manifests/azure/set-up.sh in the situations that it may find, with an `az` that plays them."""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
SCRIPT = HERE.parents[1] / "manifests" / "azure" / "set-up.sh"
ENDPOINT = "https://alerts.example.com/azure-monitor/alerts"
CALLER = "461e8683-5575-4561-ac7f-899cc907d62a"
ROLE = "ActionGroupsSecureWebhook"
OUR_ROLE_ID = json.loads((SCRIPT.parent / "app-roles.json").read_text())[0]["id"]


def role(value, identifier, enabled=True):
    return {"allowedMemberTypes": ["Application"], "description": value, "displayName": value, "id": identifier,
            "isEnabled": enabled, "value": value, "origin": "Application"}


def app(name="secure-export", client="c1", uris=(), roles=(), owners=("me",)):
    return {"displayName": name, "appId": client, "id": "object-" + client, "identifierUris": list(uris),
            "appRoles": list(roles), "owners": list(owners)}


def python_with_jmespath():
    """Debian's package serves Debian's Python alone."""
    for python in (sys.executable, "/usr/bin/python3"):
        if subprocess.run([python, "-c", "import jmespath"], capture_output=True, check=False).returncode == 0:
            return python
    print("SKIPPED: no Python here has jmespath", file=sys.stderr, flush=True)
    raise unittest.SkipTest("no Python here has jmespath")


class SetUp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.python = python_with_jmespath()

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.state = {"signed_in": True, "me": "me", "apps": [], "principals": [], "assignments": [], "groups": []}

    def run_script(self, *options, az=True):
        programs = self.folder / "bin"
        programs.mkdir(exist_ok=True)
        for tool in ("sh", "sed", "tr", "grep", "dirname", "cat"):  # and no real az
            (programs / tool).unlink(missing_ok=True)
            (programs / tool).symlink_to(shutil.which(tool))
        if az:
            (programs / "az").write_text(f'#!/bin/sh\nexec "{self.python}" -B "{HERE}/fake_az.py" "$@"\n')
            (programs / "az").chmod(0o755)
        state, calls = self.folder / "state", self.folder / "calls"
        state.write_text(json.dumps(self.state))
        calls.write_text("")
        done = subprocess.run(
            ["sh", str(SCRIPT), "--endpoint", ENDPOINT, "--resource-group", "rg-monitoring", *options],
            capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
            env={"PATH": str(programs), "AZ_STATE": str(state), "AZ_CALLS": str(calls)})
        self.state = json.loads(state.read_text())
        self.calls = [json.loads(line) for line in calls.read_text().splitlines()]
        return done

    def works(self, *options):
        done = self.run_script(*options)
        self.assertEqual(0, done.returncode, done.stderr)
        return done

    def changes(self):
        return [call for call in self.calls
                if {"create", "update", "add"} & set(call[:4]) or "POST" in call or "PUT" in call]

    def test_from_nothing_everything_is_made_and_a_second_run_changes_nothing(self):
        done = self.works()
        self.assertIn('"tenant_id": "tenant-1", "audiences": ["api://new-client", "new-client"]', done.stdout)
        self.assertEqual(["api://new-client"], self.state["apps"][0]["identifierUris"])
        self.assertEqual([{"id": "assigned", "principalId": f"principal-of-{CALLER}",
                           "resourceId": "principal-of-new-client", "appRoleId": OUR_ROLE_ID}],
                         self.state["assignments"])
        self.assertEqual({"name": "secure-export", "serviceUri": ENDPOINT, "applicationObjectId": "new-object",
                          "applicationId": "new-client", "identifierUri": "api://new-client"}, self.state["deployed"])
        self.works()
        self.assertEqual([["deployment", "group", "create"]], [call[:3] for call in self.changes()])

    def test_an_application_whose_name_only_begins_so_is_left_alone(self):
        self.state["apps"] = [app("secure-export-of-somebody-else", "other", ["api://theirs"])]
        self.works()
        self.assertEqual(["api://theirs"], self.state["apps"][0]["identifierUris"])
        self.assertEqual("new-client", self.state["apps"][1]["appId"])

    def test_several_of_that_name_are_refused_until_one_is_named(self):
        self.state["apps"] = [app(client="aaaa-1"), app(client="bbbb-2")]
        done = self.run_script()
        self.assertEqual(1, done.returncode)
        for word in ("--app-id", "aaaa-1", "bbbb-2"):
            self.assertIn(word, done.stderr)
        self.assertEqual([], self.changes())
        self.works("--app-id", "bbbb-2")
        self.assertEqual([[], ["api://bbbb-2"]], [a["identifierUris"] for a in self.state["apps"]])

    def test_the_app_id_uris_of_a_found_application_are_kept_and_told(self):
        self.state["apps"] = [app(uris=["https://contoso.com/app", "api://old"])]
        done = self.works()
        self.assertEqual(["https://contoso.com/app", "api://old", "api://c1"], self.state["apps"][0]["identifierUris"])
        self.assertIn('["https://contoso.com/app", "api://old", "api://c1", "c1"]', done.stdout)

    def test_the_role_is_added_to_the_roles_of_a_found_application(self):
        self.state["apps"] = [app(roles=[role("Readers", "r-1"), role("Old", "r-2", enabled=False)])]
        self.works()
        roles = self.state["apps"][0]["appRoles"]
        self.assertEqual([("Readers", "r-1"), ("Old", "r-2"), (ROLE, OUR_ROLE_ID)],
                         [(r["value"], r["id"]) for r in roles])
        self.assertEqual(OUR_ROLE_ID, self.state["assignments"][0]["appRoleId"])

    def test_a_role_that_is_there_is_assigned_by_its_own_id(self):
        self.state["apps"] = [app(roles=[role("Readers", "r-1"), role(ROLE, "r-9")])]
        self.works()
        self.assertEqual(["r-1", "r-9"], [r["id"] for r in self.state["apps"][0]["appRoles"]])
        self.assertEqual("r-9", self.state["assignments"][0]["appRoleId"])

    def test_who_is_no_owner_becomes_one(self):
        self.state["apps"] = [app(owners=["somebody"])]
        self.works()
        self.assertEqual(["somebody", "me"], self.state["apps"][0]["owners"])

    def test_a_service_principal_signed_in_is_no_user_and_asked_nothing_of(self):
        self.state["me"] = ""
        self.state["apps"] = [app(owners=["somebody"])]
        self.works()
        self.assertEqual(["somebody"], self.state["apps"][0]["owners"])

    def test_azures_refusal_of_who_is_no_owner_is_explained(self):
        self.state.update(not_owner=True, me="")
        self.state["apps"] = [app(owners=["somebody"])]
        done = self.run_script()
        self.assertEqual(1, done.returncode)
        for word in ("AadWebhookResourceNotOwnedByCaller", "az ad app owner add --id c1"):
            self.assertIn(word, done.stderr)
        self.assertNotIn("Put this into", done.stdout)

    def test_the_other_receivers_of_an_action_group_are_kept(self):
        mine = {"name": "secure-export", "serviceUri": "https://old.example/azure-monitor/alerts"}
        same = {"name": "by-hand", "serviceUri": ENDPOINT}
        other = {"name": "chat", "serviceUri": "https://chat.example/hook", "useCommonAlertSchema": False}
        self.state["groups"] = [{
            "id": "/subscriptions/s/resourceGroups/rg-monitoring/providers/Microsoft.Insights/actionGroups/secure-export",
            "name": "secure-export", "location": "Global", "tags": {"team": "ops"},
            "properties": {"groupShortName": "ours", "enabled": True, "webhookReceivers": [mine, other, same],
                           "emailReceivers": [{"name": "ann", "emailAddress": "ann@example.com"}]}}]
        self.works()
        group = self.state["groups"][0]
        self.assertNotIn("deployed", self.state)
        self.assertEqual(({"team": "ops"}, "ours", "ann"),
                         (group["tags"], group["properties"]["groupShortName"],
                          group["properties"]["emailReceivers"][0]["name"]))
        self.assertEqual([other, {"name": "secure-export", "serviceUri": ENDPOINT, "useCommonAlertSchema": True,
                                  "useAadAuth": True, "objectId": "new-object", "identifierUri": "api://new-client",
                                  "tenantId": "tenant-1"}], group["properties"]["webhookReceivers"])

    def test_a_dry_run_needs_no_az_and_prints_the_commands(self):
        done = self.run_script("--dry-run", az=False)
        self.assertEqual(0, done.returncode, done.stderr)
        for word in ("az ad app create", "az ad sp create", "appRoleAssignedTo", "az deployment group create"):
            self.assertIn(word, done.stderr)
        self.assertIn('["api://CLIENT-ID", "CLIENT-ID"]', done.stdout)
        self.state["signed_in"] = False
        self.assertEqual(0, self.run_script("--dry-run").returncode)

    def test_a_dry_run_looks_and_changes_nothing(self):
        self.state["apps"] = [app(uris=["api://old"], owners=["somebody"])]
        before = json.dumps(self.state)
        done = self.works("--dry-run")
        self.assertEqual(before, json.dumps(self.state))
        self.assertEqual([], self.changes())
        self.assertIn("+ az ad app update --id c1 --identifier-uris api://old api://c1\n", done.stderr)

    def test_a_printed_command_can_be_given_to_a_shell(self):
        done = self.works("--dry-run")
        line = next(line for line in done.stderr.splitlines() if "appRoleAssignedTo" in line)
        words = subprocess.run(["sh", "-c", "printf '%s\\n' " + line[2:]], capture_output=True, text=True,
                               check=True).stdout.splitlines()
        self.assertEqual(OUR_ROLE_ID, json.loads(words[-1])["appRoleId"])

    def test_without_az_or_a_sign_in_it_says_so(self):
        done = self.run_script(az=False)
        self.assertEqual((1, True), (done.returncode, "not installed" in done.stderr))
        self.state["signed_in"] = False
        done = self.run_script()
        self.assertEqual((1, True), (done.returncode, "az login" in done.stderr))

    def test_what_could_break_out_of_a_query_is_refused(self):
        for options in (("--name", "a'b"), ("--name", ""), ("--app-id", "x'"), ("--endpoint", "http://a/b"),
                        ("--endpoint", 'https://a/"b'), ("--resource-group", "a b"), ("--unknown",)):
            done = self.run_script(*options)
            self.assertEqual(2, done.returncode, options)
            self.assertEqual([], self.calls)


if __name__ == "__main__":
    unittest.main()
