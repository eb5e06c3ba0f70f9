//! The words of the command line, read and not acted upon.

use std::sync::Arc;

use clap::{Args as Group, Parser, Subcommand, ValueEnum};

use crate::render::Renderer;
use crate::session::how::Typed;
use crate::session::{WhatIf, is_launcher};

/// A debugger for environments: what every shell would make of PATH, a command or `go env`, and who wrote it.
#[derive(Parser)]
#[command(name = "envsim", version, about, max_term_width = 100)]
#[command(
    after_help = "A SESSION is SHELL[:FLAG[+FLAG]...][@LAUNCHER], such as bash:login+interactive@ssh.\n\
    Shells: cmd powershell pwsh bash zsh sh. Flags: login interactive script noprofile posix.\n\
    A launcher alone is what it starts by itself, such as @cron; envsim sessions lists them.\n\
    Exit codes: 0 fine, 1 findings or differences asked to fail on, 2 usage or unreadable input,\n\
    3 an answer that is not certain, with --require-certain."
)]
pub(super) struct Args {
    #[command(subcommand)]
    pub command: Command,
    /// Ask a recorded machine: a scenario this program carries, a folder, or a file.
    #[arg(long, global = true, value_name = "NAME|DIR|FILE")]
    pub scenario: Option<String>,
    /// How the result is written: text, json or jsonl; for check also github, gitlab, junit, markdown, sarif.
    #[arg(long, global = true, default_value = "text", value_parser = super::format)]
    pub format: &'static dyn Renderer,
    /// When to colour.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub color: Color,
    /// The directory the sessions start in.
    #[arg(long, global = true, value_name = "DIR")]
    pub cwd: Option<String>,
    /// What if the parent process had this variable; repeatable.
    #[arg(long, global = true, value_name = "NAME=VALUE", value_parser = pair)]
    pub set: Vec<(String, String)>,
    /// What if the parent process had no such variable; repeatable.
    #[arg(long, global = true, value_name = "NAME")]
    pub unset: Vec<String>,
    /// What a command prints that envsim never runs; repeatable.
    #[arg(long, global = true, value_name = "COMMAND=TEXT", value_parser = printed)]
    pub output: Vec<(String, String)>,
    /// Start the sessions as it is typed: 'sudo -E -u web', 'su - ann', 'ssh host', 'env -i A=1'.
    #[arg(long, global = true, value_name = "WORDS", value_parser = by)]
    pub by: Option<Arc<Typed>>,
    /// Exit with 3 where something that is not followed could change the answer.
    #[arg(long, global = true)]
    pub require_certain: bool,
    /// Columns to write for, instead of the terminal's.
    #[arg(long, global = true, value_name = "COLUMNS", value_parser = columns)]
    pub width: Option<usize>,
}

impl Args {
    /// Asks the machine that `check` was given in place of texts.
    pub(super) fn name_machine(&mut self, machine: &str) {
        if let Command::Check(check) = &mut self.command {
            check.files.clear();
            self.scenario = Some(machine.to_owned());
        }
    }

    /// What the question changes about the parent process.
    pub(super) fn what_if(&self) -> WhatIf {
        let set = self.set.iter().map(|(name, value)| (name.clone(), Some(value.clone())));
        let unset = self.unset.iter().map(|name| (name.clone(), None));
        WhatIf {
            variables: set.chain(unset).collect(),
            cwd: self.cwd.clone(),
            outputs: self.output.clone(),
        }
    }
}

/// What is typed before the shell or command.
fn by(text: &str) -> Result<Arc<Typed>, String> {
    let text = text.trim();
    Typed::parse(text).map(Arc::new).map_err(|why| {
        let one = !text.contains(char::is_whitespace);
        match one && (text.contains('@') || is_launcher(text)) {
            true => {
                let at = if text.contains('@') { "" } else { "@" };
                format!("{text} is a session of its own: ask {at}{text} in place of --by")
            }
            false => why,
        }
    })
}

fn pair(text: &str) -> Result<(String, String), String> {
    split(text).ok_or_else(|| "NAME=VALUE is expected, such as EDITOR=vim".to_owned())
}

fn printed(text: &str) -> Result<(String, String), String> {
    let wanted = "COMMAND=TEXT is expected, such as 'brew --prefix=/opt/homebrew'";
    split(text).ok_or_else(|| format!("{wanted}; for a command that prints nothing, {text:?}="))
}

