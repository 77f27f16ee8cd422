//! The light API as [OpenAPI 3.1](https://spec.openapis.org/oas/v3.1.0), from the table of endpoints. The server gives it at
//! /dev/openapi.json; `docs/public/openapi.json` is the same text, which a test compares (`tests/pages.rs`).

use sentc_light_wasm::error::ALL_CODES;
use sentc_light_wasm::json::{Json, Kind};
use sentc_light_wasm::wire::{API_PREFIX, APP_TOKEN_HEADER, Authorization, DEFAULT_BASE_URL, Endpoint, GROUP_ACCESS_HEADER, PAGE_SIZE};
use sentc_light_wasm::wire::{device, group, login, mfa, password, register, session};
use serde_json::{Map, Value, json};

macro_rules! schemas {
    ($($module:ident::$name:ident),* $(,)?) => {
        /// The structs of the wire, by their names. One that is missing here is written where it is used. `UserGroup` has the same
        /// fields as `RankBody`, and goes by that name.
        const STRUCTS: &[(&str, Kind)] = &[$((stringify!($name), <$module::$name as Json>::KIND)),*];
    };
}

schemas! {
    register::RegisterBody, register::MasterKey, register::Derived, register::RegisterAnswer, register::RegisterDeviceAnswer,
    register::ConfirmDeviceBody, register::UserIdentifierBody, register::ExistsAnswer,
    login::PrepareLoginAnswer, login::DoneLoginBody, login::LoginChallenge, login::DeviceKeys, login::ValidateMfaBody,
    login::VerifyLoginBody, login::VerifyLoginAnswer,
    session::RefreshBody, session::RefreshAnswer, session::InitAnswer,
    password::UpdatePasswordBody, mfa::OtpRegister, mfa::OtpRecoveryKeys, device::UserDeviceList, device::JwtOwner,
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
            { "url": format!("{DEFAULT_BASE_URL}{API_PREFIX}"), "description": "the hosted service" },
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
    let (tag, summary) = endpoint.about();
    let summary = summary.trim_end_matches('.');
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

/// A struct by its name, where it has one.
fn schema(kind: &Kind) -> Value {
    STRUCTS.iter().find(|(_, known)| known == kind).map_or_else(|| definition(kind), |(name, _)| reference(name))
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
        Kind::Object(fields) => {
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
    let mut all: Map<_, _> = STRUCTS.iter().map(|(name, kind)| ((*name).to_owned(), definition(kind))).collect();
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
