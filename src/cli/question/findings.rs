//! `check` of a machine, and the patch that mends what it finds.

use super::{Answered, Question};
use crate::cli::args::Check;
use crate::cli::ask::Sessions;
use crate::cli::{Failure, gate, mend};
use crate::report::{self, Report};
use crate::scenario::stage::Stage;

impl Question<'_> {
    pub(super) fn check(&self, stage: &Stage, check: &Check) -> Result<report::Check, Failure> {
        let wanted = gate::wanted(check, &self.config, self.world)?;
        let sessions = match check.session.is_empty() {
            true => Sessions::that_matter(stage, &self.way(&["check"]))?,
            false => self.sessions(stage, &check.session, &["check"])?,
        };
        let all = sessions.asked();
        let (asked, beside) = all.split_at(sessions.plain().min(all.len()));
        let setting = self.setting(stage.machine());
        let sources = self.sources.clone();
        Ok(report::Check { sources, ..report::Check::new(asked, beside, setting, wanted) })
    }

    /// `check --diff`: the patch, and how much of the findings it mends.
    pub(super) fn patch(&self, stage: &Stage, check: &Check) -> Result<Answered, Failure> {
        let look = |stage: &Stage| {
            let found = self.check(stage, check)?;
            let sessions = Sessions::that_matter(stage, &self.way(&["check"]))?;
            let held = sessions.asked().iter().map(|one| mend::held(one.session)).collect();
            Ok(mend::Outcome { check: found, held })
        };
        let machine = stage.machine();
        let name = |file: &str| {
            let known = self.sources.files.iter().find(|(path, _)| path == file);
            let name = known.map_or(file, |(_, host)| host.as_str());
            name.trim_start_matches("./").trim_start_matches('/').to_owned()
        };
        let found = mend::patch(machine, &look, &name)?;
        let mut aside =
            format!("envsim: {} of {} findings are mended by this patch", found.mended, found.all);
        let live = machine.facts().recorded_as.is_none() && found.mended > 0;
        aside.push_str(if live { "; patch -p1 -d / takes it\n" } else { "\n" });
        if !found.commands.is_empty() {
            aside.push_str("envsim: for the registry, one at a time in PowerShell:\n");
            found.commands.iter().for_each(|one| aside.push_str(&format!("  {one}\n")));
        }
        Ok(Answered { aside, ..Answered::fine(Report::Verbatim(found.patch)) })
    }
}
