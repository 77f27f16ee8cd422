//! Every endpoint of the service, once: what both the client and the dev server know of it.
//!
//! A simple call of the SDK is a row and nothing more: the client builds its request from it, checks the answer against
//! it and does what is to follow. The server has a handler for each row, or does not compile.
//!
//! ```text
//! KickUser  DELETE "/group/{group}/kick/{user}"  (group, user)  => ();  Jwt, ManageMembers, ForgetIfGone;
//! ```
//!
//! | column | what it says |
//! |---|---|
//! | name | of the call, also at the boundary to JavaScript |
//! | method and path | below `/api/v1`; `{time}/{last}` is where a list goes on |
//! | arguments | what the path is filled with; then the record that is the body, if there is one |
//! | answer | `()` a message, `X` a record, `[X]` a list of them |
//! | authorization | see [`Authorization`] |
//! | right | the rank in `{group}` that the client checks before it asks, see [`Right`] |
//! | then | what the client does after a success, see [`Then`] |

use super::group::*;
use super::login::*;
use super::mfa::*;
use super::password::UpdatePasswordBody;
use super::register::*;
use super::session::*;
use super::user::*;
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
    ($record:ident) => {
        Some(<$record as Json>::KIND)
    };
}

macro_rules! body {
    () => {
        None
    };
    ($record:ident) => {
        Some(<$record as Json>::KIND)
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
    ($record:ident) => {
        stringify!($record)
    };
}

macro_rules! endpoints {
    (
        $($name:ident $method:ident $path:literal ($($arg:ident),*) $($body:ident)? => $answer:tt; $authorization:ident, $right:ident, $then:ident;)*
        @server
        $($s_name:ident $s_method:ident $s_path:literal ($($s_arg:ident),*) $($s_body:ident)? => $s_answer:tt; $s_authorization:ident, $s_right:ident, $s_then:ident;)*
    ) => {
        /// A row of the table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Endpoint { $($name,)* $(#[cfg(feature = "server")] $s_name,)* }

        impl Endpoint {
            /// All of them, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)* $(#[cfg(feature = "server")] Self::$s_name,)*];

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
                    $(Self::$name => row!($method $path [body!($($body)?)] [answer!($answer)] $authorization $right $then),)*
                    $(#[cfg(feature = "server")] Self::$s_name => row!($s_method $s_path [body!($($s_body)?)] [answer!($s_answer)] $s_authorization $s_right $s_then),)*
                }
            }

            /// The name of the row.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                    $(#[cfg(feature = "server")] Self::$s_name => stringify!($s_name),)*
                }
            }

            pub fn find(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|endpoint| endpoint.name() == name)
            }

            /// The names that the path is filled with.
            #[cfg(test)]
            fn arguments(self) -> &'static [&'static str] {
                match self {
                    $(Self::$name => &[$(stringify!($arg)),*],)*
                    $(#[cfg(feature = "server")] Self::$s_name => &[$(stringify!($s_arg)),*],)*
                }
            }
        }

        /// The rows as TypeScript: see `row` in `web/exports.rs`.
        #[cfg(all(feature = "js", target_arch = "wasm32"))]
        #[wasm_bindgen::prelude::wasm_bindgen(typescript_custom_section)]
        const TYPESCRIPT: &str = concat!(
            "/** The calls that are rows of the service's table, by their names. */\nexport interface Rows {\n",
            $("  ", stringify!($name), ": { args: { ", $(ts_argument!($arg),)* "}", $(" & ", stringify!($body),)? "; answer: ", ts_answer!($answer), " };\n",)*
            "}\n",
        );
    };
}