fn split(text: &str) -> Option<(String, String)> {
    let (name, value) = text.split_once('=').filter(|(name, _)| !name.is_empty())?;
    Some((name.to_owned(), value.to_owned()))
}

fn kept(text: &str) -> Result<String, String> {
    let wanted = || "NAME=VALUE is expected, such as GOBIN=/home/me/bin".to_owned();
    split(text).map(|_| text.to_owned()).ok_or_else(wanted)
}

fn line(text: &str) -> Result<(String, u32), String> {
    let wanted = || "FILE:LINE is expected, such as build.sh:12".to_owned();
    let (file, line) =
        text.rsplit_once(':').filter(|(file, _)| !file.is_empty()).ok_or_else(wanted)?;
    Ok((file.to_owned(), line.parse().map_err(|_| wanted())?))
}

fn release(text: &str) -> Result<String, String> {
    let known = crate::toolchains::go::version::Release::parse(text).is_some();
    let wanted = || "a release of Go is expected, such as 1.22 or go1.26.6".to_owned();
    known.then(|| text.to_owned()).ok_or_else(wanted)
}

fn columns(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| "a number of columns is expected, such as 80".to_owned())
}

/// When to colour.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

impl Color {
    pub(super) fn or(self, auto: bool) -> bool {
        match self {
            Self::Auto => auto,
            Self::Always => true,
            Self::Never => false,
        }
    }
}

/// What is asked.
#[derive(Subcommand)]
pub(super) enum Command {
    /// What a name runs or holds in every session, what it beat, and who wrote it.
    Explain(Explain),
    /// The final environment of a session.
    Env(Env),
    /// Where two sessions differ, and what follows from it.
    Diff(Diff),
    /// What `go env` would print, and which layer decided each value.
    GoEnv(GoEnv),
    /// What is inconsistent or dangerous, with evidence and a remedy.
    Check(Check),
    /// A rule's page, or the list of rules.
    Rule {
        /// Code or name.
        code: Option<String>,
    },
    /// What can be asked of this machine: shells, launchers, and the files that decide.
    Sessions,
    /// The tools that are followed without being run, what is modelled of each, its source and versions.
    Programs {
        /// One of them.
        name: Option<String>,
    },
    /// The startup plan: every file considered, read or not, and why.
    Startup(Startup),
    /// The statements of one file, and what is wrong with them.
    Parse(Parse),
    /// Ask every scenario its questions and compare with the recorded answers.
    Test(Test),
    /// The scenarios this program carries.
    Scenarios,
    /// The JSON Schema of scenario files, or of a command's JSON result.
    Schema(Schema),
    /// A completion script for your shell.
    Completions {
        /// Whose completion.
        shell: clap_complete::Shell,
    },
    /// The manual page.
    Man,
}

#[derive(Group)]
pub(super) struct Explain {
    /// Commands or variables.
    #[arg(required_unless_present = "script")]
    pub names: Vec<String>,
    /// Ask this session only; repeatable.
    #[arg(long, value_name = "SESSION")]
    pub session: Vec<String>,
    /// What a program that is not a shell would start, such as createprocess or go@1.22; `all` asks every one; repeatable.
    #[arg(long = "as", value_name = "CALLER")]
    pub callers: Vec<String>,
    /// Where the program of --as is, which Windows searches first.
    #[arg(long, value_name = "FILE")]
    pub program: Option<String>,
    /// The program of --as gives this variable to what it starts; repeatable.
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub child_set: Vec<(String, String)>,
    /// The program of --as takes this variable from what it starts; repeatable.
    #[arg(long, value_name = "NAME")]
    pub child_unset: Vec<String>,
    /// The program of --as starts it in this directory.
    #[arg(long, value_name = "DIR")]
    pub child_cwd: Option<String>,
    /// Show every candidate.
    #[arg(long)]
    pub all_candidates: bool,
    /// Sum up the bytes of every candidate: size, SHA-256, and the version a Windows program carries.
    #[arg(long)]
    pub hash: bool,
    /// Explain every command that this script uses.
    #[arg(long, value_name = "FILE")]
    pub script: Option<String>,
}

#[derive(Group)]
pub(super) struct Env {
    /// The session; a new terminal in the user's own shell where it is left out.
    pub session: Option<String>,
    /// Show who wrote each value.
    #[arg(long)]
    pub origins: bool,
    /// Show overruled writes too.
    #[arg(long)]
    pub history: bool,
    /// Only these variables; repeatable.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Variables that are not exported, too.
    #[arg(long)]
    pub all: bool,
}

