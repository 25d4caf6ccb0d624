// Confirmation dialogs.  Resolve to null when dismissed; the focus returns to where it was.

import { h } from "./dom.js";
import { t } from "./i18n.js";

export function ask({ title, text, confirm, danger = false, input }) {
  return new Promise((resolve) => {
    const field = input ? h("input", { id: "se-ask", class: "se-wide", required: true, maxlength: 500 }) : null;
    const dialog = h("dialog", { class: "se-dialog", "aria-labelledby": "se-ask-title" },
      h("form", { method: "dialog", on: { submit: () => { answer = field ? field.value.trim() : true; } } },
        h("h2", { id: "se-ask-title" }, title),
        text ? h("p", {}, text) : null,
        field ? [h("label", { for: "se-ask" }, input), field] : null,
        h("div", { class: "se-actions" },
          h("button", { type: "submit", class: danger ? "se-danger" : "se-primary" }, confirm),
          h("button", { type: "button", on: { click: () => dialog.close() } }, t("action.cancel")))));
    let answer = null;
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer || null);
    });
    (document.getElementById("secure-export") ?? document.body).append(dialog);
    dialog.showModal();
  });
}
