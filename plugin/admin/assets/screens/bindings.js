// Bindings of resources to configuration items, resources without one, and import and export of CSV.

import { link } from "../lib/address.js";
import { ask } from "../lib/dialog.js";
import { h, replace } from "../lib/dom.js";
import { Filters } from "../lib/filters.js";
import { t } from "../lib/i18n.js";
import { PagedTable } from "../lib/list.js";
import { names } from "../lib/names.js";
import { errorBox, tell } from "../lib/notice.js";
import { foreign, long, resource, short } from "../lib/text.js";
import { time } from "../lib/time.js";
import { importCis } from "./parts/import_cis.js";
import { pickCi } from "./parts/pick_ci.js";

const parts = ["bound", "unbound", "import"];
const rowId = (row) => JSON.stringify([row.desk, row.resource]);

function act(key, row, run, danger) {
  return h("button", { type: "button", class: danger ? "se-danger" : undefined, on: { click: () => run(row) },
    "aria-label": `${t(key)}: ${short(row.resource, 200)}` }, t(key));
}

function boundColumns({ pin, unpin }) {
  return [
    { title: "col.resource", class: "se-c-wide", cell: (row) => resource(row.resource) },
    { title: "col.ci", class: "se-c-wide", cell: (row) => [foreign(row.ci_name || row.ci_id),
      h("div", { class: "se-faint" }, foreign([row.ci_class, row.ci_id].filter(Boolean).join(" · ")))] },
    { title: "col.reason", class: "se-c-wide", cell: (row) => [long(row.reason), row.pinned_by
      ? h("div", {}, h("span", { class: "se-tag" }, t("bindings.pinned")), " ",
        foreign(short(row.pinned_by, 60))) : null] },
    { title: "col.desk", cell: (row) => foreign(row.desk) },
    { title: "col.since", class: "se-c-when", cell: (row) => time(row.bound_at) },
    { title: "col.actions", cell: (row) => h("div", { class: "se-row-acts" }, act("pick.open", row, pin),
      act("bindings.forget", row, unpin, true)) },
  ];
}

const unboundColumns = ({ pin }) => [
  { title: "col.resource", class: "se-c-wide", cell: (row) => resource(row.resource) },
  { title: "col.why", class: "se-c-wide", cell: (row) => long(row.why) },
  { title: "col.desk", cell: (row) => foreign(row.desk) },
  { title: "col.firstSeen", class: "se-c-when", cell: (row) => time(row.first_seen_at) },
  { title: "col.lastSeen", class: "se-c-when", cell: (row) => time(row.last_seen_at) },
  { title: "col.lookAgain", class: "se-c-when", cell: (row) => time(row.look_again_at) },
  { title: "col.actions", cell: (row) => act("pick.open", row, pin) },
];

function noneBound() {
  return h("div", { class: "se-empty" }, h("p", {}, t("bindings.empty")), h("p", {},
    h("a", { href: link("bindings", { show: "unbound" }) }, t("bindings.unbound")), " · ",
    h("a", { href: link("bindings", { show: "import" }) }, t("bindings.import"))));
}

const noneUnbound = () => h("div", { class: "se-empty" }, h("p", {}, t("bindings.unboundEmpty")));

async function list(element, { api, query, keep, title }, chosen, unbound) {
  const filters = new Filters({ query, keep, change: () => table.reload(), fields: [
    { name: "q", label: t("filter.search") }, { name: "desk", label: t("filter.desk"), choices: chosen.desks }] });
  if (unbound) filters.more = { show: "unbound" };
  const pin = async ({ desk, resource: of } = {}) => {
    const pinned = await pickCi({ api, desks: chosen.desks, desk, resource: of });
    if (!pinned) return;
    if (unbound) table.remove(rowId(pinned), title);
    else await table.renew(rowId(pinned), { q: pinned.resource, desk: pinned.desk });
    tell(t("pick.done", { resource: short(pinned.resource, 80), ci: short(pinned.ci.name, 80) }));
  };
  const unpin = async (row) => {
    const text = t("bindings.forgetText", { resource: short(row.resource, 300),
      ci: short(row.ci_name || row.ci_id, 100) });
    const sure = await ask({ title: t("bindings.forgetTitle"), text, confirm: t("bindings.forget"), danger: true });
    if (!sure) return;
    try {
      await api.post("bindings/unpin", { desk: row.desk, resource: row.resource });
      table.remove(rowId(row), title);
      tell(t("bindings.forgotten", { resource: short(row.resource, 80) }));
    } catch (error) {
      replace(problem, errorBox(error));
    }
  };
  const problem = h("div");
  const table = new PagedTable({ rowId, columns: (unbound ? unboundColumns : boundColumns)({ pin, unpin }),
    caption: unbound ? "bindings.unbound" : "bindings.bound",
    load: (key, search) => api.get(unbound ? "unbound" : "bindings", { ...filters.values, ...search, after: key }),
    empty: () => filters.any ? filters.nothing() : unbound ? noneUnbound() : noneBound() });
  replace(element, filters.element, h("div", { class: "se-actions" },
    chosen.desks.length ? h("button", { type: "button", on: { click: () => pin() } }, t("bindings.pinAny")) : null,
    h("a", { href: `${api.base}views/${unbound ? "unbound_resources" : "ci_bindings"}?format=csv&limit=100000`,
      download: unbound ? "unbound.csv" : "bindings.csv" }, t("action.csv"))), problem, table.element);
  await table.reload();
}

async function show(element, context) {
  const part = parts.includes(context.query.show) ? context.query.show : "bound";
  const chosen = await names(context.api);
  const content = h("div");
  const tabs = h("nav", { class: "se-tabs", "aria-label": t("bindings.title") }, parts.map((one) =>
    h("a", { href: link("bindings", one === "bound" ? undefined : { show: one }),
      "aria-current": one === part ? "page" : undefined }, t(`bindings.${one}`))));
  replace(element, tabs, content);
  if (part === "import") return importCis(content, context, chosen);
  return list(content, context, chosen, part === "unbound");
}

export default { name: "bindings", title: "bindings.title", show };
