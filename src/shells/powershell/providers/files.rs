//! Reading and writing files.

use std::rc::Rc;

use crate::machine::Fault;
use crate::machine::overlay::{Change, Effect};
use crate::shells::powershell::evaluator::charset::{Charset, Writer};
use crate::shells::powershell::evaluator::{Evaluator, Flow};
use crate::shells::powershell::object::convert::unknown_here;
use crate::shells::powershell::object::{Object, Payload, Record};
use crate::shells::powershell::scalars::Scalar;
use crate::text::{Encoding, decode};
use crate::value::{Origin, Value};

/// Members of files and directories that say what no record holds (System.IO.FileSystemInfo, and
/// what FileSystemProvider.cs and the type tables of both editions add).
const UNRECORDED: [&str; 19] = [
    "LastWriteTime",
    "CreationTime",
    "LastAccessTime",
    "Attributes",
    "LastWriteTimeUtc",
    "CreationTimeUtc",
    "LastAccessTimeUtc",
    "Mode",
    "ModeWithoutHardLink",
    "LinkType",
    "LinkTarget",
    "Target",
    "ResolvedTarget",
    "UnixFileMode",
    "UnixMode",
    "UnixStat",
    "User",
    "Group",
    "Size",
];

impl Evaluator<'_> {
    /// A file's text as this edition reads it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read_text(&mut self, path: &str) -> Result<String, Fault> {
        self.read_text_as(path, self.usual_reading())
    }

    /// A file's text, without a byte order mark in that encoding.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read_text_as(&mut self, path: &str, encoding: Encoding) -> Result<String, Fault> {
        let bytes = self.host.machine().read(path)?;
        self.charge(bytes.len() as u64 / 512);
        Ok(decode(&bytes, encoding).text.to_string())
    }

    /// A file's lines.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read_lines(&mut self, path: &str) -> Result<Vec<Object>, Fault> {
        self.read_lines_as(path, self.usual_reading())
    }

    /// A file's lines, without a byte order mark in that encoding.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read_lines_as(&mut self, path: &str, encoding: Encoding) -> Result<Vec<Object>, Fault> {
        let text = self.read_text_as(path, encoding)?;
        let lines = lines(&text);
        self.weigh_made(lines.len());
        Ok(lines.into_iter().map(|line| self.text(line)).collect())
    }

    /// Writes text to a file, behind what is there or instead of it, as a writer of this edition
    /// does without being told an encoding.
    ///
    /// # Errors
    /// Never; the signature is that of a statement.
    pub fn write_text_file(
        &mut self,
        path: &str,
        text: &Value,
        append: bool,
        writer: Writer,
    ) -> Flow {
        let charset = self.usual_charset(writer);
        self.write_encoded(path, text, append, Some(charset))
    }

    /// Writes text to a file in an encoding; without one nobody knows what the file holds.
    ///
    /// # Errors
    /// Never; the signature is that of a statement.
    pub fn write_encoded(
        &mut self,
        path: &str,
        text: &Value,
        append: bool,
        charset: Option<Charset>,
    ) -> Flow {
        let old = match append {
            true => self.host.machine().read(path).map(|bytes| bytes.to_vec()),
            false => Err(Fault::NotFound),
        };
        let hidden = old.as_ref().is_err_and(Fault::is_ours);
        let begun = old.as_ref().is_ok_and(|old| !old.is_empty());
        let charset = charset.map(|one| Charset { marked: one.marked && !begun, ..one });
        let made = text.text().and_then(|text| charset?.encode(&text));
        let path = path.to_owned();
        let Some(made) = made.filter(|_| !hidden) else {
            let why = text.why_unknown().map(|why| why.reason.to_string());
            let why =
                why.unwrap_or_else(|| "gets a text in an encoding envsim does not write".into());
            let program = text.program().filter(|_| !append);
            let program = program.and_then(|text| text.text().map(|text| Rc::from(&*text)));
            self.change(Change::Unread { path, why: why.into(), program });
            return Ok(());
        };
        let mut bytes = old.unwrap_or_default();
        bytes.extend(made);
        self.charge(bytes.len() as u64 / 2048);
        self.change(Change::File { path, bytes: Rc::from(bytes) });
        Ok(())
    }

    /// `> file`.
    ///
    /// # Errors
    /// As for a statement.
    pub fn redirect_to_file(&mut self, name: &Object, items: Vec<Object>, append: bool) -> Flow {
        let charset = self.usual_charset(Writer::Output);
        self.output_to_file(name, &items, append, Some(charset))
    }

    /// Objects as the screen shows them go to a file.
    ///
    /// # Errors
    /// As for a statement.
    pub fn output_to_file(
        &mut self,
        name: &Object,
        items: &[Object],
        append: bool,
        charset: Option<Charset>,
    ) -> Flow {
        let Some(name) = self.plain(name) else {
            self.changed_by_name(name, Effect::Writes);
            self.incomplete("writes to a file whose name is not known");
            return Ok(());
        };
        let path = self.full_path(&name);
        let text = self.lines_of(items);
        self.write_encoded(&path, &text, append, charset)
    }

    /// Objects as the lines of a file; what would be formatted as a table is not known.
    pub fn lines_of(&mut self, items: &[Object]) -> Value {
        let newline = if self.state.platform().is_windows() { "\r\n" } else { "\n" };
        let mut text = Value::empty();
        for item in items {
            let line = match item.base() {
                Object::Text(_)
                | Object::Integer(..)
                | Object::Bool(_)
                | Object::Char(_)
                | Object::Null
                | Object::Double(_) => self.text_of(item),
                Object::Unknown(why) => Value::unknown((**why).clone()),
                Object::Record(record) if is_message(&record.type_name) => self.text_of(item),
                _ => Value::unknown((*self.why("is formatted for the screen")).clone()),
            };
            text = text.then(line).then(Value::known(newline, self.at.clone()));
        }
        text
    }

    /// A `FileInfo` or `DirectoryInfo`.
    pub fn file_object(&mut self, path: &str, directory: bool) -> Object {
        let platform = self.state.platform();
        let name = platform
            .file_name(path.trim_end_matches(|letter| platform.is_separator(letter)))
            .to_owned();
        let name = if name.is_empty() { path.to_owned() } else { name };
        let dot = name.rfind('.').filter(|_| !directory || name.rfind('.') != Some(0));
        let extension = dot.map_or("", |at| &name[at..]).to_owned();
        let stem =
            if directory { name.clone() } else { name[..name.len() - extension.len()].to_owned() };
        let parent = platform.parent(path).unwrap_or("").to_owned();
        let type_name = if directory { "System.IO.DirectoryInfo" } else { "System.IO.FileInfo" };
        let mut record = Record::new(type_name)
            .with("Name", self.text(name))
            .with("FullName", self.text(path))
            .with("BaseName", self.text(stem))
            .with("Extension", self.text(extension))
            .with("PSPath", self.text(format!("Microsoft.PowerShell.Core\\FileSystem::{path}")))
            .with(
                "PSParentPath",
                self.text(format!("Microsoft.PowerShell.Core\\FileSystem::{parent}")),
            )
            .with("PSIsContainer", Object::Bool(directory))
            .with("Exists", Object::Bool(self.exists(path)));
        let child = record.get("Name").unwrap_or(Object::Null);
        let drive = crate::shells::powershell::state::drive_of(platform, path);
        record = record
            .with("PSChildName", child)
            .with("PSDrive", self.drive_object(&drive))
            .with("PSProvider", self.provider_object("FileSystem"));
        if !directory {
            let size = self.host.machine().status(path).map(|status| status.size).unwrap_or(0);
            record = record
                .with(
                    "Length",
                    Object::Integer(
                        crate::shells::powershell::object::IntKind::Int64,
                        i128::from(size),
                    ),
                )
                .with("DirectoryName", self.text(parent.clone()));
        }
        for unknown in UNRECORDED {
            // No gap of the model: reading it raises nothing.
            let reason = "is a property of a file that is not recorded";
            let why = unknown_here(reason, &self.at);
            let value = match unknown.contains("Time") {
                true => Object::scalar(Scalar::Open("System.DateTime", why)),
                false => Object::Unknown(why),
            };
            record = record.with(unknown, value);
        }
        self.note_link(&record, path, directory);
        let text = Value::known(path, Origin::clone(&self.at));
        record
            .printing(text)
            .with_payload(Payload::File { path: path.to_owned(), directory })
            .into_object()
    }
}

