// Before and after, place by place.

import { inWords } from "../../lib/differences.js";
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { table } from "../../lib/table.js";

export function changesTable(changes) {
  return table({
    caption: t("changes.caption"),
    columns: [
      { title: "changes.place", cell: (row) => row.path ? h("code", {}, row.path) : t("changes.whole") },
      { title: "changes.before", cell: (row) => h("code", {}, inWords(row.before)) },
      { title: "changes.after", cell: (row) => h("code", {}, inWords(row.after)) },
    ],
    rows: changes,
  });
}
