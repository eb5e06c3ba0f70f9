//! Loops (POSIX 2.9.4, zshmisc(1) `repeat`, bash(1) `select`).
//!
//! A turn that is certain to come is run as it is. From where nobody knows
//! whether another turn comes, one turn stands for all: its state is joined
//! with the state before it until nothing changes any more, and what goes on
//! changing is widened to unknown text ([`State::widened`]).

use std::rc::Rc;

use super::turns::{Head, Turns};
use crate::shells::posix::evaluator::{Evaluator, Flow, Frame, Stop, Undecided};
use crate::shells::posix::state::{State, Status};
use crate::shells::posix::syntax::Body;
use crate::text::Span;
use crate::value::Unknown;

/// After so many turns that may have been the last one, the rest is joined.
const DOUBTFUL: u32 = 4;
/// Rounds in which states are only joined, before what changes is widened.
const JOINED: u32 = 2;
/// A loop whose turns do not settle after so many rounds is given up.
const MOST_ROUNDS: u32 = 8;
/// A way that left is kept apart as long as there are few of them.
const APART: usize = 16;

/// What it costs to run something apart.
const SUBSHELL: u64 = 8;

/// What one more turn from an undecided state leads to.
#[derive(Default)]
struct Round {
    why: Option<Rc<Unknown>>,
    again: Option<State>,
    over: Option<State>,
    leaves: Option<(State, Flow)>,
}

