// Groups, with two people in two browsers: an administrator and a member. The element's own tests are in tests/browser/elements.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PHONE, freshName, goTo, open, part, register, screenshot, useBrowser, withPage } from "./support.mjs";

useBrowser();
const limit = { timeout: 180_000 };

test("invite, accept, stop invites, leave; the last administrator has to stay", limit, () =>
  withPage((admin) =>
    withPage(async (member) => {
      for (const [page, what] of [[admin, "admin"], [member, "member"]]) {
        await open(page);
        await register(page, freshName(what));
        await goTo(page, "Groups");
      }
      const [at, other] = [part(admin, "group"), part(member, "group")];
      const memberId = await member.evaluate(async () => (await window.Sentc.default.getActualUser()).data.user_id);
      await member.getByText(memberId).waitFor();
      await at.getByRole("button", { name: "Create a group" }).click();
      const invite = async () => {
        await at.getByLabel("User ID").fill(memberId);
        await at.getByRole("button", { name: "Invite", exact: true }).click();
      };
      await invite();
      await at.getByText("Done.").waitFor();
      const id = await at.locator("code").first().innerText();

      await member.reload();
      await other.getByRole("button", { name: /^Accept/ }).click();
      // Each group has an address.
      await other.getByRole("button", { name: `Open ${id.slice(0, 8)}` }).click();
      await other.getByText(id).waitFor();
      assert.equal(new URL(member.url()).hash, `#/groups/${id}`);
      await member.reload();
      await other.getByText(id).waitFor();
      await other.getByRole("button", { name: "Leave group" }).waitFor();
      assert.equal(await other.getByLabel("User ID").count(), 0, "a plain member invites nobody");
      await other.getByRole("button", { name: "Leave group" }).click();
      await other.getByRole("button", { name: "Leave group" }).click();
      await other.getByRole("button", { name: "Create a group" }).waitFor();
      assert.equal(new URL(member.url()).hash, "#/groups");

      await at.getByRole("button", { name: "Stop or allow invitations" }).click();
      await at.getByRole("heading", { name: /^Group / }).waitFor();
      await invite();
      await at.getByLabel("User ID").and(admin.locator("[aria-invalid]")).waitFor();
      await screenshot(admin, "group-desktop");
      await at.getByRole("button", { name: "Leave group" }).click();
      await at.getByRole("button", { name: "Leave group" }).click();
      await at.getByRole("alert").filter({ hasText: /administrator/ }).waitFor();
    }),
  ),
);

test("a group that is not there, in words; groups on a phone", limit, () =>
  withPage(async (page) => {
    await open(page);
    await register(page, freshName());
    await open(page, "#/groups/00000000-0000-4000-8000-000000000000");
    const groups = part(page, "group");
    await groups.locator(".sentc-error").waitFor();
    await goTo(page, "Groups");
    await groups.getByRole("button", { name: "Create a group" }).click();
    await groups.getByText("Creator").waitFor();
    const [width, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(width <= window, `${width} px wide on ${window} px`);
    await screenshot(page, "group-phone");
  }, PHONE),
);
