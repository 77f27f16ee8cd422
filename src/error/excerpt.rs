//! The first characters of an unexpected answer, without secrets, for an error message.

/// The maximum length, in characters.
const LENGTH: usize = 120;
/// A run of this many token characters could be a JWT, a key or a refresh token.
const SECRET_RUN: usize = 16;

/// Returns the first 120 characters of a text, without possible secrets: replaces JSON values and long runs of token
/// characters by `…`.
pub fn excerpt(text: &str) -> String {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    // Long enough to fill the excerpt even if much of it is removed.
    let start: String = text.chars().take(LENGTH * 8).collect();
    let json = start.starts_with(['{', '[', '"']);
    let cleaned = if json { without_values(&start) } else { start };
    let mut out = String::new();
    for word in cleaned.split_inclusive(|c: char| !is_token_char(c)) {
        let run = word.trim_end_matches(|c: char| !is_token_char(c));
        let rest = word.strip_prefix(run).unwrap_or_default();
        if run.chars().count() >= SECRET_RUN {
            out.push('…')
        } else {
            out.push_str(run)
        }
        out.extend(rest.chars().map(|c| if c.is_control() { ' ' } else { c }));
    }
    if out.chars().count() > LENGTH {
        out = out.chars().take(LENGTH).collect();
        out.push('…');
    }
    out
}

fn is_token_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || "+/=_-.".contains(c)
}

/// Removes string and number values from JSON, but keeps the keys. Works on JSON that is cut off, too.
fn without_values(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '"' {
            let (content, closed) = read_string(&mut chars);
            while chars.next_if(|c| c.is_whitespace()).is_some() {}
            if closed && chars.peek() == Some(&':') { out.push_str(&format!("\"{content}\"")) } else { out.push_str("\"…\"") }
        } else if c.is_ascii_digit() {
            while chars.next_if(|c| c.is_ascii_digit() || *c == '.').is_some() {}
            out.push('…');
        } else {
            out.push(c);
        }
    }
    out
}

fn read_string(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> (String, bool) {
    let mut content = String::new();
    while let Some(c) = chars.next() {
        match c {
            '"' => return (content, true),
            '\\' => {
                chars.next();
                content.push('…');
            }
            _ => content.push(c),
        }
    }
    (content, false)
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn a_page_is_recognizable() {
        assert_eq!(excerpt("<!DOCTYPE html>\n<title>502 Bad Gateway</title>"), "<!DOCTYPE html> <title>502 Bad Gateway</title>");
        assert_eq!(excerpt(&"a b ".repeat(100)).chars().count(), 121);
    }

    #[test]
    fn secrets_are_left_out() {
        for text in [
            r#"{"status":true,"result":{"jwt":"canary","refresh_token":"canary-canary-canary"#,
            "eyJcanary.canary.canary",
            "<p>token: eyJcanary.canary.canary</p>",
            "\"canary\"",
            r#"{"a":["canary"#,
        ] {
            assert!(!excerpt(text).contains("canary"), "{}", excerpt(text));
        }
        assert_eq!(excerpt(r#"{"status":true,"result":{"jwt":"x"#), r#"{"status":true,"result":{"jwt":"…""#);
    }
}
