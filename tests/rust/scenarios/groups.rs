use std::collections::HashSet;

use futures_util::future::join_all;
use futures_util::{Stream, TryStreamExt};
use sentc_light_wasm::client::host::Stored;
use sentc_light_wasm::error::{Code, Error};
use sentc_light_wasm::{Group, GroupData, Invite, User};

use super::*;

async fn someone(client: &Client) -> User {
    somebody(client).await.1.user
}

fn id(user: &User) -> String {
    user.data().user_id
}

async fn new_group(user: &User) -> Group {
    let id = user.create_group().await.unwrap();
    user.group(&id, None).await.unwrap()
}

async fn data(group: &Group) -> GroupData {
    group.data().await.unwrap()
}

/// Adds a user at once, and gives the group as that user has it.
async fn added(group: &Group, user: &User, rank: Option<i32>) -> Group {
    group.invite(Invite::UserAuto, &id(user), rank).await.unwrap();
    user.group(group.id(), None).await.unwrap()
}

pub async fn groups_and_the_groups_below<W: World>(world: &W) {
    let client = world.client();
    let user = someone(&client).await;
    let group = new_group(&user).await;
    let top = data(&group).await;
    assert_eq!((top.rank, top.from_parent, top.is_connected_group, &top.parent_group_id), (0, false, false, &None));
    assert_eq!((&top.access_by_parent_group, &top.access_by_group_as_member), (&None, &None));
    assert!(top.create_time.parse::<u64>().unwrap() > 1_600_000_000_000 && top.joined_time.parse::<u64>().is_ok());

    let child_id = group.create_child().await.unwrap();
    let child = group.child(&child_id).await.unwrap();
    let grandchild_id = child.create_child().await.unwrap();
    // Reached without what is between, by the ancestor that has the membership.
    let grandchild = data(&user.group(&grandchild_id, None).await.unwrap()).await;
    assert_eq!(grandchild.parent_group_id.as_deref(), Some(child_id.as_str()));
    assert_eq!((grandchild.from_parent, grandchild.access_by_parent_group.as_deref(), grandchild.rank), (true, Some(group.id()), 0));

    let children = group.children().page().await.unwrap();
    assert_eq!((children.len(), children[0].group_id.as_str(), children[0].parent.as_deref()), (1, child_id.as_str(), Some(group.id())));
    assert!(group.children().after(&children[0]).page().await.unwrap().is_empty());

    // Only memberships are listed; the list goes on after its last item.
    let other = new_group(&user).await;
    let groups = user.groups().page().await.unwrap();
    assert_eq!(groups.iter().map(|g| g.group_id.as_str()).collect::<Vec<_>>(), [group.id(), other.id()]);
    assert_eq!(user.groups().after(&groups[0]).page().await.unwrap(), groups[1..]);

    group.delete().await.unwrap();
    for gone in [group.id(), &child_id, &grandchild_id] {
        assert_eq!(code_of(user.group(gone, None).await), Code::NoGroupAccess);
    }
    assert_eq!(code_of(user.group("no-such/../group", None).await), Code::IdFormat);
    assert_eq!(code_of(user.group("..", None).await), Code::InvalidArgument);
    assert_eq!(code_of(user.group(other.id(), Some("a\nb")).await), Code::InvalidArgument);
}

