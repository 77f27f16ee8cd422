//! Codes and recovery keys as people type and paste them.

use zeroize::Zeroizing;

/// A TOTP code in ASCII digits, without the spaces, dashes and invisible characters that people and messengers put between.
pub fn code(typed: &str) -> Zeroizing<String> {
    cleaned(typed, |c| !is_space(c) && !is_dash(c))
}

/// A recovery key without white space and invisible characters. Its dashes stay: they are letters of base64url.
pub fn recovery_key(typed: &str) -> Zeroizing<String> {
    cleaned(typed, |c| !is_space(c))
}

fn cleaned(typed: &str, keep: impl Fn(char) -> bool) -> Zeroizing<String> {
    // As long as the text that was typed at most, so that no copy is left where it grew.
    let mut out = Zeroizing::new(String::with_capacity(typed.len()));
    out.extend(typed.chars().filter(|c| !is_invisible(*c) && keep(*c)).map(ascii_digit));
    out
}

/// The zeros of Unicode's decimal digits (general category Nd) in the Basic Multilingual Plane, version 16. The other nine follow.
/// Not in it: the digits beyond U+FFFF, of historic scripts and of mathematical letters.
const ZEROS: [u16; 36] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0,
    0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
];

fn ascii_digit(c: char) -> char {
    let value = ZEROS.iter().map(|zero| (c as u32).wrapping_sub(u32::from(*zero))).find(|value| *value < 10);
    value.and_then(|value| char::from_digit(value, 10)).unwrap_or(c)
}

/// Format characters (general category Cf) that show nothing: the soft hyphen, joiners, direction marks and isolates, the byte order
/// mark.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// White space without its table: ASCII's, and what other scripts write between digits.
fn is_space(c: char) -> bool {
    matches!(c, '\t'..='\r' | ' ' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// The dashes that keyboards and word processors make.
fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_every_keyboard() {
        for typed in [
            "915732",
            " 915-732\n",
            "915\u{a0}\u{2013} 732",
            "\u{669}\u{661}\u{665}\u{667}\u{663}\u{662}",
            "\u{6f9}\u{6f1}\u{6f5} \u{6f7}\u{6f3}\u{6f2}",
            "\u{ff19}\u{ff11}\u{ff15}\u{ff17}\u{ff13}\u{ff12}",
            "\u{96f}\u{967}\u{96b}\u{96d}\u{969}\u{968}",
            "\u{2068}915\u{200b}732\u{2069}",
            "\u{200e}9\u{ad}15732\u{feff}",
        ] {
            assert_eq!(*code(typed), "915732", "{typed:?}");
        }
        assert_eq!((code(" - ").as_str(), code("a1").as_str()), ("", "a1"));
    }

    #[test]
    fn keys_keep_their_letters_and_dashes() {
        assert_eq!(*recovery_key(" aB-c\u{200b}\n d\u{ad}E_\u{661}\t"), "aB-cdE_1");
    }

    /// Each zero starts ten digits, and none is named twice.
    #[test]
    fn ten_digits_each() {
        assert!(ZEROS.is_sorted_by(|a, b| a + 10 <= *b));
        for zero in ZEROS {
            let digits: String = (0..10).filter_map(|value| char::from_u32(u32::from(zero) + value)).map(ascii_digit).collect();
            assert_eq!(digits, "0123456789");
            assert!(char::from_u32(u32::from(zero)).unwrap().is_numeric(), "{zero:x}");
        }
    }
}
