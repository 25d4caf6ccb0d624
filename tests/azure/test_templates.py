"""The forms of the action group: Bicep and Terraform are what templates.py writes from the ARM template.

Terraform's is read by Terraform's own parser.  Environment, set by CTest: HCL_MODULES, where npm put it.  Of Bicep's compiler
there is neither a Debian nor an npm package.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

AZURE = pathlib.Path(__file__).resolve().parents[2] / "manifests" / "azure"
sys.path.insert(0, str(AZURE))
import templates


class Templates(unittest.TestCase):
    def setUp(self):
        self.source = json.loads((AZURE / "action-group.json").read_text())

    def test_what_lies_there_is_what_the_source_gives(self):
        for file, text in templates.forms().items():
            self.assertEqual(text, (AZURE / file).read_text(), f"{file}: run python3 manifests/azure/templates.py")

    def test_every_form_knows_every_parameter_and_property(self):
        forms = {file: re.sub(r"[^a-z0-9]", "", text.lower()) for file, text in templates.forms().items()}
        receiver, = self.source["resources"][0]["properties"]["webhookReceivers"]
        for name in [*self.source["parameters"], *receiver]:
            for file, text in forms.items():
                if not (name == "useAadAuth" and file.endswith(".tf")):  # there the block aad_auth says so
                    self.assertIn(name.lower(), text, file)
        self.assertIn("aadauth", forms["action-group.tf"])

    def test_both_audiences_are_given_back(self):
        audiences = self.source["outputs"]["audiences"]["value"]
        self.assertEqual(["[parameters('identifierUri')]", "[parameters('applicationId')]"], audiences)
        texts = templates.forms()
        self.assertIn("value = [var.identifier_uri, var.application_id]", texts["action-group.tf"])

    def test_braces_are_closed(self):
        for file, text in templates.forms().items():
            for opening, closing in ("{}", "[]", "()"):
                self.assertEqual(text.count(opening), text.count(closing), file)

    def test_terraforms_own_parser_reads_the_same_receiver(self):
        modules = pathlib.Path(os.environ.get("HCL_MODULES", ".build/hcl"))
        if not shutil.which("node") or not (modules / "installed").exists():
            reason = "Terraform's parser is not there; sh tests/setup/npm.sh tests/azure/hcl .build/hcl brings it"
            print(f"SKIPPED: {reason}", file=sys.stderr, flush=True)
            self.skipTest(reason)
        read = subprocess.run(["node", pathlib.Path(__file__).with_name("hcl") / "parse.mjs", modules], check=False,
                              input=templates.forms()["action-group.tf"], capture_output=True, text=True)
        self.assertEqual(0, read.returncode, read.stderr)
        said = json.loads(read.stdout)
        self.assertEqual(len(self.source["parameters"]) + 1, len(said["variable"]))  # and the resource group
        group, = said["resource"]["azurerm_monitor_action_group"]["secure_export"]
        receiver, = group["webhook_receiver"]
        auth, = receiver["aad_auth"]
        self.assertIs(True, receiver["use_common_alert_schema"])
        self.assertEqual("${var.service_uri}", receiver["service_uri"])
        self.assertEqual({"object_id", "identifier_uri", "tenant_id"}, set(auth))

    def test_a_property_that_terraform_has_no_word_for_is_not_lost(self):
        self.source["resources"][0]["properties"]["smsReceivers"] = [{"name": "x"}]
        with self.assertRaises(KeyError):
            templates.Terraform().write(self.source)


if __name__ == "__main__":
    unittest.main()
