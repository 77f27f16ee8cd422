import { useEffect, useState } from "react";
import type { Group, GroupInviteListItem, GroupList, GroupUserListItem, User } from "sentc-light-wasm";
import { Field, Form } from "./form";

export function Groups({ user }: { user: User }) {
  const [groups, setGroups] = useState<GroupList[]>([]);
  const [invites, setInvites] = useState<GroupInviteListItem[]>([]);
  const [open, setOpen] = useState<Group>();
  const load = async () => {
    const [groups, invites] = await Promise.all([user.getGroups(), user.getGroupInvites()]);
    setGroups(groups);
    setInvites(invites);
  };
  // If this fails (offline, for example), the next button shows why.
  useEffect(() => void load().catch(() => undefined), [user]);
  return (
    <section aria-label="Groups">
      <p>Your user id, to be invited by: <code>{user.id}</code></p>
      {groups.map(({ group_id }) => (
        <Form key={group_id} name="Group" buttons={["Open"]} onSubmit={async () => setOpen(await user.getGroup(group_id))}>
          {group_id}
        </Form>
      ))}
      {invites.map(({ group_id }) => (
        <Form key={group_id} name="Invite" buttons={["Accept"]} onSubmit={async () => (await user.acceptGroupInvite(group_id), load())}>
          Invited to {group_id}
        </Form>
      ))}
      <Form name="Groups" buttons={["New group", "Reload"]} onSubmit={async (_, button) => {
        if (button === "New group") await user.createGroup();
        await load();
      }} />
      {open && <Members key={open.data.group_id} group={open} />}
    </section>
  );
}

function Members({ group }: { group: Group }) {
  const [members, setMembers] = useState<GroupUserListItem[]>([]);
  useEffect(() => void group.getMember().then(setMembers, () => undefined), [group]);
  return (
    <section aria-label="Members">
      <h2>{group.data.group_id}, your rank: {group.data.rank}</h2>
      <ul>{members.map(({ user_id, rank }) => <li key={user_id}>{user_id}, rank {rank}</li>)}</ul>
      <Form name="Invite a user" buttons={["Invite"]} onSubmit={async ({ user_id = "" }) => {
        await group.invite(user_id);
        return "Invited.";
      }}>
        <Field name="user_id" label="User id" />
      </Form>
    </section>
  );
}
