//! Where a session goes.

use super::FILE_SYSTEM;
use crate::machine::Platform;
use crate::shells::powershell::evaluator::{Evaluator, Flow};
use crate::shells::powershell::state::{Location, drive_of};

impl Evaluator<'_> {
    /// `Set-Location`.
    ///
    /// # Errors
    /// When the error action makes a missing directory an error that ends something.
    pub fn go_to(&mut self, path: &str) -> Flow {
        if let Some((drive, rest)) = self.split_drive(path)
            && !path.contains("::")
            && !(self.state.platform().is_windows() && drive.len() == 1 && self.is_drive(drive))
        {
            if !self.is_drive(drive) {
                let message =
                    format!("Cannot find drive. A drive with the name '{drive}' does not exist.");
                return self.complain(
                    "DriveNotFound",
                    "System.Management.Automation.DriveNotFoundException",
                    message,
                );
            }
            let shown = format!(
                "{drive}:{}{}",
                self.state.platform().separator(),
                rest.trim_start_matches(['\\', '/'])
            );
            let drive = drive.to_owned();
            let file = self.provider_of(&drive) == FILE_SYSTEM;
            if file && !self.is_directory(&self.full_path(path)) {
                return self.missing_item(path);
            }
            if self.provider_of(&drive) == "Registry"
                && self.host.machine().registry_keys(&self.registry_key(path)).is_none()
            {
                return self.missing_item(path);
            }
            self.state.location = Location { drive, path: shown };
            self.state.lost = None;
            return Ok(());
        }
        if self.state.lost.is_some()
            && !self.state.platform().is_absolute(path)
            && !path.starts_with('~')
        {
            return Ok(());
        }
        let hits = self.glob(path);
        match hits.as_slice() {
            [one] => {
                if !self.is_directory(one) {
                    return self.missing_item(path);
                }
                let platform = self.state.platform();
                let mut full = platform.normalize(one);
                if platform.is_windows() {
                    full = self.spelled_on_disk(&full);
                }
                let shown = if path.contains("::") {
                    format!("Microsoft.PowerShell.Core\\FileSystem::{full}")
                } else {
                    full.clone()
                };
                self.state.location = Location { drive: drive_of(platform, &full), path: shown };
                self.state.lost = None;
                Ok(())
            }
            [] => self.missing_item(path),
            _ => self.complain(
                "AmbiguousPath",
                "System.ArgumentException",
                "The path matches more than one item.",
            ),
        }
    }

    /// The path with every part spelled as on disk.
    pub fn spelled_on_disk(&self, path: &str) -> String {
        let platform = self.state.platform();
        let root = platform.root_len(path);
        let mut spelled = path[..root].to_owned();
        if spelled.len() >= 2 {
            spelled[..1].make_ascii_uppercase();
        }
        for part in path[root..]
            .split(|letter| platform.is_separator(letter))
            .filter(|part| !part.is_empty())
        {
            let whole = platform.join(&spelled, part);
            // Where case counts, what is there is spelled as it was asked for.
            let own = match platform {
                Platform::Linux => None,
                _ => self.host.machine().spelling(&whole),
            };
            spelled = own.map_or(whole, |name| platform.join(&spelled, &name));
        }
        spelled
    }
}
