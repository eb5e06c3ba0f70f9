//! What is not certain, each cause once: what only follows from another is named beneath it.

use std::collections::{HashMap, HashSet};

use indexmap::IndexSet;

use super::page::{Page, Tone};
use super::words;
use crate::report::{Origin, Setting, Spot, Why};

/// A cause, whose it is, and where else it makes things uncertain.
struct Told<'r> {
    why: &'r Why,
    labels: IndexSet<&'r str>,
    places: IndexSet<&'r Origin>,
}

/// How a list names the sessions.
pub(super) enum Style {
    /// Not at all: there is one.
    Alone,
    /// `bash: …`.
    Before,
    /// `…  [bash zsh]`.
    Behind,
}

/// Says them; `reach` adds what each may change.
pub(super) fn say<'r>(
    page: &mut Page,
    setting: &Setting,
    all: impl IntoIterator<Item = (&'r str, &'r Why)>,
    style: &Style,
    reach: bool,
) {
    let mut said = HashSet::new();
    for one in told(&all.into_iter().collect::<Vec<_>>()) {
        page.say(2, Tone::Warn, &headline(setting, &one, style));
        if reach && !one.why.may_change.is_empty() {
            let text = format!("it may change {}", words::reach(&one.why.may_change));
            page.say(4, Tone::Plain, &text);
        }
        if !one.places.is_empty() {
            page.say(4, Tone::Plain, &following(setting, &one.places));
        }
        if let Some(remedy) = one.why.remedy.as_deref().filter(|one| said.insert(*one)) {
            page.say(4, Tone::Dim, &format!("to be certain, {remedy}"));
        }
    }
}

fn headline(setting: &Setting, one: &Told<'_>, style: &Style) -> String {
    let why = words::why(setting, one.why);
    match style {
        Style::Alone => why,
        Style::Before => format!("{}: {why}", joined(one, ", ")),
        Style::Behind => format!("{why}  [{}]", joined(one, " ")),
    }
}

fn joined(one: &Told<'_>, by: &str) -> String {
    one.labels.iter().copied().collect::<Vec<_>>().join(by)
}

/// How many places are named.
const MOST: usize = 4;

fn following(setting: &Setting, places: &IndexSet<&Origin>) -> String {
    let mut names: Vec<String> =
        places.iter().take(MOST).map(|place| words::origin(setting, place)).collect();
    if places.len() > MOST {
        names.push(format!("{} more places", places.len() - MOST));
    }
    format!("for the same cause: {}", words::list(&names, "and"))
}

/// Groups what has one cause; of a group the first leads that may change as much as any other.
fn told<'r>(all: &[(&'r str, &'r Why)]) -> Vec<Told<'r>> {
    let mut list: Vec<Told<'r>> = Vec::new();
    let mut by_why: HashMap<&Why, usize> = HashMap::new();
    // What a session has of one cause.
    let mut by_cause: HashMap<(&str, Option<&Spot>), Vec<usize>> = HashMap::new();
    for &(label, why) in all {
        let siblings = by_cause.get(&(label, cause(why))).into_iter().flatten();
        let covering = siblings.copied().find(|at| covers(list[*at].why, why));
        let same = by_why.get(why).copied();
        let at = covering.into_iter().chain(same).min().unwrap_or(list.len());
        if at == list.len() {
            list.push(Told { why, labels: IndexSet::new(), places: IndexSet::new() });
            by_why.insert(why, at);
        }
        if list[at].add(label, why) {
            let led = by_cause.entry((label, cause(list[at].why))).or_default();
            led.insert(led.partition_point(|one| *one < at), at);
        }
    }
    list
}

impl<'r> Told<'r> {
    /// Whether the session is a new one.
    fn add(&mut self, label: &'r str, why: &'r Why) -> bool {
        if why.origin != self.why.origin {
            self.places.insert(&why.origin);
        }
        self.labels.insert(label)
    }
}

fn cause(why: &Why) -> Option<&Spot> {
    why.root.as_ref().unwrap_or(&why.origin).spot.as_ref()
}

/// Whether the second, which has the same cause, is there for it, and changes no more.
fn covers(one: &Why, other: &Why) -> bool {
    let everything = |why: &Why| why.may_change.first().is_some_and(|one| one == "everything");
    cause(one).is_some() && (everything(one) || one.may_change == other.may_change)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Spot;

    fn why(line: u32, root: Option<u32>, may_change: &str) -> Why {
        let at = |line| Origin {
            kind: "file",
            spot: Some(Spot { file: "/f".to_owned(), line, column: 1 }),
            key: None,
            name: None,
            via: Vec::new(),
        };
        Why {
            reason: format!("is in line {line}"),
            remedy: None,
            origin: at(line),
            opaque: None,
            may_change: vec![may_change.to_owned()],
            root: root.map(at),
        }
    }

    #[test]
    fn what_has_one_cause_is_said_once_with_its_places() {
        let all = [
            why(1, None, "everything"),
            why(2, Some(1), "everything"),
            why(3, Some(1), "A"),
            why(4, None, "A"),
            why(5, Some(4), "everything"),
        ];
        let labelled: Vec<(&str, &Why)> = all.iter().map(|why| ("bash", why)).collect();
        let told = told(&labelled);
        let shown: Vec<(&str, usize)> =
            told.iter().map(|one| (one.why.reason.as_str(), one.places.len())).collect();
        assert_eq!(
            shown,
            [("is in line 1", 2), ("is in line 4", 0), ("is in line 5", 0)],
            "a narrow doubt does not speak for a wide one"
        );
    }

    #[test]
    fn one_cause_in_two_sessions_names_both() {
        let cause = why(1, None, "everything");
        let told = told(&[("bash", &cause), ("zsh", &cause)]);
        assert_eq!(told.len(), 1);
        assert!(told[0].labels.iter().eq(&["bash", "zsh"]));
    }
}
