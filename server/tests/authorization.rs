//! Who may call what: for every row of the table of endpoints, everybody who may not. What the table says of a row (its
//! authorization, its right) is what is tested. A row with a body needs a case, and one that is open to people outside of its group.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::unreachable, reason = "a test that panics has failed")]

mod common;

use common::{Account, Answer, Caller, TestServer, User, start};
use reqwest::Method;
use sentc_light_wasm::crypto::b64;
use sentc_light_wasm::wire::{Authorization, Endpoint, Right};
use serde_json::{Value, json};

/// What somebody gets who may not, beyond what the table says.
#[derive(Clone, Copy, PartialEq)]
enum Outsider {
    /// No group is concerned.
    NoGroup,
    /// Nobody without access: 310, whoever asks.
    Closed,
    /// It is there for people outside: an invite that is none (307), a request to join (success).
    Open,
}

struct Case {
    body: Value,
    outsider: Outsider,
    /// The group header changes nothing here: the caller acts as the user.
    header_ignored: bool,
}

fn case(endpoint: Endpoint, world: &World) -> Case {
    use Outsider::{Closed, NoGroup, Open};
    let identifier = json!({ "user_identifier": world.account.identifier });
    let registration = || Account::new(&common::unique("case")).body;
    let none = Value::Null;
    let (body, outsider) = match endpoint {
        Endpoint::Exists | Endpoint::PrepareLogin => (identifier, NoGroup),
        Endpoint::RegisterUser | Endpoint::PrepareRegisterDevice => (registration(), NoGroup),
        Endpoint::DoneLogin => (world.account.login_body(), NoGroup),
        Endpoint::ValidateMfa | Endpoint::ValidateRecoveryOtp => (world.account.mfa_body("000000"), NoGroup),
        Endpoint::VerifyLogin => (json!({ "auth_key": world.account.auth_key, "device_identifier": world.account.identifier, "challenge": "none" }), NoGroup),
        Endpoint::Refresh | Endpoint::InitSession => (json!({ "refresh_token": world.creator.refresh_token }), NoGroup),
        Endpoint::UpdateUser => (json!({ "user_identifier": common::unique("renamed") }), NoGroup),
        Endpoint::ConfirmDevice => (json!({ "user_group": { "rank": null }, "token": world.device_token }), NoGroup),
        Endpoint::UpdatePassword => {
            let mut new = json!({});
            for field in ["derived_alg", "client_random_value", "hashed_authentication_key"] {
                new[format!("new_{field}")] = world.account.body["derived"][field].clone();
            }
            for field in ["encrypted_master_key", "encrypted_master_key_alg"] {
                new[format!("new_{field}")] = world.account.body["master_key"][field].clone();
            }
            new["old_auth_key"] = json!(world.account.auth_key);
            (new, NoGroup)
        }
        Endpoint::ChangeRank => (json!({ "changed_user_id": world.plain.id, "new_rank": 3 }), Closed),
        Endpoint::InviteUser | Endpoint::InviteUserAuto | Endpoint::InviteGroup | Endpoint::InviteGroupAuto | Endpoint::AcceptJoinRequest => {
            (json!({ "rank": 4 }), Closed)
        }
        Endpoint::AcceptInvite | Endpoint::RejectInvite | Endpoint::SendJoinRequest | Endpoint::CancelJoinRequest => (none, Open),
        Endpoint::InviteGroupAutoForce => (json!({ "rank": 4 }), Closed),
        Endpoint::ForcedInviteUserAuto | Endpoint::ForcedInviteGroupAuto => (json!({ "rank": 4 }), NoGroup),
        Endpoint::ResetPassword => (world.account.body.clone(), NoGroup),
        Endpoint::ForcedDisableOtp | Endpoint::ForcedDisableOtpDelete | Endpoint::ForcedEndSessions | Endpoint::ForcedDeleteUser | Endpoint::ForcedLogin => {
            (identifier, NoGroup)
        }
        Endpoint::RegisterOfOtherVariant => (json!({}), NoGroup),
        Endpoint::GroupOfOtherVariant => (json!({}), NoGroup),
        // Without a body, and closed to everybody outside of its group.
        _ => {
            assert!(endpoint.row().body.is_none(), "{}: a body for it belongs here", endpoint.name());
            (none, if endpoint.row().path.starts_with("/group/{group}") { Closed } else { NoGroup })
        }
    };
    Case { body, outsider, header_ignored: outsider != Closed }
}

