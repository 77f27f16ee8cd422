// <sentc-devices>: the devices of an account, their names in this browser, and the way to add or remove one.

import type { AccountDevice } from "../public/types.js";
import type { User } from "../public/user.js";
import { cameraFor } from "./camera.js";
import { fill, h } from "./dom.js";
import { CardElement } from "./card.js";
import { confirmForm } from "./confirm.js";
import { define } from "./element.js";
import { action, field, form, link } from "./form.js";
import { pagedList } from "./list.js";
import type { DecodeQr } from "./published.js";

const KINDS = { device: "device", passkey: "passkey", recovery_kit: "kit" } as const;

/** A passkey is called after its authenticator. Most pages never show one, so that list is loaded when one comes. */
type Named = AccountDevice & { title: string; made: string };

export class SentcDevices extends CardElement {
  decodeQr?: DecodeQr;

  protected override listen(signal: AbortSignal): void {
    document.addEventListener("devices-changed", this.reload, { signal });
  }

  protected caption(): string {
    return this.say("devices");
  }

  protected rest(user: User): void {
    const { say, speaker } = this;
    const load = async (last: Named | undefined) => {
      const devices = await user.getDevices(last);
      const known = devices.some(({ aaguid }) => aaguid !== undefined) && (await import("../passkeys/authenticators.js").catch(() => undefined));
      return devices.map((device): Named => {
        const made = (known && known.authenticatorName(device.aaguid)) || say(KINDS[device.kind]);
        return { ...device, made, title: device.name ?? made };
      });
    };
    const list = pagedList<Named>({ speaker, label: say("devices"), load, row: (device) => fillRow(h("li.sentc-row"), device) });
    const fillRow = (row: HTMLElement, device: Named, focus = false) => {
      const name = `${device.title} ${device.device_id.slice(0, 8)}`;
      const rename = action(say("rename"), () => this.rename(user, row, device, (changed) => fillRow(row, changed, true)), "", `${say("rename")} ${name}`);
      const remove = action(say("remove"), () => this.askRemoval(user, device), "", say("removeDevice", { id: name }));
      const kind = say(KINDS[device.kind]);
      const current = device.current && [h("span", {}, say("thisDevice")), " · "];
      const about = [kind !== device.title && kind, say("added", { date: speaker.date(device.time) })].filter(Boolean).join(" · ");
      fill(row, h("div", {}, h("strong", {}, device.title), h("div.sentc-text", {}, current, about, " · ", h("code", { dir: "ltr" }, device.device_id.slice(0, 8)))), rename, remove);
      if (focus) rename.querySelector("button")?.focus();
      return row;
    };
    this.put(list, action(say("deviceAdd"), () => this.add(user)));
  }

  /** In the place of the row. */
  private rename(user: User, row: HTMLElement, device: Named, done: (changed: Named) => void): void {
    const { say, speaker } = this;
    const input = field(speaker, { name: "name", label: say("deviceName"), value: device.name ?? "", optional: true });
    const run = async (values: Record<string, string>) => {
      const next = values["name"]!.trim();
      await user.nameDevice(device.device_id, next);
      close({ ...device, name: next, title: next || device.made });
      this.emit("devices-changed", {});
    };
    const close = (changed: Named) => {
      this.open = false;
      done(changed);
    };
    this.open = true;
    fill(row, form({ submit: say("save"), fields: [input], actions: [link(say("cancel"), () => close(device))], run }).element);
    input.input.select();
  }

  private askRemoval(user: User, { device_id, title }: Named): void {
    const { say, speaker } = this;
    const ask = confirmForm({
      speaker,
      user,
      submit: say("remove"),
      danger: true,
      cancel: () => this.close(),
      run: async ({ password, token, recovery }) => {
        await user.deleteDevice(password, device_id, token, recovery);
        this.close(say("done"));
        this.emit("devices-changed", {});
      },
    });
    this.openForm(ask, h("p.sentc-text", {}, h("strong", {}, title)), h("p.sentc-text", {}, say("removeDeviceText")));
  }

  private add(user: User): void {
    const { say, speaker, client } = this;
    const text = field(speaker, { name: "output", label: say("deviceText"), type: "area" });
    const ask = form({
      submit: say("next"),
      fields: [text],
      extra: [cameraFor(speaker, text, this.decodeQr)],
      fieldOf: () => "output",
      actions: [link(say("cancel"), () => this.close())],
      run: ({ output }) => this.compare(user, output!.trim(), client.parseDeviceOutput(output!.trim()).code),
    });
    this.openForm(ask, h("p.sentc-text", {}, say("deviceAddText")));
  }

  /** Whoever confirms a foreign device gives the account away: the question comes before anything is sent. */
  private compare(user: User, output: string, code: string): void {
    const { say } = this;
    const ask = form({
      submit: say("deviceConfirm"),
      actions: [link(say("back"), () => this.add(user))],
      run: async () => {
        await user.registerDevice(output);
        this.close(say("done"));
      },
    });
    this.openForm(ask, h("p.sentc-text", {}, say("deviceCompare")), h("p.sentc-code", { dir: "ltr" }, code), h("p.sentc-text", {}, say("deviceWarning")));
  }
}

define("sentc-devices", SentcDevices);
