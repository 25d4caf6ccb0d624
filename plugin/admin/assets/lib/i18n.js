// Texts by key, one table per language (texts/*.js).  {name} in a text is filled from `values`.

import en from "../texts/en.js";
import de from "../texts/de.js";

export const languages = { en, de };
const remembered = "secure-export.language";
let current = "en";

export function chooseLanguage(wanted) {
  const asked = [stored(), wanted, ...navigator.languages].filter(Boolean).map((one) => one.slice(0, 2).toLowerCase());
  current = asked.find((one) => one in languages) ?? "en";
}

export function language() { return current; }

export function setLanguage(wanted) {
  current = wanted;
  try { localStorage.setItem(remembered, wanted); } catch { /* private mode: for this page only */ }
}

function stored() {
  try { return localStorage.getItem(remembered); } catch { return null; }
}

export function t(key, values = {}) {
  const text = languages[current][key] ?? languages.en[key] ?? key;
  return text.replaceAll(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// A text if there is one for that key, else `fallback` as it came from the server.
export function known(key, fallback) { return key in languages.en ? t(key) : fallback; }

export function number(value) { return new Intl.NumberFormat(current).format(value); }
