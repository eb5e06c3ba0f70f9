//! `opam`: the environment of a switch.

use indexmap::IndexMap;

use super::effect::quoted;
use crate::programs::options::{MAYBE, NO, Options, YES};
use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::Shape;

/// What is followed here.
pub const ALL: &[&Program] = &[&OPAM];

/// opam.
pub static OPAM: Program = Program::new(
    &["opam"],
    "env of a switch with what its packages set, switch show, var of its directories",
    "its own: opam 2.0 and 2.1, judged beside 2.1",
    opam,
)
.needs("$OPAMROOT/config and the switch")
.portable();
fn opam(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let home = run.home()?;
    let root = run.filled("OPAMROOT")?.unwrap_or_else(|| format!("{home}/.opam"));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if words == ["--version"] {
        return Err(Cannot::tell("is the version of opam", Shape::Filled));
    }
    let asks = matches!(words.first(), Some(&("env" | "config" | "var" | "switch")));
    if !asks {
        return Err(Cannot::NotFollowed);
    }
    let Ok(config) = run.read(&format!("{root}/config"))? else {
        return run.refuses(50);
    };
    let local = format!("{}/_opam", run.cwd()?.trim_end_matches('/'));
    if run.machine().exists(&local) {
        return Err(Cannot::NotFollowed);
    }
    let set = config.lines().find_map(|line| line.strip_prefix("switch: "));
    let set = set.map(|text| text.trim().trim_matches('"').to_owned());
    let long = [
        ("switch", 's', YES),
        ("shell", 'h', YES),
        ("readonly", 'r', NO),
        ("set-switch", 't', NO),
        ("set-root", 'o', NO),
        ("check", 'k', NO),
        ("inplace-path", 'i', NO),
        ("sexp", 'x', NO),
        ("safe", 'f', NO),
        ("root", 'R', YES),
        ("color", 'c', MAYBE),
    ];
    let arguments: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    let options = Options::read(&arguments, "", &long, false)?;
    if options.all().any(|(letter, _)| "koxRi".contains(letter)) {
        return Err(Cannot::NotFollowed);
    }
    if options.value('h').is_some_and(|shell| !matches!(shell, "sh" | "bash" | "zsh")) {
        return Err(Cannot::NotFollowed);
    }
    let switch = match options.value('s') {
        Some(switch) => Some(switch.to_owned()),
        None => run.filled("OPAMSWITCH")?.or(set),
    };
    let Some(switch) = switch.filter(|switch| !switch.contains('/')) else {
        return Err(Cannot::NotFollowed);
    };
    let prefix = format!("{root}/{switch}");
    if !run.machine().is_directory(&format!("{prefix}/.opam-switch")) {
        return Err(Cannot::NotFollowed);
    }
    let operands: Vec<&str> = options.operands.iter().map(String::as_str).collect();
    // `opam config var` is the older name of `opam var`.
    let operands = match operands.as_slice() {
        ["config", rest @ ..] => rest,
        all => all,
    };
    run.out = match operands {
        ["env"] => {
            return opam_env(run, &prefix, options.has('t').then_some(switch));
        }
        ["switch", "show"] => switch,
        ["var", "prefix"] => prefix,
        ["var", "root"] => root,
        ["var", "switch"] => switch,
        ["var", "bin"] => format!("{prefix}/bin"),
        ["var", "lib"] => format!("{prefix}/lib"),
        ["var", "share"] => format!("{prefix}/share"),
        ["var", "man"] => format!("{prefix}/man"),
        ["var", "etc"] => format!("{prefix}/etc"),
        ["var", "doc"] => format!("{prefix}/doc"),
        _ => return Err(Cannot::NotFollowed),
    } + "\n";
    Ok(0)
}

fn opam_env(run: &mut Run<'_>, prefix: &str, switch: Option<String>) -> Followed {
    let path = run.variable("PATH")?.unwrap_or_default();
    let bin = format!("{prefix}/bin");
    // What was put in before is taken out again first.
    if path.split(':').any(|entry| entry == bin) || run.value_of("OPAM_SWITCH_PREFIX").is_some() {
        return Err(Cannot::NotFollowed);
    }
    let mut updates = match run.read(&format!("{prefix}/.opam-switch/environment"))? {
        Ok(text) => {
            text.lines().map(update).collect::<Option<Vec<_>>>().ok_or(Cannot::NotFollowed)?
        }
        Err(_) => vec![
            Update::new("OPAM_SWITCH_PREFIX", "=", prefix),
            Update::new("MANPATH", "=:", &format!("{prefix}/man")),
            Update::new("PATH", "=+=", &bin),
        ],
    };
    updates.sort_by_key(|one| one.name != "OPAM_SWITCH_PREFIX");
    let mut rows: IndexMap<String, String> = IndexMap::new();
    rows.extend(switch.map(|switch| ("OPAMSWITCH".to_owned(), switch)));
    for one in updates {
        let old = match rows.get(&one.name) {
            Some(old) => old.clone(),
            None => run.variable(&one.name)?.unwrap_or_default(),
        };
        let value = one.applied(&old).ok_or(Cannot::NotFollowed)?;
        rows.insert(one.name, value);
    }
    for (name, value) in rows {
        run.out.push_str(&format!("{name}={}; export {name};\n", quoted(&value)));
    }
    Ok(0)
}

/// What a switch does to a variable.
struct Update {
    name: String,
    operator: String,
    value: String,
}

/// A line of a switch's own file: name, operator, value and a remark, with tabs between (opam 2.0 and 2.1,
/// src/format/opamFile.ml `Environment`); later versions write more, and are not read.
fn update(line: &str) -> Option<Update> {
    let parts: Vec<&str> = line.split('\t').collect();
    let ([name, operator, value] | [name, operator, value, _]) = parts.as_slice() else {
        return None;
    };
    let mut text = String::new();
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        text.push(if letter == '\\' { letters.next()? } else { letter });
    }
    Some(Update::new(name, operator, &text))
}

impl Update {
    fn new(name: &str, operator: &str, value: &str) -> Self {
        Self { name: name.to_owned(), operator: operator.to_owned(), value: value.to_owned() }
    }

    /// The value over an older one; with a colon in the operator an empty one counts (judged beside opam 2.1).
    fn applied(&self, old: &str) -> Option<String> {
        let value = &self.value;
        Some(match self.operator.as_str() {
            "=" => value.clone(),
            "+=" | "=+" | "=+=" if old.is_empty() => value.clone(),
            "+=" | "=+=" | ":=" => format!("{value}:{old}"),
            "=+" | "=:" => format!("{old}:{value}"),
            _ => return None,
        })
    }
}
