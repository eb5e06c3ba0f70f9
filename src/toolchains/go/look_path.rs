//! `exec.LookPath`: how `go` itself finds compilers and other versions of itself (src/os/exec/lp_unix.go, lp_windows.go).

use super::engine::{Got, Process};

impl Process<'_> {
    /// The path of the program `name` leads to; `None` where Go finds none or refuses it.
    pub fn look_path(&self, name: &str) -> Got<Option<String>> {
        if self.since(24) && ["", ".", ".."].contains(&name) {
            return Ok(None);
        }
        if self.on_windows() { self.look_path_windows(name) } else { self.look_path_unix(name) }
    }

    /// Whether the 1.19 rule against programs of the current directory is off.
    fn dot_allowed(&self) -> Got<bool> {
        let debug = self.os_text("GODEBUG")?;
        let off = debug.split(',').rev().find_map(|word| word.strip_prefix("execerrdot="));
        Ok(!self.since(19) || off == Some("0"))
    }

    fn look_path_unix(&self, name: &str) -> Got<Option<String>> {
        if name.contains('/') {
            return Ok(self.runs_unix(name)?.then(|| name.to_owned()));
        }
        for directory in self.paths.split_list(&self.os_text("PATH")?) {
            let directory = if directory.is_empty() { "." } else { directory.as_str() };
            let path = self.paths.join(directory, name);
            if self.runs_unix(&path)? {
                let refused = !path.starts_with('/') && !self.dot_allowed()?;
                return Ok((!refused).then_some(path));
            }
        }
        Ok(None)
    }

    fn runs_unix(&self, path: &str) -> Got<bool> {
        let status = self.machine.status(&self.machine_path(path)?);
        Ok(status.is_ok_and(|status| !status.is_directory() && status.executable))
    }

    fn look_path_windows(&self, name: &str) -> Got<Option<String>> {
        let extensions = self.extensions()?;
        if name.contains([':', '\\', '/']) {
            return self.find_windows(name, &extensions);
        }
        let dot_allowed = self.dot_allowed()?;
        let mut dot = None;
        if !self.since(19) || self.os_value("NoDefaultCurrentDirectoryInExePath")?.is_none() {
            dot = self.find_windows(name, &extensions)?;
            if dot.is_some() && dot_allowed {
                return Ok(dot);
            }
        }
        for directory in self.paths.split_list(&self.os_text("path")?) {
            if directory.is_empty() && self.since(22) {
                continue;
            }
            let joined = self.paths.join(&directory, name);
            let Some(path) = self.find_windows(&joined, &extensions)? else { continue };
            if let Some(dot) = &dot
                && !self.same_file(dot, &path)?
            {
                return Ok(None);
            }
            if self.paths.is_absolute(&path) || dot_allowed {
                return Ok(Some(path));
            }
            if !self.since(22) {
                return Ok(None);
            }
            dot = dot.or(Some(path));
        }
        Ok(None)
    }

    fn extensions(&self) -> Got<Vec<String>> {
        let list = self.os_text("PATHEXT")?.to_lowercase();
        if list.is_empty() {
            return Ok([".com", ".exe", ".bat", ".cmd"].map(str::to_owned).to_vec());
        }
        let parts = list.split(';').filter(|part| !part.is_empty());
        let dotted =
            |part: &str| if part.starts_with('.') { part.to_owned() } else { format!(".{part}") };
        Ok(parts.map(dotted).collect())
    }

    fn find_windows(&self, path: &str, extensions: &[String]) -> Got<Option<String>> {
        let name = path.rsplit([':', '\\', '/']).next().unwrap_or(path);
        if extensions.is_empty() || (name.contains('.') && self.is_file(path)?) {
            return Ok(self.is_file(path)?.then(|| path.to_owned()));
        }
        for extension in extensions {
            let candidate = format!("{path}{extension}");
            if self.is_file(&candidate)? {
                return Ok(Some(candidate));
            }
        }
        Ok(None)
    }

    fn same_file(&self, left: &str, right: &str) -> Got<bool> {
        let identity = |path: &str| -> Got<Option<(u64, u64)>> {
            let path = self.machine_path(path)?;
            Ok(self.machine.link_status(&path).ok().map(|status| status.identity))
        };
        let left = identity(left)?;
        Ok(left.is_some() && left == identity(right)?)
    }
}
