// Form fields with labels, help and errors.  The input stays in the form whatever the server replies.

import { ask } from "./dialog.js";
import { h, replace, uniqueId } from "./dom.js";
import { t } from "./i18n.js";

// kind: text, number, password, select, checkbox, textarea, lines (a list, one entry a line), pairs (name = value
// lines). place: the value's place in the settings document, by which the server's problems are assigned to fields.
export class Field {
  constructor({ kind = "text", label, help, value, choices, place, required, ...more }) {
    Object.assign(this, { kind, place });
    const id = uniqueId("field");
    this.problem = h("p", { id: `${id}-problem`, class: "se-problem" });
    const described = [help ? `${id}-help` : null, `${id}-problem`].filter(Boolean).join(" ");
    const common = { id, "aria-describedby": described, required, ...more };
    if (kind === "select") {
      this.input = h("select", common, choices.map((choice) => {
        const [is, says] = Array.isArray(choice) ? choice : [choice, choice];
        return h("option", { value: is, selected: is === value }, says);
      }));
    } else if (kind === "textarea" || kind === "lines" || kind === "pairs") {
      this.input = h("textarea", { rows: 3, spellcheck: "false", ...common });
    } else {
      this.input = h("input", { type: kind, autocomplete: kind === "password" ? "new-password" : "off", ...common });
    }
    this.set(value);
    const name = h("label", { for: id }, label, required ? h("span", { class: "se-faint" }, ` (${t("form.required")})`) : null);
    const note = help ? h("p", { id: `${id}-help`, class: "se-help" }, help) : null;
    this.element = h("div", { class: `se-field se-${kind}` }, kind === "checkbox" ? [this.input, name] : [name, this.input],
      note, this.problem);
  }

  set(value) {
    if (this.kind === "checkbox") this.input.checked = Boolean(value);
    else if (this.kind === "lines") this.input.value = (value ?? []).join("\n");
    else if (this.kind === "pairs")
      this.input.value = Object.entries(value ?? {}).map(([name, is]) => `${name} = ${is}`).join("\n");
    else this.input.value = value ?? "";
  }

  get value() {
    const text = this.input.value;
    if (this.kind === "checkbox") return this.input.checked;
    if (this.kind === "number") return text === "" ? null : Number(text);
    if (this.kind === "lines") return lines(text);
    if (this.kind === "pairs") return Object.fromEntries(lines(text).map((line) => {
      const at = line.indexOf("=");
      return at < 0 ? [line, ""] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    }));
    return text;
  }

  fail(what) {
    this.input.setAttribute("aria-invalid", what ? "true" : "false");
    replace(this.problem, what);
  }
}

// Radio buttons, each with a word on what it means: choices: [[value, label, help]].
export function choiceOf({ label, value, choices }) {
  const name = uniqueId("choice");
  const inputs = choices.map(([is]) => h("input", { type: "radio", name, id: `${name}-${is}`, value: is,
    checked: is === value || choices.length === 1 }));
  const element = h("fieldset", { class: "se-field" }, h("legend", {}, label), choices.map(([is, says, help], at) =>
    h("div", { class: "se-choice" }, inputs[at], h("div", {}, h("label", { for: `${name}-${is}` }, says),
      help ? h("p", { class: "se-help" }, help) : null))));
  return { element, get value() { return inputs.find((input) => input.checked)?.value ?? choices[0][0]; } };
}

const lines = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);

// Shows each problem at its field and returns those without a field.  The first field with a problem gets the focus.
export function showProblems(fields, problems) {
  for (const field of fields) field.fail("");
  const rest = [];
  let first;
  for (const problem of problems) {
    const at = fields.find((field) => field.place && (problem.place === field.place ||
      problem.place.startsWith(field.place + ".") || problem.place.startsWith(field.place + "[")));
    if (!at) { rest.push(problem); continue; }
    at.fail(problem.what);
    first ??= at;
  }
  const up = (element) => element?.closest("details");
  for (let fold = up(first?.element); fold; fold = up(fold.parentElement)) fold.open = true;
  first?.input.focus();
  return rest;
}

let unsaved = () => false;

// Asks for confirmation before a form with changes is left; `changed()`: whether there are any.
export function guard(changed) {
  const leave = (event) => { if (changed()) event.preventDefault(); };
  window.addEventListener("beforeunload", leave);
  unsaved = changed;
  return () => {
    window.removeEventListener("beforeunload", leave);
    if (unsaved === changed) unsaved = () => false;
  };
}

// For navigation within these screens, for which the browser does not ask.
export async function mayLeave() {
  return !unsaved() || Boolean(await ask({ title: t("leave.title"), text: t("leave.text"), confirm: t("leave.confirm"),
    danger: true }));
}

export function copyable(label, text) {
  const said = h("span", { role: "status", class: "se-faint" });
  return h("div", { class: "se-copy" }, h("span", { class: "se-label" }, label), h("pre", { tabindex: 0 }, text),
    h("button", { type: "button", on: { click: async () => {
      try { await navigator.clipboard.writeText(text); said.textContent = t("form.copied"); }
      catch { said.textContent = t("form.copyByHand"); }
    } } }, t("form.copy")), said);
}
