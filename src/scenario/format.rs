//! The keys of `scenario.json`.

use std::fmt;

use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};

use super::Problem;
use super::keys::{Keys, position};
use crate::text::{Encoding, decode};

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
    pub registry: Registry,
    #[serde(default)]
    pub files: IndexMap<String, Option<FileKeys>>,
    #[serde(default)]
    pub outputs: Vec<OutputKeys>,
    pub shells: Option<IndexMap<String, Option<ShellKeys>>>,
    pub code_pages: Option<CodePageKeys>,
    #[serde(default)]
    pub folders: IndexMap<String, String>,
    #[serde(default)]
    pub steps: Vec<Step>,
    #[serde(default)]
    pub expect: Vec<super::expect::Keys>,
    #[serde(default)]
    pub ask: Vec<Vec<String>>,
}

/// The registry: a registry file beside the scenario, or keys with their values.
#[derive(Clone, Debug)]
pub(super) enum Registry {
    /// The name of a `.reg` file.
    File(String),
    /// Keys and values, in order.
    Keys(IndexMap<String, IndexMap<String, RegistryKeys>>),
}

impl Default for Registry {
    fn default() -> Self {
        Self::Keys(IndexMap::new())
    }
}

impl Registry {
    /// The keys that are written out.
    pub fn keys(&self) -> impl Iterator<Item = (&String, &IndexMap<String, RegistryKeys>)> {
        let keys = match self {
            Self::Keys(keys) => Some(keys),
            Self::File(_) => None,
        };
        keys.into_iter().flatten()
    }
}

impl<'de> Deserialize<'de> for Registry {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(RegistryVisitor)
    }
}

struct RegistryVisitor;

