// Texts that others wrote, made safe to look at: of any length, in any direction, with whatever characters.

import { h } from "./dom.js";

// Control characters become the signs that stand for them (U+2400 on), line breaks and tabs apart.  Those that turn the
// direction of all that follows are told by number: who sees them shall know that they are there.
export function plain(text) {
  // eslint-disable-next-line no-control-regex -- they are what it looks for
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

// bdi: a right-to-left text turns nothing around that stands beside it.
export const foreign = (text) => h("bdi", {}, plain(text));

// The whole of a long text is one click away.
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
