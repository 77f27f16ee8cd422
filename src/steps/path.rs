//! Paths of the service with ids that callers supply.

use crate::error::{Code, Error, Result};
use crate::json::{Json, Value};

/// One path segment: an id, encoded so that it can't change the route.
pub fn segment(what: &'static str, id: &str) -> Result<String> {
    // URL parsers take dots for navigation, encoded ones too.
    if id.is_empty() || id == "." || id == ".." {
        return Err(Error::with(Code::InvalidArgument, format!("{what} must be an id")));
    }
    Ok(percent_encode(id))
}

/// A path with its `{names}` filled in. Where a list goes on without an item it starts.
pub fn fill(pattern: &'static str, arguments: &Value) -> Result<String> {
    let mut path = String::new();
    for part in pattern.split('/').skip(1) {
        path.push('/');
        match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            None => path.push_str(part),
            Some("time") => path.push_str(&time(arguments)?.to_string()),
            Some("last") => path.push_str(&arguments.get("last").as_text().map_or_else(|| Ok("none".to_owned()), |id| segment("last", id))?),
            Some(name) => path.push_str(&segment(name, arguments.get(name).as_text().unwrap_or_default())?),
        }
    }
    Ok(path)
}

fn time(arguments: &Value) -> Result<u64> {
    match arguments.get("time") {
        Value::Null => Ok(0),
        value => u64::read(value).ok_or(Error::with(Code::InvalidArgument, "the last item's time must be in whole milliseconds")),
    }
}

/// An id as it may stand in a header.
pub fn header_value(what: &'static str, id: &str) -> Result<String> {
    if id.is_empty() || !id.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Error::with(Code::InvalidArgument, format!("{what} must be an id")));
    }
    Ok(id.to_owned())
}

/// Percent-encodes everything but the unreserved characters of RFC 3986, section 2.3.
pub fn percent_encode(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for nibble in [byte >> 4, byte & 15] {
                out.push(HEX.get(usize::from(nibble)).copied().map_or('0', char::from));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_stays_one_segment() {
        assert_eq!(segment("device_id", "5d3b0e32-6c63").unwrap(), "5d3b0e32-6c63");
        assert_eq!(segment("device_id", "a/../b?x=1#ä").unwrap(), "a%2F..%2Fb%3Fx%3D1%23%C3%A4");
        for id in ["", ".", ".."] {
            assert_eq!(segment("device_id", id).unwrap_err().code, Code::InvalidArgument);
        }
    }

    #[test]
    fn lists_start_and_go_on() {
        let list = |after: Vec<(&str, Value)>| fill("/group/{time}/{last}", &Value::object(after));
        assert_eq!(list(vec![]).unwrap(), "/group/0/none");
        assert_eq!(list(vec![("time", Value::Integer(7)), ("last", Value::from("a/b"))]).unwrap(), "/group/7/a%2Fb");
        for after in [("last", Value::from("..")), ("time", Value::Integer(-1)), ("time", Value::from("7"))] {
            assert_eq!(list(vec![after]).unwrap_err().code, Code::InvalidArgument);
        }
    }

    #[test]
    fn a_header_stays_one_line() {
        assert_eq!(header_value("group_as_member", "5d3b-1").unwrap(), "5d3b-1");
        for id in ["", "a b", "a\r\nb", "ä"] {
            assert!(header_value("group_as_member", id).is_err());
        }
    }
}
