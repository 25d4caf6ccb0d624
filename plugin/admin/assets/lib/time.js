// Times in the viewer's zone, UTC on hover and for screen readers' details.

import { h } from "./dom.js";
import { language, t } from "./i18n.js";

export function time(iso) {
  const at = new Date(iso);
  if (!iso || Number.isNaN(at.getTime())) return h("span", { class: "se-faint" }, iso || "–");
  const text = new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeStyle: "medium" }).format(at);
  return h("time", { datetime: iso, title: utc(at) }, text);
}

export function utc(at) { return at.toISOString().replace("T", " ").replace(/\.\d+Z$/, " UTC"); }

// "3 minutes ago", for ages that matter more than the hour.
export function ago(iso, now = Date.now()) {
  const seconds = Math.round((new Date(iso).getTime() - now) / 1000);
  const format = new Intl.RelativeTimeFormat(language(), { numeric: "auto" });
  for (const [unit, size] of [["day", 86400], ["hour", 3600], ["minute", 60]])
    if (Math.abs(seconds) >= size) return h("time", { datetime: iso, title: utc(new Date(iso)) },
      format.format(Math.round(seconds / size), unit));
  return h("time", { datetime: iso, title: utc(new Date(iso)) }, Math.abs(seconds) < 5 ? t("time.now")
    : format.format(seconds, "second"));
}
