//! Conditions on files: what one is, whose it is, which of two is newer.

use super::condition::Truth;
use crate::machine::{Fault, Kind as FileKind, Status};
use crate::shells::posix::evaluator::Evaluator;
use crate::text::Span;

impl Evaluator<'_> {
    pub(super) fn file_test(&mut self, operator: &str, path: &str, span: Span) -> Truth {
        if path.is_empty() {
            return Ok(false);
        }
        if self.state.paths.is_msys() && (path.starts_with("/proc/") || path.starts_with("/dev/")) {
            return Err(self.reason(format!("asks for {path}, which stands on no disk"), span));
        }
        let Some(path) = self.absolute(path) else {
            return Err(self.reason("asks for a file below a directory that is not known", span));
        };
        let machine = self.host.machine();
        let status = machine.status(&path);
        if let (Err(Fault::PerhapsDirectory(_)), "-b" | "-c" | "-f" | "-h" | "-L" | "-p" | "-S") =
            (&status, operator)
        {
            return Ok(false);
        }
        if let Some(why) = status.as_ref().err().and_then(Fault::undecided) {
            return Err(self.reason(format!("asks for {path}, which {why}"), span));
        }
        if operator == "-s" && status.as_ref().is_ok_and(|status| status.is_file()) {
            if let Err(fault) = machine.read(&path) {
                if fault.is_ours() && !matches!(fault, Fault::TooLarge { .. }) {
                    let reason = format!("asks whether {path} is empty, of which {fault}");
                    return Err(self.reason(reason, span));
                }
            }
        }
        let there = status.as_ref().ok();
        let kind = there.map(|status| status.kind);
        Ok(match operator {
            "-e" | "-a" => there.is_some(),
            "-f" => kind == Some(FileKind::File),
            "-d" => kind == Some(FileKind::Directory),
            "-h" | "-L" => {
                machine.link_status(&path).is_ok_and(|status| status.kind == FileKind::Symlink)
            }
            "-r" => there.is_some_and(|status| status.readable),
            "-w" => there.is_some_and(|status| status.writable),
            "-x" => there.is_some_and(|status| status.executable),
            "-s" => there.is_some_and(|status| status.size > 0 || status.is_directory()),
            "-p" | "-S" | "-b" | "-c" if kind != Some(FileKind::Other) => false,
            "-O" | "-G" => return self.owned(operator, &path, there, span),
            _ => {
                return Err(
                    self.reason(format!("asks `{operator}`, which envsim does not follow"), span)
                );
            }
        })
    }

    /// Whose a file is: on a recorded machine everything below a home belongs to its user.
    fn owned(&self, operator: &str, path: &str, there: Option<&Status>, span: Span) -> Truth {
        let facts = self.host.machine().facts();
        let owner = there.and_then(|status| status.owner);
        let own = if operator == "-O" { facts.user.uid } else { facts.user.gid };
        if let (Some((user, group)), Some(own)) = (owner, own) {
            return Ok(own == if operator == "-O" { user } else { group });
        }
        let home = format!("{}/", facts.user.home.trim_end_matches('/'));
        match there.is_some() {
            false => Ok(false),
            true if facts.recorded_as.is_some() && path.starts_with(&home) => Ok(true),
            true => Err(self.reason(format!("depends on whose {path} is"), span)),
        }
    }

    /// `-nt`, `-ot`, `-ef`: a recorded file has no time, and with one that is missing none is needed
    /// (bash: test.c `filecomp`; dash and zsh want both).
    pub(super) fn two_files(
        &mut self,
        one: &str,
        operator: &str,
        other: &str,
        span: Span,
    ) -> Truth {
        let (Some(one), Some(other)) = (self.absolute(one), self.absolute(other)) else {
            return Err(self.reason("asks for a file in a directory that is not known", span));
        };
        let machine = self.host.machine();
        let (first, second) = (machine.status(&one), machine.status(&other));
        for (path, status) in [(&one, &first), (&other, &second)] {
            if status.as_ref().is_err_and(|fault| fault.is_ours()) {
                return Err(self.reason(format!("depends on {path}, which cannot be read"), span));
            }
        }
        let bash = self.state.dialect.is_bash();
        match (operator, first, second) {
            ("-ef", Ok(first), Ok(second)) => {
                let real = |path| machine.real_path(path).ok();
                // Recorded files have no links but symbolic ones.
                let linked = first.identity.0 != 0 && first.identity == second.identity;
                Ok(linked || real(&one) == real(&other))
            }
            ("-ef", ..) => Ok(false),
            ("-nt", Ok(_), Err(_)) | ("-ot", Err(_), Ok(_)) => Ok(bash),
            (_, Ok(_), Ok(_)) if one == other => Ok(false),
            (_, Ok(_), Ok(_)) => Err(self.reason("compares the times of files", span)),
            _ => Ok(false),
        }
    }
}
