//! `opam`: the environment of a switch.

use super::effect::quoted;
use crate::programs::options::{MAYBE, NO, Options, YES};
use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::Shape;

/// What is followed here.
pub const ALL: &[&Program] = &[&OPAM];

/// opam.
pub static OPAM: Program = Program::new(
    &["opam"],
    "env of a switch without an environment of its own, switch show, var prefix and root",
    "its own: opam 2.1",
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
        run.mutters();
        return Ok(50);
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
    run.out = match operands.as_slice() {
        ["env"] | ["config", "env"] => {
            return opam_env(run, &prefix, options.has('t').then_some(switch));
        }
        ["switch", "show"] => switch,
        ["var", "prefix"] | ["config", "var", "prefix"] => prefix,
        ["var", "root"] | ["config", "var", "root"] => root,
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
    // What packages set stands in a file of the switch.
    let given = run.machine().exists(&format!("{prefix}/.opam-switch/environment"));
    let path = run.variable("PATH")?.unwrap_or_default();
    let bin = format!("{prefix}/bin");
    let again =
        path.split(':').any(|entry| entry == bin) || run.value_of("OPAM_SWITCH_PREFIX").is_some();
    if given || again {
        return Err(Cannot::NotFollowed);
    }
    let man = run.variable("MANPATH")?.unwrap_or_default();
    let mut rows = Vec::new();
    rows.extend(switch.map(|switch| ("OPAMSWITCH", switch)));
    rows.push(("OPAM_SWITCH_PREFIX", prefix.to_owned()));
    rows.push(("MANPATH", format!("{man}:{prefix}/man")));
    rows.push(("PATH", format!("{bin}:{path}")));
    for (name, value) in rows {
        run.out.push_str(&format!("{name}={}; export {name};\n", quoted(&value)));
    }
    Ok(0)
}
