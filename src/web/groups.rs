//! The exports about groups. Like those of `core`: convert arguments, call `client`, convert results.
//!
//! `at` names whose call it is: `{ session, group?, acting_as? }`. A group is reached anew by each call, so nothing
//! here has to live as long as the façade's `Group`.

use js_sys::Promise;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use super::convert::{from_js, thrown};
use super::core::{SentcCore, cursor};
use super::platform::WebPlatform;
use crate::client::{Call, Group, Invite, User};
use crate::error::{Code, Error, Result};
use crate::steps::group::{check_rank, prepare_create_group, prepare_update_rank};

#[derive(Deserialize)]
struct At {
    session: u32,
    group: Option<String>,
    acting_as: Option<String>,
}

/// Who is a member of groups: the user, or a group.
enum Member {
    User(User<WebPlatform>),
    Group(Group<WebPlatform>),
}

#[wasm_bindgen(js_name = prepareGroupCreate)]
pub fn prepare_group_create() -> String {
    prepare_create_group().into()
}

#[wasm_bindgen(js_name = prepareUpdateRank)]
pub fn prepare_rank_update(own_rank: i32, user_id: &str, rank: f64) -> std::result::Result<String, JsValue> {
    whole_rank(rank).and_then(|rank| prepare_update_rank(own_rank, user_id, rank)).map_err(thrown)
}

/// What the user and groups do as members of groups.
#[wasm_bindgen]
impl SentcCore {
    #[wasm_bindgen(js_name = getGroups)]
    pub fn get_groups(&self, at: JsValue, last_time: Option<f64>, last_id: Option<String>, signal: Option<AbortSignal>) -> Promise {
        self.run_for_member(at, signal, async move |member, call| {
            let after = cursor(last_time, last_id.as_deref())?;
            match member {
                Member::User(user) => user.groups(after, &call).await,
                Member::Group(group) => group.groups(after, &call).await,
            }
        })
    }

    #[wasm_bindgen(js_name = getGroupInvites)]
    pub fn get_group_invites(&self, at: JsValue, last_time: Option<f64>, last_id: Option<String>, signal: Option<AbortSignal>) -> Promise {
        self.run_for_member(at, signal, async move |member, call| {
            let after = cursor(last_time, last_id.as_deref())?;
            match member {
                Member::User(user) => user.group_invites(after, &call).await,
                Member::Group(group) => group.group_invites(after, &call).await,
            }
        })
    }

    #[wasm_bindgen(js_name = acceptGroupInvite)]
    pub fn accept_group_invite(&self, at: JsValue, group_id: String, signal: Option<AbortSignal>) -> Promise {
        self.run_for_member(at, signal, async move |member, call| match member {
            Member::User(user) => user.accept_group_invite(&group_id, &call).await,
            Member::Group(group) => group.accept_group_invite(&group_id, &call).await,
        })
    }

    #[wasm_bindgen(js_name = rejectGroupInvite)]
    pub fn reject_group_invite(&self, at: JsValue, group_id: String, signal: Option<AbortSignal>) -> Promise {
        self.run_for_member(at, signal, async move |member, call| match member {
            Member::User(user) => user.reject_group_invite(&group_id, &call).await,
            Member::Group(group) => group.reject_group_invite(&group_id, &call).await,
        })
    }

    #[wasm_bindgen(js_name = groupJoinRequest)]
    pub fn group_join_request(&self, at: JsValue, group_id: String, signal: Option<AbortSignal>) -> Promise {
        self.run_for_member(at, signal, async move |member, call| match member {
            Member::User(user) => user.group_join_request(&group_id, &call).await,
            Member::Group(group) => group.group_join_request(&group_id, &call).await,
        })
    }

    #[wasm_bindgen(js_name = sentJoinReq)]
    pub fn sent_join_requests(&self, at: JsValue, last_time: Option<f64>, last_id: Option<String>, signal: Option<AbortSignal>) -> Promise {
        self.run_for_member(at, signal, async move |member, call| {
            let after = cursor(last_time, last_id.as_deref())?;
            match member {
                Member::User(user) => user.sent_join_requests(after, &call).await,
                Member::Group(group) => group.sent_join_requests(after, &call).await,
            }
        })
    }

    #[wasm_bindgen(js_name = deleteJoinReq)]
    pub fn delete_join_request(&self, at: JsValue, group_id: String, signal: Option<AbortSignal>) -> Promise {
        self.run_for_member(at, signal, async move |member, call| match member {
            Member::User(user) => user.delete_join_request(&group_id, &call).await,
            Member::Group(group) => group.delete_join_request(&group_id, &call).await,
        })
    }
}

/// Groups themselves.
#[wasm_bindgen]
impl SentcCore {
    #[wasm_bindgen(js_name = createGroup)]
    pub fn create_group(&self, session: u32, signal: Option<AbortSignal>) -> Promise {
        self.run_for(session, signal, async |user, call| user.create_group(&call).await)
    }

    #[wasm_bindgen(js_name = loadGroup)]
    pub fn load_group(&self, at: JsValue, signal: Option<AbortSignal>) -> Promise {
        self.run_for_group(at, signal, async |group, call| group.load(&call).await)
    }

    #[wasm_bindgen(js_name = groupUpdateCheck)]
    pub fn group_update_check(&self, at: JsValue, signal: Option<AbortSignal>) -> Promise {
        self.run_for_group(at, signal, async |group, call| group.update_check(&call).await)
    }

    #[wasm_bindgen(js_name = createChildGroup)]
    pub fn create_child_group(&self, at: JsValue, signal: Option<AbortSignal>) -> Promise {
        self.run_for_group(at, signal, async |group, call| group.create_child(&call).await)
    }

