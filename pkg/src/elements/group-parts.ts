// Small parts of <sentc-group>: a titled section, a form with one field, a question before something that cannot be taken back.

import { type Child, fill, h } from "./dom.js";
import { section } from "./element.js";
import { action, field, form, link } from "./form.js";
import type { Speaker } from "./words.js";

/** A section below the heading of the group. */
export function part(title: string, ...children: Child[]): HTMLElement {
  return section(title, ...children).element;
}

/** Asks for an id, and empties the field when that worked. */
export function idForm({ speaker, label, submit, extra, run }: { speaker: Speaker; label: string; submit: string; extra?: Child[]; run(id: string): unknown }): HTMLElement {
  const id = field(speaker, { name: "id", label });
  const { element } = form({
    submit,
    fields: [id],
    extra: extra ?? [],
    fieldOf: () => "id",
    run: async (values) => {
      await run(values["id"]!.trim());
      id.input.value = "";
    },
  });
  return element;
}

/** A button that asks "Are you sure?" before it does what it says. */
export function sure({ say }: Speaker, label: string, run: () => unknown, text?: string, name?: string): HTMLElement {
  const place = h("div.sentc-action");
  const closed = () => fill(place, action(label, ask, "", name));
  const ask = () => {
    const yes = action(label, run, ".sentc-primary.sentc-danger", name);
    const no = link(say("cancel"), () => {
      closed();
      place.querySelector("button")?.focus();
    });
    fill(place, h("p.sentc-text", {}, text ?? say("sure")), h("div.sentc-actions", {}, yes, no));
    no.focus();
  };
  closed();
  return place;
}

/** Ranks as a list to choose from. The creator's is fixed and nobody gets it. */
export function rankChoice({ say }: Speaker, label: string, rank: number, change?: (rank: number, select: HTMLSelectElement) => void): HTMLSelectElement {
  const options = ([1, 2, 3, 4] as const).map((value) => h("option", { value, selected: value === rank }, say(`rank${value}`)));
  const select = h("select.sentc-input", { "aria-label": label, ...(change && { change: () => change(Number(select.value), select) }) }, ...options);
  return select;
}
