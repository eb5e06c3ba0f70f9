//! `envsim: allow RULE because …` in a comment of a profile: what its owner knows of and accepts.

use std::rc::Rc;

use super::fragment::{Fragment, read_by};
use super::{Check, Evidence, Finding, Rule, Subject, by_name, malformed_allow, unused_allow};
use crate::shells::Shell;
use crate::text::{Place, Source, Span, nearest};
use crate::value::Origin;

/// An `allow` that was read.
struct Allow {
    /// Where it stands.
    place: Place,
    /// The rule, where there is one of that name.
    rule: Result<&'static Rule, String>,
    /// Why, in the owner's words.
    because: Option<String>,
    /// The line that it is for.
    line: u32,
    used: bool,
}

const MARK: &str = "envsim: allow";

/// A comment that stands further above its statement is for nothing.
const MOST_ABOVE: usize = 50;
/// More comments are nobody's decisions.
const MOST: usize = 500;
/// Files larger than this are nobody's profile.
const LARGEST: usize = 1 << 20;

/// What the comments of a text allow: a comment behind a statement is for its line, one that stands alone for the
/// next line that is none.
fn allows(source: &Rc<Source>, shell: &dyn Shell) -> Vec<Allow> {
    let text = source.text();
    if text.len() > LARGEST || !text.contains(MARK) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (at, _) in text.match_indices(MARK).take(MOST) {
        let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
        let Some(sign) = comment(&text[start..at], shell) else { continue };
        let own = source.line_at(Span::new(start, start).start);
        let alone = text[start..start + sign].trim().is_empty();
        let line = if alone { own + commented(&text[start..], shell) } else { own };
        let words = text[at + MARK.len()..end].trim();
        let place =
            Place::new(source, Span::new(start + sign, start + text[start..end].trim_end().len()));
        found.push(read(place, words, line));
    }
    found
}

/// Where the comment that leads up to the mark begins.
fn comment(before: &str, shell: &dyn Shell) -> Option<usize> {
    let trimmed = before.trim_end();
    shell.comments().iter().find_map(|sign| {
        let at = trimmed.len().checked_sub(sign.len())?;
        let same = trimmed.get(at..).is_some_and(|end| end.eq_ignore_ascii_case(sign));
        let apart = trimmed[..at].is_empty() || trimmed[..at].ends_with([' ', '\t', '&']);
        (same && apart).then_some(at)
    })
}

/// How many lines at the beginning of a text are comments.
fn commented(text: &str, shell: &dyn Shell) -> u32 {
    let is = |line: &&str| {
        let line = line.trim_start();
        let begins =
            |sign: &&str| line.get(..sign.len()).is_some_and(|one| one.eq_ignore_ascii_case(sign));
        shell.comments().iter().any(begins)
    };
    u32::try_from(text.lines().take(MOST_ABOVE).take_while(is).count()).unwrap_or(u32::MAX)
}

fn read(place: Place, words: &str, line: u32) -> Allow {
    let (names, because) = match words.split_once("because") {
        Some((names, because)) => (names, Some(because)),
        None => (words, None),
    };
    let name = names.trim().trim_end_matches([':', ',']);
    let because = because.map(|text| text.trim_matches([' ', '\t', ':']).to_owned());
    Allow {
        place,
        rule: by_name(name).ok_or_else(|| name.to_owned()),
        because: because.filter(|text| !text.is_empty()),
        line,
        used: false,
    }
}

/// Takes the findings away that the profiles allow, and reports what is wrong with an `allow`; `looked_for` tells
/// whether a rule was.
pub fn settle(
    subjects: &[Subject],
    findings: &mut Vec<Finding>,
    looked_for: &dyn Fn(&Rule) -> bool,
) {
    let mut all: Vec<(usize, Allow)> = Vec::new();
    for (index, subject) in subjects.iter().enumerate() {
        for (path, source) in read_by(subject) {
            if !all.iter().any(|(_, known)| known.place.file() == path) {
                let own = allows(&source, subject.session.shell());
                all.extend(own.into_iter().map(|allow| (index, allow)));
            }
        }
    }
    apply(all.iter_mut().map(|(_, allow)| allow).collect(), findings);
    let told = |(index, allow): (usize, Allow)| report(&allow, subjects[index].label, looked_for);
    findings.extend(all.into_iter().filter_map(told));
}

