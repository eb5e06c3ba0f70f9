//! What a configuration of mise says: which tools in which versions, and which variables (mise 2026.9, src/config).

use toml::{Table, Value};

use crate::machine::Machine;

/// A `mise.toml` or `config.toml`.
#[derive(Debug, Default)]
pub(super) struct Config {
    /// The tools by their plain names, with the versions that are asked for, the first first.
    pub tools: Vec<(String, Vec<String>)>,
    /// `[env]`.
    pub variables: Vec<(String, Value)>,
    /// The tables beside them, in the words of the file.
    pub others: Table,
    /// Whether a tool is asked for in a way that mise may refuse, or for some systems only.
    pub odd: bool,
}

impl Config {
    /// Reads a text; `None` where it is no TOML or not one of mise.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut table: Table = text.parse().ok()?;
        let mut take = |name: &str| match table.remove(name) {
            None => Some(Table::new()),
            Some(Value::Table(inner)) => Some(inner),
            Some(_) => None,
        };
        let (tools, variables) = (take("tools")?, take("env")?);
        let odd = tools.values().any(is_odd);
        let one =
            |(name, value): (String, Value)| Some((plain(&name).to_owned(), versions(&value)?));
        Some(Self {
            tools: tools.into_iter().map(one).collect::<Option<_>>()?,
            variables: variables.into_iter().collect(),
            others: table,
            odd,
        })
    }

    /// The versions of one tool.
    pub(super) fn versions(&self, tool: &str) -> Option<&[String]> {
        let own = self.tools.iter().find(|(name, _)| *name == plain(tool))?;
        Some(&own.1)
    }
}

/// A number is no version, and a table may say more.
fn is_odd(value: &Value) -> bool {
    match value {
        Value::String(_) => false,
        Value::Array(all) => all.iter().any(|one| !matches!(one, Value::String(_))),
        Value::Table(table) => table.len() != 1 || !table.get("version").is_some_and(Value::is_str),
        _ => true,
    }
}

/// A text, a number, a list, or a table with `version`.
fn versions(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Integer(number) => Some(vec![number.to_string()]),
        Value::Float(number) => Some(vec![number.to_string()]),
        Value::Array(all) => Some(all.iter().filter_map(versions).flatten().collect()),
        Value::Table(table) => versions(table.get("version")?),
        _ => None,
    }
}

/// The name of a tool among those that mise and asdf give it.
pub(super) fn plain(name: &str) -> &str {
    match name.trim_start_matches("core:") {
        "nodejs" => "node",
        "golang" => "go",
        other => other,
    }
}

/// The version below `root` that is meant: one of that name, or the highest of those that begin so.
pub(super) fn resolved(machine: &dyn Machine, root: &str, wanted: &str) -> Option<String> {
    let wanted = wanted.trim_start_matches("prefix:").trim_start_matches('v');
    if machine.is_directory(&format!("{root}/{wanted}")) {
        return Some(wanted.to_owned());
    }
    let entries = machine.list(root).unwrap_or_default();
    let mut all: Vec<String> = entries.into_iter().map(|entry| entry.name).collect();
    all.retain(|name| {
        let digits = name.starts_with(|letter: char| letter.is_ascii_digit());
        digits && (wanted == "latest" || name.starts_with(&format!("{wanted}.")))
    });
    all.sort_by(|left, right| super::texts::order::version(left, right));
    all.pop()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tool_has_its_versions_in_every_spelling() {
        let text = "[env]\nA = 'b'\n[tools]\nnode = '22'\n\"core:go\" = ['1.22', '1.21']\n\
                    golangci-lint = { version = '1.6' } # a table\n[tools.python]\nversion = '3.12'\n";
        let config = Config::read(text).unwrap_or_default();
        for (tool, expected) in
            [("nodejs", "22"), ("go", "1.22 1.21"), ("golangci-lint", "1.6"), ("python", "3.12")]
        {
            assert_eq!(config.versions(tool).unwrap_or_default().join(" "), expected, "{tool}");
        }
        assert!(config.versions("ruby").is_none() && Config::read("[tools").is_none());
    }
}
