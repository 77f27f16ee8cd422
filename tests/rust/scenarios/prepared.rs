//! Requests whose bodies are prepared here, and which the app, or its back end, sends by itself.

use sentc_light_wasm::error::Code;
use sentc_light_wasm::wire::Method;
use sentc_light_wasm::{Group, Invite, KdfPolicy, User, user};

use super::*;

pub async fn accounts_and_devices_are_prepared_and_read<W: World>(world: &W) {
    let (client, kdf) = (world.client(), KdfPolicy::default());
    let identifier = unique("user");
    let asks = user::prepare_check_user_identifier_available(&identifier).unwrap();
    let is_free = async || user::done_check_user_identifier_available(&back_end(world, &client, Method::Post, "/exists", &asks).await);
    assert!(is_free().await.unwrap());
    let body = client.prepare_register(&identifier, PASSWORD).await.unwrap();
    let user_id = user::done_register(&back_end(world, &client, Method::Post, "/register_light", &body).await).unwrap();
    assert!(!is_free().await.unwrap());
    let again = user::prepare_register(&identifier, PASSWORD, kdf).unwrap();
    assert_eq!(code_of(user::done_register(&back_end(world, &client, Method::Post, "/register_light", &again).await)), Code::IdentifierTaken);
    let signed_in = log_in(&client, &identifier, PASSWORD).await.unwrap().user;
    assert_eq!(signed_in.data().user_id, user_id);

    let phone = unique("phone");
    let body = user::prepare_register_device_start(&phone, "second password", kdf).unwrap();
    let output = back_end(world, &client, Method::Post, "/user/prepare_register_device", &body).await;
    user::done_register_device_start(&output).unwrap();
    let shown = user::parse_device_output(&output).unwrap();
    assert_eq!((shown.device_identifier.as_str(), shown.code.len()), (phone.as_str(), 6));
    signed_in.register_device(&output).await.unwrap();
    assert_eq!(log_in(&world.client(), &phone, "second password").await.unwrap().user.data().user_id, user_id);

    for text in ["", "{}", "<html>", r#"{"status":true,"result":{}}"#] {
        assert_eq!(code_of(user::done_register(text)), Code::UnexpectedAnswer, "{text}");
        assert_eq!(code_of(user::done_check_user_identifier_available(text)), Code::UnexpectedAnswer, "{text}");
        assert_eq!(code_of(user::done_register_device_start(text)), Code::UnexpectedAnswer, "{text}");
    }
    for (identifier, password) in [("", PASSWORD), (identifier.as_str(), "")] {
        assert_eq!(code_of(user::prepare_register(identifier, password, kdf)), Code::InvalidArgument);
        assert_eq!(code_of(user::prepare_register_device_start(identifier, password, kdf)), Code::InvalidArgument);
    }
}

pub async fn groups_and_ranks_are_prepared<W: World>(world: &W) {
    let (client, elsewhere) = (world.client(), world.client());
    let (owner, member) = (somebody(&client).await.1.user, somebody(&elsewhere).await.1.user);
    let send = async |method, path: &str, body: &str| {
        let headers = vec![
            ("x-sentc-app-token", world.public_token()),
            ("Authorization", format!("Bearer {}", owner.data().jwt)),
            ("Content-Type", "application/json".into()),
        ];
        let request =
            Request { method, url: format!("{}/api/v1{path}", world.base_url()), headers, body: Some(body.into()), with_cookies: false, max_body: 1 << 20 };
        let answer = client.core().host().send(request).await.unwrap_or_else(|_| panic!("{path} failed"));
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    };
    send(Method::Post, "/group/light", &User::prepare_create_group().unwrap()).await;
    let group_id = owner.groups().page().await.unwrap()[0].group_id.clone();
    let group = owner.group(&group_id, None).await.unwrap();
    let member_id = member.data().user_id;
    group.invite(Invite::UserAuto, &member_id, None).await.unwrap();
    let of_member = member.group(&group_id, None).await.unwrap();
    let rank = async || of_member.update_check().await.unwrap().rank;
    assert_eq!(rank().await, 4);
    let body = Group::prepare_update_rank(group.data().await.unwrap().rank, &member_id, 2).unwrap();
    send(Method::Put, &format!("/group/{group_id}/change_rank"), &body).await;
    assert_eq!(rank().await, 2);
    assert_eq!(code_of(Group::prepare_update_rank(0, &member_id, 0)), Code::RankOutOfRange);
    assert_eq!(code_of(Group::prepare_update_rank(2, &member_id, 3)), Code::NoPermission);
}
