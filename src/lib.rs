//! A debugger for environments: what every shell would make of PATH, a command
//! or `go env`, who wrote each piece of it, and where two shells disagree.
//!
//! # The map of the house
//!
//! Layers, lowest first; a module uses only what stands above it in this list,
//! and `tests/architecture.rs` fails on an import that runs the other way.
//!
//! 1. [`text`]: sources, byte spans, lines on demand, decodings.
//! 2. [`machine`]: all that can be read about one computer, live or recorded.
//! 3. [`value`]: text whose pieces remember who wrote them, or why they are unknown.
//! 4. [`environment`]: what a session has: variables, aliases, functions.
//! 5. [`shells`]: every shell, in a folder of its own, behind one trait.
//! 6. [`toolchains`]: what `go env` would say, and which layer decided.
//! 7. [`programs`]: the tools that profiles call, followed without being run.
//! 8. [`session`]: one shell started in one mode by one launcher on one machine.
//! 9. [`resolve`]: what comes nearest to a name that a session does not find.
//! 10. [`callers`]: the same name asked by programs that are not shells.
//! 11. [`rules`]: what is inconsistent or dangerous, one file each.
//! 12. [`report`]: the plain result of every command.
//! 13. [`render`]: results as text and JSON.
//! 14. [`scenario`]: recorded machines on disk, their steps and questions.
//! 15. [`cli`]: arguments, then a request, then a report, then a renderer.
//!
//! `explain git`, as data flows: arguments, then a machine, then for each shell
//! its start-up plan (a pure table), each file through parser and evaluator
//! into an environment with origins, then the lookup in that shell's own order,
//! then a report, then a renderer.
//!
//! # As a library
//!
//! Everything that the program answers is plain data: a session on a machine, a
//! report on sessions, and a renderer where text or JSON is wanted. What is not
//! certain says so in the data: a report has `is_certain`, a name its likely or
//! alternative ends, a value its reason.
//!
//! ```
//! use envsim::machine::Platform;
//! use envsim::report::{Asked, explain};
//! use envsim::scenario::library;
//! use envsim::session::{Session, Spec, WhatIf};
//!
//! let scenario = library::load("not-followed")?;
//! let spec = Spec::parse("bash", Platform::Linux)?;
//! let session = Session::open(&scenario.machine, &spec, &WhatIf::default())?;
//! let asked = Asked { name: "bash:interactive", label: "bash", session: &session };
//! let answer = explain::answer("node", &[asked]);
//! let one = &answer.sessions[0];
//! assert_eq!((answer.is_certain(), one.kind), (false, explain::UNCERTAIN));
//! let likely = one.likely.as_ref().and_then(|way| way.path.as_deref());
//! assert_eq!(likely, Some("/usr/bin/node"));
//! assert_eq!(answer.because()[0].opaque.as_deref(), Some("corp env"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Reports can be sent to other threads; machines and sessions stay on one
//! thread. Without the feature `cli` (on by default) nothing of the command
//! line is built.
//!
//! # What is not here
//!
//! - Only `machine::live` and `main` touch the host; nothing is ever started, nothing asked over a network.
//! - Parsing and evaluating never fail: a broken statement is kept, and what cannot be known is unknown with its reason.
//! - Only rules make findings. Only renderers make text; reports hold plain data.
//! - No shell is named outside [`shells`], but for tables of data about machines.
//! - The simulated platform is data: no `cfg!`, no `std::path` for its paths.
//! - No clocks, no randomness, no hash order: the same input gives the same bytes.

#![allow(
    rustdoc::private_intra_doc_links,
    reason = "a module's page is the map of its private parts too"
)]

pub mod callers;
#[cfg(feature = "cli")]
pub mod cli;
pub mod environment;
pub mod machine;
pub mod programs;
pub mod render;
pub mod report;
pub mod resolve;
pub mod rules;
pub mod scenario;
pub mod session;
pub mod shells;
pub mod text;
pub mod toolchains;
pub mod value;
