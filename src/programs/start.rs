//! From a shell's call to a program's model, and back.

use std::rc::Rc;

use super::run::{Cannot, Followed, Run, is_unix};
use super::shells::{Interpreted, interpreted};
use super::writers::leave_undecided;
use super::{Program, by_name, of_windows, shims};
use crate::machine::{Machine, Platform};
use crate::shells::{Call, Host, Ran};
use crate::value::{NAMELESS, Origin, Piece, Shape, Unknown, Value};

/// Texts that a condition decides between are followed each for itself, up to so many.
const MOST_WAYS: usize = 6;

/// Follows a program that a shell starts; `None` where it has no model, or not for this use.
pub fn start(host: &mut dyn Host, call: &Call<'_>) -> Option<Ran> {
    let ran = follow(host, call);
    if ran.is_none() {
        leave_undecided(host, call);
    }
    ran
}

/// Whether no system starts a program with such arguments: Linux takes 128 KiB of one (execve(2),
/// `MAX_ARG_STRLEN`), and 2 MiB of all where the stack has its usual size; macOS and Windows take less.
fn is_too_long(arguments: &[Value]) -> bool {
    let size = |value: &Value| value.pieces().iter().map(Piece::bytes).sum::<usize>();
    let sizes = || arguments.iter().map(size);
    sizes().any(|size| size >= 128 << 10) || sizes().sum::<usize>() > 2 << 20
}

fn follow(host: &mut dyn Host, call: &Call<'_>) -> Option<Ran> {
    if is_too_long(call.arguments) {
        return None;
    }
    let base = call.name.rsplit(['/', '\\']).next().unwrap_or(call.name);
    let windows = host.machine().platform() == Platform::Windows && !is_unix(call.shell);
    // Windows has programs of the same names that are others: `sort`, `find`, `whoami`.
    let found = match of_windows(base).filter(|_| windows) {
        Some(program) if is_of_system(call.path) || is_script_name(base) => Some(program),
        Some(_) => return None,
        None => by_name(base),
    };
    let Some(program) = found else { return script(host, call) };
    if windows && of_windows(base).is_none() && !program.on_windows {
        return None;
    }
    if !is_genuine(host.machine(), call.path, program) {
        return script(host, call);
    }
    if is_wrapper(host.machine(), call, program) {
        host.notice(call);
        return script(host, call);
    }
    match call.arguments.iter().map(Value::path).collect::<Option<Vec<_>>>() {
        Some(arguments) => {
            let arguments = arguments.into_iter().map(|text| text.into_owned()).collect();
            one(host, call, program, arguments, call.input.cloned())
        }
        None if program.partly => {
            several(host, call, program).or_else(|| partly(host, call, program))
        }
        None => {
            host.notice(call);
            several(host, call, program)
        }
    }
}

/// Follows a call with what is known of its arguments.
fn partly(host: &mut dyn Host, call: &Call<'_>, program: &'static Program) -> Option<Ran> {
    let why = call.arguments.iter().find_map(Value::why_unknown);
    let part = |piece: &Piece| match piece {
        Piece::Text { text, .. } => text.to_string(),
        _ => NAMELESS.to_owned(),
    };
    let known = |value: &Value| value.pieces().iter().map(part).collect();
    let arguments = call.arguments.iter().map(known).collect();
    let perhaps = call.perhaps.clone().or(why);
    one(host, &Call { perhaps, ..call.clone() }, program, arguments, call.input.cloned())
}

/// A script that names a shell in its first line, followed as that shell runs it.
fn script(host: &mut dyn Host, call: &Call<'_>) -> Option<Ran> {
    let Interpreted { program, path, arguments } = interpreted(host.machine(), call)?;
    start(host, &Call { name: &program, path: &path, arguments: &arguments, ..call.clone() })
}

