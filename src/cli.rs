//! The command line: arguments, then a request, then a report, then a renderer.
//!
//! [`run`] is the whole program with its world handed in, so that tests call it
//! in process. [`args`] reads the words and does nothing else; [`answer`] opens
//! machines and sessions and builds the report.

mod answer;
mod args;
mod ask;
mod hint;
mod scenarios;
mod script;
mod suite;

use std::io::Write;

pub use suite::snapshot_name;

use clap::Parser;

use crate::machine::Machine;
use crate::machine::files::Files;
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
}

/// Everything is as it should be.
pub const FINE: u8 = 0;
/// Findings or differences that the command was asked to fail on.
pub const FOUND: u8 = 1;
/// Usage, or input that cannot be read.
pub const USAGE: u8 = 2;

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
    let args = match args::Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => return usage(&error, world, out, err),
    };
    let (format, look, colour) = (args.format, look(&args, world), args.color.or(world.colour));
    match answer::answer(&args, world) {
        Ok(answered) => {
            let text = format.render(&answered.report, look);
            let text = if colour { text } else { strip(&text) };
            // A reader that went away (`| head`) is no failure of ours.
            let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
            let _ = err.write_all(answered.aside.as_bytes());
            if answered.report.failed() { FOUND } else { answered.code }
        }
        Err(failure) => {
            let _ = writeln!(err, "envsim: {}", failure.message);
            if let Some(remedy) = failure.remedy {
                let _ = writeln!(err, "{remedy}");
            }
            USAGE
        }
    }
}

fn look(args: &args::Args, world: &World) -> Look {
    Look { width: args.width.unwrap_or(world.width) }
}

fn strip(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

/// Help and version are answers; anything else is a mistake.
fn usage(error: &clap::Error, world: &World, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let rendered = error.render();
    let text = if world.colour { rendered.ansi().to_string() } else { rendered.to_string() };
    if error.use_stderr() {
        let _ = err.write_all(text.as_bytes());
        USAGE
    } else {
        let _ = out.write_all(text.as_bytes());
        FINE
    }
}

/// The format of that name, for the argument parser.
fn format(name: &str) -> Result<&'static dyn render::Renderer, String> {
    render::by_name(name).ok_or_else(|| {
        let names: Vec<&str> = render::ALL.iter().map(|renderer| renderer.name()).collect();
        format!("known are {}", names.join(" "))
    })
}
