// Shows the camera until a QR code was read, the person cancels, or the place leaves the page.

import { fill, h } from "./dom.js";
import { link } from "./form.js";
import type { DecodeQr } from "./published.js";
import type { Speaker } from "./words.js";

interface Detector {
  new (options: { formats: string[] }): { detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]> };
  getSupportedFormats(): Promise<string[]>;
}

/** Milliseconds between two looks. A timer: unlike frames, it also runs in a page that is hidden, where the place can go too. */
const PAUSE = 200;

/** Resolves to undefined if the person cancels. */
export async function scan(place: HTMLElement, { say }: Speaker, decode: DecodeQr | undefined): Promise<string | undefined> {
  let stream: MediaStream | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  try {
    const read = decode ?? (await detector());
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    const video = h("video.sentc-video", { playsinline: true, "aria-label": say("cameraText") });
    video.muted = true;
    video.srcObject = stream;
    // The camera is let go at once: nobody waits for a detection that is running, or for the first picture.
    return await new Promise((resolve, reject) => {
      let busy = true;
      const look = async () => {
        busy = true;
        const text = await read(video);
        busy = false;
        if (text) resolve(text);
      };
      fill(place, h("p.sentc-text", { role: "status" }, say("cameraText")), video, link(say("cancel"), () => resolve(undefined)));
      timer = setInterval(() => {
        if (!place.isConnected) resolve(undefined);
        else if (!busy && !document.hidden) look().catch(reject);
      }, PAUSE);
      video.play().then(look).catch((error: unknown) => (place.isConnected ? reject(error) : resolve(undefined)));
      // Unplugged, or the permission was taken back.
      for (const track of stream!.getTracks()) track.addEventListener("ended", reject);
    });
  } catch {
    throw new Error(say("cameraNone"));
  } finally {
    clearInterval(timer);
    for (const track of stream?.getTracks() ?? []) track.stop();
    fill(place);
  }
}

/** Fails before the camera is asked for, where the browser has the class and reads no QR codes: Chromium on some systems. */
async function detector(): Promise<DecodeQr> {
  const { BarcodeDetector: Browsers } = globalThis as unknown as { BarcodeDetector: Detector };
  if (!(await Browsers.getSupportedFormats()).includes("qr_code")) throw new Error("no QR codes");
  const of = new Browsers({ formats: ["qr_code"] });
  return async (video) => (await of.detect(video))[0]?.rawValue;
}
