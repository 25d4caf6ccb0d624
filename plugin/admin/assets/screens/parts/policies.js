// The policies of a route: when an incident is opened, what shares it, when it is closed, and maintenance windows.

import { durationInWords } from "../../lib/durations.js";
import { h } from "../../lib/dom.js";
import { Field } from "../../lib/form.js";
import { t } from "../../lib/i18n.js";
import { Windows } from "./windows.js";

// In the order of the screen.  A list is a choice, whose first value is the default; an object holds a number and a
// length of time, and is null while both are empty; anything else is one field.
const groups = {
  open: { ticket: true, hold: "", without_beginning: ["record", "open"], max_tickets: { count: "number", per: "text" } },
  share: { group_by: ["alert", "series", "resource", "rule", "ci", "resource_group", "subscription", "custom_property"],
    group_property: "", reopen_within: "" },
  close: { on_resolved: ["resolve", "note", "nothing"], hold_resolve: "", quiet_after: "",
    flapping: { changes: "number", within: "text" } },
};
const durations = ["hold", "hold_resolve", "reopen_within", "quiet_after"];

export class Policies {
  constructor(route) {
    this.parts = new Map();
    this.windows = new Windows(route.maintenance ?? []);
    const folds = Object.entries(groups).map(([group, policies]) => fold(group, Object.entries(policies).map(([key, kind]) =>
      this.part(key, kind, route)), changed(policies, route)));
    const property = this.parts.get("group_property"), grouping = this.parts.get("group_by").input;
    const follow = () => { property.element.hidden = grouping.value !== "custom_property"; };
    grouping.addEventListener("change", follow);
    follow();
    this.element = h("div", {}, folds, fold("maintenance", [this.windows], Boolean(route.maintenance?.length)));
  }

  part(key, kind, route) {
    const part = kind !== null && typeof kind === "object" && !Array.isArray(kind) ? new Pair(key, kind, route[key])
      : new Field({ ...common(key), ...single(key, kind, route[key]) });
    this.parts.set(key, part);
    return part;
  }

  get value() {
    const value = Object.fromEntries([...this.parts].map(([key, part]) =>
      [key, typeof part.value === "string" ? part.value.trim() : part.value]));
    if (value.group_by !== "custom_property") value.group_property = "";
    return { ...value, maintenance: this.windows.value };
  }

  // With their places in the settings document; `place`: of the route.
  fieldsAt(place) {
    return [...[...this.parts].flatMap(([key, part]) => part.fieldsAt?.(`${place}.${key}`) ??
      [Object.assign(part, { place: `${place}.${key}` })]), ...this.windows.fieldsAt(`${place}.maintenance`)];
  }
}

const common = (key) => ({ label: t(`policy.${key}`), help: t(`policy.${key}.help`) });

function single(key, kind, value) {
  if (kind === true) return { kind: "checkbox", value: value ?? true };
  if (Array.isArray(kind)) return { kind: "select", value: value ?? kind[0],
    choices: kind.map((one) => [one, t(`policy.${key}.${one}`)]) };
  return { value: value ?? "", maxlength: 64, spellcheck: "false", dir: "auto" };
}

// Whether the route says something else than the defaults.
function changed(policies, route) {
  return Object.entries(policies).some(([key, kind]) => {
    const is = route[key];
    if (is === undefined || is === null) return false;
    return Array.isArray(kind) ? is !== kind[0] : typeof kind === "object" || is !== kind;
  });
}

function fold(group, parts, open) {
  return h("details", { class: "se-extra se-policies", open }, h("summary", {}, t(`policies.${group}`)),
    h("div", { class: group === "maintenance" ? "" : "se-columns" }, parts.map((part) => part.element)));
}

// A number and a length of time that go together; null while both are empty.
class Pair {
  constructor(key, kinds, value) {
    this.fields = new Map(Object.entries(kinds).map(([name, kind]) => [name, new Field({ kind, min: kind === "number" ? 1 : null,
      label: t(`policy.${key}.${name}`), value: value?.[name] ?? "", maxlength: kind === "text" ? 64 : null })]));
    this.element = h("fieldset", { class: "se-field" }, h("legend", {}, t(`policy.${key}`)),
      h("p", { class: "se-help" }, t(`policy.${key}.help`)), [...this.fields.values()].map((field) => field.element));
  }

  get value() {
    const [[first, number], [second, time]] = this.fields;
    if (number.value === null && !time.value.trim()) return null;
    // A number that is left out is told as missing, at its field.
    return { ...(number.value === null ? {} : { [first]: number.value }), [second]: time.value.trim() };
  }

  fieldsAt(place) {
    return [...this.fields].map(([name, field]) => Object.assign(field, { place: `${place}.${name}` }));
  }
}

// The policies of a route that are not the defaults, each in a few words.
export function inShort(route) {
  const { group_by: by = "alert", flapping, max_tickets: most, maintenance = [] } = route;
  const what = by === "custom_property" ? route.group_property : t(`policyShort.group_by.${by}`);
  const time = (text) => durationInWords(text ?? "");
  return [
    route.ticket === false && t("policyShort.ticket"),
    by !== "alert" && t("policyShort.group_by", { what }),
    ...durations.map((key) => route[key] && t(`policyShort.${key}`, { time: time(route[key]) })),
    route.without_beginning === "open" && t("policyShort.without_beginning.open"),
    ["note", "nothing"].includes(route.on_resolved) && t(`policyShort.on_resolved.${route.on_resolved}`),
    flapping && t("policyShort.flapping", { changes: flapping.changes ?? "?", within: time(flapping.within) }),
    most && t("policyShort.max_tickets", { count: most.count ?? "?", per: time(most.per) }),
    maintenance.length === 1 && t("policyShort.window"),
    maintenance.length > 1 && t("policyShort.windows", { count: maintenance.length }),
  ].filter(Boolean);
}
