// Health: alerts received, work done, and problems.

import { link } from "../lib/address.js";
import { clock, hourChart } from "../lib/chart.js";
import { h, replace } from "../lib/dom.js";
import { number, t } from "../lib/i18n.js";
import { errorBox } from "../lib/notice.js";
import { poll } from "../lib/poll.js";
import { table } from "../lib/table.js";
import { foreign, long, short } from "../lib/text.js";
import { ago, time } from "../lib/time.js";

const every = 15000;  // ms
const series = ["accepted", "repeats", "refused", "worked"];

function figures({ waiting, parked, oldest_waiting: oldest, database, caps, outside_subscriptions: outside }) {
  const figure = (key, value, to, bad) => h("div", { class: bad ? "se-figure se-bad" : "se-figure" },
    h("dt", {}, t(key)), h("dd", {}, to ? h("a", { href: to }, value) : value));
  return [h("dl", { class: "se-figures" },
    figure("health.waiting", number(waiting), link("activity", { state: "waiting" })),
    figure("health.parked", number(parked), link("parked"), parked > 0),
    figure("health.deliveries", number(database.deliveries), link("activity")),
    figure("health.incidents", number(database.incidents), link("incidents")),
    figure("health.size", size(database.bytes))),
  oldest ? h("p", {}, t("health.oldest"), " ", h("a", { href: link("story", { of: `d${oldest.delivery}` }) },
    h("bdi", {}, short(oldest.rule || t("delivery.title", { id: oldest.delivery })))), ", ", ago(oldest.received_at),
  oldest.why ? [": ", long(oldest.why)] : null) : h("p", {}, t("health.noneWaits")),
  ...(caps ?? []).map((one) => h("p", { class: "se-problem" }, t(`health.cap.${one.cap}`), " ",
    h("a", { href: link("connections", { name: one.connection }) }, foreign(one.connection)), ", ", ago(one.last))),
  ...(outside ?? []).map((one) => h("p", { class: "se-problem" }, number(one.count), " ", t(`health.outside.${one.failed_check}`), " ",
    h("a", { href: link("connections", { name: one.connection }) }, foreign(one.connection)), ", ", ago(one.last_at)))];
}

function size(bytes) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const at = bytes > 0 ? Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1) : 0;
  return `${number(Math.round(bytes / 10 ** (3 * at - 1)) / 10)} ${units[at]}`;
}

function hoursTable(hours) {
  return table({ caption: t("health.hours"), rows: hours, columns: [
    { title: "health.hour", cell: (row) => h("time", { datetime: row.hour }, clock(row.hour)) },
    ...series.map((name) => ({ title: `health.${name}`, cell: (row) => number(row[name]) }))] });
}

function keys(rows) {
  if (!rows.length) return h("p", {}, t("health.noKeys"), " ",
    h("a", { href: link("connections") }, t("connections.title")));
  return table({ caption: t("health.keys"), rows, columns: [
    { title: "health.tenant", cell: (row) => h("code", {}, foreign(row.tenant)) },
    { title: "health.version", cell: (row) => `v${row.version}.0` },
    { title: "health.fetched", cell: (row) => row.fetched_at ? ago(row.fetched_at) : t("health.never") },
    { title: "health.failures", cell: (row) => trouble(row) }] });
}

function trouble({ failures, last_error: error }) {
  if (!failures && !error) return h("span", { class: "se-good" }, t("health.noFailures"));
  return [h("span", { class: failures ? "se-bad" : "se-faint" }, t("health.failed", { n: number(failures) })), " ",
    long(error)];
}

function desks(rows) {
  if (!rows.length) return h("p", {}, t("health.noDesks"), " ", h("a", { href: link("desks") }, t("desks.title")));
  const paused = (row) => row.paused_until && new Date(row.paused_until) > new Date();
  return table({ caption: t("health.desks"), rows, columns: [
    { title: "col.desk", cell: (row) => [foreign(row.desk), h("span", { class: "se-faint" }, " ", foreign(row.kind))] },
    { title: "health.waiting", cell: (row) => number(row.waiting) },
    { title: "health.inProgress", cell: (row) => number(row.in_progress) },
    { title: "health.parked", cell: (row) => row.parked ? h("a", { href: link("parked") }, number(row.parked)) : "0" },
    { title: "health.state", cell: (row) => paused(row)
      ? [h("span", { class: "se-tag se-bad" }, t("health.paused")), " ", t("health.until"), " ", time(row.paused_until)]
      : h("span", { class: "se-tag se-good" }, t("health.ready")) },
    { title: "health.failures", cell: (row) => trouble(row) }] });
}

async function show(element, { api }) {
  const section = (key, note) => {
    const place = h("div");
    const help = note ? h("p", { class: "se-help" }, t(note)) : null;
    return { place, element: h("section", {}, h("h2", {}, t(key)), help, place) };
  };
  const now = section("health.now");
  const day = section("health.day", "health.dayNote");
  const keyAges = section("health.keys");
  const lines = section("health.desks");
  const hours = h("div");
  const charts = h("div", { class: "se-charts" });
  replace(day.place, charts, h("details", {}, h("summary", {}, t("health.asTable")), hours));
  const failed = h("div");
  const told = {};
  // Update only what has changed, so that selections, focus and unfolded parts stay.
  const fill = (place, value, make) => {
    const text = JSON.stringify(value);
    const busy = place.contains(document.activeElement) || place.querySelector("details[open]");
    if (told[place.dataset.part] === text || (told[place.dataset.part] && busy)) return;
    told[place.dataset.part] = text;
    replace(place, make(value));
  };
  [now.place, charts, hours, keyAges.place, lines.place].forEach((place, at) => { place.dataset.part = String(at); });
  const look = async () => {
    const all = await api.get("overview");
    replace(failed);
    fill(now.place, [all.waiting, all.parked, all.oldest_waiting, all.database, all.caps, all.outside_subscriptions,
      minute(all.oldest_waiting || all.caps?.length || all.outside_subscriptions?.length)],
      () => figures(all));
    fill(charts, all.hours, (rows) => series.map((name) => hourChart({ title: t(`health.${name}`), kind: name,
      hours: rows.map((row) => ({ hour: row.hour, count: row[name] })) })));
    fill(hours, all.hours, hoursTable);
    fill(keyAges.place, [all.keys, minute(all.keys.length)], () => keys(all.keys));
    fill(lines.place, [all.desks, minute(all.desks.some((desk) => desk.paused_until))], () => desks(all.desks));
  };
  await look();
  replace(element, failed, now.element, day.element, lines.element, keyAges.element);
  return poll(every, async () => {
    try { await look(); } catch (error) { replace(failed, errorBox(error)); }
  });
}

// Ages are shown in minutes.
const minute = (matters) => matters ? Math.floor(Date.now() / 60000) : 0;

export default { name: "health", title: "health.title", show };
