// <sentc-group>: the overview, and one group.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PASSWORD, accessible, fits, focused, freshName, registerAccount, usePages, withElements } from "./support.mjs";

const limit = { timeout: 180_000 };

usePages();

/** A page with somebody signed in, and a friend of theirs with a client of their own. */
const withFriend = (body, work) =>
  withElements(body, async (page) => {
    const [name, friend] = [freshName("ada"), freshName("friend")];
    await registerAccount(page, name, PASSWORD);
    const friendId = await registerAccount(page, friend, PASSWORD);
    await page.evaluate(
      async ([name, friend, password, token]) => {
        const other = window.Sentc.createClient({ app_token: token, base_url: location.origin, name: "friend" });
        await other.init();
        window.friendClient = other;
        window.friend = await other.login(friend, password, true);
        await window.Sentc.default.login(name, password, true);
      },
      [name, friend, PASSWORD, "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi"],
    );
    await work(page, friendId);
  });

test("creates a group, invites, changes a rank, removes, and leaves nothing behind", limit, () =>
  withFriend("<sentc-group></sentc-group>", async (page, friendId) => {
    await page.getByRole("heading", { name: "Groups", exact: true }).waitFor();
    await page.getByText("None").first().waitFor();
    await accessible(page, "no groups");
    await page.getByRole("button", { name: "Create a group" }).click();
    await page.getByRole("heading", { name: /^Group / }).waitFor();
    assert.match(await focused(page), /^Group /);
    await page.getByText("Creator").waitFor();
    await page.getByText("You created this group.").waitFor();
    await accessible(page, "a group", "dark");
    await fits(page, "a group");

    await page.getByLabel("User ID").fill("no id");
    await page.getByRole("button", { name: "Invite", exact: true }).click();
    await page.getByRole("button", { name: "Invite", exact: true }).locator("xpath=ancestor::form").locator(".sentc-error:not([hidden])").waitFor();
    await accessible(page, "a wrong id");
    await page.getByLabel("User ID").fill(friendId);
    await page.getByRole("button", { name: "Invite", exact: true }).click();
    await page.getByText("Done.").waitFor();
    await page.evaluate(async () => {
      const [{ group_id }] = await window.friend.getGroupInvites();
      await window.friend.acceptGroupInvite(group_id);
      window.group_id = group_id;
    });

    await page.getByRole("button", { name: "Back" }).click();
    await page.getByRole("list", { name: "Groups" }).getByRole("button", { name: /^Open/ }).click();
    const rank = page.getByLabel(`Rank ${friendId.slice(0, 8)}`);
    await rank.selectOption("Manages members");
    await page.waitForFunction(async () => (await (await window.friend.getGroup(window.group_id)).groupUpdateCheck(), (await window.friend.getGroup(window.group_id)).data.rank === 2));
    await accessible(page, "members");
    await page.getByRole("button", { name: `Remove ${friendId.slice(0, 8)}` }).click();
    await page.getByText("Are you sure?").waitFor();
    assert.equal(await focused(page), "Cancel");
    await page.getByRole("button", { name: `Remove ${friendId.slice(0, 8)}` }).click();
    await rank.waitFor({ state: "detached" });

    await page.getByRole("button", { name: "Create a group below" }).click();
    await page.getByRole("list", { name: "Groups below" }).getByRole("button", { name: /^Open/ }).click();
    await page.getByText("You are in this group through the group above it.").waitFor();
    await page.getByRole("button", { name: "Back" }).click();
    await page.getByRole("button", { name: "Create a connected group" }).click();
    await page.getByRole("list", { name: "Connected groups" }).getByRole("button", { name: /^Open/ }).click();
    await page.getByText(/^You created this group.* You are in this group through group/).waitFor();
    // Groups are members of it, beside users.
    const friends = await page.evaluate(() => window.friend.createGroup());
    await page.getByLabel("Group ID").fill(friends);
    await page.getByRole("button", { name: "Invite a group" }).click();
    await page.getByText("Done.").waitFor();
    await accessible(page, "a connected group");
    const connected = await page.evaluate(async (friends) => {
      const group = await window.friend.getGroup(friends);
      const [{ group_id }] = await group.getGroupInvites();
      await group.acceptGroupInvite(group_id);
      return group_id;
    }, friends);
    await page.getByRole("button", { name: "Back" }).click();
    // Each has an address, where the app wants that.
    await page.evaluate(() => {
      const element = document.querySelector("sentc-group");
      element.addEventListener("group-selected", (event) => {
        event.preventDefault();
        Object.assign(element, event.detail);
        window.address = event.detail;
      });
    });
    await page.getByRole("list", { name: "Connected groups" }).getByRole("button", { name: /^Open/ }).click();
    await page.getByText(connected).waitFor();
    await page.getByText(`${friends.slice(0, 8)} Group`).waitFor();
    const own = await page.evaluate(() => window.address.asGroup);
    assert.deepEqual(await page.evaluate(() => window.address), { groupId: connected, asGroup: own });
    await page.evaluate((own) => Object.assign(document.querySelector("sentc-group"), { asGroup: null, groupId: own }), own);
    await page.getByText(own).waitFor();

    await page.getByRole("button", { name: "Delete group" }).click();
    await page.getByText("This deletes the group with all groups below it").waitFor();
    await page.getByRole("button", { name: "Delete group" }).click();
    await page.getByRole("heading", { name: "Groups", exact: true }).waitFor();
    assert.deepEqual(await page.evaluate(() => window.address), { groupId: null, asGroup: null });
    assert.equal(await page.evaluate(async () => (await (await window.Sentc.default.getActualUser()).getGroups()).filter(({ group_id }) => group_id === window.group_id).length), 0);
  }),
);

