//! JSON with comments and trailing commas, as editors and terminals write their settings.

use jsonc_parser::ast::Value;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

/// The tree of a text; `None` where it is no JSON.
pub(super) fn tree(text: &str) -> Option<Value<'_>> {
    let options = ParseOptions { allow_missing_commas: false, ..ParseOptions::default() };
    parse_to_ast(text, &CollectOptions::default(), &options).ok()?.value
}

/// The same without places.
pub(super) fn value(text: &str) -> Option<serde_json::Value> {
    tree(text).map(Into::into)
}
