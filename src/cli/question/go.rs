//! `go-env`: what Go's own tool would print, and why.

use super::{Answered, Question, first};
use crate::cli::args::GoEnv;
use crate::cli::ask::Sessions;
use crate::cli::go_script::{self, suppose, tool};
use crate::cli::{FOUND, Failure, UNCERTAIN};
use crate::report::go_env::ask as ask_tool;
use crate::report::{self, Report};
use crate::scenario::stage::Stage;

impl Question<'_> {
    pub(super) fn go_env(&self, stage: &Stage, go: &GoEnv) -> Result<report::GoEnv, Failure> {
        let setting = self.setting(stage.machine());
        if let Some((file, line)) = &go.script {
            return go_script::answer(stage, &self.what_if, self.world, setting, go, (file, *line));
        }
        if go.all_sessions {
            let sessions = Sessions::that_matter(stage, &self.way(&["go-env", "--all-sessions"]))?;
            return report::GoEnv::across(
                &sessions.asked(),
                setting,
                tool()?,
                suppose(go),
                &go.names,
            )
            .ok_or_else(|| Failure::new("no session was opened"));
        }
        let sessions = self.session(stage, go.session.as_deref(), &["go-env", "--session"])?;
        let asked = first(&sessions)?;
        if !go.what_if.is_empty() {
            return Ok(report::GoEnv::keeping(asked, setting, tool()?, suppose(go), &go.what_if));
        }
        let result = report::GoEnv::new(asked, setting, tool()?, suppose(go), &go.names);
        Ok(report::GoEnv { all: go.all, ..result })
    }

    /// `go env` itself: its bytes, its complaints, its exit status.
    pub(super) fn go_prints(&self, stage: &Stage, go: &GoEnv) -> Result<Answered, Failure> {
        let sessions = self.session(stage, go.session.as_deref(), &["go-env", "--session"])?;
        let flags = [(go.json, "-json"), (go.changed, "-changed")];
        let flags = flags.iter().filter(|(is, _)| *is).map(|(_, flag)| *flag);
        let words: Vec<&str> = flags.chain(go.names.iter().map(String::as_str)).collect();
        let asked = first(&sessions)?;
        if let Some(doubt) = asked.session.lookup(tool()?.name()).doubt() {
            let message = format!("which go runs in {} is not known", asked.label);
            return Err(Failure { message, remedy: Some(doubt.unknown.reason.to_string()) });
        }
        let printed = ask_tool(asked, tool()?, suppose(go), |question| {
            tool().map(|tool| tool.print(question, &words))
        })?;
        let mut aside = printed.stderr.clone();
        for (name, why) in &printed.unknown {
            aside.push_str(&format!("envsim: {name} is not known: {}\n", why.reason));
        }
        let text = String::from_utf8_lossy(&printed.stdout).into_owned();
        // The tool's own status: it is asked for what the tool would do.
        let code = u8::try_from(printed.status).unwrap_or(FOUND);
        // What another toolchain prints that is not there is not what stands here.
        let code = match printed.unknown.iter().any(|(name, _)| name == "toolchain") {
            true => code.max(UNCERTAIN),
            false => code,
        };
        Ok(Answered { report: Report::Verbatim(text), aside, code })
    }
}
