#!/usr/bin/env python3
"""Trains a dictionary for the compression of bodies (../body_form.h) on bodies of our own making: those of tests/data/alerts,
each many times over with other ids, names, times and values, written as the sender writes them.

    python3 -B db/store/bodies/train.py 2        writes db/store/bodies/2.dictionary; needs the program zstd

Only for a new dictionary: rows name the number of theirs, so one that was released is never changed.  The bodies are the
same each time, so the same release of zstd makes the same dictionary.
"""
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
BODIES = HERE.parents[2] / "tests" / "data" / "alerts"
DICTIONARY_BYTES = 32 * 1024
COPIES = 60  # of each body
# Kinds that come most often in the field have more copies.
OFTEN = {"metric": 6, "log-v2": 4, "log-v1": 2, "prometheus": 2, "activity": 1}

RESOURCES = [
    ("Microsoft.Compute", "virtualMachines", "vm"), ("Microsoft.Compute", "virtualMachineScaleSets", "vmss"),
    ("Microsoft.Compute", "disks", "disk"), ("Microsoft.Sql", "servers/store/databases", "sqldb"),
    ("Microsoft.Web", "sites", "app"), ("Microsoft.Web", "serverfarms", "plan"), ("Microsoft.Storage", "storageAccounts", "st"),
    ("Microsoft.Network", "applicationGateways", "agw"), ("Microsoft.Network", "loadBalancers", "lb"),
    ("Microsoft.Network", "virtualNetworkGateways", "vpn"), ("Microsoft.Network", "azureFirewalls", "afw"),
    ("Microsoft.KeyVault", "vaults", "kv"), ("Microsoft.Cache", "Redis", "redis"), ("Microsoft.DocumentDB", "databaseAccounts", "cosmos"),
    ("Microsoft.ContainerService", "managedClusters", "aks"), ("Microsoft.ServiceBus", "namespaces", "sb"),
    ("Microsoft.EventHub", "namespaces", "eh"), ("Microsoft.Insights", "components", "ai"),
    ("Microsoft.OperationalInsights", "workspaces", "log"), ("Microsoft.DBforPostgreSQL", "flexibleServers", "psql"),
    ("Microsoft.ApiManagement", "service", "apim"), ("Microsoft.Logic", "workflows", "logic"),
]
METRICS = ["Percentage CPU", "Available Memory Bytes", "Network In Total", "Network Out Total", "OS Disk Queue Depth",
           "Data Disk IOPS Consumed Percentage", "cpu_percent", "dtu_consumption_percent", "storage_percent", "deadlock",
           "connection_failed", "Http5xx", "HttpResponseTime", "Requests", "AverageMemoryWorkingSet", "CpuPercentage",
           "UsedCapacity", "Availability", "Transactions", "SuccessE2ELatency", "UnhealthyHostCount", "FailedRequests",
           "ServiceApiLatency", "usedmemorypercentage", "serverLoad", "TotalRequestUnits", "node_cpu_usage_percentage",
           "ActiveMessages", "DeadletteredMessages", "ThrottledRequests", "IncomingMessages", "requests/failed",
           "VmAvailabilityMetric", "availabilityResults/availabilityPercentage"]
DIMENSIONS = ["microsoft.resourceId", "microsoft.resourceType", "ResourceId", "Instance", "ApiName", "StatusCode",
              "ResponseType", "BackendServer", "Computer", "_ResourceId", "node", "namespace", "phase", "EntityName", "GeoType",
              "Tier", "LUN", "Direction"]
OPERATORS = ["GreaterThan", "LessThan", "GreaterThanOrEqual", "LessThanOrEqual", "GreaterOrLessThan"]
AGGREGATIONS = ["Average", "Total", "Maximum", "Minimum", "Count"]
PLACES = ["prod", "dev", "test", "web", "orders", "shop", "data", "core", "edge", "weu", "neu", "eus2", "hub", "backend"]
TELLS = ["{} is above its limit", "{} is too low", "{} on the production machines", "Check {} and tell the owner",
         "{} exceeds the threshold.", "Average of {} over 5 minutes"]
GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?")
NUMBER = re.compile(r"-?\d+(\.\d+)?$")


