//! systemd 252: services of the system and of a user's manager (systemd.exec(5), environment.d(5)), measured on Debian 12.

mod env_file;
mod expand;
mod manager;
mod own;
mod unit;
mod words;

use super::block::Block;
use super::config::{self, Budget, Config, Read};
use super::pam::Service;
use super::{Launched, Scene};
use crate::environment::Doubt;
use crate::machine::User;
use crate::session::Refusal;
use crate::session::how::How;
use crate::value::Value;
pub(super) use manager::user_block;
use own::Directories;
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
        // Whatever /etc/passwd says (src/basic/user-util.c `default_root_shell`).
        shell: "/bin/bash",
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
    let name = specifiers.expand(&said.value, &origin);
    let name = name.and_then(|name| Some(name.text()?.into_owned())).unwrap_or_default();
    let number = name.parse::<u32>().is_ok();
    let asked = if number { format!("#{name}") } else { name };
    scene.target(Some(&asked)).map(Some)
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
        own::put(self, &mut block);
        self.search_path(&mut block);
        for word in self.words("PassEnvironment") {
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
        self.enter(launched);
        Ok(())
    }

    /// A value with its specifiers replaced; `None` where one of them is none of systemd's.
    fn text(&self, said: &Assignment) -> Option<Value> {
        self.specifiers.expand(&said.value, &said.config.origin(said.start, said.end))
    }

    /// The same as a plain text.
    fn plain(&self, said: &Assignment) -> Option<String> {
        Some(self.text(said)?.text()?.into_owned())
    }

    /// The words of a list.
    fn words(&self, key: &str) -> Vec<String> {
        let all = self.unit.list(key).into_iter();
        all.filter_map(|said| self.plain(said)).flat_map(|text| words(&text)).collect()
    }

    /// `ExecSearchPath=`: what every line says, joined.
    fn search_path(&self, block: &mut Block) {
        let all = self.unit.list("ExecSearchPath").into_iter();
        let joined = all.filter_map(|said| Some((said, self.text(said)?))).reduce(
            |(_, front), (said, more)| {
                let colon = said.config.value_at(":", said.start, said.end);
                (said, front.then(colon).then(more))
            },
        );
        if let Some((_, path)) = joined {
            block.put("PATH", path);
        }
    }

    /// `Environment=`: words, each `NAME=value`.
    fn environment(&self, block: &mut Block) {
        for said in self.unit.list("Environment") {
            for word in words(&said.value) {
                let Some((name, value)) = word.split_once('=') else { continue };
                let origin = said.config.origin(said.start, said.end);
                let value = self.specifiers.expand(value, &origin);
                if let Some(value) = value.filter(|_| is_name(name)) {
                    block.put(name, value);
                }
            }
        }
    }

    /// `EnvironmentFile=`: `-` in front lets it be missing, else the unit does not start.
    fn files(&self, block: &mut Block, launched: &mut Launched) {
        let mut budget = Budget::default();
        for said in self.unit.list("EnvironmentFile") {
            if budget.is_over() {
                break;
            }
            let value = self.plain(said).unwrap_or_default();
            let (optional, pattern) = match value.strip_prefix('-') {
                Some(rest) => (true, rest),
                None => (false, value.as_str()),
            };
            let paths = config::glob(self.scene.machine, pattern);
            let mut found = false;
            for path in paths {
                match budget.read(self.scene.machine, &path) {
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

    /// `PAMName=`: the modules write over all of it; without `User=` they are not asked.
    fn pam(&self, block: &mut Block, launched: &mut Launched) {
        let Some(said) = self.unit.last("PAMName") else { return };
        // What PAM opened is closed by a process that only these leave alone (src/core/service.c `service_verify`).
        let kill = self.unit.last("KillMode").map(|said| said.value.as_str());
        if let Some(mode @ ("process" | "none")) = kill {
            let text =
                format!("KillMode={mode} beside PAMName is refused, and the unit does not start");
            launched.remarks.push(text);
        }
        let Some(account) = &self.account else { return };
        let pam =
            Service { machine: self.scene.machine, name: &said.value, user: account, caller: None };
        let variables = pam.open_over(block.clone());
        *block = variables.block;
        variables.doubts.iter().for_each(|why| block.doubt(why));
        launched.read.extend(variables.read);
    }

    /// `UnsetEnvironment=`: a name, or a name with the value it must have.
    fn unset(&self, block: &mut Block) {
        for word in self.words("UnsetEnvironment") {
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

    /// `WorkingDirectory=`: `-` in front lets it be missing, else the unit does not start.
    fn enter(&self, launched: &mut Launched) {
        let Some(said) = self.unit.last("WorkingDirectory") else { return };
        let value = self.plain(said).unwrap_or_default();
        let (optional, path) = match value.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, value.as_str()),
        };
        let path = if path == "~" { &launched.user.home } else { path };
        let missing =
            config::is_whole(self.scene.machine) && !self.scene.machine.is_directory(path);
        match (missing, optional) {
            (false, _) => launched.cwd = path.to_owned(),
            (true, true) => {}
            (true, false) => {
                launched.remarks.push(format!("{path} is missing, and the unit does not start"));
            }
        }
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
