//! The user's directories by Go's rules (src/os/file.go), which ask variables and nothing else.

use super::engine::{Got, Process};

/// A directory, or the text of the error Go has for it.
pub type Found = Result<String, String>;

impl Process<'_> {
    /// `os.UserConfigDir`.
    pub fn config_dir(&self) -> Got<Found> {
        match self.os {
            "windows" => self.required("AppData", "%AppData% is not defined", ""),
            "darwin" => {
                self.required("HOME", "$HOME is not defined", "/Library/Application Support")
            }
            _ => self.xdg("XDG_CONFIG_HOME", "/.config"),
        }
    }

    /// `os.UserCacheDir`.
    pub fn cache_dir(&self) -> Got<Found> {
        match self.os {
            "windows" => self.required("LocalAppData", "%LocalAppData% is not defined", ""),
            "darwin" => self.required("HOME", "$HOME is not defined", "/Library/Caches"),
            _ => self.xdg("XDG_CACHE_HOME", "/.cache"),
        }
    }

    /// `os.TempDir`.
    pub fn temp_dir(&self) -> Got {
        if !self.on_windows() {
            let dir = self.os_text("TMPDIR")?;
            return Ok(if dir.is_empty() { "/tmp".to_owned() } else { dir });
        }
        // GetTempPath: the first of these that is set, made absolute.
        for name in ["TMP", "TEMP", "USERPROFILE"] {
            let dir = self.os_text(name)?;
            if !dir.is_empty() {
                let dir = self.machine_path(&dir)?;
                return Ok(self.paths.clean(&dir));
            }
        }
        let windows = self.os_text("SystemRoot")?;
        Ok(if windows.is_empty() { "C:\\Windows".to_owned() } else { windows })
    }

    /// `$HOME`, `%USERPROFILE%`: what GOPATH's default hangs on (go/build, `defaultGOPATH`).
    pub fn home(&self) -> Got {
        self.os_text(if self.on_windows() { "USERPROFILE" } else { "HOME" })
    }

    fn required(&self, name: &str, error: &str, below: &str) -> Got<Found> {
        let dir = self.os_text(name)?;
        Ok(if dir.is_empty() { Err(error.to_owned()) } else { Ok(format!("{dir}{below}")) })
    }

    /// The XDG variable; Go 1.24 and later refuse a relative one.
    fn xdg(&self, name: &str, below_home: &str) -> Got<Found> {
        let dir = self.os_text(name)?;
        if dir.is_empty() {
            let error = format!("neither ${name} nor $HOME are defined");
            return self.required("HOME", &error, below_home);
        }
        if self.since(24) && !self.paths.is_absolute(&dir) {
            return Ok(Err(format!("path in ${name} is relative")));
        }
        Ok(Ok(dir))
    }

    /// The user's settings file: its path as Go spells it, or why there is none (`cfg.EnvFile`).
    pub fn env_file(&self) -> Got<Found> {
        let own = self.os_text("GOENV")?;
        if own == "off" {
            return Ok(Err("GOENV=off".to_owned()));
        }
        if !own.is_empty() {
            return Ok(Ok(own));
        }
        Ok(self.config_dir()?.map(|dir| self.paths.join(&dir, "go/env")))
    }

    /// Where builds are cached: the directory printed, and why it cannot be used.
    pub fn cache(&self) -> Got<(String, Option<String>)> {
        let own = self.get("GOCACHE")?;
        if own.is_empty() {
            return Ok(match self.cache_dir()? {
                Ok(dir) => (self.paths.join(&dir, "go-build"), None),
                Err(error) => {
                    ("off".to_owned(), Some(format!("GOCACHE is not defined and {error}")))
                }
            });
        }
        if own == "off" || self.paths.is_absolute(&own) {
            return Ok((own, None));
        }
        Ok(("off".to_owned(), Some("GOCACHE is not an absolute path".to_owned())))
    }

    /// What a command that needs the build cache dies with, if it does.
    pub fn cache_failure(&self) -> Got<Option<String>> {
        Ok(match self.cache()? {
            (_, Some(error)) => {
                Some(format!("build cache is required, but could not be located: {error}"))
            }
            (dir, None) if dir == "off" => Some(
                "build cache is disabled by GOCACHE=off, but required as of Go 1.12".to_owned(),
            ),
            _ => None,
        })
    }
}
