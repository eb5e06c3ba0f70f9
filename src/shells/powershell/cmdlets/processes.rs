//! `Start-Process`, `Get-ExecutionPolicy`, `Set-ExecutionPolicy`.

use super::{Bound, Cmdlet, Run};
use crate::machine::overlay::{Change, RegistryPlace};
use crate::machine::{RegistryData, RegistryValue};
use crate::shells::powershell::config::{self, Owner};
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink};
use crate::shells::powershell::lookup::{self, Kinds, Question};
use crate::shells::powershell::object::{Object, Record};
use crate::shells::powershell::policy;
use crate::value::Value;

/// `EnvironmentVariableTarget`.
const USER: i64 = 1;
const MACHINE: i64 = 2;

/// The table.
pub static CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "Start-Process",
        class: "StartProcessCommand",
        parameters: "FilePath@0,PSPath,Path! ArgumentList@1,Args Credential,RunAs WorkingDirectory# LoadUserProfile,Lup?% NoNewWindow,nnw?% PassThru? RedirectStandardError,RSE# RedirectStandardInput,RSI% RedirectStandardOutput,RSO# Verb WindowStyle% Wait? UseNewEnvironment? Environment>7.4",
        run: Run::Each(start),
    },
    Cmdlet {
        name: "Get-ExecutionPolicy",
        class: "GetExecutionPolicyCommand",
        parameters: "Scope@0. List?",
        run: Run::Each(get),
    },
    Cmdlet {
        name: "Set-ExecutionPolicy",
        class: "SetExecutionPolicyCommand",
        parameters: "ExecutionPolicy@0. Scope@1. Force?%",
        run: Run::Each(set),
    },
];

/// A PowerShell that is waited for is followed; any other program runs unseen and changes
/// nothing of this session.
fn start(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let program = bound.text(evaluator, "FilePath");
    let path = program.as_deref().and_then(|name| found(evaluator, name));
    let own = path.as_deref().and_then(|path| evaluator.is_powershell(path));
    let odd = ["UseNewEnvironment", "Credential", "Verb"].iter().any(|name| bound.has(name));
    if let (Some(path), Some(desktop), true) = (path, own, bound.switch("Wait") && !odd) {
        let mut words = Vec::new();
        for item in bound.items("ArgumentList") {
            match evaluator.plain(&item) {
                Some(text) => words.extend(split(&text)),
                None => return follow_not(evaluator),
            }
        }
        let kept = evaluator.state.environment.clone();
        overlay(evaluator, bound);
        let (_, exit) = evaluator.child(desktop, &path, &words);
        evaluator.state.environment = kept;
        if exit == crate::shells::powershell::evaluator::library::Exit::Unknown {
            return follow_not(evaluator);
        }
    } else if own.is_some() {
        follow_not(evaluator)?;
    }
    if bound.switch("PassThru") {
        let unknown = evaluator.unknown("is a process");
        out.write(evaluator, unknown)?;
    }
    Ok(())
}

fn follow_not(evaluator: &mut Evaluator<'_>) -> Flow {
    evaluator.incomplete("starts a PowerShell that may change files or the registry");
    Ok(())
}

fn found(evaluator: &mut Evaluator<'_>, name: &str) -> Option<String> {
    let question =
        Question { kinds: Kinds::FILES, pattern: false, literal_first: false, first_only: true };
    match lookup::search(evaluator, name, &question).found.pop()? {
        crate::shells::powershell::commands::Found::Application { path, .. } => Some(path),
        _ => None,
    }
}

/// `-Environment` over the block. A key spelled exactly `PATH` gets the registry's two lists
/// behind its value on Windows (`Process.cs`, `LoadEnvironmentVariable`).
fn overlay(evaluator: &mut Evaluator<'_>, bound: &Bound) {
    let Some(Object::Table(table)) = bound.get("Environment").cloned() else { return };
    let origin = evaluator.at.clone();
    for (key, value) in table.entries() {
        let Some(name) = evaluator.plain(&key) else { continue };
        if value.is_null() {
            evaluator.unset_env(&name, &origin);
            continue;
        }
        let mut text = evaluator.text_of(&value);
        if name == "PATH" && evaluator.state.platform().is_windows() {
            for target in [MACHINE, USER] {
                let stored = evaluator.persistent_variable("PATH", target);
                let stored = evaluator.text_of(&stored);
                text = text.then(Value::known(";", origin.clone())).then(stored);
            }
        }
        evaluator.state.environment.export(&name, text, origin.clone());
        evaluator.state.stamp_environment(&name);
    }
}

/// The words of a command line: blanks part, double quotes hold together.
fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' | '\t' if !quoted => words.extend(word.take()),
            letter => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

