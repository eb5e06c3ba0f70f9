//! Branches whose condition nobody knows: both are run on a copy of the state, and the states are joined.

use std::rc::Rc;

use super::Evaluator;
use super::doubts::until;
use super::flow::{Flow, Raised, Stop};
use super::join::{Join, same};
use super::sink::{Collect, Sink};
use crate::shells::powershell::object::{Object, Sequence};
use crate::shells::powershell::state::May;
use crate::value::Unknown;

type Branch<'b> = &'b mut dyn FnMut(&mut Evaluator<'_>, &mut dyn Sink) -> Flow;

impl Evaluator<'_> {
    /// Runs both branches and joins what they leave.
    ///
    /// # Errors
    /// When both branches end the same way.
    pub fn both(
        &mut self,
        why: &Rc<Unknown>,
        condition: &str,
        out: &mut dyn Sink,
        mut one: impl FnMut(&mut Evaluator<'_>, &mut dyn Sink) -> Flow,
        mut two: impl FnMut(&mut Evaluator<'_>, &mut dyn Sink) -> Flow,
    ) -> Flow {
        let words: String = condition.chars().take(60).collect();
        let join = Join::new(why, &words, &format!("not {words}"));
        self.forked(&join, out, &mut one, &mut two)
    }

    fn forked(
        &mut self,
        join: &Join<'_>,
        out: &mut dyn Sink,
        one: Branch<'_>,
        two: Branch<'_>,
    ) -> Flow {
        if self.speculative >= 6 {
            self.opaque("too many conditions that are not known are nested", May::Everything);
            return Ok(());
        }
        self.host.spend(50).map_err(|_| Stop::OutOfFuel)?;
        let before = self.state.clone();
        let heap = self.heap(&before);
        self.speculative += 1;
        let routed = self.routed_so_far();
        let mut first = Collect::default();
        let flow_one = one(self, &mut first);
        let after_one = std::mem::replace(self.state, before);
        self.state.number_after(&after_one);
        let heap_one = heap.again();
        heap.put_back();
        let mut second = Collect::default();
        let flow_two = two(self, &mut second);
        self.speculative -= 1;
        self.doubt_routed(&routed, &Rc::new(join.why.clone()));
        let heap_two = heap.again();
        let after_two = self.state.clone();
        *self.state = join.state(after_one, &after_two);
        heap_one.join(&heap_two, join);
        let outputs = if first.items.is_empty() && second.items.is_empty() {
            Vec::new()
        } else {
            join.items(&first.items, &second.items)
        };
        for item in outputs {
            out.write(self, item)?;
        }
        self.either(flow_one, flow_two, join.why)
    }

    /// How a statement ends whose branches end so.
    pub(super) fn either(&mut self, one: Flow, two: Flow, why: &Unknown) -> Flow {
        match (one, two) {
            (Ok(()), Ok(())) => Ok(()),
            (Err(Stop::OutOfFuel), _) | (_, Err(Stop::OutOfFuel)) => Err(Stop::OutOfFuel),
            (Err(Stop::Return), Err(Stop::Return)) => Err(Stop::Return),
            (Err(Stop::Exit(one)), Err(Stop::Exit(_))) => Err(Stop::Exit(one)),
            (Err(Stop::Process(one)), Err(Stop::Process(_))) => Err(Stop::Process(one)),
            (Err(Stop::Break(one)), Err(Stop::Break(two))) if one == two => Err(Stop::Break(one)),
            (Err(Stop::Continue(one)), Err(Stop::Continue(two))) if one == two => {
                Err(Stop::Continue(one))
            }
            (Err(Stop::Error(one)), Err(Stop::Error(two))) => {
                Err(Stop::Error(self.one_of(one, two, why)))
            }
            (Err(Stop::Halted(at, one)), Err(Stop::Halted(same, two))) if at == same => {
                Err(Stop::Halted(at, self.one_of(one, two, why)))
            }
            // One branch leaves and the other goes on: what follows may not happen at all.
            (one, two) => {
                let until = until(&one).max(until(&two));
                let error = [&one, &two].into_iter().find_map(|flow| match flow {
                    Err(Stop::Error(raised) | Stop::Halted(_, raised)) => {
                        Some(raised.record.clone())
                    }
                    _ => None,
                });
                let goes_on = |flow: &Flow| matches!(flow, Ok(()) | Err(Stop::Continue(None)));
                let leaves = !goes_on(&one) || !goes_on(&two);
                self.doubt_that(why, until, error, leaves);
                Ok(())
            }
        }
    }

    /// An error that is one of two.
    fn one_of(&mut self, one: Raised, two: Raised, why: &Unknown) -> Raised {
        if Rc::ptr_eq(&one.record, &two.record) {
            return one;
        }
        let record = self.unknown_error(&Rc::new(why.clone()));
        Raised { record, whole: one.whole && two.whole }
    }

    /// Walks elements whose order is not defined: forwards and backwards, and keeps what does not depend on it.
    ///
    /// # Errors
    /// Whatever ends the walk.
    pub fn in_any_order(
        &mut self,
        items: Vec<Object>,
        out: &mut dyn Sink,
        mut walk: impl FnMut(&mut Evaluator<'_>, Vec<Object>, &mut dyn Sink) -> Flow,
    ) -> Flow {
        if items.len() < 2 {
            return walk(self, items, out);
        }
        let why = crate::shells::powershell::object::convert::unordered(&self.at);
        let reversed: Vec<Object> = items.iter().rev().cloned().collect();
        let before = self.state.clone();
        let heap = self.heap(&before);
        // Runs that change files cannot be tried twice: the order of two writes to one file would matter.
        let mut first = Collect::default();
        let flow = walk(self, items, &mut first);
        if flow.is_err() {
            for item in first.items {
                out.write(self, item)?;
            }
            return flow;
        }
        let after_one = std::mem::replace(self.state, before);
        let heap_one = heap.again();
        heap.put_back();
        let mut second = Collect::default();
        self.speculative += 2;
        let incomplete = after_one.incomplete.clone();
        let flow_two = walk(self, reversed, &mut second);
        self.speculative -= 2;
        let heap_two = heap.again();
        let after_two = self.state.clone();
        let join = Join::new(&why, "one order", "another order");
        let mut joined = join.state(after_one, &after_two);
        joined.incomplete = incomplete;
        *self.state = joined;
        heap_one.join(&heap_two, &join);
        let unordered = self.join_unordered(&first.items, &second.items);
        for item in unordered {
            out.write(self, item)?;
        }
        flow_two
    }

    /// Outputs of a walk in any order: kept where reversing them gives the other walk's.
    fn join_unordered(&mut self, one: &[Object], two: &[Object]) -> Vec<Object> {
        let mirrored =
            one.len() == two.len() && one.iter().zip(two.iter().rev()).all(|(a, b)| same(a, b, 0));
        if one.len() < 2 || !mirrored {
            let same_all =
                one.len() == two.len() && one.iter().zip(two).all(|(a, b)| same(a, b, 0));
            if same_all {
                return one.to_vec();
            }
            let why = crate::shells::powershell::object::convert::unordered(&self.at);
            return vec![Object::unknown(why)];
        }
        vec![Object::Array(Rc::new(Sequence::unordered("System.Object[]", one.to_vec())))]
    }
}
