// Shows what would be done about an alert with the edited rules before they are saved.

import { link } from "../../lib/address.js";
import { segment } from "../../lib/api.js";
import { h, replace } from "../../lib/dom.js";
import { Field } from "../../lib/form.js";
import { known, t } from "../../lib/i18n.js";
import { errorBox } from "../../lib/notice.js";
import { table } from "../../lib/table.js";
import { utc } from "../../lib/time.js";

const recent = 20;

export class DryRun {
  // document(): the settings as edited;  connections: names;  wanted: id of a delivery, or undefined;
  // connection: the initial one;  routed(name): called with the route that matched
  constructor({ api, document, connections, wanted, connection, routed }) {
    Object.assign(this, { api, document, routed, wanted });
    this.source = new Field({ kind: "select", label: t("dryRun.alert"), choices: [["paste", t("dryRun.paste")]] });
    this.source.input.addEventListener("change", () => this.follow());
    this.alert = new Field({ kind: "textarea", rows: 10, label: t("dryRun.json"), help: t("dryRun.jsonHelp") });
    this.connection = new Field({ kind: "select", label: t("dryRun.connection"), choices: connections,
      value: connections.includes(connection) ? connection : connections[0] });
    this.stale = h("p", { class: "se-help", hidden: true }, t("dryRun.stale"));
    this.result = h("div", { role: "status" });
    this.button = h("button", { type: "submit", class: "se-primary" }, t("dryRun.run"));
    this.element = h("form", { novalidate: true, on: { submit: (event) => { event.preventDefault(); this.run(); } } },
      h("h2", {}, t("dryRun.title")), h("p", { class: "se-help" }, t("dryRun.help")), this.source.element,
      this.alert.element, this.connection.element, h("div", { class: "se-actions" }, this.button), this.stale, this.result);
    this.follow();
  }

  async load() {
    this.deliveries = new Map();
    try {
      const { rows } = await this.api.get("deliveries", { limit: recent });
      for (const row of rows) this.deliveries.set(String(row.id), row);
      if (this.wanted && !this.deliveries.has(this.wanted))
        this.deliveries.set(this.wanted, await this.api.get(`deliveries/${segment(this.wanted)}`));
    } catch (error) {
      replace(this.result, errorBox(error));
    }
    const options = [...this.deliveries].map(([id, row]) => h("option", { value: id }, shortened(named(row))));
    this.source.input.prepend(...options);
    this.source.set(this.deliveries.has(this.wanted) ? this.wanted : (options[0]?.value ?? "paste"));
    this.follow();
    if (this.deliveries.has(this.wanted)) await this.run();
  }

  follow() {
    const pasted = this.source.value === "paste";
    this.alert.element.hidden = !pasted;
    const row = this.deliveries?.get(this.source.value);
    if (row && [...this.connection.input.options].some((one) => one.value === row.connection))
      this.connection.set(row.connection);
  }

  // The rules were edited, so the result shown is outdated.
  edited() { this.stale.hidden = !this.result.firstChild; }

  async run() {
    this.alert.fail("");
    const order = { connection: this.connection.value, settings: this.document() };
    if (this.source.value === "paste") {
      try {
        JSON.parse(this.alert.value);
        order.alert = this.alert.value.trim();  // unchanged: some alerts are identified by the hash of their text
      } catch (error) {
        this.alert.fail(t(this.alert.value.trim() ? "dryRun.notJson" : "dryRun.nothing", { error: error.message }));
        return this.alert.input.focus();
      }
    } else {
      order.delivery = Number(this.source.value);
    }
    this.button.disabled = true;
    try {
      const answer = await this.api.post("dry-run", order);
      replace(this.result, outcome(answer));
      this.routed(answer.route);
    } catch (error) {
      replace(this.result, errorBox(error));
      this.routed(null);
    }
    this.stale.hidden = true;
    this.button.disabled = false;
  }
}

const named = (row) =>
  [utc(new Date(row.received_at)), row.severity, row.rule, row.resource].filter(Boolean).join(" · ");
const shortened = (text) => text.length > 120 ? text.slice(0, 119) + "…" : text;

function outcome(answer) {
  const line = (what, ...content) => h("div", {}, h("dt", {}, t(`dryRun.${what}`)), h("dd", {}, content));
  const code = (text) => text ? h("code", {}, text) : "–";
  return h("div", { class: "se-outcome" },
    h("p", { class: "se-lead" }, h("strong", {}, known(`act.${answer.act}`, answer.act))),
    answer.why ? h("p", {}, answer.why) : null,
    (answer.problems ?? []).map((problem) => h("p", { class: "se-problem" }, problem)),
    h("dl", {},
      line("route", answer.route ?? t("dryRun.noRoute")),
      line("desk", h("a", { href: link("desks", { name: answer.desk }) }, answer.desk)),
      line("ci", answer.ci ? [h("strong", {}, answer.ci.name), answer.ci.class ? ` (${answer.ci.class}) ` : " ",
        h("code", {}, answer.ci.id)] : t("dryRun.noCi"),
      answer.ci_reason ? h("p", { class: "se-help" }, answer.ci_reason) : null),
      line("condition", answer.condition),
      line("state", known(`state.${answer.state}`, answer.state)),
      line("alertKey", code(answer.alert_key)),
      line("deskKey", code(answer.desk_key))),
    answer.fields?.length ? table({ caption: t("dryRun.fields"), rows: answer.fields, columns: [
      { title: "dryRun.field", cell: (row) => h("code", {}, row.name) },
      { title: "dryRun.value", cell: (row) => h("span", { class: "se-prose", dir: "auto" }, row.value) },
    ] }) : null);
}
