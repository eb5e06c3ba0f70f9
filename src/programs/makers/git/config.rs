//! `git config`: what is set, and setting it.

use std::rc::Rc;

use super::syntax::{self, Edited, Says, folded};
use super::{nowhere, repository};
use crate::machine::Platform;
use crate::machine::overlay::Change;
use crate::programs::options::{Long, NO, Options, YES};
use crate::programs::versions;
use crate::programs::{Cannot, Followed, Run};
use crate::text::posix_regex::{Grammar, Reading, Regex};

const LONG: &[Long] = &[
    ("global", 'g', NO),
    ("system", 's', NO),
    ("local", 'L', NO),
    ("file", 'f', YES),
    ("get", 'G', NO),
    ("get-all", 'A', NO),
    ("get-regexp", 'R', NO),
    ("list", 'l', NO),
    ("add", 'a', NO),
    ("unset", 'u', NO),
    ("unset-all", 'U', NO),
    ("bool", 'b', NO),
    ("int", 'i', NO),
    ("path", 'p', NO),
    ("type", 't', YES),
    ("default", 'd', YES),
    ("name-only", 'n', NO),
    ("includes", 'I', NO),
    ("all", 'E', NO),
];

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Get,
    GetAll,
    GetRegexp,
    List,
    Set,
    Add,
    Unset,
    UnsetAll,
}

pub(super) fn config(run: &mut Run<'_>, cwd: &str, words: &[&str]) -> Followed {
    let asked = request(run, words);
    let writes = !matches!(&asked, Ok((_, Act::Get | Act::GetAll | Act::GetRegexp | Act::List)));
    let followed = asked.and_then(|(options, act)| act_on(run, cwd, &options, act));
    if writes && followed.is_err() {
        // What it may have written is undecided from here on.
        let home = run.home()?;
        run.touch(&run.machine().platform().join(&home, ".gitconfig"));
        if let Ok(Some(top)) = repository(run, cwd) {
            run.touch(&format!("{top}/.git/config"));
        }
    }
    followed
}

fn request(run: &Run<'_>, words: &[&str]) -> Result<(Options, Act), Cannot> {
    // From 2.46 on the first word says what is to be done.
    let new = versions::of(run, &["git"]).is_none_or(|one| one.is_at_least(&[2, 46]));
    let verb =
        words.first().copied().filter(|word| matches!(*word, "get" | "set" | "unset" | "list"));
    if verb.is_some() && !new {
        return Err(Cannot::NotFollowed);
    }
    let rest = &words[usize::from(verb.is_some())..];
    let arguments: Vec<String> = rest.iter().map(|word| (*word).to_owned()).collect();
    let options = Options::read(&arguments, "f:l", LONG, false)?;
    let flags = [
        ('G', Act::Get),
        ('A', Act::GetAll),
        ('R', Act::GetRegexp),
        ('l', Act::List),
        ('a', Act::Add),
        ('u', Act::Unset),
        ('U', Act::UnsetAll),
    ];
    let mut told = flags.iter().filter(|(letter, _)| options.has(*letter)).map(|(_, act)| *act);
    let act = match (verb, told.next(), options.operands.len()) {
        (Some("get"), None, 1) if options.has('E') => Act::GetAll,
        (Some("get"), None, 1) => Act::Get,
        (Some("set"), None, 2) => Act::Set,
        (Some("unset"), None, 1) => Act::Unset,
        (Some("list"), None, 0) => Act::List,
        (None, Some(Act::List), 0) => Act::List,
        (None, Some(Act::Add), 2) => Act::Add,
        (None, Some(act), 1) if act != Act::List && act != Act::Add => act,
        (None, None, 1) => Act::Get,
        (None, None, 2) => Act::Set,
        _ => return Err(Cannot::NotFollowed),
    };
    if told.next().is_some() || options.has('E') && verb != Some("get") {
        return Err(Cannot::NotFollowed);
    }
    Ok((options, act))
}

