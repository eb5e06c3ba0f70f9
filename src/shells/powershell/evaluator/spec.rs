//! The parameters of a cmdlet, as the tables write them.

/// One parameter as the table has it.
#[derive(Clone, Copy)]
pub(in crate::shells::powershell) struct Spec {
    pub(in crate::shells::powershell) name: &'static str,
    pub(in crate::shells::powershell) aliases: &'static str,
    flags: &'static str,
    since: &'static str,
}

impl Spec {
    pub(in crate::shells::powershell) fn has(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }

    pub(super) fn position(&self) -> Option<u8> {
        let at = self.flags.find('@')?;
        self.flags.as_bytes().get(at + 1).map(|digit| digit.wrapping_sub(b'0'))
    }

    /// Whether a version knows it (each cmdlet's own page of the reference, "This parameter was added in").
    pub(super) fn is_in(&self, version: [i64; 4]) -> bool {
        if self.since.is_empty() {
            return true;
        }
        let mut parts = self.since.split('.').map(|part| part.parse().unwrap_or(0));
        [version[0], version[1]] >= [parts.next().unwrap_or(0), parts.next().unwrap_or(0)]
    }

    pub(super) fn refuses_empty(&self, desktop: bool) -> bool {
        self.has('!') || desktop && self.has('~')
    }

    pub(super) fn called(&self, wanted: &str) -> bool {
        self.name.eq_ignore_ascii_case(wanted)
            || self.aliases.split(',').any(|alias| alias.eq_ignore_ascii_case(wanted))
    }
}

pub(in crate::shells::powershell) fn specs(text: &'static str) -> impl Iterator<Item = Spec> {
    text.split_ascii_whitespace().map(|word| {
        let end = word
            .find(['@', '?', '<', '.', '*', '!', '~', '^', '>', '%', '#'])
            .unwrap_or(word.len());
        let (names, flags) = word.split_at(end);
        let (name, aliases) = names.split_once(',').unwrap_or((names, ""));
        let (flags, since) = flags.split_once('>').unwrap_or((flags, ""));
        Spec { name, aliases, flags, since }
    })
}

/// Parameters every cmdlet has.
pub(in crate::shells::powershell) static COMMON: &str = "Verbose,vb? Debug,db? ErrorAction,ea WarningAction,wa InformationAction,infa ProgressAction,proga>7.4 \
    ErrorVariable,ev WarningVariable,wv InformationVariable,iv OutVariable,ov OutBuffer,ob PipelineVariable,pv WhatIf,wi? Confirm,cf?";
