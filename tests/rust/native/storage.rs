//! The storage file: who may read it, what two programs do to each other's records, and what is left when one dies.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use futures_util::future::join_all;
use futures_util::poll;
use sentc_light_wasm::client::host::{Host, Stored};
use sentc_light_wasm::events::LogEntry;
use sentc_light_wasm::native::{Listener, NativeHost, NativeStore};
use sentc_light_wasm::{Client, Code};

use super::Native;
use super::scenarios::{World, code_of, somebody, unique};

/// A file of its own, in a folder that holds nothing else.
pub fn place() -> PathBuf {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(unique("storage"));
    std::fs::create_dir_all(&folder).unwrap();
    folder.join("sessions.json")
}

fn host(path: &PathBuf) -> Arc<NativeHost> {
    NativeHost::new(NativeStore::in_file(path).unwrap(), ()).unwrap()
}

fn set(key: &str, text: &str) -> Vec<(String, Option<String>)> {
    vec![(key.into(), Some(text.into()))]
}

fn text(text: &str) -> Stored {
    Stored::Text(text.into())
}

#[tokio::test]
async fn two_programs_write_one_file() {
    let path = place();
    let (one, two) = (host(&path), host(&path));
    assert!(one.shared());
    assert!(one.write(set("a", "1"), None).await.unwrap());
    assert!(two.write(set("b", "2"), None).await.unwrap());
    assert_eq!((one.read("b").await.unwrap(), two.read("a").await.unwrap()), (text("2"), text("1")));

    // Only over what was seen: another's change, another's deletion and another's first record all count.
    assert!(two.write(set("a", "3"), Some("a".into())).await.unwrap());
    assert!(!one.write(set("a", "4"), Some("a".into())).await.unwrap());
    assert_eq!(one.read("a").await.unwrap(), text("3"));
    assert!(one.write(vec![("a".into(), None)], Some("a".into())).await.unwrap());
    assert!(!two.write(set("a", "5"), Some("a".into())).await.unwrap());
    assert!(one.write(set("new", "1"), None).await.unwrap());
    assert!(!two.write(set("new", "2"), Some("new".into())).await.unwrap());

    // Nothing of the refused record is stored, and no file is left but the one.
    assert_eq!(two.read("a").await.unwrap(), Stored::Nothing);
    let files: Vec<_> = std::fs::read_dir(path.parent().unwrap()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(files, ["sessions.json"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_record_is_lost_when_all_write_at_once() {
    let path = place();
    let hosts: Vec<_> = (0..4).map(|_| host(&path)).collect();
    let writes = (0..40).map(|n| {
        let host = hosts[n % 4].clone();
        tokio::spawn(async move { host.write(set(&n.to_string(), "x"), None).await.unwrap() })
    });
    assert!(join_all(writes).await.into_iter().all(|written| written.unwrap()));
    for n in 0..40 {
        assert_eq!(hosts[0].read(&n.to_string()).await.unwrap(), text("x"));
    }
}

#[tokio::test]
async fn locks_hold_between_programs() {
    let path = place();
    let (one, two) = (host(&path), host(&path));
    let held = one.lock("name").await;
    drop(two.lock("another name").await);
    let mut waiting = two.lock("name");
    assert!(poll!(&mut waiting).is_pending());
    // Who gives up waiting is no longer in the way.
    drop(waiting);
    drop(held);
    drop(two.lock("name").await);
    drop(one.lock("name").await);
    assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 0);
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_reads_the_file() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let mode = |path: &PathBuf| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let path = place();
    host(&path).write(set("a", "1"), None).await.unwrap();
    assert_eq!(mode(&path), 0o600);

    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let opened = host(&path);
    assert_eq!(mode(&path), 0o600);

    // Through a link it is the file that changes, and its locks are those of the file.
    let link = path.with_file_name("link.json");
    symlink(&path, &link).unwrap();
    let linked = host(&link);
    linked.write(set("a", "2"), None).await.unwrap();
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(opened.read("a").await.unwrap(), text("2"));
    let held = opened.lock("name").await;
    assert!(poll!(&mut linked.lock("name")).is_pending());
    drop(held);
}

#[tokio::test]
async fn what_is_no_storage_file_is_left_alone() {
    let path = place();
    let code = |path: &PathBuf| NativeStore::in_file(path).unwrap_err().code;
    for content in ["", "[]", "{\"a\":1}", "{\"a\":\"1\""] {
        std::fs::write(&path, content).unwrap();
        assert_eq!(code(&path), Code::Storage);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), content);
    }
    std::fs::remove_file(&path).unwrap();
    let host = host(&path);
    std::fs::write(&path, "broken meanwhile").unwrap();
    assert_eq!(code_of(host.read("a").await), Code::Storage);
    assert_eq!(code_of(host.write(set("a", "1"), None).await), Code::Storage);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "broken meanwhile");
    // What a crash has left beside it is no hindrance.
    std::fs::remove_file(&path).unwrap();
    std::fs::write(path.with_file_name("sessions.json.new"), "half").unwrap();
    assert!(host.write(set("a", "1"), None).await.unwrap());
    assert_eq!(code(&path.join("no such folder").join("file")), Code::Storage);
}