    #[wasm_bindgen(js_name = createConnectedGroup)]
    pub fn create_connected_group(&self, at: JsValue, signal: Option<AbortSignal>) -> Promise {
        self.run_for_group(at, signal, async |group, call| group.create_connected(&call).await)
    }

    #[wasm_bindgen(js_name = getChildren)]
    pub fn get_children(&self, at: JsValue, last_time: Option<f64>, last_id: Option<String>, signal: Option<AbortSignal>) -> Promise {
        self.run_for_group(at, signal, async move |group, call| group.children(cursor(last_time, last_id.as_deref())?, &call).await)
    }

    #[wasm_bindgen(js_name = getMember)]
    pub fn get_members(&self, at: JsValue, last_time: Option<f64>, last_id: Option<String>, signal: Option<AbortSignal>) -> Promise {
        self.run_for_group(at, signal, async move |group, call| group.members(cursor(last_time, last_id.as_deref())?, &call).await)
    }

    #[wasm_bindgen(js_name = stopInvites)]
    pub fn stop_invites(&self, at: JsValue, signal: Option<AbortSignal>) -> Promise {
        self.run_for_group(at, signal, async |group, call| group.stop_invites(&call).await)
    }

    pub fn invite(&self, at: JsValue, is_group: bool, auto: bool, id: String, rank: Option<f64>, signal: Option<AbortSignal>) -> Promise {
        let invite = match (is_group, auto) {
            (false, false) => Invite::User,
            (false, true) => Invite::UserAuto,
            (true, false) => Invite::Group,
            (true, true) => Invite::GroupAuto,
        };
        self.run_for_group(at, signal, async move |group, call| group.invite(invite, &id, rank.map(whole_rank).transpose()?, &call).await)
    }

    #[wasm_bindgen(js_name = getJoinRequests)]
    pub fn get_join_requests(&self, at: JsValue, last_time: Option<f64>, last_id: Option<String>, signal: Option<AbortSignal>) -> Promise {
        self.run_for_group(at, signal, async move |group, call| group.join_requests(cursor(last_time, last_id.as_deref())?, &call).await)
    }

    #[wasm_bindgen(js_name = acceptJoinRequest)]
    pub fn accept_join_request(&self, at: JsValue, user_id: String, rank: Option<f64>, signal: Option<AbortSignal>) -> Promise {
        self.run_for_group(at, signal, async move |group, call| group.accept_join_request(&user_id, rank.map(whole_rank).transpose()?, &call).await)
    }

    #[wasm_bindgen(js_name = rejectJoinRequest)]
    pub fn reject_join_request(&self, at: JsValue, user_id: String, signal: Option<AbortSignal>) -> Promise {
        self.run_for_group(at, signal, async move |group, call| group.reject_join_request(&user_id, &call).await)
    }

    /// Gives the group's data, which this may have changed.
    #[wasm_bindgen(js_name = updateRank)]
    pub fn update_rank(&self, at: JsValue, user_id: String, rank: f64, signal: Option<AbortSignal>) -> Promise {
        self.run_for_group(at, signal, async move |group, call| {
            group.update_rank(&user_id, whole_rank(rank)?, &call).await?;
            Ok(group.known().await)
        })
    }

    #[wasm_bindgen(js_name = kickUser)]
    pub fn kick_user(&self, at: JsValue, user_id: String, signal: Option<AbortSignal>) -> Promise {
        self.run_for_group(at, signal, async move |group, call| group.kick(&user_id, &call).await)
    }

    #[wasm_bindgen(js_name = leaveGroup)]
    pub fn leave_group(&self, at: JsValue, signal: Option<AbortSignal>) -> Promise {
        self.run_for_group(at, signal, async |group, call| group.leave(&call).await)
    }

    #[wasm_bindgen(js_name = deleteGroup)]
    pub fn delete_group(&self, at: JsValue, signal: Option<AbortSignal>) -> Promise {
        self.run_for_group(at, signal, async |group, call| group.delete(&call).await)
    }
}

impl SentcCore {
    fn run_for_member<T: Serialize>(&self, at: JsValue, signal: Option<AbortSignal>, flow: impl AsyncFnOnce(Member, Call) -> Result<T> + 'static) -> Promise {
        let member = self.member(at);
        self.run(signal, async move |_, call| flow(member?, call).await)
    }

    fn run_for_group<T: Serialize>(
        &self,
        at: JsValue,
        signal: Option<AbortSignal>,
        flow: impl AsyncFnOnce(Group<WebPlatform>, Call) -> Result<T> + 'static,
    ) -> Promise {
        let group = self.member(at).and_then(|member| match member {
            Member::Group(group) => Ok(group),
            Member::User(_) => Err(Error::new(Code::Internal)),
        });
        self.run(signal, async move |_, call| flow(group?, call).await)
    }

    fn member(&self, at: JsValue) -> Result<Member> {
        let at: At = from_js(at).ok_or(Error::new(Code::Internal))?;
        let user = self.user(at.session)?;
        Ok(match at.group {
            Some(group) => Member::Group(user.group_at_hand(&group, at.acting_as.as_deref())?),
            None => Member::User(user),
        })
    }
}

/// A rank as JavaScript has it: any number.
fn whole_rank(rank: f64) -> Result<i32> {
    if rank.fract() != 0.0 {
        return Err(Error::new(Code::RankOutOfRange));
    }
    #[allow(clippy::cast_possible_truncation)] // saturates
    check_rank(rank as i32)
}
