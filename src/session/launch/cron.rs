//! cron: the crontab's own lines over what cron and PAM give (crontab(5); Debian's cron 3.0pl1, cronie, macOS).

mod table;

use super::block::Block;
use super::config::{self, Config, Read};
use super::pam::Service;
use super::{Launched, Scene, stock};
use crate::environment::Doubt;
use crate::machine::{Platform, User};
use crate::session::Refusal;
use crate::session::how::How;
use crate::shells::Mode;
use table::{Entry, Row};

const RULE: &str = "crontab(5)";

/// Directories that every system has, listed or not (hier(7)).
const STANDARD: &[&str] = &[
    "/",
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/home",
    "/lib",
    "/media",
    "/mnt",
    "/opt",
    "/proc",
    "/root",
    "/run",
    "/sbin",
    "/srv",
    "/sys",
    "/tmp",
    "/usr",
    "/usr/bin",
    "/usr/lib",
    "/usr/local",
    "/usr/local/bin",
    "/usr/sbin",
    "/usr/share",
    "/var",
    "/var/cache",
    "/var/lib",
    "/var/log",
    "/var/tmp",
];

/// A table and whose it is; `None` where each line names an account.
struct Table {
    path: String,
    user: Option<String>,
}

/// One job of a table that was read.
struct Job {
    path: String,
    number: usize,
    user: User,
    /// What the lines above it set.
    block: Block,
}

pub(super) fn launch(scene: &Scene<'_>) -> Result<Launched, Refusal> {
    if let How::Chosen(chosen) = scene.how {
        let job = chosen_job(scene, chosen)?;
        return start(scene, &job);
    }
    let own = scene.accounts.own.name.clone();
    let mut doubts = Vec::new();
    let mut jobs: Vec<Job> = Vec::new();
    for table in tables(scene) {
        // A table that cron gives up has no jobs.
        match read(scene, &table) {
            Ok(found) => jobs.extend(found.into_iter().filter(|job| job.user.name == own)),
            Err(Failed::Hidden(why)) => doubts.push(Doubt::total(*why)),
            Err(Failed::Wrong(_)) => {}
        }
    }
    let plain = || Job {
        path: String::new(),
        number: 0,
        user: scene.accounts.own.clone(),
        block: Block::default(),
    };
    let same = |one: &Job, other: &Job| one.block.iter().eq(other.block.iter());
    let mut launched = match jobs.as_slice() {
        [] => start(scene, &plain())?,
        [first, rest @ ..] if rest.iter().all(|job| same(first, job)) => start(scene, first)?,
        all => {
            let mut launched = start(scene, &plain())?;
            let first = &all[0];
            launched.remarks.push(format!(
                "{} jobs have environments of their own; this is a job without lines above it: @cron={}:{} asks one",
                all.len(),
                first.path,
                first.number
            ));
            launched
        }
    };
    launched.doubts.extend(doubts);
    Ok(launched)
}

/// The first line for which cron gives a user's own table up, as bytes.
pub fn broken_crontab_line(text: &str) -> Option<std::ops::Range<usize>> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end_matches(['\n', '\r']);
        if table::is_wrong(bare) {
            return Some(start..start + bare.len());
        }
        start += line.len();
    }
    table::without_newline(text).map(|start| start..text.len())
}

/// Where the commands of a user's own table stand, as bytes.
pub fn jobs_of(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end_matches(['\n', '\r']);
        found.extend(table::command(bare).map(|at| start + at..start + bare.len()));
        start += line.len();
    }
    found
}

enum Failed {
    Hidden(Box<crate::value::Unknown>),
    Wrong(String),
}

/// `FILE:LINE`, or a file with one job.
fn chosen_job(scene: &Scene<'_>, chosen: &str) -> Result<Job, Refusal> {
    let (path, line) = match chosen.rsplit_once(':') {
        Some((path, line)) => (path, line.parse::<usize>().ok()),
        None => (chosen, None),
    };
    let known = tables(scene).into_iter().find(|table| table.path == path);
    let table = known.unwrap_or_else(|| table_at(path));
    let jobs = read(scene, &table).map_err(|failed| match failed {
        Failed::Hidden(why) => Refusal::not_started(
            format!("@cron={chosen} {}", why.reason),
            why.remedy.as_deref().map(str::to_owned),
        ),
        Failed::Wrong(message) => Refusal::not_started(message, None),
    })?;
    let lines: Vec<String> = jobs.iter().map(|job| job.number.to_string()).collect();
    let found = match line {
        Some(line) => jobs.into_iter().find(|job| job.number == line),
        None if jobs.len() == 1 => jobs.into_iter().next(),
        None => None,
    };
    found.ok_or_else(|| {
        let remedy = match lines.is_empty() {
            true => format!("{path} has no jobs, or is not there"),
            false => format!("its jobs stand in the lines {}", lines.join(" ")),
        };
        Refusal::not_started(format!("no job of cron stands at {chosen}"), Some(remedy))
    })
}

