//! `[IO.Path]`: names of files, without asking whether they are there (Path.cs).

use super::super::object::Object;
use crate::shells::powershell::evaluator::{Evaluator, Stop};
use crate::value::Value;

type Answer = Result<Object, Stop>;

impl Evaluator<'_> {
    pub(super) fn path_call(&mut self, lower: &str, name: &str, arguments: Vec<Object>) -> Answer {
        let platform = self.state.platform();
        if self.state.desktop && is_core_only(lower, arguments.len()) {
            return Err(match lower {
                "getfullpath" => self.no_overload(name, arguments.len()),
                _ => self.no_method("System.IO.Path", name),
            });
        }
        if lower == "combine" || lower == "join" {
            return Ok(self.combine(lower, arguments));
        }
        if arguments.is_empty() && lower.starts_with("get") && lower != "gettemppath" {
            return Ok(self.unknown("is random, or a list envsim does not have"));
        }
        // `$null` is an empty text where a text is wanted.
        let empty = self.text("");
        let value = arguments.first().filter(|one| !one.is_null()).cloned().unwrap_or(empty);
        if lower != "gettemppath" && self.plain(&value).is_some_and(|path| path.is_empty()) {
            return self.empty_path(lower, name);
        }
        let Some(path) = self.plain(&value) else {
            return Ok(if lower == "gettemppath" {
                self.temp_path()
            } else {
                Object::Unknown(self.reason_of(&value))
            });
        };
        let is_separator = |letter: char| letter == '/' || platform.is_windows() && letter == '\\';
        let leaf_start = path
            .rfind(|letter| is_separator(letter) || platform.is_windows() && letter == ':')
            .map_or(0, |at| at + 1);
        let leaf = &path[leaf_start..];
        let dot = leaf.rfind('.');
        Ok(match lower {
            "getfilename" => self.text(leaf),
            "getextension" => {
                self.text(dot.filter(|at| at + 1 < leaf.len()).map_or("", |at| &leaf[at..]))
            }
            "hasextension" => Object::Bool(dot.is_some_and(|at| at + 1 < leaf.len())),
            "getfilenamewithoutextension" => self.text(dot.map_or(leaf, |at| &leaf[..at])),
            "getdirectoryname" => {
                let root = platform.root_len(&path);
                if path.len() <= root {
                    return Ok(Object::Null);
                }
                let cut = path.rfind(is_separator).unwrap_or(0);
                let parent = path[..cut.max(root).min(path.len())].trim_end_matches(is_separator);
                let parent = if parent.len() < root { &path[..root] } else { parent };
                let parent = if path.rfind(is_separator).is_none() { "" } else { parent };
                let parent = if platform.is_windows() {
                    parent.replace('/', "\\")
                } else {
                    parent.to_owned()
                };
                self.text(single_separators(&parent, platform))
            }
            "changeextension" => {
                let new = arguments.get(1).cloned().unwrap_or(Object::Null);
                let stem = match dot {
                    Some(at) => &path[..leaf_start + at],
                    None => &path,
                };
                if new.is_null() {
                    return Ok(self.text(stem));
                }
                let new = self.plain(&new).unwrap_or_default();
                let point = if new.starts_with('.') { "" } else { "." };
                self.text(format!("{stem}{point}{new}"))
            }
            "ispathrooted" => {
                let rooted = path.starts_with(is_separator)
                    || platform.is_windows()
                        && path.as_bytes().get(1) == Some(&b':')
                        && path.as_bytes()[0].is_ascii_alphabetic();
                Object::Bool(rooted)
            }
            "ispathfullyqualified" => Object::Bool(platform.is_absolute(&path)),
            "getpathroot" => {
                let root = &path[..platform.root_len(&path)];
                // A share's root has no separator at its end.
                let share = root.len() > 2 && root.starts_with(['\\', '/']);
                let root = if share { root.trim_end_matches(is_separator) } else { root };
                self.text(if platform.is_windows() {
                    root.replace('/', "\\")
                } else {
                    root.to_owned()
                })
            }
            "getfullpath" => {
                let base = arguments.get(1).and_then(|base| self.plain(base));
                let base = base.unwrap_or_else(|| self.state.process_directory.clone());
                let trailing = path.ends_with(is_separator) && path.len() > 1;
                let full = platform.absolute(&base, &path);
                let full = if trailing && !full.ends_with(platform.separator()) {
                    format!("{full}{}", platform.separator())
                } else {
                    full
                };
                self.text(full)
            }
            "trimendingdirectoryseparator" => {
                let root = platform.root_len(&path);
                let trimmed = path
                    .strip_suffix(is_separator)
                    .filter(|rest| rest.len() >= root)
                    .unwrap_or(&path);
                self.text(trimmed)
            }
            "endsindirectoryseparator" => Object::Bool(path.ends_with(is_separator)),
            "gettemppath" => self.temp_path(),
            "exists" => Object::Bool(
                self.host
                    .machine()
                    .exists(&platform.absolute(&self.state.process_directory.clone(), &path)),
            ),
            "getrelativepath" => {
                let Some(other) = arguments.get(1).and_then(|one| self.plain(one)) else {
                    return Ok(self.unknown("is relative to a path that is not known"));
                };
                let base = self.state.process_directory.clone();
                self.text(relative(platform, &base, &path, &other))
            }
            _ => return Err(self.no_method("System.IO.Path", name)),
        })
    }

    /// What is made of an empty path (Path.cs; .NET Framework throws where Core has none).
    fn empty_path(&mut self, lower: &str, name: &str) -> Answer {
        Ok(match lower {
            "getdirectoryname" | "getpathroot" if !self.state.desktop => Object::Null,
            "getdirectoryname" | "getpathroot" | "getfullpath" | "getrelativepath" => {
                let message = "The path is empty.";
                return Err(self.method_error("ArgumentException", message));
            }
            "getfilename"
            | "getextension"
            | "getfilenamewithoutextension"
            | "changeextension"
            | "trimendingdirectoryseparator" => self.text(""),
            "hasextension"
            | "ispathrooted"
            | "ispathfullyqualified"
            | "endsindirectoryseparator"
            | "exists" => Object::Bool(false),
            _ => return Err(self.no_method("System.IO.Path", name)),
        })
    }

    pub(super) fn combine(&mut self, lower: &str, arguments: Vec<Object>) -> Object {
        let parts: Vec<Object> = match arguments.as_slice() {
            [Object::Array(list)] if &*list.type_name() == "System.String[]" => list.items(),
            _ => arguments,
        };
        let platform = self.state.platform();
        let mut result = Value::empty();
        for part in &parts {
            let value = self.text_of(part);
            let Some(text) = value.text().map(|text| text.into_owned()) else {
                return Object::Unknown(self.reason_of(part));
            };
            let rooted = text.starts_with('/')
                || platform.is_windows()
                    && (text.starts_with('\\') || text.as_bytes().get(1) == Some(&b':'));
            let before = result.text().map(|text| text.into_owned()).unwrap_or_default();
            if text.is_empty() {
                continue;
            }
            if before.is_empty() || rooted && lower == "combine" {
                result = value;
                continue;
            }
            let ends = before.ends_with('/') || platform.is_windows() && before.ends_with('\\');
            let keeps = ends || (lower == "join" && rooted);
            if !keeps {
                result.push(platform.separator().to_string(), self.at.clone());
            }
            result.append(value);
        }
        Object::Text(result)
    }

    pub(in crate::shells::powershell) fn temp_path(&mut self) -> Object {
        let windows = self.state.platform().is_windows();
        let names: &[&str] = if windows { &["TMP", "TEMP", "USERPROFILE"] } else { &["TMPDIR"] };
        for name in names {
            let value = self.read_env(name);
            if let Some(path) = self.plain(&value).filter(|path| !path.is_empty()) {
                let separator = self.state.platform().separator();
                return self.text(if path.ends_with(separator) {
                    path
                } else {
                    format!("{path}{separator}")
                });
            }
        }
        let text = if windows { format!("{}\\", self.windows_directory()) } else { "/tmp/".into() };
        self.text(text)
    }
}

