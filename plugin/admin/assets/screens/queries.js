// Queries of the mapping database: the documented views, and read-only SQL.

import { segment } from "../lib/api.js";
import { h, replace } from "../lib/dom.js";
import { download } from "../lib/download.js";
import { Field } from "../lib/form.js";
import { known, number, t } from "../lib/i18n.js";
import { errorBox } from "../lib/notice.js";
import { long, plain } from "../lib/text.js";

const shown = 200;          // rows on the page
const most = 100000;        // rows in a file: the API's limit
const types = { csv: "text/csv", json: "application/json" };

// ask(query, options) calls the API;  name: of the downloaded files.
class Result {
  constructor() { this.element = h("div", { class: "se-result" }); }

  async run(name, ask) {
    const mine = this.asked = (this.asked ?? 0) + 1;
    replace(this.element, h("p", { class: "se-faint", role: "status" }, t("list.loading")));
    try {
      const rows = await ask({ format: "json", limit: shown });
      if (mine === this.asked) this.show(name, ask, rows);
    } catch (error) {
      if (mine === this.asked) replace(this.element, errorBox(error));
    }
  }

  show(name, ask, rows) {
    const failed = h("div");
    const save = (format) => h("button", { type: "button", on: { click: async () => {
      replace(failed);
      try {
        const file = await ask({ format, limit: most }, { text: true });
        download(`${name}.${format}`, types[format], typeof file === "string" ? file : JSON.stringify(file, null, 1));
      } catch (error) {
        replace(failed, errorBox(error));
      }
    } } }, t(`action.${format}`));
    const heading = h("h2", { tabindex: -1 }, t("queries.result", { name }));
    const says = rows.length === 0 ? t("queries.none")
      : t(rows.length < shown ? "queries.rows" : "queries.first", { n: number(rows.length) });
    replace(this.element, heading, h("p", { role: "status" }, says),
      rows.length ? h("div", { class: "se-actions" }, save("csv"), save("json")) : null, failed,
      rows.length ? grid(name, rows) : null);
    heading.focus();
  }
}

function grid(name, rows) {
  const columns = Object.keys(rows[0]);
  return h("div", { class: "se-scroll se-grid", tabindex: 0, role: "region", "aria-label": name },
    h("table", { class: "se-table" },
      h("thead", {}, h("tr", {}, columns.map((one) => h("th", { scope: "col" }, plain(one))))),
      h("tbody", {}, rows.map((row) => h("tr", {}, columns.map((one) =>
        h("td", { "data-title": plain(one) }, cell(row[one]))))))));
}

const cell = (value) => value === null || value === undefined ? h("span", { class: "se-faint" }, "NULL")
  : long(String(value));

function viewForm(api, view, result) {
  const where = new Field({ label: t("queries.where"), help: t("queries.whereHelp"), maxlength: 2000,
    spellcheck: "false" });
  const since = new Field({ kind: "datetime-local", label: t("queries.since"), help: t("queries.sinceHelp") });
  const run = () => {
    const at = since.value ? new Date(since.value).toISOString() : undefined;
    result.run(view.view, (query, options) =>
      api.get(`views/${segment(view.view)}`, { where: where.value.trim(), since: at, ...query }, options));
  };
  return h("form", { class: "se-filters se-top", on: { submit: (event) => { event.preventDefault(); run(); } } },
    where.element, since.element, h("button", { type: "submit", class: "se-primary" }, t("queries.run")));
}

function sqlForm(api, result) {
  const sql = new Field({ kind: "textarea", label: t("queries.sql"), help: t("queries.sqlHelp"), rows: 4,
    maxlength: 20000, value: "SELECT rule, count(*) AS alerts FROM alert GROUP BY rule ORDER BY 2 DESC" });
  sql.input.classList.add("se-code");
  const run = () => {
    const text = sql.value.trim();
    sql.fail(text ? "" : t("queries.sqlNeeded"));
    if (!text) return sql.input.focus();
    return result.run("sql", (query, options) => api.post("sql", text, { query, ...options }));
  };
  sql.input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run();
  });
  return h("form", { on: { submit: (event) => { event.preventDefault(); run(); } } }, sql.element,
    h("div", { class: "se-actions" }, h("button", { type: "submit", class: "se-primary" }, t("queries.run"))));
}

async function show(element, { api }) {
  const views = await api.get("views", { format: "json" });
  const result = new Result();
  const form = h("div");
  const choose = (view) => {
    for (const one of buttons) one.setAttribute("aria-pressed", String(one.dataset.view === view.view));
    replace(form, view.view === "sql" ? sqlForm(api, result) : viewForm(api, view, result));
    replace(result.element);
    if (view.view === "sql") form.querySelector("textarea").focus();
    else form.querySelector("form").requestSubmit();
  };
  const all = [...views, { view: "sql", meaning: t("queries.sqlMeaning") }];
  const buttons = all.map((view) => h("button", { type: "button", "data-view": view.view, "aria-pressed": "false",
    on: { click: () => choose(view) } }, view.view === "sql" ? t("queries.sql") : view.view));
  replace(element, h("p", {}, t("queries.intro")), h("ul", { class: "se-views" }, all.map((view, at) => h("li", {},
    buttons[at], h("span", {}, view.view === "sql" ? view.meaning : known(`view.${view.view}`, view.meaning))))),
  form, result.element);
}

export default { name: "queries", title: "queries.title", show };
