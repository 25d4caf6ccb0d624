// Kinds of desk as the server describes them, with the words of the viewer's language where there are any.

import { known, language } from "../../lib/i18n.js";

export const inHostFrame = () => document.getElementById("secure-export")?.dataset.frame === "host";

export const kindTitle = (kind) => known(`kind.${kind.name}`, kind.title);

// A kind brings its own words; those that several kinds share are among the texts of the screens.
const own = (kind, { name }) => kind.texts[language()]?.[name] ?? kind.texts.en?.[name] ?? {};

export const optionLabel = (kind, option) => own(kind, option).label || known(`option.${option.name}`, option.name);
export const optionHelp = (kind, option) =>
  own(kind, option).help || known(`option.${option.name}.help`, option.meaning);
export const secretLabel = (kind, secret) => own(kind, secret).label || known(`secret.${secret.name}`, secret.name);
export const secretHelp = (kind, secret) =>
  own(kind, secret).help || known(`secret.${secret.name}.help`, secret.meaning);

// Whether what the kind describes counts under that way of signing in; nothing named means always.
export const counts = (described, auth) => !described.needed_for?.length || described.needed_for.includes(auth);

const empty = { fields: {}, ci_rules: [], flag: false, number: null };
export const optionDefault = (option) => option.default ?? empty[option.type] ?? "";
