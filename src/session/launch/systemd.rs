//! systemd 252: services of the system and of a user's manager (systemd.exec(5), environment.d(5)), measured on Debian 12.

mod env_file;
mod expand;
mod manager;
mod unit;
mod words;

use super::block::Block;
use super::config::{self, Config, Read};
use super::pam::Service;
use super::{Launched, Scene};
use crate::environment::Doubt;
use crate::machine::User;
use crate::session::Refusal;
use crate::session::how::How;
use crate::value::Value;
pub(super) use manager::user_block;
use unit::{Assignment, Unit};
use words::{Specifiers, words};

const RULE: &str = "systemd.exec(5)";

/// `@service`: a unit of the system manager.
pub(super) fn service(scene: &Scene<'_>) -> Result<Launched, Refusal> {
    let directories: Vec<String> = unit::SYSTEM.iter().map(|one| (*one).to_owned()).collect();
    let root = scene.accounts.root(scene.platform());
    let mut launched = Launched::new(scene, root.clone());
    let manager = manager::system_block(scene, &mut launched);
    let (name, unit) = chosen(scene, &directories, &mut launched)?;
    let specifiers = Specifiers {
        unit: &name,
        host: scene.machine.facts().host.as_deref(),
        user: "root",
        uid: Some(0),
        // `/root` by the manual, `/` in a container.
        home: None,
        shell: "/bin/sh",
        runtime: "/run",
    };
    launched.cwd = "/".to_owned();
    let account = user_of(scene, &unit, &specifiers)?;
    let place = Directories::SYSTEM;
    Executed { scene, unit: &unit, specifiers, account, place }.run(manager, &mut launched)?;
    Ok(launched)
}

/// `@systemd-user`: a unit of the user's own manager.
pub(super) fn user(scene: &Scene<'_>) -> Result<Launched, Refusal> {
    let own = scene.accounts.own.clone();
    let mut launched = Launched::new(scene, own.clone());
    let manager = user_block(scene, &mut launched);
    let mut directories = vec![format!("{}/.config/systemd/user", own.home)];
    directories.extend(unit::USER.iter().map(|one| (*one).to_owned()));
    let (name, unit) = match scene.how {
        How::Chosen(_) => chosen(scene, &directories, &mut launched)?,
        _ => (String::new(), Unit::default()),
    };
    let runtime = format!("/run/user/{}", own.uid.unwrap_or_default());
    let shell = scene.shell_of(&own);
    let specifiers = Specifiers {
        unit: &name,
        host: scene.machine.facts().host.as_deref(),
        user: &own.name,
        uid: own.uid,
        home: Some(&own.home),
        shell: &shell,
        runtime: &runtime,
    };
    launched.cwd.clone_from(&own.home);
    let place = Directories::USER;
    let executed = Executed { scene, unit: &unit, specifiers, account: None, place };
    executed.run(manager, &mut launched)?;
    launched.block.unknown("MANAGERPID", "is the number of the manager's process", RULE);
    Ok(launched)
}

/// The unit that was named, else the only one that somebody wrote for this machine, else a plain one.
fn chosen(
    scene: &Scene<'_>,
    directories: &[String],
    launched: &mut Launched,
) -> Result<(String, Unit), Refusal> {
    if let How::Chosen(name) = scene.how {
        let name = if name.contains('.') { name.to_string() } else { format!("{name}.service") };
        let unit = Unit::load(scene.machine, directories, &name);
        if !unit.found {
            let there = own_units(scene);
            let remedy = (!there.is_empty()).then(|| format!("units here: {}", there.join(" ")));
            return Err(Refusal::not_started(format!("there is no unit {name}"), remedy));
        }
        return Ok((name, unit));
    }
    match own_units(scene).as_slice() {
        [only] => Ok((only.clone(), Unit::load(scene.machine, directories, only))),
        [] => Ok(Default::default()),
        many => {
            launched.remarks.push(format!(
                "this is a unit without an environment of its own; @service={} asks one of {}",
                many[0],
                many.len()
            ));
            Ok(Default::default())
        }
    }
}

