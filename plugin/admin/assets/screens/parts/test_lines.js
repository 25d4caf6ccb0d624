// The results of a desk test, line by line, with remedies.

import { segment } from "../../lib/api.js";
import { h, replace } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { errorBox } from "../../lib/notice.js";

export function testLines(lines) {
  const bad = lines.filter((line) => !line.good).length;
  return h("div", {},
    h("p", { class: bad ? "se-bad" : "se-good" }, t(bad ? "test.bad" : "test.good", { count: bad })),
    h("ul", { class: "se-plain" }, lines.map((line) => h("li", {},
      h("span", { class: line.good ? "se-good" : "se-bad" }, line.good ? "✓ " : "✗ ",
        h("span", { class: "se-hidden" }, t(line.good ? "test.ok" : "test.fail"))),
      line.what, line.remedy ? h("p", { class: "se-help" }, t("test.remedy"), " ", line.remedy) : null))));
}

// Creates nothing in the desk.  The caller makes `place` a live region.
export async function runTest(api, desk, place) {
  replace(place, h("p", { class: "se-faint" }, t("test.running", { name: desk })));
  try {
    replace(place, testLines(await api.post(`desks/${segment(desk)}/test`)));
  } catch (error) {
    const lines = Array.isArray(error.body) ? error.body : error.body?.lines;  // 409: some lines are bad
    replace(place, lines ? testLines(lines) : errorBox(error));
  }
}
