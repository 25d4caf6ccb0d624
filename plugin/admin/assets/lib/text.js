// Makes untrusted texts safe to show: of any length, in any direction, with any characters.

import { h } from "./dom.js";

// Control characters, except line breaks and tabs, become their symbols (U+2400 on).  Characters that change the
// direction of the following text are shown by number, so that they are visible.
export function plain(text) {
  // eslint-disable-next-line no-control-regex -- it searches for them
  return String(text ?? "").replaceAll(/[\u0000-\u0008\u000b-\u001f]/g, (one) =>
    String.fromCharCode(0x2400 + one.charCodeAt(0))).replaceAll("\u007f", "\u2421")
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, (one) => `[U+${one.charCodeAt(0).toString(16).toUpperCase()}]`);
}

// At most `most` characters, for links and tags; an emoji is not cut in two.
export function short(text, most = 120) {
  const clean = plain(text);
  if (clean.length <= most) return clean;
  return [...clean.slice(0, most + 1)].slice(0, -1).join("").replace(/[\ud800-\udbff]$/, "") + "…";
}

// bdi: a right-to-left text does not change the direction of the text around it.
export const foreign = (text) => h("bdi", {}, plain(text));

// A long text is cut; one click shows all of it.
export function long(text, most = 160) {
  if (!text) return null;
  if (plain(text).length <= most) return foreign(text);
  return h("details", { class: "se-more" }, h("summary", {}, h("bdi", {}, short(text, most))), foreign(text));
}

// An Azure resource: its name and type, the full id on demand.
export function resource(id) {
  if (!id) return h("span", { class: "se-faint" }, "–");
  const parts = id.split("/").filter(Boolean);
  if (parts.length < 2) return long(id, 80);
  const type = parts.length > 3 ? parts[parts.length - 2] : "";
  return h("details", { class: "se-more" }, h("summary", {}, h("bdi", {}, short(parts[parts.length - 1], 80)),
    type ? h("span", { class: "se-faint" }, " ", h("bdi", {}, short(type, 40))) : null),
    h("code", {}, h("bdi", {}, plain(id))));
}