pub async fn invites<W: World>(world: &W) {
    let (a, b) = (world.client(), world.client());
    let (owner, guest) = (someone(&a).await, someone(&b).await);
    let group = new_group(&owner).await;
    for _ in 0..2 {
        group.invite(Invite::User, &id(&guest), Some(2)).await.unwrap();
        assert_eq!(code_of(group.invite(Invite::User, &id(&guest), None).await), Code::AlreadyMember);
        assert_eq!(guest.group_invites().page().await.unwrap()[0].group_id, group.id());
        assert_eq!(code_of(guest.group(group.id(), None).await), Code::NoGroupAccess);
        guest.reject_group_invite(group.id()).await.unwrap();
        assert!(guest.group_invites().page().await.unwrap().is_empty());
        assert_eq!(code_of(guest.accept_group_invite(group.id()).await), Code::NoInvite);
    }
    group.invite(Invite::User, &id(&guest), Some(2)).await.unwrap();
    guest.accept_group_invite(group.id()).await.unwrap();
    let joined = guest.group(group.id(), None).await.unwrap();
    assert_eq!(data(&joined).await.rank, 2);
    let members = group.members().page().await.unwrap();
    assert_eq!((members.len(), members[0].user_id.as_str(), members[0].rank, members[0].user_type), (1, id(&guest).as_str(), 2, 0));
    assert!(group.members().after(&members[0]).page().await.unwrap().is_empty());

    // Added without being asked; and stopped.
    let c = world.client();
    let third = someone(&c).await;
    group.stop_invites().await.unwrap();
    assert_eq!(code_of(group.invite(Invite::UserAuto, &id(&third), None).await), Code::InvitesStopped);
    assert_eq!(code_of(third.group_join_request(group.id()).await), Code::InvitesStopped);
    group.stop_invites().await.unwrap();
    assert_eq!(data(&added(&group, &third, None).await).await.rank, 4);
}

pub async fn join_requests<W: World>(world: &W) {
    let (a, b) = (world.client(), world.client());
    let (owner, guest) = (someone(&a).await, someone(&b).await);
    let group = new_group(&owner).await;
    guest.group_join_request(group.id()).await.unwrap();
    let sent = guest.sent_join_requests().page().await.unwrap();
    assert_eq!((sent.len(), sent[0].group_id.as_str()), (1, group.id()));
    guest.delete_join_request(group.id()).await.unwrap();
    assert!(guest.sent_join_requests().page().await.unwrap().is_empty());
    assert_eq!(code_of(group.accept_join_request(&id(&guest), None).await), Code::NoJoinRequest);

    guest.group_join_request(group.id()).await.unwrap();
    let received = group.join_requests().page().await.unwrap();
    assert_eq!((received.len(), received[0].user_id.as_str(), received[0].user_type), (1, id(&guest).as_str(), 0));
    group.reject_join_request(&id(&guest)).await.unwrap();
    assert!(group.join_requests().page().await.unwrap().is_empty());

    guest.group_join_request(group.id()).await.unwrap();
    group.accept_join_request(&id(&guest), Some(3)).await.unwrap();
    assert_eq!(data(&guest.group(group.id(), None).await.unwrap()).await.rank, 3);
}

pub async fn ranks_and_kicks<W: World>(world: &W) {
    let (a, b, c) = (world.client(), world.client(), world.client());
    let (owner, admin, manager) = (someone(&a).await, someone(&b).await, someone(&c).await);
    let group = new_group(&owner).await;
    let for_admin = added(&group, &admin, Some(1)).await;
    let for_manager = added(&group, &manager, None).await;

    group.update_rank(&id(&manager), 2).await.unwrap();
    // Known from the last five minutes; asked for at once when told so. Every object of the group sees it.
    let same = manager.group(group.id(), None).await.unwrap();
    let before = data(&same).await;
    assert_eq!(before.rank, 4);
    let after = for_manager.update_check().await.unwrap();
    assert_eq!(after.rank, 2);
    assert!(after.last_check_time >= before.last_check_time);
    assert_eq!(data(&same).await, after);

    assert_eq!(code_of(for_manager.kick(&id(&admin)).await), Code::KickHigherRank);
    assert_eq!(code_of(for_manager.kick(&id(&owner)).await), Code::KickCreator);
    assert_eq!(code_of(for_manager.update_rank(&id(&admin), 4).await), Code::NoPermission);
    assert_eq!(code_of(group.update_rank(&id(&owner), 2).await), Code::RankChange);

    // One's own rank is known at once.
    for_admin.update_rank(&id(&admin), 2).await.unwrap();
    assert_eq!(data(&for_admin).await.rank, 2);
    assert_eq!(data(&admin.group(group.id(), None).await.unwrap()).await.rank, 2);
    assert_eq!(code_of(for_admin.stop_invites().await), Code::NoPermission);

    for_manager.kick(&id(&admin)).await.unwrap();
    assert_eq!(code_of(for_admin.children().page().await), Code::NoGroupAccess);
    assert_eq!(code_of(group.kick(&id(&admin)).await), Code::NotAMember);
}

