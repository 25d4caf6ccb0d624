// Deliveries that could not be processed and wait for a decision.

import { link } from "../lib/address.js";
import { ask } from "../lib/dialog.js";
import { h, replace } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { PagedTable } from "../lib/list.js";
import { errorBox, tell } from "../lib/notice.js";
import { incident, severity } from "../lib/tags.js";
import { foreign, long, resource, short } from "../lib/text.js";
import { time } from "../lib/time.js";

const name = (row) => short(row.rule, 100) || t("delivery.title", { id: row.id });

function rule(row) {
  return [h("a", { class: "se-story", href: link("story", { of: `d${row.id}` }) }, h("bdi", {}, name(row))),
    h("div", { class: "se-faint" }, row.condition ? t(`condition.${row.condition}`) : t("condition.none"), " · ",
      foreign(row.connection), row.severity ? [" ", severity(row.severity)] : null)];
}

function columns({ retry, drop }) {
  const act = (key, row, run, kind) => h("button", { type: "button", class: kind, on: { click: () => run(row) },
    "aria-label": `${t(key)}: ${name(row)}` }, t(key));
  return [
    { title: "col.since", class: "se-c-when", cell: (row) => time(row.since_at || row.received_at) },
    { title: "col.rule", class: "se-c-wide", cell: rule },
    { title: "col.resource", cell: (row) => resource(row.resource) },
    { title: "col.reason", class: "se-c-wide", cell: (row) => [long(row.why, 300),
      row.attempt > 1 ? h("div", { class: "se-faint" }, t("activity.attempt", { n: row.attempt })) : null] },
    { title: "col.incident", cell: (row) => incident(row.incident) },
    { title: "col.actions", cell: (row) => h("div", { class: "se-row-acts" }, act("parked.retry", row, retry),
      act("parked.drop", row, drop, "se-danger")) },
  ];
}

function empty() {
  return h("div", { class: "se-empty" }, h("p", {}, t("parked.empty")),
    h("p", {}, h("a", { href: link("activity") }, t("activity.title"))));
}

async function show(element, { api, title }) {
  const problem = h("div");
  // Somebody else may have decided already: then the list has changed.
  const order = async (path, body, done) => {
    replace(problem);
    try {
      done(await api.post(path, body));
    } catch (error) {
      replace(problem, errorBox(error));
      await list.reload();
    }
  };
  const retry = (row) => order(`parked/${row.id}/retry`, undefined, () => {
    list.remove(row.id, title);
    tell(t("parked.retried", { rule: name(row) }));
  });
  const drop = async (row) => {
    const why = await ask({ title: t("parked.dropTitle"), text: t("parked.dropText", { rule: name(row) }),
      input: t("parked.dropReason"), confirm: t("parked.drop"), danger: true });
    if (why) await order(`parked/${row.id}/drop`, why, () => {
      list.remove(row.id, title);
      tell(t("parked.dropped", { rule: name(row) }));
    });
  };
  const retryAll = async () => {
    if (!(await ask({ title: t("parked.allTitle"), text: t("parked.allText"), confirm: t("parked.all") }))) return;
    await order("parked/retry", undefined, async (answer) => {
      await list.reload();
      title.focus();
      tell(t("parked.allDone", { n: answer?.retried ?? "" }));
    });
  };
  const all = h("div", { class: "se-actions" },
    h("button", { type: "button", on: { click: retryAll } }, t("parked.all")));
  const list = new PagedTable({ columns: columns({ retry, drop }), caption: "parked.title", rowId: (row) => row.id,
    load: (key) => api.get("deliveries", { state: "parked", before: key }),
    empty: () => {
      all.hidden = true;
      return empty();
    } });
  replace(element, h("p", {}, t("parked.intro")), problem, all, list.element);
  await list.reload();
}

export default { name: "parked", title: "parked.title", show };
