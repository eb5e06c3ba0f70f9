//! `check MACHINES…`: recorded machines on all cores, told one by one in the order in which they are named.
//!
//! However many there are, only a few results are held at a time: a machine whose result could not be told yet
//! for long is not begun.

mod named;
mod progress;
mod queue;

use std::io::Write;
use std::thread;

pub(super) use named::machines;

use super::args::{Args, Command};
use super::{FINE, FOUND, UNCERTAIN, USAGE, World, answer, complain, give, look, scenarios, strip};
use crate::report::Report;
use crate::report::check::Totals;
use crate::scenario::config::Config;
use progress::Progress;
use queue::Queue;

/// A thread that reads deeply nested profiles needs as much as a main thread has.
const STACK: usize = 8 << 20;

/// What came of one machine.
struct Told {
    /// For the output.
    text: String,
    /// For the error stream.
    aside: String,
    code: u8,
    totals: Totals,
}

/// Checks the machines and returns the exit code.
pub(super) fn run(
    args: &Args,
    machines: &[String],
    world: &World,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let queue = Queue::new(machines.len());
    let work = || queue.work(|at| told(args, &machines[at], world));
    let cores = thread::available_parallelism().map_or(1, usize::from).min(machines.len());
    thread::scope(|scope| {
        let one = || thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).is_ok();
        let helped = (0..cores).filter(|_| one()).count() > 0;
        let code = tell(args, machines, world, &queue, helped, (out, err));
        queue.stop();
        code
    })
}

/// Writes what comes, in order.
fn tell(
    args: &Args,
    machines: &[String],
    world: &World,
    queue: &Queue<Told>,
    helped: bool,
    (out, err): (&mut dyn Write, &mut dyn Write),
) -> u8 {
    let mut progress = Progress::new(machines.len(), world.progress.then_some(world.width));
    let (mut totals, mut code, mut begun) = (Totals::default(), FINE, false);
    for (at, machine) in machines.iter().enumerate() {
        progress.at(at, err);
        // Where no thread can be had, this one does the work.
        let one = if helped { queue.take() } else { Some(told(args, machine, world)) };
        let one = one.unwrap_or_else(|| lost(machine));
        progress.clear(err);
        let between = args.format.between().filter(|_| begun && !one.text.is_empty());
        let text = format!("{}{}", between.unwrap_or_default(), one.text);
        begun |= !one.text.is_empty();
        if give(&text, out, err) != FINE {
            return USAGE;
        }
        complain(&one.aside, err);
        totals.add(&one.totals);
        code = worse(code, one.code);
    }
    progress.clear(err);
    let text = written(args, &Report::Checked(totals), world);
    let between = args.format.between().filter(|_| begun && !text.is_empty());
    let text = format!("{}{text}", between.unwrap_or_default());
    worse(code, give(&text, out, err))
}

/// What cannot be read outweighs what was found, and that what is not certain.
fn worse(one: u8, other: u8) -> u8 {
    let weight = |code: &u8| [FINE, UNCERTAIN, FOUND, USAGE].iter().position(|one| one == code);
    if weight(&other) > weight(&one) { other } else { one }
}

fn written(args: &Args, report: &Report, world: &World) -> String {
    let text = args.format.render(report, look(args, world));
    if args.color.or(world.colour) { text } else { strip(&text) }
}

/// One machine, asked and written down.
fn told(args: &Args, machine: &str, world: &World) -> Told {
    let asked = scenarios::load(machine, world)
        .and_then(|scenario| answer::answered(args, world, &scenario, machine, Config::default()));
    let mut answered = match asked {
        Ok(answered) => answered,
        Err(failure) => return refused(machine, &failure.message),
    };
    let mut totals = Totals::default();
    if let Report::Check(check) = &mut answered.report {
        check.among = true;
        totals = Totals::of(check);
    }
    let code = match (answered.report.failed(), args.require_certain) {
        (true, _) => FOUND,
        (false, true) if !answered.report.is_certain() => UNCERTAIN,
        _ => FINE,
    };
    let text = written(args, &answered.report, world);
    Told { text, aside: answered.aside, code, totals }
}

fn refused(machine: &str, why: &str) -> Told {
    let named = if why.starts_with(machine) { String::new() } else { format!("{machine}: ") };
    let aside = format!("envsim: {named}{why}\n");
    let totals = Totals { refused: 1, ..Totals::default() };
    Told { text: String::new(), aside, code: USAGE, totals }
}

fn lost(machine: &str) -> Told {
    refused(machine, "the check of this machine broke off")
}

/// Whether these arguments ask for machines at all.
pub(super) fn asked(args: &Args, world: &World) -> Result<Vec<String>, super::Failure> {
    match &args.command {
        Command::Check(check) => machines(args, check, world),
        _ => Ok(Vec::new()),
    }
}