class Maker:
    """Makes one body into another of its kind; what was the same in it stays the same."""
    def __init__(self, chance):
        self.chance = chance
        self.guids = {}

    def guid(self):
        digits = f"{self.chance.getrandbits(128):032x}"
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

    def name(self):
        return "-".join(self.chance.sample(PLACES, 2)) + self.chance.choice(["", "-01", "-02", "-3", "1"])

    def time(self, match):
        c = self.chance
        day = f"20{c.randint(24, 31)}-{c.randint(1, 12):02}-{c.randint(1, 28):02}"
        fraction = match[1] and "." + "".join(c.choices("0123456789", k=len(match[1]) - 1))
        return f"{day}T{c.randint(0, 23):02}:{c.randint(0, 59):02}:{c.randint(0, 59):02}{fraction or ''}"

    def number(self, text):
        value = self.chance.choice((self.chance.randint(0, 100), self.chance.randint(0, 10**6)))
        return f"{value}.{self.chance.randint(0, 9999)}" if "." in text else str(value)

    def text(self, key, text):
        c = self.chance
        if key in ("metricName", "alertRule", "name") and c.random() < 0.7:
            return c.choice(DIMENSIONS if key == "name" else METRICS)
        if key == "description" and text and c.random() < 0.7:
            return c.choice(TELLS).format(c.choice(METRICS))
        if key == "metricNamespace":
            return "/".join(self.kind[:2])
        if key == "targetResourceType":
            return "/".join(self.kind[:2]).lower()
        for known, choices in (("operator", OPERATORS), ("timeAggregation", AGGREGATIONS),
                               ("severity", ["Sev0", "Sev1", "Sev2", "Sev3", "Sev4"])):
            if key == known:
                return c.choice(choices)
        text = GUID.sub(lambda m: self.guids.setdefault(m[0].lower(), self.guid()), text)
        text = TIME.sub(self.time, text)
        text = re.sub(r"(?i)(/resourcegroups/)[^/\"%]+", lambda m: m[1] + self.group, text)
        text = re.sub(r"(?i)/providers/Microsoft\.(Compute|Sql|Web|Storage)/[^/\"%]+/[^/\"%]+",
                      lambda m: f"/providers/{self.kind[0]}/{self.kind[1]}/{self.resource}", text)
        return self.number(text) if NUMBER.match(text) else text

    def value(self, key, value):
        if isinstance(value, dict):
            return {k: self.value(k, v) for k, v in value.items()}
        if isinstance(value, list):
            made = [self.value(key, v) for v in value]
            if key in ("dimensions", "allOf") and value and isinstance(value[0], dict):
                made += [self.value(key, self.chance.choice(value)) for _ in range(self.chance.choice((0, 0, 1, 2)))]
            return made
        if isinstance(value, str):
            if key == "value" and self.chance.random() < 0.5:
                return self.chance.choice((self.guid(), f"/subscriptions/{self.subscription}/resourceGroups/{self.group}/providers/"
                                           f"{self.kind[0]}/{self.kind[1]}/{self.name()}", self.name()))
            return self.text(key, value)
        if isinstance(value, float):
            return float(self.number("0.0"))
        return value

    def body(self, document):
        self.guids = {}
        self.kind = self.chance.choice(RESOURCES)
        self.resource = f"{self.kind[2]}-{self.name()}"
        self.group = f"rg-{self.name()}"
        self.subscription = self.guid()
        document = self.value("", document)
        essentials = document.get("data", {}).get("essentials") if isinstance(document.get("data"), dict) else None
        if essentials and "alertId" in essentials and self.chance.random() < 0.6:
            self.newer_fields(essentials)
        return json.dumps(document, separators=(",", ":"), ensure_ascii=False)

    # What senders put beside the documented fields.
    def newer_fields(self, essentials):
        rule = str(essentials.get("alertRule", "rule"))
        essentials.setdefault("targetResourceType", "/".join(self.kind[:2]).lower())
        essentials.setdefault("targetResourceGroup", self.group)
        essentials.setdefault("alertRuleID", f"/subscriptions/{self.subscription}/resourceGroups/{self.group}/providers/"
                              f"microsoft.insights/{self.chance.choice(('metricAlerts', 'scheduledqueryrules'))}/{rule}")
        essentials.setdefault("investigationLink", "https://portal.azure.com/#view/Microsoft_Azure_Monitoring_Alerts/"
                              "Investigation.ReactView/alertId/" + str(essentials["alertId"]).replace("/", "%2f"))


def samples():
    chance = random.Random(1)
    for file in sorted([*BODIES.glob("*.json"), *(BODIES / "legacy").glob("*.json")]):
        document = json.loads(file.read_text(encoding="utf-8"))
        often = next((times for kind, times in OFTEN.items() if file.name.startswith(kind)), 1)
        if file.parent.name == "legacy":
            often = 0.3
        if not isinstance(document, dict):
            continue
        for _ in range(int(COPIES * often)):
            yield Maker(chance).body(document)


def main():
    if len(sys.argv) != 2 or not sys.argv[1].isdigit():
        sys.exit(__doc__)
    number = int(sys.argv[1])
    into = HERE / f"{number}.dictionary"
    if into.exists():
        sys.exit(f"{into} exists: rows may have been written with it; take the next number")
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for count, body in enumerate(samples()):
            names.append(f"{count:05}")
            pathlib.Path(folder, names[-1]).write_text(body, encoding="utf-8")
        subprocess.run(["zstd", "-q", "-1", "-T1", "--train", *names, f"--maxdict={DICTIONARY_BYTES}", f"--dictID={number}",
                        "-o", str(into)], cwd=folder, check=True)
    print(f"{into}: {into.stat().st_size} bytes, of {len(names)} bodies")


if __name__ == "__main__":
    main()