/// Everybody there is, around one group of the first app.
struct World {
    server: TestServer,
    account: Account,
    creator: User,
    /// Ranks 2, 3 and 4 in the group.
    manager: User,
    third: User,
    plain: User,
    /// Not in the group; its device is nobody else's business.
    stranger: User,
    group: String,
    /// The stranger's own.
    elsewhere: String,
    connected: String,
    /// Waits for a confirmation, by whoever has this.
    device_token: String,
    /// Of the second app.
    foreigner: User,
    foreign_account: Account,
}

impl World {
    async fn new() -> Self {
        let server = start().await;
        let app = server.app();
        let account = common::register(&app, "creator").await;
        let creator = account.login(&app).await;
        let (manager, third, plain, stranger) = (common::user(&app).await, common::user(&app).await, common::user(&app).await, common::user(&app).await);
        let group = common::group(&creator).await;
        for (user, rank) in [(&manager, 2), (&third, 3), (&plain, 4)] {
            creator.put(&format!("/group/{group}/invite_auto/{}/light", user.id), json!({ "rank": rank })).await.ok();
        }
        let connected = common::connected(&creator, &group).await;
        let elsewhere = common::group(&stranger).await;
        let device = app.post("/user/prepare_register_device", Account::new(&common::unique("device")).body).await.ok();
        let foreign_account = Account::new(&common::unique("foreigner"));
        server.back2().post("/register_light", foreign_account.body.clone()).await.ok();
        let foreigner = foreign_account.login(&server.app2()).await;
        let device_token = device["token"].as_str().unwrap().to_owned();
        Self { server, account, creator, manager, third, plain, stranger, group, elsewhere, connected, device_token, foreigner, foreign_account }
    }

    /// `by`: in whose name an own back end acts.
    fn path_by(&self, endpoint: Endpoint, by: &User) -> String {
        let value = |part: &str| match part {
            "{by}" => by.id.clone(),
            "{group}" => self.group.clone(),
            "{user}" => self.plain.id.clone(),
            "{member}" => self.elsewhere.clone(),
            "{other}" => self.connected.clone(),
            "{device}" => self.creator.device.clone(),
            "{time}" => "0".into(),
            "{last}" => "none".into(),
            text => {
                assert!(!text.starts_with('{'), "{text}: what is it?");
                text.to_owned()
            }
        };
        endpoint.row().path.split('/').map(value).collect::<Vec<_>>().join("/")
    }

    async fn call(&self, caller: &Caller, endpoint: Endpoint) -> Answer {
        self.call_by(caller, endpoint, &self.creator).await
    }

    async fn call_by(&self, caller: &Caller, endpoint: Endpoint, by: &User) -> Answer {
        let row = endpoint.row();
        let body = match case(endpoint, self).body {
            Value::Null => String::new(),
            body => body.to_string(),
        };
        caller.send(Method::from_bytes(row.method.name().as_bytes()).unwrap(), &self.path_by(endpoint, by), body).await
    }

    /// What must not have changed by anything that was refused.
    async fn picture(&self) -> Vec<Value> {
        let mut all = Vec::new();
        for path in ["", "member/0/none", "children/0/none", "join_req/0/none", "invite/0/none", "joins/0/none", "all/0/none", "light"] {
            let path = format!("/group/{}/{path}", self.group);
            let path = path.trim_end_matches('/');
            all.push(self.creator.get(path).await.ok());
        }
        for user in [&self.creator, &self.manager, &self.third, &self.plain, &self.stranger] {
            all.push(user.get("/user/device/0/none").await.ok());
            all.push(user.get("/group/all/0/none").await.ok());
            all.push(user.get("/group/joins/0/none").await.ok());
        }
        all.push(self.creator.get("/user/otp_recovery_keys").await.ok());
        // the password, the refresh token, and another's session
        all.push(self.server.app().post("/done_login", self.account.login_body()).await.ok()["Direct"]["device_keys"].clone());
        all.push(self.creator.put("/refresh", json!({ "refresh_token": self.creator.refresh_token })).await.ok()["device_id"].clone());
        all
    }
}

