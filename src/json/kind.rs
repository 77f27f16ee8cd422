//! What a value is to look like, as data.

use super::{Json, Value, write};

/// The shape of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    OptionalText,
    Flag,
    /// A whole number of 32 bits.
    Integer,
    OptionalInteger,
    /// A whole number from 0 to 2^53 - 1: Unix milliseconds.
    Millis,
    List(&'static Kind),
    /// With these fields.
    Object(&'static [(&'static str, Kind)]),
    /// Of a shape that only its reader knows.
    Other,
}

impl Kind {
    /// Appends a value of this shape, with just the fields that are named here. `None`: it has another shape.
    pub fn copy(&self, value: &Value, out: &mut String) -> Option<()> {
        match (self, value) {
            (Self::Text | Self::OptionalText, Value::Text(value)) => write::text(out, value),
            (Self::Flag, Value::Flag(value)) => value.write(out),
            (Self::Integer | Self::OptionalInteger, Value::Integer(_)) => i32::read(value)?.write(out),
            (Self::Millis, Value::Integer(_)) => u64::read(value)?.write(out),
            (Self::OptionalText | Self::OptionalInteger, Value::Null) => out.push_str("null"),
            (Self::List(kind), Value::List(items)) => {
                let mut all = Some(());
                write::list(out, items, |item, out| all = all.and(kind.copy(item, out)));
                all?;
            }
            (Self::Object(fields), Value::Object(_)) => {
                let mut object = write::Object::begin(out);
                for (name, kind) in *fields {
                    let value = value.get(name);
                    if !(*kind == Self::OptionalText && *value == Value::Null) {
                        kind.copy(value, object.name(name))?;
                    }
                }
                object.end();
            }
            _ => return None,
        }
        Some(())
    }
}
