// The history of the settings: who changed what and when, and undo of the last change.

import { link } from "../lib/address.js";
import { ask } from "../lib/dialog.js";
import { differences } from "../lib/differences.js";
import { h, replace } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { PagedTable } from "../lib/list.js";
import { errorBox, tellNext } from "../lib/notice.js";
import { segment } from "../lib/api.js";
import { time } from "../lib/time.js";
import { changesTable } from "./parts/changes.js";
import { quickConflict } from "./parts/saving.js";

export default { name: "history", title: "history.title", show };

const shownChanges = 5;  // of one version in the list; the page of the version has them all

async function show(element, context) {
  if (context.query.version !== undefined) return one(element, context, context.query.version);
  const table = new PagedTable({
    caption: "history.title",
    rowId: (row) => row.version,
    load: (before) => context.api.get("settings/history", { before, limit: 50 }),
    empty: () => h("div", { class: "se-empty" }, h("p", {}, t("history.none")),
      h("p", {}, h("a", { href: link("connections") }, t("history.noneNext")))),
    columns: [
      { title: "history.version", cell: (row) => h("a", { href: link("history", { version: row.version }) },
        t("history.versionNumber", { version: row.version })) },
      { title: "history.when", cell: (row) => time(row.changed_at) },
      { title: "history.who", cell: (row) => row.changed_by },
      { title: "history.changes", cell: (row) => changeLines(row) },
    ],
  });
  const error = h("div", {});
  replace(element, error, undoButton(context, error), table.element);
  await table.reload();
}

function changeLines({ version, changes }) {
  const more = changes.length - shownChanges;
  return h("ul", { class: "se-plain" }, changes.slice(0, shownChanges).map((change) => h("li", {}, h("code", {},
    shortened(change)))), more > 0 ? h("li", {}, h("a", { href: link("history", { version }) },
    t("history.more", { count: more }))) : null);
}

const shortened = (text) => text.length > 200 ? text.slice(0, 200) + " …" : text;

function undoButton({ api, status, go }, error) {
  const version = status.settings_version;
  if (!(version > 1)) return null;  // the first version has no predecessor
  return h("div", { class: "se-actions" }, h("button", { type: "button", on: { click: async () => {
    if (!(await ask({ title: t("history.undoTitle", { version }), text: t("history.undoText", { before: version - 1 }),
      confirm: t("history.undo"), danger: true }))) return;
    try {
      const answer = await api.post("settings/undo", { version });
      tellNext(t("history.undone", { version, now: answer.version }));
      go(link("history"));
    } catch (failed) {
      replace(error, failed.status === 412 ? [quickConflict(failed), h("p", {}, h("button", { type: "button",
        on: { click: () => go(link("history")) } }, t("conflict.theirs")))] : errorBox(failed));
    }
  } } }, t("history.undo")));
}

async function one(element, context, version) {
  context.title.textContent = t("history.versionNumber", { version });
  const entry = await context.api.get(`settings/history/${segment(version)}`);
  const changes = differences(entry.before ?? undefined, entry.document);
  const error = h("div", {});
  const whole = (key, document) => h("details", { class: "se-extra" }, h("summary", {}, t(key)),
    h("pre", { tabindex: 0 }, JSON.stringify(document, null, 2)));
  replace(element,
    h("p", {}, h("a", { href: link("history") }, t("history.back"))),
    h("p", {}, t("history.by", { who: entry.changed_by }), " ", time(entry.changed_at)),
    error, String(context.status.settings_version) === version ? undoButton(context, error) : null,
    changes.length ? changesTable(changes) : h("p", { class: "se-faint" }, t("history.same")),
    entry.before ? whole("history.before", entry.before) : h("p", { class: "se-faint" }, t("history.first")),
    whole("history.after", entry.document),
    h("p", { class: "se-actions" }, version > 1 ? h("a", { href: link("history", { version: version - 1 }) },
      t("history.older")) : null, version < context.status.settings_version
      ? h("a", { href: link("history", { version: Number(version) + 1 }) }, t("history.newer")) : null));
}
