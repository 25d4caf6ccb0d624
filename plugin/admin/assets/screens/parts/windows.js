// The maintenance windows of a route: weekly, or once.

import { h, replace, uniqueId } from "../../lib/dom.js";
import { Field } from "../../lib/form.js";
import { language, t } from "../../lib/i18n.js";

const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const viewersZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

export class Windows {
  constructor(windows) {
    this.list = h("div", {});
    this.problem = h("p", { class: "se-problem" });
    this.input = adder("windows.addWeekly", () => this.add({ weekly: [], start: "22:00", length: "4h", zone: viewersZone() }));
    this.cards = windows.map((window) => this.card(window));
    this.element = h("div", {}, h("p", { class: "se-help" }, t("windows.help")), this.list, this.problem,
      h("div", { class: "se-actions" }, this.input, adder("windows.addOnce", () => this.add({ from: "", to: "" }))));
    this.draw();
  }

  get value() { return this.cards.map((card) => card.value); }

  fail(what) { replace(this.problem, what); }

  fieldsAt(place) {
    this.place = place;
    return [...this.cards.flatMap((card, at) => [...card.fields].map(([key, field]) =>
      Object.assign(field, { place: `${place}[${at}].${key}` }))), this];
  }

  card(window) {
    const card = window.from === undefined ? new Weekly(window) : new Once(window);
    card.legend = h("legend", {});
    card.remove = h("button", { type: "button", class: "se-small se-danger", on: { click: () => this.remove(card) } },
      t("windows.remove"));
    card.element = h("fieldset", { class: "se-window" }, card.legend,
      [...card.fields.values()].map((field) => field.element), card.remove);
    return card;
  }

  add(window) {
    const card = this.card(window);
    this.cards.push(card);
    this.changed();
    card.fields.values().next().value.input.focus();
  }

  remove(card) {
    const at = this.cards.indexOf(card);
    this.cards.splice(at, 1);
    this.changed();
    (this.cards[Math.min(at, this.cards.length - 1)]?.remove ?? this.input).focus();
  }

  changed() {
    this.draw();
    this.list.dispatchEvent(new Event("input", { bubbles: true }));
  }

  draw() {
    this.cards.forEach((card, at) => {
      replace(card.legend, t(card.title, { number: at + 1 }));
      card.remove.setAttribute("aria-label", `${t("windows.remove")}: ${card.legend.textContent}`);
    });
    replace(this.list, this.cards.map((card) => card.element));
  }
}

const adder = (key, add) => h("button", { type: "button", on: { click: add } }, t(key));

class Weekly {
  title = "windows.weekly";

  constructor({ weekly, start, length, zone }) {
    this.fields = new Map([
      ["weekly", new Days(weekly ?? [])],
      ["start", new Field({ kind: "time", label: t("windows.start"), value: start })],
      ["length", new Field({ label: t("windows.length"), help: t("windows.length.help"), value: length, maxlength: 64 })],
      ["zone", new Field({ label: t("windows.zone"), help: t("windows.zone.help"), value: zone ?? "UTC", maxlength: 64,
        spellcheck: "false", list: zoneList() })]]);
  }

  get value() {
    return Object.fromEntries([...this.fields].map(([key, { value }]) =>
      [key, typeof value === "string" ? value.trim() : value]));
  }
}

// Shown in the viewer's zone.  What nobody touches stays as it was written.
class Once {
  title = "windows.once";

  constructor(window) {
    this.window = window;
    this.fields = new Map(["from", "to"].map((key) => [key, new Field({ kind: "datetime-local", label: t(`windows.${key}`),
      help: t("windows.yours", { zone: viewersZone() }), value: localText(window[key]),
      step: /T\d\d:\d\d$/.test(localText(window[key])) ? null : 1 })]));
    this.shown = Object.fromEntries([...this.fields].map(([key, field]) => [key, field.value]));
  }

  get value() {
    return Object.fromEntries([...this.fields].map(([key, { value }]) =>
      [key, value === this.shown[key] ? this.window[key] : utcText(value)]));
  }
}

function localText(text) {
  const at = new Date(text);
  if (!text || Number.isNaN(at.getTime())) return "";
  const two = (number) => String(number).padStart(2, "0");
  const seconds = at.getSeconds() ? `:${two(at.getSeconds())}` : "";
  return `${String(at.getFullYear()).padStart(4, "0")}-${two(at.getMonth() + 1)}-${two(at.getDate())}T` +
    `${two(at.getHours())}:${two(at.getMinutes())}${seconds}`;
}

function utcText(text) {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? text : at.toISOString().replace(".000Z", "Z");
}

// Checkboxes for the days of the week on which a window begins.
class Days {
  constructor(chosen) {
    const problem = uniqueId("days");
    this.problem = h("p", { id: problem, class: "se-problem" });
    const name = (day, weekday) => new Intl.DateTimeFormat(language(), { weekday, timeZone: "UTC" })
      .format(Date.UTC(2024, 0, 1 + days.indexOf(day)));  // a Monday
    this.boxes = new Map(days.map((day) => [day, h("input", { type: "checkbox", id: uniqueId("day"), "aria-label": name(day, "long"),
      checked: chosen.includes(day) })]));
    this.input = this.boxes.get("mon");
    this.element = h("fieldset", { class: "se-days", "aria-describedby": problem }, h("legend", {}, t("windows.days")),
      [...this.boxes].map(([day, box]) => h("span", {}, box, h("label", { for: box.id }, name(day, "short")))), this.problem);
  }

  get value() { return days.filter((day) => this.boxes.get(day).checked); }

  fail(what) { replace(this.problem, what); }
}

// The zones that the browser knows, to choose from; others may be typed.
function zoneList() {
  const id = "se-zones";
  if (!document.getElementById(id)) (document.getElementById("secure-export") ?? document.body).append(
    h("datalist", { id }, ["UTC", ...Intl.supportedValuesOf?.("timeZone") ?? []].map((zone) => h("option", { value: zone }))));
  return id;
}
