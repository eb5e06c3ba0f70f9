//! Statements that may have failed: what envsim does not model may have raised an error, so that
//! whatever handles errors takes both ways.

use std::rc::Rc;

use super::doubts::{Doubt, Until};
use super::flow::{Flow, Raised, Stop};
use super::join::Join;
use super::sink::{Collect, Sink};
use super::{Action, Evaluator};
use crate::shells::powershell::object::Object;
use crate::shells::powershell::object::error::{ErrorRecord, NAMELESS};
use crate::shells::powershell::state::{ScopeId, State};
use crate::shells::powershell::syntax::{self, Catch};
use crate::value::Unknown;

/// Where a `try` stands, to come back to it from wherever an error left.
struct Frame {
    current: ScopeId,
    running: usize,
    namespaces: usize,
    tries: u32,
}

impl Frame {
    fn of(state: &State) -> Self {
        Self {
            current: state.current,
            running: state.running.len(),
            namespaces: state.namespaces.len(),
            tries: state.tries,
        }
    }

    fn enter(&self, state: &mut State) {
        state.current = self.current;
        state.running.truncate(self.running);
        state.namespaces.truncate(self.namespaces);
        state.tries = self.tries;
    }
}

/// Hands outputs on until an error may have left; from then on it is not known which are written.
struct Late<'l> {
    out: &'l mut dyn Sink,
    from: u64,
    level: usize,
    held: Vec<Object>,
}

impl Sink for Late<'_> {
    fn write(&mut self, evaluator: &mut Evaluator<'_>, object: Object) -> Flow {
        if !evaluator.doubts.iter().any(|doubt| doubt.is_escape(self.from)) {
            return self.out.write(evaluator, object);
        }
        self.held.push(object);
        if let Some(written) = evaluator.late.get_mut(self.level) {
            *written = self.held.len();
        }
        Ok(())
    }
}

impl Doubt {
    fn is_escape(&self, from: u64) -> bool {
        self.error.is_some() && self.number > from
    }

    /// What the `try` of a level had put aside when the error left.
    fn prefix(&self, level: usize) -> Option<usize> {
        self.written.filter(|(at, held)| *at == level && *held != usize::MAX).map(|(_, held)| held)
    }
}

