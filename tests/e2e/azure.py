"""Bodies as Azure Monitor sends them: composed here, those of tests/data, and the published samples where those are at hand."""
import copy
import json
import pathlib
import uuid

import harness

OWN = pathlib.Path(__file__).resolve().parents[1] / "data"
SUBSCRIPTION = "2c1a5b7e-4d0f-4c33-9a53-7e4b8f1d0a11"


def resource(name, group="shop", kind="Microsoft.Compute/virtualMachines", subscription=SUBSCRIPTION):
    return f"/subscriptions/{subscription}/resourceGroups/{group}/providers/{kind}/{name}"


def new_alert_id(subscription=SUBSCRIPTION):
    return f"/subscriptions/{subscription}/providers/Microsoft.AlertsManagement/alerts/{uuid.uuid4()}"


def metric_alert(alert_id, condition="Fired", target=None, rule="CPU above 90 percent", severity="Sev1",
                 fired="2026-03-01T10:15:00.1234567Z", resolved=None, items=None, **essentials):
    """A static metric alert of the common alert schema.  `essentials` go over the usual ones; None leaves one out."""
    target = target or resource("web-01")
    fields = {
        "alertId": alert_id, "alertRule": rule, "severity": severity, "signalType": "Metric",
        "monitorCondition": condition, "monitoringService": "Platform", "alertTargetIDs": [target],
        "configurationItems": [target.rsplit("/", 1)[-1]] if items is None else items,
        "originAlertId": f"{SUBSCRIPTION}_shop_microsoft.insights_metricAlerts_cpu_-1615335870",
        "firedDateTime": fired, "description": "The machine is busy.", "essentialsVersion": "1.0",
        "alertContextVersion": "1.0",
    }
    if condition == "Resolved":
        fields["resolvedDateTime"] = resolved or "2026-03-01T10:25:00.7654321Z"
    for name, value in essentials.items():
        if value is None:
            fields.pop(name, None)
        else:
            fields[name] = value
    return {
        "schemaId": "azureMonitorCommonAlertSchema",
        "data": {
            "essentials": fields,
            "alertContext": {
                "properties": None, "conditionType": "SingleResourceMultipleMetricCriteria",
                "condition": {
                    "windowSize": "PT5M", "windowStartTime": "2026-03-01T10:08:00Z",
                    "windowEndTime": "2026-03-01T10:13:00Z",
                    "allOf": [{"metricName": "Percentage CPU", "metricNamespace": "Microsoft.Compute/virtualMachines",
                               "operator": "GreaterThan", "threshold": "90", "timeAggregation": "Average",
                               "dimensions": [], "metricValue": 97.25, "webTestName": None}],
                },
            },
            "customProperties": None,
        },
    }


def sample_files(folder="."):
    """Bodies of our own, and in addition the published samples where these lie beside the tree."""
    return [file for root in (OWN / "alerts", harness.SHARED / "azure" / "samples")
            for file in sorted((root / folder).glob("*.json"))]


def sample(name):
    return json.loads((OWN / "alerts" / name).read_text(encoding="utf-8"))


def changed(body, **essentials):
    copied = copy.deepcopy(body)
    copied["data"]["essentials"].update(essentials)
    return copied
