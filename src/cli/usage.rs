//! What is said about words that the command line does not understand.

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::args::Args;
use crate::session::is_launcher;
use crate::shells::{self, Launcher};

/// The parser's message, with our name in front, and a tip where its own would not help.
pub(super) fn explained(error: &clap::Error, arguments: &[String]) -> String {
    let text = error.to_string();
    let text = text.strip_prefix("error: ").map(|rest| format!("envsim: {rest}")).unwrap_or(text);
    let words: Vec<&str> = arguments.iter().skip(1).map(String::as_str).collect();
    let Some(tip) = tip(error, &words) else { return text };
    let first = text.lines().next().unwrap_or_default();
    let command = words.iter().find(|word| is_command(word));
    let help = command.map(|command| format!(" {command}")).unwrap_or_default();
    format!("{first}\n{tip}\n\nFor more information, try 'envsim{help} --help'.\n")
}

fn is_command(word: &str) -> bool {
    Args::command().get_subcommands().any(|command| command.get_name() == word)
}

fn tip(error: &clap::Error, words: &[&str]) -> Option<String> {
    match error.kind() {
        // A command that is nearly there is suggested by the parser.
        ErrorKind::InvalidSubcommand if error.get(ContextKind::SuggestedSubcommand).is_none() => {
            other_command(words)
        }
        ErrorKind::UnknownArgument => match error.get(ContextKind::InvalidArg) {
            Some(ContextValue::String(flag)) => other_flag(flag, words),
            _ => None,
        },
        _ => None,
    }
}

/// The first word is no command: it is another program's, or a name to be explained.
fn other_command(words: &[&str]) -> Option<String> {
    let at = words.iter().position(|word| !word.starts_with('-'))?;
    let (word, rest) = (words[at], words[at + 1..].join(" "));
    if let Some(session) = session(word) {
        return Some(format!("did you mean: envsim env {session} {rest}").trim_end().to_owned());
    }
    let meant = match word {
        "which" | "where" | "whence" | "type" | "command" | "alias" | "why" | "find" | "locate"
        | "trace" | "show" | "who" | "lookup" | "resolve" => format!("explain {rest}"),
        "launchers" | "shells" | "list" | "ls" => "sessions".to_owned(),
        "profiles" | "files" | "start" => format!("startup {rest}"),
        "printenv" | "set" | "export" | "vars" | "environment" => format!("env {rest}"),
        "doctor" | "lint" | "audit" => format!("check {rest}"),
        "compare" => format!("diff {rest}"),
        "go" => "go-env".to_owned(),
        _ => format!("explain {}", words[at..].join(" ")),
    };
    Some(format!("did you mean: envsim {}", meant.trim_end()))
}

/// A session that stands where a command is expected, as sessions are written; a name that is a program's as well is
/// none.
fn session(word: &str) -> Option<String> {
    if word.contains('@') {
        return Some(word.to_owned());
    }
    let launcher = Launcher::ALL.iter().any(|launcher| launcher.name() == word);
    if launcher && !PROGRAMS.contains(&word) {
        return Some(format!("@{word}"));
    }
    let (shell, rest) =
        word.split_once(':').filter(|(shell, _)| shells::by_name(shell).is_some())?;
    Some(match is_launcher(rest) {
        true => format!("{shell}@{rest}"),
        false => format!("{shell}:{}", rest.replace(',', "+")),
    })
}

/// Launchers that are programs of that name.
const PROGRAMS: &[&str] = &["ssh", "su", "sudo", "tmux"];

/// A flag that this command does not have, and what does the same.
fn other_flag(flag: &str, words: &[&str]) -> Option<String> {
    let command = words.iter().copied().find(|word| !word.starts_with('-'))?;
    let name = flag.split('=').next().unwrap_or(flag);
    let at = words.iter().position(|word| word.split('=').next() == Some(name))?;
    let given = words[at].split_once('=').map(|(_, value)| value).or(words.get(at + 1).copied());
    let session = given.filter(|value| !value.starts_with('-')).unwrap_or("SESSION");
    Some(match (command, name) {
        ("explain" | "check" | "go-env", "--shell" | "-s" | "--in") => {
            format!("did you mean: --session {session}")
        }
        ("env" | "startup", "--shell" | "--session" | "-s" | "--in") => {
            format!("the session follows the command: envsim {command} {session}")
        }
        ("diff", "--left" | "--right" | "--session" | "--shell" | "--from" | "--to") => {
            "the two sessions follow the command: envsim diff LEFT RIGHT".to_owned()
        }
        (_, "--json" | "-j") => "did you mean: --format json".to_owned(),
        (_, "--text") => "did you mean: --format text".to_owned(),
        ("explain", "--all" | "-a") => "did you mean: --all-candidates".to_owned(),
        (_, "--no-color" | "--no-colour") => "did you mean: --color never".to_owned(),
        (_, "--colour") => "did you mean: --color".to_owned(),
        ("check", "--strict" | "--error" | "--fail") => "did you mean: --deny warning".to_owned(),
        ("env", "--name" | "--variable" | "--var" | "-n") => {
            format!("did you mean: --only {}", given.unwrap_or("NAME"))
        }
        _ => return None,
    })
}