pub async fn the_only_admin_stays<W: World>(world: &W) {
    let (a, b) = (world.client(), world.client());
    let (owner, other) = (someone(&a).await, someone(&b).await);
    let group = new_group(&owner).await;
    let for_other = added(&group, &other, None).await;
    assert_eq!(code_of(group.leave().await), Code::OnlyAdmin);
    for_other.leave().await.unwrap();
    assert_eq!(code_of(other.group(group.id(), None).await), Code::NoGroupAccess);
    added(&group, &other, Some(1)).await;
    group.leave().await.unwrap();
    assert_eq!(code_of(owner.group(group.id(), None).await), Code::NoGroupAccess);
    assert_eq!(code_of(group.members().page().await), Code::NoGroupAccess);
}

/// A group of the owner's is connected with a group in which another user is.
pub async fn groups_as_members<W: World>(world: &W) {
    let (a, b, c) = (world.client(), world.client(), world.client());
    let (owner, admin, plain) = (someone(&a).await, someone(&b).await, someone(&c).await);
    let base = new_group(&owner).await;
    let connected = base.connected(&base.create_connected().await.unwrap()).await.unwrap();
    let top = data(&connected).await;
    assert_eq!((top.rank, top.is_connected_group, top.access_by_group_as_member.as_deref()), (0, true, Some(base.id())));
    assert_eq!(code_of(connected.create_connected().await), Code::ConnectedFromConnected);
    let child_id = connected.create_child().await.unwrap();
    assert_eq!(base.groups().page().await.unwrap()[0].group_id, connected.id());

    // Only groups can be asked, and only by a connected group.
    let guests = new_group(&admin).await;
    let for_plain = added(&guests, &plain, None).await;
    assert_eq!(code_of(base.invite(Invite::Group, guests.id(), None).await), Code::NotConnectedGroup);
    for _ in 0..2 {
        connected.invite(Invite::Group, guests.id(), Some(2)).await.unwrap();
        let invites = guests.group_invites().page().await.unwrap();
        assert_eq!((invites.len(), invites[0].group_id.as_str()), (1, connected.id()));
        guests.reject_group_invite(connected.id()).await.unwrap();
    }
    connected.invite(Invite::Group, guests.id(), Some(2)).await.unwrap();
    guests.accept_group_invite(connected.id()).await.unwrap();

    // Its child at once, without loading anything on the way; closed to whoever does not act as the group.
    assert_eq!(code_of(plain.group(&child_id, None).await), Code::NoGroupAccess);
    let child = plain.group(&child_id, Some(guests.id())).await.unwrap();
    let below = data(&child).await;
    assert_eq!((below.access_by_parent_group.as_deref(), below.access_by_group_as_member.as_deref()), (Some(connected.id()), Some(guests.id())));
    assert_eq!((below.from_parent, below.rank, below.is_connected_group), (true, 4, true));
    assert!(child.members().page().await.is_ok());
    let by_admin = guests.connected(connected.id()).await.unwrap();
    assert_eq!(data(&by_admin).await.rank, 2);
    assert_eq!(data(&by_admin.child(&child_id).await.unwrap()).await.access_by_group_as_member.as_deref(), Some(guests.id()));

    // What a group does as a member is for its administrators; any member sees where it is in.
    assert_eq!(for_plain.groups().page().await.unwrap()[0].group_id, connected.id());
    assert_eq!(code_of(for_plain.group_invites().page().await), Code::NoPermission);
    assert_eq!(code_of(for_plain.group_join_request(connected.id()).await), Code::NoPermission);

    by_admin.leave().await.unwrap();
    assert_eq!(code_of(guests.connected(connected.id()).await), Code::NoGroupAccess);
    guests.group_join_request(connected.id()).await.unwrap();
    assert_eq!(guests.sent_join_requests().page().await.unwrap()[0].group_id, connected.id());
    guests.delete_join_request(connected.id()).await.unwrap();
    guests.group_join_request(connected.id()).await.unwrap();
    assert_eq!(connected.join_requests().page().await.unwrap()[0].user_id, guests.id());
    connected.accept_join_request(guests.id(), Some(1)).await.unwrap();
    let by_admin = guests.connected(connected.id()).await.unwrap();
    assert_eq!(data(&by_admin).await.rank, 1);
    // Its own rank, which counts together with the user's in it.
    by_admin.update_rank(guests.id(), 3).await.unwrap();
    assert_eq!(data(&by_admin).await.rank, 3);
    connected.kick(guests.id()).await.unwrap();
    assert_eq!(code_of(by_admin.members().page().await), Code::NoGroupAccess);
    connected.invite(Invite::GroupAuto, guests.id(), None).await.unwrap();
    assert_eq!(data(&guests.connected(connected.id()).await.unwrap()).await.rank, 4);
}

