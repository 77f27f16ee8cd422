// <sentc-devices>: the devices of an account, and the way to add or remove one.

import type { UserDeviceList } from "../generated/types.js";
import type { SentcSnapshot } from "../public/types.js";
import type { User } from "../public/user.js";
import { h } from "./dom.js";
import { CardElement } from "./card.js";
import { confirmForm } from "./confirm.js";
import { define } from "./element.js";
import { action, field, form, link } from "./form.js";
import { pagedList } from "./list.js";

export class SentcDevices extends CardElement {
  /** Another card of this page added one. */
  private readonly reload = (): void => {
    if (this.user) this.rest(this.user);
  };

  protected override draw(state: SentcSnapshot, again: boolean): void {
    document.addEventListener("devices-changed", this.reload, { signal: this.signal });
    super.draw(state, again);
  }

  protected caption(): string {
    return this.say("devices");
  }

  protected rest(user: User): void {
    const { say, speaker } = this;
    const list = pagedList<UserDeviceList>({ speaker, label: say("devices"), load: (last) => user.getDevices(last), row: (device) => this.row(user, device) });
    this.put(list, action(say("deviceAdd"), () => this.add(user)));
  }

  private row(user: User, device: UserDeviceList): HTMLElement {
    const { say } = this;
    const own = device.device_id === user.device_id;
    const words = h("div", {}, own && h("strong", {}, say("thisDevice")), h("div", {}, say("added", { date: this.speaker.date(device.time) })), h("code.sentc-text", { dir: "ltr" }, device.device_id.slice(0, 8)));
    return h("li.sentc-row", {}, words, action(say("remove"), () => this.askRemoval(user, device), "", say("removeDevice", { id: device.device_id.slice(0, 8) })));
  }

  private askRemoval(user: User, { device_id }: UserDeviceList): void {
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
      },
    });
    this.openForm(ask, h("p.sentc-text", {}, say("removeDeviceText")));
  }

  private add(user: User): void {
    const { say, speaker, client } = this;
    const text = field(speaker, { name: "output", label: say("deviceText"), type: "area" });
    const ask = form({
      submit: say("next"),
      fields: [text],
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
