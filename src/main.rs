//! Process edge: arguments, streams, exit code.

use std::io::{IsTerminal, stderr, stdout};
use std::process::ExitCode;
use std::thread;

use anstream::{AutoStream, ColorChoice};
use envsim::cli::{self, World};
use envsim::machine::live::{HostFiles, Live, arguments, terminal_width};

/// What a main thread has on Linux and macOS; on Windows it has an eighth, and evaluating nests.
const STACK: usize = 8 << 20;

fn main() -> ExitCode {
    match thread::Builder::new().stack_size(STACK).spawn(run).map(thread::JoinHandle::join) {
        Ok(Ok(code)) => ExitCode::from(code),
        // A panic has said why; a system without threads still answers.
        Ok(Err(_)) => ExitCode::from(cli::USAGE),
        Err(_) => ExitCode::from(run()),
    }
}

fn run() -> u8 {
    let words = match arguments() {
        Ok(words) => words,
        Err(what) => {
            anstream::eprintln!("envsim: {what}");
            return cli::USAGE;
        }
    };
    let colour = AutoStream::choice(&stdout()) != ColorChoice::Never;
    let progress = stderr().is_terminal();
    let live = || Box::new(Live::new()) as _;
    let world = World { live: &live, files: &HostFiles, width: terminal_width(), colour, progress };
    // Old consoles of Windows are told to understand colours; everywhere else the bytes pass as they are.
    let mut out = AutoStream::always(stdout().lock());
    let mut err = AutoStream::always(stderr().lock());
    cli::run(words, &world, &mut out, &mut err)
}
