// Move up, move down and remove, for lists whose order matters.  The focus stays on the moved entry.

import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";

export function moved(items, from, to) {
  const all = [...items];
  all.splice(to, 0, ...all.splice(from, 1));
  return all;
}

// move(to) redraws the list and returns the element at `to`.
export function moveButtons({ at, count, what, move, remove }) {
  const step = (to, name, sign) => h("button", { type: "button", class: "se-small", "data-move": name,
    "aria-label": t(`move.${name}`, { what }), title: t(`move.${name}`, { what }), disabled: to < 0 || to >= count,
    on: { click: () => {
      const element = move(to);
      const again = element.querySelector(`[data-move=${name}]`);
      (again.disabled ? element.querySelector("[data-move]:not(:disabled)") : again)?.focus();
    } } }, sign);
  return h("div", { class: "se-row-actions" }, step(at - 1, "up", "↑"), step(at + 1, "down", "↓"),
    h("button", { type: "button", class: "se-small se-danger", "aria-label": t("move.remove", { what }),
      title: t("move.remove", { what }), on: { click: remove } }, "✕"));
}
