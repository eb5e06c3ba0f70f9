//! `check` and `rule`: findings, and the pages of the rules.

mod excerpt;
mod place;
mod totals;

use std::collections::HashMap;

pub use excerpt::Excerpt;
pub use place::{Sources, Where};
pub use totals::Totals;

use super::env::doubts;
use super::{Asked, Origin, Setting, Why};
use crate::rules::fix::Edit;
use crate::rules::fragment::Fragment;
use crate::rules::{self, Expectation, Rule, Subject};
use crate::text::Severity;

/// What a finding rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// What is to be seen there.
    pub text: String,
    /// Who wrote it.
    pub origin: Option<Origin>,
    /// The line that it stands on, where it stands in a file.
    pub excerpt: Option<Excerpt>,
}

/// Something that was found; the same in several sessions is one finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's code.
    pub code: &'static str,
    /// The rule's name.
    pub rule: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// A sentence without a full stop.
    pub message: String,
    /// The sessions, in order.
    pub sessions: Vec<String>,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// What to do about it.
    pub remedy: Option<String>,
    /// What mends it by itself, where anything does.
    pub fix: Vec<Edit>,
}

/// Findings that a configuration accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The rule's code or name, or the beginning of codes.
    pub rule: String,
    /// A part of the message, with `*` for any text; all where it is left out.
    pub about: Option<String>,
    /// The file that says so.
    pub file: String,
}

impl Accepted {
    fn is_for(&self, finding: &rules::Finding) -> bool {
        let named = finding.rule == self.rule || finding.code.starts_with(self.rule.as_str());
        let about = |about: &String| rules::fits(&format!("*{about}*"), &finding.message);
        named && self.about.as_ref().is_none_or(about)
    }
}

/// Which findings are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Codes, names or beginnings of codes; all if empty.
    pub select: Vec<String>,
    /// The same, left out.
    pub ignore: Vec<String>,
    /// Messages that are known already, by code.
    pub baseline: Vec<(String, String)>,
    /// What a configuration accepts.
    pub accepted: Vec<Accepted>,
    /// What must hold.
    pub expect: Vec<Expectation>,
    /// The least severity that results for people show.
    pub show: Option<Severity>,
    /// The least severity that makes the command fail.
    pub deny: Option<Severity>,
}

/// The result of `check`.
#[derive(Clone, Debug)]
pub struct Check {
    /// The machine.
    pub setting: Setting,
    /// How many sessions were checked.
    pub sessions: usize,
    /// How many files were looked at by themselves.
    pub texts: usize,
    /// What was found, the worst first.
    pub findings: Vec<Finding>,
    /// What a session did not follow, by its short name: no finding rests on what it may have changed.
    pub doubts: Vec<(String, Why)>,
    /// What was wanted.
    pub wanted: Wanted,
    /// Whether it is one of several machines, so that its name has to be said.
    pub among: bool,
    /// The rules that were looked for.
    pub rules: Vec<RulePage>,
    /// Where the host has the files of a recorded machine.
    pub sources: Sources,
}

impl Check {
    /// Checks the sessions; those beside them, the own shell by other launchers, are only compared with them.
    pub fn new(asked: &[Asked], beside: &[Asked], setting: Setting, wanted: Wanted) -> Self {
        let mut findings: Vec<Finding> = Vec::new();
        let mut known: HashMap<(&str, String), usize> = HashMap::new();
        let plain = asked.iter().map(|one| (one.label, one.session, false));
        let beside = beside.iter().map(|one| (one.label, one.session, true));
        let subjects = Subject::all(plain.chain(beside));
        let mut all: Vec<rules::Finding> = Vec::new();
        for rule in rules::ALL.iter().filter(|rule| wanted.takes(rule)) {
            all.extend(rule.findings(&subjects));
        }
        let expected = rules::failed(&subjects, &wanted.expect);
        all.extend(expected.into_iter().filter(|found| wanted.takes_code(found.code)));
        rules::allow::settle(&subjects, &mut all, &|rule| wanted.takes(rule));
        told_twice(&mut all);
        accept(&wanted, &subjects, &mut all);
        all.into_iter().for_each(|found| add(&mut findings, &mut known, &subjects, found));
        findings.retain(|finding| !wanted.knows(finding));
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        let doubts = subjects.iter().filter(|subject| !subject.beside).flat_map(|subject| {
            let label = subject.label.to_owned();
            doubts(&subject.environment).into_iter().map(move |why| (label.clone(), why))
        });
        let doubts = doubts.collect();
        let rules = rules::ALL.iter().filter(|rule| wanted.takes(rule)).map(page).collect();
        let sources = Sources::default();
        let sessions = subjects.len();
        let among = false;
        Self { setting, sessions, texts: 0, findings, doubts, wanted, among, rules, sources }
    }