/// A mismatch says the row.
#[track_caller]
fn refused(endpoint: Endpoint, who: &str, answer: &Answer, http: u16, code: u32) {
    let got = (answer.http, answer.json["err_code"].as_u64());
    assert_eq!(got, (http, Some(code.into())), "{} for {who}: {}", endpoint.name(), answer.json);
}

fn needs_jwt(endpoint: Endpoint) -> bool {
    matches!(endpoint.row().authorization, Authorization::ExpiredJwt | Authorization::Jwt | Authorization::Fresh)
        || matches!(endpoint, Endpoint::JwtOwnerOf | Endpoint::InviteGroupAutoForce)
}

#[tokio::test]
async fn everybody_who_may_not() {
    let world = World::new().await;
    let server = &world.server;
    let before = world.picture().await;
    let foreign_jwt_here = server.app().bearer(&world.foreigner.jwt);
    let own_jwt_there = server.app2().bearer(&world.creator.jwt);
    let deleted = common::user(&server.app()).await;
    deleted.delete("/user").await.ok();
    let refreshed = world.creator.put("/refresh", json!({ "refresh_token": world.creator.refresh_token })).await.ok();
    let not_fresh = server.app().bearer(refreshed["jwt"].as_str().unwrap());

    for endpoint in Endpoint::ALL.iter().copied() {
        let row = endpoint.row();
        refused(endpoint, "no app", &world.call(&world.creator.without("x-sentc-app-token"), endpoint).await, 401, 200);
        let unknown = world.creator.with("x-sentc-app-token", &b64::encode(&[1; 30]));
        refused(endpoint, "an unknown app", &world.call(&unknown, endpoint).await, 401, 200);
        if needs_jwt(endpoint) {
            refused(endpoint, "no JWT", &world.call(&server.app(), endpoint).await, 401, 31);
            // Bringing the secret token instead of a JWT helps nobody.
            refused(endpoint, "the secret token", &world.call(&server.back(), endpoint).await, 401, 31);
            refused(endpoint, "the JWT of another app", &world.call(&foreign_jwt_here, endpoint).await, 400, 100);
            refused(endpoint, "another app's token", &world.call(&own_jwt_there, endpoint).await, 400, 100);
            refused(endpoint, "a deleted user", &world.call(&deleted, endpoint).await, 400, 100);
        }
        if row.authorization == Authorization::Secret {
            refused(endpoint, "the public token", &world.call(&world.creator, endpoint).await, 400, 203);
        }
        // The service asks for no fresh JWT to turn MFA on (PROTOCOL); the client does by itself.
        if row.authorization == Authorization::Fresh && endpoint != Endpoint::RegisterOtp {
            refused(endpoint, "a JWT from a refresh", &world.call(&not_fresh, endpoint).await, 401, 113);
        }
    }
    assert_eq!(world.picture().await, before);
    world.server.stop().await;
}

