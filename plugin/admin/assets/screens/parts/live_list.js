// Keeps the list of deliveries up to date without moving rows while they are used: while somebody points, types or
// reads further down, new rows are only counted and inserted later; existing rows are updated in place.

import { h, replace } from "../../lib/dom.js";
import { language, t } from "../../lib/i18n.js";
import { poll } from "../../lib/poll.js";

const every = 4000;       // ms between two requests
const still = 3000;       // ms without a movement after which new rows are inserted
const watched = 50;       // rows from the top whose outcome may still change
const askedSingly = 4;    // of them loaded one by one in a round, if a filter hides their new state
const longest = 1000;     // rows in the page, since it may stay open for weeks
const most = 200;         // rows in one reply: the API's limit

export class LiveList {
  constructor({ list, api, filters }) {
    Object.assign(this, { list, api, filters });
    this.held = [];
    this.moved = 0;
    this.on = h("input", { type: "checkbox", id: "se-live", checked: true });
    this.state = h("span", { class: "se-faint" });
    this.waiting = h("button", { type: "button", on: { click: () => this.letIn(true) } });
    this.said = h("span", { class: "se-hidden", role: "status" });
    this.waiting.hidden = true;
    this.element = h("div", { class: "se-live" }, this.on, h("label", { for: "se-live" }, t("live.on")), this.state,
      this.waiting, this.said);
  }

  // Returns a function that ends it.
  start() {
    const noted = () => { this.moved = Date.now(); };
    for (const event of ["pointermove", "pointerdown", "keydown", "focusin", "wheel"])
      this.list.scroller.addEventListener(event, noted, { passive: true });
    this.on.addEventListener("change", () => { if (this.on.checked) this.look(); });
    this.tell();
    return poll(every, () => this.on.checked ? this.look() : undefined);
  }

  // The filter has changed: waiting rows belong to the old one.
  reset() {
    this.held = [];
    this.gap = false;
    this.waiting.hidden = true;
  }

  async look() {
    if (!this.list.rows.length) return this.again();
    const generation = this.list.generation;
    try {
      const rows = await this.news();
      if (generation !== this.list.generation) return;  // the filter has changed meanwhile
      this.tell();
      this.take(rows);
    } catch (error) {
      this.tell(error);
    }
  }

  // An empty list: all of it is new.
  async again() {
    const generation = this.list.generation;
    try {
      const { rows, next } = await this.api.get("deliveries", this.filters.values);
      if (generation !== this.list.generation) return;
      this.tell();
      if (!rows.length) return;
      this.list.merge(rows);
      this.list.finish(next);
    } catch (error) {
      this.tell(error);
    }
  }

  async news() {
    const shown = this.list.rows;
    const waiting = shown.slice(0, watched).filter((row) => row.state === "waiting").map((row) => row.id);
    const { state, ...others } = this.filters.values;
    const after = waiting.length && !state ? Math.min(...waiting) - 1 : this.newest();
    const { rows, next } = await this.api.get("deliveries", { ...others, state, after, limit: most });
    if (next) this.gap = true;  // more new rows than fit: the list is reloaded when they are inserted
    if (!state) return rows;
    const singly = waiting.slice(-askedSingly).map((id) => this.api.get(`deliveries/${id}`));
    return [...rows, ...(await Promise.all(singly))];
  }

  newest() { return Math.max(...this.list.rows.map((row) => row.id), ...this.held.map((row) => row.id)); }

  take(rows) {
    const shown = new Set(this.list.rows.map((row) => row.id));
    this.list.merge(rows.filter((row) => shown.has(row.id)));
    const fresh = new Map([...this.held, ...rows].filter((row) => !shown.has(row.id)).map((row) => [row.id, row]));
    const oldest = Math.min(...shown);
    this.held = [...fresh.values()].filter((row) => row.id > oldest).sort((a, b) => b.id - a.id);
    if (!this.held.length) this.waiting.hidden = true;
    else if (this.undisturbed()) this.letIn(false);
    else this.count();
  }

  undisturbed() {
    return Date.now() - this.moved > still && this.list.scroller.getBoundingClientRect().top >= 0 &&
      !this.list.scroller.querySelector("details[open]");
  }

  count() {
    const text = t("live.new", { n: this.gap ? `${this.held.length}+` : this.held.length });
    if (this.waiting.textContent !== text) replace(this.waiting, text);
    this.waiting.hidden = false;
  }

  letIn(asked) {
    const rows = this.held;
    this.held = [];
    this.waiting.hidden = true;
    replace(this.said, t("live.came", { n: rows.length }));
    if (this.gap || this.list.rows.length > longest) {
      this.gap = false;
      this.list.reload();
    } else {
      this.list.merge(rows);
    }
    if (!asked) return;
    this.element.scrollIntoView({ block: "start" });
    this.list.scroller.querySelector("tbody a")?.focus({ preventScroll: true });
  }

  tell(error) {
    this.state.className = error ? "se-bad" : "se-faint";
    const at = new Date().toLocaleTimeString(language());
    replace(this.state, error ? t("live.failed", { error: error.status ? error.message : t("error.network") })
      : t("live.at", { at }));
  }
}
