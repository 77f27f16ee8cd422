// Groups, with two people in two browsers: an administrator and a member.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PHONE, freshName, goTo, open, register, screenshot, useBrowser, withPage } from "./support.mjs";

useBrowser();
const limit = { timeout: 180_000 };

test("invite, accept, change a rank, remove", limit, () =>
  together(async (admin, member) => {
    const memberId = await userId(member);
    await newGroup(admin);
    const id = await groupId(admin);
    await invite(admin, memberId);

    await goTo(member, "Groups");
    await region(member, "Invites").getByRole("button", { name: "Accept" }).click();
    await member.getByText("The invite is accepted.").waitFor();
    await region(member, "Your groups").getByRole("link", { name: id }).click();
    await member.getByText("You are a member.").waitFor();
    assert.equal(await region(member, "Invite somebody").count(), 0, "a plain member invites nobody");

    await refresh(admin);
    await region(admin, "Members").getByText("Member", { exact: true }).waitFor();
    await screenshot(admin, "group-desktop");
    await admin.getByRole("button", { name: `Change the rank of ${memberId}` }).click();
    await admin.getByRole("dialog").getByRole("combobox").selectOption("2");
    await admin.getByRole("dialog").getByRole("button", { name: "Change" }).click();
    await admin.getByText("The rank is changed.").waitFor();
    await region(admin, "Members").getByText("Manages members").waitFor();

    await member.getByRole("button", { name: "Check my rank" }).click();
    await member.getByText("Your rank has changed.").waitFor();
    await region(member, "Invite somebody").waitFor();

    await admin.getByRole("button", { name: `Remove member ${memberId}` }).click();
    await admin.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
    await admin.getByText("The member is removed.").waitFor();
    await member.getByRole("button", { name: "Check my rank" }).click();
    await member.getByText("NO_GROUP_ACCESS").waitFor();
  }),
);

test("reject an invite, ask to join, be let in, leave", limit, () =>
  together(async (admin, member) => {
    const memberId = await userId(member);
    await newGroup(admin);
    const id = await groupId(admin);
    await invite(admin, memberId);
    await goTo(member, "Groups");
    await region(member, "Invites").getByRole("button", { name: "Reject" }).click();
    await region(member, "Invites").getByText("No invites.").waitFor();

    const ask = member.getByRole("form", { name: "Ask to join a group" });
    await ask.getByLabel("Group id").fill(id);
    await ask.getByRole("button", { name: "Ask to join" }).click();
    await member.getByRole("button", { name: "Take back" }).waitFor();
    await screenshot(member, "groups-desktop");

    await refresh(admin);
    await region(admin, "Join requests").getByRole("button", { name: "Accept" }).click();
    await admin.getByText("They are in now.").waitFor();
    await member.getByRole("button", { name: "Refresh" }).click();
    await region(member, "Your groups").getByRole("link", { name: id }).click();
    await member.getByRole("button", { name: "Leave…" }).click();
    await member.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
    await member.getByText("You have left the group.").waitFor();

    // The last administrator has to stay.
    await admin.getByRole("button", { name: "Leave…" }).click();
    await admin.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
    await admin.getByText("ONLY_ADMIN").waitFor();
    await admin.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();

    await region(admin, "Join requests").getByRole("button", { name: "Stop or allow invites" }).click();
    await admin.getByText("what was allowed is stopped now").waitFor();
    await fillInvite(admin, memberId);
    await admin.getByText("INVITES_STOPPED").waitFor();
  }),
);

test("child groups and connected groups are reached through the group above", limit, () =>
  together(async (admin, member) => {
    const memberId = await userId(member);
    await newGroup(admin);
    const id = await groupId(admin);
    await admin.getByRole("button", { name: "New child group" }).click();
    await region(admin, "Child groups").getByRole("link").waitFor();
    await admin.getByRole("button", { name: "New connected group" }).click();
    await region(admin, "Connected groups").getByRole("link").waitFor();
    await fillInvite(admin, memberId, { auto: true });
    await admin.getByText("They are in now.").waitFor();

    await goTo(member, "Groups");
    await region(member, "Your groups").getByRole("link", { name: id }).click();
    await region(member, "Child groups").getByRole("link").click();
    await member.getByText("Through the group above").waitFor();
    await member.goBack();
    await region(member, "Connected groups").getByRole("link").click();
    await member.getByText(", which is a member here.").waitFor();
    await screenshot(member, "connected-group-desktop");
    await member.reload();
    await member.getByText(", which is a member here.").waitFor();

    // A second group is invited into the connected one, and accepts.
    await region(admin, "Connected groups").getByRole("link").click();
    await admin.getByText(", which is a member here.").waitFor();
    const other = await (async () => {
      await goTo(member, "Groups");
      await newGroup(member);
      return groupId(member);
    })();
    const form = admin.getByRole("form", { name: "Invite" });
    await form.getByLabel("Whom").selectOption("group");
    await form.getByLabel("User id or group id").fill(other);
    await form.getByRole("button", { name: "Invite" }).click();
    await admin.getByText("The invite is sent.").waitFor();
    await refresh(member);
    await region(member, "Invites to this group").getByRole("button", { name: "Accept" }).click();
    await region(member, "Connected groups").getByRole("link").waitFor();
  }),
);

test("a group that is not there, in words; groups on a phone", limit, () =>
  withPage(async (page) => {
    await open(page);
    await register(page, freshName());
    await open(page, "#/groups/00000000-0000-4000-8000-000000000000");
    await page.getByText("NO_GROUP_ACCESS").waitFor();
    await goTo(page, "Groups");
    await newGroup(page);
    await region(page, "Child groups").getByText("No group is below this one.").waitFor();
    const [width, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(width <= window, `${width} px wide on ${window} px`);
    await screenshot(page, "group-phone");
    await page.getByRole("button", { name: "Delete…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete group" }).click();
    await page.getByText("The group is deleted.").waitFor();
    await page.getByText("You are in no group yet.").waitFor();
    await screenshot(page, "groups-phone");
  }, PHONE),
);

/** Two people, signed in, each in a browser profile of their own. */
function together(work) {
  return withPage((admin) =>
    withPage(async (member) => {
      for (const [page, what] of [[admin, "admin"], [member, "member"]]) {
        await open(page);
        await register(page, freshName(what));
      }
      await goTo(admin, "Groups");
      await work(admin, member);
    }),
  );
}

function region(page, name) {
  return page.getByRole("region", { name, exact: true });
}

async function newGroup(page) {
  await page.getByRole("button", { name: "New group" }).click();
  await page.getByRole("heading", { name: "This group", exact: true }).waitFor();
}

async function refresh(page) {
  await page.getByRole("button", { name: "Refresh" }).click();
  await page.getByRole("heading", { name: "This group", exact: true }).waitFor();
}

async function groupId(page) {
  return new URL(page.url()).hash.split("/")[2];
}

function userId(page) {
  return page.evaluate(async () => (await window.Sentc.default.getActualUser()).data.user_id);
}

async function invite(page, id) {
  await fillInvite(page, id);
  await page.getByText("The invite is sent.").waitFor();
}

async function fillInvite(page, id, { auto = false } = {}) {
  const form = page.getByRole("form", { name: "Invite" });
  await form.getByLabel(/^User id/).fill(id);
  await form.getByLabel("Add without asking").setChecked(auto);
  await form.getByRole("button", { name: "Invite" }).click();
}
