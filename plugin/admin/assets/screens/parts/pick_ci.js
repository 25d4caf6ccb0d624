// A dialog that searches the desk for configuration items and pins the selected one.

import { h, replace, uniqueId } from "../../lib/dom.js";
import { Field, showProblems } from "../../lib/form.js";
import { t } from "../../lib/i18n.js";
import { segment } from "../../lib/api.js";
import { errorBox } from "../../lib/notice.js";
import { foreign, plain } from "../../lib/text.js";

// desks: [[name, name], ...];  desk, resource: if they are known already.  Resolves to the new binding,
// {desk, resource, ci}, or null.
export function pickCi({ api, desks, desk, resource }) {
  return new Promise((resolve) => {
    const dialog = new Dialog(api, desks, desk, resource);
    dialog.element.addEventListener("close", () => {
      dialog.element.remove();
      resolve(dialog.pinned ?? null);
    });
    document.getElementById("secure-export").append(dialog.element);
    dialog.element.showModal();
    (resource ? dialog.value : dialog.resource).input.focus();
  });
}

class Dialog {
  constructor(api, desks, desk, resource) {
    this.api = api;
    this.desk = new Field({ kind: "select", label: t("filter.desk"), value: desk ?? desks[0]?.[0], place: "desk",
      choices: desk ? [[desk, desk]] : desks });
    this.resource = new Field({ label: t("col.resource"), value: resource, readonly: Boolean(resource), required: true,
      help: resource ? undefined : t("pick.resourceHelp"), place: "resource", maxlength: 2000 });
    this.by = new Field({ kind: "select", label: t("pick.by"), value: "name",
      choices: [["name", t("pick.name")], ["resource_id", t("pick.resourceId")]] });
    this.value = new Field({ kind: "search", label: t("pick.value"), value: shortName(resource ?? ""), place: "value",
      maxlength: 2000 });
    this.by.input.addEventListener("change", () => {
      const whole = this.resource.value;
      const untouched = [whole, shortName(whole), ""].includes(this.value.value);
      if (untouched) this.value.set(this.by.value === "name" ? shortName(whole) : whole);
    });
    this.found = h("div", { role: "status", class: "se-found" });
    this.pin = h("button", { type: "button", class: "se-primary", disabled: true, on: { click: () => this.save() } },
      t("pick.pin"));
    const title = uniqueId("pick");
    this.element = h("dialog", { class: "se-dialog", "aria-labelledby": title },
      h("h2", { id: title }, t("pick.title")), h("p", {}, t("pick.text")),
      h("form", { on: { submit: (event) => { event.preventDefault(); this.search(); } } }, this.desk.element,
        this.resource.element, h("div", { class: "se-filters" }, this.by.element, this.value.element,
          h("button", { type: "submit" }, t("pick.search")))), this.found,
      h("div", { class: "se-actions" }, this.pin,
        h("button", { type: "button", on: { click: () => this.element.close() } }, t("action.cancel"))));
  }

  async search() {
    this.ci = undefined;
    this.pin.disabled = true;
    const value = this.value.value.trim();
    this.value.fail(value ? "" : t("pick.valueNeeded"));
    if (!value) return this.value.input.focus();
    replace(this.found, h("p", { class: "se-faint" }, t("pick.asking", { desk: this.desk.value })));
    try {
      const items = await this.api.get(`desks/${segment(this.desk.value)}/cis`, { by: this.by.value, value });
      this.offer(items);
    } catch (error) {
      replace(this.found, errorBox(error));
    }
  }

  offer(items) {
    if (!items.length) return replace(this.found, h("p", {}, t("pick.none")));
    const group = uniqueId("ci");
    const choices = items.map((ci, at) => {
      const id = `${group}-${at}`;
      const choose = () => { this.ci = ci; this.pin.disabled = false; };
      const input = h("input", { type: "radio", name: group, id, on: { change: choose } });
      if (items.length === 1) { input.checked = true; choose(); }
      return h("div", { class: "se-choice" }, input, h("label", { for: id }, foreign(ci.name), " ",
        h("span", { class: "se-faint" }, foreign([ci.class, ci.id].filter(Boolean).join(" · ")),
          ci.resource_id ? [h("br"), h("code", {}, plain(ci.resource_id))] : null)));
    });
    return replace(this.found, h("fieldset", {}, h("legend", {}, t("pick.found", { n: items.length })), choices));
  }

  async save() {
    const desk = this.desk.value;
    const resource = this.resource.value.trim();
    this.resource.fail(resource ? "" : t("pick.resourceNeeded"));
    if (!resource) return this.resource.input.focus();
    const { id, name, class: kind } = this.ci;
    this.pin.disabled = true;
    try {
      await this.api.post("bindings/pin", { desk, resource, ci: { id, name, class: kind } });
      this.pinned = { desk, resource, ci: this.ci };
      this.element.close();
    } catch (error) {
      const rest = showProblems([this.desk, this.resource, this.value], error.problems ?? []);
      const problem = h("div", {}, errorBox({ message: error.message, status: error.status, problems: rest }));
      this.found.querySelector(".se-error")?.parentElement.remove();
      this.found.append(problem);
      this.pin.disabled = false;
    }
  }
}

const shortName = (resource) => resource.split("/").filter(Boolean).pop() ?? "";
