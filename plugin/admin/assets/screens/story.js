// The audit trail of an alert, in time order.

import { link } from "../lib/address.js";
import { append, h, replace } from "../lib/dom.js";
import { Field } from "../lib/form.js";
import { t } from "../lib/i18n.js";
import { names } from "../lib/names.js";
import { errorBox } from "../lib/notice.js";
import { poll } from "../lib/poll.js";
import { happening, outcome } from "../lib/tags.js";
import { foreign, long } from "../lib/text.js";
import { time } from "../lib/time.js";
import { deliveryDetails, summary } from "./parts/delivery.js";
import { incidentText } from "./parts/incident_text.js";

const every = 4000;    // ms between two updates while one of its deliveries waits
const most = 300;      // events shown at first

async function show(element, { api, query, go }) {
  const field = new Field({ kind: "search", label: t("story.of"), help: t("story.ofHelp"), value: query.of,
    maxlength: 400 });
  const form = h("form", { class: "se-filters se-top", role: "search", on: { submit: (event) => {
    event.preventDefault();
    if (field.value.trim()) go(link("story", { of: field.value.trim() }));
  } } }, field.element, h("button", { type: "submit" }, t("story.show")));
  const content = h("div");
  replace(element, form, content);
  if (!query.of) return undefined;

  let told, local;
  const look = async () => {
    const story = await api.get("explain", { of: query.of });
    const alerts = await Promise.all(byAlert(story).map((alert) => withLatest(api, alert)));
    const text = JSON.stringify(alerts);
    local ??= new Set((await names(api)).local.map(([name]) => name));
    if (text !== told) replace(content, alerts.map((alert) => tellAlert(api, alert, local)));
    told = text;
    return alerts.some(({ latest }) => latest?.state === "waiting");
  };
  let waits = false;
  try {
    waits = await look();
  } catch (error) {
    replace(content, error.status === 404 ? unknown(error) : errorBox(error));
  }
  return poll(every, async () => {
    const unfolded = content.querySelector("details[open]");
    if (!waits || unfolded || content.contains(document.activeElement)) return;
    try { waits = await look(); } catch { /* the next look will tell */ }
  });
}

function unknown(error) {
  return h("div", { class: "se-empty" }, h("p", {}, error.message), h("p", {}, t("story.unknown"), " ",
    h("a", { href: link("activity") }, t("activity.title"))));
}

function byAlert(story) {
  const alerts = new Map();
  for (const one of story) {
    const key = JSON.stringify([one.connection, one.alert_key]);
    if (!alerts.has(key)) alerts.set(key, []);
    alerts.get(key).push(one);
  }
  return [...alerts.values()].map((happenings) => ({ happenings }));
}

// The newest delivery that is not a repeat shows the alert's current state.
async function withLatest(api, alert) {
  const id = Math.max(...alert.happenings.filter((one) => one.what !== "repeat").map((one) => one.delivery ?? 0));
  if (id < 1) return alert;
  try { return { ...alert, latest: await api.get(`deliveries/${id}`) }; } catch { return alert; }
}

function tellAlert(api, { happenings, latest }, local) {
  const rest = happenings.slice(most);
  const list = h("ol", { class: "se-timeline" }, happenings.slice(0, most).map((one) => line(api, one)));
  const more = h("button", { type: "button", on: { click: () => {
    append(list, rest.map((one) => line(api, one)));
    more.remove();
  } } }, t("story.rest", { n: rest.length }));
  return h("section", {}, h("h2", {}, long(latest?.rule || happenings[0].alert_key)),
    latest ? [h("p", {}, t("story.now"), " ", outcome(latest), latest.why ? [" ", long(latest.why)] : null,
      latest.state === "parked" ? [" ", h("a", { href: link("parked") }, t("delivery.toParked"))] : null),
    summary(latest)] : h("p", {}, foreign(happenings[0].connection)),
    textOfIncident(api, happenings, latest, local),
    list, rest.length ? more : null);
}

// Of the newest incident: an alert that fires again after its incident was closed opens another.
function textOfIncident(api, happenings, latest, local) {
  const opened = happenings.filter((one) => one.what === "opened" && one.delivery).at(-1);
  if (!opened) return null;
  return incidentText(api, { connection: opened.connection, delivery: opened.delivery,
    own: local.has(latest?.incident?.desk) });
}

function line(api, one) {
  const came = one.what === "received" || one.what === "repeat";
  return h("li", {}, h("div", { class: "se-timeline-head" }, time(one.at), " ", happening(one.what)),
    h("div", {}, long(one.detail, 400)),
    one.delivery ? (came ? deliveryDetails(api, one.delivery)
      : h("div", { class: "se-faint" }, t("delivery.title", { id: one.delivery }))) : null);
}

export default { name: "story", title: "story.title", hidden: true, show };
