// The differences of two JSON values, one entry per place: [{path, before, after}], undefined where absent.

export function differences(before, after, path = "") {
  if (same(before, after)) return [];
  const a = keyed(before);
  const b = keyed(after);
  // A value that was added or removed as a whole is one change, unless it is the whole document.
  if (!a && !b || path && (!a || !b)) return [{ path, before, after }];
  const names = [...new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})])];
  const found = names.flatMap((name) => differences(a?.[name], b?.[name], path ? `${path}.${name}` : name));
  return found.length ? found : [{ path, before, after }];  // only the order differs
}

const same = (a, b) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

// Ignores the order of an object's members.
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])]));
}

// Objects by their names; lists of named things by the things' names, of other things by their numbers.
function keyed(value) {
  if (value === null || typeof value !== "object") return null;
  if (!Array.isArray(value)) return value;
  if (value.some((one) => one === null || typeof one !== "object")) return null;
  const names = value.map((one) => one.name);
  const unique = names.every(Boolean) && new Set(names).size === names.length;
  return Object.fromEntries(value.map((one, number) => [unique ? one.name : `${number + 1}`, one]));
}

// As text, with characters that change the reading direction made visible.
export function inWords(value) {
  return plain(value).replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, (mark) =>
    `[U+${mark.codePointAt(0).toString(16).toUpperCase()}]`);
}

function plain(value) {
  if (value === undefined || value === null || value === "") return "–";
  if (Array.isArray(value) && value.every((one) => typeof one !== "object")) return value.join("\n") || "–";
  return typeof value === "object" ? JSON.stringify(value, null, 2) : String(value);
}
