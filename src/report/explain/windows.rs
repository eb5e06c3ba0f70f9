//! What programs of Windows get of a variable that a shell inside WSL exports.

use super::InSession;
use crate::report::Asked;
use crate::session::launch::wsl;

/// Notes it of the first session, where WSLENV is known: it names what crosses the border
/// (learn.microsoft.com, "Share environment variables between Windows and WSL").
pub(super) fn note(variables: &mut [InSession], asked: &[Asked]) {
    let (Some(one), Some(asked)) = (variables.first_mut(), asked.first()) else { return };
    let held = one.variable.as_ref().filter(|held| held.exported && one.entries.is_empty());
    let Some(text) = held.and_then(|held| held.value.known.clone()) else { return };
    if !wsl::is_one(asked.session.machine()) || one.name == LIST {
        return;
    }
    let environment = asked.session.environment();
    let list = match environment.exported(LIST) {
        Some(value) => value.text().map(std::borrow::Cow::into_owned),
        None => environment.may_be_set(LIST).is_none().then(String::new),
    };
    let Some(list) = list else { return };
    let named = wsl::handed(&list).find(|handed| handed.name == one.name);
    one.notes.push(match named.filter(|handed| handed.into_windows()) {
        None => format!("programs of Windows do not get it: {LIST} does not name it"),
        Some(handed) if handed.is_list() => {
            let all: Option<Vec<String>> = text.split(':').map(wsl::of_windows).collect();
            translated(all.map(|all| all.join(";")))
        }
        Some(handed) if handed.is_path() => translated(wsl::of_windows(&text)),
        Some(_) => format!("programs of Windows get it as it is: {LIST} names it"),
    });
}

const LIST: &str = "WSLENV";

fn translated(text: Option<String>) -> String {
    match text {
        Some(text) => format!("programs of Windows get {text}: {LIST} has it translated"),
        None => {
            format!("programs of Windows get it in a spelling of theirs: {LIST} has it translated")
        }
    }
}
