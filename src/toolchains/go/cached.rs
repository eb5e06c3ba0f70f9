//! A toolchain out of the module cache: found and verified, or downloaded first (cmd/go/internal/toolchain, modfetch).

use std::rc::Rc;

use super::engine::{Got, Process, doubt};
use super::handover::{Chosen, Download, Next, Switch, Trace};
use super::print::quote;
use super::talk::Talk;
use super::version;
use crate::machine::Fault;
use crate::toolchains::Weight;
use crate::value::{Origin, Unknown};

/// The module a toolchain comes as.
const MODULE: &str = "golang.org/toolchain";

/// Checksum databases that are known by name alone (modfetch/key.go).
const DATABASES: [&str; 1] = ["sum.golang.org"];

/// What the attempt to get it from a list of proxies comes to.
enum Tried {
    /// No proxy of the list has it.
    NotThere,
    /// The list itself is wrong.
    Wrong(String),
    /// The network decides.
    Open,
}

impl Process<'_> {
    /// The toolchain's own tree in the module cache, verified; what downloading it comes to where there is none.
    pub(super) fn cached(&self, chosen: Chosen, talk: &mut Talk) -> Got<Option<Next>> {
        self.init_modules(talk)?;
        if talk.is_dead() {
            return Ok(None);
        }
        let cache = self.module_cache()?;
        if let Some(failure) = self.cache_dir_failure(&cache)? {
            talk.die(1, format!("go: go: {failure}"));
            return Ok(None);
        }
        let arch = self.arch.clone()?;
        let version = format!("v0.0.1-{}.{}-{arch}", chosen.name, self.os);
        let letters = |letter: char| letter.is_ascii_alphanumeric() || ".-".contains(letter);
        if !version.chars().all(letters) {
            return doubt(format!(
                "go hands over to {}, which no module can be called",
                chosen.name
            ));
        }
        let root = self.paths.join(&cache, &format!("{MODULE}@{}", escaped(&version)));
        let kept =
            self.paths.join(&cache, &format!("cache/download/{MODULE}/@v/{}", escaped(&version)));
        if !self.is_unpacked(&cache, &root, &kept)? {
            return self.download(chosen, root, &kept, &version, talk);
        }
        if let Some(failure) = self.verification_failure(&cache, &kept, &version, &chosen)? {
            talk.die(1, format!("go: {failure}"));
            return Ok(None);
        }
        let Chosen { name, because, .. } = chosen;
        if let Some(missing) = self.unfinished(&root)? {
            talk.die(1, format!("go: download {name}: {missing}"));
            return Ok(None);
        }
        let program =
            self.paths.join(&root, if self.on_windows() { "bin/go.exe" } else { "bin/go" });
        if Trace::of(self)?.on {
            talk.warn(format!("go: using {name} toolchain from cache located at {program}"));
        }
        Ok(Some(Next::Go(Switch { name, program, root: Some(root), because })))
    }

    /// Up to Go 1.25 modules are initialised, without a module of one's own, before anything is fetched.
    fn init_modules(&self, talk: &mut Talk) -> Got<()> {
        if self.since(26) {
            return Ok(());
        }
        let mut inner = Talk::default();
        self.check_fips(&mut inner)?;
        self.check_module_gopath(&mut inner)?;
        for message in inner.into_messages() {
            match message.weight {
                Weight::Warning => talk.warn(message.text),
                Weight::Fatal(status) => talk.die(status, format!("go: {}", message.text)),
            }
        }
        Ok(())
    }

    /// GOMODCACHE as the command has it this early.
    fn module_cache(&self) -> Got {
        let set = self.get("GOMODCACHE")?;
        if !set.is_empty() {
            return Ok(set);
        }
        Ok(self.gopath_dir(&self.first_gopath()?, "pkg/mod"))
    }

    /// What is wrong with the module cache itself (`checkCacheDir`).
    fn cache_dir_failure(&self, cache: &str) -> Got<Option<String>> {
        if cache.is_empty() {
            let text = "module cache not found: neither GOMODCACHE nor GOPATH is set";
            return Ok(Some(text.to_owned()));
        }
        if !self.paths.is_absolute(cache) {
            let cache = quote(cache);
            return Ok(Some(format!(
                "GOMODCACHE entry is relative; must be absolute path: {cache}."
            )));
        }
        let what = match self.machine.status(&self.machine_path(cache)?) {
            Ok(status) if status.is_directory() => return Ok(None),
            Ok(_) => format!("{} is not a directory", quote(cache)),
            Err(Fault::NotADirectory) if !self.on_windows() => {
                format!("stat {cache}: not a directory")
            }
            Err(Fault::NotFound) => match self.unmakeable(cache)? {
                Some(what) => what,
                None => return Ok(None),
            },
            Err(_) => return doubt(format!("whether {cache} can be made is not known")),
        };
        Ok(Some(format!("could not create module cache: {what}")))
    }

    /// Why a missing directory cannot be made.
    fn unmakeable(&self, path: &str) -> Got<Option<String>> {
        let mut missing = self.paths.clean(path);
        loop {
            let above = self.paths.dir(&missing);
            match self.machine.status(&self.machine_path(&above)?) {
                Ok(status) => {
                    let denied = !status.writable && !self.on_windows();
                    return Ok(denied.then(|| format!("mkdir {missing}: permission denied")));
                }
                Err(_) if above == missing => return Ok(None),
                Err(_) => missing = above,
            }
        }
    }

    /// Whether what stands beside a cached module counts: a recording may hold the tree alone.
    fn is_strict(&self, cache: &str, below: &str) -> Got<bool> {
        Ok(self.machine.is_live() || self.is_directory(&self.paths.join(cache, below))?)
    }

    /// Whether the tree is there whole (`DownloadDir`).
    fn is_unpacked(&self, cache: &str, root: &str, kept: &str) -> Got<bool> {
        if !self.is_directory(root)? {
            return Ok(false);
        }
        if !self.is_strict(cache, "cache/download")? {
            return Ok(true);
        }
        Ok(!self.exists(&format!("{kept}.partial"))? && self.exists(&format!("{kept}.ziphash"))?)
    }

    /// The tree's own go.mod files come under another name; Go puts them in place when it first uses the tree.
    fn unfinished(&self, root: &str) -> Got<Option<String>> {
        let source = self.paths.join(root, "src/_go.mod");
        let own = self.paths.join(root, "src/go.mod");
        let copied = self.exists(&own)? && !self.exists(&source)?;
        let what = if self.on_windows() { "GetFileAttributesEx" } else { "stat" };
        Ok(copied.then(|| self.missing(what, &source)))
    }

    /// What the check of a cached tree fails of (`checkMod`): toolchains are checked whatever GOSUMDB says.
    fn verification_failure(
        &self,
        cache: &str,
        kept: &str,
        version: &str,
        chosen: &Chosen,
    ) -> Got<Option<String>> {
        let strict = self.is_strict(cache, "cache/download")?;
        let hash = match self.read(&format!("{kept}.ziphash"))? {
            Some(bytes) => String::from_utf8_lossy(&bytes).trim().to_owned(),
            None if strict => return doubt(format!("{kept}.ziphash cannot be read")),
            None => String::new(),
        };
        if strict && (hash.len() != 47 || hash.contains('\0')) {
            return doubt(format!("{kept}.ziphash holds no hash, so the archive is hashed again"));
        }
        let module = format!("{MODULE}@{version}");
        if strict && !hash.starts_with("h1:") {
            return Ok(Some(format!("verifying {module}: unexpected ziphash: {}", quote(&hash))));
        }
        if !self.asks_database()? {
            return Ok(None);
        }
        let database = match self.database()? {
            Ok(database) => database,
            Err(failure) => return Ok(Some(format!("{module}: verifying module: {failure}"))),
        };
        let known = format!("cache/download/sumdb/{database}/lookup/{module}");
        let lines = self.read(&self.paths.join(cache, &known))?.filter(|lines| !lines.is_empty());
        let Some(lines) = lines else {
            if !self.is_strict(cache, "cache/download/sumdb")? {
                return Ok(None);
            }
            return doubt(format!(
                "go checks {} ({}) against {database} in the network before it hands over",
                chosen.name, chosen.because
            ));
        };
        let wanted = format!("{MODULE} {version} {hash}");
        let text = String::from_utf8_lossy(&lines);
        match !strict || text.lines().any(|line| line == wanted) {
            true => Ok(None),
            false => doubt(format!("the hash of {module} is not the one that {database} has")),
        }
    }

    /// `useSumDB`: only a lone file proxy lets GOSUMDB and GONOSUMDB decide.
    fn asks_database(&self) -> Got<bool> {
        let proxy = self.get("GOPROXY")?;
        let lone = proxy.starts_with("file://") && !proxy.contains([',', '|']);
        if !lone && !self.os_text("GIT_HTTP_USER_AGENT")?.contains("proxy.golang.org") {
            return Ok(true);
        }
        let except = self.get("GONOSUMDB")?;
        let except = if except.is_empty() { self.get("GOPRIVATE")? } else { except };
        Ok(self.get("GOSUMDB")? != "off" && !is_listed(&except)?)
    }

    /// The checksum database's name, or what is wrong with GOSUMDB (`dbDial`).
    fn database(&self) -> Got<Result<String, String>> {
        let set = self.get("GOSUMDB")?;
        let fields: Vec<&str> = set.split_whitespace().collect();
        Ok(match (set.as_str(), fields.as_slice()) {
            ("off", _) => Err("checksum database disabled by GOSUMDB=off".to_owned()),
            ("sum.golang.google.cn", _) => Ok(DATABASES[0].to_owned()),
            (_, []) => Err("missing GOSUMDB".to_owned()),
            (_, [_, _, _, ..]) => Err("invalid GOSUMDB: too many fields".to_owned()),
            (_, [name, ..]) if DATABASES.contains(name) => Ok((*name).to_owned()),
            // A verifier is name+hash+key (golang.org/x/mod/sumdb/note).
            (_, [name, ..]) if name.split('+').count() < 3 => {
                Err("invalid GOSUMDB: malformed verifier id".to_owned())
            }
            (_, [name, ..]) => return doubt(format!("the checksum database {name} is not known")),
        })
    }

    fn download(
        &self,
        chosen: Chosen,
        root: String,
        kept: &str,
        version: &str,
        talk: &mut Talk,
    ) -> Got<Option<Next>> {
        let Chosen { name, because, .. } = chosen;
        if self.exists(&format!("{kept}.zip"))? && self.exists(&format!("{kept}.ziphash"))? {
            return doubt(format!("go unpacks {name} ({because}) from {kept}.zip first"));
        }
        let failure = match self.try_proxies(version)? {
            Tried::Open => {
                let (exists, why) = reason(&name, &because);
                let why = Rc::new(Unknown::new(why, Origin::Builtin("go env".into())));
                return Ok(Some(Next::Download(Download { name, root, because, exists, why })));
            }
            Tried::Wrong(what) => format!("download {name}: {what}"),
            Tried::NotThere if is_language(&name) => format!(
                "invalid toolchain: {name} is a language version but not a toolchain version ({name}.x)"
            ),
            Tried::NotThere => {
                let arch = self.arch.clone()?;
                format!("download {name} for {}/{arch}: toolchain not available", self.os)
            }
        };
        let arch = self.arch.clone()?;
        talk.warn(format!("go: downloading {name} ({}/{arch})", self.os));
        talk.die(1, format!("go: {failure}"));
        Ok(None)
    }

    /// What GOPROXY comes to without a network (`proxyList`, `TryProxies`).
    fn try_proxies(&self, version: &str) -> Got<Tried> {
        let set = self.get("GOPROXY")?;
        let private = match self.get("GONOPROXY")? {
            own if own.is_empty() => self.get("GOPRIVATE")?,
            own => own,
        };
        let mut tried = Tried::NotThere;
        let mut any = false;
        for url in set.split([',', '|']).map(str::trim).filter(|url| !url.is_empty()) {
            any = true;
            match url {
                "off" => break,
                "direct" => {
                    tried = Tried::Open;
                    break;
                }
                _ if !url.contains(':') && plain(url) && !self.paths.is_absolute(url) => {
                    return Ok(Tried::Wrong(format!("invalid proxy URL missing scheme: {url}")));
                }
                _ => {}
            }
            let directory = url.strip_prefix("file://").filter(|path| plain(path));
            match directory.filter(|path| path.starts_with('/') && !self.on_windows()) {
                Some(path) => {
                    let zip = format!("{path}/{MODULE}/@v/{}.zip", escaped(version));
                    if self.exists(&zip)? {
                        return doubt(format!("go unpacks {zip} first"));
                    }
                }
                None => tried = Tried::Open,
            }
        }
        if set != "direct" && !private.is_empty() && is_listed(&private)? {
            tried = Tried::Open;
        }
        let empty = "GOPROXY list is not the empty string, but contains no entries";
        Ok(if any { tried } else { Tried::Wrong(empty.to_owned()) })
    }
}

