//! Blocks that run beside the session: a job of its own process, or a thread. What they write stays perhaps written,
//! what they set is theirs.

use std::rc::Rc;

use indexmap::IndexMap;

use super::Evaluator;
use super::flow::{Flow, Stop};
use super::globals;
use super::join::Join;
use super::sink::Collect;
use crate::environment::Variables;
use crate::shells::powershell::object::{Object, Sequence};
use crate::shells::powershell::state::{GLOBAL, May, State};
use crate::value::{Unknown, Value};

impl Evaluator<'_> {
    /// Runs something in a runspace of its own, which starts as a session does and has the caller's variables by
    /// `$using:` alone (about_Remote_Variables), for what it may write. A job has an environment of its own too; a
    /// thread shares it, at a time that nobody knows.
    ///
    /// # Errors
    /// When the fuel is used up.
    pub fn apart(
        &mut self,
        thread: bool,
        run: impl FnOnce(&mut Self, &mut Collect) -> Flow,
    ) -> Flow {
        self.weigh_compared(self.state.environment.iter().count());
        let before = self.state.clone();
        let heap = self.heap(&before);
        let doubts = self.doubts.len();
        let failed = self.maybe_failed.clone();
        let frame = self.frame.take();
        self.speculative += 1;
        let mut out = Collect::default();
        self.own_session();
        let flow = run(self, &mut out);
        self.speculative -= 1;
        self.frame = frame;
        self.doubts.truncate(doubts);
        self.maybe_failed = failed;
        let after = std::mem::replace(self.state, before);
        self.state.number_after(&after);
        let now = thread.then(|| heap.again());
        heap.put_back();
        if let Some(now) = now {
            // `$using:` hands a thread the caller's own object.
            let why = self.why("a thread of its own may change it at any time");
            let errors = self.state.error_list.items();
            heap.join(&now, &Join::new(&why, "the thread has run", "it has not"));
            // `$Error` is each runspace's own.
            self.state.error_list.replace(errors);
            self.shared(&after);
        }
        for why in after.incomplete.iter().skip(self.state.incomplete.len()) {
            self.state.note_incomplete(why.clone());
        }
        match flow {
            Err(Stop::OutOfFuel) => Err(Stop::OutOfFuel),
            _ => Ok(()),
        }
    }

    /// Runs something in a runspace of its own and waits for it: what it does to the environment and to files is done,
    /// and what it writes is there. A failure that ends it ends the caller's statement, or may.
    ///
    /// # Errors
    /// When the fuel is used up.
    pub fn awaited(
        &mut self,
        why: Rc<Unknown>,
        run: impl FnOnce(&mut Self, &mut Collect) -> Flow,
    ) -> Result<Object, Stop> {
        self.weigh_compared(self.state.environment.iter().count());
        let before = self.state.clone();
        let doubts = self.doubts.len();
        let failed = self.maybe_failed.take();
        let frame = self.frame.take();
        let mut out = Collect::default();
        self.own_session();
        let own_errors = Sequence::of_type("System.Collections.ArrayList", Vec::new());
        self.state.error_list = Rc::new(own_errors);
        self.state.tries = 0;
        let flow = run(self, &mut out);
        self.frame = frame;
        let unsure = std::mem::replace(&mut self.maybe_failed, failed).is_some()
            || self.doubts.len() > doubts;
        self.doubts.truncate(doubts);
        let after = std::mem::replace(self.state, before);
        self.state.number_after(&after);
        let opaque = after.opaque.len() > self.state.opaque.len();
        for why in after.incomplete.iter().skip(self.state.incomplete.len()) {
            self.state.note_incomplete(why.clone());
        }
        self.state.environment = after.environment;
        self.state.written = after.written;
        self.state.process_directory = after.process_directory;
        if self.state.foreign_types.is_none() {
            self.state.foreign_types = after.foreign_types;
        }
        self.state.brought.extend(after.brought);
        if opaque || unsure {
            self.opaque(
                "runs a script in another runspace that is not wholly followed",
                May::Environment,
            );
        }
        match flow {
            Err(Stop::OutOfFuel) => Err(Stop::OutOfFuel),
            Ok(()) if !opaque && !unsure => Ok(Object::List(Rc::new(Sequence::of_type(
                "System.Collections.ObjectModel.Collection`1[System.Management.Automation.PSObject]",
                out.items,
            )))),
            _ => {
                self.may_fail(&why);
                Ok(Object::Unknown(why))
            }
        }
    }

    /// Leaves what every session starts with: a runspace of its own has its own variables, functions and modules.
    fn own_session(&mut self) {
        let seen = self.state.visible_variables();
        self.charge(seen.len() as u64);
        for scope in self.state.scopes.values_mut() {
            scope.variables = IndexMap::new().into();
            scope.functions = IndexMap::new().into();
            scope.aliases = IndexMap::new().into();
        }
        self.state.modules.clear();
        globals::prepare(self.state);
        for (name, value) in seen {
            self.state.set_in(GLOBAL, &using(&name), value);
        }
    }

    /// What a thread does to the environment it shares: what it writes may be there from now on, at any time.
    fn shared(&mut self, after: &State) {
        const ANY: &str = "a thread of its own may change the environment at any time";
        let (mine, theirs) = (&self.state.environment, &after.environment);
        let text = |all: &Variables, key: &str| {
            all.value(key).and_then(|value| value.text().map(|text| text.into_owned()))
        };
        let same = |key: &Rc<str>| {
            mine.value(key) == theirs.value(key)
                || text(mine, key).is_some_and(|one| text(theirs, key) == Some(one))
        };
        let spelled =
            |key: Rc<str>| theirs.get(&key).or_else(|| mine.get(&key)).map(|one| one.name.clone());
        let own = mine.changes(theirs).into_iter().filter(|key| !same(key)).filter_map(spelled);
        let own: Vec<_> = own.collect();
        if after.incomplete.len() > self.state.incomplete.len() && !own.is_empty() {
            return self.opaque(ANY, May::Environment);
        }
        for name in own {
            let why = self.why("a thread of its own may change it at any time");
            let is_there =
                |state: &State| state.environment.get(&name).is_some_and(|one| one.value.is_some());
            let always = is_there(self.state) && is_there(after);
            let origin = why.origin.clone();
            self.state.environment.export(&name, Value::unknown(why), origin);
            self.state.environment.entry(&name).maybe_unset = !always;
        }
    }
}

/// The name under which a runspace of its own has a variable of its caller.
pub(super) fn using(name: &str) -> String {
    format!("using:{name}")
}
