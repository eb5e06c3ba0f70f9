//! `/etc/login.defs` as util-linux reads it (lib/logindefs.c, 2.38.1).

use super::config::{self, Config, Line, Read};
use crate::machine::{Machine, Platform};
use crate::value::{Origin, Unknown, Value};

/// What Debian and Fedora ship, for a machine whose file is not recorded.
const DEBIAN: &str = "ENV_SUPATH PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n\
    ENV_PATH PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games\n";
/// Where nothing is said (util-linux include/pathnames.h).
const USER_PATH: &str = "/usr/local/bin:/bin:/usr/bin";
const ROOT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/sbin:/bin:/usr/sbin:/usr/bin";
const BUILT_IN: &str = "login.defs(5), util-linux include/pathnames.h";

/// The file.
pub(super) struct LoginDefs(Result<Config, Unknown>);

impl LoginDefs {
    pub(super) fn read(machine: &dyn Machine) -> Self {
        Self(match config::read(machine, "/etc/login.defs") {
            Read::Text(config) => Ok(config),
            Read::Hidden(why) => Err(why),
            Read::Missing => {
                let shipped = machine.platform() == Platform::Linux && !config::is_whole(machine);
                let text = if shipped { DEBIAN } else { "" };
                Ok(Config::stock("/etc/login.defs", text, "login.defs(5) ENV_PATH"))
            }
        })
    }

    /// The last line of that name: its value, and the line. Names ignore case.
    fn item(&self, name: &str) -> Option<(String, Line<'_>)> {
        let config = self.0.as_ref().ok()?;
        let found = config.lines().filter_map(|line| Some((item(line.text)?, line)));
        let of_name = found.filter(|((key, _), _)| key.eq_ignore_ascii_case(name));
        of_name.last().map(|((_, value), line)| (value, line))
    }

    /// Whether something is turned on: `yes` in any case.
    pub(super) fn is_on(&self, name: &str) -> bool {
        self.item(name).is_some_and(|(value, _)| value.eq_ignore_ascii_case("yes"))
    }

    /// The PATH of a login (`logindefs_setenv`); `ENV_ROOTPATH` counts where `ENV_SUPATH` is absent.
    pub(super) fn path(&self, root: bool) -> Value {
        let (names, otherwise): (&[&str], _) = match root {
            true => (&["ENV_SUPATH", "ENV_ROOTPATH"], ROOT_PATH),
            false => (&["ENV_PATH"], USER_PATH),
        };
        let config = match &self.0 {
            Ok(config) => config,
            Err(why) => return Value::unknown(why.clone()),
        };
        match names.iter().find_map(|name| self.item(name)) {
            Some((text, line)) => config.value(path(&text).unwrap_or(otherwise), line),
            None => Value::known(otherwise, Origin::Default(BUILT_IN.into())),
        }
    }
}

/// `PATH=` in front is dropped, and a quote behind it (`logindefs_setenv`); `None` where nothing is left.
fn path(text: &str) -> Option<&str> {
    let behind = text.split_once('=').map(|(_, value)| value).filter(|value| !value.is_empty());
    let Some(value) = behind.filter(|_| text.starts_with("PATH")) else { return Some(text) };
    Some(value.strip_prefix('"').unwrap_or(value)).filter(|value| !value.is_empty())
}

/// A name and a value: `#` cuts, a quote in front and one behind go, `=` may stand between.
fn item(line: &str) -> Option<(&str, String)> {
    let line = line.split('#').next().unwrap_or_default();
    let line = line.trim();
    let end =
        line.find(|letter: char| letter.is_ascii_whitespace() || letter == '=' || letter == '"');
    let (name, rest) = line.split_at(end.unwrap_or(line.len()));
    let value = rest.trim_matches(|letter: char| {
        letter.is_ascii_whitespace() || letter == '"' || letter == '='
    });
    // Only the signs in front are separators: `PATH=/a=` keeps its last one.
    let front = rest.trim_start_matches(|letter: char| {
        letter.is_ascii_whitespace() || letter == '"' || letter == '='
    });
    let value =
        if value.len() < front.len() { front.trim_end_matches([' ', '\t', '"']) } else { value };
    (!name.is_empty()).then(|| (name, value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_as_su_reads_them() {
        let rows = [
            ("ENV_PATH PATH=/a /b", Some(("ENV_PATH", "PATH=/a /b"))),
            ("ENV_PATH = /eq", Some(("ENV_PATH", "/eq"))),
            ("ENV_PATH \"/opt/quoted/bin\"", Some(("ENV_PATH", "/opt/quoted/bin"))),
            ("ENV_PATH", Some(("ENV_PATH", ""))),
            ("#ENV_PATH /x", None),
            ("  ENV_PATH\t/x # y", Some(("ENV_PATH", "/x"))),
        ];
        for (line, expected) in rows {
            let found = item(line);
            let found = found.as_ref().map(|(name, value)| (*name, value.as_str()));
            assert_eq!(found, expected, "{line}");
        }
    }
}
