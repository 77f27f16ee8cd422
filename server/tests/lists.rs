//! Every list, with 120 entries of one and the same millisecond: no page loses or repeats one.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::unreachable, reason = "a test that panics has failed")]

mod common;

use std::collections::HashSet;

use common::{Account, Caller, TestServer, User, start_with};
use sentc_light_server::{Clock, Config};
use serde_json::{Value, json};

const ENTRIES: usize = 120;

/// A server whose clock stands still.
async fn frozen() -> TestServer {
    start_with(Config::in_memory(), Clock::stopped()).await
}

/// Reads a list to its end and checks that it has these ids, each once, in ascending order.
async fn check(caller: &Caller, path: &str, time: &str, id: &str, expected: &HashSet<String>) {
    let mut sizes = Vec::new();
    let mut ids: Vec<String> = Vec::new();
    let mut cursor = "0/none".to_owned();
    loop {
        let page: Value = caller.get(&format!("{path}/{cursor}")).await.ok();
        let items = page.as_array().unwrap();
        sizes.push(items.len());
        let Some(last) = items.last() else { break };
        ids.extend(items.iter().map(|item| item[id].as_str().unwrap().to_owned()));
        cursor = format!("{}/{}", last[time], last[id].as_str().unwrap());
    }
    assert_eq!(sizes, [50, 50, 20, 0], "{path}");
    assert!(ids.is_sorted(), "{path}");
    assert_eq!(ids.into_iter().collect::<HashSet<_>>(), *expected, "{path}");
    // time 0 is the first page, whatever the id
    let id_beyond = "ffffffff-ffff-4fff-bfff-ffffffffffff";
    assert_eq!(caller.get(&format!("{path}/0/{id_beyond}")).await.ok().as_array().unwrap().len(), 50, "{path}");
}

async fn users(server: &TestServer) -> Vec<User> {
    let mut users = Vec::new();
    for _ in 0..ENTRIES {
        users.push(common::user(&server.app()).await);
    }
    users
}

#[tokio::test]
async fn groups_children_invites_and_sent_requests() {
    let server = frozen().await;
    let (a, b) = (common::user(&server.app()).await, common::user(&server.app()).await);
    let mut groups = HashSet::new();
    for _ in 0..ENTRIES {
        groups.insert(common::group(&a).await);
    }
    check(&a, "/group/all", "time", "group_id", &groups).await;
    for group in &groups {
        a.put(&format!("/group/{group}/invite/{}/light", b.id), json!({})).await.ok();
    }
    check(&b, "/group/invite", "time", "group_id", &groups).await;
    let init = b.post("/init", json!({ "refresh_token": b.refresh_token })).await.ok();
    assert_eq!(init["invites"].as_array().unwrap().len(), 50);
    for group in &groups {
        b.delete(&format!("/group/{group}/invite")).await.ok();
        b.patch(&format!("/group/{group}/join_req")).await.ok();
    }
    check(&b, "/group/joins", "time", "group_id", &groups).await;

    let parent = groups.iter().next().unwrap();
    let mut children = HashSet::new();
    for _ in 0..ENTRIES {
        children.insert(common::child(&a, parent).await);
    }
    check(&a, &format!("/group/{parent}/children"), "time", "group_id", &children).await;
    server.stop().await;
}

#[tokio::test]
async fn lists_of_a_group_as_a_member() {
    let server = frozen().await;
    let (a, b) = (common::user(&server.app()).await, common::user(&server.app()).await);
    let (home, member) = (common::group(&a).await, common::group(&b).await);
    let mut connected = HashSet::new();
    for _ in 0..ENTRIES {
        connected.insert(common::connected(&a, &home).await);
    }
    check(&a, &format!("/group/{home}/all"), "time", "group_id", &connected).await;
    for group in &connected {
        a.acting_as(&home).put(&format!("/group/{group}/invite_group/{member}/light"), json!({})).await.ok();
    }
    check(&b, &format!("/group/{member}/invite"), "time", "group_id", &connected).await;
    for group in &connected {
        b.delete(&format!("/group/{member}/invite/{group}")).await.ok();
        b.patch(&format!("/group/{member}/join_req/{group}")).await.ok();
    }
    check(&b, &format!("/group/{member}/joins"), "time", "group_id", &connected).await;
    server.stop().await;
}

#[tokio::test]
async fn members_and_received_requests() {
    let server = frozen().await;
    let a = common::user(&server.app()).await;
    let users = users(&server).await;
    let ids: HashSet<String> = users.iter().map(|user| user.id.clone()).collect();
    let group = common::group(&a).await;
    for user in &users {
        user.patch(&format!("/group/{group}/join_req")).await.ok();
    }
    check(&a, &format!("/group/{group}/join_req"), "time", "user_id", &ids).await;
    for id in &ids {
        a.put(&format!("/group/{group}/join_req/{id}/light"), json!({ "rank": 3 })).await.ok();
    }
    check(&a, &format!("/group/{group}/member"), "joined_time", "user_id", &ids).await;
    server.stop().await;
}

#[tokio::test]
async fn devices() {
    let server = frozen().await;
    let user = common::user(&server.app()).await;
    let mut ids = HashSet::from([user.device.clone()]);
    while ids.len() < ENTRIES {
        let device = Account::new(&common::unique("device"));
        let prepared = server.app().post("/user/prepare_register_device", device.body).await.ok();
        user.put("/user/done_register_device_light", json!({ "user_group": { "rank": null }, "token": prepared["token"] })).await.ok();
        ids.insert(prepared["device_id"].as_str().unwrap().to_owned());
    }
    check(&user, "/user/device", "time", "device_id", &ids).await;
    server.stop().await;
}
