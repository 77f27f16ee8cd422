//! How many requests groups cost.

use std::sync::{Arc, Mutex};

use futures_util::future::join_all;
use sentc_light_wasm::events::LogEntry;
use sentc_light_wasm::native::{Listener, NativeHost, NativeStore};
use sentc_light_wasm::{Client, Code};

use super::Native;
use super::scenarios::{World, code_of, somebody};

/// Every request is logged once; its method and the kind of its path are kept.
#[derive(Clone, Default)]
struct Requests(Arc<Mutex<Vec<String>>>);

impl Requests {
    /// Those since the last look.
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Listener for Requests {
    fn log(&self, entry: &LogEntry) {
        let path: Vec<_> = entry.path.split('/').map(|part| if part.len() == 36 { "ID" } else { part }).collect();
        self.0.lock().unwrap().push(format!("{} {}", entry.method, path.join("/")));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_group_is_asked_for_twice() {
    let requests = Requests::default();
    let client = Client::new(NativeHost::new(NativeStore::in_memory(), requests.clone()).unwrap(), Native.options()).unwrap();
    let user = somebody(&client).await.1.user;
    let group_id = user.create_group().await.unwrap();
    requests.take();

    // Twenty at once: one request. Another one within five minutes: none.
    let groups = join_all((0..20).map(|_| user.group(&group_id, None))).await;
    let group = groups.into_iter().last().unwrap().unwrap();
    user.group(&group_id, None).await.unwrap();
    assert_eq!(requests.take(), ["GET /group/ID/light"]);

    group.update_check().await.unwrap();
    assert_eq!(requests.take(), ["GET /group/ID/update_check_light"]);

    // A group below, and one below that, through a connected group: each of them one request, nothing on the way.
    let connected_id = group.create_connected().await.unwrap();
    let connected = group.connected(&connected_id).await.unwrap();
    let child_id = connected.create_child().await.unwrap();
    connected.child(&child_id).await.unwrap();
    group.connected(&child_id).await.unwrap();
    user.group(&child_id, Some(&group_id)).await.unwrap();
    let expected = ["POST /group/ID/connected/light", "GET /group/ID/light", "POST /group/ID/child/light", "GET /group/ID/light"];
    assert_eq!(requests.take(), expected);

    // A rank that is known is not asked for; what can't be given is not sent.
    assert_eq!(code_of(group.update_rank("somebody", 5).await), Code::RankOutOfRange);
    assert!(requests.take().is_empty());
    group.update_rank("somebody", 1).await.unwrap_err();
    assert_eq!(requests.take(), ["PUT /group/ID/change_rank"]);
}
