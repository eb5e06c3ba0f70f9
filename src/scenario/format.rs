//! The keys of `scenario.json`.

use indexmap::IndexMap;
use serde::Deserialize;

use super::Problem;

/// What `schema` must say.
const SCHEMA: &str = "envsim-scenario/1";

/// The whole file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub schema: String,
    #[serde(default)]
    pub title: String,
    pub platform: PlatformName,
    pub version: Option<String>,
    pub host: Option<String>,
    pub arch: Option<String>,
    #[serde(default)]
    pub user: UserKeys,
    pub cwd: Option<String>,
    #[serde(default)]
    pub env: IndexMap<String, Option<String>>,
    #[serde(default)]
    pub env_is_whole: bool,
    #[serde(default)]
    pub registry: IndexMap<String, IndexMap<String, RegistryKeys>>,
    #[serde(default)]
    pub files: IndexMap<String, FileKeys>,
    #[serde(default)]
    pub outputs: Vec<OutputKeys>,
    pub shells: Option<IndexMap<String, Option<ShellKeys>>>,
    pub code_pages: Option<CodePageKeys>,
    #[serde(default)]
    pub folders: IndexMap<String, String>,
    #[serde(default)]
    pub steps: Vec<Step>,
    #[serde(default)]
    pub ask: Vec<Vec<String>>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum PlatformName {
    Windows,
    Linux,
    MacOs,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UserKeys {
    pub name: Option<String>,
    pub home: Option<String>,
    pub shell: Option<String>,
    #[serde(default)]
    pub root: bool,
    pub uid: Option<u32>,
    pub gid: Option<u32>,
    pub groups: Option<Vec<String>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RegistryKeys {
    #[serde(rename = "type")]
    pub kind: RegistryType,
    pub data: serde_json::Value,
}

/// The names of winnt.h.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) enum RegistryType {
    #[serde(rename = "REG_SZ")]
    Text,
    #[serde(rename = "REG_EXPAND_SZ")]
    Expand,
    #[serde(rename = "REG_MULTI_SZ")]
    Multi,
    #[serde(rename = "REG_DWORD")]
    Dword,
    #[serde(rename = "REG_QWORD")]
    Qword,
    #[serde(rename = "REG_BINARY")]
    Binary,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileKeys {
    pub text: Option<String>,
    pub from: Option<String>,
    pub bytes: Option<String>,
    #[serde(default)]
    pub dir: bool,
    pub symlink: Option<String>,
    #[serde(default)]
    pub app_alias: bool,
    pub mode: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OutputKeys {
    pub command: Vec<String>,
    #[serde(default)]
    pub stdout: String,
    #[serde(default)]
    pub status: i32,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ShellKeys {
    pub path: Option<String>,
    pub version: Option<String>,
    pub variant: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CodePageKeys {
    pub ansi: u16,
    pub oem: u16,
}

/// Something that happens before the questions.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The session to start, where the step needs a new one.
    pub session: Option<String>,
    /// A name under which the new session stays open.
    pub open: Option<String>,
    /// The open session whose child process the new one is: it is given that session's environment.
    pub child_of: Option<String>,
    /// The open session the step happens in, instead of a new one.
    #[serde(rename = "in")]
    pub within: Option<String>,
    /// A script of the machine to run.
    pub run: Option<String>,
    /// A line to type.
    #[serde(rename = "type")]
    pub typed: Option<String>,
}

/// What a step does in its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepAction<'s> {
    /// Runs a script.
    Run(&'s str),
    /// Types a line.
    Type(&'s str),
    /// Nothing: the session is only opened.
    Nothing,
}

impl Step {
    /// What is done.
    ///
    /// # Errors
    /// When both `run` and `type` are given.
    pub fn action(&self) -> Result<StepAction<'_>, String> {
        match (&self.run, &self.typed) {
            (Some(path), None) => Ok(StepAction::Run(path)),
            (None, Some(line)) => Ok(StepAction::Type(line)),
            (None, None) => Ok(StepAction::Nothing),
            (Some(_), Some(_)) => Err("\"run\" and \"type\" do not go together".to_owned()),
        }
    }
}

/// Reads the text of a scenario file.
pub(super) fn parse(shown: &str, json: &[u8]) -> Result<File, Problem> {
    let file: File =
        serde_json::from_slice(json).map_err(|error| Problem::from_json(shown, &error))?;
    if file.schema != SCHEMA {
        let message = format!("\"schema\" is \"{}\", this program reads \"{SCHEMA}\"", file.schema);
        return Err(Problem::Meaningless { file: shown.to_owned(), message });
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(json: &str) -> String {
        parse("s.json", json.as_bytes())
            .map_or_else(|problem| problem.to_string(), |_| String::new())
    }

    #[test]
    fn unknown_keys_are_named_with_the_nearest_and_the_place() {
        let json = "{\n  \"schema\": \"envsim-scenario/1\",\n  \"platfrom\": \"linux\"\n}";
        assert_eq!(message(json), "s.json:3:12: unknown key \"platfrom\", nearest is \"platform\"");
        let json =
            r#"{"schema":"envsim-scenario/1","platform":"linux","files":{"/a":{"txt":"x"}}}"#;
        assert_eq!(message(json), "s.json:1:69: unknown key \"txt\", nearest is \"text\"");
    }

    #[test]
    fn another_schema_is_refused() {
        let json = r#"{"schema":"envsim-scenario/9","platform":"linux"}"#;
        assert_eq!(
            message(json),
            "s.json: \"schema\" is \"envsim-scenario/9\", this program reads \"envsim-scenario/1\""
        );
    }
}
