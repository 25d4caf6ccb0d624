// The rules by which a desk's configuration items are found: a small table whose order matters.

import { h, replace } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { moved, moveButtons } from "./moving.js";

const asked = ["resource_id", "name"];
const matches = ["equals", "contains"];

export class CiRules {
  constructor({ label, help, value, place }) {
    this.place = place;
    this.rules = structuredClone(value ?? []);
    this.body = h("tbody", {});
    this.problem = h("p", { class: "se-problem" });
    this.input = h("button", { type: "button", on: { click: () => this.add() } }, t("ciRules.add"));
    const titles = ["ciRules.by", "ciRules.class", "ciRules.field", "ciRules.match", "list.actions"];
    this.element = h("fieldset", { class: "se-field se-wide-field" }, h("legend", {}, label),
      h("p", { class: "se-help" }, help),
      h("table", { class: "se-table" }, h("thead", {}, h("tr", {}, titles.map((title) =>
        h("th", { scope: "col" }, t(title))))), this.body), this.input, this.problem);
    this.draw();
  }

  get value() { return structuredClone(this.rules); }

  fail(what) { replace(this.problem, what); }

  add() {
    this.rules.push({ by: "resource_id", class: "", field: "", match: "equals" });
    this.changed();
    this.body.lastChild.querySelector("select").focus();
  }

  changed() {
    this.draw();
    this.element.dispatchEvent(new Event("input", { bubbles: true }));
  }

  draw() { replace(this.body, this.rules.map((rule, at) => this.row(rule, at))); }

  row(rule, at) {
    const named = (title) => t("ciRules.cell", { what: t(title), number: at + 1 });
    const choice = (key, title, all) => h("select", { "aria-label": named(title), on: { change: (event) => {
      rule[key] = event.target.value;
    } } }, all.map((one) => h("option", { value: one, selected: rule[key] === one }, t(`ciRules.${key}.${one}`))));
    const text = (key, title) => h("input", { "aria-label": named(title), value: rule[key], maxlength: 128,
      spellcheck: "false", on: { input: (event) => { rule[key] = event.target.value; } } });
    const cell = (title, content) => h("td", { "data-title": t(title) }, content);
    return h("tr", {}, cell("ciRules.by", choice("by", "ciRules.by", asked)),
      cell("ciRules.class", text("class", "ciRules.class")), cell("ciRules.field", text("field", "ciRules.field")),
      cell("ciRules.match", choice("match", "ciRules.match", matches)),
      cell("list.actions", moveButtons({ at, count: this.rules.length, what: t("ciRules.rule", { number: at + 1 }),
        move: (to) => {
          this.rules = moved(this.rules, at, to);
          this.changed();
          return this.body.children[to];
        },
        remove: () => {
          this.rules.splice(at, 1);
          this.changed();
          (this.body.children[Math.min(at, this.rules.length - 1)]?.querySelector("select") ?? this.input).focus();
        } })));
  }
}