/// The service would say 301, or something else: here it isn't asked.
pub async fn ranks_are_checked_first<W: World>(world: &W) {
    let (a, b) = (world.client(), world.client());
    let (owner, other) = (someone(&a).await, someone(&b).await);
    let group = new_group(&owner).await;
    let plain = added(&group, &other, Some(3)).await;
    let nobody = "nobody";
    for invite in [Invite::User, Invite::UserAuto, Invite::Group, Invite::GroupAuto] {
        assert_eq!(code_of(plain.invite(invite, nobody, None).await), Code::NoPermission);
        assert_eq!(code_of(group.invite(invite, nobody, Some(0)).await), Code::RankOutOfRange);
        assert_eq!(code_of(group.invite(invite, nobody, Some(5)).await), Code::RankOutOfRange);
    }
    assert_eq!(code_of(plain.join_requests().page().await), Code::NoPermission);
    assert_eq!(code_of(plain.accept_join_request(nobody, None).await), Code::NoPermission);
    assert_eq!(code_of(group.accept_join_request(nobody, Some(-1)).await), Code::RankOutOfRange);
    assert_eq!(code_of(plain.reject_join_request(nobody).await), Code::NoPermission);
    assert_eq!(code_of(plain.kick(nobody).await), Code::NoPermission);

    group.update_rank(&id(&other), 2).await.unwrap();
    plain.update_check().await.unwrap();
    let manager = plain;
    assert!(manager.join_requests().page().await.unwrap().is_empty());
    assert_eq!(code_of(manager.create_child().await), Code::NoPermission);
    assert_eq!(code_of(manager.create_connected().await), Code::NoPermission);
    assert_eq!(code_of(manager.stop_invites().await), Code::NoPermission);
    assert_eq!(code_of(manager.update_rank(nobody, 3).await), Code::NoPermission);
    assert_eq!(code_of(manager.delete().await), Code::NoPermission);
    assert_eq!(code_of(manager.accept_group_invite(nobody).await), Code::NoPermission);
    assert_eq!(code_of(manager.reject_group_invite(nobody).await), Code::NoPermission);
    assert_eq!(code_of(manager.sent_join_requests().page().await), Code::NoPermission);
    assert_eq!(code_of(manager.delete_join_request(nobody).await), Code::NoPermission);
    assert_eq!(code_of(group.update_rank(nobody, 0).await), Code::RankOutOfRange);
    assert_eq!(code_of(group.kick("..").await), Code::InvalidArgument);
    // More than the user's rank allows: the service refuses that.
    assert_eq!(code_of(manager.invite(Invite::User, &id(&owner), Some(1)).await), Code::RankTooLow);
}

