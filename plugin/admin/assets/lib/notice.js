// Status messages, also for screen readers: a line at the top that stays until the next one.

import { h, replace } from "./dom.js";
import { t } from "./i18n.js";

let place;

export function noticePlace() {
  place = h("div", { class: "se-notice", role: "status", "aria-live": "polite" });
  return place;
}

export function tell(text) { replace(place, h("p", { class: "se-good" }, text)); }

let next;

// A message for the next screen.
export function tellNext(text) { next = text; }

export function clearNotice() {
  if (!place) return;
  place.replaceChildren();
  const text = next;
  next = undefined;
  if (text) setTimeout(() => tell(text));  // only after the line is in the page, or screen readers miss it
}

// An error of the API, with the fields concerned.
export function errorBox(error) {
  const problems = (error.problems ?? []).map(({ place: where, what }) => h("li", {}, h("code", {}, where), " ", what));
  return h("div", { class: "se-error", role: "alert" },
    h("p", {}, sentence(error)),
    problems.length ? h("ul", {}, problems) : null);
}

function sentence(error) {
  if (error.status === 503) return t("error.later", { error: error.message });
  // fetch() gives a TypeError, in each browser's own words, when nobody answers.
  return error instanceof TypeError && /fetch|network|load/i.test(error.message) ? t("error.network") : error.message;
}
