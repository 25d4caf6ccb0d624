// Imports configuration items from CSV into a local desk, with a preview before anything is saved.

import { link } from "../../lib/address.js";
import { segment } from "../../lib/api.js";
import { h, replace } from "../../lib/dom.js";
import { Field, guard } from "../../lib/form.js";
import { number, t } from "../../lib/i18n.js";
import { errorBox, tell } from "../../lib/notice.js";

const example = "name,resource_id,class,external_id\nweb-01,/subscriptions/…/virtualMachines/web-01,Server,4711\n";

export function importCis(element, { api }, { local }) {
  if (!local.length) {
    replace(element, h("div", { class: "se-empty" }, h("p", {}, t("import.noLocal")),
      h("p", {}, h("a", { href: link("desks") }, t("import.toDesks")))));
    return undefined;
  }
  return new Import(api, local).show(element);
}

class Import {
  constructor(api, local) {
    this.api = api;
    const changed = () => this.forget();
    this.desk = new Field({ kind: "select", label: t("filter.desk"), choices: local, value: local[0][0] });
    this.file = new Field({ kind: "file", label: t("import.file"), accept: ".csv,text/csv,text/plain" });
    this.text = new Field({ kind: "textarea", label: t("import.text"), help: t("import.help"), rows: 10, wrap: "off",
      placeholder: example });
    this.file.input.addEventListener("change", async () => {
      const [file] = this.file.input.files;
      if (!file) return;
      this.text.set(await file.text());
      changed();
    });
    this.text.input.addEventListener("input", changed);
    this.desk.input.addEventListener("change", changed);
    this.answer = h("div", { role: "status" });
    this.look = h("button", { type: "submit" }, t("import.preview"));
    this.save = h("button", { type: "button", class: "se-primary", disabled: true,
      on: { click: () => this.send(false) } }, t("import.save"));
  }

  show(element) {
    replace(element, h("p", {}, t("import.intro")), h("form", { on: { submit: (event) => {
      event.preventDefault();
      this.send(true);
    } } }, this.desk.element, this.file.element, this.text.element, this.answer,
    h("div", { class: "se-actions" }, this.look, this.save)));
    return guard(() => Boolean(this.text.value.trim()) && this.text.value !== this.saved);
  }

  // Saves exactly what was previewed.
  forget() {
    this.save.disabled = true;
    replace(this.answer);
  }

  async send(preview) {
    this.text.fail(this.text.value.trim() ? "" : t("import.textNeeded"));
    if (!this.text.value.trim()) return this.text.input.focus();
    this.look.disabled = this.save.disabled = true;
    const text = this.text.value;
    try {
      const counts = await this.api.post(`desks/${segment(this.desk.value)}/cis`, text,
        { query: { dry_run: preview ? 1 : undefined } });
      this.tellCounts(counts, preview);
      if (preview) this.save.disabled = counts.added + counts.changed === 0;
      else this.saved = text;
    } catch (error) {
      replace(this.answer, errorBox(error));
    }
    this.look.disabled = false;
    if (preview && !this.save.disabled) this.save.focus();
    else this.look.focus();
  }

  tellCounts(counts, preview) {
    const says = t("import.counts", { added: number(counts.added), changed: number(counts.changed),
      unchanged: number(counts.unchanged) });
    replace(this.answer, h("p", {}, t(preview ? "import.would" : "import.did"), " ", says),
      preview && counts.added + counts.changed === 0 ? h("p", {}, t("import.nothing")) : null);
    if (!preview) tell(`${t("import.did")} ${says}`);
  }
}
