//! The service: everything under /api/v1. One file per topic; the table of `wire::endpoints` is the map, and what
//! answers each of its rows is below.

mod account;
mod body;
mod call;
mod cors;
mod devices;
mod envelope;
mod forced;
mod groups;
mod key_material;
mod login;
mod mfa;
mod password;
mod refusal;
mod register;
mod session;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::routing::{MethodFilter, on};
use sentc_light_wasm::wire::{self, API_PREFIX, Authorization, Endpoint};

use crate::Server;
use crate::attempts::Secret;
use call::Mode::{Read, Write};
use call::{Handler, Mode, Route};
use refusal::Refusal;

/// What answers each row of the table, and whether it may write. A row without a handler does not compile.
fn handler(endpoint: Endpoint) -> (Mode, Handler) {
    match endpoint {
        Endpoint::Exists => (Read, register::exists),
        Endpoint::RegisterOfOtherVariant => (Read, register::not_for_light_bodies),
        Endpoint::RegisterUser => (Write, register::register),
        Endpoint::PrepareRegisterDevice => (Write, devices::prepare),
        Endpoint::PrepareLogin => (Read, login::prepare),
        Endpoint::DoneLogin => (Write, login::done),
        Endpoint::ValidateMfa => (Write, mfa::validate_code),
        Endpoint::ValidateRecoveryOtp => (Write, mfa::validate_recovery_key),
        Endpoint::VerifyLogin => (Write, login::verify),
        Endpoint::ResetPassword => (Write, password::reset),
        Endpoint::Refresh => (Read, session::refresh),
        Endpoint::InitSession => (Read, session::init),
        Endpoint::Devices => (Read, devices::list),
        Endpoint::UpdateUser => (Write, account::set_identifier),
        Endpoint::DeleteUser => (Write, account::delete),
        Endpoint::JwtOwnerOf => (Read, account::who_is_this),
        Endpoint::ConfirmDevice => (Write, devices::confirm),
        Endpoint::DeleteDevice => (Write, devices::delete),
        Endpoint::UpdatePassword => (Write, password::update),
        Endpoint::RegisterOtp => (Write, mfa::register),
        Endpoint::ResetOtp => (Write, mfa::reset),
        Endpoint::DisableOtp => (Write, mfa::disable),
        Endpoint::OtpRecoveryKeys => (Read, mfa::recovery_keys),
        Endpoint::ForcedDisableOtp => (Write, forced::disable_otp),
        Endpoint::ForcedDisableOtpDelete => (Write, forced::disable_otp),
        Endpoint::ForcedEndSessions => (Write, forced::end_sessions),
        Endpoint::ForcedDeleteUser => (Write, forced::delete_by_identifier),
        Endpoint::ForcedDeleteUserById => (Write, forced::delete_by_id),
        Endpoint::ForcedLogin => (Write, forced::login),
        Endpoint::GroupOfOtherVariant => (Read, groups::create::not_for_light_bodies),
        Endpoint::CreateGroup => (Write, groups::create::group),
        Endpoint::CreateChildGroup => (Write, groups::create::child),
        Endpoint::CreateConnectedGroup => (Write, groups::create::connected),
        Endpoint::DeleteGroup => (Write, groups::create::delete),
        Endpoint::GroupWithKeys => (Read, groups::read::data_with_keys),
        Endpoint::GroupLight => (Read, groups::read::data),
        Endpoint::GroupUpdateCheckWithKeys => (Read, groups::read::update_check_with_keys),
        Endpoint::GroupUpdateCheckLight => (Read, groups::read::update_check),
        Endpoint::GroupsOfUser => (Read, groups::read::of_user),
        Endpoint::GroupsOfGroup => (Read, groups::read::of_group),
        Endpoint::Children => (Read, groups::read::children),
        Endpoint::Members => (Read, groups::members::list),
        Endpoint::ChangeRank => (Write, groups::members::change_rank),
        Endpoint::KickUser => (Write, groups::members::kick),
        Endpoint::LeaveGroup => (Write, groups::members::leave),
        Endpoint::ToggleInvites => (Write, groups::invites::toggle),
        Endpoint::InviteUser => (Write, groups::invites::user),
        Endpoint::InviteUserAuto => (Write, groups::invites::user_auto),
        Endpoint::InviteGroup => (Write, groups::invites::group),
        Endpoint::InviteGroupAuto => (Write, groups::invites::group_auto),
        Endpoint::InvitesOfUser => (Read, groups::invites::of_user),
        Endpoint::AcceptInvite => (Write, groups::invites::accept_as_user),
        Endpoint::RejectInvite => (Write, groups::invites::reject_as_user),
        Endpoint::InvitesOfGroup => (Read, groups::invites::of_group),
        Endpoint::AcceptInviteAsGroup => (Write, groups::invites::accept_as_group),
        Endpoint::RejectInviteAsGroup => (Write, groups::invites::reject_as_group),
        Endpoint::SendJoinRequest => (Write, groups::joins::send_as_user),
        Endpoint::SendJoinRequestAsGroup => (Write, groups::joins::send_as_group),
        Endpoint::JoinRequestsOfUser => (Read, groups::joins::sent_by_user),
        Endpoint::CancelJoinRequest => (Write, groups::joins::cancel_as_user),
        Endpoint::JoinRequestsOfGroup => (Read, groups::joins::sent_by_group),
        Endpoint::CancelJoinRequestAsGroup => (Write, groups::joins::cancel_as_group),
        Endpoint::JoinRequests => (Read, groups::joins::received),
        Endpoint::AcceptJoinRequest => (Write, groups::joins::accept),
        Endpoint::RejectJoinRequest => (Write, groups::joins::reject),
    }
}

