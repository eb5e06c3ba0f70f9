//! Whether JSON fits a schema: the shipped ones, and those that others publish.
#![allow(dead_code, reason = "every test uses a part of it")]

use serde_json::Value;

/// What does not fit, with its place; empty when all fits.
pub fn check(schema: &Value, value: &Value) -> Vec<String> {
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(schema)
        .expect("the schema fits the draft that it names");
    let wrong = validator.iter_errors(value);
    wrong.map(|one| format!("{}: {one}", one.instance_path())).collect()
}
