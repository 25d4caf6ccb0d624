// Secrets of a desk: written, never read.  Shows only when and by whom each was set.

import { segment } from "../../lib/api.js";
import { ask } from "../../lib/dialog.js";
import { h, replace } from "../../lib/dom.js";
import { Field } from "../../lib/form.js";
import { t } from "../../lib/i18n.js";
import { tell, errorBox } from "../../lib/notice.js";
import { time } from "../../lib/time.js";
import { counts, secretHelp, secretLabel } from "./desk_kinds.js";

export class DeskSecrets {
  // entries: [{desk, field, changed_at, changed_by}] of this desk
  constructor(api, kind, entries) {
    Object.assign(this, { api, kind });
    this.error = h("div", {});
    this.held = new Map(entries.map((entry) => [entry.field, entry]));
    this.fields = new Map(kind.secrets.map((secret) => [secret.name, new Field({ kind: "password",
      label: secretLabel(kind, secret), help: secretHelp(kind, secret), maxlength: 4096 })]));
    this.states = new Map(kind.secrets.map((secret) => [secret.name, h("p", { class: "se-flat se-help" })]));
    this.rows = new Map(kind.secrets.map((secret) => [secret.name, h("div", { class: "se-secret" },
      this.fields.get(secret.name).element, this.states.get(secret.name))]));
    this.element = h("fieldset", { hidden: !kind.secrets.length }, h("legend", {}, t("secrets.title")),
      h("p", { class: "se-help" }, t("secrets.note")), [...this.rows.values()], this.error);
    for (const secret of kind.secrets) this.draw(secret.name);
  }

  // Shows those that are used with that way of signing in.
  follow(auth) {
    let any = false;
    for (const secret of this.kind.secrets) {
      const wanted = counts(secret, auth);
      this.rows.get(secret.name).hidden = !wanted;
      any ||= wanted;
    }
    this.element.hidden = !any;
  }

  draw(name) {
    const entry = this.held.get(name);
    replace(this.states.get(name), entry
      ? [h("span", { class: "se-good" }, "✓ "), t("secrets.set", { who: entry.changed_by }), " ",
        time(entry.changed_at), " ", h("button", { type: "button", class: "se-small se-danger", on: { click: () => this.remove(entry) } },
          t("secrets.remove"), h("span", { class: "se-hidden" }, ` ${name}`))]
      : t("secrets.unset"));
  }

  async remove(entry) {
    if (!(await ask({ title: t("secrets.removeTitle", { name: entry.field }), text: t("secrets.removeText"),
      confirm: t("secrets.remove"), danger: true }))) return;
    try {
      await this.api.post(`secrets/${segment(entry.desk)}/${segment(entry.field)}/remove`);
    } catch (error) {
      return replace(this.error, errorBox(error));
    }
    this.held.delete(entry.field);
    this.draw(entry.field);
    this.fields.get(entry.field).input.focus();
    tell(t("secrets.removed", { name: entry.field }));
  }

  // Stores the typed secrets after the desk was saved.  False when one was refused; the others are stored all the same.
  async store(desk) {
    let good = true;
    for (const [name, field] of this.fields) {
      field.fail("");
      if (field.value === "" || this.rows.get(name).hidden) continue;
      try {
        await this.api.put(`secrets/${segment(desk)}/${segment(name)}`, field.value);
        field.set("");
      } catch (error) {
        field.fail(error.message);
        if (good) field.input.focus();
        good = false;
      }
    }
    return good;
  }
}
