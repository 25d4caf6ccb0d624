// The filters above a list.  The selection is part of the URL, so that it survives a reload and can be shared.

import { h } from "./dom.js";
import { Field } from "./form.js";
import { t } from "./i18n.js";

const typing = 300;  // ms after the last key until a search is made

export class Filters {
  // fields: [{name, label, choices: [[value, text], ...]}], one without choices is a search;  query: what was chosen;
  // keep(query): puts it into the address;  change(): something else is chosen now.
  constructor({ fields, query, keep, change }) {
    this.fields = fields.map(({ name, label, choices }) => {
      const value = query[name] ?? "";
      if (!choices) return [name, new Field({ kind: "search", label, value, maxlength: 200 })];
      const known = choices.some(([is]) => is === value) || value === "";  // a removed name can still be filtered for
      return [name, new Field({ kind: "select", label, value, choices: [["", t("filter.all")], ...choices,
        ...(known ? [] : [[value, value]])] })];
    });
    this.told = JSON.stringify(this.values);
    const tell = () => {
      clearTimeout(this.timer);
      const now = JSON.stringify(this.values);
      if (now === this.told) return;
      this.told = now;
      keep({ ...this.more, ...this.values });
      change();
    };
    this.tell = tell;
    this.element = h("form", { class: "se-filters", role: "search", on: {
      submit: (event) => { event.preventDefault(); tell(); },
      change: tell,
      input: () => { clearTimeout(this.timer); this.timer = setTimeout(tell, typing); },
    } }, this.fields.map(([, field]) => field.element));
  }

  get values() {
    return Object.fromEntries(this.fields.map(([name, field]) => [name, field.value.trim()]).filter(([, is]) => is));
  }

  get any() { return Object.keys(this.values).length > 0; }

  clear() {
    for (const [, field] of this.fields) field.set("");
    this.tell();
    this.fields[0][1].input.focus();
  }

  // Shown instead of a list that is empty because of the filters.
  nothing() {
    return h("div", { class: "se-empty" }, h("p", {}, t("filter.nothing")),
      h("button", { type: "button", on: { click: () => this.clear() } }, t("filter.clear")));
  }
}
