//! The light API as [OpenAPI 3.1](https://spec.openapis.org/oas/v3.1.0), from the table of endpoints. The server gives it at
//! /dev/openapi.json; `docs/public/openapi.json` is the same text, which a test compares (`tests/pages.rs`).

use sentc_light_wasm::error::ALL_CODES;
use sentc_light_wasm::json::{Json, Kind};
use sentc_light_wasm::wire::{API_PREFIX, APP_TOKEN_HEADER, Authorization, Endpoint, GROUP_ACCESS_HEADER, PAGE_SIZE};
use sentc_light_wasm::wire::{group, login, mfa, password, register, session, user};
use serde_json::{Map, Value, json};

macro_rules! schemas {
    ($($module:ident::$name:ident),* $(,)?) => {
        /// The records of the wire, by their names. One that is missing here is written where it is used. `UserGroup` has the same
        /// fields as `RankBody`, and goes by that name.
        const RECORDS: &[(&str, Kind)] = &[$((stringify!($name), <$module::$name as Json>::KIND)),*];
    };
}

schemas! {
    register::RegisterBody, register::MasterKey, register::Derived, register::RegisterAnswer, register::RegisterDeviceAnswer,
    register::ConfirmDeviceBody, register::UserIdentifierBody, register::ExistsAnswer,
    login::PrepareLoginAnswer, login::DoneLoginBody, login::LoginChallenge, login::DeviceKeys, login::ValidateMfaBody,
    login::VerifyLoginBody, login::VerifyLoginAnswer,
    session::RefreshBody, session::RefreshAnswer, session::InitAnswer,
    password::UpdatePasswordBody, mfa::OtpRegister, mfa::OtpRecoveryKeys, user::UserDeviceList, user::JwtOwner,
    group::CreatedGroup, group::GroupAnswer, group::GroupUpdateCheck, group::GroupList, group::GroupChildrenListItem,
    group::GroupInviteListItem, group::GroupUserListItem, group::GroupJoinReqListItem, group::RankBody, group::ChangeRankBody,
}

const TAGS: [&str; 9] = ["sign in", "account", "devices", "second factor", "groups", "invites", "join requests", "back end", "other variant"];

/// The description, as indented JSON with a line break at its end.
pub fn text() -> String {
    format!("{:#}\n", document())
}

fn document() -> Value {
    let mut paths = Map::new();
    for endpoint in Endpoint::ALL {
        let row = endpoint.row();
        let path = paths.entry(row.path).or_insert_with(|| json!({}));
        if let Some(path) = path.as_object_mut() {
            path.insert(row.method.name().to_lowercase(), operation(*endpoint));
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "The light sentc API",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The requests that sentc-light-wasm sends. Read it to debug, to write a proxy, or to call the API from a back end in \
                another language. A front end uses the SDK: it derives and encrypts the key material that these bodies hold. \
                Each answer is one envelope: `status` decides, never the HTTP status.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [
            { "url": format!("https://api.sentc.com{API_PREFIX}"), "description": "the hosted service" },
            { "url": format!("http://127.0.0.1:3002{API_PREFIX}"), "description": "the development server" },
        ],
        "tags": TAGS.map(|name| json!({ "name": name })).as_slice(),
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "parameters": parameters(),
            "responses": { "Refusal": {
                "description": "The service refused the call. The HTTP status depends on the code.",
                "content": { "application/json": { "schema": reference("Refusal") } },
            } },
            "securitySchemes": {
                "appToken": { "type": "apiKey", "in": "header", "name": APP_TOKEN_HEADER, "description": "The app's public token. The secret token is accepted too." },
                "secretToken": { "type": "apiKey", "in": "header", "name": APP_TOKEN_HEADER, "description": "The app's secret token. It belongs to the back end, never to a page." },
                "jwt": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "The JWT of the signed-in device." },
            },
        },
    })
}

