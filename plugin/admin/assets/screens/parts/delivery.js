// One delivery: its reception, sender, checks and body.

import { link } from "../../lib/address.js";
import { h, replace, uniqueId } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { errorBox } from "../../lib/notice.js";
import { incident, outcome, severity } from "../../lib/tags.js";
import { foreign, long, plain, resource } from "../../lib/text.js";
import { time } from "../../lib/time.js";

// rows: [[text key, content], ...]; those without content are left out.
export function facts(rows) {
  return h("dl", { class: "se-details" }, rows.filter(([, content]) => content).map(([key, content]) =>
    h("div", {}, h("dt", {}, t(key)), replace(h("dd"), content))));
}

export function summary(row) {
  return facts([
    ["col.rule", long(row.rule)], ["col.resource", row.resource ? resource(row.resource) : null],
    ["col.severity", row.severity ? severity(row.severity) : null],
    ["col.incident", row.incident ? [incident(row.incident), " ", foreign(row.incident.desk)] : null],
    ["delivery.alertId", row.alert_id ? h("code", {}, long(row.alert_id)) : null],
    ["filter.connection", foreign(row.connection)],
  ]);
}

// Folded; loaded when it is first unfolded.
export function deliveryDetails(api, id) {
  const content = h("div", { class: "se-unfolded" });
  const fold = h("details", { class: "se-more" }, h("summary", {}, t("delivery.title", { id })), content);
  fold.addEventListener("toggle", async () => {
    if (!fold.open || fold.dataset.asked) return;
    fold.dataset.asked = "yes";
    replace(content, h("p", { class: "se-faint" }, t("list.loading")));
    try {
      const row = await api.get(`deliveries/${id}`);
      replace(content, details(row), h("p", { class: "se-actions" },
        h("a", { href: link("rules", { delivery: id }) }, t("delivery.dryRun")),
        row.state === "parked" ? h("a", { href: link("parked") }, t("delivery.toParked")) : null), body(api, id));
    } catch (error) {
      delete fold.dataset.asked;
      replace(content, errorBox(error));
    }
  });
  return fold;
}

function details(row) {
  return facts([
    ["col.when", time(row.received_at)],
    ["col.outcome", [outcome(row), row.why ? [" ", long(row.why)] : null]],
    ["delivery.since", row.since_at ? time(row.since_at) : null],
    ["delivery.attempts", row.attempt ? String(row.attempt) : null],
    ["delivery.repeats", row.repeats ? String(row.repeats) : null],
    ["delivery.condition", row.condition ? t(`condition.${row.condition}`) : t("condition.none")],
    ["delivery.form", [long(row.form), row.test ? ` · ${t("activity.test")}` : null]],
    ["delivery.caller", row.caller ? h("code", {}, foreign(row.caller)) : null],
    ["delivery.peer", row.peer ? h("code", {}, foreign(row.peer)) : null],
    ["delivery.checks", long(row.checks, 400)],
  ]);
}

function body(api, id) {
  const place = h("div");
  const button = h("button", { type: "button", on: { click: async () => {
    button.disabled = true;
    try {
      button.replaceWith(bodyText(await api.get(`deliveries/${id}/body`, undefined, { text: true }), place));
      place.querySelector("pre").focus();
    } catch (error) {
      replace(place, errorBox(error));
    }
    button.disabled = false;
  } } }, t("delivery.showBody"));
  return [button, place];
}

// As received; indentation is only for reading.
function bodyText(text, place) {
  const said = typeof text === "string" ? text : JSON.stringify(text);
  const shown = h("pre", { tabindex: 0, role: "region", "aria-label": t("delivery.body"), class: "se-body" },
    plain(said));
  const id = uniqueId("indent");
  const indent = h("input", { type: "checkbox", id, on: { change: () => {
    shown.textContent = plain(indent.checked ? indented(said) : said);
  } } });
  replace(place, shown);
  return h("div", { class: "se-checkbox" }, indent, h("label", { for: id }, t("delivery.indent")));
}

function indented(text) {
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
}
