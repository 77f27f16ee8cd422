// The session page: each strategy stays signed in through expiry, a reload, a second tab and a lost connection.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PASSWORD, freshName, goTo, open, register, screenshot, useBrowser, withPage } from "./support.mjs";

useBrowser();

test("each strategy through expiry, offline, a second tab and log-out", { timeout: 240_000 }, () =>
  withPage(async (page) => {
    await open(page);
    const name = freshName();
    await register(page, name);
    await goTo(page, "Session");
    for (const strategy of ["api", "cookie", "cookie_fn"]) {
      await page.getByRole("group", { name: "Refresh strategy" }).getByRole("button", { name: strategy, exact: true }).click();
      const form = page.getByRole("form", { name: "Sign in by this strategy" });
      await form.getByLabel("Password").fill(PASSWORD);
      await form.getByRole("button", { name: "Sign in by this strategy" }).click();
      await page.getByText(`Signed in by this strategy as ${name}.`).waitFor();
      const isAt = async (where) => (await page.getByRole("region", { name: "The refresh token" }).locator("dl > div").filter({ hasText: where }).locator(".badge").innerText()) === "Here";
      assert.deepEqual([await isAt("The user object"), await isAt("IndexedDB"), await isAt("localStorage"), await isAt("A cookie for scripts"), await isAt("An HTTP-only cookie")], [
        strategy === "api",
        strategy === "api",
        false,
        false,
        strategy !== "api",
      ]);

      await page.getByRole("button", { name: "Expire it now" }).click();
      await page.getByText("expired", { exact: true }).waitFor();
      const offline = page.getByLabel("Offline: this client's fetch fails");
      await offline.check();
      await page.getByRole("button", { name: "Ten calls at once" }).click();
      await page.getByText("Nothing was lost; the same can be tried again.").waitFor();
      await offline.uncheck();
      await page.getByRole("button", { name: "Ten calls at once" }).click();
      await page.getByText(/^[345]:\d\d min$/).waitFor();
      const bar = page.getByRole("region", { name: "The JWT" }).getByRole("progressbar");
      assert.ok((await bar.evaluate(({ value }) => value)) > 180);
      const requests = await page.getByRole("region", { name: "Requests" }).getByRole("row").allInnerTexts();
      const path = strategy === "api" ? "PUT /refresh" : "backend/refresh";
      assert.equal(requests.filter((row) => row.includes(path) && row.includes("200")).length, 1, requests.join("\n"));
      await screenshot(page, `session-${strategy}`);
      if (strategy === "cookie") await phone(page);

      const [second] = await Promise.all([page.waitForEvent("popup"), page.getByRole("link", { name: "Open a second tab" }).click()]);
      await second.getByRole("group", { name: "Refresh strategy" }).getByRole("button", { name: strategy, exact: true }).click();
      await second.getByText(`Signed in by this strategy as ${name}.`).waitFor();
      // The back end forgets it too; only then may the tab go.
      const forgotten = strategy === "api" || second.waitForResponse((response) => response.request().method() === "DELETE");
      await second.getByRole("button", { name: "Sign out here" }).click();
      await Promise.all([page.getByText("You were signed out in another tab.").waitFor(), forgotten]);
      await second.close();
      const cookies = await page.context().cookies(`${new URL(page.url()).origin}/backend/refresh`);
      assert.deepEqual(cookies, []);
    }
  }),
);

async function phone(page) {
  const size = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 740 });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "fits a phone");
  await screenshot(page, "session-phone");
  await page.setViewportSize(size);
}
