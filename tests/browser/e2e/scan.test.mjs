// A new device is confirmed by its QR code: in front of the camera, whose picture is a file here, and from a picture file.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { PASSWORD, freshName, goTo, launchWithProfile, open, part, register, screenshot, signedIn, useBrowser, withPage } from "./support.mjs";

useBrowser();
const limit = { timeout: 180_000 };

/** On the new device: its code is on the screen. Gives the identifier, the six characters and the picture. */
async function showCode(page) {
  await open(page);
  const name = freshName("phone");
  const element = page.locator("sentc-sign-in");
  await element.getByRole("button", { name: "Add this device to an account" }).click();
  await element.getByLabel("Identifier").fill(name);
  await element.getByLabel("New password").fill(PASSWORD);
  await element.getByRole("button", { name: "Continue" }).click();
  const qr = element.getByRole("img", { name: "Text of the new device" });
  await qr.waitFor();
  await screenshot(page, "new-device-desktop");
  return { name, six: await element.locator(".sentc-code").innerText(), svg: await qr.innerHTML(), png: await qr.screenshot() };
}

/** A film of one picture (YUV4MPEG2): the code, on gray, somewhat out of the middle. */
function film(svg) {
  const [width, height, scale, left, top] = [640, 480, 7, 100, 40];
  const light = Buffer.alloc(width * height, 160);
  const fill = (x, y, w, h, value) => {
    for (let row = 0; row < h * scale; row++) light.fill(value, (top + y * scale + row) * width + left + x * scale, (top + y * scale + row) * width + left + (x + w) * scale);
  };
  const size = Number(/viewBox="0 0 (\d+)/.exec(svg)[1]);
  assert.ok(size <= 45 + 8, `${size} modules`);
  fill(0, 0, size, size, 235);
  for (const [, x, y, w] of svg.matchAll(/M(\d+),(\d+)h(\d+)v1/g)) fill(Number(x), Number(y), Number(w), 1, 20);
  const frame = Buffer.concat([Buffer.from("FRAME\n"), light, Buffer.alloc((width * height) / 2, 128)]);
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`), frame, frame]);
}

test("by the camera and from a picture", limit, (t) =>
  withPage(async (second) => {
    const folder = mkdtempSync(join(tmpdir(), "scan-"));
    const { name, six, svg, png } = await showCode(second);
    writeFileSync(join(folder, "camera.y4m"), film(svg));
    const flags = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${join(folder, "camera.y4m")}`];
    const context = await launchWithProfile(join(folder, "profile"), flags);
    // The browser writes into its profile until it is closed.
    t.after(async () => {
      await context.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    });
    const first = await context.newPage();
    const loaded = [];
    first.on("request", (request) => loaded.push(new URL(request.url()).pathname));
    await open(first);
    await register(first, freshName());
    await goTo(first, "Account");
    const devices = part(first, "devices");
    await devices.getByRole("button", { name: "Add a device" }).click();
    assert.ok(!loaded.some((path) => path.startsWith("/vendor/")), "the library is loaded before it is needed");

    // A picture without a code, then one with it; the question is left open.
    const file = devices.getByLabel("Picture of a QR code");
    await file.setInputFiles({ name: "empty.png", mimeType: "image/png", buffer: await first.locator("h1").first().screenshot() });
    await devices.getByText("There is no QR code to be read in this picture.").waitFor();
    await file.setInputFiles({ name: "code.png", mimeType: "image/png", buffer: png });
    await devices.getByText(six).waitFor();
    await devices.getByRole("button", { name: "Back" }).click();

    await devices.getByRole("button", { name: "Scan with the camera" }).click();
    const field = devices.getByLabel("Text of the new device");
    await first.waitForFunction((input) => input.value !== "", await field.elementHandle());
    await devices.getByRole("button", { name: "Continue" }).click();
    await devices.getByText(six).waitFor();
    await screenshot(first, "scanned-desktop");
    // The camera is off again.
    await first.locator("video").waitFor({ state: "detached" });
    await devices.getByRole("button", { name: "Yes, add the device" }).click();
    await devices.getByText("Done.").waitFor();
    await devices.getByRole("list", { name: "Devices" }).getByRole("listitem").nth(1).waitFor();
    await second.getByRole("button", { name: "I have confirmed it" }).click();
    await signedIn(second, name);
  }),
);
