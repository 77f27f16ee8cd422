//! What comes of faults on the wire: the same as through the other front door (`tests/package/node/faults.test.mjs`), by one table.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use sentc_light_wasm::{Call, Client, Code, Error};

/// A service that answers everything in this way, given the request's head, and then closes the connection.
pub fn service(answer: impl Fn(&mut TcpStream, &str) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = [0; 4096];
            let length = stream.read(&mut head).unwrap();
            answer(&mut stream, &String::from_utf8_lossy(&head[..length]));
        }
    });
    url
}

fn saying(head: &'static str, body: &'static str, length: usize) -> String {
    service(move |stream, _| {
        let _ = write!(stream, "HTTP/1.1 {head}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
    })
}

/// Whatever answers has time to, on a busy machine too.
async fn error_at(url: String, call: &Call) -> Error {
    error_within(Duration::from_secs(60), url, call).await
}

async fn error_within(timeout: Duration, url: String, call: &Call) -> Error {
    let client = Client::builder("token").base_url(url).timeout(timeout).retries(0).build().unwrap();
    client.with_call(call).check_user_identifier_available("ada").await.unwrap_err()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn faults_have_the_same_errors_as_in_javascript() {
    let table: serde_json::Map<String, serde_json::Value> = serde_json::from_str(include_str!("../../faults.json")).unwrap();
    let json = r#"{"status":true,"result":{"user_identifier":"ada","available":true}}"#;
    for (fault, expected) in &table {
        let (call, canceller) = Call::cancellable();
        let error = match fault.as_str() {
            "offline" => {
                // Nobody listens on a port that was free just now.
                let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
                error_at(format!("http://127.0.0.1:{port}"), &call).await
            }
            "HTTP 503" => error_at(saying("503 Service Unavailable", "<html>", 6), &call).await,
            "time-out" => {
                let (sender, receiver) = std::sync::mpsc::channel::<()>();
                let url = service(move |_, _| assert!(receiver.recv().is_err()));
                let error = error_within(Duration::from_millis(900), url, &call).await;
                drop(sender);
                error
            }
            "abort" => {
                let canceller = std::sync::Mutex::new(Some(canceller));
                // The connection stays: a closed one would be an error of its own.
                let (sender, receiver) = std::sync::mpsc::channel::<()>();
                let url = service(move |_, _| {
                    canceller.lock().unwrap().take().unwrap().cancel();
                    assert!(receiver.recv().is_err());
                });
                let error = error_at(url, &call).await;
                drop(sender);
                error
            }
            "HTML" => error_at(saying("200 OK", "<html>", 6), &call).await,
            "cut JSON" => error_at(saying("200 OK", json.split_at(40).0, 40), &call).await,
            "cut body" => error_at(saying("200 OK", json.split_at(40).0, json.len()), &call).await,
            other => panic!("the table has a fault that this test does not make: {other}"),
        };
        assert_eq!(error.code.name(), expected["code"], "{fault}: {error}");
        assert_eq!(error.retryable(), expected["retryable"], "{fault}: {error}");
        assert_eq!(error.http_status.map(u64::from), expected.get("http_status").and_then(serde_json::Value::as_u64), "{fault}");
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let url = saying("302 Found\r\nlocation: http://127.0.0.1:9/", "", 0);
    assert_eq!(error_at(url, &Call::default()).await.code, Code::UnexpectedAnswer);
}

/// A client awaited by another executor says so, and waits for nothing.
#[test]
fn without_a_runtime_there_is_an_error() {
    let client = Client::builder("token").base_url("http://127.0.0.1:9").build().unwrap();
    let error = futures_util::FutureExt::now_or_never(client.check_user_identifier_available("ada")).unwrap().unwrap_err();
    assert!(error.message().contains("tokio"), "{error}");
    let error = futures_util::FutureExt::now_or_never(client.login("ada", "password")).unwrap().unwrap_err();
    assert!(error.message().contains("tokio"), "{error}");
}