/// Separators that stand side by side become one, but for the two that begin a share
/// (`PathInternal.NormalizeDirectorySeparators`).
fn single_separators(path: &str, platform: crate::machine::Platform) -> String {
    let separator = platform.separator();
    let share = platform.is_windows() && path.starts_with("\\\\");
    let mut single = String::new();
    for (at, letter) in path.char_indices() {
        let again = letter == separator && single.ends_with(separator);
        if !again || share && at == 1 {
            single.push(letter);
        }
    }
    single
}

/// Methods and overloads of `System.IO.Path` that .NET Framework lacks (.NET API, "Applies to").
fn is_core_only(lower: &str, arguments: usize) -> bool {
    match lower {
        "join"
        | "getrelativepath"
        | "trimendingdirectoryseparator"
        | "endsindirectoryseparator"
        | "ispathfullyqualified"
        | "exists" => true,
        "getfullpath" => arguments > 1,
        _ => false,
    }
}

/// `Path.GetRelativePath`: up to the part both share, then down; another drive gives the whole path.
pub fn relative(platform: crate::machine::Platform, base: &str, from: &str, to: &str) -> String {
    let from = platform.absolute(base, from);
    let whole = platform.absolute(base, to);
    let parts = |path: &str| -> Vec<String> {
        let separator = platform.separator();
        path.split(separator).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let same = |one: &String, other: &String| match platform.is_windows() {
        true => crate::machine::path::same_name(one, other),
        false => one == other,
    };
    let (old, new) = (parts(&from), parts(&whole));
    let shared = old.iter().zip(&new).take_while(|(one, other)| same(one, other)).count();
    if platform.is_windows() && shared == 0 {
        return whole;
    }
    let up = old.len() - shared;
    let steps = std::iter::repeat_n("..".to_owned(), up).chain(new[shared..].iter().cloned());
    let steps: Vec<String> = steps.collect();
    match steps.is_empty() {
        true => ".".to_owned(),
        false => steps.join(&platform.separator().to_string()),
    }
}
