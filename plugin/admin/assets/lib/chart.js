// A small bar chart of a day, one bar per hour.  For people who cannot see it there are a sentence above it and a
// table.

import { append, h } from "./dom.js";
import { language, number, t } from "./i18n.js";

const width = 240;
const height = 60;

function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return append(element, children);
}

export const clock = (iso) =>
  new Intl.DateTimeFormat(language(), { hour: "2-digit", minute: "2-digit" }).format(new Date(iso));

// hours: [{hour, count}], the oldest first.
export function hourChart({ title, hours, kind }) {
  const most = Math.max(...hours.map(({ count }) => count), 0);
  const sum = hours.reduce((all, { count }) => all + count, 0);
  const peak = hours.find(({ count }) => count === most);
  const says = most === 0 ? t("chart.none")
    : t("chart.sum", { sum: number(sum), most: number(most), at: clock(peak.hour) });
  const step = width / hours.length;
  const bars = hours.map(({ hour, count }, at) => {
    const high = count === 0 ? 0 : Math.max(1.5, (count / most) * (height - 4));
    return svg("g", {}, svg("title", {}, `${clock(hour)}: ${number(count)}`),
      svg("rect", { class: "se-bar-back", x: at * step, y: 0, width: step, height }),
      svg("rect", { class: `se-bar se-bar-${kind}`, x: at * step + 1, y: height - high, width: step - 2,
        height: high }));
  });
  return h("figure", { class: "se-chart" }, h("figcaption", {}, h("strong", {}, title), " ", says),
    svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${title}: ${says}`,
      preserveAspectRatio: "none" }, bars),
    hours.length ? h("div", { class: "se-chart-ends se-faint", "aria-hidden": "true" },
      h("span", {}, clock(hours[0].hour)), h("span", {}, clock(hours[hours.length - 1].hour))) : null);
}
