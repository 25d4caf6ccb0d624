// Deliveries and their outcomes: a list that updates itself.

import { link } from "../lib/address.js";
import { h, replace } from "../lib/dom.js";
import { Filters } from "../lib/filters.js";
import { t } from "../lib/i18n.js";
import { PagedTable } from "../lib/list.js";
import { names } from "../lib/names.js";
import { incident, outcome, severity } from "../lib/tags.js";
import { foreign, long, resource, short } from "../lib/text.js";
import { time } from "../lib/time.js";
import { LiveList } from "./parts/live_list.js";

const states = ["waiting", "parked", "done", "dropped", "repeat"];

const columns = [
  { title: "col.when", class: "se-c-when", cell: (row) => time(row.received_at) },
  { title: "col.rule", class: "se-c-wide", cell: rule },
  { title: "col.resource", class: "se-c-wide", cell: (row) => resource(row.resource) },
  { title: "col.severity", class: "se-c-narrow", cell: (row) => severity(row.severity) },
  { title: "col.outcome", class: "se-c-wide", cell: result },
  { title: "col.incident", class: "se-c-incident", cell: (row) => incident(row.incident) },
];

function rule(row) {
  const name = row.rule ? short(row.rule) : t("activity.noRule");
  return [h("a", { class: "se-story", href: link("story", { of: `d${row.id}` }) }, h("bdi", {}, name)),
    h("div", { class: "se-faint" }, row.condition ? t(`condition.${row.condition}`) : t("condition.none"), " · ",
      foreign(row.connection), row.test ? [" · ", t("activity.test")] : null)];
}

function result(row) {
  const more = [row.attempt > 1 && row.state === "waiting" ? t("activity.attempt", { n: row.attempt }) : "",
    row.repeats > 0 ? t("activity.repeats", { n: row.repeats }) : ""].filter(Boolean).join(" · ");
  return [outcome(row), more ? h("span", { class: "se-faint" }, " ", more) : null,
    row.why ? h("div", { class: "se-why" }, long(row.why)) : null];
}

function nothingYet(chosen, status) {
  const path = new URL(status.alerts_path, location.origin).pathname;
  return h("div", { class: "se-empty" }, h("p", {}, t("activity.empty")), chosen.connections.length
    ? [h("p", {}, t("activity.emptyTest"), " ", h("code", {}, path)),
      h("p", {}, h("a", { href: link("connections") }, t("activity.toConnections")))]
    : h("p", {}, h("a", { href: link("connections") }, t("activity.addConnection"))));
}

async function show(element, { api, query, status, keep }) {
  const chosen = await names(api);
  const change = () => {
    live.reset();
    list.reload();
  };
  const filters = new Filters({ query, keep, change, fields: [
    { name: "q", label: t("filter.search") },
    { name: "connection", label: t("filter.connection"), choices: chosen.connections },
    { name: "state", label: t("filter.state"), choices: states.map((one) => [one, t(`state.${one}`)]) },
    { name: "severity", label: t("filter.severity"), choices: [0, 1, 2, 3, 4].map((n) => [`Sev${n}`, `Sev${n}`]) },
  ] });
  const list = new PagedTable({ columns, caption: "activity.title", rowId: (row) => row.id,
    load: (key) => api.get("deliveries", { ...filters.values, before: key }),
    empty: () => filters.any ? filters.nothing() : nothingYet(chosen, status) });
  const live = new LiveList({ list, api, filters });
  replace(element, filters.element, live.element, h("div", { class: "se-fixed" }, list.element));
  await list.reload();
  return live.start();
}

export default { name: "activity", title: "activity.title", show };
