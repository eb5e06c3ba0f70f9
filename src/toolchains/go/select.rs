//! Which Go answers in the end: GOTOOLCHAIN, go.work and go.mod (cmd/go/internal/toolchain/select.go, Go 1.21 and later).

use std::cmp::Ordering;

use super::engine::{Got, Process, doubt};
use super::handover::{Chosen, Next, Switch, Trace};
use super::print::quote;
use super::talk::Talk;
use super::version;

/// How far GOTOOLCHAIN lets Go look for something newer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    Fixed,
    Auto,
    Path,
}

/// What was chosen so far.
struct Choice {
    name: String,
    version: String,
    because: String,
}

impl Process<'_> {
    /// The toolchain that is to answer; `None` where this one answers itself or dies of the setting.
    pub fn chosen(&self, arguments: &[&str], talk: &mut Talk) -> Got<Option<Chosen>> {
        if !self.since(21) {
            return Ok(None);
        }
        let mut inner = Talk::default();
        let on = self.modules_will_be_on(&mut inner)?;
        prefixed(inner, talk);
        if !on || self.answers_itself(arguments) || talk.is_dead() {
            return Ok(None);
        }
        let setting = self.get("GOTOOLCHAIN")?;
        if setting.is_empty() {
            return Ok(None);
        }
        let mut trace = Trace::of(self)?;
        let Some((mut choice, reach)) = self.read_setting(&setting, talk, &mut trace) else {
            return Ok(None);
        };
        if reach != Reach::Fixed {
            self.read_files(&mut choice, talk, &mut trace)?;
        }
        // A `go` that was switched to is what was asked for.
        let settled = self.handed.iter().any(|(name, _)| name == TARGET);
        if talk.is_dead() || settled {
            return Ok(None);
        }
        trace.lines.drain(..).for_each(|line| talk.warn(line));
        if choice.name == "local" || choice.name == self.release.toolchain() {
            if trace.on {
                talk.warn(format!("go: using local toolchain {}", self.release.toolchain()));
            }
            return Ok(None);
        }
        if !choice.name.starts_with("go1") && !choice.name.contains("-go1") {
            talk.die(1, format!("go: invalid GOTOOLCHAIN {}", quote(&choice.name)));
            return Ok(None);
        }
        let path_only = setting == "path" || setting.ends_with("+path");
        Ok(Some(Chosen { name: choice.name, because: choice.because, path_only }))
    }

    /// Why this one answers, in words that finish "because"; and what building refuses with where it may not hand over
    /// to a newer one.
    pub fn stays(&self) -> Got<(String, Option<String>)> {
        let on = self.modules_will_be_on(&mut Talk::default())?;
        if !self.since(21) {
            let refusal = if on { self.unreadable()? } else { None };
            return Ok(("no Go before 1.21 hands over to another".to_owned(), refusal));
        }
        if !on {
            return Ok(("modules are off, and no toolchain is chosen then".to_owned(), None));
        }
        let setting = self.get("GOTOOLCHAIN")?;
        let set = match setting.as_str() {
            "" => "GOTOOLCHAIN is empty".to_owned(),
            _ => format!("GOTOOLCHAIN={setting}"),
        };
        let Some(file) = self.version_file()? else {
            return Ok((format!("{set}, and no go.mod or go.work asks for another"), None));
        };
        let Some(bytes) = self.read(&file)? else { return Ok((set, None)) };
        let text = String::from_utf8_lossy(&bytes);
        let go = line_value(&text, "go");
        let asks = match go {
            "" => format!("{set}, and {file} asks for no version"),
            _ => format!("{set}, and {file} asks for go {go}"),
        };
        let own = self.release.number();
        let newer = version::compare(go, &own) == Ordering::Greater;
        let name = self.paths.base(&file).to_owned();
        let shown = if setting.is_empty() { "local" } else { &setting };
        let refusal = newer.then(|| {
            format!("go: {name} requires go >= {go} (running go {own}; GOTOOLCHAIN={shown})")
        });
        Ok((asks, refusal))
    }

    /// What a Go before 1.21 says of lines that only later ones know (x/mod/modfile, `GoVersionRE`).
    fn unreadable(&self) -> Got<Option<String>> {
        let Some(file) = self.version_file()? else { return Ok(None) };
        let Some(bytes) = self.read(&file)? else { return Ok(None) };
        let text = String::from_utf8_lossy(&bytes);
        let work = self.paths.base(&file) == "go.work";
        let before = if work { "reading go.work" } else { "go: errors parsing go.mod" };
        for (number, line) in text.lines().enumerate() {
            let line = line.split("//").next().unwrap_or_default();
            let words: Vec<&str> = line.split_whitespace().collect();
            let what = match words.as_slice() {
                ["go", version] if !version::is_language(version) => {
                    format!("invalid go version '{version}': must match format 1.23")
                }
                ["toolchain", _] => "unknown directive: toolchain".to_owned(),
                _ => continue,
            };
            return Ok(Some(format!("{before}: {file}:{}: {what}", number + 1)));
        }
        Ok(None)
    }

    /// The file whose lines choose a version: a workspace's that is there, else the module's.
    fn version_file(&self) -> Got<Option<String>> {
        let work = self.work_file(&mut Talk::default())?;
        match !work.is_empty() && self.exists(&work)? {
            true => Ok(Some(work)),
            false => self.module_file(),
        }
    }

    /// Command lines that the first `go` always answers itself.
    fn answers_itself(&self, arguments: &[&str]) -> bool {
        match arguments {
            ["GOTOOLCHAIN"] => true,
            ["-w", setting] => setting.starts_with("GOTOOLCHAIN="),
            ["GOMOD" | "GOWORK"] => self.since(23),
            _ => false,
        }
    }

    fn read_setting(
        &self,
        setting: &str,
        talk: &mut Talk,
        trace: &mut Trace,
    ) -> Option<(Choice, Reach)> {
        let local = Choice {
            name: self.release.toolchain(),
            version: self.release.number(),
            because: String::new(),
        };
        trace.mode = setting.to_owned();
        match setting {
            "auto" => return Some((local, Reach::Auto)),
            "path" => return Some((local, Reach::Path)),
            _ => {}
        }
        let (least, suffix) = match setting.split_once('+') {
            Some((least, suffix)) => (least, Some(suffix)),
            None => (setting, None),
        };
        let mut choice = local;
        if least != "local" {
            let Some(version) = version::from_toolchain(least) else {
                let what = if suffix.is_some() {
                    format!(": invalid minimum toolchain {}", quote(least))
                } else {
                    String::new()
                };
                talk.die(1, format!("go: invalid GOTOOLCHAIN {}{what}", quote(setting)));
                return None;
            };
            choice = Choice {
                name: least.to_owned(),
                version,
                because: format!("GOTOOLCHAIN={setting}"),
            };
        }
        let reach = match suffix {
            None => Reach::Fixed,
            Some("auto") => Reach::Auto,
            Some("path") => Reach::Path,
            Some(_) => {
                let setting = quote(setting);
                talk.die(1, format!(
                    "go: invalid GOTOOLCHAIN {setting}: only version suffixes are +auto and +path"
                ));
                return None;
            }
        };
        trace.say(|| {
            format!("go: default toolchain set to {} from GOTOOLCHAIN={setting}", choice.name)
        });
        trace.mode = suffix.map(|suffix| format!("<name>+{suffix}")).unwrap_or_default();
        Some((choice, reach))
    }

    /// What go.work or go.mod asks for.
    fn read_files(&self, choice: &mut Choice, talk: &mut Talk, trace: &mut Trace) -> Got<()> {
        let mut inner = Talk::default();
        self.work_file(&mut inner)?;
        prefixed(inner, talk);
        if talk.is_dead() {
            return Ok(());
        }
        let Some(file) = self.version_file()? else { return Ok(()) };
        let Some(bytes) = self.read(&file)? else { return doubt(format!("{file} cannot be read")) };
        let text = String::from_utf8_lossy(&bytes);
        let toolchain = line_value(&text, "toolchain");
        let go = line_value(&text, "go");
        if toolchain == "default" {
            return Ok(());
        }
        if !toolchain.is_empty() {
            let version = version::from_toolchain(toolchain);
            let named = toolchain.starts_with("go") || toolchain.contains("-go");
            let Some(version) = version.filter(|_| named) else {
                let shown = self.short_path(&file)?;
                talk.die(1, format!("go: invalid toolchain {} in {shown}", quote(toolchain)));
                return Ok(());
            };
            let order = version::compare(&version, &choice.version);
            if order == Ordering::Greater || (order == Ordering::Equal && !self.since(22)) {
                trace.upgraded(toolchain, "toolchain", &self.short_path(&file)?);
                *choice = Choice {
                    name: toolchain.to_owned(),
                    version,
                    because: format!("the toolchain line of {file}"),
                };
            }
        }
        if version::compare(go, &choice.version) == Ordering::Greater {
            let first = version::is_language(go) && version::compare(go, "1.21") != Ordering::Less;
            let name = format!("go{go}{}", if first { ".0" } else { "" });
            trace.upgraded(&name, "go", &self.short_path(&file)?);
            *choice =
                Choice { name, version: go.to_owned(), because: format!("the go line of {file}") };
        }
        Ok(())
    }

    /// `base.ShortPath`: relative to the current directory where that is shorter.
    pub fn short_path(&self, path: &str) -> Got {
        let cwd = self.cwd()?;
        let mut up = String::new();
        let mut base = cwd;
        loop {
            let prefix = match base.ends_with(self.paths.separator()) {
                true => base.clone(),
                false => format!("{base}{}", self.paths.separator()),
            };
            if let Some(rest) = path.strip_prefix(prefix.as_str()) {
                let short = format!("{up}{rest}");
                return Ok(if short.len() < path.len() { short } else { path.to_owned() });
            }
            let above = self.paths.dir(&base);
            if above == base {
                return Ok(path.to_owned());
            }
            up.push_str("..");
            up.push_str(self.paths.separator());
            base = above;
        }
    }

    /// The `go` to hand over to: on PATH first; then, unless only PATH may be used, in the module cache. `None` where this
    /// one dies of it.
    pub fn find(&self, chosen: Chosen, talk: &mut Talk) -> Got<Option<Next>> {
        let Some(program) = self.look_path(&chosen.name)? else {
            if chosen.path_only {
                talk.die(1, format!("go: cannot find {} in PATH", quote(&chosen.name)));
                return Ok(None);
            }
            return self.cached(chosen, talk);
        };
        let Chosen { name, because, .. } = chosen;
        if Trace::of(self)?.on {
            talk.warn(format!("go: using {name} toolchain located in system PATH ({program})"));
        }
        let program = self.machine_path(&program)?;
        Ok(Some(Next::Go(Switch { name, program, root: None, because })))
    }
}

/// The choice of a toolchain puts its own prefix before every message.
fn prefixed(inner: Talk, talk: &mut Talk) {
    if inner.is_dead() {
        talk.die(1, format!("go: {}", inner.text().trim_end()));
    }
}

/// The variable by which a `go` tells the next one what it expects of it.
pub const TARGET: &str = "GOTOOLCHAIN_INTERNAL_SWITCH_VERSION";

/// The first line of go.mod or go.work that starts with the word (`gover.GoModLookup`).
fn line_value<'t>(text: &'t str, word: &str) -> &'t str {
    for line in text.split('\n') {
        let Some(rest) = line.trim().strip_prefix(word) else { continue };
        if rest.starts_with([' ', '\t']) {
            return rest.split("//").next().unwrap_or("").trim();
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_of_a_word_counts() {
        let text = "module m // go 1.1\n go\t1.22 // comment\ngo 1.23\ntoolchaingo 1\n";
        assert_eq!(line_value(text, "go"), "1.22");
        assert_eq!(line_value(text, "toolchain"), "");
    }
}