/// Follows a call whose one undecided argument is one of a few texts.
fn several(host: &mut dyn Host, call: &Call<'_>, program: &'static Program) -> Option<Ran> {
    let at = call.arguments.iter().position(|value| !value.is_known())?;
    let ways = call.arguments[at].alternatives().filter(|ways| ways.len() <= MOST_WAYS)?;
    if program.source == super::files::SOURCE || ways.is_empty() {
        return None;
    }
    let mut joined: Option<(Value, Ran)> = None;
    for way in ways.iter().rev() {
        let mut arguments = call.arguments.to_vec();
        arguments[at] = way.value.clone();
        // Which of them runs is not certain, so what they write is not either.
        let perhaps = call.perhaps.clone().or_else(|| call.arguments[at].why_unknown());
        let ran = follow(host, &Call { arguments: &arguments, perhaps, ..call.clone() })?;
        joined = Some(match joined {
            None => (ran.output.clone(), ran),
            Some((output, last)) => {
                let why = call.arguments[at].why_unknown()?;
                let otherwise = crate::value::negated(&way.when);
                let output =
                    Value::join_under(&why, (&way.when, &ran.output), (&otherwise, &output));
                let status = if last.status == ran.status { ran.status.clone() } else { Err(why) };
                (output, Ran { status, ..ran })
            }
        });
    }
    joined.map(|(output, ran)| Ran { output, ..ran })
}

/// Follows one program with known arguments.
fn one(
    host: &mut dyn Host,
    call: &Call<'_>,
    program: &'static Program,
    arguments: Vec<String>,
    input: Option<Value>,
) -> Option<Ran> {
    host.spend(1).ok()?;
    host.notice(call);
    let line =
        [&[call.name.to_owned()], arguments.as_slice()].concat().join(" ").replace(NAMELESS, "…");
    let origin = Origin::Signature { name: program.name.into(), place: call.place.clone() };
    let partly = input.clone().filter(|input| !input.is_known());
    let asked = host.asks_of_undecided().0;
    let mut run = Run::new(host, call, arguments, input, child);
    // What a model's own text asks for where a tool chooses a value by itself.
    let mut leads_to = None;
    let chosen = match run.arguments.as_slice() {
        [front, reason, asked, links @ ..] if front == NOT_TOLD => {
            let known = links.first().is_some_and(|first| first == LEADS_TO);
            leads_to = known.then(|| links[1..].into());
            Some((Cannot::tell(reason, Shape::Filled), asked.clone()))
        }
        _ => None,
    };
    // What the profile asked for is told, and not the question of the model's own text.
    let (chosen, line) = match chosen {
        Some((cannot, asked)) => (Some(cannot), asked),
        None => (None, line),
    };
    let chosen_itself = chosen.is_some();
    let followed = chosen.map_or_else(|| (program.follow)(&mut run), Err);
    let followed = unless_asked(&run, program, asked, followed);
    run.spend(run.out.len()).ok()?;
    match followed {
        Ok(status) => Some(run.ended(&origin, &line, Ok(status))),
        Err(Cannot::Status(why)) => Some(run.ended(&origin, &line, Err(why))),
        Err(Cannot::NotFollowed) => None,
        Err(Cannot::Because { reason, shape, status }) => {
            let whole = run.printed(&origin, &line);
            let place = Origin::File(call.place.clone());
            let unknown = Unknown::output_of(&line, place.clone());
            let unknown = match reason.is_empty() {
                true => unknown.shaped(shape),
                false => {
                    let what = reason.strip_prefix("is ").unwrap_or(&reason);
                    let shown = unknown.opaque.as_deref().filter(|_| !chosen_itself);
                    let shown = shown.unwrap_or(call.name);
                    let reason = format!("takes the output of `{shown}`: {what}");
                    Unknown { reason: reason.into(), leads_to, ..unknown }.shaped(shape)
                }
            };
            let unknown = Rc::new(unknown);
            let error = match status {
                Some(0) => Value::empty(),
                _ => Value::unknown(unknown.clone()),
            };
            let output = whole.then(Value::unknown(unknown.clone()));
            Some(Ran { output, error, ..run.ended(&origin, &line, status.ok_or(unknown)) })
        }
        Err(Cannot::Fed(why)) => {
            let left = run.left();
            let arguments = std::mem::take(&mut run.arguments);
            if let Some(input) = partly {
                let known = super::partial::follow(host, call, program, &arguments, &input, child);
                if let Some(ran) = known {
                    return Some(ran);
                }
            }
            leave_undecided(host, call);
            let name = call.name;
            let reason = format!("takes the output of `{name}` for something that {}", why.reason);
            let unknown = Rc::new(why.because(reason, Origin::File(call.place.clone())));
            let output = Value::unknown(unknown.clone());
            Some(Ran { left, ..Ran::new(output.clone(), output, Err(unknown)) })
        }
    }
}

