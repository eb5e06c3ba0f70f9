//! Who keeps an environment for others: `launchctl`, `systemctl --user`, and `sudo`, which has its own.

use std::rc::Rc;

use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::{Origin, Shape, Unknown};

/// What is followed here.
pub const ALL: &[&Program] = &[&LAUNCHCTL, &SUDO];

/// launchctl(1), systemctl(1).
pub static LAUNCHCTL: Program = Program::new(
    &["launchctl", "systemctl", "dbus-update-activation-environment"],
    "setenv, unsetenv, set-environment, unset-environment, import-environment, daemon-reload: nothing is printed and nothing changes in this session",
    "launchctl(1) of macOS 14, systemctl(1) 252",
    keeps,
)
.portable();
/// sudo(8).
pub static SUDO: Program = Program::new(
    &["sudo", "doas"],
    "what the program behind it may change is undecided: whether it runs is the machine's to say",
    "sudo(8) 1.9, doas(1)",
    sudo,
)
.portable();

fn keeps(run: &mut Run<'_>) -> Followed {
    const WORDS: &[&str] = &[
        "setenv",
        "unsetenv",
        "set-environment",
        "unset-environment",
        "import-environment",
        "daemon-reload",
    ];
    let name = run.name.to_owned();
    let told = run.arguments.iter().find(|word| !word.starts_with('-')).cloned();
    if !name.starts_with("dbus") && !told.is_some_and(|word| WORDS.contains(&word.as_str())) {
        return Err(Cannot::NotFollowed);
    }
    // Whether a manager answers there is not recorded.
    let origin = Origin::File(run.place().clone());
    Err(Cannot::Status(Rc::new(Unknown::new(format!("depends on `{name}`"), origin))))
}

/// Options of sudo that take a value.
const VALUED: &[&str] = &["-u", "-g", "-p", "-C", "-h", "-r", "-t", "-T", "-D"];

fn sudo(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let mut rest = words.as_slice();
    while let Some((word, after)) = rest.split_first() {
        let assigns = word.split_once('=').is_some_and(|(name, _)| !name.contains('/'));
        rest = match word.as_str() {
            "--" => {
                rest = after;
                break;
            }
            word if VALUED.contains(&word) => after.get(1..).unwrap_or_default(),
            word if word.starts_with('-') || assigns => after,
            _ => break,
        };
    }
    let reason = "may be refused, or asks for a password";
    if !rest.is_empty() {
        let why = Rc::new(Unknown::new(reason, Origin::File(run.place().clone())));
        let given = run.given();
        run.may_start(rest, given, why)?;
    }
    Err(Cannot::Because { reason: reason.to_owned(), shape: Shape::Any, status: None })
}
