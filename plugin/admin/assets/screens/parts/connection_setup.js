// The configuration that Azure needs for a connection: the URL, the application, and the commands to set them.

import { actionGroup, applicationOf, assignment } from "../../lib/azure.js";
import { h, replace } from "../../lib/dom.js";
import { copyable, Field } from "../../lib/form.js";
import { t } from "../../lib/i18n.js";
import { baseOf, isLoopback, isTheScreens, knownBase, unnamedBase } from "../../lib/public_address.js";

const key = (what) => `secure-export.${what}`;

function remembered(what) {
  try { return localStorage.getItem(key(what)) ?? ""; } catch { return ""; }
}

function remember(what, text) {
  try { localStorage.setItem(key(what), text); } catch { /* private mode: for this page only */ }
}

export function connectionSetup({ status }, connection) {
  const base = new Field({ label: t("setup.base"), help: t("setup.base.help"), inputmode: "url", spellcheck: "false",
    placeholder: "https://alerts.example.com", value: remembered("public-base") || knownBase(status.public ?? []) });
  const group = new Field({ label: t("setup.group"), help: t("setup.group.help"), spellcheck: "false",
    value: remembered("resource-group") });
  const doubt = h("p", { class: "se-problem", role: "status" });
  const address = h("div", {});
  const commands = h("div", {});

  function draw() {
    const typed = base.value.trim().replace(/\/+$/, "");
    const url = (typed || unnamedBase(status.public ?? [])) + status.alerts_path;
    replace(doubt, doubtAbout(typed, status.public ?? []));
    replace(address, copyable(t("setup.url"), url));
    replace(commands, connection.required_role ? copyable(t("setup.assignment"), assignment(connection)) : null,
      copyable(t("setup.actionGroup"), actionGroup(connection, { address: url, group: group.value.trim() })));
  }
  base.input.addEventListener("input", () => { remember("public-base", base.value.trim()); draw(); });
  group.input.addEventListener("input", () => { remember("resource-group", group.value.trim()); draw(); });
  draw();

  const { uri } = applicationOf(connection);
  return h("div", {}, base.element, doubt, address,
    uri ? copyable(t("setup.uri"), uri) : null,
    h("details", { class: "se-extra" }, h("summary", {}, t("setup.commands")), h("p", {}, t("setup.commandsNote")),
      group.element, commands),
    h("details", { class: "se-extra" }, h("summary", {}, t("setup.portal")),
      h("ol", {}, [1, 2, 3, 4].map((step) => h("li", {}, t(`setup.portal.${step}`, {
        role: connection.required_role ?? "–", caller: connection.caller_app_ids?.[0] ?? "" }))))),
    h("p", { class: "se-help" }, t("setup.test")));
}

function doubtAbout(text, listeners) {
  let url;
  if (!text && listeners.length) {
    const [first] = listeners;
    return first.scheme === "https" ? t("setup.nameWanted", { port: first.port })
      : t("setup.proxyWanted", { address: baseOf(first, first.host || location.hostname) });
  }
  try { url = new URL(text); } catch { return t("setup.noUrl"); }
  if (isLoopback(url.hostname)) return t("setup.loopback");
  if (isTheScreens(url, listeners)) return t("setup.theScreens", { port: listeners[0].port });
  return url.protocol === "https:" ? null : t("setup.notHttps");
}
