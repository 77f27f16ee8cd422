// QR codes for the elements: by the camera, which they show, and from a picture file.

import { button, el, status } from "../ui/dom.js";
import { readQr } from "./reader.js";

/** The fields of the elements whose text is also in a QR code: of a new device, and of a recovery kit. */
const FIELDS = ["output", "kit"];

export function scanInto(element) {
  element.decodeQr = (video) => readQr(video, video.videoWidth, video.videoHeight);
  // The elements are plain HTML, and a field has the focus when it comes.
  element.addEventListener("focusin", ({ target }) => {
    if (FIELDS.includes(target.name) && !target.form.previousElementSibling?.matches(".picture")) target.form.before(pictureFor(target));
  });
}

function pictureFor(field) {
  const said = status();
  const file = el("input", { type: "file", accept: "image/*", "aria-label": "Picture of a QR code", hidden: true, on: { change } });
  async function change() {
    const [picture] = file.files;
    if (!picture) return;
    said.textContent = "Reading…";
    const bitmap = await createImageBitmap(picture).catch(() => undefined);
    const text = bitmap && (await readQr(bitmap, bitmap.width, bitmap.height));
    file.value = "";
    said.textContent = text ? "" : "There is no QR code to be read in this picture.";
    if (!text) return;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.form.requestSubmit();
  }
  return el("div", { class: "picture sentc-list" }, el("div", {}, button("From a picture…", () => file.click()), file), said);
}
