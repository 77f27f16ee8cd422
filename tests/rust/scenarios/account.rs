use sentc_light_wasm::crypto::KdfProfile;
use sentc_light_wasm::error::Code;
use sentc_light_wasm::steps::jwt::read_claims;
use sentc_light_wasm::steps::register;
use sentc_light_wasm::wire::Method;
use sha2::{Digest, Sha256};

use super::*;

pub async fn identifiers_are_free_until_registered<W: World>(world: &W) {
    let (client, identifier) = (world.client(), unique("free"));
    assert!(client.check_user_identifier_available(&identifier).await.unwrap());
    client.register(&identifier, PASSWORD).await.unwrap();
    assert!(!client.check_user_identifier_available(&identifier).await.unwrap());
    assert_eq!(code_of(client.register(&identifier, PASSWORD).await), Code::IdentifierTaken);
}

pub async fn register_log_in_and_delete<W: World>(world: &W) {
    let client = world.client();
    let identifier = unique("user");
    let user_id = client.register(&identifier, PASSWORD).await.unwrap();
    let LoggedIn { user, refresh_token, .. } = log_in(&client, &identifier, PASSWORD).await.unwrap();
    let data = user.data();
    assert_eq!((data.user_id.as_str(), data.mfa, data.refresh_token.as_str()), (user_id.as_str(), false, refresh_token.as_str()));
    assert!(data.device.private_key.contains("ECIES-ed25519_KYBER_768") && data.device.sign_key.contains("ED25519"));
    assert!(data.device.exported_public_key.contains("BEGIN PUBLIC KEY") && data.device.exported_verify_key.contains("BEGIN PUBLIC KEY"));
    assert!(read_claims(&user.jwt().await.unwrap()).unwrap().fresh);
    let refreshed = client.refresh_jwt(&data.jwt, &refresh_token).await.unwrap();
    assert!(!read_claims(&refreshed).unwrap().fresh);

    assert_eq!(code_of(user.delete_user("wrong", None).await), Code::WrongPassword);
    user.delete_user(PASSWORD, None).await.unwrap();
    assert_eq!(code_of(user.jwt().await), Code::SignedOut);
    assert_eq!(code_of(log_in(&client, &identifier, PASSWORD).await), Code::UserNotFound);
    assert_eq!(code_of(client.current_user().await), Code::NoUser);
}

pub async fn wrong_input_is_a_typed_error<W: World>(world: &W) {
    let client = world.client();
    let (identifier, LoggedIn { user, .. }) = somebody(&client).await;
    assert_eq!(code_of(log_in(&client, &identifier, "wrong").await), Code::WrongPassword);
    assert_eq!(code_of(log_in(&client, &unique("nobody"), PASSWORD).await), Code::UserNotFound);
    for (id, password) in [("", PASSWORD), (identifier.as_str(), "")] {
        assert_eq!(code_of(client.register(id, password).await), Code::InvalidArgument);
        assert_eq!(code_of(log_in(&client, id, password).await), Code::InvalidArgument);
    }
    let long = "x".repeat(1 << 20);
    assert_eq!(code_of(client.check_user_identifier_available(&long).await), Code::BodyTooBig);
    assert_eq!(code_of(user.update_user(&long).await), Code::BodyTooBig);
    assert_eq!(code_of(log_in(&client, &identifier, &long).await), Code::WrongPassword);
    assert_eq!(code_of(user.delete_device(PASSWORD, "..", None).await), Code::InvalidArgument);
    assert_eq!(code_of(user.delete_device(PASSWORD, "no/such?device", None).await), Code::UserNotFound);
    assert_eq!(code_of(user.register_device("{").await), Code::InvalidArgument);
    assert_eq!(code_of(user.change_password("wrong", "new", None).await), Code::WrongPassword);
    assert_eq!(code_of(user.change_password(PASSWORD, "", None).await), Code::InvalidArgument);
    // None of it cost the session.
    user.jwt().await.unwrap();
    assert_eq!(user.devices().page().await.unwrap().len(), 1);
}

