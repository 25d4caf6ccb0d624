#!/usr/bin/env python3
"""The Azure CLI as manifests/azure/set-up.sh meets it, on a state in a file.

AZ_STATE names the state (JSON); each call is appended to AZ_CALLS, one JSON list of words a line.  Queries are answered by
jmespath, as the real one does; a prefix search by --display-name, too.
"""
import json
import os
import re
import sys

import jmespath

STATE = os.environ["AZ_STATE"]


def options_of(words):
    options, name = {}, None
    for word in words:
        if re.match(r"--?[a-z]", word):
            name = word
            options[name] = []
        elif name:
            options[name].append(word)
    return options


def fail(text):
    sys.exit(f"ERROR: {text}")


def main(words):
    with open(os.environ["AZ_CALLS"], "a", encoding="utf-8") as calls:
        calls.write(json.dumps(words) + "\n")
    with open(STATE, encoding="utf-8") as file:
        state = json.load(file)
    options = options_of(words)

    def one(name, otherwise=None):
        return (options.get(name) or [otherwise])[0]

    def app(client):
        return next((a for a in state["apps"] if a["appId"] == client), None) or fail(f"no application {client}")

    def listed(text):
        return json.load(open(text[1:], encoding="utf-8")) if text.startswith("@") else json.loads(text)

    command = " ".join(words[:next((i for i, w in enumerate(words) if w.startswith("-")), len(words))])
    answer = None
    if command == "account show":
        answer = {"tenantId": "tenant-1"} if state["signed_in"] else fail("Please run 'az login'")
    elif command == "cloud show":
        answer = {"endpoints": {"microsoftGraphResourceId": "https://graph.microsoft.com/"}}
    elif command == "ad app list":
        if "--filter" in options:
            wanted = re.fullmatch(r"displayName eq '(.*)'", one("--filter"))[1]
            answer = [a for a in state["apps"] if a["displayName"].lower() == wanted.lower()]
        else:
            answer = [a for a in state["apps"] if a["displayName"].startswith(one("--display-name"))]
    elif command == "ad app show":
        answer = app(one("--id"))
    elif command == "ad app create":
        answer = {"appId": "new-client", "id": "new-object", "displayName": one("--display-name"), "identifierUris": [],
                  "appRoles": listed(one("--app-roles")), "owners": [state["me"]] if state["me"] else []}
        state["apps"].append(answer)
    elif command == "ad app update":
        target = app(one("--id"))
        if "--identifier-uris" in options:
            target["identifierUris"] = options["--identifier-uris"]
        if "--app-roles" in options:
            roles = listed(one("--app-roles"))
            if any("origin" in role for role in roles):
                fail("Property 'origin' on resource 'AppRole' is read-only")
            kept = {role["id"] for role in roles}
            if any(role["isEnabled"] and role["id"] not in kept for role in target["appRoles"]):
                fail("CannotDeleteOrUpdateEnabledEntitlement")
            target["appRoles"] = roles
    elif command == "ad signed-in-user show":
        answer = {"id": state["me"]} if state["me"] else fail("/me request is only valid with delegated authentication")
    elif command == "ad app owner list":
        answer = [{"id": owner} for owner in app(one("--id"))["owners"]]
    elif command == "ad app owner add":
        if state.get("may_not_own"):
            fail("Insufficient privileges to complete the operation.")
        app(one("--id"))["owners"].append(one("--owner-object-id"))
    elif command == "ad sp list":
        wanted = re.fullmatch(r"appId eq '(.*)'", one("--filter"))[1]
        answer = [p for p in state["principals"] if p["appId"] == wanted]
    elif command == "ad sp create":
        answer = {"appId": one("--id"), "id": "principal-of-" + one("--id")}
        state["principals"].append(answer)
    elif command == "resource list":
        answer = [{"id": g["id"]} for g in state["groups"] if g["name"].lower() == one("--name").lower()]
    elif command == "deployment group create":
        values = dict(pair.split("=", 1) for pair in options["--parameters"])
        if state.get("not_owner"):
            fail("(AadWebhookResourceNotOwnedByCaller) The caller is not an owner of the AAD webhook resource")
        state["deployed"] = values
    elif command == "rest" and "appRoleAssignedTo" in one("--url"):
        if one("--method") == "GET":
            answer = {"value": state["assignments"]}
        else:
            state["assignments"].append({"id": "assigned", **json.loads(one("--body"))})
    elif command == "rest" and "/actionGroups/" in one("--url"):
        group = next(g for g in state["groups"] if one("--url").startswith(g["id"]))
        if one("--method") == "PUT":
            if state.get("not_owner"):
                fail("(AadWebhookResourceNotOwnedByCaller) The caller is not an owner of the AAD webhook resource")
            name, where = group["name"], group["id"]
            group.clear()
            group.update(json.loads(one("--body")), name=name, id=where)
        answer = group
    else:
        fail(f"unknown command {command}")

    with open(STATE, "w", encoding="utf-8") as file:
        json.dump(state, file)
    if "--query" in options:
        answer = jmespath.search(one("--query"), answer)
    if one("-o") == "tsv":
        for value in answer if isinstance(answer, list) else [] if answer is None else [answer]:
            print(value)
    else:
        print(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1:])
