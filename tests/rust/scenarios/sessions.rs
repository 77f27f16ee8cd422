use std::collections::HashSet;
use std::task::Poll;

use futures_util::TryStreamExt;
use futures_util::future::join_all;
use sentc_light_wasm::error::Code;
use sentc_light_wasm::wire::Method;

use super::*;

pub async fn a_session_outlives_the_page<W: World>(world: &W) {
    let place = unique("place");
    let client = world.client_in(&place, world.options());
    assert!(client.init().await.unwrap().is_none());
    let (identifier, LoggedIn { user, .. }) = somebody(&client).await;
    let data = user.data();

    let later = world.client_in(&place, world.options());
    let started = later.init().await.unwrap().unwrap();
    assert_eq!(started.invites.len(), 0);
    let stored = started.user.data();
    assert_eq!((stored.user_id, stored.device_id), (data.user_id, data.device_id));
    assert!(stored.device == data.device);
    assert_ne!(stored.jwt, data.jwt, "init refreshes");
    assert_eq!(later.current_user().await.unwrap().identifier(), identifier);

    // Another place, another app or another name has nobody.
    assert_eq!(code_of(world.client().current_user().await), Code::NoUser);
}

pub async fn fifty_calls_at_once<W: World>(world: &W) {
    let client = world.client();
    let (_, LoggedIn { user, .. }) = somebody(&client).await;
    let jwts = join_all((0..25).map(|_| user.jwt()));
    let devices = join_all((0..25).map(|_| user.devices().page()));
    let (jwts, devices) = futures_util::future::join(jwts, devices).await;
    assert!(jwts.into_iter().all(|jwt| jwt.is_ok()));
    assert!(devices.into_iter().all(|list| list.unwrap().len() == 1));
}

/// A login voids the device's other challenges; here they must not get into each other's way.
pub async fn logins_of_one_identifier_at_once<W: World>(world: &W) {
    let (client, elsewhere) = (world.client(), world.client());
    let (identifier, LoggedIn { user, .. }) = somebody(&client).await;
    let logins = (0..4).map(|i| log_in(if i % 2 == 0 { &client } else { &elsewhere }, &identifier, PASSWORD));
    for login in join_all(logins).await {
        assert_eq!(login.unwrap().user.data().user_id, user.data().user_id);
    }
}

pub async fn log_out_ends_every_user_object<W: World>(world: &W) {
    let place = unique("place");
    let client = world.client_in(&place, world.options());
    let (identifier, LoggedIn { user, .. }) = somebody(&client).await;
    let same = client.current_user().await.unwrap();
    assert_eq!(same.number(), user.number());
    user.log_out().await.unwrap();
    for user in [&user, &same] {
        assert_eq!(code_of(user.jwt().await), Code::SignedOut);
        assert_eq!(code_of(user.devices().page().await), Code::SignedOut);
        assert_eq!(code_of(user.log_out().await), Code::SignedOut);
    }
    let later = world.client_in(&place, world.options());
    assert!(later.init().await.unwrap().is_none());
    assert!(later.stored_user(&identifier).await.unwrap().is_none());
    // Signed in again it is another session.
    log_in(&client, &identifier, PASSWORD).await.unwrap();
    assert_eq!(code_of(user.jwt().await), Code::SignedOut);
}

pub async fn an_aborted_call_leaves_the_session<W: World>(world: &W) {
    let client = world.client();
    let (identifier, LoggedIn { user, .. }) = somebody(&client).await;
    let (aborted, canceller) = Call::cancellable();
    canceller.cancel();
    assert_eq!(code_of(user.with_call(&aborted).devices().page().await), Code::Aborted);
    assert_eq!(code_of(client.with_call(&aborted).login(&identifier, PASSWORD).await.map(drop)), Code::Aborted);
    let (during, canceller) = Call::cancellable();
    let cancel = async {
        client.core().host().sleep(1).await;
        canceller.cancel();
    };
    let (result, ()) = futures_util::future::join(user.with_call(&during).change_password(PASSWORD, "new", None), cancel).await;
    assert_eq!(code_of(result), Code::Aborted);
    user.jwt().await.unwrap();
    log_in(&client, &identifier, PASSWORD).await.unwrap();
}

/// Wherever a call stops, what was there before stays usable.
pub async fn a_dropped_call_leaves_the_session<W: World>(world: &W) {
    let place = unique("place");
    let client = world.client_in(&place, world.options());
    let (identifier, LoggedIn { user, .. }) = somebody(&client).await;
    for polls in 0.. {
        if dropped_after(polls, client.login(&identifier, PASSWORD)).await.is_some() {
            break;
        }
        user.devices().page().await.unwrap();
        let later = world.client_in(&place, world.options());
        assert_eq!(later.current_user().await.unwrap().identifier(), identifier);
    }
    log_in(&client, &identifier, PASSWORD).await.unwrap();
}

/// The result of a future, unless it needs to be polled more often than this.
async fn dropped_after<T>(polls: u32, future: impl Future<Output = T>) -> Option<T> {
    let (mut future, mut left) = (std::pin::pin!(future), polls);
    std::future::poll_fn(move |context| {
        left = match left.checked_sub(1) {
            None => return Poll::Ready(None),
            Some(left) => left,
        };
        future.as_mut().poll(context).map(Some)
    })
    .await
}

pub async fn lists_are_streams_of_all_their_items<W: World>(world: &W) {
    let client = world.client();
    let user = somebody(&client).await.1.user;
    let mut made = Vec::new();
    for _ in 0..51 {
        made.push(user.create_group().await.unwrap());
    }
    let listed: Vec<_> = user.groups().map_ok(|group| group.group_id).try_collect().await.unwrap();
    assert_eq!(listed.iter().collect::<HashSet<_>>(), made.iter().collect::<HashSet<_>>());
    assert_eq!(listed.len(), 51);
    let first = user.groups().page().await.unwrap();
    assert_eq!(first.len(), 50);
    assert_eq!(user.groups().after(&first[49]).page().await.unwrap()[0].group_id, listed[50]);
}

pub async fn ended_by_the_service<W: World>(world: &W) {
    let place = unique("place");
    let client = world.client_in(&place, world.options());
    let (identifier, _) = somebody(&client).await;
    back_end(world, &client, Method::Delete, "/user/forced/sessions", &identifier_body(&identifier)).await;
    let later = world.client_in(&place, world.options());
    assert!(later.init().await.unwrap().is_none());
    assert!(later.stored_user(&identifier).await.unwrap().is_none());
}