/// What is stored answers for five minutes: also when it is no longer so.
pub async fn group_data_is_kept_for_five_minutes<W: World>(world: &W) {
    let place = unique("place");
    let (a, b) = (world.client(), world.client_in(&place, world.options()));
    let (owner, other) = (someone(&a).await, someone(&b).await);
    let group = new_group(&owner).await;
    let first = data(&added(&group, &other, None).await).await;
    group.update_rank(&id(&other), 2).await.unwrap();

    let later = world.client_in(&place, world.options());
    let again = later.current_user().await.unwrap();
    let kept = again.group(group.id(), None).await.unwrap();
    assert_eq!(data(&kept).await, first);

    // Five minutes later it is checked.
    let key = format!("{}/groups/{}", later.core().channel_name().trim_start_matches("sentc-light/"), again.data().device_id);
    let store = later.core().host();
    let Stored::Text(record) = store.read(&key).await.unwrap() else { panic!("no record") };
    let old = first.last_check_time - 5 * 60 * 1000;
    let record = record.replace(&first.last_check_time.to_string(), &old.to_string());
    store.write(vec![(key, Some(record))], None).await.unwrap();
    again.group(group.id(), None).await.unwrap();
    let checked = data(&kept).await;
    assert_eq!((checked.rank, checked.last_check_time > old), (2, true));

    // Removed meanwhile: kept until a call says so, then gone with what is below.
    let child_id = group.create_child().await.unwrap();
    again.group(&child_id, None).await.unwrap();
    group.kick(&id(&other)).await.unwrap();
    again.group(group.id(), None).await.unwrap();
    assert_eq!(code_of(kept.update_check().await), Code::NoGroupAccess);
    assert_eq!(code_of(again.group(group.id(), None).await), Code::NoGroupAccess);
    assert_eq!(code_of(again.group(&child_id, None).await), Code::NoGroupAccess);
}

pub async fn log_out_removes_the_groups_too<W: World>(world: &W) {
    let client = world.client();
    let (leaving, staying) = (someone(&client).await, someone(&client).await);
    let prefix = client.core().channel_name().trim_start_matches("sentc-light/").to_owned();
    let store = client.core().host();
    let group = new_group(&leaving).await;
    new_group(&staying).await;
    let key = |user: &User| format!("{prefix}/groups/{}", user.data().device_id);
    assert!(store.read(&key(&leaving)).await.unwrap() != Stored::Nothing);
    leaving.log_out().await.unwrap();
    assert!(store.read(&key(&leaving)).await.unwrap() == Stored::Nothing);
    assert!(store.read(&key(&staying)).await.unwrap() != Stored::Nothing);
    assert_eq!(code_of(group.data().await), Code::SignedOut);
    assert_eq!(code_of(group.members().page().await), Code::SignedOut);
    assert_eq!(code_of(leaving.group(group.id(), None).await), Code::SignedOut);
}

pub async fn lists_go_on_after_fifty<W: World>(world: &W) {
    let (a, b, c) = (world.client(), world.client(), world.client());
    let (owner, invited, asking) = (someone(&a).await, someone(&b).await, someone(&c).await);
    let top = new_group(&owner).await;
    let made = join_all((0..51).map(async |_| {
        let child = top.child(&top.create_child().await.unwrap()).await.unwrap();
        child.invite(Invite::User, &id(&invited), None).await.unwrap();
        asking.group_join_request(child.id()).await.unwrap();
        child.id().to_owned()
    }));
    let made: HashSet<_> = made.await.into_iter().collect();
    assert_eq!(ids(top.children().map_ok(|child| child.group_id)).await, made);
    assert_eq!(ids(invited.group_invites().map_ok(|invite| invite.group_id)).await, made);
    assert_eq!(ids(asking.sent_join_requests().map_ok(|request| request.group_id)).await, made);

    let first = top.children().page().await.unwrap();
    assert_eq!((first.len(), top.children().after(&first[49]).page().await.unwrap().len()), (50, 1));
    // Removed entries are listed no more, and do not end the list early.
    for child in &first[..2] {
        top.child(&child.group_id).await.unwrap().delete().await.unwrap();
    }
    assert_eq!(top.children().page().await.unwrap().len(), 49);
    assert_eq!(ids(invited.group_invites().map_ok(|invite| invite.group_id)).await.len(), 49);
}

/// All that a list gives, each once.
async fn ids(list: impl Stream<Item = Result<String, Error>>) -> HashSet<String> {
    let all: Vec<_> = list.try_collect().await.unwrap();
    let distinct: HashSet<_> = all.iter().cloned().collect();
    assert_eq!(distinct.len(), all.len());
    distinct
}
