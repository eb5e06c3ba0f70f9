//! GODEBUG as the `go` command itself heeds it, before it does anything (internal/godebugs, crypto/internal/fips140).

use super::engine::{Got, Process};
use super::talk::Talk;

/// A setting that is gone, and the values that ask for what is gone with it.
struct Removed {
    name: &'static str,
    since: u32,
    old: &'static [&'static str],
}

const fn removed(name: &'static str, since: u32, old: &'static [&'static str]) -> Removed {
    Removed { name, since, old }
}

/// Settings that Go 1.27 took away (internal/godebugs/table.go); a release before it heeds or ignores them.
const REMOVED: &[Removed] = &[
    removed("x509sha1", 24, &["1"]),
    removed("tlskyber", 24, &["0"]),
    removed("gotypesalias", 27, &["0"]),
    removed("tlsunsafeekm", 27, &["1"]),
    removed("tlsrsakex", 27, &["1"]),
    removed("tls3des", 27, &["1"]),
    removed("tls10server", 27, &["1"]),
    removed("x509keypairleaf", 27, &["0"]),
    removed("asynctimerchan", 27, &["1", "2"]),
];

impl Process<'_> {
    /// What GODEBUG makes every program of the release die of, this one included.
    pub fn check_godebug(&self, talk: &mut Talk) -> Got<()> {
        if !self.since(24) {
            return Ok(());
        }
        let text = self.os_text("GODEBUG")?;
        if self.since(27)
            && let Some((one, value)) = pairs(&text).find_map(old)
        {
            talk.die(2, format!(
                "fatal error: removed GODEBUG \"{}\" set to old value \"{value}\" in environment (https://go.dev/doc/godebug#go-1{})\n\ngoroutine 1 [running, locked to thread]:",
                one.name, one.since
            ));
        }
        let fips = self.debug_setting("fips140")?;
        if !["", "on", "only", "debug", "off"].contains(&fips.as_str()) {
            talk.die(2, format!(
                "panic: fips140: unknown GODEBUG setting fips140={fips}\n\ngoroutine 1 [running]:"
            ));
        }
        Ok(())
    }

    /// One setting of GODEBUG: the last of its name, without the mark of a bisection; empty where it is not there.
    pub fn debug_setting(&self, name: &str) -> Got {
        let text = self.os_text("GODEBUG")?;
        let last = pairs(&text).filter(|(key, _)| *key == name).last();
        let value = last.map_or("", |(_, value)| value.split('#').next().unwrap_or_default());
        Ok(value.to_owned())
    }
}

fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split(',').filter_map(|field| field.split_once('='))
}

fn old<'t>((key, value): (&str, &'t str)) -> Option<(&'static Removed, &'t str)> {
    let one = REMOVED.iter().find(|one| one.name == key)?;
    one.old.contains(&value).then_some((one, value))
}
