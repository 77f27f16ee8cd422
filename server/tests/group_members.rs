//! A group as a member of other groups, and other rows that take three parties to show.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::unreachable, reason = "a test that panics has failed")]

mod common;

use common::{Answer, User, start};
use serde_json::{Value, json};

const UNKNOWN: &str = "5d3b0e32-6c63-4d3a-9a57-7f1ad5ee0ea5";

/// `home` of `a`, `net` connected to it, `team` of `b`.
struct Scene {
    server: common::TestServer,
    a: User,
    b: User,
    home: String,
    net: String,
    team: String,
}

async fn scene() -> Scene {
    let server = start().await;
    let (a, b) = (common::user(&server.app()).await, common::user(&server.app()).await);
    let (home, team) = (common::group(&a).await, common::group(&b).await);
    let net = common::connected(&a, &home).await;
    Scene { server, a, b, home, net, team }
}

impl Scene {
    async fn invite_team(&self, kind: &str, body: Value) -> Answer {
        self.a.acting_as(&self.home).put(&format!("/group/{}/{kind}/{}/light", self.net, self.team), body).await
    }

    /// The team's view of the net, by `b`.
    async fn seen_by_team(&self) -> Answer {
        self.b.acting_as(&self.team).get(&format!("/group/{}/light", self.net)).await
    }

    async fn lists(&self) -> (Value, Value, Value) {
        let Self { b, team, .. } = self;
        let list = |name: &str| format!("/group/{team}/{name}/0/none");
        let ids = |page: Value| page.as_array().unwrap().iter().map(|item| item["group_id"].clone()).collect();
        (ids(b.get(&list("invite")).await.ok()), ids(b.get(&list("joins")).await.ok()), ids(b.get(&list("all")).await.ok()))
    }
}

#[tokio::test]
async fn a_group_is_invited_accepts_and_leaves() {
    let s = scene().await;
    s.invite_team("invite_group", json!({ "rank": 3 })).await.ok();
    s.invite_team("invite_group", json!({})).await.fails(200, 302);
    s.invite_team("invite_group_auto", json!({})).await.fails(200, 302);
    assert_eq!(s.lists().await, (json!([s.net]), json!([]), json!([])));
    s.seen_by_team().await.fails(400, 310);
    // the route that some clients use and the service does not have
    s.b.patch(&format!("/group/{}/{}/invite", s.team, s.net)).await.fails(404, 404);
    s.b.patch(&format!("/group/{}/invite/{}", s.team, s.net)).await.ok();
    s.b.patch(&format!("/group/{}/invite/{}", s.team, s.net)).await.fails(400, 307);
    let seen = s.seen_by_team().await.ok();
    assert_eq!((&seen["rank"], &seen["access_by"], &seen["is_connected_group"]), (&json!(3), &json!({ "GroupAsUser": s.team }), &json!(true)));
    assert_eq!(s.lists().await, (json!([]), json!([]), json!([s.net])));
    s.invite_team("invite_group", json!({})).await.fails(400, 302);

    let members = s.a.acting_as(&s.home).get(&format!("/group/{}/member/0/none", s.net)).await.ok();
    assert_eq!(members.as_array().unwrap().len(), 1, "the acting group is left out");
    assert_eq!((&members[0]["user_id"], &members[0]["user_type"]), (&json!(s.team), &json!(2)));

    let child = common::child(&s.a.acting_as(&s.home), &s.net).await;
    let seen = s.b.acting_as(&s.team).get(&format!("/group/{child}/light")).await.ok();
    assert_eq!((&seen["rank"], &seen["access_by"]), (&json!(3), &json!({ "GroupAsUserAsParent": { "parent": s.net, "group_as_user": s.team } })));
    // by the parent only: nothing to leave
    s.b.acting_as(&s.team).delete(&format!("/group/{child}/leave")).await.ok();
    s.b.acting_as(&s.team).delete(&format!("/group/{}/leave", s.net)).await.ok();
    s.seen_by_team().await.fails(400, 310);
    s.a.acting_as(&s.home).delete(&format!("/group/{}/leave", s.net)).await.fails(400, 308);
    s.server.stop().await;
}

#[tokio::test]
async fn a_group_asks_to_join() {
    let s = scene().await;
    let (ask, received) = (format!("/group/{}/join_req/{}", s.team, s.net), format!("/group/{}/join_req/0/none", s.net));
    let home = s.a.acting_as(&s.home);
    s.b.patch(&ask).await.ok();
    s.b.patch(&ask).await.ok();
    assert_eq!(s.lists().await, (json!([]), json!([s.net]), json!([])));
    let requests = home.get(&received).await.ok();
    assert_eq!((&requests[0]["user_id"], &requests[0]["user_type"], requests.as_array().unwrap().len()), (&json!(s.team), &json!(2), 1));
    // an invite meanwhile stores nothing
    s.invite_team("invite_group", json!({})).await.ok();
    assert_eq!(s.lists().await.0, json!([]));
    s.b.delete(&format!("/group/{}/joins/{}", s.team, s.net)).await.ok();
    s.b.delete(&format!("/group/{}/joins/{}", s.team, s.net)).await.ok();
    assert_eq!(home.get(&received).await.ok(), json!([]));

    s.b.patch(&ask).await.ok();
    home.put(&format!("/group/{}/join_req/{}/light", s.net, s.team), json!({ "rank": 5 })).await.fails(400, 301);
    home.put(&format!("/group/{}/join_req/{}/light", s.net, s.team), json!({ "rank": 1 })).await.ok();
    assert_eq!(s.seen_by_team().await.ok()["rank"], json!(1));
    s.b.patch(&ask).await.fails(400, 302);
    // a rank of the group is changed, and the group is kicked, like a user's
    home.put(&format!("/group/{}/change_rank", s.net), json!({ "changed_user_id": s.team, "new_rank": 2 })).await.ok();
    assert_eq!(s.seen_by_team().await.ok()["rank"], json!(2));
    home.put(&format!("/group/{}/change_rank", s.net), json!({ "changed_user_id": s.home, "new_rank": 2 })).await.fails(400, 314);
    s.b.acting_as(&s.team).delete(&format!("/group/{}/kick/{}", s.net, s.home)).await.fails(400, 315);
    home.delete(&format!("/group/{}/kick/{}", s.net, s.team)).await.ok();
    s.seen_by_team().await.fails(400, 310);
    s.server.stop().await;
}

