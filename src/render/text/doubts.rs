//! What is not certain, each cause once: what only follows from another is named beneath it.

use super::page::{Page, Tone};
use super::words;
use crate::report::{Origin, Setting, Why};

/// A cause, whose it is, and where else it makes things uncertain.
struct Told<'r> {
    why: &'r Why,
    labels: Vec<&'r str>,
    places: Vec<&'r Origin>,
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
    let mut said: Vec<&str> = Vec::new();
    for one in told(&all.into_iter().collect::<Vec<_>>()) {
        page.say(2, Tone::Warn, &headline(setting, &one, style));
        if reach && !one.why.may_change.is_empty() {
            let text = format!("it may change {}", words::reach(&one.why.may_change));
            page.say(4, Tone::Plain, &text);
        }
        if !one.places.is_empty() {
            page.say(4, Tone::Plain, &following(setting, &one.places));
        }
        if let Some(remedy) = one.why.remedy.as_deref().filter(|remedy| !said.contains(remedy)) {
            page.say(4, Tone::Dim, &format!("to be certain, {remedy}"));
            said.push(remedy);
        }
    }
}

fn headline(setting: &Setting, one: &Told<'_>, style: &Style) -> String {
    let why = words::why(setting, one.why);
    match style {
        Style::Alone => why,
        Style::Before => format!("{}: {why}", one.labels.join(", ")),
        Style::Behind => format!("{why}  [{}]", one.labels.join(" ")),
    }
}

/// How many places are named.
const MOST: usize = 4;

fn following(setting: &Setting, places: &[&Origin]) -> String {
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
    for &(label, why) in all {
        let leads = |one: &&mut Told<'r>| {
            one.why == why || (one.labels.contains(&label) && covers(one.why, why))
        };
        match list.iter_mut().find(leads) {
            Some(one) => one.add(label, why),
            None => list.push(Told { why, labels: vec![label], places: Vec::new() }),
        }
    }
    list
}

impl<'r> Told<'r> {
    fn add(&mut self, label: &'r str, why: &'r Why) {
        if !self.labels.contains(&label) {
            self.labels.push(label);
        }
        if why.origin != self.why.origin && !self.places.contains(&&why.origin) {
            self.places.push(&why.origin);
        }
    }
}

/// Whether the second is there for the cause of the first, and changes no more.
fn covers(one: &Why, other: &Why) -> bool {
    let cause = |why: &Why| why.root.as_ref().unwrap_or(&why.origin).spot.clone();
    let everything = |why: &Why| why.may_change.first().is_some_and(|one| one == "everything");
    cause(one).is_some_and(|spot| cause(other).is_some_and(|at| at == spot))
        && (everything(one) || one.may_change == other.may_change)
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
        assert_eq!(told[0].labels, ["bash", "zsh"]);
    }
}
