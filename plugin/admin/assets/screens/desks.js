// Desks: where incidents are opened.

import { link } from "../lib/address.js";
import { segment } from "../lib/api.js";
import { ask } from "../lib/dialog.js";
import { h, replace } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { errorBox, tell, tellNext } from "../lib/notice.js";
import { Settings, usersOf, withoutItem } from "../lib/settings.js";
import { table } from "../lib/table.js";
import { deskForm } from "./parts/desk_form.js";
import { inHostFrame, kindTitle } from "./parts/desk_kinds.js";
import { quickConflict } from "./parts/saving.js";
import { runTest, testLines } from "./parts/test_lines.js";

export default { name: "desks", title: "desks.title", show };

let lastTest;  // the result of the desk test on saving: shown on the next page

async function show(element, context) {
  const [settings, kinds, secrets] = await Promise.all([Settings.load(context.api), context.api.get("desk-kinds"),
    context.api.get("secrets")]);
  const own = { ...context, settings, kinds, secrets };
  if ("new" in context.query) return add(element, own, context.query.new);
  if (context.query.name === undefined) return list(element, own);
  return deskScreen(element, own, context.query.name);
}

const back = () => h("p", {}, h("a", { href: link("desks") }, t("desks.back")));

function add(element, context, name) {
  const kind = context.kinds.find((one) => one.name === name);
  context.title.textContent = kind ? t("desks.newOf", { kind: kindTitle(kind) }) : t("desks.new");
  if (!kind) return void replace(element, back(), kindLinks(context.kinds));
  return form(element, context, { kind, secrets: [] });
}

function kindLinks(kinds) {
  return h("ul", { class: "se-cards" }, kinds.filter((kind) => kind.name !== "host" || inHostFrame()).map((kind) =>
    h("li", {}, h("a", { href: link("desks", { new: kind.name }) }, kindTitle(kind)),
      h("p", { class: "se-help" }, t(kind.remote ? "desks.remote" : `kind.${kind.name}.help`)))));
}

function deskScreen(element, context, name) {
  const desk = context.settings.desk(name);
  if (!desk) return void replace(element, back(), h("p", { class: "se-empty" }, t("desks.unknown", { name })));
  const kind = context.kinds.find((each) => each.name === desk.kind) ?? { name: desk.kind, title: desk.kind,
    options: [], secrets: [] };
  context.title.textContent = desk.name;
  return form(element, context, { kind, desk, secrets: context.secrets.filter((entry) => entry.desk === name) });
}

function form(element, context, { kind, desk, secrets }) {
  const result = h("div", { role: "status" });
  const edited = deskForm(context, { kind, desk, secrets, saved: async (answer, item, good) => {
    const said = t("settings.saved", { version: answer.version });
    lastTest = { desk: item.name, run: kind.remote, lines: answer.desks?.find((one) => one.desk === item.name)?.lines };
    if (!good) return tell(said + " " + t("secrets.refused"));
    tellNext(said);
    context.go(link("desks", { name: item.name }));
  } });
  const users = desk ? usersOf(context.settings.document, desk.name) : [];
  replace(element, back(),
    h("p", { class: "se-faint" }, kindTitle(kind),
      users.length ? [" · ", t("desks.usedBy"), " ", connectionLinks(users)] : null),
    desk ? [h("div", { class: "se-actions" }, testButton(context, desk.name, result),
      h("a", { href: link("rules", { desk: desk.name }) }, t("desks.rules"))), result] : null,
    edited.element);
  if (desk && lastTest?.desk === desk.name) {
    // The secrets were stored after the settings, so the test result may be outdated.
    if (lastTest.run) runTest(context.api, desk.name, result);
    else if (lastTest.lines) replace(result, testLines(lastTest.lines));
    lastTest = undefined;
  }
  return edited.end;
}

const connectionLinks = (names) => names.map((name, at) => [at ? ", " : "",
  h("a", { href: link("connections", { name }) }, name)]);

function testButton({ api }, name, place) {
  const button = h("button", { type: "button", on: { click: async () => {
    button.disabled = true;
    await runTest(api, name, place);
    button.disabled = false;
    button.focus();
  } } }, t("desks.test"), h("span", { class: "se-hidden" }, ` ${name}`));
  return button;
}

function list(element, context) {
  const { settings, kinds } = context;
  const error = h("div", { role: "status" });
  const place = h("div", {});
  const title = (name) => {
    const kind = kinds.find((one) => one.name === name);
    return kind ? kindTitle(kind) : name;
  };
  const draw = () => replace(place, settings.document.desks.length ? table({
    caption: t("desks.title"),
    rows: settings.document.desks,
    columns: [
      { title: "desk.name", cell: (row) => h("a", { href: link("desks", { name: row.name }) }, row.name) },
      { title: "desk.kind", cell: (row) => title(row.kind) },
      { title: "desk.url", cell: (row) => row.url ? h("code", {}, row.url) : "–" },
      { title: "desks.usedBy", cell: (row) => {
        const users = usersOf(settings.document, row.name);
        return users.length ? connectionLinks(users) : h("span", { class: "se-faint" }, t("desks.unused"));
      } },
      { title: "list.actions", cell: (row) => h("div", { class: "se-row-actions" },
        testButton(context, row.name, error), h("button", { type: "button", class: "se-danger", on: { click: () => remove(row.name) } }, t("action.remove"),
          h("span", { class: "se-hidden" }, ` ${row.name}`))) },
    ],
  }) : h("div", { class: "se-empty" }, h("p", {}, t("desks.none")), kindLinks(kinds)));

  async function remove(name) {
    const users = usersOf(settings.document, name);
    if (users.length) return replace(error, h("div", { class: "se-error", role: "alert" },
      h("p", {}, t("desks.inUse", { name }), " ", connectionLinks(users))));
    if (!(await ask({ title: t("desks.removeTitle", { name }), text: t("desks.removeText"), confirm: t("action.remove"),
      danger: true }))) return;
    replace(error);
    try {
      // Remove the secrets first, so that a new desk of that name does not inherit them.
      await removeSecrets(context, name);
      const answer = await settings.save(withoutItem(settings.document, "desks", name));
      tell(t("settings.saved", { version: answer.version }) + " " + t("desks.removed", { name }));
    } catch (failed) {
      replace(error, failed.status === 412 ? quickConflict(failed) : errorBox(failed));
      if (failed.status === 412) settings.adopt(await Settings.load(context.api));
    }
    draw();
    (place.querySelector("a") ?? context.title).focus();
  }

  replace(element, settings.document.desks.length ? h("div", { class: "se-actions" },
    h("a", { class: "se-button", href: link("desks", { new: "" }) }, t("desks.add"))) : null, error, place);
  draw();
}

async function removeSecrets({ api, secrets, settings }, desk) {
  // Do not remove a desk that somebody else has changed meanwhile.
  await api.put("settings", withoutItem(settings.document, "desks", desk), { ifMatch: settings.version,
    query: { dry_run: 1 } });
  for (const entry of secrets.filter((one) => one.desk === desk))
    await api.post(`secrets/${segment(desk)}/${segment(entry.field)}/remove`);
}
