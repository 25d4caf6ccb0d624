// Lengths of time as the settings document writes them ("1h 30m"), for people; any other text stays as it is.

import { t } from "./i18n.js";

export function durationInWords(text) {
  const said = text.trim();
  if (!/^(\d+\s*[dhms]\s*)+$/.test(said)) return said;
  return [...said.matchAll(/(\d+)\s*([dhms])/g)].map(([, count, unit]) => t(`duration.${unit}`, { count })).join(" ");
}
