// Saves an edit of the settings.  If somebody else has saved meanwhile, shows who, when and what, and lets the operator
// decide.

import { differences } from "../../lib/differences.js";
import { h, replace } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { errorBox } from "../../lib/notice.js";
import { Settings } from "../../lib/settings.js";
import { time } from "../../lib/time.js";
import { changesTable } from "./changes.js";

// An edit: settings;  apply(document) -> the document with the edit;  part(document) -> what the edit replaces;
// place: an element for errors;  problems(list, document) -> those that no field has shown;
// reload(): start again from the saved settings;  saved(answer): called at the end.
export async function save(edit) {
  const { settings } = edit;
  const document = edit.apply(settings.document);
  replace(edit.place);
  try {
    await edit.saved(await settings.save(document));
  } catch (error) {
    if (error.status === 412) return conflict(edit, error);
    const rest = edit.problems?.(error.problems ?? [], document) ?? error.problems;
    replace(edit.place, errorBox({ status: error.status, message: error.message, problems: rest }));
    if (rest?.length || !error.problems?.length) edit.place.scrollIntoView({ block: "nearest" });
  }
}

async function conflict(edit, error) {
  let theirs;
  try {
    theirs = await Settings.load(edit.settings.api);
  } catch (failed) {
    return replace(edit.place, errorBox(failed));
  }
  const touched = differences({ part: edit.part(edit.settings.document) }, { part: edit.part(theirs.document) })
    .map((one) => ({ ...one, path: one.path.replace(/^part\.?/, "") }));
  const mine = h("button", { type: "button", class: "se-primary", on: { click: () => {
    edit.settings.adopt(theirs);
    if (!touched.length) return save(edit);
    replace(edit.place, h("p", { class: "se-error", role: "status" }, t("conflict.kept")));
    edit.place.closest("form")?.querySelector("button[type=submit]")?.focus();
  } } }, t(touched.length ? "conflict.keep" : "conflict.saveToo"));
  replace(edit.place, h("div", { class: "se-error", role: "alert" },
    h("p", {}, h("strong", {}, t("conflict.title"))),
    whoAndWhen(error),
    h("p", {}, t(touched.length ? "conflict.same" : "conflict.other")),
    touched.length ? changesTable(touched) : null,
    h("div", { class: "se-actions" }, mine,
      h("button", { type: "button", on: { click: () => edit.reload() } }, t("conflict.theirs")))));
  mine.focus();
}

function whoAndWhen({ body }) {
  if (!body.changed_by) return null;
  return h("p", {}, t("conflict.who", { who: body.changed_by, version: body.version }), " ", time(body.changed_at));
}

// For a change by one click, without a form: shows who has saved meanwhile; the caller reloads the list.
export function quickConflict(error) {
  return h("div", { class: "se-error", role: "alert" }, h("p", {}, h("strong", {}, t("conflict.title"))),
    whoAndWhen(error), h("p", {}, t("conflict.again")));
}
