// Guides to the first connection, and to further ones: first the steps in Azure, then ours.

import { link } from "../../lib/address.js";
import { registration } from "../../lib/azure.js";
import { h, replace } from "../../lib/dom.js";
import { choiceOf, copyable } from "../../lib/form.js";
import { t } from "../../lib/i18n.js";
import { tellNext } from "../../lib/notice.js";
import { connectionForm } from "./connection_form.js";
import { inHostFrame } from "./desk_kinds.js";

export async function firstSteps(element, context) {
  const { api, settings } = context;
  const first = !settings.document.connections.length;
  const desk = settings.document.desks.length ? undefined : deskChoice(await api.get("desk-kinds"));
  const form = connectionForm(context, { desk, submit: "first.save", saved: (answer, connection) => {
    tellNext(t("settings.saved", { version: answer.version }) + " " + t("first.next"));
    context.go(link("connections", { name: connection.name }));
  } });
  const commands = h("div", {});
  const draw = () => replace(commands, copyable(t("first.commands"), registration({ cloud: form.fields.cloud.value })));
  form.fields.cloud.input.addEventListener("change", draw);
  draw();
  replace(element,
    first ? h("p", { class: "se-lead" }, t("first.lead"))
      : h("p", {}, h("a", { href: link("connections") }, t("connections.back"))),
    h("h2", {}, t("first.one")), h("p", {}, t("first.oneText")),
    h("details", { class: "se-extra", open: first }, h("summary", {}, t("first.byCommand")), commands,
      h("p", { class: "se-help" }, t("first.rights"))),
    h("details", { class: "se-extra" }, h("summary", {}, t("first.byHand")),
      h("ol", {}, [1, 2, 3, 4].map((step) => h("li", {}, t(`first.byHand.${step}`))))),
    h("h2", {}, t("first.two")), h("p", {}, t("first.twoText")), form.element,
    h("h2", {}, t("first.three")), h("p", {}, t("first.threeText")));
  return form.end;
}

// The desk that is created with the first connection; desks of other products have a form of their own.
function deskChoice(kinds) {
  const near = kinds.filter((kind) => !kind.remote && (kind.name !== "host" || inHostFrame()));
  const far = kinds.filter((kind) => kind.remote);
  const choice = choiceOf({ label: t("first.desk"), value: inHostFrame() ? "host" : "local",
    choices: near.map((kind) => [kind.name, t(`kind.${kind.name}`), t(`kind.${kind.name}.help`)]) });
  return {
    element: h("div", {}, choice.element, far.length ? h("p", { class: "se-help" }, t("first.otherDesk"), " ",
      far.map((kind, at) => [at ? ", " : "", h("a", { href: link("desks", { new: kind.name }) }, kind.title)]))
      : null),
    name: () => choice.value,
    apply: (document) => document.desks.some((one) => one.name === choice.value) ? document
      : { ...document, desks: [...document.desks, { name: choice.value, kind: choice.value }] },
    fields: () => [],
  };
}
