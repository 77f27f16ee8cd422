//! Every endpoint of the service, once: what both the client and the dev server know of it.
//!
//! A simple call of the SDK is a row and nothing more: the client builds its request from it, checks the answer against
//! it and does what is to follow. The server has a handler for each row, or does not compile.
//!
//! ```text
//! "groups" {
//!     /// Removes a member. Needs rank 2.
//!     KickUser Delete "/group/{group}/kick/{user}" (group, user) => (); Jwt, ManageMembers, ForgetIfGone; groups::members::kick;
//! }
//! ```
//!
//! | column | what it says |
//! |---|---|
//! | topic, sentence | what the description of the API (OpenAPI) says; not in the wasm |
//! | name | of the call, also at the boundary to JavaScript |
//! | method and path | below `/api/v1`; `{time}/{last}` is where a list goes on |
//! | arguments | what the path is filled with; then the struct that is the body, if there is one |
//! | answer | `()` a message, `X` a struct, `[X]` a list of them |
//! | authorization | see [`Authorization`] |
//! | right | the rank in `{group}` that the client checks before it asks, see [`Right`] |
//! | then | what the client does after a success, see [`Then`] |
//! | handler | the function in `service/src/api` that answers |

use super::device::*;
use super::group::*;
use super::login::*;
use super::mfa::*;
use super::password::UpdatePasswordBody;
use super::register::*;
use super::session::*;
use crate::json::{Json, Kind};

/// HTTP methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// What a request shows beside the app token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authorization {
    /// Nothing.
    App,
    /// Nothing, and a repetition changes nothing: sent again after a failure.
    AppIdempotent,
    /// A JWT that may be expired. May be repeated.
    ExpiredJwt,
    /// A valid JWT.
    Jwt,
    /// A JWT from a login just now; or the wire would not ask, but what guards the account is not changed by a stolen JWT.
    Fresh,
    /// The secret token of an own back end. Two of these calls need a valid JWT too: JwtOwnerOf and InviteGroupAutoForce.
    #[cfg(feature = "server")]
    Secret,
}

/// What a rank in a group allows. Ranks: 0 creator, 1 administrator, 2 manages members, 3 and 4 plain members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Nothing is checked before the request.
    Anyone,
    /// Invites, join requests, kicks: rank 2.
    ManageMembers,
    /// Settings, ranks, children, deletion, and acting as a member of other groups: rank 1.
    Administrate,
}

impl Right {
    /// The rank with the least power that has this right.
    pub const fn lowest_rank(self) -> i32 {
        match self {
            Self::Anyone => LOWEST_RANK,
            Self::ManageMembers => 2,
            Self::Administrate => 1,
        }
    }
}

/// The rank with the least power, and the one of new members if nothing else is said. Ranks that can be given begin with 1.
pub const LOWEST_RANK: i32 = 4;

/// What the client does after a success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    Nothing,
    /// Forgets the data of `{group}` and of groups reached through it.
    ForgetGroup,
    /// The same, when it was the caller, or the group that the caller acts as, who had to go.
    ForgetIfGone,
    /// `{other}` is another group by now.
    ForgetOther,
    /// The caller's rank may have changed.
    OwnRank,
    /// Multi-factor authentication is on.
    MfaOn,
    MfaOff,
    /// This device has a new identifier.
    Rename,
    /// The account is gone.
    EndUser,
    /// `{device}` is gone, which may be this one.
    EndDevice,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub method: Method,
    /// Below the prefix, with `{names}` for its parameters.
    pub path: &'static str,
    /// The shape of the body.
    pub body: Option<Kind>,
    /// The shape of the result; `None`: any text.
    pub answer: Option<Kind>,
    pub authorization: Authorization,
    pub right: Right,
    pub then: Then,
}

impl Row {
    /// The name that app options know the endpoint by: "POST /register_light".
    #[cfg(feature = "server")]
    pub fn option_name(&self) -> String {
        format!("{} {}", self.method.name(), self.path)
    }

    /// Whether a repetition changes nothing.
    pub fn repeatable(&self) -> bool {
        self.method == Method::Get || matches!(self.authorization, Authorization::AppIdempotent | Authorization::ExpiredJwt)
    }
}

