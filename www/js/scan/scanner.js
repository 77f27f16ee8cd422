// The ways to bring a QR code here besides its text: the camera, or a picture file.

import { button, el, status } from "../ui/dom.js";
import { readQr } from "./reader.js";

const PAUSE_MS = 150;
/** The fields of the elements whose text is also in a QR code: of a new device, and of a recovery kit. */
const FIELDS = ["output", "kit"];

/** Adds the scanner to the forms of an element that ask for such a text. They are plain HTML, and the field has the focus when it comes. */
export function scanInto(element) {
  element.addEventListener("focusin", ({ target }) => {
    if (!FIELDS.includes(target.name) || target.form.previousElementSibling?.matches(".scanner")) return;
    const scan = scanner((found) => {
      target.value = found;
      target.form.requestSubmit();
    });
    target.form.before(scan);
  });
}

/** `found(text)` is called with the text of the first QR code that is seen. The camera stops then, and when the element is gone. */
function scanner(found) {
  const said = status();
  const video = el("video", { muted: true, playsinline: true, hidden: true, "aria-label": "Picture of the camera" });
  const file = el("input", { type: "file", accept: "image/*", "aria-label": "Picture of a QR code", hidden: true, on: { change: readFile } });
  const camera = button("Scan with the camera", () => (stream ? stop() : start()));
  const canScan = navigator.mediaDevices?.getUserMedia !== undefined;
  const element = el("div", { class: "scanner sentc-list" }, el("div", { class: "sentc-actions" }, canScan && camera, button("From a picture…", () => file.click()), file), video, said);
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
    video.hidden = false;
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
    found(text);
  }

  function stop() {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = undefined;
    video.hidden = true;
    camera.textContent = "Scan with the camera";
    said.textContent = "";
  }

  return element;
}