impl Evaluator<'_> {
    /// The running statement may have ended with an error.
    pub fn may_fail(&mut self, why: &Rc<Unknown>) {
        let stops =
            self.state.tries > 0 || self.stops_perhaps() || self.action == Some(Action::Stop);
        self.failed_perhaps(why, stops);
    }

    /// An argument may be refused: the call may not have run at all, and where nothing catches that,
    /// what stands behind it runs.
    pub fn may_refuse(&mut self, why: &Rc<Unknown>) {
        let stops = self.state.tries > 0 || self.stops_perhaps();
        self.may_fail(why);
        if !stops {
            let record = self.unknown_error(why);
            self.doubt(why, Until::Call, Some(record));
        }
    }

    /// The running cmdlet may have written an error, which ends nothing unless the error action says so.
    pub fn may_complain(&mut self, why: &Rc<Unknown>) {
        let stops = self.action.map_or_else(|| self.stops_perhaps(), |one| one == Action::Stop);
        self.failed_perhaps(why, stops);
    }

    /// An error ends the file where the error action says so, which is not known.
    pub(super) fn may_stop(&mut self, why: &Rc<Unknown>) {
        self.failed_perhaps(why, true);
    }

    /// Whether `$ErrorActionPreference` is, or may be, `Stop`.
    fn stops_perhaps(&self) -> bool {
        self.preference() == Action::Stop || self.unsure_preference().is_some()
    }

    fn failed_perhaps(&mut self, why: &Rc<Unknown>, leaves: bool) {
        self.maybe_failed.get_or_insert_with(|| why.clone());
        self.state.unsure_errors.get_or_insert_with(|| why.clone());
        self.emit(super::routes::ERRORS, Object::Unknown(why.clone()));
        if leaves {
            let record = self.unknown_error(why);
            self.doubt(why, Until::File, Some(record));
        }
    }

    /// An error raised here of which nothing else is known.
    pub(super) fn unknown_error(&self, why: &Rc<Unknown>) -> Rc<ErrorRecord> {
        ErrorRecord::unknown(why, self.place())
    }

    /// `$?` behind a statement that ended well, as far as is known.
    pub(super) fn success(&self) -> Object {
        self.maybe_failed.as_ref().map_or(Object::Bool(true), |why| Object::Unknown(why.clone()))
    }

    pub(super) fn try_statement(
        &mut self,
        body: &syntax::Block,
        catches: &[Catch],
        finally: Option<&syntax::Block>,
        out: &mut dyn Sink,
    ) -> Flow {
        let from = self.numbered;
        let level = self.late.len();
        self.late.push(0);
        let frame = Frame::of(self.state);
        let mut late = Late { out, from, level, held: Vec::new() };
        if !catches.is_empty() {
            self.state.tries += 1;
        }
        let flow = self.block(body, &mut late);
        self.state.tries = frame.tries;
        let flow = match flow {
            Err(Stop::Error(raised)) if !catches.is_empty() => {
                self.catch(raised, catches, &mut late)
            }
            other => other,
        };
        self.late.truncate(level);
        let mut held = late.held;
        let flow = self.escaped(
            flow,
            from,
            level + 1,
            &mut held,
            &frame,
            &mut |evaluator, raised, out| match (catches.is_empty(), finally) {
                (false, _) => evaluator.catch(raised, catches, out),
                (true, Some(finally)) => {
                    evaluator.block(finally, out)?;
                    Err(Stop::Error(raised))
                }
                (true, None) => Err(Stop::Error(raised)),
            },
        );
        for object in held {
            out.write(self, object)?;
        }
        if let Some(finally) = finally {
            self.block(finally, out)?;
        }
        flow
    }

    /// Runs a handler for every error that may have left since, and joins what it leaves with what
    /// is so when nothing failed.
    fn escaped(
        &mut self,
        mut flow: Flow,
        from: u64,
        level: usize,
        held: &mut Vec<Object>,
        frame: &Frame,
        handler: &mut dyn FnMut(&mut Evaluator<'_>, Raised, &mut dyn Sink) -> Flow,
    ) -> Flow {
        let written = held.clone();
        while let Some(at) = self.doubts.iter().position(|doubt| doubt.is_escape(from)) {
            let doubt = self.doubts.remove(at);
            let prefix = doubt.prefix(level).map(|most| &written[..most.min(written.len())]);
            let mut caught = Collect { items: prefix.unwrap_or_default().to_vec() };
            if prefix.is_none() && !written.is_empty() {
                caught.items.push(Object::unknown(doubt.why.clone()));
            }
            let why = doubt.why.clone();
            let number = self.numbered;
            let handled = self.handled(doubt, frame, &mut caught, handler);
            let join = Join::new(&why, "nothing fails", "it fails");
            *held = join.items(held, &caught.items);
            flow = self.either(flow, handled, &why);
            // What leaves the handler leaves this `try` too.
            let later = self.doubts.iter().filter(|doubt| doubt.is_escape(number)).count();
            if later > 0 {
                let mut kept: Vec<Doubt> = Vec::new();
                while let Some(at) = self.doubts.iter().position(|doubt| doubt.is_escape(number)) {
                    kept.push(self.doubts.remove(at));
                }
                let rest = self.escaped(flow, from, level, held, frame, handler);
                self.doubts.extend(kept);
                return rest;
            }
        }
        flow
    }

    fn handled(
        &mut self,
        doubt: Doubt,
        frame: &Frame,
        out: &mut dyn Sink,
        handler: &mut dyn FnMut(&mut Evaluator<'_>, Raised, &mut dyn Sink) -> Flow,
    ) -> Flow {
        let Doubt { why, state, heap, error, .. } = doubt;
        let record = error.unwrap_or_else(|| ErrorRecord::unknown(&why, None));
        let now = heap.again();
        let after = std::mem::replace(self.state, *state);
        self.state.number_after(&after);
        heap.put_back();
        frame.enter(self.state);
        self.speculative += 1;
        let flow = handler(self, Raised { record, whole: true }, out);
        self.speculative -= 1;
        let handled = heap.again();
        let other = std::mem::replace(self.state, after);
        self.state.number_after(&other);
        let join = Join::new(&why, "nothing fails", "it fails");
        let after = self.state.clone();
        *self.state = join.state(after, &other);
        now.join(&handled, &join);
        flow
    }

    fn catch(&mut self, raised: Raised, catches: &[Catch], out: &mut dyn Sink) -> Flow {
        if raised.record.is_nameless() {
            return self.catch_unknown(raised, catches, out);
        }
        self.remember_muted(raised.record.clone());
        let Some(clause) = catches.iter().find(|clause| self.catches(&clause.types, &raised))
        else {
            return Err(Stop::Error(raised));
        };
        self.run_catch(clause, raised, out)
    }

    /// Whether a clause with types takes an error whose type nobody knows is not known either.
    fn catch_unknown(&mut self, raised: Raised, catches: &[Catch], out: &mut dyn Sink) -> Flow {
        let Some((first, rest)) = catches.split_first() else { return Err(Stop::Error(raised)) };
        if first.types.is_empty() {
            return self.run_catch(first, raised, out);
        }
        let why = raised.record.message.why_unknown();
        let why = why.unwrap_or_else(|| self.why("raises an error of a type that is not known"));
        let other = raised.clone();
        self.both(
            &why,
            "the error is of that type",
            out,
            |evaluator, out| evaluator.run_catch(first, raised.clone(), out),
            |evaluator, out| evaluator.catch_unknown(other.clone(), rest, out),
        )
    }

    fn run_catch(&mut self, clause: &Catch, raised: Raised, out: &mut dyn Sink) -> Flow {
        let record = self.as_caught(clause, &raised.record);
        let saved = self.set_item(self.error_object(&record));
        self.caught.push(raised.record);
        let flow = self.block(&clause.body, out);
        self.caught.pop();
        self.restore_item(saved);
        flow
    }

    /// The error as a clause sees it: with the inner exception where that is what its types name
    /// (`ExceptionHandlingOps.FindMatchingHandler`).
    fn as_caught(&self, clause: &Catch, record: &Rc<ErrorRecord>) -> Rc<ErrorRecord> {
        if record.inner.is_empty() || clause.types.is_empty() {
            return record.clone();
        }
        let mut inner = (**record).clone();
        inner.exception = std::mem::replace(&mut inner.inner, "".into());
        let raised = Raised { record: Rc::new(inner), whole: false };
        match self.catches(&clause.types, &raised) {
            true => raised.record,
            false => record.clone(),
        }
    }

    /// An error as `$_` of its handler.
    pub(super) fn error_object(&self, record: &Rc<ErrorRecord>) -> Object {
        match (&*record.exception, record.message.why_unknown()) {
            (NAMELESS, Some(why)) => Object::Unknown(why),
            _ => Object::Error(record.clone()),
        }
    }

    /// The traps of a block take the errors that may have left its statement; then it goes on.
    pub(super) fn trap_escapes(
        &mut self,
        flow: Flow,
        from: u64,
        traps: &[&Catch],
        out: &mut dyn Sink,
    ) -> Flow {
        let frame = Frame::of(self.state);
        let mut held = Vec::new();
        let flow = self.escaped(
            flow,
            from,
            usize::MAX,
            &mut held,
            &frame,
            &mut |evaluator, raised, out| evaluator.after_error(raised, traps, out),
        );
        for object in held {
            out.write(self, object)?;
        }
        flow
    }
}
