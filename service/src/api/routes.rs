//! Which row of the table of endpoints a request is for.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Request;
use sentc_light_wasm::wire::{API_PREFIX, Endpoint};

use super::call::Route;
use super::{guesses, handler};

/// The routes by path, and for each path by method.
#[derive(Debug)]
pub struct Routes(matchit::Router<Vec<Route>>);

impl Default for Routes {
    fn default() -> Self {
        let mut paths: BTreeMap<String, Vec<Route>> = BTreeMap::new();
        for endpoint in Endpoint::ALL {
            let row = endpoint.row();
            let route = Route { row, name: row.option_name(), guesses: guesses(*endpoint), handler: handler(*endpoint) };
            paths.entry(numbered(row.path)).or_default().push(route);
        }
        let mut router = matchit::Router::new();
        for (path, routes) in paths {
            if let Err(error) = router.insert(&path, routes) {
                tracing::error!(path, %error, "two rows of the table of endpoints contradict each other");
            }
        }
        Self(router)
    }
}

impl Routes {
    /// None: no such route. That includes a path that only other methods have, and HEAD.
    pub fn find(&self, request: &Request<Bytes>) -> Option<&Route> {
        let path = request.uri().path().strip_prefix(API_PREFIX)?;
        self.0.at(path).ok()?.value.iter().find(|route| route.row.method.name() == request.method().as_str())
    }
}

/// A path with its parameters numbered: the router wants one name for them, whatever each row calls them.
fn numbered(path: &str) -> String {
    let parts = path.split('/').enumerate().map(|(at, part)| if part.starts_with('{') { format!("{{{at}}}") } else { part.to_owned() });
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_found_by_its_method_and_path_alone() {
        let routes = Routes::default();
        let find = |method: &str, path: &str| {
            let request = Request::builder().method(method).uri(path).body(Bytes::new()).unwrap();
            routes.find(&request).map(|route| (route.row.method.name(), route.row.path))
        };
        for endpoint in Endpoint::ALL {
            let row = endpoint.row();
            let path: Vec<_> = row.path.split('/').map(|part| if part.starts_with('{') { "x" } else { part }).collect();
            let path = format!("{API_PREFIX}{}", path.join("/"));
            assert_eq!(find(row.method.name(), &path), Some((row.method.name(), row.path)));
            for other in [format!("{path}/"), format!("{path}/x/y/z/x/y/z"), path.replace("/api", "//api"), path.replace("/v1", "")] {
                assert_eq!(find(row.method.name(), &other), None, "{other}");
            }
            assert_eq!(find("HEAD", &path), None);
        }
    }
}
