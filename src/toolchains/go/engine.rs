//! One `go` process as it starts: what it is, and how it looks settings up (cmd/go/internal/cfg).

use std::rc::Rc;

use super::filepath::Paths;
use super::settings_file::SettingsFile;
use super::version::Release;
use crate::environment::Environment;
use crate::machine::{Fault, Machine, Platform};
use crate::toolchains::{Behind, Layer, Missing};
use crate::value::{Origin, Unknown, Value};

/// A text, or why it is not known.
pub type Got<T = String> = Result<T, Rc<Unknown>>;

/// A reason of the tool chain's own.
pub fn doubt<T>(reason: impl Into<Rc<str>>) -> Got<T> {
    Err(Rc::new(Unknown::new(reason, Origin::Builtin("go env".into()))))
}

/// The text of a value, or why it is not known.
pub fn text_of(value: &Value) -> Got {
    match value.text() {
        Some(text) => Ok(text.into_owned()),
        None => Err(value.why_unknown().unwrap_or_else(|| unknown("is not known"))),
    }
}

fn unknown(reason: &str) -> Rc<Unknown> {
    Rc::new(Unknown::new(reason, Origin::Builtin("go env".into())))
}

/// A `go` process: the binary, its environment and the files it reads first.
pub struct Process<'a> {
    /// What it can read.
    pub machine: &'a dyn Machine,
    /// The session that starts it.
    pub environment: &'a Environment,
    /// The operating system in Go's words.
    pub os: &'static str,
    /// The processor the binary is for, in Go's words.
    pub arch: Got,
    /// Path rules of this release on this system.
    pub paths: Paths,
    /// Which release it is.
    pub release: Release,
    /// The path it was started by.
    pub program: Option<String>,
    /// An installation that is only supposed.
    pub supposed_root: Option<String>,
    /// Whether the release is only supposed, so that its tree may be another one's.
    pub supposed_release: bool,
    /// Variables that a `go` command gave this one when it switched to it.
    pub handed: Vec<(String, Option<String>)>,
    /// Follows a file that only hands over to another one.
    pub behind: Option<Behind<'a>>,
    /// Set where the toolchain that answers is not there.
    pub awaited: Option<Awaited>,
    /// The user's settings file, `Err` where its place is not known.
    pub user: Got<SettingsFile>,
    /// The installation's settings file (Go 1.21 and later).
    pub shipped: Got<SettingsFile>,
    /// GOROOT as the process finds it before it prints anything.
    pub found_root: Got,
}

/// Of a toolchain that cannot be looked at only the name is known, and what it is told.
pub struct Awaited {
    /// Why.
    pub why: Rc<Unknown>,
    /// Whether envsim knows the release, so that what it says is likely.
    pub likely: bool,
    /// What is missing, where it is that.
    pub missing: Option<Missing>,
}

impl Awaited {
    /// Whether it may be this one after all: a setting that is not known chooses.
    pub fn is_undecided(&self) -> bool {
        self.likely && self.missing.is_none()
    }
}

impl<'a> Process<'a> {
    /// Whether what answers is certain to be another one that cannot be looked at.
    pub fn is_elsewhere(&self) -> bool {
        self.awaited.as_ref().is_some_and(|awaited| !awaited.is_undecided())
    }

    /// Whether the release is 1.`minor` or later.
    pub fn since(&self, minor: u32) -> bool {
        self.release.minor >= minor
    }

    /// Whether it runs on Windows.
    pub fn on_windows(&self) -> bool {
        self.paths.windows
    }

    /// A variable of the process environment as a value; `None` if it is not set.
    pub fn os_value(&self, name: &str) -> Got<Option<Value>> {
        let same = |other: &str| match self.on_windows() {
            true => crate::machine::path::same_name(other, name),
            false => other == name,
        };
        if let Some((_, value)) = self.handed.iter().find(|(other, _)| same(other)) {
            let origin = || Origin::Builtin("the go command that switched to this one".into());
            return Ok(value.as_ref().map(|text| Value::known(text.as_str(), origin())));
        }
        // A shell of MSYS2 tells names by their case, and a program of Windows does not.
        let variables = &self.environment.variables;
        let folded = || variables.iter().find(|one| self.on_windows() && same(&one.name));
        match variables.get(name).or_else(folded) {
            Some(variable) if variable.maybe_unset => doubt("is set only under a condition"),
            Some(variable) if variable.exported => Ok(variable.value.clone()),
            Some(_) => Ok(None),
            None => match self.environment.may_be_set(name) {
                Some(why) => Err(why.clone()),
                None => Ok(None),
            },
        }
    }