    /// The least severity that results for people show: what the command fails on is never hidden.
    pub fn least(&self) -> Severity {
        let shown = self.wanted.show.unwrap_or(Severity::Warning);
        self.wanted.deny.map_or(shown, |denied| denied.min(shown))
    }

    /// The findings that results for people show.
    pub fn shown(&self) -> impl Iterator<Item = &Finding> {
        let least = self.least();
        self.findings.iter().filter(move |finding| finding.severity >= least)
    }

    /// How many findings of that severity there are.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Looks at texts by themselves, without a machine.
    pub fn of_texts(fragments: &[Fragment], setting: Setting, wanted: Wanted) -> Self {
        let mut all: Vec<rules::Finding> = Vec::new();
        let rules = || rules::ALL.iter().filter(|rule| wanted.takes(rule));
        for fragment in fragments {
            all.extend(rules().flat_map(|rule| rule.in_text(fragment)));
        }
        rules::allow::settle_texts(fragments, &mut all, &|rule| wanted.takes(rule));
        let (mut findings, mut known) = (Vec::new(), HashMap::new());
        all.into_iter().for_each(|found| add(&mut findings, &mut known, &[], found));
        findings.retain(|finding| !wanted.knows(finding));
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        let rules = rules().map(page).collect();
        let (sources, doubts) = (Sources::default(), Vec::new());
        let texts = fragments.len();
        let (sessions, among) = (0, false);
        Self { setting, sessions, texts, findings, doubts, wanted, among, rules, sources }
    }

    /// Whether a finding is at or above the level that is denied.
    pub fn failed(&self) -> bool {
        let denied = |level| self.findings.iter().any(|finding| finding.severity >= level);
        self.wanted.deny.is_some_and(denied)
    }
}

impl Wanted {
    fn takes(&self, rule: &Rule) -> bool {
        let named = |names: &[String]| {
            names.iter().any(|name| rule.name == name || rule.code.starts_with(name.as_str()))
        };
        (self.select.is_empty() || named(&self.select)) && !named(&self.ignore)
    }

    fn takes_code(&self, code: &str) -> bool {
        rules::by_name(code).is_some_and(|rule| self.takes(rule))
    }

    fn knows(&self, finding: &Finding) -> bool {
        self.baseline
            .iter()
            .any(|(code, message)| code == finding.code && *message == finding.message)
    }
}

/// What a text hardly means is not told beside what came of it in a session.
fn told_twice(all: &mut Vec<rules::Finding>) {
    let line = |one: &rules::Evidence| {
        let place = one.origin.as_ref()?.place()?.in_file();
        Some((place.file().to_owned(), place.line()))
    };
    let of_text = |one: &rules::Finding| {
        rules::by_name(one.code).is_some_and(|rule| matches!(rule.check, rules::Check::Text(_)))
    };
    let lines = |one: &rules::Finding| one.evidence.iter().filter_map(line).collect::<Vec<_>>();
    let (texts, mut told): (Vec<_>, Vec<_>) = std::mem::take(all).into_iter().partition(of_text);
    let mut last: HashMap<(String, u32), usize> = HashMap::new();
    for (at, one) in told.iter().enumerate().filter(|(_, one)| one.severity > Severity::Note) {
        for line in lines(one) {
            let known = last.entry(line).or_insert(at);
            if told[*known].severity < one.severity {
                *known = at;
            }
        }
    }
    for text in texts {
        match lines(&text).iter().find_map(|line| last.get(line)) {
            None => told.push(text),
            // The cause stands among what the consequence rests on.
            Some(&at) => {
                let said = text.message.split_once(": ").map_or(&*text.message, |(_, said)| said);
                let because = format!("the cause, {}: {said}", text.rule);
                let evidence = text.evidence.into_iter().take(1);
                let evidence = evidence.map(|one| rules::Evidence { text: because.clone(), ..one });
                told[at].evidence.extend(evidence);
            }
        }
    }
    *all = told;
}

