//! Paths of the service with ids that callers supply.

use crate::error::{Code, Error, Result};

/// One path segment: an id, encoded so that it can't change the route.
pub fn segment(what: &'static str, id: &str) -> Result<String> {
    // URL parsers take dots for navigation, encoded ones too.
    if id.is_empty() || id == "." || id == ".." {
        return Err(Error::with(Code::InvalidArgument, format!("{what} must be an id")));
    }
    Ok(percent_encode(id))
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
}
