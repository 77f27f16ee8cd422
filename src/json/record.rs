//! Objects with known fields.

/// A struct, how it is read from JSON, how it is written and what it looks like, from one list of fields:
///
/// ```
/// # use sentc_light_wasm::{json, record};
/// record! {
///     /// Somebody.
///     Person { name: String, nickname: Option<String> }
/// }
/// let person: Person = json::from_text(r#"{"name":"Ada","unknown":1}"#).unwrap();
/// assert_eq!(json::to_text(&person), r#"{"name":"Ada"}"#);
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! record {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty),* $(,)? })*) => {$(
        $(#[$meta])*
        #[derive(Clone)]
        #[cfg_attr(feature = "js", derive(tsify::Tsify))]
        #[cfg_attr(any(feature = "server", feature = "standalone"), derive(serde::Serialize, serde::Deserialize))]
        pub struct $name { $($(#[$field_meta])* pub $field: $type),* }

        impl $crate::json::Json for $name {
            const KIND: $crate::json::Kind = $crate::json::Kind::Record(&[$((stringify!($field), <$type as $crate::json::Json>::KIND)),*]);

            fn read(value: &$crate::json::Value) -> Option<Self> {
                Some(Self { $($field: $crate::json::Json::read(value.get(stringify!($field)))?),* })
            }

            fn write(&self, out: &mut String) {
                let mut object = $crate::json::Object::begin(out);
                $(object.field(stringify!($field), &self.$field);)*
                object.end();
            }
        }
    )*};
}
