//! A shell of the family that runs below another one: what it prints is kept.

use std::rc::Rc;

use super::evaluator::{Evaluator, Flow as Inner, Record};
use super::initial::own;
use super::session::Session;
use super::state::{Status, Target};
use crate::environment::{Doubt, Reach};
use crate::machine::Fault;
use crate::shells::{Below, Errand, Flow, Host, Left, OTHERS, Ran, Start, Task};
use crate::text::{Place, Source};
use crate::value::{Origin, Unknown, Value};

/// Where its standard error and its standard output are kept.
const ERRORS: usize = 0;

impl Session {
    /// Keeps what is printed from here on; `false` where it waits for a person.
    pub(super) fn employed(&mut self, below: &Below) -> bool {
        let errand = &below.errand;
        let waits =
            errand.task == Task::Input && (below.input.is_none() || errand.mode.interactive);
        if waits {
            return false;
        }
        self.may_lack(&below.start);
        let state = &mut self.state;
        state.sinks = vec![Value::empty(), Value::empty()];
        state.errors = Target::Sink(ERRORS);
        state.input = match errand.task {
            // Whatever reads there takes commands away.
            Task::Input => None,
            _ => below.input.clone(),
        };
        state.options.turn("stdin", errand.task == Task::Input);
        let origin = Origin::File(below.place.clone());
        let known = |text: &String| Value::known(text.as_str(), origin.clone());
        state.positional = errand.positional.iter().map(known).collect();
        if let Some(zero) = &errand.zero {
            state.zero = known(zero);
        }
        if let Task::Text(text) = &errand.task {
            let name = match (state.dialect.is_bash(), state.dialect.is_zsh()) {
                (true, _) => "BASH_EXECUTION_STRING",
                (_, true) => "ZSH_EXECUTION_STRING",
                _ => return true,
            };
            own(state, name, text.as_str(), "bash(1), zshparam(1)", false);
        }
        true
    }

    /// What the starter may not have set may not be set here either; what it may have set besides is doubted.
    fn may_lack(&mut self, start: &Start) {
        let unsure = |value: &Value| !value.is_known() && value.is_empty() != Some(false);
        let names = self.state.variables.iter_where(|one| one.exported);
        let names: Vec<String> = names
            .filter(|(name, _)| self.state.value(name).is_some_and(|value| unsure(&value)))
            .map(|(name, _)| name.to_string())
            .collect();
        for name in names {
            self.state.entry(&name).maybe_unset = true;
        }
        let others = start.given.iter().find(|one| one.name == OTHERS);
        if let Some(why) = others.and_then(|one| one.value.why_unknown()) {
            self.state.raise(&Doubt::total(why));
        }
    }

    fn text(
        &mut self,
        host: &mut dyn Host,
        source: &Rc<Source>,
        named: Option<&str>,
    ) -> Option<Rc<Unknown>> {
        let mut record = Record::default();
        let mut evaluator = Evaluator::new(self.state.clone(), host, &mut record, source.clone());
        let lost = evaluator.below(named);
        self.state = evaluator.state;
        lost
    }

    /// Does the errand; what was printed, and the status.
    pub(super) fn performed(
        &mut self,
        host: &mut dyn Host,
        below: &Below,
        flow: &Flow,
    ) -> Option<Ran> {
        let origin = Origin::File(below.place.clone());
        let ended = self.state.doubts.iter().find(|one| one.doubt.reach == Reach::Outside);
        let mut lost = ended.map(|one| one.doubt.unknown.clone());
        if !matches!(flow, Flow::Ended { .. }) {
            self.state.status = Status::OK;
            self.state.options.turn("script", true);
            let done = self.errand(host, &below.errand, below)?;
            lost = lost.or(done);
        }
        if self.state.trapped {
            let reason = "sets a trap that envsim does not follow";
            lost = lost.or_else(|| Some(Rc::new(Unknown::new(reason, origin.clone()))));
        }
        Some(self.outcome(lost, &origin))
    }

