//! The service, as this back end knows it. An own back end belongs to one app. This one serves both of the dev server's, so the JWT decides
//! which is meant.

use sentc_light_wasm::admin::{Admin, JwtVerifier, Sessions, Visitor};
use sentc_light_wasm::error::Error;

use crate::apps::Apps;

/// What an own back end knows of its app. The secret token and the key are printed when an app is made (here: at start-up, and at
/// /dev/apps); they belong into the environment of the back end, never into its code and never into a page.
#[derive(Debug)]
pub struct App {
    pub admin: Admin,
    pub sessions: Sessions,
    verifier: JwtVerifier,
}

/// The apps, and at the end the one whose accounts are made here: it asks the secret token for a registration.
#[derive(Debug)]
pub struct Service {
    others: Vec<App>,
    accounts: App,
}

impl Service {
    /// # Errors
    /// When there is no app, or a key or the address cannot be used.
    pub fn new(url: &str, apps: &Apps) -> Result<Self, Error> {
        let known = |app: &crate::apps::App| {
            let (admin, verifier) = (Admin::new(url, app.secret_token.as_str())?, JwtVerifier::new([app.key.public_pem().as_str()])?);
            Ok(App { sessions: Sessions::new(admin.clone(), verifier.clone()), admin, verifier })
        };
        let mut others = apps.iter().map(known).collect::<Result<Vec<App>, Error>>()?;
        let accounts = others.pop().ok_or(sentc_light_wasm::error::Code::InvalidOptions)?;
        Ok(Self { others, accounts })
    }

    /// For calls with the secret token.
    pub fn admin(&self) -> &Admin {
        &self.accounts.admin
    }

    /// The app that signed a JWT, expired or not. An unknown key: that of the accounts, where the service judges it.
    pub fn app_of(&self, jwt: Option<&str>) -> &App {
        let signed = |app: &&App| jwt.is_some_and(|jwt| app.verifier.verify_expired(jwt).is_ok());
        self.others.iter().find(signed).unwrap_or(&self.accounts)
    }

    /// Who a valid JWT is for. It says what was so when it was signed, up to six minutes ago. Where that is too long (the account may be
    /// deleted, the sessions ended), the service can be asked: [`Admin::owner_of`].
    pub fn valid(&self, jwt: &str, now: u64) -> Option<(&App, Visitor)> {
        std::iter::once(&self.accounts).chain(&self.others).find_map(|app| Some((app, app.verifier.verify(jwt, now / 1000).ok()?)))
    }

    pub fn is_of_accounts(&self, app: &App) -> bool {
        std::ptr::eq(app, &raw const self.accounts)
    }
}