#[tokio::test]
async fn which_groups_can_be_members() {
    let s = scene().await;
    let other_net = common::connected(&s.b, &s.team).await;
    let home = s.a.acting_as(&s.home);
    let invite = |net: &str, group: &str| format!("/group/{net}/invite_group/{group}/light");
    home.put(&invite(&s.net, &other_net), json!({})).await.fails(400, 319);
    home.put(&invite(&s.net, &s.net), json!({})).await.fails(400, 319);
    home.put(&invite(&s.net, UNKNOWN), json!({})).await.fails(400, 310);
    home.put(&invite(&s.net, "no-id"), json!({})).await.fails(400, 1);
    s.a.put(&invite(&s.home, &s.team), json!({})).await.fails(400, 319);
    s.b.patch(&format!("/group/{}/join_req/{}", s.team, s.home)).await.fails(400, 319);
    s.b.patch(&format!("/group/{}/join_req/{UNKNOWN}", s.team)).await.fails(400, 310);
    s.b.acting_as(&s.team).patch(&format!("/group/{other_net}/join_req/{}", s.net)).await.fails(400, 319);
    s.b.delete(&format!("/group/joins/{UNKNOWN}")).await.fails(400, 310);
    s.b.delete(&format!("/group/{}/joins/{UNKNOWN}", s.team)).await.fails(400, 310);
    s.b.patch(&format!("/group/{UNKNOWN}/join_req")).await.fails(400, 310);
    s.b.patch(&format!("/group/{UNKNOWN}/invite")).await.fails(400, 307);
    // a user's id is no group's, and the other way round
    home.put(&invite(&s.net, &s.b.id), json!({})).await.fails(400, 310);
    home.put(&format!("/group/{}/invite/{}/light", s.net, s.team), json!({})).await.fails(400, 100);
    home.put(&format!("/group/{}/invite/nobody/light", s.net), json!({})).await.fails(400, 100);
    s.server.stop().await;
}

/// Everything a group does as a member needs rank 1 in it, but reading what it is a member of.
#[tokio::test]
async fn only_admins_act_for_their_group() {
    let s = scene().await;
    let c = common::user(&s.server.app()).await;
    s.b.put(&format!("/group/{}/invite_auto/{}/light", s.team, c.id), json!({ "rank": 2 })).await.ok();
    s.invite_team("invite_group", json!({ "rank": 1 })).await.ok();
    let (team, net) = (&s.team, &s.net);
    for path in ["invite", "joins"] {
        c.get(&format!("/group/{team}/{path}/0/none")).await.fails(400, 301);
        c.delete(&format!("/group/{team}/{path}/{net}")).await.fails(400, 301);
    }
    c.patch(&format!("/group/{team}/invite/{net}")).await.fails(400, 301);
    c.patch(&format!("/group/{team}/join_req/{net}")).await.fails(400, 301);
    s.b.patch(&format!("/group/{team}/invite/{net}")).await.ok();
    c.acting_as(team).delete(&format!("/group/{net}/leave")).await.fails(400, 301);
    c.get(&format!("/group/{team}/all/0/none")).await.ok();
    // the weaker of two ranks counts
    assert_eq!(c.acting_as(team).get(&format!("/group/{net}/update_check_light")).await.ok(), json!({ "rank": 2 }));
    assert_eq!(s.b.acting_as(team).get(&format!("/group/{net}/update_check_light")).await.ok(), json!({ "rank": 1 }));
    s.server.stop().await;
}

#[tokio::test]
async fn a_deleted_group_is_a_member_no_more_and_deep_trees_go_at_once() {
    let s = scene().await;
    s.invite_team("invite_group_auto", json!({})).await.ok();
    let mut deepest = common::child(&s.a.acting_as(&s.home), &s.net).await;
    for _ in 0..40 {
        deepest = common::child(&s.a.acting_as(&s.home), &deepest).await;
    }
    s.b.acting_as(&s.team).get(&format!("/group/{deepest}/light")).await.ok();
    s.a.acting_as(&s.home).delete(&format!("/group/{}", s.net)).await.ok();
    s.b.acting_as(&s.team).get(&format!("/group/{deepest}/light")).await.fails(400, 310);
    assert_eq!(s.lists().await.2, json!([]));
    s.server.stop().await;
}

/// Whoever is added without being asked, having asked to join, is in, and no request is left.
#[tokio::test]
async fn adding_someone_who_asked_to_join() {
    let s = scene().await;
    s.b.patch(&format!("/group/{}/join_req", s.home)).await.ok();
    s.a.put(&format!("/group/{}/invite_auto/{}/light", s.home, s.b.id), json!({ "rank": 3 })).await.ok();
    assert_eq!(s.b.get(&format!("/group/{}/update_check_light", s.home)).await.ok(), json!({ "rank": 3 }));
    assert_eq!(s.b.get("/group/joins/0/none").await.ok(), json!([]));
    s.server.stop().await;
}