/// Letters that a URL holds as they are.
fn plain(text: &str) -> bool {
    text.chars().all(|letter| letter.is_ascii_alphanumeric() || "/._-".contains(letter))
}

/// Capital letters as the module cache writes them (`module.EscapeVersion`).
fn escaped(version: &str) -> String {
    let mut escaped = String::new();
    for letter in version.chars() {
        if letter.is_ascii_uppercase() {
            escaped.push('!');
        }
        escaped.push(letter.to_ascii_lowercase());
    }
    escaped
}

/// Whether a list of patterns covers the toolchain module (`module.MatchPrefixPatterns`).
fn is_listed(patterns: &str) -> Got<bool> {
    for pattern in patterns.split(',').map(|one| one.trim_end_matches('/')) {
        if pattern.contains(['[', '\\']) {
            return doubt(format!("whether {pattern} covers {MODULE} is not followed"));
        }
        let depth = pattern.matches('/').count();
        let prefix: Vec<&str> = MODULE.split('/').take(depth + 1).collect();
        let parts: Vec<&str> = pattern.split('/').collect();
        let same = prefix.len() == parts.len()
            && parts.iter().zip(&prefix).all(|(pattern, part)| matches(pattern, part));
        if !pattern.is_empty() && same {
            return Ok(true);
        }
    }
    Ok(false)
}

