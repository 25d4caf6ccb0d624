// A table with pages loaded by key.  Rows keep their positions when it is refreshed.

import { h, replace, uniqueId } from "./dom.js";
import { t } from "./i18n.js";
import { errorBox } from "./notice.js";

// columns: [{title: text key, cell(row) -> content, class}];  load(key, search) -> {rows, next};  rowId(row) -> text
// empty: content for an empty list, saying what to do next;  caption: text key, for screen readers.
export class PagedTable {
  constructor({ columns, load, rowId, empty, caption }) {
    Object.assign(this, { columns, load, rowId, empty });
    this.rows = [];
    // The roles are written out because on a phone the rows are blocks, which takes them away.
    this.body = h("tbody", { role: "rowgroup" });
    this.more = h("button", { type: "button", on: { click: () => this.loadMore() } }, t("list.more"));
    this.state = h("div", { class: "se-faint", role: "status" });
    this.table = h("table", { class: "se-table", role: "table" }, h("caption", { class: "se-hidden" }, t(caption)),
      h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, columns.map((column) =>
        h("th", { scope: "col", role: "columnheader", class: column.class }, t(column.title))))), this.body);
    this.scroller = h("div", { class: "se-scroll", tabindex: 0, role: "region", "aria-label": t(caption) }, this.table);
    this.element = h("div", { id: uniqueId("list") }, this.scroller, this.state, this.more);
    this.more.hidden = true;
    this.scroller.hidden = true;
  }

  row(row) {
    const cells = this.columns.map((column) =>
      replace(h("td", { class: column.class, role: "cell", "data-title": t(column.title) }), column.cell(row)));
    return h("tr", { role: "row", "data-id": this.rowId(row) }, cells);
  }

  // True when the rows were loaded; false after an error, which is shown, or when a newer request replaced this one.
  async reload() {
    this.generation = (this.generation ?? 0) + 1;
    const mine = this.generation;
    if (!this.body.children.length) replace(this.state, h("p", {}, t("list.loading")));
    try {
      const { rows, next } = await this.load(undefined);
      if (mine !== this.generation) return false;
      this.rows = rows;
      replace(this.body, rows.map((row) => this.row(row)));
      this.finish(next);
      return true;
    } catch (error) {
      if (mine === this.generation) this.fail(error, () => this.reload());
      return false;
    }
  }

  async loadMore() {
    const mine = this.generation;
    this.more.disabled = true;
    try {
      const { rows, next } = await this.load(this.next);
      if (mine === this.generation) {
        this.rows.push(...rows);
        const added = rows.map((row) => this.row(row));
        this.body.append(...added);
        this.finish(next);
        added[0]?.querySelector("a, button, summary")?.focus();
      }
    } catch (error) {
      if (mine === this.generation) this.fail(error, () => this.loadMore());
    }
    this.more.disabled = false;
  }

  fail(error, again) {
    replace(this.state, errorBox(error), h("button", { type: "button", on: { click: again } }, t("list.again")));
  }

  // Updates existing rows in place and inserts new ones (rows: newest first) at the top.
  merge(rows) {
    for (const row of [...rows].reverse()) {
      const id = String(this.rowId(row));
      const known = this.rows.findIndex((one) => String(this.rowId(one)) === id);
      if (known < 0) {
        this.rows.unshift(row);
        this.body.prepend(this.row(row));
      } else if (JSON.stringify(this.rows[known]) !== JSON.stringify(row)) {
        this.rows[known] = row;
        renew([...this.body.children].find((one) => one.dataset.id === id), this.row(row));
      }
    }
    this.finish(this.next);
  }

  // Updates one row that an action changed; the loaded pages stay.
  async renew(id, search) {
    const { rows } = await this.load(undefined, search);
    const row = rows.find((one) => String(this.rowId(one)) === String(id));
    if (row) this.merge([row]);
  }

  // Removes a row; the focus moves to the next one, or to `otherwise`.
  remove(id, otherwise) {
    const at = this.rows.findIndex((one) => String(this.rowId(one)) === String(id));
    if (at < 0) return;
    this.rows.splice(at, 1);
    this.body.children[at].remove();
    if (!this.rows.length && this.next) this.reload();
    else this.finish(this.next);
    const row = this.body.children[Math.min(at, this.rows.length - 1)];
    (row?.querySelector("button") ?? otherwise)?.focus();
  }

  finish(next) {
    this.next = next;
    this.more.hidden = !next;
    this.scroller.hidden = this.body.children.length === 0;
    replace(this.state, this.body.children.length ? null : this.empty());
  }
}

// Keeps unfolded parts unfolded, and the focus where it was.
function renew(old, fresh) {
  const folds = [...fresh.querySelectorAll("details")];
  [...old.querySelectorAll("details")].forEach((fold, at) => { if (folds[at]) folds[at].open = fold.open; });
  const reached = "a, button, summary";
  const focused = [...old.querySelectorAll(reached)].indexOf(document.activeElement);
  old.replaceWith(fresh);
  if (focused >= 0) fresh.querySelectorAll(reached)[focused]?.focus();
}
