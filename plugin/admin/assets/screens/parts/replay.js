// Shows what the edited rules would have made of the alerts that came, before they are saved.

import { link } from "../../lib/address.js";
import { h, replace } from "../../lib/dom.js";
import { Field } from "../../lib/form.js";
import { known, number, t } from "../../lib/i18n.js";
import { errorBox } from "../../lib/notice.js";
import { pairChart } from "../../lib/pair_chart.js";
import { table } from "../../lib/table.js";
import { time } from "../../lib/time.js";

const listed = 100;

export class Replay {
  // document(): the settings as edited;  unsaved(): whether they differ from the saved ones
  constructor({ api, document, unsaved }) {
    Object.assign(this, { api, document, unsaved });
    this.since = new Field({ kind: "select", label: t("replay.period"), value: "7d",
      choices: [["24h", t("replay.day")], ["7d", t("replay.week")], ["30d", t("replay.month")]] });
    this.stale = h("p", { class: "se-help", hidden: true }, t("replay.stale"));
    this.result = h("div", { role: "status" });
    this.button = h("button", { type: "submit" }, t("replay.run"));
    this.element = h("form", { novalidate: true, on: { submit: (event) => { event.preventDefault(); this.run(); } } },
      h("h2", {}, t("replay.title")), h("p", { class: "se-help" }, t("replay.help")), this.since.element,
      h("div", { class: "se-actions" }, this.button), this.stale, this.result);
  }

  edited() { this.stale.hidden = !this.result.firstChild; }

  async run() {
    const order = { since: this.since.value, listed };
    if (this.unsaved()) order.settings = this.document();
    this.button.disabled = true;
    replace(this.result, h("p", { class: "se-help" }, t("replay.runs")));
    try {
      replace(this.result, outcome(await this.api.post("replay", order)));
    } catch (error) {
      replace(this.result, errorBox(error));
    }
    this.stale.hidden = true;
    this.button.disabled = false;
    this.element.scrollIntoView({ block: "start" });
  }
}

function outcome(answer) {
  const note = (key, count, values = {}) => count ? h("p", { class: "se-help" }, t(key, { count: number(count), ...values })) : null;
  return h("div", { class: "se-outcome" },
    h("p", { class: "se-lead" }, h("strong", {}, t(answer.different ? "replay.differs" : "replay.equals",
      { same: number(answer.same), different: number(answer.different) }))),
    h("p", {}, t(answer.edited ? "replay.byEdited" : "replay.bySaved", { count: number(answer.deliveries) })),
    answer.complete ? null : h("p", { class: "se-problem" }, t("replay.more", { count: number(answer.deliveries) })),
    note("replay.unfinished", answer.unfinished),
    note("replay.skipped", answer.skipped),
    answer.settings_changed_at && !answer.edited
      ? h("p", { class: "se-help" }, t("replay.changed"), " ", time(answer.settings_changed_at)) : null,
    answer.days.length ? [chart(answer.days), routes(answer.rows)] : null,
    differences(answer),
    answer.edited ? openNow(answer) : null);
}

const chart = (days) => pairChart({ title: t("replay.opened"),
  days: days.map((day) => ({ day: day.day, then: day.opened_then, now: day.opened_now })) });

// The counts that are 0 everywhere have no column.
function routes(rows) {
  const counts = ["messages", "opened", "reopened", "grouped", "held", "never_opened", "summary", "resolved", "refused"]
    .filter((name) => name === "opened" || rows.some((row) => row[name]));
  return table({ caption: t("replay.routes"), rows, columns: [
    { title: "replay.date", cell: (row) => row.day },
    { title: "replay.route", cell: (row) => [row.connection, " / ", row.route || t("dryRun.noRoute")] },
    ...counts.map((name) => ({ title: `replay.${name}`, cell: (row) => number(row[name]) })),
  ] });
}

const words = (fates) => fates.length
  ? fates.map(({ what, incident }) => known(`what.${what}`, known(`replay.${what}`, what)) + (incident ? ` ${incident}` : "")).join(", ")
  : t("replay.nothingYet");

function differences(answer) {
  if (!answer.different) return null;
  const reasons = Object.entries(answer.because).map(([why, count]) =>
    h("li", {}, `${number(count)}: `, known(`replay.because.${why}`, why)));
  return [h("ul", { class: "se-plain" }, reasons),
    table({ caption: t("replay.differences"), rows: answer.differences, columns: [
      { title: "replay.alert", cell: (row) => [h("a", { href: link("story", { of: `d${row.delivery}` }) },
        row.rule || `d${row.delivery}`), h("div", { class: "se-faint" }, time(row.received_at))] },
      { title: "replay.before", cell: (row) => words(row.before) },
      { title: "replay.after", cell: (row) => [words(row.after), row.why ? h("div", { class: "se-faint" }, row.why) : null] },
      { title: "replay.reason", cell: (row) => known(`replay.because.${row.because}`, row.because) },
    ] }),
    answer.different > answer.differences.length
      ? h("p", { class: "se-help" }, t("replay.notListed", { count: number(answer.different - answer.differences.length) }))
      : null];
}

function openNow(answer) {
  return [h("h3", {}, t("replay.open")),
    h("p", {}, t("replay.openSays", { different: number(answer.open_different), all: number(answer.open_looked_at) })),
    answer.open.length ? table({ caption: t("replay.open"), rows: answer.open, columns: [
      { title: "replay.incident", cell: (row) => [h("a", { href: link("story", { of: row.number }) }, row.number), " ", row.title] },
      { title: "replay.before", cell: (row) => row.before },
      { title: "replay.after", cell: (row) => row.after },
    ] }) : null];
}