fn operation(endpoint: Endpoint) -> Value {
    let row = endpoint.row();
    let (tag, summary) = about(endpoint);
    let (security, note) = match row.authorization {
        Authorization::App | Authorization::AppIdempotent => (json!([{ "appToken": [] }]), ""),
        Authorization::ExpiredJwt => (json!([{ "appToken": [], "jwt": [] }]), "The JWT may be expired."),
        Authorization::Jwt => (json!([{ "appToken": [], "jwt": [] }]), ""),
        Authorization::Fresh => (json!([{ "appToken": [], "jwt": [] }]), "The JWT must come from a login, not from a refresh."),
        Authorization::Secret if matches!(endpoint, Endpoint::JwtOwnerOf | Endpoint::InviteGroupAutoForce) => (json!([{ "secretToken": [], "jwt": [] }]), ""),
        Authorization::Secret => (json!([{ "secretToken": [] }]), ""),
    };
    let mut operation = json!({
        "operationId": endpoint.name(),
        "tags": [tag],
        "summary": summary,
        "security": security,
        "responses": {
            "200": { "description": "The result, or a refusal with the same HTTP status.", "content": { "application/json": {
                "schema": { "oneOf": [envelope(result(endpoint)), reference("Refusal")] },
            } } },
            "default": { "$ref": "#/components/responses/Refusal" },
        },
    });
    if let Some(fields) = operation.as_object_mut() {
        if !note.is_empty() {
            fields.insert("description".into(), note.into());
        }
        let mut names: Vec<&str> = row.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        if names.contains(&"group") && matches!(row.authorization, Authorization::Jwt) {
            names.push("actingAs");
        }
        if !names.is_empty() {
            let parameters: Vec<_> = names.iter().map(|name| json!({ "$ref": format!("#/components/parameters/{name}") })).collect();
            fields.insert("parameters".into(), parameters.into());
        }
        if let Some(body) = &row.body {
            fields.insert("requestBody".into(), json!({ "required": true, "content": { "application/json": { "schema": schema(body) } } }));
        }
    }
    operation
}

/// What `result` holds. Four answers are more than the table says: older clients and back ends read them.
fn result(endpoint: Endpoint) -> Value {
    let keys = json!({ "type": "array", "maxItems": 0 });
    match endpoint {
        Endpoint::DoneLogin => reference("DoneLoginAnswer"),
        Endpoint::ForcedLogin => reference("ForcedLoginAnswer"),
        Endpoint::GroupWithKeys => json!({ "allOf": [reference("GroupAnswer"), {
            "type": "object",
            "required": ["keys", "hmac_keys", "sortable_keys", "key_update"],
            "properties": { "keys": keys, "hmac_keys": keys, "sortable_keys": keys, "key_update": { "type": "boolean" } },
        }] }),
        Endpoint::GroupUpdateCheckWithKeys => json!({ "allOf": [reference("GroupUpdateCheck"), {
            "type": "object", "required": ["key_update"], "properties": { "key_update": { "type": "boolean" } },
        }] }),
        _ => endpoint.row().answer.as_ref().map_or_else(|| json!({ "type": "string", "description": "A message. Its words mean nothing." }), schema),
    }
}

fn envelope(result: Value) -> Value {
    json!({ "type": "object", "required": ["status", "result"], "properties": { "status": { "const": true }, "result": result } })
}

/// A record by its name, where it has one.
fn schema(kind: &Kind) -> Value {
    RECORDS.iter().find(|(_, record)| record == kind).map_or_else(|| definition(kind), |(name, _)| reference(name))
}

fn definition(kind: &Kind) -> Value {
    match kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::OptionalText => json!({ "type": ["string", "null"] }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Integer => json!({ "type": "integer", "format": "int32" }),
        Kind::OptionalInteger => json!({ "type": ["integer", "null"], "format": "int32" }),
        Kind::Millis => json!({ "type": "integer", "minimum": 0, "description": "Unix milliseconds" }),
        Kind::List(item) => json!({ "type": "array", "items": schema(item) }),
        Kind::Record(fields) => {
            let optional = |kind: &Kind| matches!(kind, Kind::OptionalText | Kind::OptionalInteger);
            let required: Vec<_> = fields.iter().filter(|(_, kind)| !optional(kind)).map(|(name, _)| *name).collect();
            let properties: Map<_, _> = fields.iter().map(|(name, kind)| ((*name).to_owned(), schema(kind))).collect();
            json!({ "type": "object", "required": required, "properties": properties })
        }
        // The one field whose shape is in no kind.
        Kind::Other => reference("AccessBy"),
    }
}