pub async fn odd_passwords_are_taken_as_they_are<W: World>(world: &W) {
    let client = world.client();
    for password in ["\0nul\0", "пароль 🔑", "e\u{301}", " spaces "] {
        let identifier = unique("odd 🦀/?#");
        client.register(&identifier, password).await.unwrap();
        log_in(&client, &identifier, password).await.unwrap();
    }
    // No normalization: é in one and in two code points are two passwords.
    let identifier = unique("user");
    client.register(&identifier, "e\u{301}").await.unwrap();
    assert_eq!(code_of(log_in(&client, &identifier, "é").await), Code::WrongPassword);
}

pub async fn an_own_back_end_registers_and_resets<W: World>(world: &W) {
    let client = world.client();
    let identifier = unique("user");
    let body = register::prepare_register(&identifier, PASSWORD, KdfProfile::Standard).unwrap();
    let output = back_end(world, &client, Method::Post, "/register_light", &body).await;
    let user_id = register::done_register(&output).unwrap();
    let user = log_in(&client, &identifier, PASSWORD).await.unwrap().user;
    assert_eq!(user.data().user_id, user_id);

    let body = register::prepare_register(&identifier, "another", KdfProfile::Standard).unwrap();
    back_end(world, &client, Method::Put, "/user/reset_pw_light", &body).await;
    assert_eq!(code_of(log_in(&client, &identifier, PASSWORD).await), Code::WrongPassword);
    let again = log_in(&client, &identifier, "another").await.unwrap().user;
    assert_eq!(again.data().device_id, user.data().device_id);

    let output = back_end(world, &client, Method::Post, "/register_light", &body).await;
    assert_eq!(code_of(register::done_register(&output)), Code::IdentifierTaken);
}

pub async fn devices_are_added_listed_and_deleted<W: World>(world: &W) {
    let (first, second) = (world.client(), world.client());
    let (_, LoggedIn { user, .. }) = somebody(&first).await;
    let identifier = unique("phone");
    let output = second.register_device_start(&identifier, "second password").await.unwrap();
    assert_eq!(register::done_register_device_start(&output).unwrap().device_identifier, identifier);
    assert_eq!(code_of(log_in(&second, &identifier, "second password").await), Code::UserNotFound);
    user.register_device(&output).await.unwrap();
    let other = log_in(&second, &identifier, "second password").await.unwrap().user;
    assert_eq!(other.data().user_id, user.data().user_id);

    let devices = user.devices().page().await.unwrap();
    let ids: Vec<_> = devices.iter().map(|d| d.device_id.clone()).collect();
    assert_eq!(ids, [user.data().device_id, other.data().device_id]);
    assert_eq!(devices[1].device_identifier, b64::encode(&Sha256::digest(identifier.as_bytes())));
    let rest = user.devices().after(&devices[0]).page().await.unwrap();
    assert_eq!(rest, devices[1..]);

    // Deleting this device signs out; deleting the last one is refused.
    other.delete_device("second password", &other.data().device_id, None).await.unwrap();
    assert!(other.is_signed_out());
    assert_eq!(code_of(second.current_user().await), Code::NoUser);
    assert_eq!(code_of(user.delete_device(PASSWORD, &user.data().device_id, None).await), Code::LastDevice);
    user.jwt().await.unwrap();
}

/// By another device of the same user: this one finds out at its next refresh, and nothing of it stays.
pub async fn a_device_deleted_elsewhere_is_signed_out<W: World>(world: &W) {
    let place = unique("place");
    let (first, second) = (world.client(), world.client_in(&place, world.options()));
    let (_, LoggedIn { user, .. }) = somebody(&first).await;
    let identifier = unique("phone");
    user.register_device(&second.register_device_start(&identifier, "second password").await.unwrap()).await.unwrap();
    let other = log_in(&second, &identifier, "second password").await.unwrap().user;
    assert_eq!(code_of(user.delete_device("wrong", &other.data().device_id, None).await), Code::WrongPassword);
    user.delete_device(PASSWORD, &other.data().device_id, None).await.unwrap();

    other.renew_jwt(&other.data().jwt).await.unwrap_err();
    assert!(other.is_signed_out());
    assert_eq!(code_of(other.devices().page().await), Code::SignedOut);
    let later = world.client_in(&place, world.options());
    assert!(later.init().await.unwrap().is_none());
    assert_eq!(code_of(log_in(&later, &identifier, "second password").await), Code::UserNotFound);
    assert_eq!(user.devices().page().await.unwrap().len(), 1);
}

