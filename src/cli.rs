//! The command line: arguments, then a request, then a report, then a renderer.
//!
//! [`run`] is the whole program with its world handed in, so that tests call it
//! in process. [`args`] reads the words and does nothing else; [`answer`] opens
//! machines and sessions and builds the report.

mod answer;
mod args;
mod ask;
mod callers;
mod fragments;
mod gate;
mod go_script;
mod hint;
mod many;
mod mend;
mod question;
mod scenarios;
mod script;
mod suite;
mod usage;

use std::io::{ErrorKind, Write};

pub use suite::snapshot_names;

use clap::Parser;

use crate::machine::Machine;
use crate::machine::files::{Files, words};
use crate::render::{self, Look};

/// What the program touches outside itself.
pub struct World<'w> {
    /// Describes the machine the program runs on.
    pub live: &'w (dyn Fn() -> Box<dyn Machine> + Sync),
    /// The files that the command line names.
    pub files: &'w dyn Files,
    /// Columns of the terminal.
    pub width: usize,
    /// Whether the output may be coloured.
    pub colour: bool,
    /// Whether the error stream is a terminal, where a long answer shows how far it is.
    pub progress: bool,
}

/// Everything is as it should be.
pub const FINE: u8 = 0;
/// Findings or differences that the command was asked to fail on.
pub const FOUND: u8 = 1;
/// Usage, or input that cannot be read.
pub const USAGE: u8 = 2;
/// An answer that something not followed could change, where only a certain one was wanted.
pub const UNCERTAIN: u8 = 3;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong, with its place.
    pub message: String,
    /// What to do about it.
    pub remedy: Option<String>,
}

impl Failure {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), remedy: None }
    }
}

/// Runs the program on these words (the first is its own name) and returns its exit code.
pub fn run(arguments: Vec<String>, world: &World, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let mut args = match args::Args::try_parse_from(&arguments) {
        Ok(args) => args,
        Err(error) if error.use_stderr() => return mistake(&arguments, &error, err),
        Err(error) => return help(&error, world, out, err),
    };
    let machines = match answer::fits(&args).and_then(|()| many::asked(&args, world)) {
        Ok(machines) => machines,
        Err(failure) => return failed(failure, err),
    };
    match machines.as_slice() {
        [] => {}
        [one] => args.name_machine(one),
        all => return many::run(&args, all, world, out, err),
    }
    let (format, look, colour) = (args.format, look(&args, world), args.color.or(world.colour));
    let answered = answer::fits(&args).and_then(|()| match &args.command {
        args::Command::Test(test) => suite::answer(test, world),
        _ => answer::answer(&args, world),
    });
    match answered {
        Ok(answered) => {
            let text = format.render(&answered.report, look);
            let clean = colour || answered.report.is_verbatim();
            let text = if clean { text } else { strip(&text) };
            let code = give(&text, out, err);
            complain(&answered.aside, err);
            if code != FINE || answered.code != FINE {
                return code.max(answered.code);
            }
            match (answered.report.failed(), args.require_certain) {
                (true, _) => FOUND,
                (false, true) if !answered.report.is_certain() => UNCERTAIN,
                _ => FINE,
            }
        }
        Err(failure) => failed(failure, err),
    }
}

/// Says why there is no answer.
fn failed(failure: Failure, err: &mut dyn Write) -> u8 {
    let remedy = failure.remedy.map(|remedy| format!("{remedy}\n")).unwrap_or_default();
    complain(&format!("envsim: {}\n{remedy}", failure.message), err);
    USAGE
}

/// Writes the answer. A reader that went away (`| head`) is no failure of ours, a full disk is one.
fn give(text: &str, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            complain(&format!("envsim: the answer cannot be written: {}\n", words(&error)), err);
            USAGE
        }
        _ => FINE,
    }
}

/// Writes to the error stream, which may be a terminal: names of strangers are made visible.
fn complain(text: &str, err: &mut dyn Write) {
    let _ = err.write_all(render::visible_lines(text).as_bytes());
}

fn look(args: &args::Args, world: &World) -> Look {
    Look { width: args.width.unwrap_or(world.width) }
}

fn strip(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

/// Help and version are answers.
fn help(error: &clap::Error, world: &World, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let rendered = error.render();
    let text = if world.colour { rendered.ansi().to_string() } else { rendered.to_string() };
    give(&text, out, err)
}

/// Words that are not understood, told again with every letter visible, and what was probably meant.
fn mistake(arguments: &[String], error: &clap::Error, err: &mut dyn Write) -> u8 {
    let clean = arguments.iter().map(|word| render::visible(word).into_owned());
    let again = args::Args::try_parse_from(clean).err();
    let error = again.as_ref().unwrap_or(error);
    complain(&usage::explained(error, arguments), err);
    USAGE
}

/// The format of that name, for the argument parser.
fn format(name: &str) -> Result<&'static dyn render::Renderer, String> {
    render::by_name(name).ok_or_else(|| {
        let names: Vec<&str> = render::ALL.iter().map(|renderer| renderer.name()).collect();
        format!("known are {}", names.join(" "))
    })
}
