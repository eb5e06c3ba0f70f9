//! What PAM adds to a session: the stack of a service, and the modules in it that write variables.
//!
//! Linux-PAM 1.5.2 (pam.conf(5), pam_env(8), pam_mail(8)), as measured on Debian 12.

mod env_conf;
mod env_file;
mod stack;
mod systemd;

use super::block::Block;
use super::config::{self, Read};
use super::stock;
use crate::machine::{Machine, User};
use crate::session::Refusal;
use crate::value::{Origin, Shape, Unknown, Value};
use stack::Module;

/// What PAM is asked for.
pub(super) struct Service<'s> {
    /// The machine.
    pub(super) machine: &'s dyn Machine,
    /// `su`, `sshd`, `cron`…
    pub(super) name: &'s str,
    /// Whose session it becomes.
    pub(super) user: &'s User,
    /// Who asks.
    pub(super) caller: Option<&'s str>,
}

/// The variables of PAM, which the launcher lays over or under its own.
#[derive(Default)]
pub(super) struct Variables {
    /// What the modules wrote.
    pub(super) block: Block,
    /// What could not be read and may have changed it.
    pub(super) doubts: Vec<Unknown>,
    /// The files that were read, for the plan of the start.
    pub(super) read: Vec<String>,
    /// The line at which PAM gives the session up.
    pub(super) broken: Option<Origin>,
}

impl Variables {
    /// Whether PAM lets the session be.
    pub(super) fn opened(&self) -> Result<(), Refusal> {
        let Some(origin) = &self.broken else { return Ok(()) };
        let place = match origin.place() {
            Some(place) => format!("{}:{}", place.file(), place.line()),
            None => format!("{origin:?}"),
        };
        let message = format!("no session is opened: PAM cannot read {place}");
        let remedy = "close the brace there, or end the line without a backslash";
        Err(Refusal::not_started(message, Some(remedy.to_owned())))
    }
}

impl Service<'_> {
    /// Runs the service's stack.
    pub(super) fn open(&self) -> Variables {
        self.open_over(Block::default())
    }

    /// The same, with variables that the modules find there and may write over.
    pub(super) fn open_over(&self, block: Block) -> Variables {
        let mut variables = Variables { block, ..Variables::default() };
        let modules = stack::modules(self.machine, self.name, &mut variables.doubts);
        // pam_setcred(3) comes before pam_open_session(3), and pam_env answers both.
        let credentials = modules.iter().filter(|one| one.kind == "auth" && one.name == "pam_env");
        let session = modules.iter().filter(|one| one.kind == "session");
        for module in credentials.chain(session) {
            self.run(module, &mut variables);
        }
        variables
    }

    fn run(&self, module: &Module, variables: &mut Variables) {
        match module.name.as_str() {
            "pam_env" => self.environment(module, variables),
            "pam_mail" => self.mail(module, variables),
            "pam_systemd" => systemd::open(self, module, variables),
            // Debian's patch tells sshd that the message of the day was shown.
            "pam_motd" if self.name == "sshd" => {
                variables.block.put("MOTD_SHOWN", module.value("pam"));
            }
            _ => {}
        }
    }

    /// pam_env(8): its own file, `/etc/environment`, the user's file, in this order, for every line of the stack.
    fn environment(&self, module: &Module, variables: &mut Variables) {
        let conf = module.argument("conffile").unwrap_or("/etc/security/pam_env.conf");
        // Without it the module gives up (pam_env.c); of a recorded machine it is there, with nothing in it.
        if config::is_whole(self.machine) && !self.machine.exists(conf) {
            return;
        }
        self.conf(conf, variables);
        if module.argument("readenv") != Some("0") {
            let path = module.argument("envfile").unwrap_or("/etc/environment");
            match config::read(self.machine, path) {
                Read::Text(config) => {
                    variables.read.push(path.to_owned());
                    env_file::read(&config, &mut variables.block);
                }
                Read::Missing => {}
                Read::Hidden(why) => variables.doubts.push(why),
            }
        }
        if module.argument("user_readenv").is_some_and(|flag| flag != "0") {
            let file = module.argument("user_envfile").unwrap_or(".pam_environment");
            self.conf(&format!("{}/{file}", self.user.home), variables);
        }
    }

    fn conf(&self, path: &str, variables: &mut Variables) {
        match config::read(self.machine, path) {
            Read::Text(config) => {
                variables.read.push(path.to_owned());
                let read = env_conf::read(&config, self, &mut variables.block);
                variables.broken = read.err().or(variables.broken.take());
            }
            Read::Missing => {}
            Read::Hidden(why) => variables.doubts.push(why),
        }
    }

    /// pam_mail(8): where the mail is, unless told not to say so.
    fn mail(&self, module: &Module, variables: &mut Variables) {
        if module.has("noenv") {
            return;
        }
        let directory = module.argument("dir").unwrap_or("/var/mail");
        let directory = match directory.strip_prefix('~') {
            Some(rest) => format!("{}{rest}", self.user.home),
            None => directory.to_owned(),
        };
        let name = &self.user.name;
        variables.block.put("MAIL", module.value(&format!("{directory}/{name}")));
    }

    /// An item of PAM, or of the account (`@{HOME}`, `@{PAM_USER}`).
    fn item(&self, name: &str, origin: &Origin) -> Option<Value> {
        let text = match name {
            "PAM_USER" => self.user.name.as_str(),
            "PAM_RUSER" => self.caller?,
            // auth-pam.c, `sshpam_init`: the client's name or address, and a name for the terminal.
            "PAM_RHOST" if self.name == "sshd" => {
                let why = Unknown::new("is the client's name or address", origin.clone());
                return Some(Value::unknown(why.shaped(Shape::Filled)));
            }
            "PAM_TTY" if self.name == "cron" => "cron",
            "PAM_TTY" => {
                let why = Unknown::new("is the terminal that PAM is told", origin.clone());
                return Some(Value::unknown(why));
            }
            "PAM_SERVICE" => self.name,
            "HOME" => &self.user.home,
            "SHELL" => self.user.shell.as_deref()?,
            _ => return None,
        };
        Some(Value::known(text, origin.clone()))
    }
}

/// The text of a service's stack.
fn text(machine: &dyn Machine, name: &str) -> Read {
    match config::read(machine, &format!("/etc/pam.d/{name}")) {
        Read::Missing if !machine.is_directory("/etc/pam.d") => match stock::pam(name) {
            Some(config) => Read::Text(config),
            None => Read::Missing,
        },
        read => read,
    }
}

/// Lays one block over another, and what was not read over both.
pub(super) fn doubted(block: &mut Block, doubts: &[Unknown]) {
    doubts.iter().for_each(|why| block.doubt(why));
}