fn schemas() -> Value {
    let mut all: Map<_, _> = RECORDS.iter().map(|(name, kind)| ((*name).to_owned(), definition(kind))).collect();
    let single = |name: &str, inner: Value| json!({ "type": "object", "required": [name], "properties": { name: inner } });
    let text = json!({ "type": "string" });
    all.insert(
        "DoneLoginAnswer".into(),
        json!({
            "description": "The challenge, or \"Otp\" where the account has a second factor: the next call is ValidateMfa or ValidateRecoveryOtp.",
            "oneOf": [single("Direct", reference("LoginChallenge")), { "const": "Otp" }],
        }),
    );
    all.insert("ForcedLoginAnswer".into(), json!({
        "type": "object",
        "required": ["device_keys", "verify"],
        "properties": {
            "device_keys": { "type": "object", "description": "Like DeviceKeys, without the ids of the key pairs. Key material that only the user has is \"extern\"." },
            "verify": reference("VerifyLoginAnswer"),
        },
    }));
    let parent = json!({ "type": "object", "required": ["parent", "group_as_user"], "properties": { "parent": text, "group_as_user": text } });
    all.insert(
        "AccessBy".into(),
        json!({
            "description": "How the caller came to have access: by a membership, by an ancestor, by a group that is a member, or by both.",
            "oneOf": [{ "const": "User" }, single("Parent", text.clone()), single("GroupAsUser", text), single("GroupAsUserAsParent", parent)],
        }),
    );
    all.insert(
        "Refusal".into(),
        json!({
            "type": "object",
            "required": ["status", "err_msg", "err_code"],
            "properties": { "status": { "const": false }, "err_msg": { "type": "string" }, "err_code": { "type": "integer", "description": codes() } },
        }),
    );
    Value::Object(all)
}

/// The service's numbers, with the words that the SDK has for them.
fn codes() -> String {
    ALL_CODES.iter().filter_map(|code| Some(format!("{}: {}", code.server_code()?, code.message()))).collect::<Vec<_>>().join("\n")
}