macro_rules! answer {
    (()) => {
        None
    };
    ([$item:ident]) => {
        Some(Kind::List(&<$item as Json>::KIND))
    };
    ($struct:ident) => {
        Some(<$struct as Json>::KIND)
    };
}

macro_rules! body {
    () => {
        None
    };
    ($struct:ident) => {
        Some(<$struct as Json>::KIND)
    };
}

/// The arguments of the calls as TypeScript.
#[cfg(all(feature = "js", target_arch = "wasm32"))]
macro_rules! ts_argument {
    (time) => {
        "time?: number | undefined; "
    };
    (last) => {
        "last?: string | undefined; "
    };
    (group) => {
        "group: string; acting_as?: string | undefined; "
    };
    ($name:ident) => {
        concat!(stringify!($name), ": string; ")
    };
}

#[cfg(all(feature = "js", target_arch = "wasm32"))]
macro_rules! ts_answer {
    (()) => {
        "void"
    };
    ([$item:ident]) => {
        concat!(stringify!($item), "[]")
    };
    ($struct:ident) => {
        stringify!($struct)
    };
}

macro_rules! endpoints {
    (
        ($dollar:tt)
        $($tag:literal {
            $(#[doc = $about:literal] $name:ident $method:ident $path:literal ($($arg:ident),*) $($body:ident)? => $answer:tt; $authorization:ident, $right:ident, $then:ident; $handler:path;)*
        })*
        @server
        $($s_tag:literal {
            $(#[doc = $s_about:literal] $s_name:ident $s_method:ident $s_path:literal ($($s_arg:ident),*) $($s_body:ident)? => $s_answer:tt; $s_authorization:ident, $s_right:ident, $s_then:ident; $s_handler:path;)*
        })*
    ) => {
        /// A row of the table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Endpoint {
            $($(#[doc = $about] $name,)*)*
            $($(#[cfg(feature = "server")] #[doc = $s_about] $s_name,)*)*
        }

        impl Endpoint {
            /// All of them, in the order of the table.
            pub const ALL: &'static [Self] = &[$($(Self::$name,)*)* $($(#[cfg(feature = "server")] Self::$s_name,)*)*];

            /// What the table says.
            pub fn row(self) -> &'static Row {
                macro_rules! row {
                    ($m:ident $p:literal [$b:expr] [$a:expr] $u:ident $r:ident $t:ident) => {{
                        const ROW: &Row = &Row {
                            method: Method::$m,
                            path: $p,
                            body: $b,
                            answer: $a,
                            authorization: Authorization::$u,
                            right: Right::$r,
                            then: Then::$t,
                        };
                        ROW
                    }};
                }
                match self {
                    $($(Self::$name => row!($method $path [body!($($body)?)] [answer!($answer)] $authorization $right $then),)*)*
                    $($(#[cfg(feature = "server")] Self::$s_name => row!($s_method $s_path [body!($($s_body)?)] [answer!($s_answer)] $s_authorization $s_right $s_then),)*)*
                }
            }

            /// The name of the row.
            pub fn name(self) -> &'static str {
                match self {
                    $($(Self::$name => stringify!($name),)*)*
                    $($(#[cfg(feature = "server")] Self::$s_name => stringify!($s_name),)*)*
                }
            }

            /// The topic, and the sentence above the row.
            #[cfg(feature = "server")]
            pub fn about(self) -> (&'static str, &'static str) {
                let (tag, sentence) = match self {
                    $($(Self::$name => ($tag, $about),)*)*
                    $($(Self::$s_name => ($s_tag, $s_about),)*)*
                };
                (tag, sentence.trim())
            }

            pub fn find(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|endpoint| endpoint.name() == name)
            }

            /// The names that the path is filled with.
            #[cfg(test)]
            fn arguments(self) -> &'static [&'static str] {
                match self {
                    $($(Self::$name => &[$(stringify!($arg)),*],)*)*
                    $($(#[cfg(feature = "server")] Self::$s_name => &[$(stringify!($s_arg)),*],)*)*
                }
            }
        }

        /// The handler of a row. Used in `service/src/api`, where the paths of the table lead.
        #[cfg(feature = "server")]
        #[doc(hidden)]
        #[macro_export]
        macro_rules! handler_of_row {
            ($dollar endpoint:expr) => {
                match $dollar endpoint {
                    $($($crate::wire::Endpoint::$name => $handler,)*)*
                    $($($crate::wire::Endpoint::$s_name => $s_handler,)*)*
                }
            };
        }

        /// The rows as TypeScript: see `row` in `web/exports.rs`.
        #[cfg(all(feature = "js", target_arch = "wasm32"))]
        #[wasm_bindgen::prelude::wasm_bindgen(typescript_custom_section)]
        const TYPESCRIPT: &str = concat!(
            "/** The calls that are rows of the service's table, by their names. */\nexport interface Rows {\n",
            $($("  ", stringify!($name), ": { args: { ", $(ts_argument!($arg),)* "}", $(" & ", stringify!($body),)? "; answer: ", ts_answer!($answer), " };\n",)*)*
            "}\n",
        );
    };
}

endpoints! {
    ($)
    "sign in" {
        /// Says whether an identifier is free.
        Exists Post "/exists" () UserIdentifierBody => ExistsAnswer; AppIdempotent, Anyone, Nothing; register::exists;
        /// Registers a user with a first device.
        RegisterUser Post "/register_light" () RegisterBody => RegisterAnswer; App, Anyone, Nothing; register::register;
        /// Gives the salt of a device's password.
        PrepareLogin Post "/prepare_login" () UserIdentifierBody => PrepareLoginAnswer; AppIdempotent, Anyone, Nothing; login::prepare;
        /// Checks the auth key and gives a challenge.
        DoneLogin Post "/done_login" () DoneLoginBody => DoneLoginAnswer; App, Anyone, Nothing; login::done;
        /// Checks a code of the authenticator and gives a challenge.
        ValidateMfa Post "/validate_mfa" () ValidateMfaBody => LoginChallenge; App, Anyone, Nothing; mfa::validate_code;
        /// Uses up a recovery key and gives a challenge.
        ValidateRecoveryOtp Post "/validate_recovery_otp" () ValidateMfaBody => LoginChallenge; App, Anyone, Nothing; mfa::validate_recovery_key;
        /// Takes the decrypted challenge and gives a JWT and a refresh token.
        VerifyLogin Post "/verify_login_light" () VerifyLoginBody => VerifyLoginAnswer; App, Anyone, Nothing; login::verify;
        /// Gives a new JWT for a refresh token.
        Refresh Put "/refresh" () RefreshBody => RefreshAnswer; ExpiredJwt, Anyone, Nothing; session::refresh;
        /// Gives a new JWT and the first page of invites.
        InitSession Post "/init" () RefreshBody => InitAnswer; ExpiredJwt, Anyone, Nothing; session::init;
    }
    "account" {
        /// Changes the identifier of the current device.
        UpdateUser Put "/user" () UserIdentifierBody => (); Jwt, Anyone, Rename; account::set_identifier;
        /// Changes the password of the current device.
        UpdatePassword Put "/user/update_pw" () UpdatePasswordBody => (); Fresh, Anyone, Nothing; password::update;
        /// Deletes the account with all its devices.
        DeleteUser Delete "/user" () => (); Fresh, Anyone, EndUser; account::delete;
    }
    "devices" {
        /// Registers a device that a signed-in device must confirm.
        PrepareRegisterDevice Post "/user/prepare_register_device" () RegisterBody => RegisterDeviceAnswer; App, Anyone, Nothing; devices::prepare;
        /// Lists the user's devices, oldest first.
        Devices Get "/user/device/{time}/{last}" (time, last) => [UserDeviceList]; Jwt, Anyone, Nothing; devices::list;
        /// Confirms a new device.
        ConfirmDevice Put "/user/done_register_device_light" () ConfirmDeviceBody => (); Jwt, Anyone, Nothing; devices::confirm;
        /// Deletes a device, but not the last one.
        DeleteDevice Delete "/user/device/{device}" (device) => (); Fresh, Anyone, EndDevice; devices::delete;
    }
    "second factor" {
        /// Turns the second factor on and gives its secret and recovery keys.
        RegisterOtp Patch "/user/register_otp" () => OtpRegister; Fresh, Anyone, MfaOn; mfa::register;
        /// Replaces secret and recovery keys.
        ResetOtp Patch "/user/reset_otp" () => OtpRegister; Fresh, Anyone, MfaOn; mfa::reset;
        /// Turns the second factor off.
        DisableOtp Patch "/user/disable_otp" () => (); Fresh, Anyone, MfaOff; mfa::disable;
        /// Lists the unused recovery keys.
        OtpRecoveryKeys Get "/user/otp_recovery_keys" () => OtpRecoveryKeys; Fresh, Anyone, Nothing; mfa::recovery_keys;
    }
    "groups" {
        /// Creates a group. The caller becomes its creator.
        CreateGroup Post "/group/light" () => CreatedGroup; Jwt, Anyone, Nothing; groups::create::group;
        /// Creates a group below this one. Needs rank 1.
        CreateChildGroup Post "/group/{group}/child/light" (group) => CreatedGroup; Jwt, Administrate, Nothing; groups::create::child;
        /// Creates a group that this group is a member of. Needs rank 1.
        CreateConnectedGroup Post "/group/{group}/connected/light" (group) => CreatedGroup; Jwt, Administrate, Nothing; groups::create::connected;
        /// Gives a group and the caller's rank in it.
        GroupLight Get "/group/{group}/light" (group) => GroupAnswer; Jwt, Anyone, Nothing; groups::read::data;
        /// Gives the caller's rank in the group.
        GroupUpdateCheckLight Get "/group/{group}/update_check_light" (group) => GroupUpdateCheck; Jwt, Anyone, Nothing; groups::read::update_check;
        /// Deletes the group with its children. Needs rank 1.
        DeleteGroup Delete "/group/{group}" (group) => (); Jwt, Administrate, ForgetGroup; groups::create::delete;
        /// Leaves the group. The only administrator can't.
        LeaveGroup Delete "/group/{group}/leave" (group) => (); Jwt, Anyone, ForgetGroup; groups::members::leave;
        /// Lists the groups of the user.
        GroupsOfUser Get "/group/all/{time}/{last}" (time, last) => [GroupList]; Jwt, Anyone, Nothing; groups::read::of_user;
        /// Lists the groups that this group is a member of.
        GroupsOfGroup Get "/group/{group}/all/{time}/{last}" (group, time, last) => [GroupList]; Jwt, Anyone, Nothing; groups::read::of_group;
        /// Lists the children of the group, first level.
        Children Get "/group/{group}/children/{time}/{last}" (group, time, last) => [GroupChildrenListItem]; Jwt, Anyone, Nothing; groups::read::children;
        /// Lists the members, without the caller.
        Members Get "/group/{group}/member/{time}/{last}" (group, time, last) => [GroupUserListItem]; Jwt, Anyone, Nothing; groups::members::list;
        /// Changes the rank of a member. Needs rank 1.
        ChangeRank Put "/group/{group}/change_rank" (group) ChangeRankBody => (); Jwt, Administrate, OwnRank; groups::members::change_rank;
        /// Removes a member. Needs rank 2.
        KickUser Delete "/group/{group}/kick/{user}" (group, user) => (); Jwt, ManageMembers, ForgetIfGone; groups::members::kick;
    }
    "invites" {
        /// Stops or allows invites and join requests. Needs rank 1.
        ToggleInvites Patch "/group/{group}/change_invite" (group) => (); Jwt, Administrate, Nothing; groups::invites::toggle;
        /// Invites a user. Needs rank 2.
        InviteUser Put "/group/{group}/invite/{user}/light" (group, user) RankBody => (); Jwt, ManageMembers, Nothing; groups::invites::user;
        /// Adds a user without asking. Needs rank 2.
        InviteUserAuto Put "/group/{group}/invite_auto/{user}/light" (group, user) RankBody => (); Jwt, ManageMembers, Nothing; groups::invites::user_auto;
        /// Invites a group into a connected group. Needs rank 2.
        InviteGroup Put "/group/{group}/invite_group/{member}/light" (group, member) RankBody => (); Jwt, ManageMembers, Nothing; groups::invites::group;
        /// Adds a group to a connected group without asking. Needs rank 2.
        InviteGroupAuto Put "/group/{group}/invite_group_auto/{member}/light" (group, member) RankBody => (); Jwt, ManageMembers, Nothing; groups::invites::group_auto;
        /// Lists the invites to the user, newest first.
        InvitesOfUser Get "/group/invite/{time}/{last}" (time, last) => [GroupInviteListItem]; Jwt, Anyone, Nothing; groups::invites::of_user;
        /// Accepts an invite as the user.
        AcceptInvite Patch "/group/{group}/invite" (group) => (); Jwt, Anyone, ForgetGroup; groups::invites::accept_as_user;
        /// Rejects an invite as the user.
        RejectInvite Delete "/group/{group}/invite" (group) => (); Jwt, Anyone, Nothing; groups::invites::reject_as_user;
        /// Lists the invites to the group. Needs rank 1.
        InvitesOfGroup Get "/group/{group}/invite/{time}/{last}" (group, time, last) => [GroupInviteListItem]; Jwt, Administrate, Nothing; groups::invites::of_group;
        /// Accepts an invite as the group. Needs rank 1.
        AcceptInviteAsGroup Patch "/group/{group}/invite/{other}" (group, other) => (); Jwt, Administrate, ForgetOther; groups::invites::accept_as_group;
        /// Rejects an invite as the group. Needs rank 1.
        RejectInviteAsGroup Delete "/group/{group}/invite/{other}" (group, other) => (); Jwt, Administrate, Nothing; groups::invites::reject_as_group;
    }
    "join requests" {
        /// Asks to join as the user.
        SendJoinRequest Patch "/group/{group}/join_req" (group) => (); Jwt, Anyone, Nothing; groups::joins::send_as_user;
        /// Asks to join a connected group as the group. Needs rank 1.
        SendJoinRequestAsGroup Patch "/group/{group}/join_req/{other}" (group, other) => (); Jwt, Administrate, Nothing; groups::joins::send_as_group;
        /// Lists the join requests that the user sent.
        JoinRequestsOfUser Get "/group/joins/{time}/{last}" (time, last) => [GroupInviteListItem]; Jwt, Anyone, Nothing; groups::joins::sent_by_user;
        /// Withdraws a join request of the user.
        CancelJoinRequest Delete "/group/joins/{group}" (group) => (); Jwt, Anyone, Nothing; groups::joins::cancel_as_user;
        /// Lists the join requests that the group sent. Needs rank 1.
        JoinRequestsOfGroup Get "/group/{group}/joins/{time}/{last}" (group, time, last) => [GroupInviteListItem]; Jwt, Administrate, Nothing; groups::joins::sent_by_group;
        /// Withdraws a join request of the group. Needs rank 1.
        CancelJoinRequestAsGroup Delete "/group/{group}/joins/{other}" (group, other) => (); Jwt, Administrate, Nothing; groups::joins::cancel_as_group;
        /// Lists the join requests to the group. Needs rank 2.
        JoinRequests Get "/group/{group}/join_req/{time}/{last}" (group, time, last) => [GroupJoinReqListItem]; Jwt, ManageMembers, Nothing; groups::joins::received;
        /// Accepts a join request. Needs rank 2.
        AcceptJoinRequest Put "/group/{group}/join_req/{user}/light" (group, user) RankBody => (); Jwt, ManageMembers, Nothing; groups::joins::accept;
        /// Rejects a join request. Needs rank 2.
        RejectJoinRequest Delete "/group/{group}/join_req/{user}" (group, user) => (); Jwt, ManageMembers, Nothing; groups::joins::reject;
    }

    // What only own back ends and older clients call.
    @server
    "back end" {
        /// Replaces the key material of a device: the password was forgotten.
        ResetPassword Put "/user/reset_pw_light" () RegisterBody => (); Secret, Anyone, Nothing; password::reset;
        /// Says whose JWT this is.
        JwtOwnerOf Get "/user/jwt" () => JwtOwner; Secret, Anyone, Nothing; account::who_is_this;
        /// Turns a user's second factor off.
        ForcedDisableOtp Put "/user/forced/disable_otp" () UserIdentifierBody => (); Secret, Anyone, Nothing; forced::disable_otp;
        /// Turns a user's second factor off.
        ForcedDisableOtpDelete Delete "/user/forced/disable_otp" () UserIdentifierBody => (); Secret, Anyone, Nothing; forced::disable_otp;
        /// Ends all sessions of a user. Their JWTs live until they expire.
        ForcedEndSessions Delete "/user/forced/sessions" () UserIdentifierBody => (); Secret, Anyone, Nothing; forced::end_sessions;
        /// Deletes a user, by an identifier.
        ForcedDeleteUser Put "/user/forced/delete" () UserIdentifierBody => (); Secret, Anyone, Nothing; forced::delete_by_identifier;
        /// Deletes a user, by the id.
        ForcedDeleteUserById Delete "/user/forced/delete/{user}" (user) => (); Secret, Anyone, Nothing; forced::delete_by_id;
        /// Gives a session of a user without the password.
        ForcedLogin Post "/user/forced/login_light" () UserIdentifierBody => VerifyLoginAnswer; Secret, Anyone, Nothing; forced::login;
        /// Gives a direct member of a group.
        ForcedGroupMember Get "/group/forced/{group}/user/{user}" (group, user) => GroupUserListItem; Secret, Anyone, Nothing; groups::forced::member;
        /// Creates a group in the name of a user.
        ForcedCreateGroup Post "/group/forced/{by}/light" (by) => CreatedGroup; Secret, Anyone, Nothing; groups::forced::create;
        /// Creates a child group in the name of a user.
        ForcedCreateChild Post "/group/forced/{by}/{group}/child/light" (by, group) => CreatedGroup; Secret, Administrate, Nothing; groups::forced::create_child;
        /// Creates a connected group in the name of a user.
        ForcedCreateConnected Post "/group/forced/{by}/{group}/connected/light" (by, group) => CreatedGroup; Secret, Administrate, Nothing; groups::forced::create_connected;
        /// Adds a user to a group in the name of a member.
        ForcedInviteUserAuto Post "/group/forced/{by}/{group}/invite_auto/{user}/light" (by, group, user) RankBody => (); Secret, ManageMembers, Nothing; groups::forced::add_user;
        /// Adds a group to any group in the name of a member.
        ForcedInviteGroupAuto Post "/group/forced/{by}/{group}/invite_auto/{member}/group_light" (by, group, member) RankBody => (); Secret, ManageMembers, Nothing; groups::forced::add_group;
        /// Removes a member in the name of another.
        ForcedKickUser Delete "/group/forced/{by}/{group}/kick/{user}" (by, group, user) => (); Secret, ManageMembers, Nothing; groups::forced::kick;
        /// Deletes a group with its children.
        ForcedDeleteGroup Delete "/group/forced/{group}" (group) => (); Secret, Anyone, Nothing; groups::forced::delete;
        /// Adds a group to any group, with the JWT of a member.
        InviteGroupAutoForce Put "/group/{group}/invite_group_auto_force/{member}/light" (group, member) RankBody => (); Secret, ManageMembers, Nothing; groups::invites::group_auto_force;
    }
    "other variant" {
        /// What older light clients call.
        GroupWithKeys Get "/group/{group}" (group) => GroupAnswer; Jwt, Anyone, Nothing; groups::read::data_with_keys;
        /// What older light clients call.
        GroupUpdateCheckWithKeys Get "/group/{group}/update_check" (group) => GroupUpdateCheck; Jwt, Anyone, Nothing; groups::read::update_check_with_keys;
        /// Belongs to the variant with content encryption: always refused.
        RegisterOfOtherVariant Post "/register" () => (); App, Anyone, Nothing; register::not_for_light_bodies;
        /// Belongs to the variant with content encryption: always refused.
        GroupOfOtherVariant Post "/group" () => (); Jwt, Anyone, Nothing; groups::create::not_for_light_bodies;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_those_of_the_path() {
        for endpoint in Endpoint::ALL {
            let path = endpoint.row().path;
            let names: Vec<_> = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
            assert_eq!(names, endpoint.arguments(), "{path}");
            assert_eq!(Endpoint::find(endpoint.name()), Some(*endpoint));
        }
    }

    #[test]
    fn no_route_stands_twice() {
        let mut routes = std::collections::HashSet::new();
        for endpoint in Endpoint::ALL {
            let shape: Vec<_> = endpoint.row().path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect();
            assert!(routes.insert((endpoint.row().method.name(), shape.join("/"))), "{}", endpoint.name());
        }
    }
}
