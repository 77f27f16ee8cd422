//! JSON (RFC 8259), strictly and in little code: what a wasm of this size can carry in place of a general library.
//!
//! A text is parsed once into a [`Value`]. A [`Kind`] describes the expected shape as data: it checks a value and writes it
//! out again with just the fields it names. [`json_struct!`](crate::json_struct) makes a struct, both directions and the
//! `Kind` of one list of fields.

mod kind;
mod parse;
mod structs;
mod write;

pub use kind::Kind;
pub use parse::{MAX_DEPTH, parse};
#[doc(hidden)]
pub use structs::Fields;
pub use write::{Object, text};

/// Any JSON value. Numbers that are not whole, or beyond 64 bits, are [`Value::Number`]: nothing here reads them.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    Null,
    Flag(bool),
    Integer(i64),
    Number,
    Text(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
}

impl Value {
    /// A field of an object, null where there is none. Of several of one name the last counts, as in JavaScript.
    pub fn get(&self, name: &str) -> &Value {
        const ABSENT: &Value = &Value::Null;
        let Self::Object(fields) = self else { return ABSENT };
        fields.iter().rev().find(|(key, _)| key == name).map_or(ABSENT, |(_, value)| value)
    }

    /// An object of these fields.
    pub fn object<'a>(fields: impl IntoIterator<Item = (&'a str, Value)>) -> Self {
        Self::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub fn as_integer(&self) -> Option<i64> {
        if let Self::Integer(number) = self { Some(*number) } else { None }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// What can be read from JSON and written to it.
pub trait Json: Sized {
    /// What it looks like.
    const KIND: Kind;

    /// `None` for a value of another shape. Fields that are not known are ignored.
    fn read(value: &Value) -> Option<Self>;

    /// Appends the JSON text.
    fn write(&self, out: &mut String);

    /// Left out of objects.
    fn is_absent(&self) -> bool {
        false
    }
}

/// Reads a text of this shape.
pub fn from_text<T: Json>(text: &str) -> Option<T> {
    T::read(&parse(text)?)
}

/// The JSON text.
pub fn to_text<T: Json>(value: &T) -> String {
    let mut out = String::new();
    value.write(&mut out);
    out
}

impl Json for String {
    const KIND: Kind = Kind::Text;

    fn read(value: &Value) -> Option<Self> {
        value.as_text().map(str::to_owned)
    }

    fn write(&self, out: &mut String) {
        text(out, self);
    }
}

impl Json for bool {
    const KIND: Kind = Kind::Flag;

    fn read(value: &Value) -> Option<Self> {
        if let Value::Flag(flag) = value { Some(*flag) } else { None }
    }

    fn write(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }
}

impl Json for i32 {
    const KIND: Kind = Kind::Integer;

    fn read(value: &Value) -> Option<Self> {
        value.as_integer()?.try_into().ok()
    }

    fn write(&self, out: &mut String) {
        write::integer(out, (*self).into());
    }
}

impl Json for u32 {
    const KIND: Kind = Kind::Other;

    fn read(value: &Value) -> Option<Self> {
        value.as_integer()?.try_into().ok()
    }

    fn write(&self, out: &mut String) {
        write::integer(out, (*self).into());
    }
}

impl Json for i64 {
    const KIND: Kind = Kind::Other;

    fn read(value: &Value) -> Option<Self> {
        value.as_integer()
    }

    fn write(&self, out: &mut String) {
        write::integer(out, *self);
    }
}

/// The largest number that JavaScript holds exactly: times beyond it are refused.
pub const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// Times and other whole numbers from 0 to 2^53 - 1.
impl Json for u64 {
    const KIND: Kind = Kind::Millis;

    fn read(value: &Value) -> Option<Self> {
        u64::try_from(value.as_integer()?).ok().filter(|number| *number <= MAX_SAFE_INTEGER)
    }

    fn write(&self, out: &mut String) {
        write::integer(out, i64::try_from(*self).unwrap_or(i64::MAX));
    }
}

/// Left out where there is none.
impl Json for Option<String> {
    const KIND: Kind = Kind::OptionalText;

    fn read(value: &Value) -> Option<Self> {
        if *value == Value::Null { Some(None) } else { String::read(value).map(Some) }
    }

    fn write(&self, out: &mut String) {
        match self {
            Some(value) => text(out, value),
            None => out.push_str("null"),
        }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

/// A rank, or null, which leaves it to the service.
impl Json for Option<i32> {
    const KIND: Kind = Kind::OptionalInteger;

    fn read(value: &Value) -> Option<Self> {
        if *value == Value::Null { Some(None) } else { i32::read(value).map(Some) }
    }

    fn write(&self, out: &mut String) {
        match self {
            Some(value) => value.write(out),
            None => out.push_str("null"),
        }
    }
}

impl<T: Json> Json for Vec<T> {
    const KIND: Kind = Kind::List(&T::KIND);

    fn read(value: &Value) -> Option<Self> {
        let Value::List(items) = value else { return None };
        items.iter().map(T::read).collect()
    }

    fn write(&self, out: &mut String) {
        write::list(out, self, T::write);
    }
}

impl<T: Json> Json for Box<T> {
    const KIND: Kind = T::KIND;

    fn read(value: &Value) -> Option<Self> {
        T::read(value).map(Box::new)
    }

    fn write(&self, out: &mut String) {
        (**self).write(out);
    }
}

#[cfg(test)]
mod tests;