fn act_on(run: &mut Run<'_>, cwd: &str, options: &Options, act: Act) -> Followed {
    let others = ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_COUNT", "GIT_CONFIG"];
    let others = others.iter().chain(&["GIT_CONFIG_PARAMETERS", "GIT_CONFIG_NOSYSTEM"]);
    if others.into_iter().any(|name| run.value_of(name).is_some()) {
        return Err(Cannot::NotFollowed);
    }
    match act {
        Act::Set | Act::Add | Act::Unset | Act::UnsetAll => write(run, cwd, options, act),
        _ => read(run, cwd, options, act),
    }
}

/// A setting that was found; no value where its key stands alone.
struct Found {
    key: String,
    value: Option<String>,
}

/// The files that are read, in the order in which later ones win.
struct Files {
    all: Vec<String>,
    /// Whether a file in front of them is not known.
    lacks: bool,
    /// Whether they may have others read.
    includes: bool,
}

/// git's home: HOME everywhere, and the user's profile where Windows has no such variable.
fn home(run: &Run<'_>) -> Result<String, Cannot> {
    match run.filled("HOME")? {
        Some(home) => Ok(home),
        None => run.home(),
    }
}

fn users(run: &Run<'_>) -> Result<[String; 2], Cannot> {
    let home = home(run)?;
    let platform = run.machine().platform();
    let xdg = run.filled("XDG_CONFIG_HOME")?.unwrap_or_else(|| platform.join(&home, ".config"));
    Ok([platform.join(&platform.join(&xdg, "git"), "config"), platform.join(&home, ".gitconfig")])
}

/// The system's file, by where git is installed; `None` where that does not tell.
fn systems(run: &Run<'_>) -> Option<String> {
    let real = run.machine().real_path(run.path()).unwrap_or_else(|_| run.path().to_owned());
    match run.machine().platform() {
        Platform::Linux if real.starts_with("/usr/bin/") => Some("/etc/gitconfig".to_owned()),
        Platform::Windows => {
            let lower = real.to_ascii_lowercase();
            let ends = ["\\cmd\\git.exe", "\\bin\\git.exe"];
            let end = ends.iter().find(|end| lower.ends_with(*end))?;
            let root = &real[..real.len() - end.len()];
            let root = root.strip_suffix("\\mingw64").unwrap_or(root);
            lower.contains("\\git\\").then(|| format!("{root}\\etc\\gitconfig"))
        }
        _ => {
            let prefix = match real.split_once("/Cellar/") {
                Some((prefix, _)) => prefix,
                None => real.strip_suffix("/bin/git").filter(|prefix| *prefix != "/usr")?,
            };
            Some(format!("{prefix}/etc/gitconfig"))
        }
    }
}

fn locals(run: &Run<'_>, cwd: &str) -> Result<Option<String>, Cannot> {
    let platform = run.machine().platform();
    let top = repository(run, cwd)?;
    Ok(top.map(|top| platform.join(&platform.join(&top, ".git"), "config")))
}

fn files(run: &Run<'_>, cwd: &str, options: &Options) -> Result<Option<Files>, Cannot> {
    let of = |all: Vec<String>, includes: bool| Ok(Some(Files { all, lacks: false, includes }));
    if let Some(file) = options.value('f') {
        return of(vec![run.machine().platform().absolute(cwd, file)], options.has('I'));
    }
    if options.has('s') {
        let system = systems(run).ok_or(Cannot::NotFollowed)?;
        return of(vec![system], options.has('I'));
    }
    if options.has('g') {
        return of(users(run)?.to_vec(), options.has('I'));
    }
    let local = locals(run, cwd)?;
    if options.has('L') {
        return Ok(local.map(|file| Files {
            all: vec![file],
            lacks: false,
            includes: options.has('I'),
        }));
    }
    let system = systems(run);
    let lacks = system.is_none();
    let all = system.into_iter().chain(users(run)?).chain(local).collect();
    Ok(Some(Files { all, lacks, includes: true }))
}

/// How deep files may have each other read.
const DEEPEST: u32 = 10;