/// The same for texts that are looked at by themselves.
pub fn settle_texts(
    fragments: &[Fragment],
    findings: &mut Vec<Finding>,
    looked_for: &dyn Fn(&Rule) -> bool,
) {
    let own = |one: &Fragment| allows(&one.source, one.shell);
    let mut all: Vec<Allow> = fragments.iter().flat_map(own).collect();
    apply(all.iter_mut().collect(), findings);
    // A rule that looks at machines finds nothing here.
    let looked_for = |rule: &Rule| {
        looked_for(rule)
            && !matches!(rule.check, Check::Wide(_) | Check::Each(_) | Check::Across(_))
    };
    findings.extend(all.iter().filter_map(|allow| report(allow, "", &looked_for)));
}

fn report(allow: &Allow, label: &str, looked_for: &dyn Fn(&Rule) -> bool) -> Option<Finding> {
    let (rule, message, remedy) = wrong(allow, looked_for)?;
    let mut finding = rule.said(label, message, &remedy);
    finding.evidence = vec![evidence(allow)];
    Some(finding)
}

/// What is wrong with an `allow`.
fn wrong(
    allow: &Allow,
    looked_for: &dyn Fn(&Rule) -> bool,
) -> Option<(&'static Rule, String, String)> {
    let at = format!("{}:{}", allow.place.file(), allow.place.line());
    let (malformed, unused) = (&malformed_allow::RULE, &unused_allow::RULE);
    let (rule, message, remedy) = match (&allow.rule, &allow.because) {
        (Err(name), _) => {
            let near = nearest(name, super::ALL.iter().map(|rule| rule.name));
            let near = near.map(|near| format!(", nearest is {near}")).unwrap_or_default();
            let message = format!("{at} allows {name}, and no rule is called so{near}");
            (malformed, message, "envsim rule lists the names".to_owned())
        }
        (Ok(rule), None) => {
            let message = format!("{at} allows {} without a reason", rule.name);
            (malformed, message, format!("write: envsim: allow {} because …", rule.name))
        }
        (Ok(rule), Some(_)) if !allow.used && looked_for(rule) => {
            let message = format!("{at} allows {}, which finds nothing there", rule.name);
            (unused, message, "drop the comment".to_owned())
        }
        _ => return None,
    };
    looked_for(rule).then_some((rule, message, remedy))
}

/// A configuration allows what is not found.
pub fn unused(subject: &Subject, message: String, looked_for: bool) -> Option<Finding> {
    let rule = &unused_allow::RULE;
    looked_for.then(|| rule.finding(subject, message, "take it out of \"allow\""))
}

/// What it is to be seen by.
fn evidence(allow: &Allow) -> Evidence {
    let text = allow.place.text().to_owned();
    Evidence { text, origin: Some(Origin::File(allow.place.clone())) }
}

/// Takes away what is allowed with a reason.
fn apply(mut allows: Vec<&mut Allow>, findings: &mut Vec<Finding>) {
    findings.retain(|finding| {
        let allowed = allows.iter_mut().find(|allow| allow.is_for(finding));
        allowed.is_none_or(|allow| {
            allow.used = true;
            // Without a reason it hides nothing.
            allow.because.is_none()
        })
    });
}

impl Allow {
    fn is_for(&self, finding: &Finding) -> bool {
        let here = |one: &Evidence| {
            let place = one.origin.as_ref().and_then(Origin::place).map(Place::in_file);
            place.is_some_and(|place| {
                let last = place.span.end.saturating_sub(1).max(place.span.start);
                let lines = place.line()..=place.source.line_at(last);
                place.file() == self.place.file() && lines.contains(&self.line)
            })
        };
        self.rule.as_ref().is_ok_and(|rule| rule.code == finding.code)
            && finding.evidence.iter().any(here)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_for_their_line_or_the_next_statement() {
        let shell = crate::shells::ALL.iter().find(|one| one.claims(".bashrc")).expect("a shell");
        let text = "PATH=.:$PATH # envsim: allow P003 because a lab\n\
            # envsim: allow relative-path-entry because of tests\n# more\nX=1\n\
            echo envsim: allow P003\n# envsim: allow P003\n# envsim: allow nonsense because x\n";
        let source = Source::inline("f", text);
        let all = allows(&source, *shell);
        let seen: Vec<_> = all
            .iter()
            .map(|one| (one.line, one.rule.is_ok(), one.because.as_deref().unwrap_or("")))
            .collect();
        let wanted = [(1, true, "a lab"), (4, true, "of tests"), (8, true, ""), (8, false, "x")];
        assert_eq!(seen, wanted);
    }
}
