//! What people type, before it is kept or put into a mail.

use super::answer::Refusal;

/// SMTP's limit for a whole address (RFC 5321, 4.5.3.1.3, less the brackets).
const MAX_ADDRESS: usize = 254;
const MAX_NAME: usize = 80;

/// An address in lower case, by the rule of `<input type=email>`
/// (<https://html.spec.whatwg.org/#valid-e-mail-address>): ASCII, without quoted parts, comments, line ends and white space. So an
/// address that is accepted can put nothing else into a mail's head.
///
/// # Errors
/// [`Refusal::unusable`].
pub fn address(text: &str) -> Result<String, Refusal> {
    let is_valid = text.len() <= MAX_ADDRESS
        && text.split_once('@').is_some_and(|(user, host)| {
            !user.is_empty()
                && user.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte))
                && host.split('.').all(is_label)
        });
    if is_valid { Ok(text.to_ascii_lowercase()) } else { Err(Refusal::field("email", "not a mail address")) }
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// A name to be shown: any script, no line ends or other control characters.
///
/// # Errors
/// [`Refusal::unusable`].
pub fn name(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let is_valid = !text.is_empty() && text.chars().count() <= MAX_NAME && !text.chars().any(char::is_control);
    if is_valid { Ok(text.to_owned()) } else { Err(Refusal::field("name", "1 to 80 characters, no control characters")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (text, expected) in [("Ada@Example.org", "ada@example.org"), ("o'brien+x{y}@a-b.c", "o'brien+x{y}@a-b.c"), ("root@localhost", "root@localhost")] {
            assert_eq!(address(text).as_deref(), Ok(expected));
        }
        let long = format!("{}@example.org", "a".repeat(250));
        for text in [
            "",
            "ada",
            "@example.org",
            "ada@",
            "a@b@c",
            "ada@example..org",
            "ada@-example.org",
            "ada@exa_mple.org",
            "ada @example.org",
            "\"ada\"@example.org",
            "ada@example.org\r\nBcc: eve@example.org",
            "ada@example.org,eve@example.org",
            "<ada@example.org>",
            "ädä@example.org",
            "ada@example.org\0",
            &long,
        ] {
            assert!(address(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn names() {
        assert_eq!(name("  Ada Łovelace 🙂 ").as_deref(), Ok("Ada Łovelace 🙂"));
        for text in ["", "  ", "Ada\r\nBcc: eve", "a\u{85}b", &"a".repeat(81)] {
            assert!(name(text).is_err(), "{text:?}");
        }
    }
}