/// An app's secret token and its users' identifiers are worth nothing in another app.
#[tokio::test]
async fn another_app() {
    let world = World::new().await;
    let before = world.picture().await;
    let other = world.server.back2();
    for endpoint in Endpoint::ALL.iter().copied().filter(|endpoint| !needs_jwt(*endpoint)) {
        let answer = world.call(&other, endpoint).await;
        match endpoint {
            Endpoint::Exists => assert_eq!(answer.ok()["available"], json!(true)),
            Endpoint::PrepareLogin => {
                let here = world.call(&world.server.app(), endpoint).await.ok();
                assert_ne!(answer.ok()["salt_string"], here["salt_string"]);
            }
            Endpoint::DoneLogin | Endpoint::ValidateMfa | Endpoint::ValidateRecoveryOtp | Endpoint::VerifyLogin => {
                refused(endpoint, "another app", &answer, 401, 100)
            }
            Endpoint::RegisterUser | Endpoint::PrepareRegisterDevice => drop(answer.ok()),
            // as for every unknown identifier: success, and nothing happens
            Endpoint::ResetPassword => drop(answer.ok()),
            Endpoint::ForcedLogin => refused(endpoint, "another app", &answer, 401, 112),
            Endpoint::ForcedDisableOtp
            | Endpoint::ForcedDisableOtpDelete
            | Endpoint::ForcedEndSessions
            | Endpoint::ForcedDeleteUser
            | Endpoint::ForcedDeleteUserById => {
                refused(endpoint, "another app", &answer, 400, 100);
            }
            Endpoint::RegisterOfOtherVariant => refused(endpoint, "another app", &answer, 422, 11),
            Endpoint::ForcedGroupMember => refused(endpoint, "another app", &answer, 400, 300),
            Endpoint::ForcedCreateGroup => refused(endpoint, "another app", &answer, 400, 100),
            Endpoint::ForcedCreateChild
            | Endpoint::ForcedCreateConnected
            | Endpoint::ForcedInviteUserAuto
            | Endpoint::ForcedInviteGroupAuto
            | Endpoint::ForcedKickUser
            | Endpoint::ForcedDeleteGroup => refused(endpoint, "another app", &answer, 400, 310),
            _ => panic!("{}: what may another app do?", endpoint.name()),
        }
    }
    assert_eq!(world.picture().await, before);
    world.foreign_account.login(&world.server.app2()).await;
    world.server.stop().await;
}

/// Outside of a group, and with too little power in it.
#[tokio::test]
async fn groups() {
    let world = World::new().await;
    let before = world.picture().await;
    let by_jwt = |endpoint: &Endpoint| endpoint.row().authorization != Authorization::Secret || needs_jwt(*endpoint);
    for endpoint in Endpoint::ALL.iter().copied().filter(|endpoint| endpoint.row().path.contains("{group}") && by_jwt(endpoint)) {
        let Case { outsider, header_ignored, .. } = case(endpoint, &world);
        // Some need the secret token beside the JWT.
        let may_ask = |user: &Caller| match endpoint.row().authorization {
            Authorization::Secret => user.with("x-sentc-app-token", &world.server.server.service.apps.iter().next().unwrap().secret_token),
            _ => user.clone(),
        };
        let by_stranger = world.call(&may_ask(&world.stranger), endpoint).await;
        match outsider {
            Outsider::Closed => refused(endpoint, "a stranger", &by_stranger, 400, 310),
            Outsider::Open if matches!(endpoint, Endpoint::AcceptInvite | Endpoint::RejectInvite) => refused(endpoint, "a stranger", &by_stranger, 400, 307),
            Outsider::Open => drop(by_stranger.ok()),
            Outsider::NoGroup => panic!("{}: what may an outsider do?", endpoint.name()),
        }
        if !header_ignored {
            // Acting as a group that one is not in, as one that is not in this group, and as none.
            let rank_first = endpoint == Endpoint::LeaveGroup;
            let by_foreign_group = world.call(&world.plain.acting_as(&world.elsewhere), endpoint).await;
            let by_own_group = world.call(&world.stranger.acting_as(&world.elsewhere), endpoint).await;
            let by_no_group = world.call(&world.creator.acting_as("5d3b0e32-6c63-4d3a-9a57-7f1ad5ee0ea5"), endpoint).await;
            assert!(rank_first || by_foreign_group.json["err_code"] == json!(310), "{}: {}", endpoint.name(), by_foreign_group.json);
            refused(endpoint, "a group outside", &by_own_group, 400, 310);
            assert!(matches!(by_foreign_group.json["err_code"].as_u64(), Some(301 | 310)), "{}: {}", endpoint.name(), by_foreign_group.json);
            refused(endpoint, "a group that is none", &by_no_group, 400, 310);
        }
        let too_low: &[&User] = match endpoint.row().right {
            Right::Anyone => &[],
            Right::ManageMembers => &[&world.third, &world.plain],
            Right::Administrate => &[&world.manager, &world.third, &world.plain],
        };
        for user in too_low {
            refused(endpoint, "too low a rank", &world.call(&may_ask(user), endpoint).await, 400, 301);
        }
    }
    // The stranger asked to join and took it back.
    assert_eq!(world.picture().await, before);
    world.server.stop().await;
}

