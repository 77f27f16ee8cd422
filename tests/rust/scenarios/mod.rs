//! What has to hold on every machine: each scenario runs natively and in a browser, against a real dev server.

pub mod account;
pub mod groups;
pub mod kdf;
pub mod mfa;
pub mod prepared;
pub mod refusals;
pub mod sessions;

use std::sync::atomic::{AtomicU32, Ordering};

use std::sync::Arc;

use sentc_light_wasm::client::Options;
use sentc_light_wasm::crypto::{b64, random_bytes};
use sentc_light_wasm::error::{Code, Error};
use sentc_light_wasm::host::{Host, Request};
use sentc_light_wasm::steps::otp;
use sentc_light_wasm::wire::Method;
use sentc_light_wasm::wire::mfa::OtpRegister;
use sentc_light_wasm::{Call, Client, LoggedIn, LoginUser, MfaToken};

/// Calls a macro with every scenario.
#[macro_export]
macro_rules! for_each_scenario {
    ($run:ident) => {
        $run! {
            account::identifiers_are_free_until_registered,
            account::register_log_in_and_delete,
            account::wrong_input_is_a_typed_error,
            account::odd_passwords_are_taken_as_they_are,
            account::an_own_back_end_registers_and_resets,
            account::devices_are_added_listed_and_deleted,
            account::a_device_deleted_elsewhere_is_signed_out,
            account::a_recovery_kit_replaces_a_lost_device,
            account::the_password_changes,
            account::the_identifier_changes,
            sessions::a_session_outlives_the_page,
            sessions::fifty_calls_at_once,
            sessions::logins_of_one_identifier_at_once,
            sessions::log_out_ends_every_user_object,
            sessions::an_aborted_call_leaves_the_session,
            sessions::a_dropped_call_leaves_the_session,
            sessions::lists_are_streams_of_all_their_items,
            sessions::ended_by_the_service,
            kdf::old_accounts_log_in,
            kdf::old_accounts_migrate,
            kdf::a_reset_by_another_client_opens_here,
            kdf::legacy_registers_for_old_clients,
            mfa::codes_and_recovery_keys,
            mfa::actions_ask_for_the_code,
            mfa::accounts_and_devices_are_deleted_with_a_code,
            mfa::turned_off_from_the_back_end,
            prepared::accounts_and_devices_are_prepared_and_read,
            prepared::groups_and_ranks_are_prepared,
            groups::groups_and_the_groups_below,
            groups::invites,
            groups::join_requests,
            groups::ranks_and_kicks,
            groups::the_only_admin_stays,
            groups::groups_as_members,
            groups::ranks_are_checked_first,
            groups::group_data_is_kept_for_five_minutes,
            groups::log_out_removes_the_groups_too,
            groups::lists_go_on_after_fifty,
            refusals::refusals_have_the_same_codes_as_in_javascript,
        }
    };
}

/// One machine, and a dev server to talk to.
pub trait World {
    /// A host whose storage is that of this place: the same place is the same browser profile.
    fn host(&self, place: &str) -> Arc<dyn Host>;
    fn base_url(&self) -> String;
    fn public_token(&self) -> String;
    fn secret_token(&self) -> String;
    /// The public token of the app with the default options.
    fn restricted_token(&self) -> String;

    fn options(&self) -> Options {
        Options { base_url: self.base_url(), ..Options::new(self.public_token()) }
    }

    /// A client with a storage of its own.
    fn client(&self) -> Client {
        self.client_in(&unique("place"), self.options())
    }

    fn client_in(&self, place: &str, options: Options) -> Client {
        Client::new(self.host(place), Options { name: place.to_owned(), ..options }).unwrap()
    }
}

pub const PASSWORD: &str = "correct horse battery staple";

/// A name nobody else has.
pub fn unique(name: &str) -> String {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let run = b64::encode_url(&random_bytes::<6>().unwrap());
    format!("{name}-{run}-{}", COUNTER.fetch_add(1, Ordering::Relaxed))
}

/// Registers somebody and logs in.
pub async fn somebody(client: &Client) -> (String, LoggedIn) {
    let identifier = unique("user");
    client.register(&identifier, PASSWORD).await.unwrap();
    let user = log_in(client, &identifier, PASSWORD).await.unwrap();
    (identifier, user)
}

pub async fn log_in(client: &Client, identifier: &str, password: &str) -> Result<LoggedIn, Error> {
    match client.login(identifier, password).await? {
        LoginUser::User(user) => Ok(user),
        LoginUser::Mfa(_) => Err(Code::MfaRequired.into()),
    }
}

pub fn code_of<T>(result: Result<T, Error>) -> Code {
    match result {
        Ok(_) => panic!("an error was expected"),
        Err(error) => error.code,
    }
}

/// The TOTP code of a secret, now or some steps away.
pub fn totp(client: &Client, otp: &OtpRegister, steps: i64) -> MfaToken {
    let now = client.core().host().now() / 1000 + 30 * steps;
    let totp = otp::read_url(&otp::url("i", "a", &otp.secret)).unwrap();
    MfaToken::code(totp.generate(now.try_into().unwrap()))
}

pub fn recovery(key: &str) -> MfaToken {
    MfaToken::recovery_key(key)
}

/// A request as an app's own back end sends it, with the secret token.
pub async fn back_end<W: World>(world: &W, client: &Client, method: Method, path: &str, body: &str) -> String {
    let headers = vec![("x-sentc-app-token", world.secret_token()), ("Content-Type", "application/json".into())];
    let url = format!("{}/api/v1{path}", world.base_url());
    let request = Request { method, url, headers, body: Some(body.into()), with_cookies: false, max_body: 1 << 20 };
    client.core().host().send(request).await.unwrap_or_else(|_| panic!("{path} failed")).body
}

pub fn identifier_body(identifier: &str) -> String {
    serde_json::json!({ "user_identifier": identifier }).to_string()
}