endpoints! {
    // ---- without a JWT
    Exists                  Post   "/exists" () UserIdentifierBody => ExistsAnswer; AppIdempotent, Anyone, Nothing;
    RegisterUser            Post   "/register_light" () RegisterBody => RegisterAnswer; App, Anyone, Nothing;
    PrepareRegisterDevice   Post   "/user/prepare_register_device" () RegisterBody => RegisterDeviceAnswer; App, Anyone, Nothing;
    PrepareLogin            Post   "/prepare_login" () UserIdentifierBody => PrepareLoginAnswer; AppIdempotent, Anyone, Nothing;
    DoneLogin               Post   "/done_login" () DoneLoginBody => DoneLoginAnswer; App, Anyone, Nothing;
    ValidateMfa             Post   "/validate_mfa" () ValidateMfaBody => LoginChallenge; App, Anyone, Nothing;
    ValidateRecoveryOtp     Post   "/validate_recovery_otp" () ValidateMfaBody => LoginChallenge; App, Anyone, Nothing;
    VerifyLogin             Post   "/verify_login_light" () VerifyLoginBody => VerifyLoginAnswer; App, Anyone, Nothing;

    // ---- with a JWT that may be expired
    Refresh                 Put    "/refresh" () RefreshBody => RefreshAnswer; ExpiredJwt, Anyone, Nothing;
    InitSession             Post   "/init" () RefreshBody => InitAnswer; ExpiredJwt, Anyone, Nothing;

    // ---- the user
    Devices                 Get    "/user/device/{time}/{last}" (time, last) => [UserDeviceList]; Jwt, Anyone, Nothing;
    UpdateUser              Put    "/user" () UserIdentifierBody => (); Jwt, Anyone, Rename;
    ConfirmDevice           Put    "/user/done_register_device_light" () ConfirmDeviceBody => (); Jwt, Anyone, Nothing;
    UpdatePassword          Put    "/user/update_pw" () UpdatePasswordBody => (); Fresh, Anyone, Nothing;
    RegisterOtp             Patch  "/user/register_otp" () => OtpRegister; Fresh, Anyone, MfaOn;
    ResetOtp                Patch  "/user/reset_otp" () => OtpRegister; Fresh, Anyone, MfaOn;
    DisableOtp              Patch  "/user/disable_otp" () => (); Fresh, Anyone, MfaOff;
    OtpRecoveryKeys         Get    "/user/otp_recovery_keys" () => OtpRecoveryKeys; Fresh, Anyone, Nothing;
    DeleteDevice            Delete "/user/device/{device}" (device) => (); Fresh, Anyone, EndDevice;
    DeleteUser              Delete "/user" () => (); Fresh, Anyone, EndUser;

    // ---- groups
    CreateGroup             Post   "/group/light" () => CreatedGroup; Jwt, Anyone, Nothing;
    CreateChildGroup        Post   "/group/{group}/child/light" (group) => CreatedGroup; Jwt, Administrate, Nothing;
    CreateConnectedGroup    Post   "/group/{group}/connected/light" (group) => CreatedGroup; Jwt, Administrate, Nothing;
    GroupLight              Get    "/group/{group}/light" (group) => GroupAnswer; Jwt, Anyone, Nothing;
    GroupUpdateCheckLight   Get    "/group/{group}/update_check_light" (group) => GroupUpdateCheck; Jwt, Anyone, Nothing;
    DeleteGroup             Delete "/group/{group}" (group) => (); Jwt, Administrate, ForgetGroup;
    LeaveGroup              Delete "/group/{group}/leave" (group) => (); Jwt, Anyone, ForgetGroup;
    GroupsOfUser            Get    "/group/all/{time}/{last}" (time, last) => [GroupList]; Jwt, Anyone, Nothing;
    GroupsOfGroup           Get    "/group/{group}/all/{time}/{last}" (group, time, last) => [GroupList]; Jwt, Anyone, Nothing;
    Children                Get    "/group/{group}/children/{time}/{last}" (group, time, last) => [GroupChildrenListItem]; Jwt, Anyone, Nothing;

    // ---- members
    Members                 Get    "/group/{group}/member/{time}/{last}" (group, time, last) => [GroupUserListItem]; Jwt, Anyone, Nothing;
    ChangeRank              Put    "/group/{group}/change_rank" (group) ChangeRankBody => (); Jwt, Administrate, OwnRank;
    KickUser                Delete "/group/{group}/kick/{user}" (group, user) => (); Jwt, ManageMembers, ForgetIfGone;

    // ---- invites, from the group
    ToggleInvites           Patch  "/group/{group}/change_invite" (group) => (); Jwt, Administrate, Nothing;
    InviteUser              Put    "/group/{group}/invite/{user}/light" (group, user) RankBody => (); Jwt, ManageMembers, Nothing;
    InviteUserAuto          Put    "/group/{group}/invite_auto/{user}/light" (group, user) RankBody => (); Jwt, ManageMembers, Nothing;
    InviteGroup             Put    "/group/{group}/invite_group/{member}/light" (group, member) RankBody => (); Jwt, ManageMembers, Nothing;
    InviteGroupAuto         Put    "/group/{group}/invite_group_auto/{member}/light" (group, member) RankBody => (); Jwt, ManageMembers, Nothing;

    // ---- invites, to the user or to a group
    InvitesOfUser           Get    "/group/invite/{time}/{last}" (time, last) => [GroupInviteListItem]; Jwt, Anyone, Nothing;
    AcceptInvite            Patch  "/group/{group}/invite" (group) => (); Jwt, Anyone, ForgetGroup;
    RejectInvite            Delete "/group/{group}/invite" (group) => (); Jwt, Anyone, Nothing;
    InvitesOfGroup          Get    "/group/{group}/invite/{time}/{last}" (group, time, last) => [GroupInviteListItem]; Jwt, Administrate, Nothing;
    AcceptInviteAsGroup     Patch  "/group/{group}/invite/{other}" (group, other) => (); Jwt, Administrate, ForgetOther;
    RejectInviteAsGroup     Delete "/group/{group}/invite/{other}" (group, other) => (); Jwt, Administrate, Nothing;

    // ---- join requests, sent by the user or by a group
    SendJoinRequest         Patch  "/group/{group}/join_req" (group) => (); Jwt, Anyone, Nothing;
    SendJoinRequestAsGroup  Patch  "/group/{group}/join_req/{other}" (group, other) => (); Jwt, Administrate, Nothing;
    JoinRequestsOfUser      Get    "/group/joins/{time}/{last}" (time, last) => [GroupInviteListItem]; Jwt, Anyone, Nothing;
    CancelJoinRequest       Delete "/group/joins/{group}" (group) => (); Jwt, Anyone, Nothing;
    JoinRequestsOfGroup     Get    "/group/{group}/joins/{time}/{last}" (group, time, last) => [GroupInviteListItem]; Jwt, Administrate, Nothing;
    CancelJoinRequestAsGroup Delete "/group/{group}/joins/{other}" (group, other) => (); Jwt, Administrate, Nothing;

    // ---- join requests, to the group
    JoinRequests            Get    "/group/{group}/join_req/{time}/{last}" (group, time, last) => [GroupJoinReqListItem]; Jwt, ManageMembers, Nothing;
    AcceptJoinRequest       Put    "/group/{group}/join_req/{user}/light" (group, user) RankBody => (); Jwt, ManageMembers, Nothing;
    RejectJoinRequest       Delete "/group/{group}/join_req/{user}" (group, user) => (); Jwt, ManageMembers, Nothing;

    // ---- what only own back ends and older clients call
    @server
    ResetPassword           Put    "/user/reset_pw_light" () RegisterBody => (); Secret, Anyone, Nothing;
    JwtOwnerOf              Get    "/user/jwt" () => JwtOwner; Secret, Anyone, Nothing;
    ForcedDisableOtp        Put    "/user/forced/disable_otp" () UserIdentifierBody => (); Secret, Anyone, Nothing;
    ForcedDisableOtpDelete  Delete "/user/forced/disable_otp" () UserIdentifierBody => (); Secret, Anyone, Nothing;
    ForcedEndSessions       Delete "/user/forced/sessions" () UserIdentifierBody => (); Secret, Anyone, Nothing;
    ForcedDeleteUser        Put    "/user/forced/delete" () UserIdentifierBody => (); Secret, Anyone, Nothing;
    ForcedDeleteUserById    Delete "/user/forced/delete/{user}" (user) => (); Secret, Anyone, Nothing;
    ForcedLogin             Post   "/user/forced/login_light" () UserIdentifierBody => VerifyLoginAnswer; Secret, Anyone, Nothing;
    ForcedGroupMember       Get    "/group/forced/{group}/user/{user}" (group, user) => GroupUserListItem; Secret, Anyone, Nothing;
    ForcedCreateGroup       Post   "/group/forced/{by}/light" (by) => CreatedGroup; Secret, Anyone, Nothing;
    ForcedCreateChild       Post   "/group/forced/{by}/{group}/child/light" (by, group) => CreatedGroup; Secret, Administrate, Nothing;
    ForcedCreateConnected   Post   "/group/forced/{by}/{group}/connected/light" (by, group) => CreatedGroup; Secret, Administrate, Nothing;
    ForcedInviteUserAuto    Post   "/group/forced/{by}/{group}/invite_auto/{user}/light" (by, group, user) RankBody => (); Secret, ManageMembers, Nothing;
    ForcedInviteGroupAuto   Post   "/group/forced/{by}/{group}/invite_auto/{member}/group_light" (by, group, member) RankBody => (); Secret, ManageMembers, Nothing;
    ForcedKickUser          Delete "/group/forced/{by}/{group}/kick/{user}" (by, group, user) => (); Secret, ManageMembers, Nothing;
    ForcedDeleteGroup       Delete "/group/forced/{group}" (group) => (); Secret, Anyone, Nothing;
    InviteGroupAutoForce    Put    "/group/{group}/invite_group_auto_force/{member}/light" (group, member) RankBody => (); Secret, ManageMembers, Nothing;
    GroupWithKeys           Get    "/group/{group}" (group) => GroupAnswer; Jwt, Anyone, Nothing;
    GroupUpdateCheckWithKeys Get   "/group/{group}/update_check" (group) => GroupUpdateCheck; Jwt, Anyone, Nothing;
    RegisterOfOtherVariant  Post   "/register" () => (); App, Anyone, Nothing;
    GroupOfOtherVariant     Post   "/group" () => (); Jwt, Anyone, Nothing;
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
