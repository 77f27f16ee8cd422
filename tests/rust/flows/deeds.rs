//! What people and pages do in a tab, to be done at once or broken off; and what has to hold afterwards.

use std::sync::Arc;

use sentc_light_wasm::error::{Code, Error};
use sentc_light_wasm::{LoginUser, MfaToken};

use crate::account::{IDENTIFIER, PASSWORD};
use crate::expire;
use crate::host::{Browser, Tab};

/// What a person, or the page, does in a tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    LogIn,
    LogOut,
    Jwt,
    Init,
    Rename(&'static str),
    ChangePassword,
    MfaOn,
    MfaOff,
    Group,
}

pub const DEEDS: [Deed; 9] =
    [Deed::LogIn, Deed::LogOut, Deed::Jwt, Deed::Init, Deed::Rename("bea"), Deed::ChangePassword, Deed::MfaOn, Deed::MfaOff, Deed::Group];

pub fn code() -> MfaToken {
    MfaToken::code("123456")
}

pub async fn log_in(tab: &Tab, identifier: &str) -> Result<(), Error> {
    let logged_in = match tab.client.login(identifier, PASSWORD).await? {
        LoginUser::User(user) => user,
        LoginUser::Mfa(login) => tab.client.mfa_login(&code(), &login).await?,
    };
    tab.keep_cookie(&logged_in.refresh_token);
    Ok(())
}

impl Deed {
    pub async fn run(self, tab: Tab, identifier: String) -> Result<(), Error> {
        if self == Self::LogIn {
            return log_in(&tab, &identifier).await;
        }
        if self == Self::Init {
            return tab.client.init().await.map(drop);
        }
        let user = tab.client.current_user().await?;
        match self {
            Self::LogOut => user.log_out().await,
            Self::Jwt => user.jwt().await.map(drop),
            Self::Rename(identifier) => user.update_user(identifier).await,
            Self::ChangePassword => user.change_password(PASSWORD, PASSWORD, Some(&code())).await,
            Self::MfaOn => user.register_otp(PASSWORD, Some(&code())).await.map(drop),
            Self::MfaOff => user.disable_otp(PASSWORD, Some(&code())).await,
            Self::Group => user.group("group-1", None).await.map(drop),
            Self::LogIn | Self::Init => Ok(()),
        }
    }
}

impl Browser {
    /// The stored records fit each other: one record of the device at most, that the current user is.
    pub fn assert_whole(&self, what: &str) {
        let users: Vec<_> = self.disk.keys().into_iter().filter(|key| key.contains("/user/")).collect();
        assert!(users.len() <= 1, "{what}: {users:?}");
        match (self.stored(), self.disk.find("/current")) {
            (Some(stored), Some((_, current))) => {
                assert_eq!(current, format!("{:?}", stored.identifier), "{what}");
                assert!(users[0].ends_with(&format!("/user/{}", stored.identifier)), "{what}");
            }
            (None, None) => self.assert_nothing_left(),
            (stored, current) => panic!("{what}: {:?} {current:?}", stored.is_some()),
        }
    }

    /// Whoever is signed in can go on, here and in a new tab; and after a log-out nobody is.
    pub async fn assert_it_goes_on(self: &Arc<Self>, what: &str) {
        let identifier = self.service.account(|account| account.identifier.clone());
        let stored = self.stored().is_some();
        let tab = self.open();
        assert_eq!(tab.client.current_user().await.is_ok(), stored, "{what}");
        if stored {
            expire(&self.executor);
            let user = tab.client.init().await.unwrap().expect(what).user;
            assert_eq!(user.identifier(), identifier, "{what}");
            user.devices().page().await.expect(what);
        } else {
            log_in(&tab, &identifier).await.expect(what);
        }
        let user = tab.client.current_user().await.expect(what);
        user.change_password(PASSWORD, PASSWORD, Some(&code())).await.expect(what);
        self.executor.quiet().await;
        self.assert_whole(what);
        user.log_out().await.expect(what);
        self.executor.quiet().await;
        self.assert_nothing_left();
        let tab = self.open();
        for identifier in [IDENTIFIER, "bea"] {
            assert!(tab.client.stored_user(identifier).await.unwrap().is_none(), "{what}");
        }
        assert!(tab.client.init().await.unwrap().is_none(), "{what}");
        self.executor.quiet().await;
    }
}

/// Refusals that follow from who was first.
pub fn is_of_a_race(error: &Error) -> bool {
    matches!(error.code, Code::SignedOut | Code::NoUser | Code::UserNotFound | Code::WrongPassword | Code::MfaRequired | Code::JwtExpired)
}
