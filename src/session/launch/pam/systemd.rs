//! pam_systemd(8): a session of logind's, and its variables.

use super::stack::Module;
use super::{Service, Variables};
use crate::value::{Shape, Unknown, Value};

/// Who becomes somebody else within a session that is there already: logind makes no other one.
const WITHIN: &[&str] = &["su", "su-l", "runuser", "runuser-l", "sudo", "sudo-i", "polkit-1"];

/// The module does nothing where systemd did not start the system (sd_booted(3)).
pub(super) fn open(service: &Service<'_>, module: &Module, variables: &mut Variables) {
    if !service.machine.is_directory("/run/systemd/system") || WITHIN.contains(&service.name) {
        return;
    }
    let block = &mut variables.block;
    let origin = || module.value("").writer();
    let unknown = |reason: &str, shape: Shape| {
        let origin =
            origin().unwrap_or_else(|| crate::value::Origin::Default("pam_systemd(8)".into()));
        Unknown::new(reason, origin).shaped(shape)
    };
    let known = |text: &str| module.value(text);
    let number = unknown("is the number that logind gives to the session", Shape::Filled);
    block.put("XDG_SESSION_ID", Value::unknown(number));
    let (kind, class) = match service.name {
        "sshd" | "login" | "remote" => (Some("tty"), "user"),
        "cron" | "crond" | "atd" => (Some("unspecified"), "background"),
        _ => (None, "user"),
    };
    let kind = kind.map(known);
    let kind = kind.unwrap_or_else(|| Value::unknown(unknown("is x11 or wayland", Shape::Filled)));
    block.put("XDG_SESSION_TYPE", kind);
    block.put("XDG_SESSION_CLASS", known(class));
    let Some(uid) = service.user.uid else {
        let reason = "holds the user's number, which is not recorded";
        block.put("XDG_RUNTIME_DIR", Value::unknown(unknown(reason, Shape::Filled)));
        return;
    };
    let directory = format!("/run/user/{uid}");
    block.put("XDG_RUNTIME_DIR", known(&directory));
    // Only where the socket is there: the package dbus-user-session.
    let bus = format!("{directory}/bus");
    if service.machine.exists(&bus) {
        block.put("DBUS_SESSION_BUS_ADDRESS", known(&format!("unix:path={bus}")));
    } else {
        let mut unknown = unknown("is given where the user has a bus of his own", Shape::Filled);
        unknown.likely = Some(known(&format!("unix:path={bus}")));
        block.put("DBUS_SESSION_BUS_ADDRESS", Value::unknown(unknown));
    }
}
