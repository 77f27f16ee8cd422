// How groups and ranks are called on these pages, and where they are.

import { el } from "../ui/dom.js";
import { selectField } from "../ui/fields.js";

const RANKS = ["Creator", "Administrator", "Manages members", "Senior member", "Member"];

function rankName(rank) {
  return RANKS[rank] ?? `Rank ${rank}`;
}

export function rankBadge(rank) {
  return el("span", { class: `badge ${rank <= 1 ? "on" : ""}`, title: `Rank ${rank}` }, rankName(rank));
}

/** A rank to be given: nobody can give one above their own. */
export function rankField({ own, value = 4, label = "Rank" }) {
  const choices = [1, 2, 3, 4].filter((rank) => rank >= own).map((rank) => [rank, `${rank} · ${rankName(rank)}`]);
  const field = selectField({ name: "rank", label, choices, value: Math.max(value, own) });
  return { ...field, value: () => Number(field.input.value) };
}

/** `actingAs`: the group that is the member there. */
export function groupLink(id, actingAs) {
  return el("a", { href: groupAddress(id, actingAs) }, el("code", {}, id));
}

export function groupAddress(id, actingAs) {
  const parts = ["groups", id, ...(actingAs ? ["as", actingAs] : [])];
  return `#/${parts.map(encodeURIComponent).join("/")}`;
}
