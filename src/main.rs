//! Process edge: arguments, streams, exit code.
#![allow(clippy::disallowed_methods, reason = "main is where the process is touched")]

use std::io::{stderr, stdout};
use std::process::ExitCode;

use envsim::cli::{self, World};
use envsim::machine::live::{HostFiles, Live, terminal_width};

fn main() -> ExitCode {
    let arguments = std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    let colour = anstream::AutoStream::choice(&stdout()) != anstream::ColorChoice::Never;
    let live = || Box::new(Live::new()) as _;
    let world = World { live: &live, files: &HostFiles, width: terminal_width(), colour };
    ExitCode::from(cli::run(arguments, &world, &mut stdout().lock(), &mut stderr().lock()))
}