fn get(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let windows = evaluator.state.platform().is_windows();
    if !windows && !bound.switch("List") {
        let text = evaluator.text("Unrestricted");
        return out.write(evaluator, text);
    }
    let said = policy::scopes(evaluator.host.machine(), evaluator.state);
    let scope = bound.text(evaluator, "Scope");
    if !bound.switch("List") && scope.is_none() {
        let policy = policy::effective(evaluator.host.machine(), evaluator.state);
        if let Some(why) = policy.doubt() {
            return out.write(evaluator, Object::Unknown(why));
        }
        let text = evaluator.text(policy.name());
        return out.write(evaluator, text);
    }
    for (said, name) in said.into_iter().zip(policy::SCOPES) {
        if scope.as_deref().is_some_and(|scope| !scope.eq_ignore_ascii_case(name)) {
            continue;
        }
        let word = match said {
            Ok(word) if windows => evaluator.text(word.unwrap_or("Undefined")),
            Ok(_) if name == "LocalMachine" => evaluator.text("Unrestricted"),
            Ok(_) => evaluator.text("Undefined"),
            Err(why) => Object::Unknown(why),
        };
        let object = match bound.switch("List") {
            true => Record::new("System.Management.Automation.PSCustomObject")
                .with("Scope", evaluator.text(name))
                .with("ExecutionPolicy", word)
                .into_object(),
            false => word,
        };
        out.write(evaluator, object)?;
    }
    Ok(())
}

/// 7 writes the configuration file of the scope, `Process` the variable only.
fn set(evaluator: &mut Evaluator<'_>, bound: &Bound, _: &mut dyn Sink) -> Flow {
    if !evaluator.state.platform().is_windows() {
        return Err(evaluator.fail(
            "System.PlatformNotSupportedException",
            "System.PlatformNotSupportedException",
            "Operation is not supported on this platform.",
        ));
    }
    let word = bound.text(evaluator, "ExecutionPolicy").unwrap_or_default();
    let scope = bound.text(evaluator, "Scope").unwrap_or_else(|| "LocalMachine".into());
    if !policy::is_word(&word) {
        return Err(evaluator.fail(
            "CannotConvertArgumentNoMessage",
            "System.Management.Automation.ParameterBindingException",
            "Cannot convert the value to an execution policy.",
        ));
    }
    let clears = word.eq_ignore_ascii_case("undefined");
    match scope.to_ascii_lowercase().as_str() {
        "process" => {
            let origin = evaluator.at.clone();
            if clears {
                evaluator.state.environment.unset(policy::VARIABLE, origin);
            } else {
                let value = Value::known(policy::parameter(&word), origin.clone());
                evaluator.state.environment.export(policy::VARIABLE, value, origin);
            }
            Ok(())
        }
        "currentuser" => store(evaluator, Owner::User, &word, clears),
        "localmachine" => store(evaluator, Owner::All, &word, clears),
        _ => Err(evaluator.fail(
            "CantSetGroupPolicy",
            "System.InvalidOperationException",
            "Cannot set an execution policy that a group policy decides.",
        )),
    }
}

/// 5.1 keeps it in the registry; a policy for everybody takes administrator rights.
fn register(evaluator: &mut Evaluator<'_>, owner: Owner, word: &str, clears: bool) -> Flow {
    const NAME: &str = "ExecutionPolicy";
    let hive = match owner {
        Owner::User => "HKCU",
        Owner::All => "HKLM",
    };
    let key = policy::registry_key(hive);
    if owner == Owner::All && !evaluator.host.is_elevated() {
        let why = evaluator.why("sets an execution policy, which takes administrator rights");
        evaluator.may_fail(&why);
        let at = RegistryPlace::of(&key, Some(NAME));
        let why = "is written where that takes administrator rights".into();
        evaluator.change(Change::RegistryUndecided { at, why });
        return Ok(());
    }
    if clears {
        evaluator.change(Change::RegistryRemoved { key, name: NAME.into() });
        return Ok(());
    }
    let data = RegistryData::Text(policy::parameter(word).into());
    evaluator.change(Change::Registry { key, value: RegistryValue { name: NAME.into(), data } });
    Ok(())
}

fn store(evaluator: &mut Evaluator<'_>, owner: Owner, word: &str, clears: bool) -> Flow {
    const KEY: &str = "Microsoft.PowerShell:ExecutionPolicy";
    if evaluator.state.desktop {
        return register(evaluator, owner, word, clears);
    }
    let Some(path) = config::path(evaluator.host.machine(), evaluator.state, owner) else {
        evaluator.incomplete("stores an execution policy in a file whose place is not known");
        return Ok(());
    };
    let old = evaluator.host.machine().read(&path).ok();
    let text = old.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let mut json = config::parse(&text).unwrap_or_default();
    let Some(object) = json.as_object_mut() else { return Ok(()) };
    object.retain(|key, _| !key.eq_ignore_ascii_case(KEY));
    if !clears {
        object.insert(KEY.into(), policy::parameter(word).into());
    }
    let bytes = json.to_string().into_bytes();
    evaluator.change(Change::File { path, bytes: bytes.into() });
    Ok(())
}
