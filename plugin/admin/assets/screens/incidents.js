// Incidents that were opened, with the alert and the configuration item of each.

import { link } from "../lib/address.js";
import { h, replace } from "../lib/dom.js";
import { Filters } from "../lib/filters.js";
import { t } from "../lib/i18n.js";
import { PagedTable } from "../lib/list.js";
import { names } from "../lib/names.js";
import { tell } from "../lib/notice.js";
import { incident, severity, status } from "../lib/tags.js";
import { foreign, long, resource, short } from "../lib/text.js";
import { time } from "../lib/time.js";
import { pickCi } from "./parts/pick_ci.js";

const rowId = (row) => JSON.stringify([row.desk, row.number, row.alert_id, row.created_at]);

function title(row) {
  const of = row.alert_id || row.number;
  const says = h("bdi", {}, short(row.title || row.rule || of));
  return [of ? h("a", { class: "se-story", href: link("story", { of }) }, says) : says,
    h("div", { class: "se-faint" }, row.severity ? [severity(row.severity), " "] : null,
      row.rule ? long(row.rule, 80) : null)];
}

function ci(row) {
  return [row.ci_id ? foreign(row.ci_name || row.ci_id) : h("span", { class: "se-faint" }, t("incidents.noCi")),
    row.ci_reason ? h("div", { class: "se-why" }, long(row.ci_reason)) : null];
}

async function show(element, { api, query, keep }) {
  const chosen = await names(api);
  const filters = new Filters({ query, keep, change: () => list.reload(), fields: [
    { name: "q", label: t("filter.search") },
    { name: "status", label: t("filter.status"), choices: ["open", "closed"].map((one) => [one, t(`status.${one}`)]) },
    { name: "desk", label: t("filter.desk"), choices: chosen.desks },
  ] });
  const pin = async (row) => {
    const pinned = await pickCi({ api, desks: chosen.desks, desk: row.desk, resource: row.resource });
    if (!pinned) return;
    await list.renew(rowId(row), { q: row.number });
    tell(t("pick.done", { resource: short(pinned.resource, 80), ci: short(pinned.ci.name, 80) }));
  };
  const columns = [
    { title: "col.incident", class: "se-c-incident", cell: (row) => [incident(row),
      h("div", { class: "se-faint" }, foreign(row.desk))] },
    { title: "col.status", class: "se-c-narrow", cell: (row) => status(row.status) },
    { title: "col.title", class: "se-c-wide", cell: title },
    { title: "col.resource", cell: (row) => resource(row.resource) },
    { title: "col.ci", class: "se-c-wide", cell: ci },
    { title: "col.opened", class: "se-c-when", cell: (row) => time(row.created_at) },
    { title: "col.closed", class: "se-c-when", cell: (row) => row.closed_at ? time(row.closed_at) : null },
    { title: "col.actions", cell: (row) => row.resource ? h("button", { type: "button",
      "aria-label": t("pick.openFor", { resource: short(row.resource, 200) }), on: { click: () => pin(row) } },
      t("pick.open")) : null },
  ];
  const list = new PagedTable({ columns, caption: "incidents.title", rowId,
    load: (key, search) => api.get("incidents", { ...filters.values, ...search, before: key }),
    empty: () => filters.any ? filters.nothing() : h("div", { class: "se-empty" }, h("p", {}, t("incidents.empty")),
      h("p", {}, h("a", { href: link("activity") }, t("incidents.toActivity")))) });
  replace(element, filters.element, list.element);
  await list.reload();
}

export default { name: "incidents", title: "incidents.title", show };