/// The services that stand as files in `/etc/systemd/system`.
fn own_units(scene: &Scene<'_>) -> Vec<String> {
    let entries = scene.machine.list("/etc/systemd/system").unwrap_or_default();
    let own = entries.into_iter().filter(|entry| {
        entry.name.ends_with(".service")
            && !entry.name.contains('@')
            && entry.kind == crate::machine::Kind::File
    });
    own.map(|entry| entry.name).collect()
}

/// `User=`.
fn user_of(
    scene: &Scene<'_>,
    unit: &Unit,
    specifiers: &Specifiers<'_>,
) -> Result<Option<User>, Refusal> {
    let Some(said) = unit.last("User") else { return Ok(None) };
    let origin = said.config.origin(said.start, said.end);
    let name = specifiers.expand(&said.value, &origin).text().map(|text| text.into_owned());
    let name = name.unwrap_or_default();
    let number = name.parse::<u32>().is_ok();
    let asked = if number { format!("#{name}") } else { name };
    scene.target(Some(&asked)).map(Some)
}

/// Where the directories stand that systemd makes for a service (systemd.exec(5), `RuntimeDirectory=`).
struct Directories(&'static [(&'static str, &'static str, &'static str)]);

impl Directories {
    const SYSTEM: Self = Self(&[
        ("RuntimeDirectory", "RUNTIME_DIRECTORY", "/run"),
        ("StateDirectory", "STATE_DIRECTORY", "/var/lib"),
        ("CacheDirectory", "CACHE_DIRECTORY", "/var/cache"),
        ("LogsDirectory", "LOGS_DIRECTORY", "/var/log"),
        ("ConfigurationDirectory", "CONFIGURATION_DIRECTORY", "/etc"),
    ]);
    const USER: Self = Self(&[
        ("RuntimeDirectory", "RUNTIME_DIRECTORY", "%t"),
        ("StateDirectory", "STATE_DIRECTORY", "%h/.config"),
        ("CacheDirectory", "CACHE_DIRECTORY", "%h/.cache"),
        ("LogsDirectory", "LOGS_DIRECTORY", "%h/.config/log"),
        ("ConfigurationDirectory", "CONFIGURATION_DIRECTORY", "%h/.config"),
    ]);
}

/// A unit on its way to a process (src/core/execute.c `exec_child`).
struct Executed<'e> {
    scene: &'e Scene<'e>,
    unit: &'e Unit,
    specifiers: Specifiers<'e>,
    account: Option<User>,
    place: Directories,
}

