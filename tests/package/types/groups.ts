// Groups, as a strict project uses them. Compiled, never run.

import {
  Group,
  type GroupChildrenListItem,
  type GroupData,
  type GroupInviteListItem,
  type GroupJoinReqListItem,
  type GroupList,
  type GroupUserListItem,
  type User,
} from "sentc-light-wasm";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_: Equal<A, B>): void {}

export async function asMember(of: User | Group): Promise<void> {
  const groups: GroupList[] = await of.getGroups();
  const more: GroupList[] = await of.getGroups(groups.at(-1) ?? null, { signal: AbortSignal.timeout(1000) });
  const invites: GroupInviteListItem[] = await of.getGroupInvites(null);
  const sent: GroupInviteListItem[] = await of.sentJoinReq(invites[0]);
  for (const { group_id } of [...more, ...sent]) {
    const done: [void, void, void, void] = await Promise.all([
      of.acceptGroupInvite(group_id),
      of.rejectGroupInvite(group_id),
      of.groupJoinRequest(group_id),
      of.deleteJoinReq(group_id),
    ]);
    void done;
  }
  for await (const group of of.groups()) same<typeof group, GroupList>(true);
  for await (const invite of of.groupInvites({ signal: new AbortController().signal })) same<typeof invite, GroupInviteListItem>(true);
  for await (const request of of.sentJoinRequests()) same<typeof request, GroupInviteListItem>(true);
}

export async function groupsOf(user: User): Promise<Group> {
  const id: string = await user.createGroup();
  const body: string = user.prepareGroupCreate();
  void body;
  await user.getGroup(id, null, { signal: AbortSignal.timeout(1) });
  await user.getGroup(id, "another group");
  // @ts-expect-error an id is a string
  await user.getGroup(7);
  const group = await user.getGroup(id);
  same<typeof group, Group>(true);
  return group;
}

export async function within(group: Group): Promise<void> {
  same<Group["data"], GroupData>(true);
  const { rank, create_time, joined_time, last_check_time, from_parent, is_connected_group } = group.data;
  same<[typeof rank, typeof create_time, typeof joined_time, typeof last_check_time], [number, string, string, number]>(true);
  same<[typeof from_parent, typeof is_connected_group], [boolean, boolean]>(true);
  const optional: (string | undefined)[] = [group.data.parent_group_id, group.data.access_by_parent_group, group.data.access_by_group_as_member];
  void optional;

  const child: Group = await group.getChildGroup(await group.createChildGroup());
  const connected: Group = await group.getConnectedGroup(await group.createConnectedGroup());
  const children: GroupChildrenListItem[] = await child.getChildren();
  const members: GroupUserListItem[] = await connected.getMember(null);
  const requests: GroupJoinReqListItem[] = await group.getJoinRequests();
  await group.getChildren(children[0]);
  await group.getMember(members[0]);
  await group.getJoinRequests(requests[0]);
  for await (const item of group.children()) same<typeof item, GroupChildrenListItem>(true);
  for await (const item of group.members()) same<typeof item, GroupUserListItem>(true);
  for await (const item of group.joinRequests()) same<typeof item, GroupJoinReqListItem>(true);

  await group.invite("user");
  await group.inviteAuto("user", 2);
  await group.inviteGroup("group", null);
  await group.inviteGroupAuto("group", 3, { signal: AbortSignal.timeout(1) });
  await group.acceptJoinRequest("user", 4);
  await group.rejectJoinRequest("user");
  await group.stopInvites();
  await group.updateRank("user", 3);
  const body: string = group.prepareUpdateRank("user", 3);
  void body;
  // @ts-expect-error a rank is due
  await group.updateRank("user");
  await group.kickUser("user");
  await group.groupUpdateCheck();
  await group.leave();
  await group.deleteGroup();
  // @ts-expect-error groups come from getGroup
  new Group();
}