/// What somebody who calls it again and again tries to guess.
fn guesses(endpoint: Endpoint) -> Option<Secret> {
    match endpoint {
        Endpoint::DoneLogin | Endpoint::VerifyLogin => Some(Secret::Password),
        Endpoint::ValidateMfa | Endpoint::ValidateRecoveryOtp => Some(Secret::Code),
        _ => None,
    }
}

/// The service, with its prefix.
pub fn router(server: Arc<Server>) -> Router {
    let mut router = Router::new();
    for endpoint in Endpoint::ALL {
        let (mode, handler) = handler(*endpoint);
        let row = endpoint.row();
        let (filter, method) = method(row.method);
        let route = Arc::new(Route { method, path: row.path, secret: row.authorization == Authorization::Secret, guesses: guesses(*endpoint), mode, handler });
        let path = format!("{API_PREFIX}{}", numbered(route.path));
        let handler = move |State(server): State<Arc<Server>>, request: Request| call::run(server, Arc::clone(&route), request);
        router = router.route(&path, on(filter, handler));
    }
    // A path that another method has is no such route either, to the service.
    router
        .fallback(async || Refusal::NO_SUCH_ROUTE)
        .method_not_allowed_fallback(async || Refusal::NO_SUCH_ROUTE)
        .layer(axum::middleware::from_fn(cors::cors))
        .with_state(server)
}

fn method(method: wire::Method) -> (MethodFilter, Method) {
    match method {
        wire::Method::Get => (MethodFilter::GET, Method::GET),
        wire::Method::Post => (MethodFilter::POST, Method::POST),
        wire::Method::Put => (MethodFilter::PUT, Method::PUT),
        wire::Method::Patch => (MethodFilter::PATCH, Method::PATCH),
        wire::Method::Delete => (MethodFilter::DELETE, Method::DELETE),
    }
}

/// A path with its parameters numbered: the router wants one name for them, whatever each row calls them.
fn numbered(path: &str) -> String {
    let parts = path.split('/').enumerate().map(|(at, part)| if part.starts_with('{') { format!("{{{at}}}") } else { part.to_owned() });
    parts.collect::<Vec<_>>().join("/")
}
