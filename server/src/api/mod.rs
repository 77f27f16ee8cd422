//! The service: everything under /api/v1. One file per topic; the table below is the map.

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
use sentc_light_wasm::wire::API_PREFIX;

use crate::Server;
use call::Mode::{Read, Write};
use call::{Handler, Mode, Route};
use refusal::Refusal;

/// Every call there is.
fn routes() -> Vec<Route> {
    let (get, post, put, patch, delete) = (Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE);
    let table: Vec<(&Method, &'static str, Mode, Handler)> = vec![
        // without a JWT
        (&post, "/exists", Read, register::exists),
        (&post, "/register", Read, register::not_for_light_bodies),
        (&post, "/register_light", Write, register::register),
        (&post, "/user/prepare_register_device", Write, devices::prepare),
        (&post, "/prepare_login", Read, login::prepare),
        (&post, "/done_login", Write, login::done),
        (&post, "/validate_mfa", Write, mfa::validate_code),
        (&post, "/validate_recovery_otp", Write, mfa::validate_recovery_key),
        (&post, "/verify_login_light", Write, login::verify),
        (&put, "/user/reset_pw_light", Write, password::reset),
        // with a JWT that may be expired
        (&put, "/refresh", Read, session::refresh),
        (&post, "/init", Read, session::init),
        // the user
        (&get, "/user/device/{time}/{last}", Read, devices::list),
        (&put, "/user", Write, account::set_identifier),
        (&delete, "/user", Write, account::delete),
        (&get, "/user/jwt", Read, account::who_is_this),
        (&put, "/user/done_register_device_light", Write, devices::confirm),
        (&delete, "/user/device/{device_id}", Write, devices::delete),
        (&put, "/user/update_pw", Write, password::update),
        (&patch, "/user/register_otp", Write, mfa::register),
        (&patch, "/user/reset_otp", Write, mfa::reset),
        (&patch, "/user/disable_otp", Write, mfa::disable),
        (&get, "/user/otp_recovery_keys", Read, mfa::recovery_keys),
        // own back ends
        (&put, "/user/forced/disable_otp", Write, forced::disable_otp),
        (&delete, "/user/forced/disable_otp", Write, forced::disable_otp),
        (&delete, "/user/forced/sessions", Write, forced::end_sessions),
        (&put, "/user/forced/delete", Write, forced::delete_by_identifier),
        (&delete, "/user/forced/delete/{user_id}", Write, forced::delete_by_id),
        (&post, "/user/forced/login_light", Write, forced::login),
        // groups
        (&post, "/group", Read, groups::create::not_for_light_bodies),
        (&post, "/group/light", Write, groups::create::group),
        (&post, "/group/{id}/child/light", Write, groups::create::child),
        (&post, "/group/{id}/connected/light", Write, groups::create::connected),
        (&delete, "/group/{id}", Write, groups::create::delete),
        (&get, "/group/{id}", Read, groups::read::data_with_keys),
        (&get, "/group/{id}/light", Read, groups::read::data),
        (&get, "/group/{id}/update_check", Read, groups::read::update_check_with_keys),
        (&get, "/group/{id}/update_check_light", Read, groups::read::update_check),
        (&get, "/group/all/{time}/{last}", Read, groups::read::of_user),
        (&get, "/group/{id}/all/{time}/{last}", Read, groups::read::of_group),
        (&get, "/group/{id}/children/{time}/{last}", Read, groups::read::children),
        // members
        (&get, "/group/{id}/member/{time}/{last}", Read, groups::members::list),
        (&put, "/group/{id}/change_rank", Write, groups::members::change_rank),
        (&delete, "/group/{id}/kick/{user}", Write, groups::members::kick),
        (&delete, "/group/{id}/leave", Write, groups::members::leave),
        // invites, from the group
        (&patch, "/group/{id}/change_invite", Write, groups::invites::toggle),
        (&put, "/group/{id}/invite/{user}/light", Write, groups::invites::user),
        (&put, "/group/{id}/invite_auto/{user}/light", Write, groups::invites::user_auto),
        (&put, "/group/{id}/invite_group/{group}/light", Write, groups::invites::group),
        (&put, "/group/{id}/invite_group_auto/{group}/light", Write, groups::invites::group_auto),
        // invites, to the user or to a group
        (&get, "/group/invite/{time}/{last}", Read, groups::invites::of_user),
        (&patch, "/group/{id}/invite", Write, groups::invites::accept_as_user),
        (&delete, "/group/{id}/invite", Write, groups::invites::reject_as_user),
        (&get, "/group/{id}/invite/{time}/{last}", Read, groups::invites::of_group),
        (&patch, "/group/{id}/invite/{group}", Write, groups::invites::accept_as_group),
        (&delete, "/group/{id}/invite/{group}", Write, groups::invites::reject_as_group),
        // join requests, sent by the user or by a group
        (&patch, "/group/{id}/join_req", Write, groups::joins::send_as_user),
        (&patch, "/group/{id}/join_req/{other}", Write, groups::joins::send_as_group),
        (&get, "/group/joins/{time}/{last}", Read, groups::joins::sent_by_user),
        (&delete, "/group/joins/{id}", Write, groups::joins::cancel_as_user),
        (&get, "/group/{id}/joins/{time}/{last}", Read, groups::joins::sent_by_group),
        (&delete, "/group/{id}/joins/{group}", Write, groups::joins::cancel_as_group),
        // join requests, to the group
        (&get, "/group/{id}/join_req/{time}/{last}", Read, groups::joins::received),
        (&put, "/group/{id}/join_req/{user}/light", Write, groups::joins::accept),
        (&delete, "/group/{id}/join_req/{other}", Write, groups::joins::reject),
    ];
    table.into_iter().map(|(method, path, mode, handler)| Route { method: method.clone(), path, mode, handler }).collect()
}

/// The service, with its prefix.
pub fn router(server: Arc<Server>) -> Router {
    let mut router = Router::new();
    for route in routes() {
        // every method of the table has a filter
        let Ok(method) = MethodFilter::try_from(route.method.clone()) else { continue };
        let route = Arc::new(route);
        let path = format!("{API_PREFIX}{}", route.path);
        let handler = move |State(server): State<Arc<Server>>, request: Request| call::run(server, Arc::clone(&route), request);
        router = router.route(&path, on(method, handler));
    }
    // A path that another method has is no such route either, to the service.
    router
        .fallback(async || Refusal::NO_SUCH_ROUTE)
        .method_not_allowed_fallback(async || Refusal::NO_SUCH_ROUTE)
        .layer(axum::middleware::from_fn(cors::cors))
        .with_state(server)
}
