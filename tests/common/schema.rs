//! A validator for the part of JSON Schema that the shipped schemas use.
#![allow(dead_code, reason = "every test uses a part of it")]

use serde_json::Value;

/// What does not fit, with its place; empty when all fits.
pub fn check(schema: &Value, value: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    walk(schema, schema, value, "$", &mut wrong);
    wrong
}

fn walk(root: &Value, schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
    for (keyword, wanted) in schema.as_object().expect("a schema is an object") {
        match keyword.as_str() {
            "$ref" => {
                let name = wanted.as_str().and_then(|text| text.strip_prefix("#/$defs/"));
                let target = &root["$defs"][name.expect("a reference into $defs")];
                assert!(target.is_object(), "{wanted} leads nowhere");
                walk(root, target, value, at, wrong);
            }
            "type" => {
                let names: Vec<&str> = match wanted {
                    Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
                    name => name.as_str().into_iter().collect(),
                };
                if !names.iter().any(|name| is(value, name)) {
                    wrong.push(format!("{at} is no {wanted}"));
                }
            }
            "const" if value != wanted => wrong.push(format!("{at} is not {wanted}")),
            "enum" if !wanted.as_array().expect("a list").contains(value) => {
                wrong.push(format!("{at}: {value} is none of {wanted}"));
            }
            "anyOf" => {
                let fits = |one: &Value| {
                    let mut inner = Vec::new();
                    walk(root, one, value, at, &mut inner);
                    inner
                };
                let tried: Vec<_> = wanted.as_array().expect("a list").iter().map(fits).collect();
                if tried.iter().all(|inner| !inner.is_empty()) {
                    wrong.push(format!("{at} fits none of: {tried:?}"));
                }
            }
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    walk(root, wanted, item, &format!("{at}[{index}]"), wrong);
                }
            }
            "required" => {
                for name in wanted.as_array().expect("a list").iter().filter_map(Value::as_str) {
                    if value.is_object() && value.get(name).is_none() {
                        wrong.push(format!("{at} lacks {name}"));
                    }
                }
            }
            "properties" | "additionalProperties" => {}
            "$schema" | "$defs" | "title" | "description" | "const" | "enum" => {}
            other => panic!("the validator does not know {other}"),
        }
    }
    members(root, schema, value, at, wrong);
}

fn members(root: &Value, schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
    for (name, member) in value.as_object().into_iter().flatten() {
        let at = format!("{at}.{name}");
        match (schema["properties"].get(name), &schema["additionalProperties"]) {
            (Some(inner), _) => walk(root, inner, member, &at, wrong),
            (None, Value::Bool(false)) => wrong.push(format!("{at} is not foreseen")),
            (None, inner @ Value::Object(_)) => walk(root, inner, member, &at, wrong),
            _ => {}
        }
    }
}

fn is(value: &Value, name: &str) -> bool {
    match name {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("the validator does not know the type {other}"),
    }
}
