// A button that fills a field from a QR code, where the browser or the app can read one. The camera is asked for on the click, and
// what uses it is loaded then.

import { h } from "./dom.js";
import { type Field, action } from "./form.js";
import type { DecodeQr } from "./published.js";
import type { Speaker } from "./words.js";

export function cameraFor(speaker: Speaker, field: Field, decode: DecodeQr | undefined): HTMLElement | false {
  if (!globalThis.navigator?.mediaDevices || !(decode ?? "BarcodeDetector" in globalThis)) return false;
  const place = h("div.sentc-list");
  const button = action(speaker.say("camera"), () => start());
  const start = async () => {
    const { scan } = await import("./scan.js");
    const text = await scan(place, speaker, decode);
    // The focus was on what is gone.
    if (text === undefined) return button.querySelector("button")?.focus();
    field.input.value = text;
    field.fail(undefined);
    field.input.focus();
  };
  return h("div.sentc-list", {}, button, place);
}