impl Executed<'_> {
    fn run(&self, manager: Block, launched: &mut Launched) -> Result<(), Refusal> {
        let mut block = manager.clone();
        self.own(&mut block);
        if let Some(path) = self.unit.last("ExecSearchPath") {
            block.put("PATH", self.text(path));
        }
        for word in self.unit.list("PassEnvironment").iter().flat_map(|one| words(&one.value)) {
            if let Some(value) = launched.block.get(&word).cloned() {
                block.put(&word, value);
            }
        }
        self.environment(&mut block);
        self.files(&mut block, launched);
        self.pam(&mut block, launched);
        self.unset(&mut block);
        self.unit.doubts.iter().for_each(|why| launched.doubts.push(Doubt::total(why.clone())));
        launched.read.extend(self.unit.read.iter().cloned());
        launched.block = block;
        if let Some(account) = &self.account {
            launched.user = account.clone();
        }
        if let Some(cwd) = self.cwd(&launched.user) {
            launched.cwd = cwd;
        }
        Ok(())
    }

    /// A value with its specifiers replaced.
    fn text(&self, said: &Assignment) -> Value {
        self.specifiers.expand(&said.value, &said.config.origin(said.start, said.end))
    }

    /// What systemd sets by itself.
    fn own(&self, block: &mut Block) {
        if let Some(user) = &self.account {
            block.system("HOME", &user.home, RULE);
            block.system("LOGNAME", &user.name, RULE);
            block.system("USER", &user.name, RULE);
            block.system("SHELL", &self.scene.shell_of(user), RULE);
        }
        block.unknown("INVOCATION_ID", "is another one at every start", RULE);
        block.unknown("SYSTEMD_EXEC_PID", "is the number of the process", RULE);
        let journal =
            |key: &str| self.unit.last(key).is_none_or(|said| said.value.starts_with("journal"));
        if journal("StandardOutput") {
            block.unknown("JOURNAL_STREAM", "names the stream of the journal", RULE);
        }
        if self.unit.last("Type").is_some_and(|said| said.value.starts_with("notify")) {
            block.unknown("NOTIFY_SOCKET", "is the socket of the manager", RULE);
        }
        for (key, name, base) in self.place.0 {
            self.directories(key, name, base, block);
        }
    }

    /// `STATE_DIRECTORY=/var/lib/a:/var/lib/b`, sorted.
    fn directories(&self, key: &str, name: &str, base: &str, block: &mut Block) {
        let all = self.unit.list(key);
        let Some(last) = all.last() else { return };
        let mut names: Vec<String> = all
            .iter()
            .flat_map(|said| words(&said.value))
            .map(|word| word.split(':').next().unwrap_or_default().to_owned())
            .collect();
        names.sort();
        names.dedup();
        let origin = last.config.origin(last.start, last.end);
        let paths: Vec<String> = names.iter().map(|one| format!("{base}/{one}")).collect();
        block.put(name, self.specifiers.expand(&paths.join(":"), &origin));
    }

    /// `Environment=`: words, each `NAME=value`.
    fn environment(&self, block: &mut Block) {
        for said in self.unit.list("Environment") {
            for word in words(&said.value) {
                let Some((name, value)) = word.split_once('=') else { continue };
                if is_name(name) {
                    let origin = said.config.origin(said.start, said.end);
                    block.put(name, self.specifiers.expand(value, &origin));
                }
            }
        }
    }

    /// `EnvironmentFile=`: `-` in front lets it be missing, else the unit does not start.
    fn files(&self, block: &mut Block, launched: &mut Launched) {
        for said in self.unit.list("EnvironmentFile") {
            let value = self.text(said).text().map(|text| text.into_owned()).unwrap_or_default();
            let (optional, pattern) = match value.strip_prefix('-') {
                Some(rest) => (true, rest),
                None => (false, value.as_str()),
            };
            let paths = config::glob(self.scene.machine, pattern);
            let mut found = false;
            for path in paths {
                match config::read(self.scene.machine, &path) {
                    Read::Text(config) => {
                        found = true;
                        launched.read.push(path);
                        file(&config, block);
                    }
                    Read::Missing => {}
                    Read::Hidden(why) => {
                        found = true;
                        block.doubt(&why);
                    }
                }
            }
            if !found && !optional {
                launched.remarks.push(format!("{pattern} is missing, and the unit does not start"));
            }
        }
    }

    /// `PAMName=`: the modules write over all of it.
    fn pam(&self, block: &mut Block, launched: &mut Launched) {
        let Some(said) = self.unit.last("PAMName") else { return };
        let account = self.account.as_ref().unwrap_or(&launched.user);
        let pam =
            Service { machine: self.scene.machine, name: &said.value, user: account, caller: None };
        let variables = pam.open_over(block.clone());
        *block = variables.block;
        variables.doubts.iter().for_each(|why| block.doubt(why));
        launched.read.extend(variables.read);
    }

    /// `UnsetEnvironment=`: a name, or a name with the value it must have.
    fn unset(&self, block: &mut Block) {
        for word in self.unit.list("UnsetEnvironment").iter().flat_map(|said| words(&said.value)) {
            match word.split_once('=') {
                Some((name, value)) => {
                    if block.text(name).is_some_and(|held| held == value) {
                        block.remove(name);
                    }
                }
                None => block.remove(&word),
            }
        }
    }

    fn cwd(&self, user: &User) -> Option<String> {
        let said = self.unit.last("WorkingDirectory")?;
        let value = self.text(said).text().map(|text| text.into_owned())?;
        let value = value.strip_prefix('-').unwrap_or(&value);
        Some(if value == "~" { user.home.clone() } else { value.to_owned() })
    }
}

/// An environment file: its values as they stand.
fn file(config: &Config, block: &mut Block) {
    for said in env_file::parse(config) {
        if is_name(&said.name) {
            block.put(&said.name, said.value(config));
        }
    }
}

/// Whether it is a name that systemd takes (src/basic/env-util.c `env_name_is_valid`).
fn is_name(name: &str) -> bool {
    let good = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let first = name.chars().next();
    first.is_some_and(|letter| !letter.is_ascii_digit()) && name.chars().all(good)
}
