// A table whose rows are all there: settings, results.  Long lists have list.js.

import { h, replace } from "./dom.js";
import { t } from "./i18n.js";

// columns: [{title: text key, cell(row) -> content}];  caption: the text itself, for screen readers.
export function table({ caption, columns, rows }) {
  return h("div", { class: "se-scroll", tabindex: 0, role: "region", "aria-label": caption },
    h("table", { class: "se-table" }, h("caption", { class: "se-hidden" }, caption),
      h("thead", {}, h("tr", {}, columns.map((column) => h("th", { scope: "col" }, t(column.title))))),
      h("tbody", {}, rows.map((row) => h("tr", {}, columns.map((column) =>
        replace(h("td", { "data-title": t(column.title) }), column.cell(row))))))));
}
