//! What envsim states of a fragment, beside what the real shell leaves after every text.

use std::collections::BTreeMap;
use std::fmt;

use envsim::environment::Environment;
use envsim::machine::Platform;
use envsim::machine::recorded::Node;
use envsim::session::{Session, Spec, WhatIf};

use super::known;
use super::posix_support;
use super::real::{COMMANDS, NAMES, UNSET, Values};
use super::text::Case;

/// How many statements of each kind.
pub struct Tally {
    pub cases: usize,
    pub wrong: Vec<String>,
    shell: String,
    right: usize,
    doubted: usize,
    sure: usize,
    died: usize,
    hangs: usize,
    known: BTreeMap<&'static str, usize>,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { shell, cases, right, doubted, sure, died, hangs, wrong, known } = self;
        write!(
            f,
            "{shell}: {cases} cases, right {right} ({sure} of them constants behind the tool), "
        )?;
        write!(
            f,
            "doubted {doubted}, wrong {}, ended early {died}, not tried for they hang {hangs}",
            wrong.len()
        )?;
        known.iter().try_for_each(|(fault, count)| write!(f, "\n  known fault, {count}: {fault}"))
    }
}

/// What envsim says of one name.
enum Stated {
    Nothing,
    /// One of these.
    Among(Vec<String>),
    /// These entries, in this order, with others between.
    Entries(Vec<String>),
}

impl Tally {
    pub fn new(shell: &str, cases: usize) -> Self {
        let (shell, wrong, known) = (shell.to_owned(), Vec::new(), BTreeMap::new());
        Self { shell, cases, wrong, right: 0, doubted: 0, sure: 0, died: 0, hangs: 0, known }
    }

    /// With a text in the place of the tool's output nothing else is to be stated than the shell leaves.
    pub fn judge_known(&mut self, case: &Case, home: &str, effects: &[&str], real: &[Values]) {
        for (effect, values) in case.effects.iter().zip(real) {
            let effect = effects[*effect];
            let values = std::slice::from_ref(values);
            self.judge_text(&case.with(effect), &[], home, &[effect], values);
        }
    }

    pub fn judge(&mut self, case: &Case, home: &str, effects: &[&str], real: &[Values]) {
        let effects: Vec<&str> = case.effects.iter().map(|one| effects[*one]).collect();
        self.judge_text(&case.with_tool(), &case.sure(), home, &effects, real);
    }

    fn judge_text(
        &mut self,
        text: &str,
        sure: &[(&str, &str)],
        home: &str,
        effects: &[&str],
        real: &[Values],
    ) {
        if known::hangs(text) {
            self.hangs += 1;
            return;
        }
        let mut machine = posix_support::machine(&self.shell, home, text);
        machine.put("/usr/bin/mytool", Node::File(None), Some(0o755));
        machine.put("/tmp", Node::Directory, None);
        machine.put(&format!("{home}/d"), Node::Directory, None);
        let one = Node::File(Some(std::rc::Rc::from(b"ONE=1\nX=sourced\n".as_slice())));
        machine.put(&format!("{home}/one.sh"), one, None);
        let spec =
            Spec::parse(&format!("{}:script", self.shell), Platform::Linux).expect("a session");
        let started = std::time::Instant::now();
        let mut session = Session::open(&machine, &spec, &WhatIf::default()).expect("the shell");
        session.run_file(&posix_support::beside(home)).expect("the fragment");
        let environment = session.environment();
        if started.elapsed().as_secs() >= 5 {
            self.wrong.push(format!(
                "[{}] {:?} for\n    {}",
                self.shell,
                started.elapsed(),
                text.replace('\n', "\n    ")
            ));
        }
        self.died += real.iter().filter(|values| values.is_none()).count();
        for (number, name) in NAMES.iter().enumerate() {
            let stated = variable(&environment, name);
            if let Some((_, value)) = sure.iter().find(|(known, _)| known == name) {
                self.sure += 1;
                if !matches!(&stated, Stated::Among(texts) if texts == &[(*value).to_owned()]) {
                    self.fault(text, name, "a constant behind the tool is not known".to_owned());
                }
            }
            self.compare(text, name, number, &stated, effects, real);
        }
        for (number, name) in COMMANDS.iter().enumerate() {
            self.compare(text, name, NAMES.len() + number, &command(&session, name), effects, real);
        }
    }

    fn compare(
        &mut self,
        text: &str,
        name: &str,
        at: usize,
        stated: &Stated,
        effects: &[&str],
        real: &[Values],
    ) {
        let ends = effects
            .iter()
            .zip(real)
            .filter_map(|(effect, values)| Some((effect, &values.as_ref()?[at])));
        let false_after = ends.into_iter().find(|(_, value)| !stated.allows(value));
        match (false_after, stated) {
            (Some((effect, value)), _) => {
                self.fault(
                    text,
                    name,
                    format!("after `{effect}` it is {value:?}, envsim: {stated}"),
                );
            }
            (None, Stated::Among(texts)) if texts.len() == 1 => self.right += 1,
            _ => self.doubted += 1,
        }
    }

    fn fault(&mut self, text: &str, name: &str, what: String) {
        match known::fault(&self.shell, text, name) {
            Some(fault) => *self.known.entry(fault).or_default() += 1,
            None => self.wrong.push(format!(
                "[{}] {name}: {what}\n    {}",
                self.shell,
                text.replace('\n', "\n    ")
            )),
        }
    }
}

impl Stated {
    fn allows(&self, real: &str) -> bool {
        match self {
            Self::Nothing => true,
            Self::Among(texts) => texts.iter().any(|text| text == real),
            Self::Entries(entries) => {
                let mut there = real.split(':');
                entries.iter().all(|entry| there.any(|one| one == entry))
            }
        }
    }
}

impl fmt::Display for Stated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => write!(f, "nothing"),
            Self::Among(texts) => write!(f, "{texts:?}"),
            Self::Entries(entries) => write!(f, "entries {entries:?}"),
        }
    }
}

fn variable(environment: &Environment, name: &str) -> Stated {
    let Some(variable) = environment.variables.get(name) else {
        let absent = environment.may_be_set(name).is_none();
        return if absent { Stated::Among(vec![UNSET.to_owned()]) } else { Stated::Nothing };
    };
    let mut texts = match &variable.value {
        None => vec![UNSET.to_owned()],
        Some(value) => match (value.alternatives(), name) {
            (Some(all), _) => {
                all.iter().filter_map(|one| Some(one.value.text()?.into_owned())).collect()
            }
            (None, "PATH") => {
                let sure = |one: &envsim::value::Listed| one.when.is_none() && one.doubt.is_none();
                let listed = value.listed(':');
                let entries =
                    listed.iter().filter(|one| sure(one)).filter_map(|one| one.value.text());
                return Stated::Entries(entries.map(std::borrow::Cow::into_owned).collect());
            }
            (None, _) => return Stated::Nothing,
        },
    };
    if variable.maybe_unset {
        texts.push(UNSET.to_owned());
    }
    Stated::Among(texts)
}

/// Whether a command is there.
fn command(session: &Session, name: &str) -> Stated {
    let lookup = session.lookup(name);
    let outcome = lookup.outcome();
    if !outcome.is_certain() {
        return Stated::Nothing;
    }
    let found = outcome.ends.iter().any(|end| end.candidate.is_some());
    Stated::Among(vec![if found { "y" } else { "n" }.to_owned()])
}
