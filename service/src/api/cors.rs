//! CORS: any page may call the service, without cookies.

use http::{HeaderMap, HeaderName, HeaderValue, Response, header};

/// Marks an answer, errors too, as readable by any page.
pub fn allow_every_page(mut response: Response<String>, is_preflight: bool) -> Response<String> {
    let headers = response.headers_mut();
    set(headers, header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    // A service worker that caches by address must not give one account's lists to the next. It sees the answer as the page
    // does, so the header must be among those that pages may read.
    set(headers, header::VARY, "Authorization, x-sentc-app-token, x-sentc-group-access-id");
    set(headers, header::ACCESS_CONTROL_EXPOSE_HEADERS, "Vary");
    if is_preflight {
        set(headers, header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, PATCH, DELETE, OPTIONS");
        set(headers, header::ACCESS_CONTROL_ALLOW_HEADERS, "x-sentc-app-token, Content-Type, Authorization, x-sentc-group-access-id, Accept, Origin");
        set(headers, header::ACCESS_CONTROL_MAX_AGE, "86400");
    }
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}
