//! What systemd's managers hand to everything they start.

use super::super::block::Block;
use super::super::config::{self, Config, Read};
use super::super::stock::{self, Family};
use super::super::{Launched, Scene};
use super::unit::{Unit, by_name};
use super::{env_file, expand, is_name, words};
use crate::value::Value;

const RULE: &str = "systemd.exec(5), $PATH";
/// With a merged `/usr` too (measured on Debian 12).
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/// Where systemd is built for a merged `/usr` only.
const MERGED_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin";

/// PATH, the locale, and `DefaultEnvironment=` of system.conf; what PassEnvironment may fetch is left in `launched`.
pub(super) fn system_block(scene: &Scene<'_>, launched: &mut Launched) -> Block {
    let mut block = Block::default();
    let path = match stock::family(scene.machine) {
        Family::Debian | Family::Ubuntu => PATH,
        Family::Fedora | Family::Other => MERGED_PATH,
    };
    block.system("PATH", path, RULE);
    locale(scene, &mut block);
    let conf = Unit::manager(scene.machine, "system.conf");
    let host = scene.machine.facts().host.as_deref();
    assign(&conf, "ManagerEnvironment", host, &mut launched.block);
    assign(&conf, "DefaultEnvironment", host, &mut block);
    keep(&conf, &mut block, launched);
    block
}

/// What was read of a manager's configuration, and what was not.
fn keep(conf: &Unit, block: &mut Block, launched: &mut Launched) {
    launched.read.extend(conf.read.iter().cloned());
    conf.doubts.iter().for_each(|why| block.doubt(why));
}

fn assign(conf: &Unit, key: &str, host: Option<&str>, block: &mut Block) {
    for said in conf.list(key) {
        for word in words::words(&said.value) {
            let origin = said.config.origin(said.start, said.end);
            if let Some((name, text)) = word.split_once('=')
                && is_name(name)
                && let Some(value) = words::of_manager(text, host, &origin)
            {
                block.put(name, value);
            }
        }
    }
}

/// What is read of a locale's file (src/basic/locale-util.h, `LocaleVariable`); LC_ALL is not among them.
const LOCALE: &[&str] = &[
    "LANG",
    "LANGUAGE",
    "LC_CTYPE",
    "LC_NUMERIC",
    "LC_TIME",
    "LC_COLLATE",
    "LC_MONETARY",
    "LC_MESSAGES",
    "LC_PAPER",
    "LC_NAME",
    "LC_ADDRESS",
    "LC_TELEPHONE",
    "LC_MEASUREMENT",
    "LC_IDENTIFICATION",
];

/// `/etc/locale.conf`, else Debian's `/etc/default/locale`, else `C.UTF-8` (src/shared/locale-setup.c).
fn locale(scene: &Scene<'_>, block: &mut Block) {
    for path in ["/etc/locale.conf", "/etc/default/locale"] {
        let Some(config) = config::read(scene.machine, path).text() else { continue };
        let mut found = Block::default();
        for said in env_file::parse(&config) {
            match said.value.as_deref().filter(|text| !text.is_empty()) {
                _ if !LOCALE.contains(&said.name.as_str()) => {}
                Some(_) => found.put(&said.name, said.value(&config)),
                None => found.remove(&said.name),
            }
        }
        if found.iter().next().is_some() {
            block.extend(&found);
            return;
        }
    }
    block.system("LANG", "C.UTF-8", "systemd's default locale");
}

/// The block of a user's manager: the system manager's, the account, user.conf, environment.d.
pub(in super::super) fn user_block(scene: &Scene<'_>, launched: &mut Launched) -> Block {
    let own = &scene.accounts.own;
    let mut passed = Launched::new(scene, own.clone());
    let mut block = system_block(scene, &mut passed);
    launched.read.extend(passed.read);
    let shell = scene.shell_of(own);
    let rule = "user@.service";
    for (name, text) in
        [("HOME", &own.home), ("USER", &own.name), ("LOGNAME", &own.name), ("SHELL", &shell)]
    {
        block.system(name, text, rule);
    }
    if let Some(uid) = own.uid {
        let runtime = format!("/run/user/{uid}");
        block.system("XDG_RUNTIME_DIR", &runtime, "pam_systemd(8)");
        let bus = format!("unix:path={runtime}/bus");
        block.system("DBUS_SESSION_BUS_ADDRESS", &bus, "dbus.socket of the user's manager");
    }
    let conf = Unit::manager(scene.machine, "user.conf");
    assign(&conf, "DefaultEnvironment", scene.machine.facts().host.as_deref(), &mut block);
    keep(&conf, &mut block, launched);
    environment_d(scene, &mut block, launched);
    block
}

/// What every distribution links to `/etc/environment`.
const LINK: &str = "99-environment.conf";

/// environment.d(5): files by their names, wherever they stand; each sees what those before it set.
fn environment_d(scene: &Scene<'_>, block: &mut Block, launched: &mut Launched) {
    let own = format!("{}/.config/environment.d", scene.accounts.own.home);
    let mut directories = vec![own];
    let system = ["/etc", "/run", "/usr/local/lib", "/usr/lib", "/lib"];
    directories.extend(system.iter().map(|one| format!("{one}/environment.d")));
    let mut files: Vec<(String, String)> = by_name(scene.machine, &directories)
        .into_iter()
        .map(|path| (path.rsplit('/').next().unwrap_or_default().to_owned(), path))
        .collect();
    if !files.iter().any(|(name, _)| name == LINK) {
        files.push((LINK.to_owned(), "/etc/environment".to_owned()));
        files.sort();
    }
    for (_, path) in files {
        match config::read(scene.machine, &path) {
            Read::Text(config) => {
                launched.read.push(path);
                merge(&config, block);
            }
            Read::Missing => {}
            Read::Hidden(why) => block.doubt(&why),
        }
    }
}

/// A value in which not a letter was written is refused; names must be those of variables.
fn merge(config: &Config, block: &mut Block) {
    for said in env_file::parse(config) {
        let Some(text) = said.value.as_deref().filter(|_| is_name(&said.name)) else { continue };
        let origin = config.origin(said.start, said.end);
        let value = {
            let get = |name: &str| block.get(name).cloned();
            expand::expand(text, &get, &origin)
        };
        block.put(&said.name, escaped(&value));
    }
}

/// A newline or tab reaches the manager's services as `\n` and `\t` (measured on Debian 12).
fn escaped(value: &Value) -> Value {
    match value.text() {
        Some(text) if text.contains(['\n', '\t']) => {
            value.map_text(|text| text.replace('\n', "\\n").replace('\t', "\\t"))
        }
        _ => value.clone(),
    }
}
