// Kinds of desk as described by the server, with texts in the viewer's language if there are any.

import { known, language } from "../../lib/i18n.js";

export const inHostFrame = () => document.getElementById("secure-export")?.dataset.frame === "host";

export const kindTitle = (kind) => known(`kind.${kind.name}`, kind.title);

// A kind has its own texts; those that several kinds share are among the texts of the screens.
const own = (kind, { name }) => kind.texts[language()]?.[name] ?? kind.texts.en?.[name] ?? {};

export const optionLabel = (kind, option) => own(kind, option).label || known(`option.${option.name}`, option.name);
export const optionHelp = (kind, option) =>
  own(kind, option).help || known(`option.${option.name}.help`, option.meaning);
export const secretLabel = (kind, secret) => own(kind, secret).label || known(`secret.${secret.name}`, secret.name);
export const secretHelp = (kind, secret) =>
  own(kind, secret).help || known(`secret.${secret.name}.help`, secret.meaning);

// Whether an option or secret is used with that way of signing in; without `needed_for`, always.
export const counts = (described, auth) => !described.needed_for?.length || described.needed_for.includes(auth);

const empty = { fields: {}, ci_rules: [], flag: false, number: null };
export const optionDefault = (option) => option.default ?? empty[option.type] ?? "";