/// With real keys and a real service: the kit, the short text, the confirmation, the replacement.
pub async fn a_recovery_kit_replaces_a_lost_device<W: World>(world: &W) {
    let client = world.client();
    let (identifier, LoggedIn { user, .. }) = somebody(&client).await;
    assert_eq!(code_of(user.create_recovery_kit("wrong", None).await), Code::WrongPassword);
    let kit = user.create_recovery_kit(PASSWORD, None).await.unwrap();
    let fresh = read_claims(&user.confirm(PASSWORD, None).await.unwrap()).unwrap();
    assert!(fresh.fresh && user.fresh_for() > 0);

    let other = world.client();
    let output = other.register_device_start(&unique("phone"), "second password").await.unwrap();
    user.register_device(&sentc_light_wasm::user::device_text(&output).unwrap()).await.unwrap();

    let mistyped = [if kit.code.starts_with('B') { "C" } else { "B" }, kit.code.get(1..).unwrap()].concat();
    assert_eq!(code_of(other.login_with_recovery_kit(&mistyped).await.map(drop)), Code::RecoveryCode);
    let LoginUser::User(by_kit) = other.login_with_recovery_kit(&kit.code).await.unwrap() else { panic!("no code was due") };
    assert_eq!((by_kit.user.data().user_id, by_kit.user.data().device_id), (user.data().user_id, kit.device_id.clone()));
    let lost = user.data().device_id;
    let new = by_kit.user.replace_device(&lost, &identifier, "a new password", None).await.unwrap().user;
    assert_eq!((new.identifier(), new.data().user_id), (identifier.clone(), user.data().user_id));
    assert_eq!(code_of(log_in(&client, &identifier, PASSWORD).await), Code::WrongPassword);
    log_in(&client, &identifier, "a new password").await.unwrap();
    new.delete_device("a new password", &kit.device_id, None).await.unwrap();
    assert_eq!(code_of(other.login_with_recovery_kit(&kit.code).await.map(drop)), Code::UserNotFound);
}

pub async fn the_password_changes<W: World>(world: &W) {
    let client = world.client();
    let (identifier, LoggedIn { user, .. }) = somebody(&client).await;
    user.change_password(PASSWORD, "new password", None).await.unwrap();
    assert_eq!(code_of(log_in(&client, &identifier, PASSWORD).await), Code::WrongPassword);
    let again = log_in(&client, &identifier, "new password").await.unwrap().user;
    assert_eq!(again.data().device.private_key, user.data().device.private_key);
    user.jwt().await.unwrap();
}

pub async fn the_identifier_changes<W: World>(world: &W) {
    let place = unique("place");
    let client = world.client_in(&place, world.options());
    let (old, LoggedIn { user, .. }) = somebody(&client).await;
    let (_, LoggedIn { user: taken, .. }) = somebody(&world.client()).await;
    assert_eq!(code_of(user.update_user(&taken.identifier()).await), Code::IdentifierTaken);
    assert_eq!(user.identifier(), old);
    let new = unique("renamed");
    user.update_user(&new).await.unwrap();

    let later = world.client_in(&place, world.options());
    assert_eq!(later.current_user().await.unwrap().identifier(), new);
    assert!(later.stored_user(&old).await.unwrap().is_none());
    assert!(later.stored_user(&new).await.unwrap().is_some());
    log_in(&later, &new, PASSWORD).await.unwrap();
}
