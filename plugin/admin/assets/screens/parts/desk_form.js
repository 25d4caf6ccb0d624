// The form of one desk, generated from its kind's options.

import { link } from "../../lib/address.js";
import { h } from "../../lib/dom.js";
import { Field, guard, showProblems } from "../../lib/form.js";
import { t } from "../../lib/i18n.js";
import { merged, named, placeOf, replaced, withItem } from "../../lib/settings.js";
import { CiRules } from "./ci_rules.js";
import { counts, optionDefault, optionHelp, optionLabel } from "./desk_kinds.js";
import { DeskSecrets } from "./desk_secrets.js";
import { save } from "./saving.js";

const kinds = { text: "text", number: "number", flag: "checkbox", choice: "select", fields: "pairs" };
// The first options, in this order; then those of the sign-in, then these.
const early = ["url", "auth"];
const late = ["organization", "customer_login", "close_code", "resolution_code", "status_reason", "fields"];

function optionField(kind, option, value) {
  const common = { label: optionLabel(kind, option), help: optionHelp(kind, option), value };
  if (option.type === "ci_rules") return new CiRules(common);
  if (option.type === "number") Object.assign(common, { min: option.least, max: option.most, step: 1 });
  if (option.type === "choice") common.choices = option.choices;
  if (option.type === "text") Object.assign(common, { maxlength: option.most || undefined,
    spellcheck: "false", dir: "auto", inputmode: option.address ? "url" : undefined });
  return new Field({ kind: kinds[option.type] ?? "text", required: option.required, ...common });
}

// Calls saved(answer, desk, secretsGood) at the end.  desk: undefined for a new one of that kind.
export function deskForm({ api, settings, go }, { kind, desk, secrets, saved }) {
  let dirty = false;
  let isNew = !desk;
  const held = desk ?? { name: settings.desk(kind.name) ? "" : kind.name, kind: kind.name };
  const name = new Field({ label: t("desk.name"), help: t(desk ? "form.nameStays" : "desk.name.help"), value: held.name,
    ...(desk ? { readonly: true } : { required: true, maxlength: 64 }) });
  const fields = new Map(kind.options.map((option) =>
    [option.name, optionField(kind, option, held[option.name] ?? optionDefault(option))]));
  const secretFields = new DeskSecrets(api, kind, secrets);
  const error = h("div", {});

  const auth = () => fields.get("auth")?.value;
  function follow() {
    for (const option of kind.options) fields.get(option.name).element.hidden = !counts(option, auth());
    secretFields.follow(auth());
  }
  fields.get("auth")?.input.addEventListener("change", follow);
  follow();

  const value = () => {
    const item = { ...held, name: name.value.trim() };
    for (const [key, field] of fields) {
      item[key] = typeof field.value === "string" ? field.value.trim() : field.value;
      if (item[key] === null) delete item[key];  // a number left empty: the default
    }
    return item;
  };

  let base = desk ? value() : undefined;

  function problems(list, document) {
    const place = placeOf(document, "desks", value().name);
    name.place = `${place}.name`;
    for (const [key, field] of fields) field.place = `${place}.${key}`;
    return showProblems([name, ...fields.values()], list);
  }

  async function onSubmit(event) {
    event.preventDefault();
    const item = value();
    name.fail("");
    if (isNew && settings.desk(item.name)) {
      name.fail(t("desk.nameTaken", { name: item.name }));
      return name.input.focus();
    }
    await save({
      settings, place: error, problems,
      apply: (document) => withItem(document, "desks", merged(base, item, named(document, "desks", item.name))),
      part: (document) => replaced(base, item, named(document, "desks", item.name)),
      reload: () => { dirty = false; go(link("desks", desk ? { name: desk.name } : { new: kind.name })); },
      saved: async (answer) => {
        showProblems([name, ...fields.values()], []);
        base = item;
        isNew = false;  // a secret may still be refused: then the form stays
        name.input.readOnly = true;
        const good = await secretFields.store(item.name);
        dirty = !good;
        await saved(answer, item, good);
      },
    });
  }

  const rank = ({ name: key }) => early.includes(key) ? early.indexOf(key) - early.length : late.indexOf(key) + 1;
  const front = kind.options.filter((option) => option.required || option.needed_for?.length || rank(option))
    .sort((a, b) => rank(a) - rank(b));
  const rare = kind.options.filter((option) => !front.includes(option));
  const shown = (options) => options.map((option) => fields.get(option.name).element);
  const element = h("form", { novalidate: true, on: { submit: onSubmit, input: () => { dirty = true; } } },
    name.element, shown(front), secretFields.element,
    rare.length ? h("details", { class: "se-extra" }, h("summary", {}, t("form.more")), shown(rare)) : null,
    error,
    h("div", { class: "se-actions" }, h("button", { type: "submit", class: "se-primary" }, t("action.save"))));
  return { element, end: guard(() => dirty) };
}