/// What a program prints that looked for something of which nobody knows whether it is there, and went on as
/// if it were not, is not known. Those that write say themselves what they leave.
fn unless_asked(run: &Run<'_>, program: &Program, before: u64, followed: Followed) -> Followed {
    let (after, why) = run.host.asks_of_undecided();
    let blind = followed.is_ok() && after > before && program.source != super::files::SOURCE;
    match why.filter(|_| blind) {
        Some(why) => {
            let origin = Origin::File(run.place().clone());
            let reason = format!("depends on a file that {why}");
            Err(Cannot::Fed(Rc::new(Unknown::new(reason, origin))))
        }
        None => followed,
    }
}

/// The option by which texts of models say that a value is not told.
pub(super) const NOT_TOLD: &str = "--not-told";

/// What stands before the directories that one may lead to whose name is not told.
pub(super) const LEADS_TO: &str = "--leads-to";

/// Whether a name is that of a script, which no program of Windows' own is.
fn is_script_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    [".bat", ".cmd", ".ps1"].iter().any(|end| lower.ends_with(end))
}

/// Whether a file is one of Windows' own.
fn is_of_system(path: &str) -> bool {
    path.to_ascii_lowercase().contains("\\windows\\")
}

/// Where programs of a system stand, whoever wrote them.
const SYSTEM: &[&str] = &["/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/", "/usr/libexec/"];

/// Whether the file that was found is the program that the model is about, and no script of the same name.
fn is_genuine(machine: &dyn Machine, path: &str, program: &Program) -> bool {
    if machine.platform() == Platform::Windows {
        return true;
    }
    let real = machine.real_path(path).unwrap_or_else(|_| path.to_owned());
    if ["busybox", "toybox", "uutils", "coreutils"].iter().any(|one| real.ends_with(one)) {
        return false;
    }
    let gnu = machine.platform() == Platform::Linux || real.contains("gnubin");
    if !gnu && !program.portable {
        return false;
    }
    let system = SYSTEM.iter().any(|directory| path.starts_with(directory));
    system || program.source.starts_with(TOOL) || !is_script(machine, path)
}

/// Whether the file is a script that somebody put in the program's place, and that is to be followed itself.
fn is_wrapper(machine: &dyn Machine, call: &Call<'_>, program: &Program) -> bool {
    if !program.wrapped || !is_script(machine, call.path) {
        return false;
    }
    let variable = |name: &str| {
        let found = call.environment.iter().find(|(other, _)| other == name)?;
        found.1.text().map(std::borrow::Cow::into_owned)
    };
    let home = variable("HOME").unwrap_or_else(|| machine.facts().user.home.clone());
    let cwd = call.cwd.text().unwrap_or_default();
    let asking = shims::Asking { machine, variable: &variable, cwd: &cwd, home: &home };
    shims::hands(&asking, call.path).is_none()
}

/// How the sources of tools begin that are scripts themselves.
pub(super) const TOOL: &str = "its own";

fn is_script(machine: &dyn Machine, path: &str) -> bool {
    machine.read(path).is_ok_and(|bytes| bytes.starts_with(b"#!"))
}

/// A program that a program starts.
fn child(
    host: &mut dyn Host,
    call: &Call<'_>,
    arguments: Vec<String>,
    input: Option<Value>,
) -> Option<Ran> {
    let base = call.name.rsplit('/').next().unwrap_or(call.name);
    let program = by_name(base).filter(|one| {
        is_genuine(host.machine(), call.path, one) && !is_wrapper(host.machine(), call, one)
    });
    match program {
        Some(program) => one(host, call, program, arguments, input),
        None => {
            let origin = Origin::File(call.place.clone());
            let known = |text: &String| Value::known(text.as_str(), origin.clone());
            let arguments: Vec<Value> = arguments.iter().map(known).collect();
            let call = Call { arguments: &arguments, input: input.as_ref(), ..call.clone() };
            script(host, &call)
        }
    }
}