/// With the secret token alone, and the name of a user: what counts is that user's access and rank.
#[tokio::test]
async fn own_back_ends_act_by_the_rank_of_the_user_they_name() {
    let world = World::new().await;
    let before = world.picture().await;
    let back = world.server.back();
    for endpoint in Endpoint::ALL.iter().copied().filter(|endpoint| endpoint.row().path.contains("{by}/{group}")) {
        for outside in [&world.stranger, &world.foreigner] {
            refused(endpoint, "a stranger", &world.call_by(&back, endpoint, outside).await, 400, 310);
        }
        let too_low: &[&User] = match endpoint.row().right {
            Right::Anyone => panic!("{}: whose rank counts?", endpoint.name()),
            Right::ManageMembers => &[&world.third, &world.plain],
            Right::Administrate => &[&world.manager, &world.third, &world.plain],
        };
        for user in too_low {
            refused(endpoint, "too low a rank", &world.call_by(&back, endpoint, user).await, 400, 301);
        }
        // The header of an acting group changes nothing.
        let acting = back.acting_as(&world.group);
        refused(endpoint, "a stranger with the header", &world.call_by(&acting, endpoint, &world.stranger).await, 400, 310);
    }
    assert_eq!(world.picture().await, before);

    // A group goes into any group, and has access by itself then.
    let done = json!("Success");
    assert_eq!(world.call(&back, Endpoint::ForcedInviteGroupAuto).await.ok(), done);
    let seen = world.stranger.acting_as(&world.elsewhere).get(&format!("/group/{}/light", world.group)).await.ok();
    assert_eq!((&seen["access_by"], &seen["rank"]), (&json!({ "GroupAsUser": world.elsewhere }), &json!(4)));
    let member = back.get(&format!("/group/forced/{}/user/{}", world.group, world.elsewhere)).await.ok();
    assert_eq!((&member["user_type"], &member["rank"]), (&json!(2), &json!(4)));
    refused(Endpoint::ForcedInviteGroupAuto, "twice", &world.call(&back, Endpoint::ForcedInviteGroupAuto).await, 400, 302);
    let oneself = format!("/group/{0}/invite_group_auto_force/{0}/light", world.group);
    back.bearer(&world.creator.jwt).put(&oneself, json!({ "rank": 4 })).await.fails(400, 302);
    let other = common::group(&world.creator).await;
    let forced = format!("/group/{}/invite_group_auto_force/{other}/light", world.group);
    world.creator.put(&forced, json!({ "rank": 3 })).await.fails(400, 203);
    back.put(&forced, json!({ "rank": 3 })).await.fails(401, 31);
    assert_eq!(back.bearer(&world.creator.jwt).put(&forced, json!({ "rank": 3 })).await.ok(), done);
    // The members of the parent are no direct members of a child.
    let child = common::child(&world.creator, &world.group).await;
    back.get(&format!("/group/forced/{child}/user/{}", world.creator.id)).await.fails(400, 300);
    assert_eq!(back.get(&format!("/group/forced/{child}/user/{}", world.group)).await.ok()["user_type"], json!(1));
    world.server.stop().await;
}

#[tokio::test]
async fn other_users_devices_and_sessions() {
    let world = World::new().await;
    let before = world.picture().await;
    // {device} is the creator's
    for user in [&world.stranger, &world.plain] {
        refused(Endpoint::DeleteDevice, "another user", &world.call(user, Endpoint::DeleteDevice).await, 400, 100);
        refused(Endpoint::Refresh, "another device", &world.call(user, Endpoint::Refresh).await, 400, 114);
        refused(Endpoint::InitSession, "another device", &world.call(user, Endpoint::InitSession).await, 400, 114);
        refused(Endpoint::UpdatePassword, "another's password", &world.call(user, Endpoint::UpdatePassword).await, 401, 112);
    }
    // A device confirmed by one user is not confirmed by another too.
    world.call(&world.stranger, Endpoint::ConfirmDevice).await.ok();
    refused(Endpoint::ConfirmDevice, "a used token", &world.call(&world.plain, Endpoint::ConfirmDevice).await, 400, 100);
    let after = world.picture().await;
    let changed = before.iter().zip(&after).filter(|(before, after)| before != after).count();
    assert_eq!(changed, 1, "the stranger's devices");
    world.server.stop().await;
}
