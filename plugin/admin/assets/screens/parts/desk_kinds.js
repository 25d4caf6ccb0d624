// Kinds of desk as the server describes them, with the words of the viewer's language where there are any.

import { known, t } from "../../lib/i18n.js";

export const inHostFrame = () => document.getElementById("secure-export")?.dataset.frame === "host";

export const kindTitle = (kind) => known(`kind.${kind.name}`, kind.title);

export const optionLabel = (option) => known(`option.${option.name}`, option.name);

// An option may mean different things to different kinds.
export function optionHelp(kind, option) {
  return known(`option.${kind.name}.${option.name}.help`, known(`option.${option.name}.help`, option.meaning));
}

export const secretLabel = (secret) => known(`secret.${secret.name}`, secret.name);

// Whether what the kind describes counts under that way of signing in; nothing named means always.
export const counts = (described, auth) => !described.needed_for?.length || described.needed_for.includes(auth);

const empty = { fields: {}, ci_rules: [], flag: false, number: null };
export const optionDefault = (option) => option.default ?? empty[option.type] ?? "";
