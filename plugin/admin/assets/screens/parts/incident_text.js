// Title and description of an incident as somebody on call reads them, with links that can be followed.

import { append, h, replace } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { errorBox } from "../../lib/notice.js";
import { plain } from "../../lib/text.js";

const address = /https:\/\/[^\s"'<>]+[^\s"'<>.,;:)\]]/g;

// A text as a paragraph whose https addresses are links; everything else of it only ever becomes text.
export function linked(text) {
  const shown = plain(text);
  const parts = [];
  let at = 0;
  for (const { 0: found, index } of shown.matchAll(address)) {
    parts.push(shown.slice(at, index), h("a", { href: found, target: "_blank", rel: "noopener noreferrer" }, found));
    at = index + found.length;
  }
  return h("p", { class: "se-prose", dir: "auto" }, parts, shown.slice(at));
}

// The text of the incident that `delivery` opened, found out by a dry run.  `own`: it is kept right here, so nobody has
// another page for it and it is shown at once; otherwise when it is asked for, since the desk is asked for the CI.
export function incidentText(api, { connection, delivery, own }) {
  const content = h("div", { class: "se-incident-text" });
  const load = async () => {
    replace(content, h("p", { class: "se-faint" }, t("list.loading")));
    try {
      const { title, description } = await api.post("dry-run", { connection, delivery });
      replace(content, h("p", {}, h("strong", {}, h("bdi", {}, plain(title)))), linked(description));
    } catch (error) {
      replace(content, errorBox(error));
    }
  };
  const help = h("p", { class: "se-help" }, t("story.textHelp"));
  if (own) {
    load();
    return h("section", {}, h("h3", {}, t("story.text")), content, help);
  }
  const fold = h("details", { class: "se-more" }, h("summary", {}, t("story.text")), append(h("div"), [content, help]));
  fold.addEventListener("toggle", () => { if (fold.open && !content.firstChild) load(); });
  return fold;
}
