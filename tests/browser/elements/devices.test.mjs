// <sentc-devices>: the camera, and the names of passkeys.

import assert from "node:assert/strict";
import { test } from "node:test";
import { addAuthenticator } from "../e2e/authenticator.mjs";
import { accessible, focused, signedIn, usePages } from "./support.mjs";

const limit = { timeout: 180_000 };

// The person allows the camera at once: the headless shell has nobody else to ask.
usePages(["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]);

/** Chromium has no BarcodeDetector here: one that the test speaks for. It counts the looks, and how many ran at once at most. */
function standIn() {
  Object.assign(window, { formats: ["qr_code"], looks: 0, running: 0, most: 0, streams: [], answer: async () => [] });
  window.BarcodeDetector = class {
    static getSupportedFormats = async () => window.formats;
    constructor({ formats }) {
      window.wanted = formats;
    }
    async detect(video) {
      window.looks++;
      window.most = Math.max(window.most, ++window.running);
      window.size = [video.videoWidth > 0, video.muted];
      try {
        return await window.answer();
      } finally {
        window.running--;
      }
    }
  };
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (options) => {
    window.asked = options;
    if (window.denied) throw new DOMException("Permission denied", "NotAllowedError");
    const stream = await real(options);
    window.streams.push(stream);
    return stream;
  };
}

const prepare = async (page) => {
  await page.clock.install();
  await page.addInitScript(standIn);
};

test("the camera: refused, read by the browser's BarcodeDetector, and let go whatever ends the scan", limit, () =>
  signedIn(
    "<sentc-devices></sentc-devices>",
    async (page) => {
      const scan = page.getByRole("button", { name: "Scan with the camera" });
      const video = page.locator("video");
      const refused = page.getByText("The camera cannot be used here.");
      const off = () => page.waitForFunction(() => streams.length > 0 && streams.every((stream) => stream.getTracks().every(({ readyState }) => readyState === "ended")));
      const start = async () => {
        await page.evaluate(() => Object.assign(window, { streams: [], looks: 0 }));
        await scan.click();
        await video.waitFor();
        await page.waitForFunction(() => window.looks > 0);
      };
      await page.getByRole("button", { name: "Add a device" }).click();

      // A browser that has the class and reads no QR codes: the person is not asked for the camera in vain.
      await page.evaluate(() => (window.formats = ["ean_13"]));
      await scan.click();
      await refused.waitFor();
      assert.equal(await page.evaluate(() => window.asked), undefined);
      // Nobody allowed the camera.
      await page.evaluate(() => Object.assign(window, { formats: ["qr_code"], denied: true }));
      await scan.click();
      await page.waitForFunction(() => window.asked?.video.facingMode === "environment");
      await refused.waitFor();
      await accessible(page, "no camera");
      assert.deepEqual([await video.count(), await page.evaluate(() => [looks, streams.length])], [0, [0, 0]]);

      await page.evaluate(() => (window.denied = false));
      await start();
      assert.equal(await refused.isVisible(), false);
      assert.deepEqual(await page.evaluate(() => [wanted, size]), [["qr_code"], [true, true]]);
      await accessible(page, "the camera");

      // The page's clock moves by what the test says: five looks a second, and none while one is running or the page is hidden.
      await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 5000);
      const inASecond = async () => {
        const before = await page.evaluate(() => window.looks);
        await page.clock.runFor(1000);
        return (await page.evaluate(() => window.looks)) - before;
      };
      const looks = await inASecond();
      assert.ok(looks >= 2 && looks <= 6, `${looks} looks in a second`);
      await page.evaluate(() => (window.answer = () => new Promise((resolve) => (window.found = resolve))));
      assert.ok((await inASecond()) <= 1);
      assert.equal(await inASecond(), 0, "one is running");
      await page.evaluate(() => (found([]), (answer = async () => []), Object.defineProperty(document, "hidden", { configurable: true, get: () => true })));
      await inASecond();
      assert.equal(await inASecond(), 0, "hidden");
      await page.evaluate(() => delete document.hidden);
      assert.ok((await inASecond()) >= 2, "in sight again");
      await page.clock.resume();
      assert.equal(await page.evaluate(() => window.most), 1, "never two looks at once");

      // Canceled in the middle of a detection.
      await page.evaluate(() => ((window.looks = 0), (window.answer = () => new Promise(() => undefined))));
      await page.waitForFunction(() => window.looks > 0);
      await video.locator("..").getByRole("button", { name: "Cancel" }).click();
      await off();
      assert.equal(await video.count(), 0);
      assert.equal(await focused(page), "Scan with the camera");

      // Unplugged, or no longer allowed.
      await start();
      await page.evaluate(() => streams[0].getTracks()[0].dispatchEvent(new Event("ended")));
      await refused.waitFor();
      await off();

      await page.evaluate(() => (window.answer = async () => [{ rawValue: "the text" }]));
      await page.evaluate(() => (window.streams = []));
      await scan.click();
      await page.waitForFunction(() => document.querySelector("sentc-devices textarea").value === "the text");
      await off();
      assert.equal(await focused(page), "Text of the new device");

      // The app's own reader comes first.
      await page.evaluate(() => Object.assign(document.querySelector("sentc-devices"), { decodeQr: () => "by the app" }));
      await page.getByRole("button", { name: "Cancel" }).click();
      await page.getByRole("button", { name: "Add a device" }).click();
      await page.evaluate(() => Object.assign(window, { looks: 0, streams: [] }));
      await scan.click();
      await page.waitForFunction(() => document.querySelector("sentc-devices textarea").value === "by the app");
      await off();
      assert.equal(await page.evaluate(() => window.looks), 0);

      // The element goes while the page is hidden and a detection is running.
      await page.evaluate(() => (document.querySelector("sentc-devices").decodeQr = () => (window.looks++, new Promise(() => undefined))));
      await page.getByRole("button", { name: "Cancel" }).click();
      await page.getByRole("button", { name: "Add a device" }).click();
      await start();
      await page.evaluate(() => {
        Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
        document.querySelector("sentc-devices").remove();
      });
      await off();
    },
    { prepare },
  ),
);

/** The virtual authenticator says that it is one that no list has. */
const asAuthenticator = (aaguid) => {
  const real = AuthenticatorAttestationResponse.prototype.getAuthenticatorData;
  window.aaguid = aaguid;
  // WebAuthn, section 6.1: 32 bytes of a hash, a byte of flags, a counter of four, then the AAGUID.
  AuthenticatorAttestationResponse.prototype.getAuthenticatorData = function () {
    const data = new Uint8Array(real.call(this).slice(0));
    if (window.aaguid) data.set(Uint8Array.from(window.aaguid.replaceAll("-", "").match(/../g), (byte) => parseInt(byte, 16)), 37);
    return data.buffer;
  };
};

test("a passkey is called after its authenticator, until the person gives it a name", limit, () =>
  signedIn(
    "<sentc-passkeys></sentc-passkeys><sentc-devices></sentc-devices>",
    async (page, _, authenticator) => {
      const loaded = () => page.evaluate(() => performance.getEntriesByType("resource").filter(({ name }) => name.includes("authenticators")).length);
      const rows = page.getByRole("list", { name: "Devices" }).getByRole("listitem");
      await rows.first().waitFor();
      assert.equal(await loaded(), 0, "no passkey, no list of their names");
      await page.getByRole("button", { name: "Add a passkey" }).click();
      await page.getByText("The passkey was added.").waitFor();
      const passkey = rows.nth(1);
      await passkey.getByText("Google Password Manager", { exact: true }).waitFor();
      assert.match(await passkey.innerText(), /^Google Password Manager\n+Passkey · Added .* · [\w-]{8}/);
      await accessible(page, "a passkey with a name");

      const rename = async (before, name, after) => {
        await passkey.getByRole("button", { name: new RegExp(`^Rename ${before}`) }).click();
        await page.getByLabel("Name in this browser").fill(name);
        await page.getByRole("button", { name: "Save" }).click();
        await passkey.getByText(after, { exact: true }).waitFor();
      };
      await rename("Google Password Manager", "My phone", "My phone");
      await passkey.getByRole("button", { name: /^Rename My phone/ }).click();
      assert.equal(await page.getByLabel("Name in this browser").inputValue(), "My phone");
      await page.getByRole("button", { name: "Cancel" }).click();
      await rename("My phone", "", "Google Password Manager");

      // One that the list does not have is a passkey, and nothing more.
      await authenticator.remove();
      await addAuthenticator(page);
      await page.evaluate(() => (window.aaguid = undefined));
      await page.getByRole("button", { name: "Add a passkey" }).click();
      await rows.nth(2).getByText("Passkey", { exact: true }).waitFor();
      assert.match(await rows.nth(2).innerText(), /^Passkey\n+Added /);
    },
    {
      prepare: async (page) => {
        await page.addInitScript(asAuthenticator, "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4");
        return addAuthenticator(page);
      },
    },
  ),
);
