//! `explain`: names, in the sessions that matter or for programs that are no shells.

use super::{Question, first};
use crate::cli::args::Explain;
use crate::cli::ask::Sessions;
use crate::cli::{Failure, callers, hint, script};
use crate::report;
use crate::report::explain::{
    answer as explain_answer, answer_as as explain_answer_as,
    answer_beside as explain_answer_beside,
};
use crate::scenario::stage::Stage;
use crate::session::{Spec, own_shell, own_spec};
use crate::shells::Shell;
use crate::text::Source;

/// Of so many commands of a script that are not found it is told what comes nearest.
const MOST_LACKED: usize = 32;

impl Question<'_> {
    pub(super) fn explain(
        &self,
        stage: &Stage,
        explain: &Explain,
    ) -> Result<report::Explain, Failure> {
        let flags = explain.session.iter().flat_map(|name| ["--session", name.as_str()]);
        let words: Vec<&str> = std::iter::once("explain")
            .chain(explain.names.iter().map(String::as_str))
            .chain(flags)
            .collect();
        let plain = explain.session.is_empty() && explain.callers.is_empty();
        let script = explain.script.as_ref().map(|file| self.script(stage, explain, file));
        let script = script.transpose()?;
        let sessions = match &script {
            Some((shell, _)) if plain && self.args.by.is_none() => {
                Sessions::of_script(stage, *shell, &self.way(&words))?
            }
            None if plain => Sessions::that_matter(stage, &self.way(&words))?,
            _ => self.sessions(stage, &explain.session, &words)?,
        };
        let asked = sessions.asked();
        let callers = callers::named(&explain.callers, stage.machine())?;
        let calling = callers::calling(explain, &callers)?;
        let own = own_spec(stage.machine()).filter(|_| asked.len() > 1);
        let own = own.filter(|_| !stage.machine().platform().is_windows());
        let names: Vec<String> = explain.names.iter().map(|name| hint::plain(name)).collect();
        let one = |name: &String| match (callers.as_slice(), asked.first()) {
            ([_, ..], Some(from)) => explain_answer_as(name, &callers, *from, &calling),
            // A line of cmd's own is no name of a file for a program.
            _ if name.contains(' ') => {
                let shells: Vec<_> =
                    asked.iter().filter(|one| !one.session.is_program()).copied().collect();
                explain_answer(name, &shells)
            }
            _ => explain_answer(name, &asked),
        };
        let mut answers: Vec<_> = names.iter().map(one).collect();
        if callers.is_empty() {
            self.told_by_others(&sessions, &mut answers, &words);
        }
        let mut shown = None;
        if let Some((shell, source)) = &script {
            let mut lacked = 0;
            for (name, lines) in script::commands(*shell, source) {
                // What comes nearest is looked for among all programs, each time anew.
                let answer = match lacked < MOST_LACKED {
                    true => explain_answer(&name, &asked),
                    false => report::explain::answer_alone(&name, &asked),
                };
                lacked += usize::from(answer.is_nowhere());
                answers.push(report::explain::Answer { lines, ..answer });
            }
            if let Some(own) = own_shell(stage.machine()).filter(|_| explain.session.is_empty()) {
                let own = self.sessions(stage, &[own.name().to_owned()], &words)?;
                report::explain::note_of_prompt(&mut answers, first(&own)?);
            }
            shown = Some(source.name().to_owned());
        }
        if explain.hash {
            answers.iter_mut().for_each(|answer| answer.identify(stage.machine()));
        }
        Ok(report::Explain {
            setting: self.setting(stage.machine()),
            script: shown,
            called: !callers.is_empty(),
            own: own.map(|own| own.to_string()),
            shells: (plain && sessions.plain() < asked.len()).then(|| sessions.plain()),
            all_candidates: explain.all_candidates || explain.hash,
            answers,
        })
    }

    /// What sessions know that nobody asked for: who has a name that the others lack.
    fn told_by_others(
        &self,
        sessions: &Sessions,
        answers: &mut [report::explain::Answer],
        words: &[&str],
    ) {
        let way = self.way(words);
        let asked = sessions.asked();
        let nowhere = |one: &report::explain::Answer| one.is_nowhere();
        let mut open: Vec<String> =
            answers.iter().filter(|one| nowhere(one)).map(|one| one.name.clone()).collect();
        if !open.is_empty() {
            let witnesses = sessions.witnesses(&way, |one| {
                open.retain(|name| explain_answer(name, &[*one]).is_nowhere());
                open.is_empty()
            });
            let witnesses = witnesses.asked();
            for answer in answers.iter_mut().filter(|one| one.is_nowhere()) {
                *answer = explain_answer_beside(&answer.name, &asked, &witnesses);
            }
        }
    }

    /// A script's text, and the shell that runs it: the first session's where nothing else tells.
    fn script(
        &self,
        stage: &Stage,
        explain: &Explain,
        file: &str,
    ) -> Result<(&'static dyn Shell, std::rc::Rc<Source>), Failure> {
        let machine = stage.machine();
        let (path, bytes) = script::read(file, machine, self.world)?;
        let named = explain.session.first().and_then(|name| {
            Spec::parse(name, machine.platform()).ok().and_then(|spec| spec.shell)
        });
        let shell = match (script::language(&path, &bytes, None), named) {
            (Ok(shell), _) | (Err(_), Some(shell)) => shell,
            (Err(failure), None) => {
                let remedy = "say it with --session, such as --session bash:script".to_owned();
                return Err(Failure { remedy: Some(remedy), ..failure });
            }
        };
        Ok((shell, script::source(&path, &bytes, shell, machine)))
    }
}