    /// `os.Getenv`: empty where it is not set.
    pub fn os_text(&self, name: &str) -> Got {
        self.os_value(name)?.map_or(Ok(String::new()), |value| text_of(&value))
    }

    /// What the settings files say, the user's first (`envCache`); `None` where neither has the key.
    pub fn filed(&self, key: &str) -> Got<Option<(Layer, Value)>> {
        if key == "GOROOT" && self.since(21) {
            let from_file = self.user_value(key)?.filter(|value| value.is_empty() != Some(true));
            let layer = if from_file.is_some() { Layer::UserFile } else { Layer::Derived };
            let origin = from_file.and_then(|value| value.origins().first().cloned());
            let origin = origin.unwrap_or_else(|| Origin::Builtin("GOROOT discovery".into()));
            return Ok(Some((layer, Value::known(self.found_root.clone()?, origin))));
        }
        if let Some(value) = self.user_value(key)? {
            return Ok(Some((Layer::UserFile, value)));
        }
        if !self.since(21) {
            return Ok(None);
        }
        let shipped = self.shipped.as_ref().map_err(Rc::clone)?;
        Ok(shipped.get(key).map(|value| (Layer::InstallationFile, value.clone())))
    }

    /// What the user's file says; before Go 1.21 only names Go knows count.
    pub fn user_value(&self, key: &str) -> Got<Option<Value>> {
        let user = self.user.as_ref().map_err(Rc::clone)?;
        Ok(user.get(key).cloned())
    }

    /// `cfg.Getenv`: the process environment unless it is empty there, then the files.
    pub fn get(&self, key: &str) -> Got {
        let own = self.os_text(key)?;
        if !own.is_empty() {
            return Ok(own);
        }
        self.filed(key)?.map_or(Ok(String::new()), |(_, value)| text_of(&value))
    }

    /// `cfg.envOr`.
    pub fn get_or(&self, key: &str, default: &str) -> Got {
        let text = self.get(key)?;
        Ok(if text.is_empty() { default.to_owned() } else { text })
    }

    /// The directory the process is in, by the kernel's name.
    pub fn physical_cwd(&self) -> Got {
        let cwd = text_of(&self.environment.cwd)?;
        if self.on_windows() {
            return Ok(cwd);
        }
        Ok(self.machine.real_path(&cwd).unwrap_or(cwd))
    }

    /// `os.Getwd`: `$PWD` is believed where it leads to the same directory.
    pub fn cwd(&self) -> Got {
        let physical = self.physical_cwd()?;
        let pwd = self.os_text("PWD")?;
        let same = |path: &str| {
            let identity = |path| self.machine.status(path).map(|status| status.identity).ok();
            identity(path).is_some() && identity(path) == identity(&physical)
        };
        let trusted = !self.on_windows() && pwd.starts_with('/') && same(&pwd);
        Ok(if trusted { pwd } else { physical })
    }

    /// A path as the machine knows it: relative ones are seen from the process's directory.
    pub fn machine_path(&self, path: &str) -> Got {
        if !self.on_windows() && path.starts_with('/') {
            return Ok(path.to_owned());
        }
        // The system's own rules, not those of an old Go.
        let paths = Paths { narrow: false, ..self.paths };
        Ok(paths.absolute(&self.physical_cwd()?, path))
    }

    /// A file's bytes; `None` where it cannot be read.
    pub fn read(&self, path: &str) -> Got<Option<Rc<[u8]>>> {
        match self.machine.read(&self.machine_path(path)?) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(Fault::NotRecorded) => doubt(format!("{path} is recorded without its text")),
            Err(Fault::TooLarge { .. }) => doubt(format!("{path} is too large to be read")),
            Err(Fault::NotRead(what)) => doubt(format!("{path} is {what}, which is not read")),
            Err(Fault::Undecided(why)) => doubt(format!("{path} {why}")),
            Err(_) => Ok(None),
        }
    }

    /// Whether a path leads to a directory.
    pub fn is_directory(&self, path: &str) -> Got<bool> {
        Ok(self.machine.is_directory(&self.machine_path(path)?))
    }

    /// Whether a path leads to something that is no directory.
    pub fn is_file(&self, path: &str) -> Got<bool> {
        let status = self.machine.status(&self.machine_path(path)?);
        Ok(status.is_ok_and(|status| !status.is_directory()))
    }

    /// Whether a path leads to anything.
    pub fn exists(&self, path: &str) -> Got<bool> {
        Ok(self.machine.exists(&self.machine_path(path)?))
    }
}

/// The operating system in Go's words.
pub fn os_of(platform: Platform) -> &'static str {
    match platform {
        Platform::Windows => "windows",
        Platform::Linux => "linux",
        Platform::MacOs => "darwin",
    }
}
