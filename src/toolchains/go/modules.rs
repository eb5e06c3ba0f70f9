//! Module mode: GO111MODULE, GOMOD, GOWORK (cmd/go/internal/modload/init.go).

use super::engine::{Got, Process};
use super::talk::Talk;

/// What module initialisation came to.
#[derive(Clone, Debug, Default)]
pub struct Modules {
    /// What GOMOD prints.
    pub gomod: String,
    /// Whether module mode is on (`cfg.ModulesEnabled`).
    pub enabled: bool,
    /// What it printed.
    pub talk: Talk,
}

impl Process<'_> {
    /// Whether Go stays in module mode where it finds no go.mod: the meaning of an empty GO111MODULE changed in 1.16.
    fn must_use_modules(&self, mode: &str) -> bool {
        mode == "on" || (mode.is_empty() && self.since(16))
    }

    /// `modload.Init`.
    pub fn modules(&self) -> Got<Modules> {
        let mut found = Modules::default();
        let mode = self.get("GO111MODULE")?;
        match mode.as_str() {
            "off" => return Ok(found),
            "" | "on" | "auto" => {}
            _ => {
                let text = format!("go: unknown environment setting GO111MODULE={mode}");
                found.talk.die(1, text);
                return Ok(found);
            }
        }
        let must = self.must_use_modules(&mode);
        let mut root = self.module_root()?;
        if root.is_none() && !must {
            return Ok(found);
        }
        if let Some(directory) = &root
            && self.is_temp_root(directory)?
        {
            let temp = self.temp_dir()?;
            found.talk.warn(format!("go: warning: ignoring go.mod in system temp root {temp}"));
            root = None;
            if !must && self.since(16) {
                return Ok(found);
            }
        }
        // Up to Go 1.15 the cache is opened as soon as modules are looked at.
        if !self.since(16)
            && let Some(failure) = self.cache_use_failure()?
        {
            found.talk.die(1, failure);
        }
        self.check_module_gopath(&mut found.talk)?;
        found.enabled = true;
        found.gomod = match root {
            Some(directory) => self.paths.join(&directory, "go.mod"),
            None if must || self.since(16) => self.null_device().to_owned(),
            None => String::new(),
        };
        Ok(found)
    }

    /// What module initialisation has against GOPATH.
    pub(super) fn check_module_gopath(&self, talk: &mut Talk) -> Got<()> {
        let gopath = self.gopath()?;
        let first = self.paths.split_list(&gopath).into_iter().next().unwrap_or_default();
        if first.is_empty() {
            if !self.since(18) {
                talk.die(1, "missing $GOPATH".to_owned());
            }
            return Ok(());
        }
        if self.exists(&self.paths.join(&first, "go.mod"))? {
            if self.since(22) {
                talk.warn(format!("go: warning: ignoring go.mod in $GOPATH {first}"));
            } else {
                talk.die(1, "$GOPATH/go.mod exists but should not".to_owned());
            }
        }
        Ok(())
    }

    /// What `os.DevNull` is called.
    pub fn null_device(&self) -> &'static str {
        if self.on_windows() { "NUL" } else { "/dev/null" }
    }

    /// The nearest directory at or above the current one with a regular go.mod.
    pub fn module_root(&self) -> Got<Option<String>> {
        let mut directory = self.paths.clean(&self.cwd()?);
        loop {
            if self.is_file(&self.paths.join(&directory, "go.mod"))? {
                return Ok(Some(directory));
            }
            let above = self.paths.dir(&directory);
            if above == directory {
                return Ok(None);
            }
            directory = above;
        }
    }

    /// The go.mod that counts for the choice of a toolchain (`modload.FindGoMod`).
    pub fn module_file(&self) -> Got<Option<String>> {
        match self.module_root()? {
            Some(root) if !self.is_temp_root(&root)? => Ok(Some(self.paths.join(&root, "go.mod"))),
            _ => Ok(None),
        }
    }

    /// Whether a directory is the temporary directory itself, links considered (`search.InDir`).
    fn is_temp_root(&self, directory: &str) -> Got<bool> {
        let temp = self.temp_dir()?;
        let real = |path: &str| -> Got<Option<String>> {
            let path = self.machine_path(path)?;
            Ok(self.machine.real_path(&path).ok())
        };
        let directories = [Some(directory.to_owned()), real(directory)?];
        let temps = [Some(temp.clone()), real(&temp)?];
        let same = |one: &Option<String>, other: &Option<String>| one.is_some() && one == other;
        Ok(directories.iter().any(|one| temps.iter().any(|other| same(one, other))))
    }

    /// Whether module mode will be on, without the checks (`modload.WillBeEnabled`).
    pub fn modules_will_be_on(&self, talk: &mut Talk) -> Got<bool> {
        let mode = self.get("GO111MODULE")?;
        if self.must_use_modules(&mode) {
            return Ok(true);
        }
        if !matches!(mode.as_str(), "auto" | "") {
            return Ok(false);
        }
        // Go 1.27 counts a workspace too.
        let workspace =
            |talk: &mut Talk| self.work_file(talk).map(|file| !file.is_empty() && !talk.is_dead());
        Ok(self.module_file()?.is_some() || (self.since(27) && workspace(talk)?))
    }

    /// The workspace file, "" where there is none; a relative setting ends the command.
    pub fn work_file(&self, talk: &mut Talk) -> Got {
        let set = self.get("GOWORK")?;
        match set.as_str() {
            "off" => Ok(String::new()),
            "" | "auto" => self.search_work_file(),
            _ if self.paths.is_absolute(&set) => Ok(set),
            _ => {
                talk.die(
                    1,
                    if self.since(21) {
                        "go: invalid GOWORK: not an absolute path".to_owned()
                    } else {
                        "the path provided to GOWORK must be an absolute path".to_owned()
                    },
                );
                Ok(set)
            }
        }
    }

    /// Upwards from the current directory, never across GOROOT.
    pub fn search_work_file(&self) -> Got {
        let root = self.root()?;
        let mut directory = self.paths.clean(&self.cwd()?);
        loop {
            let file = self.paths.join(&directory, "go.work");
            if self.is_file(&file)? {
                return Ok(file);
            }
            let above = self.paths.dir(&directory);
            if above == directory || above == root {
                return Ok(String::new());
            }
            directory = above;
        }
    }
}
