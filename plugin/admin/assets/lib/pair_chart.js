// Two bars a day: an outlined one for what happened, a full one for the replay.  They can be told apart without colour;
// for people who cannot see them there are a sentence above them and a table.

import { append, h } from "./dom.js";
import { number, t } from "./i18n.js";

const width = 240;
const height = 60;

function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return append(element, children);
}

const sum = (days, name) => days.reduce((all, day) => all + day[name], 0);

// days: [{day, then, now}], the oldest first;  title: what is counted.
export function pairChart({ title, days }) {
  const most = Math.max(1, ...days.map(({ then, now }) => Math.max(then, now)));
  const says = t("replay.chartSays", { then: number(sum(days, "then")), now: number(sum(days, "now")) });
  const step = width / Math.max(1, days.length);
  const high = (count) => count === 0 ? 0 : Math.max(1.5, (count / most) * (height - 4));
  const bars = days.map(({ day, then, now }, at) => svg("g", {},
    svg("title", {}, `${day}: ${t("replay.then")} ${number(then)}, ${t("replay.now")} ${number(now)}`),
    svg("rect", { class: "se-bar-back", x: at * step, y: 0, width: step, height }),
    svg("rect", { class: "se-bar-then", x: at * step + step * 0.1, y: height - high(then), width: step * 0.36,
      height: high(then), "vector-effect": "non-scaling-stroke" }),
    svg("rect", { class: "se-bar", x: at * step + step * 0.54, y: height - high(now), width: step * 0.36,
      height: high(now) })));
  return h("figure", { class: "se-chart" }, h("figcaption", {}, h("strong", {}, title), " ", says),
    svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${title}: ${says}`,
      preserveAspectRatio: "none" }, bars),
    h("div", { class: "se-chart-ends se-faint", "aria-hidden": "true" }, h("span", {}, days[0]?.day ?? ""),
      h("span", {}, days.length > 1 ? days[days.length - 1].day : "")),
    h("p", { class: "se-faint se-flat" }, t("replay.legend")));
}
