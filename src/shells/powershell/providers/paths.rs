//! Paths as PowerShell reads them: drives, `~`, both separators, wildcards.

mod location;
mod text;

use std::rc::Rc;

use crate::machine::path::same_name;
use crate::shells::powershell::evaluator::{Evaluator, Flow};
use crate::shells::powershell::object::command::Found;
use crate::shells::powershell::object::{Object, Payload, Record};
use crate::shells::powershell::patterns::wildcard::{self, Wildcard};
use crate::value::{Unknown, Value};
pub use text::{leaf_of, make_path, name_order, parent_of};

/// The providers of a location.
const FILE_SYSTEM: &str = "FileSystem";

impl Evaluator<'_> {
    /// Whether a drive of that name is there.
    pub fn is_drive(&self, name: &str) -> bool {
        let built_in = ["env", "function", "alias", "variable"]
            .iter()
            .any(|drive| drive.eq_ignore_ascii_case(name));
        if built_in || self.state.drives.iter().any(|drive| same_name(&drive.name, name)) {
            return true;
        }
        if !self.state.platform().is_windows() {
            return name == "/" || name.eq_ignore_ascii_case("temp");
        }
        let registry = name.eq_ignore_ascii_case("hkcu")
            || name.eq_ignore_ascii_case("hklm")
            || name.eq_ignore_ascii_case("temp") && !self.state.desktop;
        let letter = name.len() == 1 && (self.host.machine().is_directory(&format!("{name}:\\")));
        registry || letter
    }

    /// The provider of a drive.
    pub fn provider_of(&self, drive: &str) -> String {
        if let Some(own) = self.state.drives.iter().find(|one| same_name(&one.name, drive)) {
            return own.provider.clone();
        }
        match drive.to_ascii_lowercase().as_str() {
            "env" => "Environment".into(),
            "function" => "Function".into(),
            "alias" => "Alias".into(),
            "variable" => "Variable".into(),
            "hkcu" | "hklm" => "Registry".into(),
            _ => FILE_SYSTEM.into(),
        }
    }

    /// Where a drive begins.
    pub fn drive_root(&self, drive: &str) -> String {
        if let Some(own) = self.state.drives.iter().find(|one| same_name(&one.name, drive)) {
            return own.root.clone();
        }
        match drive {
            "/" => "/".into(),
            letter if letter.len() == 1 => format!("{letter}:\\"),
            _ => String::new(),
        }
    }

    /// The drive a path names, and what stands behind the colon; `None` for a path without one.
    pub fn split_drive<'p>(&self, path: &'p str) -> Option<(&'p str, &'p str)> {
        if let Some((provider, rest)) = path.split_once("::") {
            let provider = provider.rsplit('\\').next().unwrap_or(provider);
            return Some((provider, rest)).filter(|_| !provider.is_empty());
        }
        let colon = path.find(':')?;
        let name = &path[..colon];
        (colon > 0 && !name.contains(['/', '\\'])).then(|| (name, &path[colon + 1..]))
    }

    /// The error of a path whose drive is not there; `None` where it is.
    pub fn missing_drive(&mut self, path: &str) -> Option<Flow> {
        let (drive, _) = self.split_drive(path).filter(|_| !path.contains("::"))?;
        if self.is_drive(drive) {
            return None;
        }
        let message = format!("Cannot find drive. A drive with the name '{drive}' does not exist.");
        Some(self.complain(
            "DriveNotFound",
            "System.Management.Automation.DriveNotFoundException",
            message,
        ))
    }

    /// What kind of item a path names: the lower-case name of a provider.
    pub fn path_kind(&self, path: &str) -> &'static str {
        let drive = match self.split_drive(path) {
            Some((drive, _)) => drive.to_owned(),
            None => self.state.location.drive.clone(),
        };
        match drive.to_ascii_lowercase().as_str() {
            "env" | "environment" => "env",
            "function" => "function",
            "alias" => "alias",
            "variable" => "variable",
            "hkcu" | "hklm" | "registry" => "registry",
            other => match self.state.drives.iter().find(|one| same_name(&one.name, other)) {
                Some(own) if own.provider == "Registry" => "registry",
                _ => "file",
            },
        }
    }

    /// The absolute machine path a path of the file system means.
    pub fn full_path(&self, path: &str) -> String {
        let platform = self.state.platform();
        let mut path = path.to_owned();
        if let Some((provider, rest)) = path.split_once("::")
            && provider.to_ascii_lowercase().ends_with("filesystem")
        {
            path = rest.to_owned();
        }
        if !platform.is_windows() {
            path = path.replace('\\', "/");
        }
        let is_separator = |letter: char| letter == '/' || letter == '\\';
        if path == "~" || path.starts_with('~') && path[1..].starts_with(is_separator) {
            path = format!("{}{}", self.state.user_home, &path[1..]);
        }
        if let Some((drive, rest)) = path.split_once(':')
            && let Some(own) = self.state.drives.iter().find(|one| same_name(&one.name, drive))
            && own.provider == FILE_SYSTEM
        {
            path = platform.join(&own.root, rest.trim_start_matches(is_separator));
        }
        let here = self.provider_path(&self.state.location.path);
        let here = if self.path_kind(&self.state.location.path) == "file" {
            here
        } else {
            self.state.process_directory.clone()
        };
        let trailing = path.len() > 1 && path.ends_with(is_separator);
        let full = platform.absolute(&here, &path);
        if trailing && !full.ends_with(platform.separator()) {
            format!("{full}{}", platform.separator())
        } else {
            full
        }
    }

    /// The machine path of a location as PowerShell shows it.
    pub fn provider_path(&self, path: &str) -> String {
        if let Some((drive, rest)) = path.split_once(':')
            && let Some(own) = self.state.drives.iter().find(|one| same_name(&one.name, drive))
        {
            return self.state.platform().join(&own.root, rest.trim_start_matches(['\\', '/']));
        }
        match path.split_once("::") {
            Some((_, rest)) => rest.to_owned(),
            None => path.to_owned(),
        }
    }

    /// Files and directories a path names, wildcards expanded; empty where nothing matches.
    pub fn glob(&self, path: &str) -> Vec<String> {
        if !wildcard::has_wildcards(path) {
            let mut full = self.full_path(&wildcard::unescape(path));
            if self.state.platform().is_windows() && full.as_bytes().get(1) == Some(&b':') {
                full[..1].make_ascii_uppercase();
            }
            return if self.exists(&full) { vec![full] } else { Vec::new() };
        }
        let mut full = self.full_path(path);
        let platform = self.state.platform();
        let root = platform.root_len(&full);
        if platform.is_windows() && full.as_bytes().get(1) == Some(&b':') {
            full[..1].make_ascii_uppercase();
        }
        let mut found = vec![full[..root].to_owned()];
        for part in full[root..]
            .split(|letter| platform.is_separator(letter))
            .filter(|part| !part.is_empty())
        {
            found = self.glob_part(&found, part);
        }
        found
    }

    fn glob_part(&self, directories: &[String], part: &str) -> Vec<String> {
        let platform = self.state.platform();
        let mut found = Vec::new();
        let pattern = Wildcard::new(part, true);
        for directory in directories {
            if !wildcard::has_wildcards(part) {
                let path = platform.join(directory, &wildcard::unescape(part));
                if self.exists(&path) {
                    found.push(path);
                }
                continue;
            }
            let Some(pattern) = &pattern else { continue };
            let fits = |name: &str| pattern.matches(name);
            let Ok(entries) = self.host.machine().list_fitting(directory, &fits) else { continue };
            let mut names: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
            names.sort_by(|left, right| name_order(left, right));
            found.extend(names.into_iter().map(|name| platform.join(directory, name)));
        }
        found
    }

    /// Whether a machine path leads to anything, a dangling link included.
    pub fn exists(&self, path: &str) -> bool {
        let platform = self.state.platform();
        let bare = path.trim_end_matches(|letter| platform.is_separator(letter));
        // Win32 drops blanks and points at the end of a path (Naming Files, "Naming Conventions").
        let bare = match platform.is_windows() {
            true => bare.trim_end_matches([' ', '.']),
            false => bare,
        };
        let path =
            if bare.len() < platform.root_len(path) || bare.is_empty() { path } else { bare };
        self.host.machine().link_status(path).is_ok()
    }

    /// The path that an error about a missing item names (`ItemNotFoundException.ItemName`): a relative
    /// one becomes whole; how one with `..`, doubled or foreign separators is shown is not modelled.
    pub fn missing_path(&self, path: &str) -> String {
        let platform = self.state.platform();
        let own = platform.separator();
        let foreign = if own == '/' { '\\' } else { '/' };
        let relative = path.strip_prefix("./").or_else(|| path.strip_prefix(".\\")).unwrap_or(path);
        let steps = relative.strip_prefix(own).unwrap_or(relative).split(own);
        let plain = !path.contains(foreign)
            && steps.clone().all(|step| !step.is_empty() && step != "." && step != "..");
        let has_drive = self.split_drive(path).is_some();
        match plain && !has_drive && self.path_kind(path) == "file" {
            true if !platform.is_absolute(path) => self.full_path(path),
            _ => path.to_owned(),
        }
    }

    /// The error of an item that is not there.
    ///
    /// # Errors
    /// When the error action says so.
    pub fn missing_item(&mut self, path: &str) -> Flow {
        if self.path_kind(path) == "file"
            && let Some(why) = self.undecided_path(path)
        {
            self.may_complain(&why);
            return Ok(());
        }
        let shown = self.missing_path(path);
        let message = format!("Cannot find path '{shown}' because it does not exist.");
        self.complain("PathNotFound", "System.Management.Automation.ItemNotFoundException", message)
    }

    /// A drive as an object.
    pub fn drive_object(&mut self, drive: &str) -> Object {
        let name = self.provider_of(drive);
        let provider = self.provider_object(&name);
        let own = self.state.drives.iter().any(|one| same_name(&one.name, drive));
        let root = match drive.eq_ignore_ascii_case("temp") && !own {
            true => self.temp_path(),
            false => self.text(self.drive_root(drive)),
        };
        Record::new("System.Management.Automation.PSDriveInfo")
            .with("Name", self.text(drive))
            .with("Provider", provider)
            .with("Root", root)
            .printing(Value::known(drive, self.at.clone()))
            .into_object()
    }

    /// A provider as an object.
    pub fn provider_object(&mut self, name: &str) -> Object {
        let module = match name {
            "Registry" | "FileSystem" | "Environment" | "Function" | "Alias" | "Variable" => {
                "Microsoft.PowerShell.Core"
            }
            _ => "Microsoft.PowerShell.Security",
        };
        let text = Value::known(format!("{module}\\{name}"), self.at.clone());
        Record::new("System.Management.Automation.ProviderInfo")
            .with("Name", self.text(name))
            .printing(text)
            .into_object()
    }

    /// Why nobody knows what stands at a machine path, or below the directory of a pattern.
    pub fn undecided_at(&self, path: &str) -> Option<Rc<Unknown>> {
        let why = match wildcard::has_wildcards(path) {
            true => match self.host.machine().list(self.state.platform().parent(path)?) {
                Err(fault) => fault.undecided()?.clone(),
                Ok(_) => return None,
            },
            false => self.host.why_undecided(path)?,
        };
        Some(self.why(&format!("asks for something that {why}")))
    }

    /// Whether a machine path is a directory.
    pub fn is_directory(&self, path: &str) -> bool {
        self.host.machine().is_directory(path)
    }

    /// The registry key a path means, with a short hive name.
    pub fn registry_key(&self, path: &str) -> String {
        let path = path.replace('/', "\\");
        let path = match path.split_once("::") {
            Some((_, rest)) => rest.to_owned(),
            None => match path.split_once(':') {
                Some((drive, rest)) => {
                    let rest = rest.trim_start_matches('\\');
                    let root =
                        match self.state.drives.iter().find(|one| same_name(&one.name, drive)) {
                            Some(own) => self.registry_key(&format!("Registry::{}", own.root)),
                            None => drive.to_ascii_uppercase(),
                        };
                    format!("{root}\\{rest}")
                }
                None if self.path_kind(&self.state.location.path) == "registry" => {
                    format!("{}\\{path}", self.registry_key(&self.state.location.path))
                }
                None => path,
            },
        };
        let mut steps: Vec<&str> = Vec::new();
        for step in path.split('\\').filter(|step| !step.is_empty() && *step != ".") {
            match step {
                ".." => drop(steps.pop()),
                step => steps.push(step),
            }
        }
        let path = steps.join("\\");
        let (hive, rest) = path.split_once('\\').unwrap_or((&path, ""));
        let hive = match hive.trim_end_matches(':').to_ascii_uppercase().as_str() {
            "HKEY_CURRENT_USER" => "HKCU".to_owned(),
            "HKEY_LOCAL_MACHINE" => "HKLM".to_owned(),
            other => other.to_owned(),
        };
        if rest.is_empty() { hive } else { format!("{hive}\\{rest}") }
    }
}

/// The path an argument means: a file object's own, else its text.
pub fn path_text(evaluator: &Evaluator<'_>, object: &Object) -> Value {
    match object {
        Object::Record(record) => match &record.payload {
            Payload::File { path, .. } => Value::known(path.as_str(), evaluator.at.clone()),
            Payload::Command(Found::Script { path, .. } | Found::Application { path, .. }) => {
                Value::known(path.as_str(), evaluator.at.clone())
            }
            _ => evaluator.text_of(object),
        },
        other => evaluator.text_of(other),
    }
}