impl<'de> Visitor<'de> for RegistryVisitor {
    type Value = Registry;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a map")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Registry, E> {
        Ok(Registry::File(name.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Registry, A::Error> {
        Deserialize::deserialize(MapAccessDeserializer::new(map)).map(Registry::Keys)
    }
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

impl File {
    /// The files that are there; `null` takes one away that every system of its kind has.
    pub fn listed(&self) -> impl Iterator<Item = (&String, &FileKeys)> {
        self.files.iter().filter_map(|(path, keys)| Some((path, keys.as_ref()?)))
    }
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
    pub short: Option<String>,
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

/// Where a list would be taken for the members of an object, in order.
const OBJECTS: &[&[&str]] = &[
    &[],
    &["user"],
    &["code_pages"],
    &["registry", "*", "*"],
    &["files", "*"],
    &["outputs", "*"],
    &["shells", "*"],
    &["steps", "*"],
    &["expect", "*"],
    &["expect", "*", "path"],
];

/// The text of a scenario file: UTF-8, or what Windows editors make of it (a byte order mark, UTF-16).
pub(super) fn decoded(shown: &str, json: &[u8]) -> Result<String, Problem> {
    // JSON begins with an ASCII letter: a zero beside it tells UTF-16 without a mark (RFC 4627, section 3).
    let otherwise = match json {
        [first, 0, ..] if *first != 0 => Encoding::Utf16Le,
        [0, second, ..] if *second != 0 => Encoding::Utf16Be,
        _ => Encoding::Utf8,
    };
    let read = decode(json, otherwise);
    if !read.damaged {
        return Ok(read.text.to_string());
    }
    let at = read.text.find(char::REPLACEMENT_CHARACTER).unwrap_or_default();
    let message = "is not UTF-8 here; save the file as UTF-8, and write other bytes as \"bytes\"";
    Err(Problem::at(shown, position(&read.text, at), message.to_owned()))
}

/// Reads the text of a scenario file.
pub(super) fn parse<'t>(shown: &str, text: &'t str) -> Result<(File, Keys<'t>), Problem> {
    let json = |error| Problem::from_json(shown, text, &error);
    serde_json::from_str::<serde_json::Value>(text).map_err(json)?;
    let keys = Keys::read(text);
    if let Some(twice) = keys.twice() {
        let message = format!("{:?} is there twice, first in line {}", twice.name, twice.first);
        return Err(Problem::at(shown, twice.spot, message));
    }
    if let Some(spot) = keys.list_at(OBJECTS) {
        let message = "an object ({…}) is expected here, not a list".to_owned();
        return Err(Problem::at(shown, spot, message));
    }
    let file: File = serde_json::from_str(text).map_err(json)?;
    if file.schema != SCHEMA {
        let message = format!("\"schema\" is \"{}\", this program reads \"{SCHEMA}\"", file.schema);
        return Err(Problem::at(shown, keys.spot(&["schema"]), message));
    }
    Ok((file, keys))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(json: &str) -> String {
        parse("s.json", json).map_or_else(|problem| problem.to_string(), |_| String::new())
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
            "s.json:1:2: \"schema\" is \"envsim-scenario/9\", this program reads \"envsim-scenario/1\""
        );
    }

    #[test]
    fn what_is_wrong_is_said_without_a_word_of_rust() {
        let scenario = |rest: &str| {
            message(&format!("{{\"schema\":\"envsim-scenario/1\",\"platform\":\"linux\",{rest}}}"))
        };
        for (json, said) in [
            ("[]", "1:1: an object ({…}) is expected here, not a list"),
            ("3", "1:1: an object ({…}) is expected here, not the number 3"),
            ("", "1:1: the file ends here, in the middle of a value"),
            ("{\"schema\":", "1:10: the file ends here, in the middle of a value"),
            ("{\"a\":1,}", "1:8: a comma too many"),
            ("{\"é\":x}", "1:6: a value is expected here"),
            ("{'a':1}", "1:2: a key is expected here, in double quotes"),
            ("{} {}", "1:4: the file goes on after its last bracket"),
            (
                "{\"schema\":\"envsim-scenario/1\"}",
                "1:30: key \"platform\" is missing: add \"platform\": \"linux\", \"windows\" or \"macos\"",
            ),
            (
                "{\"schema\":\"envsim-scenario/1\",\"platform\":\"linus\"}",
                "1:48: \"linus\" is none of the words that are known here, nearest is \"linux\"",
            ),
        ] {
            assert_eq!(message(json), format!("s.json:{said}"), "{json}");
        }
        for (rest, said) in [
            ("\"cwd\":3", "1:56: a text is expected here, not the number 3"),
            ("\"files\":[]", "1:57: an object ({…}) is expected here, not a list"),
            ("\"files\":{\"/a\":[]}", "1:59: an object ({…}) is expected here, not a list"),
            (
                "\"user\":{\"root\":\"yes\"}",
                "1:69: true or false is expected here, not the text \"yes\"",
            ),
            (
                "\"code_pages\":{\"ansi\":70000,\"oem\":1}",
                "1:75: a whole number from 0 to 65535 is expected here, not the number 70000",
            ),
            ("\"env\":{\"A\":\"1\",\n \"A\":\"2\"}", "2:2: \"A\" is there twice, first in line 1"),
            ("\"title\":\"\",\"title\":\"\"", "1:61: \"title\" is there twice, first in line 1"),
        ] {
            assert_eq!(scenario(rest), format!("s.json:{said}"), "{rest}");
        }
    }

    #[test]
    fn texts_of_windows_editors_are_read() {
        let json = "{\"é\":1}";
        let wide =
            |unit: fn(u16) -> [u8; 2]| json.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        let (little, big) = (wide(u16::to_le_bytes), wide(u16::to_be_bytes));
        let marked = |mark: &[u8], rest: &[u8]| [mark, rest].concat();
        for bytes in [
            marked(b"\xef\xbb\xbf", json.as_bytes()),
            marked(b"\xff\xfe", &little),
            marked(b"\xfe\xff", &big),
            little,
            big,
        ] {
            assert_eq!(decoded("s.json", &bytes).as_deref(), Ok(json));
        }
        let said = decoded("s.json", b"{\n \"\xe9\"").map_err(|problem| problem.to_string());
        let said = said.expect_err("Latin-1 is not UTF-8");
        assert!(
            said.starts_with("s.json:2:3: is not UTF-8 here; save the file as UTF-8"),
            "{said}"
        );
    }
}
