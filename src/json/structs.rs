//! Objects with known fields.

use super::{Json, Value};

/// Reads the fields of an object one after the other. A missing field does not stop the reading: `complete` refuses the
/// struct. Leaving at each field would need code that drops the fields before it, which doubled the size of every reader.
#[doc(hidden)]
pub struct Fields<'a> {
    object: &'a Value,
    whole: bool,
}

impl<'a> Fields<'a> {
    pub fn of(object: &'a Value) -> Self {
        Self { object, whole: true }
    }

    pub fn read<T: Json + Default>(&mut self, name: &str) -> T {
        let field = T::read(self.object.get(name));
        self.whole &= field.is_some();
        field.unwrap_or_default()
    }

    /// The struct, if no field was missing.
    pub fn complete<T>(self, value: T) -> Option<T> {
        self.whole.then_some(value)
    }
}

/// A struct, how it is read from JSON, how it is written and what it looks like, from one list of fields:
///
/// ```
/// # use sentc_light_wasm::{json, json_struct};
/// json_struct! {
///     /// Somebody.
///     Person { name: String, nickname: Option<String> }
/// }
/// let person: Person = json::from_text(r#"{"name":"Ada","unknown":1}"#).unwrap();
/// assert_eq!(json::to_text(&person), r#"{"name":"Ada"}"#);
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! json_struct {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty),* $(,)? })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Default)]
        #[cfg_attr(feature = "js", derive(tsify::Tsify))]
        #[cfg_attr(any(feature = "server", feature = "standalone"), derive(serde::Serialize, serde::Deserialize))]
        pub struct $name { $($(#[$field_meta])* pub $field: $type),* }

        impl $crate::json::Json for $name {
            const KIND: $crate::json::Kind = $crate::json::Kind::Object(&[$((stringify!($field), <$type as $crate::json::Json>::KIND)),*]);

            fn read(value: &$crate::json::Value) -> Option<Self> {
                let mut fields = $crate::json::Fields::of(value);
                let read = Self { $($field: fields.read(stringify!($field))),* };
                fields.complete(read)
            }

            fn write(&self, out: &mut String) {
                let mut object = $crate::json::Object::begin(out);
                $(object.field(stringify!($field), &self.$field);)*
                object.end();
            }
        }
    )*};
}
