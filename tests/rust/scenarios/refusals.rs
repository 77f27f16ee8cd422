use std::collections::BTreeMap;

use sentc_light_wasm::wire::Method;
use sentc_light_wasm::{Invite, MfaLogin, RefreshStrategy, otp};

use super::*;

/// What came of each refusal, by the names of the table that this and `tests/package/node/refusals.test.mjs` read.
#[derive(Default)]
struct Refusals(BTreeMap<&'static str, &'static str>);

impl Refusals {
    fn saw<T>(&mut self, what: &'static str, result: Result<T, Error>) {
        assert!(self.0.insert(what, code_of(result).name()).is_none(), "{what} twice");
    }
}

/// Through the front door for JavaScript the codes are the same.
pub async fn refusals_have_the_same_codes_as_in_javascript<W: World>(world: &W) {
    let mut seen = Refusals::default();
    options(world, &mut seen);
    accounts(world, &mut seen).await;
    codes_and_devices(world, &mut seen).await;
    groups(world, &mut seen).await;
    let expected: BTreeMap<&str, &str> = serde_json::from_str(include_str!("../../refusals.json")).unwrap();
    assert_eq!(seen.0, expected);
}

fn options<W: World>(world: &W, seen: &mut Refusals) {
    let mut made = |what, options| seen.saw(what, Client::new(world.host(&unique("place")), options));
    made("options: an address that is none", Options { base_url: "sentc".into(), ..world.options() });
    made("options: no app token", Options { app_token: String::new(), ..world.options() });
    made("options: too many retries", Options { retries: 11, ..world.options() });
    made("options: no time to answer", Options { timeout_ms: 0, ..world.options() });
    let refresh = RefreshStrategy::Cookie { endpoint_url: String::new() };
    made("options: a cookie endpoint without an address", Options { refresh, ..world.options() });
}

async fn accounts<W: World>(world: &W, seen: &mut Refusals) {
    let with_token = |app_token: &str| world.client_in(&unique("place"), Options { app_token: app_token.into(), ..world.options() });
    seen.saw("an app token that nobody knows", with_token("bm9ib2R5").check_user_identifier_available("ada").await);
    seen.saw("an app token that may not register", with_token(&world.restricted_token()).register(&unique("user"), PASSWORD).await);

    let client = world.client();
    seen.saw("nobody is signed in", client.current_user().await);
    let (identifier, LoggedIn { user, .. }) = somebody(&client).await;
    seen.saw("an identifier that is taken", client.register(&identifier, PASSWORD).await);
    seen.saw("an identifier of a mebibyte", client.check_user_identifier_available(&"x".repeat(1 << 20)).await);
    seen.saw("an empty password", client.register(&unique("user"), "").await);
    seen.saw("a user whom nobody knows", log_in(&client, &unique("nobody"), PASSWORD).await);
    seen.saw("a wrong password", log_in(&client, &identifier, "wrong").await);
    seen.saw("a wrong password for an action", user.change_password("wrong", "new", None).await);
    seen.saw("a refresh token that is none", client.refresh_jwt(&user.data().jwt, "none").await);

    let ended = log_in(&world.client(), &identifier, PASSWORD).await.unwrap().user;
    back_end(world, &client, Method::Delete, "/user/forced/sessions", &identifier_body(&identifier)).await;
    seen.saw("a session that the service has ended", ended.renew_jwt(&ended.data().jwt).await);
    assert!(ended.is_signed_out());
    user.log_out().await.unwrap();
    seen.saw("a call after log-out", user.devices().page().await);
}

async fn codes_and_devices<W: World>(world: &W, seen: &mut Refusals) {
    let client = world.client();
    let (identifier, LoggedIn { user, .. }) = somebody(&client).await;
    seen.saw("a device's text that is none", user.register_device("{").await);
    seen.saw("the last device deleted", user.delete_device(PASSWORD, &user.data().device_id, None).await);
    seen.saw("a device that is not there", user.delete_device(PASSWORD, "none", None).await);
    seen.saw("an id that is a path", user.delete_device(PASSWORD, "..", None).await);
    seen.saw("an authenticator's address that is none", otp::check("https://example.org", "123456", 0));

    let otp = user.register_otp(PASSWORD, None).await.unwrap();
    seen.saw("no code where one is needed", user.change_password(PASSWORD, "new", None).await);
    let LoginUser::Mfa(login) = client.login(&identifier, PASSWORD).await.unwrap() else { panic!("no code was asked for") };
    let broken = MfaLogin { device_identifier: identifier, mfa_master_key: "AAAA".into(), mfa_auth_key: login.mfa_auth_key.clone() };
    seen.saw("a waiting login that is broken", client.mfa_login(&totp(&client, &otp, 0), &broken).await);
    seen.saw("a wrong code", client.mfa_login(&totp(&client, &otp, -5), &login).await);
    client.mfa_login(&recovery(&otp.recover[0]), &login).await.unwrap();
    seen.saw("a recovery key that was used", client.mfa_login(&recovery(&otp.recover[0]), &login).await);
}

async fn groups<W: World>(world: &W, seen: &mut Refusals) {
    let (a, b, c) = (world.client(), world.client(), world.client());
    let (owner, admin, member) = (somebody(&a).await.1.user, somebody(&b).await.1.user, somebody(&c).await.1.user);
    let id = |user: &sentc_light_wasm::User| user.data().user_id;
    let group = owner.group(&owner.create_group().await.unwrap(), None).await.unwrap();
    seen.saw("a group's id that is none", owner.group("none", None).await);
    seen.saw("a group of others", member.group(group.id(), None).await);
    seen.saw("an invite that is not there", member.accept_group_invite(group.id()).await);
    seen.saw("a join request that is not there", group.accept_join_request(&id(&member), None).await);
    seen.saw("the only administrator leaves", group.leave().await);
    seen.saw("somebody else kicked", group.kick(&id(&member)).await);
    seen.saw("a group invited to one that is not connected", group.invite(Invite::Group, group.id(), None).await);
    let connected = group.connected(&group.create_connected().await.unwrap()).await.unwrap();
    seen.saw("a connected group of a connected group", connected.create_connected().await);

    group.invite(Invite::User, &id(&member), None).await.unwrap();
    seen.saw("invited twice", group.invite(Invite::User, &id(&member), None).await);
    member.accept_group_invite(group.id()).await.unwrap();
    group.invite(Invite::UserAuto, &id(&admin), Some(1)).await.unwrap();
    let of_member = member.group(group.id(), None).await.unwrap();
    seen.saw("a rank too low", of_member.kick(&id(&admin)).await);
    seen.saw("a rank that is none", group.update_rank(&id(&member), 5).await);
    seen.saw("the creator's rank", group.update_rank(&id(&owner), 2).await);
    group.update_rank(&id(&member), 2).await.unwrap();
    of_member.update_check().await.unwrap();
    seen.saw("a rank above one's own", of_member.invite(Invite::User, &id(&owner), Some(1)).await);
    seen.saw("the creator kicked", of_member.kick(&id(&owner)).await);
    seen.saw("somebody higher kicked", of_member.kick(&id(&admin)).await);
    group.stop_invites().await.unwrap();
    seen.saw("invites that are stopped", group.invite(Invite::UserAuto, "somebody", None).await);
}
