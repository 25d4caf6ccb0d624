// The routes of one connection: the first match applies.

import { h, replace } from "../../lib/dom.js";
import { Field, showProblems } from "../../lib/form.js";
import { t } from "../../lib/i18n.js";
import { moved, moveButtons } from "./moving.js";
import { inShort, Policies } from "./policies.js";

const lists = ["subscriptions", "resource_groups", "resource_types", "rules", "severities"];
const keys = ["name", ...lists, "custom_properties", "desk", "fields"];
const emptyRoute = () => ({ name: "", ...Object.fromEntries(lists.map((key) => [key, []])), custom_properties: {},
  desk: "", fields: {} });

export class Routes {
  // changed(): something was edited
  constructor({ connection, desks, changed }) {
    Object.assign(this, { connection, desks, changed });
    this.list = h("ol", { class: "se-routes" });
    this.cards = (connection.routes ?? []).map((route) => this.card(route));
    this.adder = h("button", { type: "button", on: { click: () => this.add() } }, t("routes.add"));
    this.element = h("div", {}, this.list, this.adder);
    this.draw();
    this.base = this.value;
  }

  get value() { return { routes: this.cards.map((card) => card.value()) }; }

  // Problems that no field has shown.  `place`: of the connection.
  problems(list, place) {
    return showProblems(this.cards.flatMap((card, at) => {
      const here = `${place}.routes[${at}]`;
      card.fields.forEach((field, key) => { field.place = `${here}.${key}`; });
      return [...card.fields.values(), ...card.policies.fieldsAt(here)];
    }), list);
  }

  // Marks the route that matched in a dry run.
  mark(name) {
    for (const card of this.cards)
      card.element.classList.toggle("se-chosen", name !== undefined && name !== null && card.value().name === name);
  }

  card(route) {
    const fields = new Map(keys.map((key) => [key, this.field(key, route)]));
    const policies = new Policies(route);
    const summary = h("summary", {});
    const buttons = h("div", {});
    const fold = h("details", {}, summary,
      h("div", { class: "se-columns" }, keys.map((key) => fields.get(key).element)), policies.element);
    const card = { fields, policies, summary, buttons, fold,
      element: h("li", {}, h("div", { class: "se-route" }, fold, buttons)),
      value: () => ({ ...route, ...Object.fromEntries([...fields].map(([key, field]) => [key,
        typeof field.value === "string" ? field.value.trim() : field.value])), ...policies.value }) };
    card.element.addEventListener("input", () => { this.name(card); this.changed(); });
    return card;
  }

  field(key, route) {
    const more = { label: t(`route.${key}`), help: t(`route.${key}.help`), value: route[key] };
    if (lists.includes(key)) return new Field({ kind: "lines", rows: 2, dir: "auto", ...more });
    if (["custom_properties", "fields"].includes(key)) return new Field({ kind: "pairs", rows: 2, dir: "auto", ...more });
    if (key === "desk") return new Field({ kind: "select", ...more, value: route.desk ?? "", choices: [
      ["", t("route.sameDesk", { name: this.connection.desk })],
      ...new Set([...this.desks, route.desk].filter(Boolean))] });
    return new Field({ maxlength: 64, dir: "auto", ...more });
  }

  // Summarizes the route in one line, shown while it is folded.
  name(card) {
    const route = card.value();
    const wanted = [
      ...lists.filter((key) => route[key].length).map((key) => `${t(`route.${key}`)}: ${route[key].join(", ")}`),
      ...Object.entries(route.custom_properties).map(([name, is]) => `${name} = ${is}`)];
    const all = (wanted.length ? wanted.join(" · ") : t("routes.all")) + (route.desk ? ` → ${route.desk}` : "");
    const does = [inShort(route).join(", "), ...Object.entries(route.fields).map(([name, is]) => `${name}: ${is}`)];
    replace(card.summary, h("strong", {}, h("bdi", {}, route.name || t("routes.unnamed"))), " ",
      h("bdi", { class: "se-faint" }, shortened([all, ...does].filter(Boolean).join(" · "))));
  }

  draw() {
    replace(this.list, this.cards.map((card) => card.element));
    this.list.hidden = !this.cards.length;
    this.cards.forEach((card, at) => {
      this.name(card);
      replace(card.buttons, moveButtons({ at, count: this.cards.length, what: card.value().name || t("routes.number",
        { number: at + 1 }),
      move: (to) => {
        this.cards = moved(this.cards, at, to);
        this.draw();
        this.changed();
        return this.cards[to].element;
      },
      remove: () => {
        this.cards.splice(at, 1);
        this.draw();
        this.changed();
        (this.cards[Math.min(at, this.cards.length - 1)]?.summary ?? this.adder).focus();
      } }));
    });
  }

  add() {
    const card = this.card(emptyRoute());
    card.fold.open = true;
    this.cards.push(card);
    this.draw();
    this.changed();
    card.fields.get("name").input.focus();
  }
}

const shortened = (text) => text.length > 300 ? text.slice(0, 300) + " …" : text;
