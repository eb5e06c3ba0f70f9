//! Sessions that nobody asked for, opened where nothing was found in those that were.

use super::{Opened, Sessions, Way, default_names};
use crate::report::Asked;
use crate::session::Spec;
use crate::shells::{self, Launcher, Mode};

impl Sessions<'_, '_> {
    /// Every shell of the machine in the ways that read other files, the user's own first, then what is started without
    /// one, until there are enough.
    pub(in crate::cli) fn witnesses(
        &self,
        way: &Way<'_>,
        mut enough: impl FnMut(&Asked) -> bool,
    ) -> Self {
        let mut witnesses = Self { stage: self.stage, opened: Vec::new(), plain: None };
        let known: Vec<Spec> = self.asked().iter().map(|one| one.session.spec().clone()).collect();
        for spec in self.ways().into_iter().filter(|spec| !known.contains(spec)) {
            let Ok(session) = self.session(&spec, way) else { continue };
            let name = session.spec().to_string();
            let session = Box::new(session);
            if enough(&Asked { name: &name, label: &name, session: &session }) {
                witnesses.opened.push(Opened::New { label: name.clone(), name, session });
                break;
            }
            witnesses.opened.push(Opened::New { label: name.clone(), name, session });
        }
        witnesses
    }

    fn ways(&self) -> Vec<Spec> {
        let platform = self.stage.machine().platform();
        let names = default_names(self.stage);
        let shells: Vec<_> = names.iter().filter_map(|name| shells::by_name(name)).collect();
        let mut all = Vec::new();
        for shell in shells {
            let plain = Spec::default_for(shell, platform);
            // Shells that begin at Windows know no login.
            let logs_in = !platform.is_windows() || shell.login_by_default(platform);
            let modes = [
                Mode { login: true, ..Mode::INTERACTIVE },
                Mode::INTERACTIVE,
                Mode { login: true, ..Mode::SCRIPT },
            ];
            let others = modes.into_iter().filter(|_| logs_in);
            let others = others.map(|mode| Spec {
                shell: Some(shell),
                mode: Some(mode),
                ..Spec::of(Launcher::Terminal)
            });
            for spec in std::iter::once(plain).chain(others) {
                if !all.contains(&spec) {
                    all.push(spec);
                }
            }
        }
        if !platform.is_windows() {
            let others = [Launcher::Cron, Launcher::SystemdUser, Launcher::Gui, Launcher::Service];
            all.extend(others.map(Spec::of));
        }
        all
    }
}