/// `path.Match` without classes and escapes.
fn matches(pattern: &str, text: &str) -> bool {
    let mut letters = pattern.chars();
    match letters.next() {
        None => text.is_empty(),
        Some('*') => {
            let rest = letters.as_str();
            let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            ends.into_iter().any(|at| matches(rest, &text[at..]))
        }
        Some(letter) => {
            let mut own = text.chars();
            own.next().is_some_and(|one| letter == '?' || letter == one)
                && matches(letters.as_str(), own.as_str())
        }
    }
}

/// Whether the name is that of a language version, of which Go 1.21 and later have no release.
fn is_language(name: &str) -> bool {
    let version = version::from_toolchain(name);
    version.is_some_and(|version| {
        version::is_language(&version) && version::compare(&version, "1.21").is_ge()
    })
}

/// Why what a toolchain answers that is not there cannot be known, and whether there is such a release.
fn reason(name: &str, because: &str) -> (bool, String) {
    let none = |what: String| {
        (false, format!("go hands over to {name} ({because}), which was never released: {what}"))
    };
    if is_language(name) {
        return none(format!("the first release of that version is {name}.0"));
    }
    if let Some(last) = version::beyond_the_last(name) {
        return none(format!("the last of its line is {last}"));
    }
    (true, format!("go hands over to {name} ({because}), which it would have to download"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_were_never_released_are_told() {
        for (name, exists) in [
            ("go1.22", false),
            ("go1.22.0", true),
            ("go1.20", true),
            ("go1.20.15", false),
            ("go1.20.14", true),
            ("go1.99.3", true),
            ("go1.21rc2", true),
        ] {
            assert_eq!(reason(name, "x").0, exists, "{name}");
        }
    }

    #[test]
    fn patterns_cover_prefixes_of_the_module() {
        for (list, covers) in [
            ("golang.org", true),
            ("*.org/toolchain", true),
            ("example.com,golang.org/tool*", true),
            ("golang.org/x", false),
            ("golang.org/toolchain/deeper", false),
            ("", false),
        ] {
            assert_eq!(is_listed(list).ok(), Some(covers), "{list}");
        }
    }
}
