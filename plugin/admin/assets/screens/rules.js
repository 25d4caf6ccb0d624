// Rules: the routes of a connection, the contents of a desk's incidents, and a dry run and a replay beside them.

import { link } from "../lib/address.js";
import { h, replace } from "../lib/dom.js";
import { Field, guard } from "../lib/form.js";
import { t } from "../lib/i18n.js";
import { tell, tellNext } from "../lib/notice.js";
import { merged, named, placeOf, replaced, Settings, withItem } from "../lib/settings.js";
import { DeskRules } from "./parts/desk_rules.js";
import { DryRun } from "./parts/dry_run.js";
import { Replay } from "./parts/replay.js";
import { Routes } from "./parts/routes.js";
import { save } from "./parts/saving.js";

export default { name: "rules", title: "rules.title", show };

async function show(element, context) {
  const [settings, kinds, templateFields, ticketKinds] = await Promise.all([Settings.load(context.api),
    context.api.get("desk-kinds"), context.api.get("template-fields"), context.api.get("ticket-kinds")]);
  const { connections, desks } = settings.document;
  if (!connections.length) return void replace(element, h("div", { class: "se-empty" }, h("p", {}, t("rules.none")),
    h("p", {}, h("a", { href: link("connections") }, t("rules.noneNext")))));
  const page = new Page(context, settings);
  page.dryRun = new DryRun({ api: context.api, document: () => page.apply(settings.document),
    connections: connections.map((one) => one.name), wanted: context.query.delivery,
    connection: context.query.connection, routed: (name) => page.routes.get(page.dryRun.connection.value)?.mark(name) });
  page.replay = new Replay({ api: context.api, document: () => page.apply(settings.document),
    unsaved: () => page.edited.size > 0 });
  const connectionPart = switcher({ label: "rules.connection", names: connections.map((one) => one.name),
    first: context.query.connection ?? connections.find((one) => one.desk === context.query.desk)?.name,
    make: (name) => page.editor("routes", name, () => new Routes({ connection: settings.connection(name),
      desks: desks.map((one) => one.name), changed: () => page.changed("routes", name) })) });
  const deskPart = switcher({ label: "rules.desk", names: desks.map((one) => one.name),
    first: context.query.desk ?? connections.find((one) => one.name === context.query.connection)?.desk,
    make: (name) => page.editor("desks", name, () => new DeskRules({ desk: settings.desk(name), templateFields,
      ticketKinds, kind: kinds.find((kind) => kind.name === settings.desk(name).kind) ?? { most_impact: 3, most_urgency: 3 },
      changed: () => page.changed("desks", name) })) });
  page.show = { routes: connectionPart, desks: deskPart };
  replace(element, h("div", { class: "se-beside" }, h("div", {}, page.form(
    h("h2", {}, t("rules.routing")), h("p", { class: "se-help" }, t("rules.routingHelp")), connectionPart.element,
    h("h2", {}, t("rules.texts")), h("p", { class: "se-help" }, t("rules.textsHelp")), deskPart.element)),
  h("div", {}, page.dryRun.element, page.replay.element)));
  page.dryRun.load();
  return guard(() => page.edited.size > 0);
}

// Shows one of several editors; edits in the others are kept.
function switcher({ label, names, first, make }) {
  const choice = new Field({ kind: "select", label: t(label), choices: names,
    value: names.includes(first) ? first : names[0] });
  const place = h("div", {});
  const draw = () => replace(place, make(choice.value).element);
  choice.input.addEventListener("change", draw);
  draw();
  return { element: h("div", {}, choice.element, place), show: (name) => { choice.set(name); draw(); } };
}

class Page {
  constructor(context, settings) {
    Object.assign(this, { context, settings, routes: new Map(), desks: new Map(), edited: new Set() });
    this.error = h("div", {});
    this.button = h("button", { type: "submit", class: "se-primary" }, t("action.save"));
    this.hint = h("span", { class: "se-faint", role: "status" });
  }

  editor(part, name, make) {
    if (!this[part].has(name)) this[part].set(name, make());
    return this[part].get(name);
  }

  changed(part, name) {
    this.edited.add(`${part} ${name}`);
    this.hint.textContent = t("rules.unsaved");
    this.dryRun.edited();
    this.replay.edited();
  }

  // [{part, list, name, editor}] of the edited parts
  get edits() {
    return [...this.edited].map((one) => {
      const at = one.indexOf(" ");
      const [part, name] = [one.slice(0, at), one.slice(at + 1)];
      return { part, name, list: part === "routes" ? "connections" : "desks", editor: this[part].get(name) };
    });
  }

  // The document with all edits; connections and desks that somebody else has removed stay removed.
  apply(document) {
    for (const { list, name, editor } of this.edits) {
      const item = named(document, list, name);
      if (item) document = withItem(document, list, merged(editor.base, editor.value, item));
    }
    return document;
  }

  part(document) {
    return Object.fromEntries(this.edits.map(({ list, name, editor }) =>
      [`${list}.${name}`, replaced(editor.base, editor.value, named(document, list, name))]));
  }

  problems(list, document) {
    for (const { part, list: where, name, editor } of this.edits) {
      const place = placeOf(document, where, name);
      if (list.some((problem) => problem.place.startsWith(place + "."))) this.show[part].show(name);
      list = editor.problems(list, place);
    }
    return list;
  }

  form(...content) {
    return h("form", { novalidate: true, on: { submit: async (event) => {
      event.preventDefault();
      if (!this.edited.size) return tell(t("rules.nothing"));
      await save({
        settings: this.settings, place: this.error,
        apply: (document) => this.apply(document),
        part: (document) => this.part(document),
        problems: (list, document) => this.problems(list, document),
        reload: () => { this.edited.clear(); this.context.go(location.hash); },
        saved: (answer) => {
          this.problems([], this.settings.document);
          for (const { editor } of this.edits) editor.base = editor.value;
          this.edited.clear();
          this.hint.textContent = "";
          const said = t("settings.saved", { version: answer.version });
          if (!this.settings.adopted) return tell(said);
          tellNext(said);  // the other editors are outdated
          this.context.go(location.hash);
        },
      });
    } } }, content, this.error, h("div", { class: "se-actions se-stick" }, this.button, this.hint));
  }
}
