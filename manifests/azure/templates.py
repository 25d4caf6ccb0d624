#!/usr/bin/env python3
"""Writes the Bicep and Terraform forms of action-group.json, which is the source of both.

    python3 manifests/azure/templates.py

A test holds that what lies here is what this writes.
"""
import json
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
HEADING = "Written by templates.py from action-group.json: change that, then run it."

# What azurerm calls the properties.  A property that is missing here stops the run, so that none is lost in silence.
TERRAFORM = {"groupShortName": "short_name", "enabled": "enabled", "webhookReceivers": "webhook_receiver",
             "name": "name", "serviceUri": "service_uri", "useCommonAlertSchema": "use_common_alert_schema",
             "objectId": "object_id", "identifierUri": "identifier_uri", "tenantId": "tenant_id"}
AAD_AUTH = ("objectId", "identifierUri", "tenantId")  # a block of their own there
TERRAFORM_VALUES = {"subscription().tenantId": "data.azurerm_client_config.current.tenant_id"}


def expression(value):
    """The inside of ARM's "[...]", or None where the text stands for itself."""
    return value[1:-1] if isinstance(value, str) and value.startswith("[") and value.endswith("]") else None


def parameter(inner):
    found = re.fullmatch(r"parameters\('(\w+)'\)", inner)
    return found and found[1]


def snake(name):
    return re.sub(r"([A-Z])", lambda m: "_" + m[1].lower(), name)


class Bicep:
    def value(self, value, depth=0):
        pad = "  " * (depth + 1)
        if isinstance(value, dict):
            inner = "".join(f"{pad}{key}: {self.value(item, depth + 1)}\n" for key, item in value.items())
            return "{\n" + inner + "  " * depth + "}"
        if isinstance(value, list):
            inner = "".join(f"{pad}{self.value(item, depth + 1)}\n" for item in value)
            return "[\n" + inner + "  " * depth + "]"
        if inner := expression(value):
            return parameter(inner) or inner
        return json.dumps(value) if not isinstance(value, str) else "'" + value.replace("'", "\\'") + "'"

    def write(self, template):
        lines = [f"// {HEADING}", ""]
        for name, about in template["parameters"].items():
            if text := about.get("metadata", {}).get("description"):
                lines.append(f"@description({self.value(text)})")
            if length := about.get("maxLength"):
                lines.append(f"@maxLength({length})")
            default = f" = {self.value(about['defaultValue'])}" if "defaultValue" in about else ""
            lines.append(f"param {name} {about['type']}{default}")
        resource, = template["resources"]
        body = {key: value for key, value in resource.items() if key not in ("type", "apiVersion")}
        lines += ["", f"resource actionGroup '{resource['type']}@{resource['apiVersion']}' = {self.value(body)}", ""]
        for name, about in template["outputs"].items():
            lines.append(f"output {name} {about['type']} = {self.value(about['value'])}")
        return "\n".join(lines) + "\n"


class Terraform:
    def value(self, value):
        if inner := expression(value):
            if name := parameter(inner):
                return f"var.{snake(name)}"
            return TERRAFORM_VALUES[inner]
        return json.dumps(value)

    def block(self, properties, depth):
        pad, lines, auth = "  " * depth, [], []
        for key, value in properties.items():
            if key == "useAadAuth":
                continue  # the block below says so
            if isinstance(value, list) and key.endswith("Receivers"):
                for item in value:
                    lines += ["", f"{pad}{TERRAFORM[key]} {{", *self.block(item, depth + 1), f"{pad}}}"]
            else:
                (auth if key in AAD_AUTH else lines).append(f"{pad}{'  ' if key in AAD_AUTH else ''}{TERRAFORM[key]} = {self.value(value)}")
        if auth:
            lines += ["", f"{pad}aad_auth {{", *auth, f"{pad}}}"]
        return lines

    def write(self, template):
        lines = [f"# {HEADING}", "", 'data "azurerm_client_config" "current" {}', "",
                 'variable "resource_group_name" {', "  type = string", "}"]
        optional = []  # parameters whose default is an expression: null there, and the expression where it is used
        for name, about in template["parameters"].items():
            lines += ["", f'variable "{snake(name)}" {{', f"  type = {about['type']}"]
            if text := about.get("metadata", {}).get("description"):
                lines.append(f"  description = {json.dumps(text)}")
            if "defaultValue" in about:
                if inner := expression(about["defaultValue"]):
                    optional.append((name, TERRAFORM_VALUES[inner]))
                    lines.append("  default = null")
                else:
                    lines.append(f"  default = {json.dumps(about['defaultValue'])}")
            if length := about.get("maxLength"):
                lines += ["", "  validation {", f"    condition = length(var.{snake(name)}) <= {length}",
                          f'    error_message = "At most {length} characters."', "  }"]
            lines.append("}")
        resource, = template["resources"]
        lines += ["", 'resource "azurerm_monitor_action_group" "secure_export" {',
                  f"  name = {self.value(resource['name'])}", "  resource_group_name = var.resource_group_name",
                  *self.block(resource["properties"], 1), "}"]
        for name, about in template["outputs"].items():
            values = ", ".join(self.value(item) for item in about["value"])
            lines += ["", f'output "{snake(name)}" {{', f"  value = [{values}]", "}"]
        text = "\n".join(lines) + "\n"
        for name, otherwise in optional:
            text = re.sub(rf"(= )var\.{snake(name)}$", rf"\1coalesce(var.{snake(name)}, {otherwise})", text, flags=re.M)
        return text


def forms():
    template = json.loads((HERE / "action-group.json").read_text(encoding="utf-8"))
    return {"action-group.bicep": Bicep().write(template), "action-group.tf": Terraform().write(template)}


if __name__ == "__main__":
    for file, text in forms().items():
        (HERE / file).write_text(text, encoding="utf-8")
