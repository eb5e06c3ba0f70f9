//! The object of `sessions`.

use serde::Serialize;

use crate::report;

#[derive(Serialize)]
struct Shell<'r> {
    name: &'static str,
    title: &'static str,
    path: &'r str,
    version: Option<&'r str>,
    session: &'r str,
    own: bool,
}

#[derive(Serialize)]
struct Launcher<'r> {
    launcher: &'static str,
    about: &'static str,
    session: Option<&'r str>,
    program: bool,
    user: &'r str,
    cwd: &'r str,
    files: &'r [String],
    remarks: &'r [String],
}

#[derive(Serialize)]
pub(super) struct View<'r> {
    schema: &'static str,
    scenario: Option<&'r str>,
    user: &'r str,
    own: Option<&'r str>,
    shells: Vec<Shell<'r>>,
    flags: [&'static str; 5],
    launchers: Vec<Launcher<'r>>,
    open: &'r [String],
    certain: bool,
    because: [(); 0],
}

impl<'r> View<'r> {
    pub(super) fn new(sessions: &'r report::Sessions) -> Self {
        let own = sessions.shells.iter().find(|shell| shell.own);
        Self {
            schema: "envsim-sessions/1",
            scenario: sessions.setting.scenario.as_deref(),
            user: &sessions.user,
            own: own.map(|shell| shell.session.as_str()),
            shells: sessions
                .shells
                .iter()
                .map(|one| Shell {
                    name: one.name,
                    title: one.title,
                    path: &one.path,
                    version: one.version.as_deref(),
                    session: &one.session,
                    own: one.own,
                })
                .collect(),
            flags: ["login", "interactive", "script", "noprofile", "posix"],
            launchers: sessions
                .launchers
                .iter()
                .map(|one| Launcher {
                    launcher: one.name,
                    about: one.words,
                    session: one.session.as_deref(),
                    program: one.program,
                    user: &one.user,
                    cwd: &one.cwd,
                    files: &one.files,
                    remarks: &one.remarks,
                })
                .collect(),
            open: &sessions.open,
            certain: true,
            because: [],
        }
    }
}
