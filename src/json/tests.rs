use super::*;
use crate::json_struct;

fn same(value: &Value) -> String {
    fn write(value: &Value, out: &mut String) {
        match value {
            Value::Null => out.push_str("null"),
            Value::Flag(flag) => flag.write(out),
            Value::Integer(number) => write::integer(out, *number),
            Value::Number => out.push_str("0.5"),
            Value::Text(value) => text(out, value),
            Value::List(items) => write::list(out, items, write),
            Value::Object(fields) => {
                let mut object = Object::begin(out);
                fields.iter().for_each(|(name, value)| write(value, object.name(name)));
                object.end();
            }
        }
    }
    let mut out = String::new();
    write(value, &mut out);
    out
}

/// What RFC 8259 allows and what it does not, judged by serde_json too.
#[test]
fn is_as_strict_as_the_standard() {
    for text in [
        "null",
        " true ",
        "[]",
        "{}",
        "0",
        "-0",
        "-12",
        "1.5",
        "1e9",
        "1E+9",
        "0.5e-3",
        "[1,[2],{\"a\":[null]}]",
        r#""\u00e4\ud83d\ude00\/\b""#,
        "\"ä😀\"",
        "18446744073709551616",
        "9223372036854775807",
        "",
        "nul",
        "truefalse",
        "[1,]",
        "[,1]",
        "{,}",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\" 1}",
        "01",
        "-",
        "+1",
        "1.",
        ".5",
        "1e",
        "\"",
        "\"\\\"",
        "\"\\x\"",
        "\"\u{1}\"",
        r#""\ud800""#,
        r#""\ud800\u0041""#,
        r#""\udc00""#,
        r#""\u00g0""#,
        "[1 2]",
        "1 2",
        "\u{feff}1",
        "'a'",
        "NaN",
        "[",
        "{\"a\":",
        "\u{a0}1",
        "{\"a\":1,\"a\":2}",
        "\"\\u+123\"",
    ] {
        assert_eq!(parse(text).is_some(), serde_json::from_str::<serde_json::Value>(text).is_ok(), "{text}");
    }
}

#[test]
fn texts_survive_both_ways() {
    let all: String = ('\0'..='\u{2ff}').chain(['\u{2028}', '😀', '\u{10ffff}']).collect();
    let mut out = String::new();
    text(&mut out, &all);
    assert_eq!(out, serde_json::to_string(&all).unwrap());
    assert!(parse(&out) == Some(Value::Text(all)));
    assert_eq!(same(&parse(r#"{"a":[1,-2,true,null,"x\n"],"b":{}}"#).unwrap()), r#"{"a":[1,-2,true,null,"x\n"],"b":{}}"#);
}

#[test]
fn depth_is_bounded() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(parse(&nested(MAX_DEPTH as usize)).is_some());
    assert!(parse(&nested(MAX_DEPTH as usize + 1)).is_none() && parse(&nested(100_000)).is_none());
}

json_struct! {
    Item { id: String, time: u64, rank: i32, parent: Option<String> }
    Page { items: Vec<Item>, ok: bool }
}

#[test]
fn records_read_check_and_copy_the_same_fields() {
    let text = r#"{"items":[{"id":"a","time":1,"rank":-1,"parent":null,"secret":"x"}],"ok":true,"__proto__":{}}"#;
    let clean = r#"{"items":[{"id":"a","time":1,"rank":-1}],"ok":true}"#;
    let value = parse(text).unwrap();
    assert_eq!(to_text(&Page::read(&value).unwrap()), clean);
    let mut copied = String::new();
    Page::KIND.copy(&value, &mut copied).unwrap();
    assert_eq!(copied, clean);

    for wrong in [
        r#"{"items":[{"id":"a","time":1}],"ok":true}"#,
        r#"{"items":[{"id":1,"time":1,"rank":1}],"ok":true}"#,
        r#"{"items":[{"id":"a","time":-1,"rank":1}],"ok":true}"#,
        r#"{"items":[{"id":"a","time":9007199254740992,"rank":1}],"ok":true}"#,
        r#"{"items":[{"id":"a","time":1.5,"rank":1}],"ok":true}"#,
        r#"{"items":[{"id":"a","time":1,"rank":3000000000}],"ok":true}"#,
        r#"{"items":{},"ok":true}"#,
        r#"{"items":[],"ok":1}"#,
        "[]",
    ] {
        let value = parse(wrong).unwrap();
        assert!(Page::read(&value).is_none() && Page::KIND.copy(&value, &mut String::new()).is_none(), "{wrong}");
    }
}

#[test]
fn the_last_of_one_name_counts() {
    assert!(*parse(r#"{"a":1,"a":2}"#).unwrap().get("a") == Value::Integer(2));
}