/// Counts refreshes.
#[derive(Clone, Default)]
struct Refreshes(Arc<Mutex<u32>>);

impl Listener for Refreshes {
    fn log(&self, entry: &LogEntry) {
        *self.0.lock().unwrap() += u32::from(entry.path == "/refresh");
    }
}

fn client(path: &str) -> (Client, Refreshes) {
    let refreshes = Refreshes::default();
    let client =
        Client::builder(Native.public_token()).base_url(Native.base_url()).storage(NativeStore::in_file(path).unwrap()).listener(refreshes.clone()).build();
    (client.unwrap(), refreshes)
}

/// What the processes of the test below do: refresh this JWT, and say what came of it.
async fn refresh_in_a_process(path: &str, stale: &str) {
    let (client, refreshes) = client(path);
    let user = client.current_user().await.unwrap();
    let jwt = user.renew_jwt(stale).await.unwrap();
    println!("child: {} {jwt}", refreshes.0.lock().unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_refresh_once_and_see_each_other() {
    const CHILD: &str = "SENTC_TEST_CHILD";
    if let Ok(stale) = std::env::var(CHILD) {
        return refresh_in_a_process(&std::env::var("SENTC_TEST_PLACE").unwrap(), &stale).await;
    }
    let path = place();
    let path = path.to_str().unwrap();
    let (client, refreshes) = client(path);
    let user = somebody(&client).await.1.user;
    let stale = user.data().jwt;

    let children = (0..4).map(|_| {
        tokio::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "storage::processes_refresh_once_and_see_each_other", "--nocapture"])
            .envs([(CHILD, stale.as_str()), ("SENTC_TEST_PLACE", path)])
            .kill_on_drop(true)
            .output()
    });
    let (mut asked, mut jwts) = (0, Vec::new());
    for output in join_all(children).await {
        let output = output.unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        let line = text.lines().find_map(|line| line.split_once("child: ")).unwrap_or_else(|| panic!("{text}{}", String::from_utf8_lossy(&output.stderr))).1;
        let (count, jwt) = line.split_once(' ').unwrap();
        asked += count.parse::<u32>().unwrap();
        jwts.push(jwt.to_owned());
    }
    assert_eq!(asked, 1);
    assert!(jwts.iter().all(|jwt| *jwt == jwts[0] && *jwt != stale));
    // This process finds what they did, and asks for nothing itself.
    assert_eq!(user.renew_jwt(&stale).await.unwrap(), jwts[0]);
    assert_eq!(*refreshes.0.lock().unwrap(), 0);

    // Signed out elsewhere, it is signed out here.
    let elsewhere = self::client(path).0;
    elsewhere.current_user().await.unwrap().log_out().await.unwrap();
    assert_eq!(code_of(user.renew_jwt(&jwts[0]).await), Code::SignedOut);
    assert!(user.is_signed_out());
}
