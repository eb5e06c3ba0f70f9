//! `[IO.File]` and `[IO.Directory]`. A relative name counts from the process's directory, which `Set-Location` does not
//! move (FileSystemProvider.cs sets none; `Directory.GetCurrentDirectory`).

use std::rc::Rc;

use super::super::object::{Object, Payload, Sequence};
use crate::machine::overlay::{Change, Effect};
use crate::shells::powershell::evaluator::charset::{Charset, Writer};
use crate::shells::powershell::evaluator::{Evaluator, Stop};
use crate::shells::powershell::patterns::wildcard;

type Answer = Result<Object, Stop>;

impl Evaluator<'_> {
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