test("answers invites and requests, and withdraws one", limit, () =>
  withFriend("<sentc-group></sentc-group>", async (page, friendId) => {
    const [invited, asked, unwanted] = await page.evaluate(async () => {
      const { id } = await window.Sentc.default.getActualUser();
      const groups = [];
      for (let number = 0; number < 3; number++) groups.push(await window.friend.createGroup());
      for (const invites of [0, 2]) await (await window.friend.getGroup(groups[invites])).invite(id);
      return groups;
    });
    await page.evaluate(() => document.querySelector("sentc-group").replaceWith(document.createElement("sentc-group")));
    await page.getByLabel("Group ID").fill(asked);
    await page.getByRole("button", { name: "Ask to join a group" }).click();
    await page.getByRole("button", { name: `Withdraw ${asked.slice(0, 8)}` }).click();
    await page.getByRole("button", { name: /^Withdraw/ }).waitFor({ state: "detached" });
    await accessible(page, "an invite");
    await page.getByRole("button", { name: `Decline ${unwanted.slice(0, 8)}` }).click();
    await page.getByRole("button", { name: `Decline ${unwanted.slice(0, 8)}` }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: `Accept ${invited.slice(0, 8)}` }).click();
    await page.getByRole("list", { name: "Groups" }).getByRole("button", { name: `Open ${invited.slice(0, 8)}` }).waitFor();

    const own = await page.evaluate(async () => {
      const group_id = await (await window.Sentc.default.getActualUser()).createGroup();
      await window.friend.groupJoinRequest(group_id);
      document.querySelector("sentc-group").setAttribute("group-id", group_id);
      return group_id;
    });
    await page.getByText(own).waitFor();
    const requests = page.getByRole("list", { name: "Requests to join" });
    await requests.getByRole("button", { name: `Decline ${friendId.slice(0, 8)}` }).click();
    await requests.getByRole("button").first().waitFor({ state: "detached" });
    assert.equal(await page.getByLabel(`Rank ${friendId.slice(0, 8)}`).count(), 0);
    await page.evaluate(async (own) => {
      await window.friend.groupJoinRequest(own);
      document.querySelector("sentc-group").replaceWith(Object.assign(document.createElement("sentc-group"), { groupId: own }));
    }, own);
    await requests.getByRole("button", { name: `Accept ${friendId.slice(0, 8)}` }).click();
    await page.getByLabel(`Rank ${friendId.slice(0, 8)}`).waitFor();
  }),
);

