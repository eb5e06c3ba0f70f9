//! Process edge: arguments, streams, exit code.

use std::io::{stderr, stdout};
use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice};
use envsim::cli::{self, World};
use envsim::machine::live::{HostFiles, Live, arguments, terminal_width};

fn main() -> ExitCode {
    let words = match arguments() {
        Ok(words) => words,
        Err(what) => {
            anstream::eprintln!("envsim: {what}");
            return ExitCode::from(cli::USAGE);
        }
    };
    let colour = AutoStream::choice(&stdout()) != ColorChoice::Never;
    let live = || Box::new(Live::new()) as _;
    let world = World { live: &live, files: &HostFiles, width: terminal_width(), colour };
    // Old consoles of Windows are told to understand colours; everywhere else the bytes pass as they are.
    let mut out = AutoStream::always(stdout().lock());
    let mut err = AutoStream::always(stderr().lock());
    ExitCode::from(cli::run(words, &world, &mut out, &mut err))
}
