//! The service: everything under /api/v1. One file per topic; the table of `wire::endpoints` is the map, and what
//! answers each of its rows is below.

mod account;
mod call;
mod cors;
mod devices;
mod envelope;
mod forced;
mod groups;
mod key_material;
mod login;
pub(crate) mod mfa;
mod password;
mod refusal;
mod register;
mod routes;
mod session;
mod verified;

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response};
use sentc_light_wasm::wire::Endpoint;

use crate::Service;
use crate::attempts::{Secret, TooMany};
use call::Mode::{Read, Write};
use call::{Handler, Mode};
pub use call::{MAX_BODY, Unread};
use envelope::success;
use refusal::Refusal;
pub use routes::Routes;
pub use verified::Verified;

/// Answers a request. OPTIONS is answered whatever its path.
pub fn answer(service: &Service, request: &Request<Bytes>) -> Response<String> {
    let is_preflight = request.method() == Method::OPTIONS;
    let reply = match service.routes.find(request) {
        _ if is_preflight => success(),
        Some(route) => call::run(service, route, request),
        None => Err(Refusal::NO_SUCH_ROUTE),
    };
    cors::allow_every_page(envelope::response(reply), is_preflight)
}

/// How long this request has to wait: see [`Service::wait`].
pub fn wait(service: &Service, request: &Request<Bytes>) -> Result<Duration, TooMany> {
    service.routes.find(request).map_or(Ok(Duration::ZERO), |route| call::wait(service, route, request))
}

/// See [`Service::busy`].
pub fn busy() -> Response<String> {
    cors::allow_every_page(envelope::response(Err(Refusal::BUSY)), false)
}

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
        Endpoint::ForcedGroupMember => (Read, groups::forced::member),
        Endpoint::ForcedCreateGroup => (Write, groups::forced::create),
        Endpoint::ForcedCreateChild => (Write, groups::forced::create_child),
        Endpoint::ForcedCreateConnected => (Write, groups::forced::create_connected),
        Endpoint::ForcedInviteUserAuto => (Write, groups::forced::add_user),
        Endpoint::ForcedInviteGroupAuto => (Write, groups::forced::add_group),
        Endpoint::ForcedKickUser => (Write, groups::forced::kick),
        Endpoint::ForcedDeleteGroup => (Write, groups::forced::delete),
        Endpoint::InviteGroupAutoForce => (Write, groups::invites::group_auto_force),
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
