//! How many requests groups cost.

use std::sync::{Arc, Mutex};

use futures_util::future::join_all;
use sentc_light_wasm::client::Client;
use sentc_light_wasm::client::capabilities::Host;
use sentc_light_wasm::client::events::{Event, LogEntry};
use sentc_light_wasm::error::{Code, Error};
use sentc_light_wasm::native::{NativePlatform, NativeStore};

use super::Native;
use super::scenarios::{World, call, code_of, somebody};

/// Every request is logged once; its method and the kind of its path are kept.
#[derive(Clone, Default)]
struct Requests(Arc<Mutex<Vec<String>>>);

impl Requests {
    /// Those since the last look.
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Host for Requests {
    fn event(&self, _event: Event) {}
    fn log(&self, entry: LogEntry) {
        let path: Vec<_> = entry.path.split('/').map(|part| if part.len() == 36 { "ID" } else { part }).collect();
        self.0.lock().unwrap().push(format!("{} {}", entry.method, path.join("/")));
    }
    async fn refresh_callback(&self, _old_jwt: &str) -> Result<String, Error> {
        Err(Code::InvalidOptions.into())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_group_is_asked_for_twice() {
    let requests = Requests::default();
    let platform = NativePlatform::new(NativeStore::in_memory(), requests.clone()).unwrap();
    let client = Client::new(platform, Native.options()).unwrap();
    let user = somebody(&client).await.1.user;
    let group_id = user.create_group(&call()).await.unwrap();
    requests.take();

    // Twenty at once: one request. Another one within five minutes: none.
    let none = call();
    let groups = join_all((0..20).map(|_| user.group(&group_id, None, &none))).await;
    let group = groups.into_iter().last().unwrap().unwrap();
    user.group(&group_id, None, &call()).await.unwrap();
    assert_eq!(requests.take(), ["GET /group/ID/light"]);

    group.update_check(&call()).await.unwrap();
    assert_eq!(requests.take(), ["GET /group/ID/update_check_light"]);

    // A group below, and one below that, through a connected group: each of them one request, nothing on the way.
    let connected_id = group.create_connected(&call()).await.unwrap();
    let connected = group.connected(&connected_id, &call()).await.unwrap();
    let child_id = connected.create_child(&call()).await.unwrap();
    connected.child(&child_id, &call()).await.unwrap();
    group.connected(&child_id, &call()).await.unwrap();
    user.group(&child_id, Some(&group_id), &call()).await.unwrap();
    let expected = ["POST /group/ID/connected/light", "GET /group/ID/light", "POST /group/ID/child/light", "GET /group/ID/light"];
    assert_eq!(requests.take(), expected);

    // A rank that is known is not asked for; what can't be given is not sent.
    assert_eq!(code_of(group.update_rank("somebody", 5, &call()).await), Code::RankOutOfRange);
    assert!(requests.take().is_empty());
    group.update_rank("somebody", 1, &call()).await.unwrap_err();
    assert_eq!(requests.take(), ["PUT /group/ID/change_rank"]);

    // An object that comes from nowhere (the façade's, after a new start) loads what it needs, once.
    let elsewhere = Client::new(NativePlatform::new(NativeStore::in_memory(), requests.clone()).unwrap(), Native.options()).unwrap();
    let record = serde_json::from_value(stored(&client, &user.data().device_id).await).unwrap();
    let restored = elsewhere.restore(record).unwrap().group_at_hand(&group_id, None).unwrap();
    restored.stop_invites(&call()).await.unwrap();
    restored.stop_invites(&call()).await.unwrap();
    assert_eq!(requests.take(), ["GET /group/ID/light", "PATCH /group/ID/change_invite", "PATCH /group/ID/change_invite"]);
}

/// The stored session, as the bindings get it.
async fn stored(client: &Client<NativePlatform<Requests>>, device_id: &str) -> serde_json::Value {
    use sentc_light_wasm::client::capabilities::{Platform, Store};
    let prefix = client.channel_name().trim_start_matches("sentc-light/").to_owned();
    let store = client.platform().store();
    let current: String = serde_json::from_str(&store.get(&format!("{prefix}/current")).await.unwrap().unwrap()).unwrap();
    let record: serde_json::Value = serde_json::from_str(&store.get(&format!("{prefix}/user/{current}")).await.unwrap().unwrap()).unwrap();
    assert_eq!(record["device_id"], device_id);
    record
}