fn collect(
    run: &mut Run<'_>,
    file: &str,
    cwd: &str,
    includes: bool,
    depth: u32,
    found: &mut Vec<Found>,
) -> Result<(), Cannot> {
    let Ok(text) = run.read(file)? else { return Ok(()) };
    for line in syntax::lines(&text).ok_or(Cannot::NotFollowed)? {
        let Says::Entry(key, value) = line.says else { continue };
        let path = value.clone().filter(|_| includes && key.starts_with("include"));
        let wanted = match &path {
            Some(_) if key == "include.path" => true,
            Some(_) if key.starts_with("includeif.") => condition(run, cwd, &key)?,
            _ => false,
        };
        found.push(Found { key, value });
        if let (Some(path), true) = (path, wanted) {
            if depth >= DEEPEST {
                return Err(Cannot::NotFollowed);
            }
            let platform = run.machine().platform();
            let folder = platform.parent(file).unwrap_or_default().to_owned();
            let path = platform.absolute(&folder, &expanded(run, &path)?);
            collect(run, &path, cwd, includes, depth + 1, found)?;
        }
    }
    Ok(())
}

/// `includeIf.gitdir:~/job/.path`: whether the repository is one of those.
fn condition(run: &Run<'_>, cwd: &str, key: &str) -> Result<bool, Cannot> {
    let asked = key.strip_prefix("includeif.").and_then(|key| key.strip_suffix(".path"));
    let asked = asked.ok_or(Cannot::NotFollowed)?;
    let repository = repository(run, cwd)?;
    let pattern = match asked.split_once(':') {
        Some(("gitdir", pattern)) => pattern,
        Some(("gitdir/i" | "onbranch", _)) if repository.is_none() => return Ok(false),
        _ => return Err(Cannot::NotFollowed),
    };
    let Some(top) = repository else { return Ok(false) };
    let pattern = expanded(run, pattern)?;
    let folder = pattern.strip_suffix('/').ok_or(Cannot::NotFollowed)?;
    if !folder.starts_with('/') || folder.contains(['*', '?', '[']) {
        return Err(Cannot::NotFollowed);
    }
    Ok(format!("{top}/.git").starts_with(&format!("{folder}/")))
}

/// `~/` at the front.
fn expanded(run: &Run<'_>, path: &str) -> Result<String, Cannot> {
    match path.strip_prefix("~/") {
        Some(rest) => Ok(run.machine().platform().join(&home(run)?, rest)),
        None if path.starts_with(['~', '%']) => Err(Cannot::NotFollowed),
        None => Ok(path.to_owned()),
    }
}

fn read(run: &mut Run<'_>, cwd: &str, options: &Options, act: Act) -> Followed {
    let Some(files) = files(run, cwd, options)? else { return nowhere(run) };
    let mut found = Vec::new();
    for file in &files.all {
        collect(run, file, cwd, files.includes, 0, &mut found)?;
    }
    let asked = options.operands.first().cloned().unwrap_or_default();
    if act == Act::List {
        return if files.lacks { Err(Cannot::NotFollowed) } else { list(run, options, &found) };
    }
    if act == Act::GetRegexp {
        found.retain(matching(&asked)?);
    } else {
        // A key without a section.
        if !asked.contains('.') {
            return run.refuses(1);
        }
        let key = folded(&asked);
        found.retain(|one| one.key == key);
    }
    if files.lacks && (act != Act::Get || found.is_empty()) {
        return Err(Cannot::NotFollowed);
    }
    if act == Act::Get {
        let last = found.pop();
        found = last.into_iter().collect();
    }
    if found.is_empty() {
        let Some(default) = options.value('d') else { return Ok(1) };
        found.push(Found { key: String::new(), value: Some(default.to_owned()) });
    }
    for one in &found {
        let shown = typed(run, options, one.value.as_deref())?;
        let line = match (act, options.has('n')) {
            (Act::GetRegexp, true) => one.key.clone(),
            (Act::GetRegexp, false) if shown.is_empty() && one.value.is_none() => one.key.clone(),
            (Act::GetRegexp, false) => format!("{} {shown}", one.key),
            _ => shown,
        };
        run.out.push_str(&line);
        run.out.push('\n');
    }
    Ok(0)
}

fn list(run: &mut Run<'_>, options: &Options, found: &[Found]) -> Followed {
    for one in found {
        let line = match &one.value {
            Some(value) if !options.has('n') => {
                format!("{}={}", one.key, typed(run, options, Some(value))?)
            }
            _ => one.key.clone(),
        };
        run.out.push_str(&line);
        run.out.push('\n');
    }
    Ok(0)
}

