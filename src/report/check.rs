//! `check` and `rule`: findings, and the pages of the rules.

use std::collections::HashMap;

use super::env::doubts;
use super::{Asked, Origin, Setting, Why};
use crate::rules::{self, Rule, Subject};
use crate::text::Severity;

/// What a finding rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// What is to be seen there.
    pub text: String,
    /// Who wrote it.
    pub origin: Option<Origin>,
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
    /// The least severity that text results show.
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
    /// What was found, the worst first.
    pub findings: Vec<Finding>,
    /// What a session did not follow, by its short name: no finding rests on what it may have changed.
    pub doubts: Vec<(String, Why)>,
    /// What was wanted.
    pub wanted: Wanted,
}

impl Check {
    /// Checks the sessions; those beside them, the own shell by other launchers, are only compared with them.
    pub fn new(asked: &[Asked], beside: &[Asked], setting: Setting, wanted: Wanted) -> Self {
        let mut findings: Vec<Finding> = Vec::new();
        let mut known: HashMap<(&str, String), Vec<usize>> = HashMap::new();
        let plain = asked.iter().map(|one| Subject::new(one.label, one.session, false));
        let beside = beside.iter().map(|one| Subject::new(one.label, one.session, true));
        let subjects: Vec<Subject> = plain.chain(beside).collect();
        for rule in rules::ALL.iter().filter(|rule| wanted.takes(rule)) {
            for found in rule.findings(&subjects) {
                add(&mut findings, &mut known, found);
            }
        }
        findings.retain(|finding| !wanted.knows(finding));
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        let doubts = subjects.iter().filter(|subject| !subject.beside).flat_map(|subject| {
            let label = subject.label.to_owned();
            doubts(&subject.environment).into_iter().map(move |why| (label.clone(), why))
        });
        let doubts = doubts.collect();
        Self { setting, sessions: subjects.len(), findings, doubts, wanted }
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

    fn knows(&self, finding: &Finding) -> bool {
        self.baseline
            .iter()
            .any(|(code, message)| code == finding.code && *message == finding.message)
    }
}

/// Whether two sessions rest on the same; the way on which they came to read a file does not matter.
fn same(one: &[Evidence], other: &[Evidence]) -> bool {
    let place =
        |one: &Evidence| one.origin.clone().map(|origin| Origin { via: Vec::new(), ..origin });
    one.len() == other.len()
        && one
            .iter()
            .zip(other)
            .all(|(one, other)| one.text == other.text && place(one) == place(other))
}

/// `known` has the findings of a rule by their message.
fn add(
    findings: &mut Vec<Finding>,
    known: &mut HashMap<(&'static str, String), Vec<usize>>,
    found: rules::Finding,
) {
    let evidence: Vec<Evidence> = found
        .evidence
        .iter()
        .map(|one| Evidence {
            text: one.text.clone(),
            origin: one.origin.as_ref().map(Origin::new),
        })
        .collect();
    let alike = known.entry((found.code, found.message.clone())).or_default();
    let same = alike.iter().copied().find(|at| same(&findings[*at].evidence, &evidence));
    alike.extend(same.is_none().then_some(findings.len()));
    match same {
        Some(at) => findings[at].sessions.push(found.session),
        None => findings.push(Finding {
            code: found.code,
            rule: found.rule,
            severity: found.severity,
            message: found.message,
            sessions: vec![found.session],
            evidence,
            remedy: found.remedy,
        }),
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
        let page = |rule: &&Rule| RulePage {
            code: rule.code,
            name: rule.name,
            severity: rule.severity,
            page: rule.page,
        };
        let rules = match name {
            Some(name) => vec![page(&rules::by_name(name)?)],
            None => rules::ALL.iter().map(page).collect(),
        };
        Some(Self { one: name.is_some(), rules })
    }
}