    fn errand(
        &mut self,
        host: &mut dyn Host,
        errand: &Errand,
        below: &Below,
    ) -> Option<Option<Rc<Unknown>>> {
        let mut turned = errand.options.clone();
        if !turned.is_empty() {
            turned.insert(0, "set".to_owned());
            let source = Source::inline("the command line", &turned.join(" "));
            let _ = self.text(host, &source, None);
        }
        match &errand.task {
            Task::Text(text) => {
                let source = Source::evaluated(text, below.place.clone());
                Some(self.text(host, &source, None))
            }
            Task::File(file) => self.file(host, file, below),
            Task::Words(_) => None,
            Task::Input => {
                let program = below.input.as_ref()?.text()?.into_owned();
                let source = Source::evaluated(&program, below.place.clone());
                Some(self.text(host, &source, None))
            }
        }
    }

    fn file(
        &mut self,
        host: &mut dyn Host,
        file: &str,
        below: &Below,
    ) -> Option<Option<Rc<Unknown>>> {
        let cwd = &below.start.cwd;
        let platform = host.machine().platform();
        let path = if platform.is_absolute(file) {
            file.to_owned()
        } else {
            format!("{}/{file}", cwd.trim_end_matches('/'))
        };
        match host.open(&path, Some(below.place.clone())) {
            Err(Fault::NotFound) if self.on_path(host, file) => None,
            Err(fault) if fault.is_ours() => None,
            Err(Fault::NotFound | Fault::NotADirectory) => Some(self.fails(127, &below.place)),
            Err(_) => Some(self.fails(126, &below.place)),
            // What is no text is refused, or read to the first NUL.
            Ok(source) if source.text().contains('\0') => None,
            Ok(source) => Some(self.text(host, &source, Some(file))),
        }
    }

    /// bash looks on PATH for a name without a slash (bash(1), ARGUMENTS).
    fn on_path(&self, host: &dyn Host, file: &str) -> bool {
        let list = self
            .state
            .value("PATH")
            .filter(|_| self.state.dialect.is_bash() && !file.contains('/'));
        let machine = host.machine();
        list.is_some_and(|list| match list.text() {
            Some(list) => list.split(':').any(|one| {
                !matches!(machine.status(&format!("{one}/{file}")), Err(Fault::NotFound))
            }),
            None => true,
        })
    }

    fn fails(&mut self, status: i32, place: &Place) -> Option<Rc<Unknown>> {
        self.state.status = Status::Known(if self.state.dialect.is_dash() { 2 } else { status });
        let unknown = Unknown::new("is a message of the shell", Origin::File(place.clone()));
        if let Some(errors) = self.state.sinks.get_mut(ERRORS) {
            errors.append(Value::unknown(unknown));
        }
        None
    }

    fn outcome(&mut self, lost: Option<Rc<Unknown>>, origin: &Origin) -> Ran {
        let mut sinks = std::mem::take(&mut self.state.sinks).into_iter();
        let error = sinks.next().unwrap_or_default();
        let output = sinks.next().unwrap_or_default();
        let traced = ["xtrace", "verbose"].iter().any(|name| self.state.options.has(name));
        let error = match traced {
            true => Value::unknown(Unknown::new("traces what the shell does", origin.clone())),
            false => error,
        };
        if let Some(why) = lost {
            let text = Value::unknown(why.clone());
            let left = Left::Unknown;
            return Ran { left, ..Ran::new(text.clone(), text, Err(why)) };
        }
        let status = match self.state.status.clone() {
            Status::Known(status) => Ok(status & 255),
            Status::Unknown(why) => Err(why),
        };
        // What its commands have read of it is gone.
        let left = self.state.input.take().map_or(Left::All, Left::Rest);
        Ran { left, ..Ran::new(output, error, status) }
    }
}

impl Evaluator<'_> {
    /// The status of a shell that an error ends: dash's is 2, and bash's 127 where a variable of `-c` is
    /// not set (error.h, `EXITPROG`; subst.c, `FORCE_EOF`).
    fn fails_as_a_whole(&mut self, named: Option<&str>) {
        let unset = self.record.errors.last().is_some_and(|one| &*one.id == "unset");
        match self.state.dialect {
            dialect if dialect.is_dash() => self.state.status = Status::Known(2),
            dialect if dialect.is_bash() && unset && named.is_none() => {
                self.state.status = Status::Known(127);
            }
            _ => {}
        }
    }

    /// Runs all of a text as a process of its own does; why its output and status are not known.
    fn below(&mut self, named: Option<&str>) -> Option<Rc<Unknown>> {
        let source = self.source.clone();
        self.enclosed(|this| {
            let flow = this.whole(&source, named);
            if let Inner::Stopped(_) = flow {
                this.fails_as_a_whole(named);
            }
            flow
        })
    }
}