impl Evaluator<'_> {
    /// Runs a loop; what broke out of it meets the rest behind it.
    pub(super) fn looped(&mut self, span: Span, run: impl FnOnce(&mut Self) -> Flow) -> Flow {
        let before = self.state.clone();
        self.loops.push(Frame::default());
        let flow = run(self);
        let frame = self.loops.pop().unwrap_or_default();
        if self.host.spend(self.breadth()).is_err() {
            // The turns that did not come would have gone on changing what the others changed.
            let why = self.reason("changes in a loop that runs longer than envsim follows", span);
            let now = std::mem::replace(&mut self.state, before.clone());
            self.state = before.widened(now, &why, true);
            return Flow::Exit;
        }
        let flow = match flow {
            Flow::Break(1) => Flow::Next,
            Flow::Break(levels) => Flow::Break(levels - 1),
            Flow::Continue(levels) => Flow::Continue(levels.max(2) - 1),
            other => other,
        };
        self.meet(frame.broke, flow)
    }

    /// Turn after turn, as long as each is certain.
    pub(super) fn turns(&mut self, turns: &mut dyn Turns, body: &Body, span: Span) -> Flow {
        let mut doubtful = 0;
        loop {
            let partings = self.partings;
            match turns.head(self) {
                Head::Turn => {}
                Head::Over => return Flow::Next,
                Head::Leaves(flow) => return flow,
                head @ Head::Perhaps(_) => return self.settled(Some(head), turns, body, span),
            }
            match self.turn(turns, body) {
                Flow::Next => {}
                other => return other,
            }
            doubtful += u32::from(self.partings > partings && !turns.bounded());
            if doubtful >= DOUBTFUL {
                return self.settled(None, turns, body, span);
            }
        }
    }

    /// One turn: `Next` where another may follow.
    pub(super) fn turn(&mut self, turns: &mut dyn Turns, body: &Body) -> Flow {
        if self.host.spend(1).is_err() {
            return Flow::Exit;
        }
        match turns.enter(self) {
            Ok(()) => {}
            // What `for` cannot write ends bash's loop, not its line (execute_cmd.c, `execute_for_command`).
            Err(Stop::Line) if self.state.dialect.is_bash() => {
                self.state.status = Status::FAILED;
                return Flow::Break(1);
            }
            Err(stop) => return self.stopped(stop),
        }
        let flow = match self.body(body) {
            Flow::Continue(1) => Flow::Next,
            other => other,
        };
        let skipped = self.loops.last_mut().and_then(|frame| frame.skipped.take());
        match self.meet(skipped, flow) {
            Flow::Next => match turns.step(self) {
                Ok(()) => Flow::Next,
                // bash leaves the loop (execute_cmd.c, `execute_arith_for_command`).
                Err(Stop::Line) if self.state.dialect.is_bash() => {
                    self.state.status = Status::FAILED;
                    Flow::Break(1)
                }
                Err(stop) => self.stopped(stop),
            },
            other => other,
        }
    }

    /// A way that left before meets the one that went on, which may be leaving further now.
    fn meet(&mut self, parted: Option<Undecided>, flow: Flow) -> Flow {
        let Some(Undecided { condition, when, state }) = parted else { return flow };
        let otherwise = format!("not {when}");
        let now = std::mem::replace(&mut self.state, state.clone());
        if flow == Flow::Next {
            self.state = State::join(&condition, (&when, state), (&otherwise, now));
        } else {
            self.part_ways(&condition, otherwise, now, flow);
        }
        Flow::Next
    }

    /// Nobody knows how many more turns there are: a state that holds before and after any number of them.
    pub(super) fn settled(
        &mut self,
        first: Option<Head>,
        turns: &mut dyn Turns,
        body: &Body,
        span: Span,
    ) -> Flow {
        let reported = self.record.len();
        let returned = std::mem::take(&mut self.undecided);
        let broke = self.loops.last_mut().and_then(|frame| frame.broke.take());
        let wide = self.reason("changes in a loop whose end is not known", span);
        let (mut first, mut start) = (first, self.state.clone());
        let mut rounds = 0;
        let mut round = loop {
            let mut round = self.round(first.take(), turns, body, &start);
            if self.host.spend(self.breadth()).is_err() {
                self.undecided.extend(returned);
                return Flow::Exit;
            }
            let Some(again) = &round.again else { break round };
            let why = round.why.as_ref().unwrap_or(&wide);
            let ways = (("the loop runs again", again.clone()), ("it does not", start.clone()));
            let mut next = State::join(why, ways.0, ways.1);
            if rounds >= JOINED {
                next = start.widened(next, &wide, rounds > JOINED);
            }
            if start.covers(&next) {
                break round;
            }
            if rounds > MOST_ROUNDS {
                // What turns this way and that for ever may be anything.
                self.state = round.over.take().unwrap_or(next);
                self.raise(wide.clone(), crate::environment::Reach::Everything);
                break Round { over: Some(self.state.clone()), ..round };
            }
            start = next;
            rounds += 1;
            self.undecided.clear();
            self.loops.last_mut().map(|frame| frame.broke.take());
        };
        self.record.once_from(reported);
        self.undecided.extend(returned);
        if let Some(earlier) = broke {
            self.departs(Flow::Break(1), earlier);
        }
        self.leave(&mut round, &wide)
    }

    /// One more turn from a state that nobody knows exactly.
    fn round(
        &mut self,
        first: Option<Head>,
        turns: &mut dyn Turns,
        body: &Body,
        start: &State,
    ) -> Round {
        self.state = start.clone();
        self.ways += 1;
        let round = self.one_more(first, turns, body);
        self.ways -= 1;
        round
    }

    fn one_more(&mut self, first: Option<Head>, turns: &mut dyn Turns, body: &Body) -> Round {
        let head = first.unwrap_or_else(|| turns.head(self));
        let mut round = Round::default();
        match head {
            Head::Turn => {}
            Head::Over | Head::Leaves(Flow::Break(1)) => {
                round.over = Some(self.state.clone());
                return round;
            }
            Head::Leaves(flow) => {
                round.leaves = Some((self.state.clone(), flow));
                return round;
            }
            Head::Perhaps(why) => {
                round.over = Some(self.state.clone());
                round.why = Some(why);
            }
        }
        match (self.turn(turns, body), round.over.take()) {
            (Flow::Next, over) => {
                round.again = Some(self.state.clone());
                round.over = over;
            }
            (Flow::Break(1), None) => round.over = Some(self.state.clone()),
            (Flow::Break(1), Some(over)) => {
                let why = round.why.clone().unwrap_or_else(|| self.reason("", Span::default()));
                let now = self.state.clone();
                let joined = State::join(&why, ("the loop runs", now), ("it does not", over));
                round.over = Some(joined);
            }
            (flow, over) => {
                round.leaves = Some((self.state.clone(), flow));
                round.over = over;
            }
        }
        round
    }

    /// Behind the loop: where it ends by itself, where it is broken out of, or further out.
    fn leave(&mut self, round: &mut Round, wide: &Rc<Unknown>) -> Flow {
        let why = round.why.clone().unwrap_or_else(|| wide.clone());
        match (round.over.take(), round.leaves.take()) {
            (Some(over), leaves) => {
                if let Some((state, flow)) = leaves {
                    self.part_ways(&why, "the loop runs".to_owned(), state, flow);
                }
                self.state = over;
                self.state.status = Status::Unknown(why);
                Flow::Next
            }
            (None, Some((state, flow))) => {
                self.state = state;
                flow
            }
            (None, None) => self.only_ways_out(),
        }
    }

    /// The loop never ends by itself: what comes next is where one of the ways that left it leads.
    fn only_ways_out(&mut self) -> Flow {
        for (levels, frame) in (1..).zip(self.loops.iter_mut().rev()) {
            let ways = [
                (&mut frame.broke, Flow::Break(levels)),
                (&mut frame.skipped, Flow::Continue(levels)),
            ];
            for (way, flow) in ways {
                if let Some(way) = way.take() {
                    self.state = way.state;
                    return flow;
                }
            }
        }
        if let Some(way) = self.undecided.pop() {
            self.state = way.state;
            return Flow::Return;
        }
        if let Some(way) = self.exits.as_mut().and_then(Vec::pop) {
            self.state = way.state;
        }
        Flow::Exit
    }

    /// One way leaves while the other goes on: where the two meet again.
    pub(super) fn part_ways(&mut self, why: &Rc<Unknown>, when: String, state: State, flow: Flow) {
        self.departs(flow, Undecided { condition: why.clone(), when, state });
    }

    fn departs(&mut self, flow: Flow, way: Undecided) {
        self.partings += 1;
        self.parted += 1;
        if flow == Flow::Stopped(Stop::File) && self.calling {
            self.file_ends.get_or_insert_with(|| way.condition.clone());
        }
        match flow {
            Flow::Return | Flow::Stopped(Stop::File) => gather(&mut self.undecided, way),
            Flow::Exit | Flow::Stopped(Stop::Shell | Stop::Texts) => match &mut self.exits {
                Some(exits) => gather(exits, way),
                None => self.may_end(&way.condition),
            },
            Flow::Break(levels) | Flow::Continue(levels) if !self.loops.is_empty() => {
                let at = self.loops.len().saturating_sub(levels as usize);
                let frame = &mut self.loops[at];
                let place = match flow {
                    Flow::Break(_) => &mut frame.broke,
                    _ => &mut frame.skipped,
                };
                *place = Some(match place.take() {
                    Some(earlier) => either(earlier, way),
                    None => way,
                });
            }
            _ => {
                let now = self.state.clone();
                self.state = State::join(&way.condition, (&way.when, way.state), ("not", now));
            }
        }
    }

    /// Runs something that may not see the loops around it.
    pub(super) fn behind_loops(
        &mut self,
        hides: bool,
        run: impl FnOnce(&mut Self) -> Flow,
    ) -> Flow {
        if !hides {
            return run(self);
        }
        let loops = std::mem::take(&mut self.loops);
        let flow = run(self);
        self.loops = loops;
        flow
    }

    /// Runs what a subshell runs: nothing leaves it. The reason, where its output and status are not known.
    pub(in crate::shells::posix) fn enclosed(
        &mut self,
        run: impl FnOnce(&mut Self) -> Flow,
    ) -> Option<Rc<Unknown>> {
        let _ = self.host.spend(SUBSHELL);
        let outer = self.lost.take();
        let loops = std::mem::take(&mut self.loops);
        let exits = self.exits.replace(Vec::new());
        let inherited = std::mem::take(&mut self.state.traps);
        // bash can be told to hand them down; zsh always does (exec.c, `entersubsh`).
        let zsh = self.state.dialect.is_zsh();
        let handed = |name: &&'static str| match *name {
            "ERR" | "DEBUG" if zsh => true,
            name => self.hands_down(name),
        };
        let handed: Vec<&'static str> =
            inherited.keys().copied().filter(|name| handed(name)).collect();
        for name in handed {
            self.state.traps.extend(inherited.get(name).cloned().map(|text| (name, text)));
        }
        let kept = if zsh { self.trapping.clone() } else { Vec::new() };
        let trapping = std::mem::replace(&mut self.trapping, kept);
        let shown = std::mem::replace(&mut self.inherited_traps, inherited);
        let before = self.before.take();
        let commanding = self.commanding.clone();
        let failure_trapped = self.failure_trapped;
        self.frame(|this| {
            let flow = run(this);
            // An error that ends zsh keeps traps from being run (Src/signals.c, `dotrap`).
            if !(zsh && matches!(flow, Flow::Stopped(Stop::File | Stop::Shell))) {
                this.run_trap("EXIT", Span::default());
            }
            Flow::Next
        });
        self.trapping = trapping;
        self.inherited_traps = shown;
        self.before = before;
        self.commanding = commanding;
        self.failure_trapped = failure_trapped;
        for way in std::mem::replace(&mut self.exits, exits).into_iter().flatten() {
            self.meet(Some(way), Flow::Next);
        }
        self.loops = loops;
        let lost = std::mem::replace(&mut self.lost, outer);
        if let Some(why) = &lost {
            self.state.status = Status::Unknown(why.clone());
        }
        lost
    }

    /// The loop that `break` and `continue` leave; none where the shell sees no loop around them.
    pub(in crate::shells::posix) fn leaves_loop(
        &mut self,
        levels: u32,
        flow: fn(u32) -> Flow,
        span: Span,
    ) -> Result<Flow, Stop> {
        let around = u32::try_from(self.loops.len()).unwrap_or(u32::MAX);
        if around > 0 {
            return Ok(flow(levels.min(around)));
        }
        if self.state.dialect.is_zsh() {
            self.error("not in while, until, select, or repeat loop", "loop", span);
            return Err(Stop::File);
        }
        if self.state.dialect.is_bash() && !self.state.dialect.posix {
            self.error("only meaningful in a `for', `while', or `until' loop", "loop", span);
        }
        Ok(Flow::Next)
    }

    /// The steps that a copy of the state is worth: what both ways write is compared name by name.
    pub(super) fn breadth(&self) -> u64 {
        let names = self.state.variables.len() + self.state.functions.len();
        1 + (names / 8) as u64
    }
}

/// Ways that lead to the same place; the many are joined.
fn gather(ways: &mut Vec<Undecided>, way: Undecided) {
    match ways.pop() {
        Some(last) if ways.len() + 1 >= APART => ways.push(either(last, way)),
        last => {
            ways.extend(last);
            ways.push(way);
        }
    }
}

fn either(earlier: Undecided, later: Undecided) -> Undecided {
    let ways = ((later.when.as_str(), later.state), (earlier.when.as_str(), earlier.state));
    let state = State::join(&later.condition, ways.0, ways.1);
    Undecided { condition: later.condition, when: later.when, state }
}
