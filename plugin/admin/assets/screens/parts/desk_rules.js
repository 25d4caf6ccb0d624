// The contents of one desk's incidents: impact and urgency by severity, title and description.

import { h, replace } from "../../lib/dom.js";
import { Field, showProblems } from "../../lib/form.js";
import { known, t } from "../../lib/i18n.js";

const severities = ["Sev0", "Sev1", "Sev2", "Sev3", "Sev4", "none"];

export class DeskRules {
  // kind: its levels;  templateFields: [{name, meaning}];  ticketKinds: [{name, meaning, template}];
  // changed(): something was edited
  constructor({ desk, kind, templateFields, ticketKinds, changed }) {
    this.desk = desk;
    this.levels = new Map();
    const words = { impact: kind.most_impact, urgency: kind.most_urgency };
    this.problem = h("p", { class: "se-problem" });
    this.title = this.template("title_template", 1);
    this.description = this.template("description_template", 14);
    this.byKind = new Map(ticketKinds.map((one) => [one.name, this.field({ rows: 4, placeholder: one.template,
      label: known(`ticketKind.${one.name}`, one.meaning), value: desk.kind_templates?.[one.name] })]));
    this.last = this.description;
    const rows = severities.map((severity) => h("tr", {},
      h("th", { scope: "row" }, known(`severity.${severity}`, severity)),
      Object.entries(words).map(([what, most]) => h("td", { "data-title": t(`rules.${what}`) },
        this.level(severity, what, most)))));
    this.element = h("div", {}, h("table", { class: "se-table se-narrow" },
      h("caption", {}, t("rules.severities")),
      h("thead", {}, h("tr", {}, ["rules.severity", "rules.impact", "rules.urgency"].map((title) =>
        h("th", { scope: "col" }, t(title))))), h("tbody", {}, rows)), this.problem,
    this.title.element, this.description.element, this.kindList(), this.fieldList(templateFields));
    this.element.addEventListener("input", changed);
    this.base = this.value;
  }

  level(severity, what, most) {
    const is = this.desk.severities?.[severity]?.[what];
    const levels = Array.from({ length: most }, (_, at) => at + 1);
    const select = h("select", { "aria-label": t("rules.cell", { severity, what: t(`rules.${what}`) }) },
      is === undefined ? h("option", { value: "" }, "–") : null,
      levels.map((level) => h("option", { value: level, selected: level === is },
        level === 1 ? t("rules.most", { level }) : level === most ? t("rules.least", { level }) : level)));
    this.levels.set(`${severity}.${what}`, select);
    return select;
  }

  template(key, rows) {
    return this.field({ rows, label: t(`rules.${key}`), help: t(`rules.${key}.help`), value: this.desk[key] });
  }

  field(how) {
    const field = new Field({ kind: "textarea", dir: "auto", ...how });
    field.input.addEventListener("focus", () => { this.last = field; });
    return field;
  }

  kindList() {
    return h("details", { class: "se-extra" }, h("summary", {}, t("rules.kind_templates")),
      h("p", { class: "se-help" }, t("rules.kind_templates.help")), [...this.byKind.values()].map((one) => one.element));
  }

  // A click inserts the field at the cursor.
  fieldList(fields) {
    return h("details", { class: "se-extra" }, h("summary", {}, t("rules.fields")), h("p", { class: "se-help" },
      t("rules.fieldsHelp")),
    h("dl", { class: "se-fields" }, fields.map((field) => h("div", {}, h("dt", {}, h("button", { type: "button",
      class: "se-small", "aria-label": t("rules.insert", { name: field.name }),
      on: { click: () => this.insert(field.name) } }, h("code", {}, `{{${field.name}}}`))), h("dd", {}, known(`template.${field.name}`, field.meaning))))));
  }

  insert(name) {
    const { input } = this.last;
    input.setRangeText(`{{${name}}}`, input.selectionStart, input.selectionEnd, "end");
    input.focus();
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  get value() {
    const map = structuredClone(this.desk.severities ?? {});
    for (const [place, select] of this.levels) {
      const [severity, what] = place.split(".");
      if (select.value) map[severity] = { ...map[severity], [what]: Number(select.value) };
    }
    const value = { severities: map };
    // A template that is neither in the document nor typed stays the server's default.
    for (const [key, field] of [["title_template", this.title], ["description_template", this.description]])
      if (field.value !== "" || this.desk[key] !== undefined) value[key] = field.value;
    const own = [...this.byKind].filter(([, field]) => field.value.trim() !== "");
    if (own.length || this.desk.kind_templates !== undefined)
      value.kind_templates = Object.fromEntries(own.map(([name, field]) => [name, field.value]));
    return value;
  }

  problems(list, place) {
    this.title.place = `${place}.title_template`;
    this.description.place = `${place}.description_template`;
    for (const [name, field] of this.byKind) field.place = `${place}.kind_templates.${name}`;
    const rest = showProblems([this.title, this.description, ...this.byKind.values()], list);
    const own = rest.filter((problem) => problem.place.startsWith(`${place}.severities`));
    replace(this.problem, own.map((problem) => `${problem.place.slice(place.length + 12)} ${problem.what}. `));
    return rest.filter((problem) => !own.includes(problem));
  }
}
