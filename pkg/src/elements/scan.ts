// Shows the camera until a QR code was read, the person cancels, or the place leaves the page.

import { fill, h } from "./dom.js";
import { link } from "./form.js";
import type { DecodeQr } from "./published.js";
import type { Speaker } from "./words.js";

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

/** Resolves to undefined if the person cancels. */
export async function scan(place: HTMLElement, { say }: Speaker, decode: DecodeQr | undefined): Promise<string | undefined> {
  let stream: MediaStream | undefined;
  let canceled = false;
  try {
    const read = decode ?? detector();
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    const video = h("video.sentc-video", { playsinline: true, "aria-label": say("cameraText") });
    video.muted = true;
    video.srcObject = stream;
    fill(place, h("p.sentc-text", { role: "status" }, say("cameraText")), video, link(say("cancel"), () => (canceled = true)));
    await video.play();
    while (!canceled && place.isConnected) {
      const text = await read(video);
      if (text) return text;
      await new Promise((drawn) => requestAnimationFrame(drawn));
    }
    return undefined;
  } catch {
    throw new Error(say("cameraNone"));
  } finally {
    for (const track of stream?.getTracks() ?? []) track.stop();
    fill(place);
  }
}

function detector(): DecodeQr {
  const Browsers = (globalThis as unknown as { BarcodeDetector: new (options: { formats: string[] }) => Detector }).BarcodeDetector;
  const of = new Browsers({ formats: ["qr_code"] });
  return async (video) => (await of.detect(video))[0]?.rawValue;
}
