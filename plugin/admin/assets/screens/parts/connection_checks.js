// The last token checks of a connection, updated continuously: operators wait here for the first alert.

import { h, replace } from "../../lib/dom.js";
import { known, number, t } from "../../lib/i18n.js";
import { errorBox } from "../../lib/notice.js";
import { segment } from "../../lib/api.js";
import { table } from "../../lib/table.js";
import { time } from "../../lib/time.js";
import { foreign } from "../../lib/text.js";
import { link } from "../../lib/address.js";

const again = 5000;  // ms

export function showChecks(element, { api }, connection) {
  let timer;
  let last;
  let over = false;
  const state = h("div", { role: "status" });
  const refused = h("div", {});
  replace(element, state, refused);

  async function look() {
    if (!document.hidden) {
      try {
        const checks = await api.get(`connections/${segment(connection.name)}/checks`);
        if (over) return;
        const text = JSON.stringify(checks);
        if (text !== last) {  // redraw only on changes
          replace(state, accepted(checks.last_accepted, connection));
          replace(refused, refusals(checks.refused ?? []));
          last = text;
        }
      } catch (error) {
        if (over) return;
        if (last === undefined) replace(state, errorBox(error));
      }
    }
    timer = setTimeout(look, again);
  }
  look();
  return () => {
    over = true;
    clearTimeout(timer);
  };
}

function accepted(last, connection) {
  if (!last) return h("p", { class: "se-empty" }, h("strong", {}, t("checks.none")), " ", t("checks.noneNext"));
  return h("div", {},
    h("p", {}, h("span", { class: "se-good" }, "✓ "), t("checks.accepted"), " ", time(last.at), " · ",
      h("a", { href: link("activity", { connection: connection.name }) }, t("checks.activity"))),
    h("details", {}, h("summary", {}, t("checks.details")),
      h("ul", { class: "se-plain" }, String(last.checks ?? "").split("; ").filter(Boolean).map((one) =>
        h("li", {}, h("span", { class: "se-good", "aria-hidden": "true" }, "✓ "), one)),
        h("li", {}, t("checks.caller"), " ", h("code", {}, last.caller)),
        h("li", {}, t("checks.peer"), " ", h("code", {}, last.peer)))));
}

// The connection that the sender may have meant: refusals without an identified connection are listed for each.
function meant(detail) {
  const [, name] = /^did you mean connection "([A-Za-z0-9._-]+)"\?/.exec(detail) ?? [];
  return name ? [" ", h("a", { href: link("connections", { name }) }, t("checks.meant", { name }))] : null;
}

function refusals(rows) {
  if (!rows.length) return null;
  return [h("h3", {}, t("checks.refused")), table({
    caption: t("checks.refused"),
    rows,
    columns: [
      { title: "checks.when", cell: (row) => time(row.last_at) },
      { title: "checks.count", cell: (row) => number(row.count) },
      { title: "checks.why", cell: (row) => [
        h("p", { class: "se-flat" }, h("code", {}, row.failed_check), " ", foreign(row.detail)),
        h("p", { class: "se-help" }, known(`check.${row.failed_check}`, ""), meant(row.detail))] },
      { title: "checks.from", cell: (row) => [h("code", {}, row.peer), row.caller ? h("p", { class: "se-help" },
        t("checks.caller"), " ", h("code", {}, row.caller)) : null] },
    ],
  })];
}