/// Whose table a file is, by its place.
fn table_at(path: &str) -> Table {
    let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
    let spool =
        ["/var/spool/cron/crontabs", "/var/spool/cron", "/var/at/tabs", "/usr/lib/cron/tabs"];
    let user = spool.contains(&directory).then(|| name.to_owned());
    Table { path: path.to_owned(), user }
}

/// The tables that cron of this platform reads.
fn tables(scene: &Scene<'_>) -> Vec<Table> {
    let own = scene.accounts.own.name.as_str();
    let spool: &[&str] = match scene.platform() {
        Platform::MacOs => &["/var/at/tabs", "/usr/lib/cron/tabs"],
        _ => &["/var/spool/cron/crontabs", "/var/spool/cron"],
    };
    let users = spool
        .iter()
        .map(|directory| Table { path: format!("{directory}/{own}"), user: Some(own.to_owned()) });
    let mut tables: Vec<Table> =
        users.filter(|table| scene.machine.link_status(&table.path).is_ok()).take(1).collect();
    tables.push(table_at("/etc/crontab"));
    // Debian's cron leaves names alone that run-parts(8) would.
    let fits = |name: &str| {
        name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-'))
    };
    let names = config::names(scene.machine, "/etc/cron.d", fits);
    tables.extend(names.into_iter().map(|name| table_at(&format!("/etc/cron.d/{name}"))));
    tables
}

/// The jobs of a table. One bad line loses all of them.
fn read(scene: &Scene<'_>, table: &Table) -> Result<Vec<Job>, Failed> {
    let config = match config::read(scene.machine, &table.path) {
        Read::Text(config) => config,
        Read::Missing => return Ok(Vec::new()),
        Read::Hidden(why) => return Err(Failed::Hidden(Box::new(why))),
    };
    let family = stock::family(scene.machine);
    let debian = matches!(family, stock::Family::Debian | stock::Family::Ubuntu)
        && scene.platform() == Platform::Linux;
    if debian && table::without_newline(config.text()).is_some() {
        let message = "has no newline at its end, and cron gives the whole table up";
        return Err(Failed::Wrong(format!(
            "no job of this crontab runs: {} {message}",
            table.path
        )));
    }
    let mut jobs = Vec::new();
    let mut block = Block::default();
    for row in table::rows(&config, table.user.is_none()) {
        match row.entry {
            // A variable without a name reaches no shell.
            Entry::Variable(ref name, _) if name.is_empty() => {}
            Entry::Variable(ref name, ref value) => {
                block.put(name, config.value(value, row.line));
            }
            Entry::Job(ref user) => {
                let name = user.as_ref().or(table.user.as_ref()).map(String::as_str);
                let account = name.and_then(|name| scene.accounts.find(name, scene.platform()));
                let user = account.ok_or_else(|| lost(&config, &row, "names no account"))?;
                let (path, number) = (table.path.clone(), row.number);
                jobs.push(Job { path, number, user, block: block.clone() });
            }
            Entry::Wrong => {
                return Err(lost(&config, &row, "is neither a variable nor a job"));
            }
        }
    }
    Ok(jobs)
}

fn lost(config: &Config, row: &Row<'_>, what: &str) -> Failed {
    let place = format!("{}:{}", config.name(), row.number);
    Failed::Wrong(format!(
        "no job of this crontab runs: {place} {what}, and cron gives the whole table up"
    ))
}

/// What the job's process is given.
fn start(scene: &Scene<'_>, job: &Job) -> Result<Launched, Refusal> {
    let mut launched = Launched::new(scene, job.user.clone());
    let block = &mut launched.block;
    let linux = scene.platform() == Platform::Linux;
    if linux {
        let fedora = stock::family(scene.machine) == stock::Family::Fedora;
        let name = if fedora { "crond" } else { "cron" };
        let pam = Service { machine: scene.machine, name, user: &job.user, caller: None };
        let variables = pam.open();
        variables.opened()?;
        block.extend(&variables.block);
        variables.doubts.iter().for_each(|why| block.doubt(why));
        launched.read.extend(variables.read);
        if fedora {
            block.system("USER", &job.user.name, RULE);
        }
    } else {
        block.system("USER", &job.user.name, RULE);
    }
    block.system("SHELL", "/bin/sh", RULE);
    block.system("HOME", &job.user.home, RULE);
    block.system("PATH", "/usr/bin:/bin", RULE);
    block.extend(&job.block);
    block.system("LOGNAME", &job.user.name, RULE);
    let home = block.text("HOME").map(|home| home.into_owned()).unwrap_or_default();
    let there = STANDARD.contains(&home.as_str()) || scene.machine.is_directory(&home);
    launched.cwd = match home == job.user.home || there {
        true => home,
        // The directory that cron itself works in (cron.c, pathnames.h).
        false => if linux { "/var/spool/cron" } else { "/var/at" }.to_owned(),
    };
    launched.shell = block.text("SHELL").map(|shell| shell.into_owned());
    launched.mode = Some(scene.mode.unwrap_or(Mode::SCRIPT));
    if !job.path.is_empty() {
        launched.read.push(job.path.clone());
    }
    Ok(launched)
}
