use sentc_light_wasm::crypto::KdfProfile;
use sentc_light_wasm::error::Code;
use sentc_light_wasm::steps::kdf::KdfPolicy;
use sentc_light_wasm::steps::register::prepare_register;

use super::*;

/// An account as clients up to 0.13 made them.
async fn old_account<W: World>(world: &W, client: &Client) -> String {
    let identifier = unique("old");
    let body = prepare_register(&identifier, PASSWORD, KdfProfile::Legacy).unwrap();
    back_end(world, client, Method::Post, "/register_light", &body).await;
    identifier
}

fn with<W: World>(world: &W, kdf: KdfPolicy) -> Client {
    world.client_in(&unique("place"), Options { kdf, ..world.options() })
}

pub async fn old_accounts_log_in<W: World>(world: &W) {
    let compatible = with(world, KdfPolicy::Compatible);
    let identifier = old_account(world, &compatible).await;
    let user = log_in(&compatible, &identifier, PASSWORD).await.unwrap().user;
    assert_eq!(code_of(log_in(&compatible, &identifier, "wrong").await), Code::WrongPassword);
    assert_eq!(code_of(log_in(&with(world, KdfPolicy::Strict), &identifier, PASSWORD).await), Code::WrongPassword);
    log_in(&with(world, KdfPolicy::Legacy), &identifier, PASSWORD).await.unwrap();
    // Re-logins inside of actions fall back too; a changed password has today's parameters.
    user.otp_recovery_keys(PASSWORD, None).await.unwrap();
    user.change_password(PASSWORD, "new", None).await.unwrap();
    log_in(&with(world, KdfPolicy::Strict), &identifier, "new").await.unwrap();
}

pub async fn old_accounts_migrate<W: World>(world: &W) {
    let migrate = with(world, KdfPolicy::Migrate);
    let identifier = old_account(world, &migrate).await;
    log_in(&migrate, &identifier, PASSWORD).await.unwrap();
    log_in(&with(world, KdfPolicy::Strict), &identifier, PASSWORD).await.unwrap();
}

/// The back end resets the password, by a client that derives with 4 MiB: another salt, so what was remembered is void.
pub async fn a_reset_by_another_client_opens_here<W: World>(world: &W) {
    for kdf in [KdfPolicy::Compatible, KdfPolicy::Legacy] {
        let client = with(world, kdf);
        let (identifier, LoggedIn { user, .. }) = somebody(&client).await;
        for profile in [KdfProfile::Legacy, KdfProfile::Standard, KdfProfile::Legacy] {
            let body = prepare_register(&identifier, PASSWORD, profile).unwrap();
            back_end(world, &client, Method::Put, "/user/reset_pw_light", &body).await;
            log_in(&client, &identifier, PASSWORD).await.unwrap();
        }
        user.log_out().await.unwrap();
        log_in(&client, &identifier, PASSWORD).await.unwrap();
    }
}

pub async fn legacy_registers_for_old_clients<W: World>(world: &W) {
    let legacy = with(world, KdfPolicy::Legacy);
    let (identifier, LoggedIn { user, .. }) = somebody(&legacy).await;
    assert_eq!(code_of(log_in(&with(world, KdfPolicy::Strict), &identifier, PASSWORD).await), Code::WrongPassword);
    user.change_password(PASSWORD, "new", None).await.unwrap();
    log_in(&legacy, &identifier, "new").await.unwrap();
}