impl Evaluator<'_> {
    /// What a link leads to; a directory that is none says so. A file may be linked in ways that are not recorded.
    fn note_link(&self, record: &Record, path: &str, directory: bool) {
        let machine = self.host.machine();
        match machine.read_link(path) {
            // Windows has links of more than one kind.
            Ok(_) if self.state.platform().is_windows() => {}
            Ok(target) => {
                record.set("LinkType", self.text("SymbolicLink"));
                if !self.state.desktop {
                    record.set("LinkTarget", self.text(target.clone()));
                    record.set("Target", self.text(target));
                }
            }
            Err(_) if directory && !self.state.desktop && machine.link_status(path).is_ok() => {
                for name in ["LinkType", "LinkTarget", "Target"] {
                    record.set(name, Object::Null);
                }
            }
            // A second name of a file is told by LinkType alone (`GetTarget` of 7.3 is .NET's LinkTarget).
            Err(_) if !self.state.desktop && machine.link_status(path).is_ok() => {
                record.set("LinkTarget", Object::Null);
                if self.state.at_least(7, 3) {
                    record.set("Target", Object::Null);
                }
            }
            Err(_) => {}
        }
    }
}

/// Records of the streams, which are shown as their text.
fn is_message(type_name: &str) -> bool {
    ["WarningRecord", "VerboseRecord", "DebugRecord", "InformationRecord"]
        .iter()
        .any(|one| type_name.strip_prefix("System.Management.Automation.") == Some(one))
}

/// The lines of a text; one newline at the end opens none.
pub fn lines(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut letters = text.chars().peekable();
    let mut open = false;
    while let Some(letter) = letters.next() {
        open = true;
        match letter {
            '\r' | '\n' => {
                if letter == '\r' && letters.peek() == Some(&'\n') {
                    letters.next();
                }
                all.push(std::mem::take(&mut line));
                open = false;
            }
            other => line.push(other),
        }
    }
    if open {
        all.push(line);
    }
    all
}
