//! GOPATH, GOMODCACHE and GOBIN: defaults, checks at start-up, and what Go says about them.

use super::engine::{Got, Process};
use super::print::quote;
use super::talk::Talk;

impl Process<'_> {
    /// The default of GOPATH, "" where there is none (go/build, `defaultGOPATH`).
    pub fn default_gopath(&self) -> Got {
        let home = self.home()?;
        if home.is_empty() {
            return Ok(String::new());
        }
        let path = self.paths.join(&home, "go");
        let root = self.runtime_root()?;
        let same = self.paths.clean(&path) == self.paths.clean(&root);
        Ok(if same { String::new() } else { path })
    }

    /// GOPATH as the process first has it, before it distrusts a relative default.
    pub fn first_gopath(&self) -> Got {
        let set = self.get("GOPATH")?;
        if set.is_empty() { self.default_gopath() } else { Ok(set) }
    }

    /// GOPATH as it is printed: a default with a relative element is forgotten (main.go).
    pub fn gopath(&self) -> Got {
        let path = self.first_gopath()?;
        if !self.get("GOPATH")?.is_empty() || self.gopath_is_root(&path)? {
            return Ok(path);
        }
        let relative = |part: &String| !part.is_empty() && !self.paths.is_absolute(part);
        let forgotten = self.paths.split_list(&path).iter().any(relative);
        Ok(if forgotten { String::new() } else { path })
    }

    /// The first element of GOPATH joined with `below`; "" where there is none (`gopathDir`).
    pub fn gopath_dir(&self, gopath: &str, below: &str) -> String {
        match self.paths.split_list(gopath).first() {
            Some(first) if !first.is_empty() => self.paths.join(first, below),
            _ => String::new(),
        }
    }

    /// Which GOROOT the whole of GOPATH is compared with: the effective one only since Go 1.22.
    fn gopath_is_root(&self, gopath: &str) -> Got<bool> {
        let root = if self.since(22) { self.root()? } else { self.runtime_root()? };
        Ok(self.paths.clean(gopath) == self.paths.clean(&root))
    }

    /// What Go prints about GOPATH before it does anything (cmd/go/main.go).
    pub fn check_gopath(&self, talk: &mut Talk) -> Got<()> {
        let path = self.first_gopath()?;
        if self.gopath_is_root(&path)? {
            talk.warn(if self.since(24) {
                format!(
                    "warning: both GOPATH and GOROOT are the same directory ({path}); see https://go.dev/wiki/InstallTroubleshooting"
                )
            } else {
                format!("warning: GOPATH set to GOROOT ({path}) has no effect")
            });
            return Ok(());
        }
        let set = !self.get("GOPATH")?.is_empty();
        for part in self.paths.split_list(&path) {
            if part.starts_with('~') {
                let part = quote(&part);
                talk.die(
                    2,
                    format!("go: GOPATH entry cannot start with shell metacharacter '~': {part}"),
                );
            } else if !part.is_empty() && set && !self.paths.is_absolute(&part) {
                let part = quote(&part);
                talk.die(2, format!(
                    "go: GOPATH entry is relative; must be absolute path: {part}.\nFor more details see: 'go help gopath'"
                ));
            }
        }
        Ok(())
    }

    /// What Go prints about GOROOT before it does anything.
    pub fn check_root(&self, talk: &mut Talk) -> Got<()> {
        let root = self.root()?;
        if root.is_empty() && self.since(21) {
            let reason = "'go' binary is trimmed and GOROOT is not set";
            talk.die(2, format!("go: cannot find GOROOT directory: {reason}"));
        } else if self.supposed_root.is_none() && (root.is_empty() || !self.is_directory(&root)?) {
            talk.die(2, format!("go: cannot find GOROOT directory: {root}"));
        }
        Ok(())
    }

    /// GOBIN where nobody sets it: Go 1.27 says where `go install` would put things.
    pub fn derived_gobin(&self) -> Got {
        if !self.since(27) {
            return Ok(String::new());
        }
        let gopath = self.gopath()?;
        if self.modules()?.enabled {
            return Ok(self.gopath_dir(&gopath, "bin"));
        }
        let parts = self.paths.split_list(&gopath);
        let Some(first) = parts.first() else { return Ok(String::new()) };
        let cwd = self.cwd()?;
        let around = parts.iter().find(|part| cwd.starts_with(part.as_str()));
        Ok(self.paths.join(around.unwrap_or(first), "bin"))
    }
}
