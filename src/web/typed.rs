//! Rust types at the boundary: what TypeScript sees of a value, and how the value gets there.
//!
//! wasm-bindgen writes its `.d.ts` from what a type says of itself while the glue is made. A [`Promised<T>`] says
//! `Promise<T>` and an [`Out<T>`] says `T`, for a `T` that TypeScript knows: a struct that tsify declares, or one of the
//! types below. So a method's signature in Rust is its signature in TypeScript, and nothing can be said that is not so.

use std::marker::PhantomData;

use js_sys::{JSON, Promise, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::convert::{FromWasmAbi, IntoWasmAbi};
use wasm_bindgen::describe::{NAMED_EXTERNREF, WasmDescribe, inform};
use zeroize::Zeroizing;

use super::asked::{bytes_of, get};
use crate::error::{Code, Error, Result};
use crate::json::{Json, Value, parse};

/// What a type is called in TypeScript: text that is put together while Rust compiles.
#[derive(Clone, Copy)]
pub struct Name {
    bytes: [u8; LONGEST],
    length: usize,
}

const LONGEST: usize = 64;

impl Name {
    pub const fn new(text: &str) -> Self {
        Self { bytes: [0; LONGEST], length: 0 }.then(text)
    }

    /// Longer than [`LONGEST`]: does not compile.
    #[allow(clippy::indexing_slicing)] // evaluated by the compiler
    pub const fn then(mut self, text: &str) -> Self {
        let mut at = 0;
        while at < text.len() {
            self.bytes[self.length] = text.as_bytes()[at];
            self.length += 1;
            at += 1;
        }
        self
    }

    #[allow(clippy::indexing_slicing)] // evaluated by the compiler
    const fn around(self, before: &str, after: &str) -> Self {
        let mut name = Self::new(before);
        let mut at = 0;
        while at < self.length {
            name.bytes[name.length] = self.bytes[at];
            name.length += 1;
            at += 1;
        }
        name.then(after)
    }

    #[allow(clippy::indexing_slicing)] // evaluated by the compiler
    const fn at(&self, at: usize) -> u32 {
        self.bytes[at] as u32
    }
}

/// A type that TypeScript knows.
pub trait Typed {
    const NAME: Name;
}

/// A value that goes to JavaScript.
pub trait ToJs: Typed {
    fn to_js(&self) -> JsValue;
}

/// Values whose type in TypeScript is called otherwise.
macro_rules! typed {
    ($($type:ty = $name:literal, $value:ident => $js:expr;)*) => {$(
        impl Typed for $type {
            const NAME: Name = Name::new($name);
        }

        impl ToJs for $type {
            fn to_js(&self) -> JsValue {
                let $value = self;
                $js
            }
        }
    )*};
}

typed! {
    () = "void", _nothing => JsValue::UNDEFINED;
    bool = "boolean", flag => (*flag).into();
    u32 = "number", number => (*number).into();
    String = "string", text => text.as_str().into();
    &'static str = "string", text => (*text).into();
    Zeroizing<String> = "string", text => text.as_str().into();
    (String, String) = "[string, string]", pair => [&pair.0, &pair.1].map(|text| JsValue::from(text.as_str())).into_iter().collect::<js_sys::Array>().into();
    (Zeroizing<String>, Zeroizing<String>) = "[string, string]", pair => [&pair.0, &pair.1].map(|text| JsValue::from(text.as_str())).into_iter().collect::<js_sys::Array>().into();
}

impl<T: Typed> Typed for Option<T> {
    const NAME: Name = T::NAME.then(" | undefined");
}

impl<T: ToJs> ToJs for Option<T> {
    fn to_js(&self) -> JsValue {
        self.as_ref().map_or(JsValue::UNDEFINED, T::to_js)
    }
}

/// For structs that cross as JSON: their own names, and that text, which the glue parses. In `standalone`, where bytes
/// count less, serde-wasm-bindgen makes objects of them.
macro_rules! as_json {
    ($($type:ident),*) => {$(
        impl $crate::web::typed::Typed for $type {
            const NAME: $crate::web::typed::Name = $crate::web::typed::Name::new(stringify!($type));
        }

        impl $crate::web::typed::ToJs for $type {
            fn to_js(&self) -> wasm_bindgen::JsValue {
                #[cfg(feature = "standalone")]
                return tsify::Tsify::into_js(self).map_or(wasm_bindgen::JsValue::UNDEFINED, wasm_bindgen::JsValue::from);
                #[cfg(not(feature = "standalone"))]
                $crate::web::typed::from_json(&$crate::json::to_text(self))
            }
        }
    )*};
}
pub(super) use as_json;

/// What a JSON text says. Every text that comes here was written here.
pub fn from_json(text: &str) -> JsValue {
    JSON::parse(text).unwrap_or(JsValue::UNDEFINED)
}

/// Tells wasm-bindgen the name of a type, a character at a time. Without a loop: wasm-bindgen runs this in an interpreter
/// that knows no more of the memory than the stack.
fn describe<T: Typed>() {
    macro_rules! characters {
        ($($at:literal)*) => {$(
            if const { $at < T::NAME.length } {
                inform(const { T::NAME.at($at) });
            }
        )*};
    }
    inform(NAMED_EXTERNREF);
    #[allow(clippy::cast_possible_truncation)] // at most LONGEST
    inform(const { T::NAME.length as u32 });
    characters!(
        0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31
        32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63
    );
}

/// Gives a wrapper of a JavaScript value the type `T::NAME`.
macro_rules! described {
    ($wrapper:ident) => {
        impl<T: Typed> WasmDescribe for $wrapper<T> {
            fn describe() {
                describe::<Self>();
            }
        }
    };
}

/// A `T` on its way to JavaScript.
#[derive(Debug)]
pub struct Out<T>(JsValue, PhantomData<T>);

impl<T> Out<T> {
    /// Of what `ToJs::to_js` of a `T` gave.
    pub fn unchecked(value: JsValue) -> Self {
        Self(value, PhantomData)
    }
}

impl<T: ToJs> Out<T> {
    /// The value, as JavaScript has it.
    pub fn of(value: &T) -> Self {
        Self(value.to_js(), PhantomData)
    }
}

impl<T> From<Out<T>> for JsValue {
    fn from(out: Out<T>) -> Self {
        out.0
    }
}

impl<T: Typed> Typed for Out<T> {
    const NAME: Name = T::NAME;
}

described!(Out);

impl<T: Typed> IntoWasmAbi for Out<T> {
    type Abi = <JsValue as IntoWasmAbi>::Abi;

    fn into_abi(self) -> Self::Abi {
        self.0.into_abi()
    }
}

/// A promise of a `T`.
#[derive(Debug)]
pub struct Promised<T>(Promise, PhantomData<T>);

impl<T> Promised<T> {
    /// Of a promise that resolves to what `ToJs::to_js` of a `T` gives.
    pub fn new(promise: Promise) -> Self {
        Self(promise, PhantomData)
    }
}

impl<T> From<Promised<T>> for Promise {
    fn from(promised: Promised<T>) -> Self {
        promised.0
    }
}

impl<T: Typed> Typed for Promised<T> {
    const NAME: Name = T::NAME.around("Promise<", ">");
}

described!(Promised);

impl<T: Typed> IntoWasmAbi for Promised<T> {
    type Abi = <Promise as IntoWasmAbi>::Abi;

    fn into_abi(self) -> Self::Abi {
        self.0.into_abi()
    }
}

/// A `T` from JavaScript, which may be anything until it is read.
#[derive(Debug)]
pub struct Given<T>(JsValue, PhantomData<T>);

impl<T> From<JsValue> for Given<T> {
    fn from(value: JsValue) -> Self {
        Self(value, PhantomData)
    }
}

impl<T: Json> Given<T> {
    /// The struct. `None` for what has another shape.
    pub fn read(&self) -> Option<T> {
        T::read(&self.json().ok()?)
    }
}

impl<T> Given<T> {
    /// What it says, whatever that is.
    pub fn json(&self) -> Result<Value> {
        let text = JSON::stringify(&self.0).ok().and_then(|text| text.as_string());
        text.as_deref().and_then(parse).ok_or(Error::new(Code::InvalidArgument))
    }

    /// A field, where it is a text: a secret, which no JSON text is made of.
    pub fn text(&self, name: &str) -> Result<Zeroizing<String>> {
        let text = get(&self.0, name).as_string().map(Zeroizing::new);
        text.ok_or_else(|| Error::with(Code::InvalidArgument, [name, " must be a text"].concat()))
    }
}

impl<T: Typed> Typed for Given<T> {
    const NAME: Name = T::NAME;
}

described!(Given);

impl<T: Typed> FromWasmAbi for Given<T> {
    type Abi = <JsValue as FromWasmAbi>::Abi;

    unsafe fn from_abi(js: Self::Abi) -> Self {
        // SAFETY: as of the caller
        Self(unsafe { JsValue::from_abi(js) }, PhantomData)
    }
}

/// A secret: bytes of UTF-8, or of a key. They are copied, and wiped where they came from; here, when they are dropped.
pub struct Secret(Option<Zeroizing<Vec<u8>>>);

impl Secret {
    pub fn take(given: &Uint8Array) -> Self {
        // TypeScript's types are no guarantee.
        Self(bytes_of(given).map(|bytes| {
            let secret = Zeroizing::new(bytes.to_vec());
            bytes.fill(0, 0, bytes.length());
            secret
        }))
    }

    pub fn bytes(&self) -> Result<&[u8]> {
        self.0.as_deref().map(Vec::as_slice).ok_or(Error::with(Code::InvalidArgument, "a secret must be bytes"))
    }

    pub fn text(&self) -> Result<&str> {
        std::str::from_utf8(self.bytes()?).map_err(|_| Error::with(Code::InvalidArgument, "a secret must be UTF-8"))
    }

    pub fn owned(&self) -> Result<Zeroizing<String>> {
        Ok(Zeroizing::new(self.text()?.to_owned()))
    }
}
