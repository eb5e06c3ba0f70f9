//! `WindowsIdentity` and `WindowsPrincipal`: who runs the session, as far as that matters to what may fail.

use super::super::object::Object;
use super::scalar::Answer;
use crate::shells::powershell::evaluator::Evaluator;
use crate::shells::powershell::scalars::{IDENTITY, PRINCIPAL, Scalar};

impl Evaluator<'_> {
    /// `[WindowsIdentity]::GetCurrent()`, which only Windows has.
    pub(super) fn principal_call(&mut self, full: &str, lower: &str) -> Option<Answer> {
        if full != IDENTITY || lower != "getcurrent" {
            return None;
        }
        if !self.state.platform().is_windows() {
            let message = "Windows Principal functionality is not supported on this platform.";
            return Some(Err(self.method_error("PlatformNotSupportedException", message)));
        }
        Some(Ok(self.open_scalar(IDENTITY, "is the account that runs the session")))
    }

    /// `[WindowsPrincipal]::new($identity)`.
    pub(super) fn principal_new(&mut self, full: &str, arguments: &[Object]) -> Option<Answer> {
        let [identity] = arguments else { return None };
        let fits = full == PRINCIPAL
            && matches!(identity.as_scalar(), Some(Scalar::Open(name, _)) if *name == IDENTITY);
        fits.then(|| Ok(self.open_scalar(PRINCIPAL, "is the account that runs the session")))
    }
}
