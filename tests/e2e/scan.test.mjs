// A new device is confirmed by its QR code: in front of the camera, whose picture is a file here, and from a picture file.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { freshName, goTo, launchWithProfile, open, register, screenshot, useBrowser, withPage } from "./support.mjs";

useBrowser();
const limit = { timeout: 180_000 };

/** On the new device: its code is on the screen. Gives the six characters and the picture. */
async function showCode(page) {
  await open(page, "#/new-device");
  const form = page.getByRole("form", { name: "Register this device" });
  await form.getByLabel("Identifier of this device").fill(freshName("phone"));
  await form.getByLabel("Password for this device", { exact: true }).fill("another password");
  await form.getByRole("button", { name: "Show the code" }).click();
  const qr = page.getByRole("img", { name: "QR code with the text beside it" });
  await qr.waitFor();
  return { six: await page.locator(".device-code").innerText(), svg: await qr.innerHTML(), png: await qr.screenshot() };
}

async function confirm(page, six) {
  await page.getByRole("heading", { name: `Does your new device show ${six}?` }).waitFor();
  await page.getByRole("button", { name: "They are the same: add it" }).click();
  await page.getByText("The device is added.").waitFor();
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
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const { six, svg, png } = await showCode(second);
    writeFileSync(join(folder, "camera.y4m"), film(svg));
    const flags = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${join(folder, "camera.y4m")}`];
    const context = await launchWithProfile(join(folder, "profile"), flags);
    t.after(() => context.close());
    const first = await context.newPage();
    const loaded = [];
    first.on("request", (request) => loaded.push(new URL(request.url()).pathname));
    await open(first);
    await register(first, freshName());
    await goTo(first, "Account");
    await first.getByRole("button", { name: "Add a device…" }).click();
    assert.ok(!loaded.some((path) => path.startsWith("/vendor/")), "the library is loaded before it is needed");

    // A picture without a code, then one with it; the question is left open.
    const file = first.getByLabel("Picture of a QR code");
    await file.setInputFiles({ name: "empty.png", mimeType: "image/png", buffer: await first.locator("h1").first().screenshot() });
    await first.getByText("There is no QR code to be read in this picture.").waitFor();
    await file.setInputFiles({ name: "code.png", mimeType: "image/png", buffer: png });
    await first.getByRole("heading", { name: `Does your new device show ${six}?` }).waitFor();
    await first.getByRole("button", { name: "No, go back" }).click();

    await first.getByRole("button", { name: "Scan with the camera" }).click();
    await first.getByRole("heading", { name: `Does your new device show ${six}?` }).waitFor();
    await screenshot(first, "scanned-desktop");
    // The camera is off again.
    assert.equal(await first.locator("video").count(), 0);
    await confirm(first, six);
    await second.getByRole("button", { name: "It is confirmed: log in" }).click();
  }),
);