fn matching(pattern: &str) -> Result<impl Fn(&Found) -> bool + use<>, Cannot> {
    let reading = Reading {
        grammar: Grammar::Extended,
        ignores_case: false,
        wide: false,
        escapes: false,
        lines: false,
    };
    // Of the pattern too, section and name ignore case.
    let regex = Regex::new(&folded(pattern), reading).ok_or(Cannot::NotFollowed)?;
    Ok(move |one: &Found| regex.is_match(one.key.as_bytes()))
}

/// A value as `--type` wants it.
fn typed(run: &Run<'_>, options: &Options, value: Option<&str>) -> Result<String, Cannot> {
    let letters = options.all().filter_map(|(letter, value)| match (letter, value) {
        ('b' | 'i' | 'p', _) => Some(letter),
        ('t', "bool") => Some('b'),
        ('t', "int") => Some('i'),
        ('t', "path") => Some('p'),
        ('t', _) => Some('?'),
        _ => None,
    });
    match (letters.last(), value) {
        (None, value) => Ok(value.unwrap_or_default().to_owned()),
        (Some('b'), None) => Ok("true".to_owned()),
        (Some('b'), Some(value)) => match value.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" => Ok("true".to_owned()),
            "false" | "no" | "off" | "" => Ok("false".to_owned()),
            number => {
                let number: i64 = number.parse().map_err(|_| Cannot::NotFollowed)?;
                Ok((number != 0).to_string())
            }
        },
        (Some('i'), Some(value)) => number(value).ok_or(Cannot::NotFollowed),
        (Some('p'), Some(value)) => expanded(run, value),
        _ => Err(Cannot::NotFollowed),
    }
}

/// A number, in thousands of its letter.
fn number(text: &str) -> Option<String> {
    let (digits, times) = match text.chars().last()?.to_ascii_lowercase() {
        'k' => (&text[..text.len() - 1], 1 << 10),
        'm' => (&text[..text.len() - 1], 1 << 20),
        'g' => (&text[..text.len() - 1], 1 << 30),
        _ => (text, 1),
    };
    Some(digits.parse::<i64>().ok()?.checked_mul(times)?.to_string())
}

/// The file that is written: of the user's own the one that is there.
fn target(run: &Run<'_>, cwd: &str, options: &Options) -> Result<Option<String>, Cannot> {
    if options.has('g') {
        let [xdg, own] = users(run)?;
        let there = |path: &str| run.machine().exists(path);
        return Ok(Some(if !there(&own) && there(&xdg) { xdg } else { own }));
    }
    if options.has('f') || options.has('s') {
        return Ok(files(run, cwd, options)?.and_then(|files| files.all.into_iter().next()));
    }
    locals(run, cwd)
}

fn write(run: &mut Run<'_>, cwd: &str, options: &Options, act: Act) -> Followed {
    let Some(file) = target(run, cwd, options)? else { return nowhere(run) };
    let key = options.operands.first().cloned().unwrap_or_default();
    if !key.contains('.') {
        return run.refuses(2);
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let parts = key.split_once('.').zip(key.rsplit_once('.'));
    let well = parts.is_some_and(|((section, _), (_, name))| {
        let both = section.bytes().all(plain) && name.bytes().all(plain);
        both && !section.is_empty() && name.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
    });
    let odd = options.all().any(|(letter, _)| "biptdnI".contains(letter));
    if !well || odd || key.contains('\n') {
        return Err(Cannot::NotFollowed);
    }
    let text = run.read(&file)?.unwrap_or_default();
    let value = options.operands.get(1).map_or("", String::as_str);
    let edited = match act {
        Act::Unset | Act::UnsetAll => syntax::unset(&text, &key, act == Act::UnsetAll),
        _ => syntax::set(&text, &key, value, act == Act::Add),
    };
    match edited.ok_or(Cannot::NotFollowed)? {
        Edited::Text(text) => {
            if run.obstacle(&file)?.is_some() {
                return run.refuses(4);
            }
            run.change(Change::File { path: file, bytes: Rc::from(text.into_bytes()) });
            Ok(0)
        }
        Edited::Refused => {
            if matches!(act, Act::Set) {
                run.mutters();
            }
            Ok(5)
        }
    }
}
