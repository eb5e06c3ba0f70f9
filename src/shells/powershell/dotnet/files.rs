//! `[IO.Path]`, `[IO.File]`, `[IO.Directory]` and what follows them in the table of statics.

use std::rc::Rc;

use super::super::object::{Object, Payload, Sequence};
use crate::machine::overlay::{Change, Effect};
use crate::shells::powershell::evaluator::charset::{Charset, Writer};
use crate::shells::powershell::evaluator::{Evaluator, Stop};
use crate::shells::powershell::patterns::wildcard;
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

    /// The encoding object an argument is, with the mark that files in it get.
    fn charset_of_encoding(&self, argument: Option<&Object>) -> Option<Charset> {
        let Some(Object::Record(record)) = argument else { return None };
        if !matches!(&record.payload, Payload::Intrinsic("Encoding")) {
            return None;
        }
        match record.text.as_ref()?.text()?.as_ref() {
            "utf8" => self.charset_named("utf8BOM"),
            "latin1" => self.charset_named("28591"),
            "utf32" => None,
            other => self.charset_named(other),
        }
    }

    pub(super) fn file_call(
        &mut self,
        full: &str,
        lower: &str,
        name: &str,
        arguments: Vec<Object>,
    ) -> Answer {
        let platform = self.state.platform();
        if lower == "getcurrentdirectory" && full == "System.IO.Directory" {
            return Ok(self.text(self.state.process_directory.clone()));
        }
        let Some(path) = arguments.first().and_then(|one| self.plain(one)) else {
            if lower.starts_with("exists") && arguments.first().is_none_or(Object::is_null) {
                return Ok(Object::Bool(false));
            }
            if !lower.starts_with("read") && !lower.starts_with("get") && lower != "exists" {
                self.incomplete("changes a file whose name is not known");
            }
            if let (Some(name), Some(effect)) = (arguments.first(), effect_of(lower)) {
                self.changed_by_name(name, effect);
            }
            return Ok(self.unknown("reads a file whose name is not known"));
        };
        let base = self.state.process_directory.clone();
        let target = platform.absolute(&base, &path);
        let missing = |evaluator: &mut Self| {
            evaluator
                .method_error("FileNotFoundException", &format!("Could not find file '{target}'."))
        };
        let is_file = full == "System.IO.File";
        let plain = match lower {
            "readalltext" | "readalllines" | "readlines" => arguments.len() == 1,
            "writealltext" | "appendalltext" | "writealllines" | "appendalllines" => {
                arguments.len() == 2
            }
            _ => true,
        };
        let usual = Some(self.usual_charset(Writer::Plain));
        let charset = if plain { usual } else { self.charset_of_encoding(arguments.last()) };
        let Some(reading) = charset.or_else(|| usual.filter(|_| !lower.starts_with("read"))) else {
            return Ok(self.unknown("reads a file in an encoding envsim does not model"));
        };
        if let ("exists", false, Some(why)) = (lower, path.is_empty(), self.undecided_at(&target)) {
            return Ok(Object::Unknown(why));
        }
        Ok(match lower {
            "exists" if path.is_empty() => Object::Bool(false),
            "exists" if is_file => Object::Bool(self.host.machine().is_file(&target)),
            "exists" => Object::Bool(self.is_directory(&target)),
            "readalltext" => match self.read_text_as(&target, reading.encoding) {
                Ok(text) => self.text(text),
                Err(fault) if fault.is_ours() => {
                    self.unknown(&format!("is a file of which {fault}"))
                }
                Err(_) => return Err(missing(self)),
            },
            "readalllines" | "readlines" => match self.read_lines_as(&target, reading.encoding) {
                Ok(lines) => Object::Array(Rc::new(Sequence::of_type("System.String[]", lines))),
                Err(fault) if fault.is_ours() => {
                    self.unknown(&format!("is a file of which {fault}"))
                }
                Err(_) => return Err(missing(self)),
            },
            "writealltext" | "appendalltext" => {
                let text = arguments.get(1).map(|text| self.text_of(text)).unwrap_or_default();
                self.write_encoded(&target, &text, lower == "appendalltext", charset)?;
                Object::Nothing
            }
            "writeallbytes" => {
                let items = arguments.get(1).and_then(Object::enumerate).unwrap_or_default();
                let bytes: Option<Vec<u8>> = items
                    .iter()
                    .map(|item| self.plain(item).and_then(|text| text.parse().ok()))
                    .collect();
                match bytes {
                    Some(bytes) => {
                        self.change(Change::File { path: target, bytes: bytes.into() });
                    }
                    None => self.incomplete("writes bytes that are not known"),
                }
                Object::Nothing
            }
            "writealllines" | "appendalllines" => {
                let lines = arguments.get(1).and_then(Object::enumerate).unwrap_or_default();
                let text = self.lines_of(&lines);
                self.write_encoded(&target, &text, lower == "appendalllines", charset)?;
                Object::Nothing
            }
            "delete" => {
                self.change(Change::Removed { path: target });
                Object::Nothing
            }
            "createdirectory" => {
                self.change(Change::Directory { path: target.clone() });
                self.file_object(&target, true)
            }
            "getfiles"
            | "getdirectories"
            | "getfilesystementries"
            | "enumeratefiles"
            | "enumeratedirectories"
            | "enumeratefilesystementries"
                if !is_file =>
            {
                let pattern =
                    arguments.get(1).and_then(|one| self.plain(one)).unwrap_or_else(|| "*".into());
                if arguments.len() > 2 {
                    return Ok(self.unknown("lists a directory with all below it"));
                }
                let entries = match self.host.machine().list(&target) {
                    Ok(entries) => entries,
                    Err(fault) if fault.is_ours() => {
                        return Ok(self.unknown(&format!("lists a directory of which {fault}")));
                    }
                    Err(_) => {
                        return Err(self.method_error(
                            "DirectoryNotFoundException",
                            "Could not find a part of the path.",
                        ));
                    }
                };
                let wanted = wildcard::Wildcard::new(&pattern, platform.is_windows());
                let items: Vec<Object> = entries
                    .iter()
                    .filter(|entry| {
                        wanted.as_ref().is_some_and(|wanted| wanted.matches(&entry.name))
                    })
                    .map(|entry| platform.join(&target, &entry.name))
                    .filter(|path| match lower {
                        "getfiles" | "enumeratefiles" => !self.is_directory(path),
                        "getdirectories" | "enumeratedirectories" => self.is_directory(path),
                        _ => true,
                    })
                    .map(|path| self.text(path))
                    .collect();
                Object::Array(Rc::new(Sequence::unordered("System.String[]", items)))
            }
            "getparent" => match platform.parent(&target) {
                Some(parent) => {
                    let parent = parent.to_owned();
                    self.file_object(&parent, true)
                }
                None => Object::Null,
            },
            "getdirectoryroot" if !is_file => {
                let root = target[..platform.root_len(&target)].to_owned();
                self.text(root)
            }
            "setcurrentdirectory" if !is_file && self.is_directory(&target) => {
                self.state.process_directory = target;
                Object::Nothing
            }
            _ => {
                let reads = ["get", "open", "enumerate", "resolve", "equals", "referenceequals"];
                let writes =
                    !reads.iter().any(|verb| lower.starts_with(verb)) || lower == "openwrite";
                // What it writes is named by one of them.
                for one in arguments.iter().take(2).filter(|_| writes || lower == "open") {
                    self.changed_by_name(one, Effect::Writes);
                }
                if writes || lower == "open" {
                    self.incomplete(&format!(
                        "calls [{full}]::{name}, which envsim does not model"
                    ));
                }
                self.unknown(&format!("calls [{full}]::{name}, which envsim does not model"))
            }
        })
    }
}

/// What a method of `File` or `Directory` does to what its first argument names.
fn effect_of(lower: &str) -> Option<Effect> {
    Some(match lower {
        "createdirectory" => Effect::MakesDirectory,
        "delete" => Effect::Removes,
        "move" | "replace" | "encrypt" | "decrypt" => Effect::Writes,
        _ if ["append", "create", "write", "openwrite", "set"]
            .iter()
            .any(|one| lower.starts_with(one)) =>
        {
            Effect::Writes
        }
        _ => return None,
    })
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
