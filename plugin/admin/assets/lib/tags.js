// States as small tags with a word; the colour only repeats the word.

import { h } from "./dom.js";
import { known } from "./i18n.js";
import { short } from "./text.js";

const tag = (word, kind) => h("span", { class: `se-tag${kind ? ` se-${kind}` : ""}` }, short(word, 40));

const outcomes = { parked: "bad", done: "good", waiting: "wait" };
export const outcome = (row) => tag(known(`state.${row.state}`, row.state), outcomes[row.state]);

const statuses = { open: "wait", opening: "wait", reopening: "wait", resolving: "wait", closed: "good" };
export const status = (word) => tag(known(`status.${word}`, word), statuses[word]);

const happenings = { parked: "bad", desk_paused: "bad", note_refused: "bad", dropped: "bad", opened: "good",
  resolved: "good", bound: "good", reopened: "good" };
export const happening = (what) => tag(known(`what.${what}`, what), happenings[what]);

export const severity = (text) => text ? tag(text, text === "Sev0" || text === "Sev1" ? "bad" : "")
  : h("span", { class: "se-faint" }, "–");

// An incident's number, as a link to its page in the desk if there is one.
export function incident(one) {
  if (!one?.number) return h("span", { class: "se-faint" }, "–");
  const number = h("bdi", {}, short(one.number, 60));
  return one.url ? h("a", { href: one.url, target: "_blank", rel: "noopener noreferrer" }, number) : number;
}
