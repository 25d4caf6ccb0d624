// Connections: who may send alerts, and to which desk they go.

import { link } from "../lib/address.js";
import { ask } from "../lib/dialog.js";
import { h, replace } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { errorBox, tell, tellNext } from "../lib/notice.js";
import { Settings, withItem, withoutItem } from "../lib/settings.js";
import { table } from "../lib/table.js";
import { connectionForm } from "./parts/connection_form.js";
import { showChecks } from "./parts/connection_checks.js";
import { connectionSetup } from "./parts/connection_setup.js";
import { firstSteps } from "./parts/first_steps.js";
import { quickConflict } from "./parts/saving.js";

export default { name: "connections", title: "connections.title", show };

async function show(element, context) {
  const settings = await Settings.load(context.api);
  const { name } = context.query;
  if ("new" in context.query || !settings.document.connections.length)
    return firstSteps(element, { ...context, settings });
  if (name === undefined) return list(element, { ...context, settings });
  const connection = settings.connection(name);
  if (!connection)
    return void replace(element, back(), h("p", { class: "se-empty" }, t("connections.unknown", { name })));
  return connectionScreen(element, { ...context, settings }, connection);
}

const back = () => h("p", {}, h("a", { href: link("connections") }, t("connections.back")));

function connectionScreen(element, context, connection) {
  context.title.textContent = connection.name;
  const checks = h("div", {});
  const form = connectionForm(context, { connection, saved: (answer) => {
    tellNext(t("settings.saved", { version: answer.version }));
    context.go(link("connections", { name: connection.name }));
  } });
  replace(element, back(),
    h("p", { class: "se-faint" },
      connection.enabled ? null : h("strong", { class: "se-bad" }, t("connections.off"), " "), connection.description),
    h("h2", {}, t("checks.title")), checks,
    h("h2", {}, t("setup.title")), connectionSetup(context, connection),
    h("h2", {}, t("connections.settings")), form.element,
    h("p", {}, h("a", { href: link("rules", { connection: connection.name }) },
      t("connections.routes", { count: (connection.routes ?? []).length }))));
  const ends = [showChecks(checks, context, connection), form.end];
  return () => ends.forEach((end) => end());
}

function list(element, context) {
  const { settings } = context;
  const error = h("div", {});
  const place = h("div", {});
  const draw = () => replace(place, table({
    caption: t("connections.title"),
    rows: settings.document.connections,
    columns: [
      { title: "connections.name", cell: (row) => h("a", { href: link("connections", { name: row.name }) }, row.name) },
      { title: "connections.state", cell: (row) => h("span", { class: `se-tag ${row.enabled ? "se-good" : "se-bad"}` },
        t(row.enabled ? "connections.on" : "connections.off")) },
      { title: "connections.desk", cell: (row) => h("a", { href: link("desks", { name: row.desk }) }, row.desk) },
      { title: "connections.tenant", cell: (row) => h("code", {}, row.tenant_id) },
      { title: "connections.description", cell: (row) => row.description },
      { title: "list.actions", cell: (row) => actions(row) },
    ],
  }));
  const actions = (row) => h("div", { class: "se-row-actions" },
    h("button", { type: "button", "data-act": `toggle ${row.name}`, on: { click: () => toggle(row) } },
      t(row.enabled ? "connections.disable" : "connections.enable"), h("span", { class: "se-hidden" }, ` ${row.name}`)),
    h("button", { type: "button", class: "se-danger", on: { click: () => remove(row) } }, t("action.remove"),
      h("span", { class: "se-hidden" }, ` ${row.name}`)));

  async function change(document, said) {
    replace(error);
    try {
      const answer = await settings.save(document);
      tell(t("settings.saved", { version: answer.version }) + " " + said);
    } catch (failed) {
      replace(error, failed.status === 412 ? quickConflict(failed) : errorBox(failed));
      if (failed.status === 412) settings.adopt(await Settings.load(context.api));
    }
    if (!settings.document.connections.length) return context.go(link("connections"));
    draw();
  }

  async function toggle(row) {
    const { name } = row;
    if (row.enabled && !(await ask({ title: t("connections.disableTitle", { name }), text: t("connections.disableText"),
      confirm: t("connections.disable"), danger: true }))) return;
    await change(withItem(settings.document, "connections", { ...row, enabled: !row.enabled }),
      t(row.enabled ? "connections.disabled" : "connections.enabled", { name }));
    [...place.querySelectorAll("button")].find((one) => one.dataset.act === `toggle ${name}`)?.focus();
  }

  async function remove({ name }) {
    if (!(await ask({ title: t("connections.removeTitle", { name }), text: t("connections.removeText"),
      confirm: t("action.remove"), danger: true }))) return;
    await change(withoutItem(settings.document, "connections", name), t("connections.removed", { name }));
    place.querySelector("a")?.focus();
  }

  replace(element, h("div", { class: "se-actions" },
    h("a", { class: "se-button", href: link("connections", { new: "" }) }, t("connections.add"))), error, place);
  draw();
}
