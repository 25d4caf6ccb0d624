// The form of one connection.  Its routes are edited with the rules.

import { h } from "../../lib/dom.js";
import { Field, guard, showProblems } from "../../lib/form.js";
import { applicationUri, clouds, defaultRole, isGuid } from "../../lib/azure.js";
import { link } from "../../lib/address.js";
import { t } from "../../lib/i18n.js";
import { merged, named, placeOf, replaced, withItem } from "../../lib/settings.js";
import { save } from "./saving.js";

const fresh = { name: "", description: "", enabled: true, cloud: "public", authority: null, tenant_id: "",
  key_hosts: [], audiences: [], required_role: defaultRole, allowed_subscriptions: [], without_subscription: "refuse",
  desk: "", refire: "new", one_incident_for: "firing", routes: [],
  max_alerts_per_minute: 0, max_bytes_per_day: 0 };

// Calls saved(answer, connection) at the end.  `desk`: for the first connection, a field that replaces the choice among
// the existing desks: {element, fields, name(), apply(document), problems}.
export function connectionForm({ settings, go }, { connection, desk, submit = "action.save", saved }) {
  const held = connection ?? { ...fresh, name: settings.document.connections.length ? "" : "azure" };
  const fields = makeFields(settings, held, !connection, desk);
  let dirty = false;
  const error = h("div", {});

  const value = () => {
    const given = Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, field.value]));
    const item = { ...held, ...given, authority: given.authority.trim() || null,
      required_role: given.required_role.trim() || null };
    for (const cap of ["max_alerts_per_minute", "max_bytes_per_day"]) item[cap] ??= 0;
    item.name = item.name.trim();
    item.tenant_id = item.tenant_id.trim();
    if (!given.caller_app_ids.length) delete item.caller_app_ids;  // the server knows the cloud's own
    if (desk) item.desk = desk.name();
    return item;
  };

  const base = connection ? value() : undefined;

  function problems(list, document) {
    const place = placeOf(document, "connections", value().name);
    for (const [key, field] of Object.entries(fields)) field.place = `${place}.${key}`;
    return showProblems([...Object.values(fields), ...(desk?.fields(document) ?? [])], list);
  }

  async function onSubmit(event) {
    event.preventDefault();
    const item = value();
    if (!connection && named(settings.document, "connections", item.name)) {
      showProblems(Object.values(fields).map((field) => Object.assign(field, { place: "" })), []);
      fields.name.fail(t("connections.nameTaken", { name: item.name }));
      return fields.name.input.focus();
    }
    await save({
      settings, place: error, problems,
      apply: (document) => withItem(desk ? desk.apply(document) : document, "connections",
        merged(base, item, named(document, "connections", item.name))),
      part: (document) => replaced(base, item, named(document, "connections", item.name)),
      reload: () => { dirty = false; go(link("connections", connection ? { name: connection.name } : { new: "" })); },
      saved: async (answer) => { dirty = false; await saved(answer, item); },
    });
  }

  const usual = ["name", "tenant_id", "audiences", "desk"];  // all that a first connection needs
  const other = ["description", "enabled", "allowed_subscriptions", "without_subscription", "refire",
    "one_incident_for"];
  const shown = connection ? ["name", ...other.slice(0, 2), ...usual.slice(1), ...other.slice(2)] : usual;
  const rare = [...connection ? [] : other, "cloud", "caller_app_ids", "required_role", "authority", "key_hosts", "max_alerts_per_minute",
    "max_bytes_per_day"];
  const element = h("form", { novalidate: true, on: { submit: onSubmit, input: () => { dirty = true; } } },
    shown.map((key) => key === "desk" && desk ? desk.element
      : fields[key].element),
    h("details", { class: "se-extra" }, h("summary", {}, t("form.more")), rare.map((key) => fields[key].element)),
    error,
    h("div", { class: "se-actions" }, h("button", { type: "submit", class: "se-primary" }, t(submit))));
  return { element, end: guard(() => dirty), fields, value };
}

function makeFields(settings, held, isNew, desk) {
  const text = (key, more = {}) => new Field({ label: t(`connection.${key}`), help: t(`connection.${key}.help`),
    value: held[key], dir: "auto", ...more });
  const fields = {
    name: text("name", isNew ? { required: true, maxlength: 64 } : { readonly: true, help: t("form.nameStays") }),
    description: text("description", { maxlength: 1024 }),
    enabled: text("enabled", { kind: "checkbox", dir: undefined }),
    tenant_id: text("tenant_id", { required: true, maxlength: 64, spellcheck: "false" }),
    audiences: text("audiences", { kind: "lines", required: true, rows: 2 }),
    allowed_subscriptions: text("allowed_subscriptions", { kind: "lines", rows: 2 }),
    without_subscription: text("without_subscription", { kind: "select", dir: undefined, value: held.without_subscription ?? "refuse",
      choices: ["refuse", "accept"].map((one) => [one, t(`connection.without_subscription.${one}`)]) }),
    refire: text("refire", { kind: "select", dir: undefined, choices: ["new", "reopen"].map((one) =>
      [one, t(`connection.refire.${one}`)]) }),
    one_incident_for: text("one_incident_for", { kind: "select", dir: undefined, value: held.one_incident_for ?? "firing",
      choices: ["firing", "condition"].map((one) => [one, t(`connection.one_incident_for.${one}`)]) }),
    cloud: text("cloud", { kind: "select", dir: undefined, choices: Object.keys(clouds).map((one) =>
      [one, t(`connection.cloud.${one}`)]) }),
    caller_app_ids: text("caller_app_ids", { kind: "lines", rows: 2 }),
    required_role: text("required_role", { maxlength: 64, spellcheck: "false" }),
    authority: text("authority", { maxlength: 2048, inputmode: "url", spellcheck: "false" }),
    key_hosts: text("key_hosts", { kind: "lines", rows: 2 }),
    max_alerts_per_minute: text("max_alerts_per_minute", { kind: "number", dir: undefined, min: 0, max: 1000000 }),
    max_bytes_per_day: text("max_bytes_per_day", { kind: "number", dir: undefined, min: 0, max: 2000000000 }),
  };
  if (!desk) {
    const names = settings.document.desks.map((one) => one.name);
    fields.desk = text("desk", { kind: "select", dir: undefined, required: true, value: held.desk || names[0],
      choices: names });
  }
  completeAudiences(fields.audiences);
  askForThoseWithout(fields);
  followCloud(fields);
  return fields;
}

// v1.0 and v2.0 tokens name the application differently, so both names are needed.  Added visibly in the form.
function completeAudiences(field) {
  field.input.addEventListener("change", () => {
    const [only, ...others] = field.value;
    if (others.length || !only || !isGuid(only)) return;
    field.set([applicationUri(only.trim()), only.trim()]);
  });
}

// The setting for bodies without a subscription matters only if there is an allow-list.
function askForThoseWithout({ allowed_subscriptions: allowed, without_subscription: without }) {
  const look = () => { without.element.hidden = !allowed.value.length; };
  allowed.input.addEventListener("input", look);
  look();
}

// Removes the default callers of another cloud.
function followCloud({ cloud, caller_app_ids: callers }) {
  const known = Object.values(clouds).map((one) => one.caller);
  cloud.input.addEventListener("change", () => {
    if (callers.value.every((one) => known.includes(one))) callers.set([clouds[cloud.value].caller].filter(Boolean));
  });
}