/// Takes away what the configuration accepts, and reports what it accepts in vain.
fn accept(wanted: &Wanted, subjects: &[Subject], all: &mut Vec<rules::Finding>) {
    let mut used = vec![false; wanted.accepted.len()];
    all.retain(|finding| {
        let by = wanted.accepted.iter().position(|one| one.is_for(finding));
        by.inspect(|by| used[*by] = true).is_none()
    });
    let Some(subject) = subjects.first() else { return };
    let looked_for = |name: &str| {
        rules::ALL
            .iter()
            .any(|rule| (rule.name == name || rule.code.starts_with(name)) && wanted.takes(rule))
    };
    for (one, _) in wanted.accepted.iter().zip(&used).filter(|(_, used)| !**used) {
        if looked_for(&one.rule) {
            let about = one.about.as_ref().map(|about| format!(" about {about}"));
            let about = about.unwrap_or_default();
            let message = format!("{} allows {}{about}, which finds nothing", one.file, one.rule);
            all.extend(rules::allow::unused(subject, message, wanted.takes_code("A001")));
        }
    }
}

/// Whether two rest on the same; the way on which a session came to read a file does not matter.
fn same(one: &Evidence, other: &Evidence) -> bool {
    let place = |one: &Evidence| one.origin.clone().map(|origin| Origin { via: vec![], ..origin });
    one.text == other.text && place(one) == place(other)
}

/// What one finding rests on is listed up to this; more tell nothing new.
const MOST_EVIDENCE: usize = 12;

/// One cause is one finding, over all sessions and all places in their lists. `known` has the findings by their
/// rule and message.
fn add(
    findings: &mut Vec<Finding>,
    known: &mut HashMap<(&'static str, String), usize>,
    subjects: &[Subject],
    found: rules::Finding,
) {
    let subject = subjects.iter().find(|one| one.label == found.session).or(subjects.first());
    let at = *known.entry((found.code, found.message.clone())).or_insert(findings.len());
    if at == findings.len() {
        findings.push(Finding {
            code: found.code,
            rule: found.rule,
            severity: found.severity,
            message: found.message,
            sessions: Vec::new(),
            evidence: Vec::new(),
            remedy: found.remedy,
            fix: Vec::new(),
        });
    }
    let finding = &mut findings[at];
    finding.severity = finding.severity.max(found.severity);
    let new = found.fix.into_iter().filter(|edit| !finding.fix.contains(edit));
    let new: Vec<Edit> = new.collect();
    finding.fix.extend(new);
    if !found.session.is_empty() && !finding.sessions.contains(&found.session) {
        finding.sessions.push(found.session);
    }
    for one in &found.evidence {
        let told = Evidence {
            text: one.text.clone(),
            origin: one.origin.as_ref().map(Origin::new),
            excerpt: one
                .origin
                .as_ref()
                .and_then(Excerpt::new)
                .or_else(|| subject.and_then(|subject| Excerpt::stored(subject, one))),
        };
        let more = finding.evidence.len() < MOST_EVIDENCE;
        if more && !finding.evidence.iter().any(|known| same(known, &told)) {
            finding.evidence.push(told);
        }
    }
}

/// A rule's page.
#[derive(Clone, Debug)]
pub struct RulePage {
    /// The rule's code.
    pub code: &'static str,
    /// The rule's name.
    pub name: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// The page, in Markdown.
    pub page: &'static str,
}

/// The result of `rule`: one page, or the list of all.
#[derive(Clone, Debug)]
pub struct Pages {
    /// Whether one was asked for.
    pub one: bool,
    /// The rules.
    pub rules: Vec<RulePage>,
}

impl Pages {
    /// The page of that code or name, or all; `None` if there is no such rule.
    pub fn new(name: Option<&str>) -> Option<Self> {
        let rules = match name {
            Some(name) => vec![page(&rules::by_name(name)?)],
            None => rules::ALL.iter().map(page).collect(),
        };
        Some(Self { one: name.is_some(), rules })
    }
}

fn page(rule: &&'static Rule) -> RulePage {
    RulePage { code: rule.code, name: rule.name, severity: rule.severity, page: rule.page }
}
