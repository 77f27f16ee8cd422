// The ways to bring a QR code here besides its text: the camera, or a picture file.

import { button, el } from "../ui/dom.js";
import { readQr } from "./reader.js";

const PAUSE_MS = 150;

/** `found(text)` is called with the text of the first QR code that is seen. The camera stops then, and when the element is gone. */
export function scanner(found) {
  const said = el("p", { class: "small muted", role: "status" });
  const video = el("video", { class: "camera", muted: true, playsinline: true, "aria-label": "Picture of the camera" });
  const place = el("div", { class: "place" });
  const file = el("input", { type: "file", accept: "image/*", "aria-label": "Picture of a QR code", tabindex: "-1", class: "visually-hidden", on: { change: readFile } });
  const camera = button("Scan with the camera", () => (stream ? stop() : start()), "quiet small");
  const canScan = navigator.mediaDevices?.getUserMedia !== undefined;
  const element = el(
    "div",
    { class: "stack tight" },
    el("div", { class: "actions" }, canScan && camera, button("From a picture…", () => file.click(), "quiet small"), file),
    place,
    said,
  );
  let stream;

  async function start() {
    said.textContent = "";
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch (fault) {
      said.textContent = fault.name === "NotAllowedError" ? "The browser does not allow the camera. Take a picture, or paste the text." : "There is no camera here. Take a picture, or paste the text.";
      return;
    }
    camera.textContent = "Stop the camera";
    said.textContent = "Hold the QR code in front of the camera.";
    video.srcObject = stream;
    place.replaceChildren(video);
    await video.play().catch(() => undefined);
    await look(stream);
  }

  async function look(own) {
    while (own === stream) {
      if (!element.isConnected) return stop();
      const text = video.videoWidth > 0 ? await readQr(video, video.videoWidth, video.videoHeight) : undefined;
      if (text && own === stream) return end(text);
      await new Promise((next) => setTimeout(next, PAUSE_MS));
    }
  }

  async function readFile() {
    const [picture] = file.files;
    if (!picture) return;
    said.textContent = "Reading…";
    const bitmap = await createImageBitmap(picture).catch(() => undefined);
    const text = bitmap && (await readQr(bitmap, bitmap.width, bitmap.height));
    file.value = "";
    if (text) return end(text);
    said.textContent = "There is no QR code to be read in this picture.";
  }

  function end(text) {
    stop();
    said.textContent = "";
    found(text);
  }

  function stop() {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = undefined;
    camera.textContent = "Scan with the camera";
    place.replaceChildren();
    said.textContent = "";
  }

  return { element, stop };
}