#[derive(Group)]
pub(super) struct Diff {
    /// The session on the left; a new terminal in the user's own shell where it is left out.
    pub left: Option<String>,
    /// The session on the right; every other way to start the left one where it is left out.
    pub right: Option<String>,
    /// The session on the right is one of this recorded machine, and the left one's namesake where it is left out: a
    /// scenario this program carries, a folder, or a file.
    #[arg(long, value_name = "NAME|DIR|FILE")]
    pub against: Option<String>,
    /// Exit with 1 when they differ.
    #[arg(long)]
    pub exit_code: bool,
}

#[derive(Group)]
pub(super) struct Check {
    /// Texts to be looked at without a machine, or recorded machines: folders, JSON files, patterns with `*`.
    #[arg(value_name = "FILE|MACHINE")]
    pub files: Vec<String>,
    /// The shell whose language the files are, where their names do not tell.
    #[arg(long)]
    pub shell: Option<String>,
    /// What is wanted of this check, instead of .envsim.json in the current directory.
    #[arg(long, value_name = "FILE")]
    pub config: Option<String>,
    /// Print a patch of what can be mended by itself; nothing is written.
    #[arg(long)]
    pub diff: bool,
    /// Ask this session only; repeatable.
    #[arg(long, value_name = "SESSION")]
    pub session: Vec<String>,
    /// Exit with 1 when a finding is of this level or above.
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub deny: Option<Level>,
    /// Only these rules: codes, beginnings of codes, or names.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Not these rules.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Not what this earlier result (json or jsonl) has.
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<String>,
    /// The least level that is shown.
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub show: Option<Level>,
}

/// How much a finding matters.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Level {
    Note,
    Warning,
    Error,
}

#[derive(Group)]
pub(super) struct GoEnv {
    /// Variables; all where they are left out.
    pub names: Vec<String>,
    /// The session; a new terminal in the user's own shell where it is left out.
    #[arg(long, value_name = "SESSION")]
    pub session: Option<String>,
    /// Print what `go env` would print.
    #[arg(long)]
    pub plain: bool,
    /// Print what `go env -json` would print.
    #[arg(long, conflicts_with = "plain")]
    pub json: bool,
    /// Only what `go env -changed` would print.
    #[arg(long)]
    pub changed: bool,
    /// What if go were of this version.
    #[arg(long, value_name = "VERSION", value_parser = release)]
    pub go_version: Option<String>,
    /// What if go were installed there.
    #[arg(long, value_name = "DIR")]
    pub goroot: Option<String>,
    /// Every variable, and not only those that somebody set and what follows from them.
    #[arg(long)]
    pub all: bool,
    /// The same variables in every session that matters, side by side.
    #[arg(long, conflicts_with_all = ["session", "plain", "json"])]
    pub all_sessions: bool,
    /// What `go env -w NAME=VALUE` would do here; repeatable.
    #[arg(long, value_name = "NAME=VALUE", value_parser = kept, conflicts_with_all = ["plain", "json", "all_sessions"])]
    pub what_if: Vec<String>,
    /// What the go command on that line of a script would see.
    #[arg(long, value_name = "FILE:LINE", value_parser = line, conflicts_with_all = ["plain", "json", "all_sessions", "what_if"])]
    pub script: Option<(String, u32)>,
}

#[derive(Group)]
pub(super) struct Startup {
    /// The session; a new terminal in the user's own shell where it is left out.
    pub session: Option<String>,
}

#[derive(Group)]
pub(super) struct Parse {
    /// The file.
    pub file: String,
    /// The shell whose language it is, where the name does not tell.
    #[arg(long)]
    pub shell: Option<String>,
}

#[derive(Group)]
pub(super) struct Test {
    /// Scenarios, or folders of them.
    #[arg(default_value = "scenarios")]
    pub folders: Vec<String>,
    /// Record the answers.
    #[arg(long)]
    pub accept: bool,
    /// Show how the answers differ.
    #[arg(long)]
    pub review: bool,
}

#[derive(Group)]
pub(super) struct Schema {
    /// `scenario`, or a command with a JSON result.
    #[arg(default_value = "scenario")]
    pub of: String,
}
