//! From values to text, without white space.

use super::Json;

/// Appends a text in quotes. What has a short escape gets it: key texts are compared and signed as they are.
pub fn text(out: &mut String, value: &str) {
    out.push('"');
    for c in value.chars() {
        let short = match c {
            '"' | '\\' => c,
            '\u{8}' => 'b',
            '\u{c}' => 'f',
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            '\0'..='\u{1f}' => {
                out.push_str(if c < '\u{10}' { "\\u000" } else { "\\u001" });
                out.extend(char::from_digit(u32::from(c) & 15, 16));
                continue;
            }
            _ => {
                out.push(c);
                continue;
            }
        };
        out.push('\\');
        out.push(short);
    }
    out.push('"');
}

pub(super) fn integer(out: &mut String, value: i64) {
    out.push_str(&value.to_string());
}

pub(super) fn list<T>(out: &mut String, items: &[T], mut item: impl FnMut(&T, &mut String)) {
    out.push('[');
    for (at, value) in items.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        item(value, out);
    }
    out.push(']');
}

/// An object that is being written.
pub struct Object<'a> {
    out: &'a mut String,
    separator: char,
}

impl<'a> Object<'a> {
    pub fn begin(out: &'a mut String) -> Self {
        Self { out, separator: '{' }
    }

    /// Appends a name; its value is to follow.
    pub fn name(&mut self, name: &str) -> &mut String {
        self.out.push(self.separator);
        self.separator = ',';
        text(self.out, name);
        self.out.push(':');
        self.out
    }

    /// Appends a field, unless it is to be left out.
    pub fn field<T: Json>(&mut self, name: &str, value: &T) {
        if !value.is_absent() {
            value.write(self.name(name));
        }
    }

    pub fn end(self) {
        if self.separator == '{' {
            self.out.push('{');
        }
        self.out.push('}');
    }
}
