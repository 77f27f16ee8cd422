use sentc_light_wasm::MfaLogin;
use sentc_light_wasm::error::Code;

use super::*;

async fn waiting(client: &Client, identifier: &str) -> MfaLogin {
    match client.login(identifier, PASSWORD).await.unwrap() {
        LoginUser::Mfa(login) => login,
        LoginUser::User(_) => panic!("no code was asked for"),
    }
}

pub async fn codes_and_recovery_keys<W: World>(world: &W) {
    let client = world.client();
    let (identifier, LoggedIn { user, .. }) = somebody(&client).await;
    let otp = user.register_otp(PASSWORD, None).await.unwrap();
    assert_eq!((otp.alg.as_str(), otp.recover.len()), ("totp_sha256", 6));
    assert!(user.data().mfa);

    // The same waiting login serves after a mistyped code.
    let login = waiting(&client, &identifier).await;
    let outdated = totp(&client, &otp, -5);
    assert_eq!(code_of(client.mfa_login(&outdated, &login).await), Code::WrongTotp);
    let again = client.mfa_login(&totp(&client, &otp, 0), &login).await.unwrap().user;
    assert_eq!((again.data().user_id, again.data().mfa), (user.data().user_id, true));

    let login = waiting(&client, &identifier).await;
    client.mfa_login(&recovery(&otp.recover[0]), &login).await.unwrap();
    assert_eq!(code_of(client.mfa_login(&recovery(&otp.recover[0]), &login).await), Code::NoTotp);

    let broken = MfaLogin { device_identifier: identifier, mfa_master_key: "AAAA".into(), mfa_auth_key: login.mfa_auth_key.clone() };
    assert_eq!(code_of(client.mfa_login(&totp(&client, &otp, 0), &broken).await), Code::InvalidArgument);
}

pub async fn actions_ask_for_the_code<W: World>(world: &W) {
    let (client, elsewhere) = (world.client(), world.client());
    let (identifier, LoggedIn { user, .. }) = somebody(&client).await;
    let before = log_in(&elsewhere, &identifier, PASSWORD).await.unwrap().user;
    let otp = user.register_otp(PASSWORD, None).await.unwrap();

    // Before any request where this client knows; after done_login where it learns it.
    assert_eq!(code_of(user.otp_recovery_keys(PASSWORD, None).await), Code::MfaRequired);
    assert!(!before.data().mfa);
    assert_eq!(code_of(before.change_password(PASSWORD, "new", None).await), Code::MfaRequired);
    assert!(before.data().mfa);

    let code = totp(&client, &otp, 0);
    assert_eq!(user.otp_recovery_keys(PASSWORD, Some(&code)).await.unwrap().len(), 6);
    user.change_password(PASSWORD, "new", Some(&recovery(&otp.recover[1]))).await.unwrap();
    assert_eq!(user.otp_recovery_keys("new", Some(&code)).await.unwrap().len(), 5);
    let reset = user.reset_otp("new", Some(&code)).await.unwrap();
    assert_eq!(code_of(user.disable_otp("new", Some(&recovery(&otp.recover[2]))).await), Code::NoTotp);
    user.disable_otp("new", Some(&totp(&client, &reset, 0))).await.unwrap();
    assert!(!user.data().mfa);
    log_in(&client, &identifier, "new").await.unwrap();
}

pub async fn accounts_and_devices_are_deleted_with_a_code<W: World>(world: &W) {
    let (client, elsewhere) = (world.client(), world.client());
    let (identifier, LoggedIn { user, .. }) = somebody(&client).await;
    let phone = unique("phone");
    user.register_device(&elsewhere.register_device_start(&phone, "second password").await.unwrap()).await.unwrap();
    let device = user.devices().page().await.unwrap()[1].device_id.clone();
    let otp = user.register_otp(PASSWORD, None).await.unwrap();

    // The second factor is the account's: every device of it is asked.
    let LoginUser::Mfa(login) = elsewhere.login(&phone, "second password").await.unwrap() else { panic!("no code was asked for") };
    elsewhere.mfa_login(&recovery(&otp.recover[0]), &login).await.unwrap();

    assert_eq!(code_of(user.delete_device(PASSWORD, &device, None).await), Code::MfaRequired);
    assert_eq!(code_of(user.delete_device(PASSWORD, &device, Some(&totp(&client, &otp, -5))).await), Code::WrongTotp);
    user.delete_device(PASSWORD, &device, Some(&recovery(&otp.recover[1]))).await.unwrap();
    assert_eq!(user.devices().page().await.unwrap().len(), 1);

    assert_eq!(code_of(user.delete_user(PASSWORD, None).await), Code::MfaRequired);
    assert_eq!(code_of(user.delete_user(PASSWORD, Some(&recovery(&otp.recover[1]))).await), Code::NoTotp);
    user.delete_user(PASSWORD, Some(&totp(&client, &otp, 0))).await.unwrap();
    assert!(user.is_signed_out());
    assert_eq!(code_of(log_in(&client, &identifier, PASSWORD).await), Code::UserNotFound);
}

pub async fn turned_off_from_the_back_end<W: World>(world: &W) {
    let client = world.client();
    let (identifier, LoggedIn { user, .. }) = somebody(&client).await;
    let otp = user.register_otp(PASSWORD, None).await.unwrap();
    back_end(world, &client, Method::Put, "/user/forced/disable_otp", &identifier_body(&identifier)).await;
    // This client still believes that MFA is on: with a token it goes on, and knows better afterwards.
    assert_eq!(code_of(user.otp_recovery_keys(PASSWORD, None).await), Code::MfaRequired);
    user.otp_recovery_keys(PASSWORD, Some(&totp(&client, &otp, 0))).await.unwrap();
    assert!(!user.data().mfa);
    user.otp_recovery_keys(PASSWORD, None).await.unwrap();
}
