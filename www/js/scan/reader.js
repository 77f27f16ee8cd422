// Reads QR codes: by the browser's own BarcodeDetector, or by a library, which is loaded when the first picture comes.

let reader;

/** The text of the QR code in a picture (a video, a canvas or an ImageBitmap); undefined if there is none. */
export async function readQr(picture, width, height) {
  reader ??= makeReader();
  return (await reader)(picture, width, height);
}

async function makeReader() {
  const formats = await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => []);
  if (formats?.includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (picture) => (await detector.detect(picture))[0]?.rawValue || undefined;
  }
  const { default: decode } = await import("../../vendor/qr-decode.js");
  const canvas = document.createElement("canvas");
  return (picture, width, height) => {
    // A photo has more points than a QR code needs, and the library looks at each.
    const scale = Math.min(1, 1000 / Math.max(width, height));
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    try {
      return decode(context.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      // No code in it, or not sharp enough.
      return undefined;
    }
  };
}