test("a group's own invites and requests are answered by click, on both sides", limit, () =>
  withFriend("<sentc-group></sentc-group>", async (page) => {
    // The friend has four connected groups, and invites Ada's group into the first two.
    const { own, parent, groups } = await page.evaluate(async () => {
      const own = await (await window.Sentc.default.getActualUser()).createGroup();
      const parent = await window.friend.getGroup(await window.friend.createGroup());
      const groups = [];
      for (let number = 0; number < 4; number++) groups.push(await parent.createConnectedGroup());
      for (const id of groups.slice(0, 2)) await (await parent.getConnectedGroup(id)).inviteGroup(own);
      document.querySelector("sentc-group").groupId = own;
      return { own, parent: parent.data.group_id, groups };
    });
    const short = (id) => id.slice(0, 8);
    const [accepted, declined, , refused] = groups.map(short);
    await page.getByText(own).waitFor();
    const invites = page.getByRole("list", { name: "Invitations for this group" });
    const connected = page.getByRole("list", { name: "Connected groups" });
    const sent = page.getByRole("list", { name: "Requests that this group sent" });
    await invites.getByRole("button", { name: `Accept ${accepted}` }).click();
    await connected.getByRole("button", { name: `Open ${accepted}` }).waitFor();
    await invites.getByRole("button", { name: `Decline ${declined}` }).click();
    await invites.getByRole("button").first().waitFor({ state: "detached" });
    await accessible(page, "a group that is a member of another");

    // Ada's group asks for the other two, and for one of them by mistake at first.
    for (const id of [groups[2], groups[3]]) {
      await page.getByLabel("Group ID").fill(id);
      await page.getByRole("button", { name: "Ask a connected group to admit this group" }).click();
      await sent.getByRole("button", { name: `Withdraw ${short(id)}` }).waitFor();
    }
    await sent.getByRole("button", { name: `Withdraw ${refused}` }).click();
    await sent.getByRole("button", { name: `Withdraw ${refused}` }).waitFor({ state: "detached" });
    await page.getByLabel("Group ID").fill(groups[3]);
    await page.getByRole("button", { name: "Ask a connected group to admit this group" }).click();
    await sent.getByRole("button", { name: `Withdraw ${refused}` }).waitFor();

    // The friend answers, in an element with a client of its own.
    await page.evaluate(({ parent, id }) => {
      const element = document.createElement("sentc-group");
      Object.assign(element, { client: window.friendClient, asGroup: parent, groupId: id });
      document.querySelector("sentc-group").replaceWith(element);
    }, { parent, id: groups[2] });
    const requests = page.getByRole("list", { name: "Requests to join" });
    const members = page.getByRole("list", { name: "Members" });
    await requests.getByText(`${short(own)} Group`).waitFor();
    await accessible(page, "a group asks to join");
    await requests.getByRole("button", { name: `Accept ${short(own)}` }).click();
    await members.getByText(`${short(own)} Group`).waitFor();
    await page.evaluate((id) => (document.querySelector("sentc-group").groupId = id), groups[3]);
    await page.getByText(groups[3]).waitFor();
    await requests.getByRole("button", { name: `Decline ${short(own)}` }).click();
    await requests.getByRole("button").first().waitFor({ state: "detached" });
    assert.equal(await members.getByText(short(own)).count(), 0);

    // What came of it, as Ada's group has it.
    const result = await page.evaluate(async (own) => {
      const group = await (await window.Sentc.default.getActualUser()).getGroup(own);
      return { groups: (await group.getGroups()).map(({ group_id }) => group_id).sort(), sent: await group.sentJoinReq(), invites: await group.getGroupInvites() };
    }, own);
    assert.deepEqual(result, { groups: [groups[0], groups[2]].sort(), sent: [], invites: [] });
  }),
);

test("a group that is closed to the user says so", limit, () =>
  withFriend('<sentc-group group-id="5a2b1c3d-0000-4000-8000-000000000000"></sentc-group>', async (page) => {
    await page.getByRole("alert").filter({ hasText: "You have no access to this group." }).waitFor();
    await accessible(page, "no access");
  }),
);