fn parameters() -> Value {
    let path = |name: &str, about: &str| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" }, "description": about });
    json!({
        "group": path("group", "The group's id."),
        "other": path("other", "The id of the other group: the one that invites, or that is asked to be joined."),
        "member": path("member", "The id of the group that becomes a member."),
        "user": path("user", "The user's id; for members, also the id of a group that is a member."),
        "device": path("device", "The device's id."),
        "by": path("by", "The id of the user whose access and rank decide."),
        "time": {
            "name": "time", "in": "path", "required": true, "schema": { "type": "integer", "minimum": 0 },
            "description": format!("The time of the last item received, or 0 for the first page. A page has {PAGE_SIZE} items."),
        },
        "last": path("last", "The id of the last item received, or `none` for the first page."),
        "actingAs": {
            "name": GROUP_ACCESS_HEADER, "in": "header", "required": false, "schema": { "type": "string" },
            "description": "The id of a group of the caller that is a member of this group: the caller acts as that group.",
        },
    })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// A tag and a sentence.
fn about(endpoint: Endpoint) -> (&'static str, &'static str) {
    use Endpoint as E;
    match endpoint {
        E::Exists => ("sign in", "Says whether an identifier is free"),
        E::RegisterUser => ("sign in", "Registers a user with a first device"),
        E::PrepareLogin => ("sign in", "Gives the salt of a device's password"),
        E::DoneLogin => ("sign in", "Checks the auth key and gives a challenge"),
        E::ValidateMfa => ("sign in", "Checks a code of the authenticator and gives a challenge"),
        E::ValidateRecoveryOtp => ("sign in", "Uses up a recovery key and gives a challenge"),
        E::VerifyLogin => ("sign in", "Takes the decrypted challenge and gives a JWT and a refresh token"),
        E::Refresh => ("sign in", "Gives a new JWT for a refresh token"),
        E::InitSession => ("sign in", "Gives a new JWT and the first page of invites"),

        E::UpdateUser => ("account", "Changes the identifier of the current device"),
        E::UpdatePassword => ("account", "Changes the password of the current device"),
        E::DeleteUser => ("account", "Deletes the account with all its devices"),
        E::Devices => ("devices", "Lists the user's devices, oldest first"),
        E::PrepareRegisterDevice => ("devices", "Registers a device that a signed-in device must confirm"),
        E::ConfirmDevice => ("devices", "Confirms a new device"),
        E::DeleteDevice => ("devices", "Deletes a device, but not the last one"),
        E::RegisterOtp => ("second factor", "Turns the second factor on and gives its secret and recovery keys"),
        E::ResetOtp => ("second factor", "Replaces secret and recovery keys"),
        E::DisableOtp => ("second factor", "Turns the second factor off"),
        E::OtpRecoveryKeys => ("second factor", "Lists the unused recovery keys"),

        E::CreateGroup => ("groups", "Creates a group. The caller becomes its creator"),
        E::CreateChildGroup => ("groups", "Creates a group below this one. Needs rank 1"),
        E::CreateConnectedGroup => ("groups", "Creates a group that this group is a member of. Needs rank 1"),
        E::GroupLight => ("groups", "Gives a group and the caller's rank in it"),
        E::GroupUpdateCheckLight => ("groups", "Gives the caller's rank in the group"),
        E::DeleteGroup => ("groups", "Deletes the group with its children. Needs rank 1"),
        E::LeaveGroup => ("groups", "Leaves the group. The only administrator can't"),
        E::GroupsOfUser => ("groups", "Lists the groups of the user"),
        E::GroupsOfGroup => ("groups", "Lists the groups that this group is a member of"),
        E::Children => ("groups", "Lists the children of the group, first level"),
        E::Members => ("groups", "Lists the members, without the caller"),
        E::ChangeRank => ("groups", "Changes the rank of a member. Needs rank 1"),
        E::KickUser => ("groups", "Removes a member. Needs rank 2"),

        E::ToggleInvites => ("invites", "Stops or allows invites and join requests. Needs rank 1"),
        E::InviteUser => ("invites", "Invites a user. Needs rank 2"),
        E::InviteUserAuto => ("invites", "Adds a user without asking. Needs rank 2"),
        E::InviteGroup => ("invites", "Invites a group into a connected group. Needs rank 2"),
        E::InviteGroupAuto => ("invites", "Adds a group to a connected group without asking. Needs rank 2"),
        E::InvitesOfUser => ("invites", "Lists the invites to the user, newest first"),
        E::AcceptInvite => ("invites", "Accepts an invite as the user"),
        E::RejectInvite => ("invites", "Rejects an invite as the user"),
        E::InvitesOfGroup => ("invites", "Lists the invites to the group. Needs rank 1"),
        E::AcceptInviteAsGroup => ("invites", "Accepts an invite as the group. Needs rank 1"),
        E::RejectInviteAsGroup => ("invites", "Rejects an invite as the group. Needs rank 1"),

        E::SendJoinRequest => ("join requests", "Asks to join as the user"),
        E::SendJoinRequestAsGroup => ("join requests", "Asks to join a connected group as the group. Needs rank 1"),
        E::JoinRequestsOfUser => ("join requests", "Lists the join requests that the user sent"),
        E::CancelJoinRequest => ("join requests", "Withdraws a join request of the user"),
        E::JoinRequestsOfGroup => ("join requests", "Lists the join requests that the group sent. Needs rank 1"),
        E::CancelJoinRequestAsGroup => ("join requests", "Withdraws a join request of the group. Needs rank 1"),
        E::JoinRequests => ("join requests", "Lists the join requests to the group. Needs rank 2"),
        E::AcceptJoinRequest => ("join requests", "Accepts a join request. Needs rank 2"),
        E::RejectJoinRequest => ("join requests", "Rejects a join request. Needs rank 2"),

        E::ResetPassword => ("back end", "Replaces the key material of a device: the password was forgotten"),
        E::JwtOwnerOf => ("back end", "Says whose JWT this is"),
        E::ForcedDisableOtp | E::ForcedDisableOtpDelete => ("back end", "Turns a user's second factor off"),
        E::ForcedEndSessions => ("back end", "Ends all sessions of a user. Their JWTs live until they expire"),
        E::ForcedDeleteUser => ("back end", "Deletes a user, by an identifier"),
        E::ForcedDeleteUserById => ("back end", "Deletes a user, by the id"),
        E::ForcedLogin => ("back end", "Gives a session of a user without the password"),
        E::ForcedGroupMember => ("back end", "Gives a direct member of a group"),
        E::ForcedCreateGroup => ("back end", "Creates a group in the name of a user"),
        E::ForcedCreateChild => ("back end", "Creates a child group in the name of a user"),
        E::ForcedCreateConnected => ("back end", "Creates a connected group in the name of a user"),
        E::ForcedInviteUserAuto => ("back end", "Adds a user to a group in the name of a member"),
        E::ForcedInviteGroupAuto => ("back end", "Adds a group to any group in the name of a member"),
        E::ForcedKickUser => ("back end", "Removes a member in the name of another"),
        E::ForcedDeleteGroup => ("back end", "Deletes a group with its children"),
        E::InviteGroupAutoForce => ("back end", "Adds a group to any group, with the JWT of a member"),

        E::GroupWithKeys | E::GroupUpdateCheckWithKeys => ("other variant", "What older light clients call"),
        E::RegisterOfOtherVariant | E::GroupOfOtherVariant => ("other variant", "Belongs to the variant with content encryption: always refused"),
    }
}
