//! Programs of `C:\Windows\System32` that every Windows 10 (1809) and Windows 11 of every edition has (Microsoft's
//! "Windows commands").
//!
//! Features that can be taken away (`wmic`, OpenSSH) and what only some editions have (`qprocess`, `tsdiscon`) stand
//! nowhere here.

/// Their names, sorted.
pub const SYSTEM32: &[&str] = &[
    "arp.exe",
    "at.exe",
    "attrib.exe",
    "auditpol.exe",
    "bcdboot.exe",
    "bcdedit.exe",
    "bitsadmin.exe",
    "cacls.exe",
    "calc.exe",
    "certreq.exe",
    "certutil.exe",
    "charmap.exe",
    "chcp.com",
    "chkdsk.exe",
    "chkntfs.exe",
    "choice.exe",
    "cipher.exe",
    "cleanmgr.exe",
    "clip.exe",
    "cmdkey.exe",
    "comp.exe",
    "compact.exe",
    "control.exe",
    "convert.exe",
    "cscript.exe",
    "curl.exe",
    "dfrgui.exe",
    "diskpart.exe",
    "diskperf.exe",
    "dism.exe",
    "doskey.exe",
    "driverquery.exe",
    "dxdiag.exe",
    "esentutl.exe",
    "eventcreate.exe",
    "eventvwr.exe",
    "expand.exe",
    "fc.exe",
    "find.exe",
    "findstr.exe",
    "finger.exe",
    "fltmc.exe",
    "forfiles.exe",
    "format.com",
    "fsutil.exe",
    "ftp.exe",
    "getmac.exe",
    "gpresult.exe",
    "gpupdate.exe",
    "help.exe",
    "hostname.exe",
    "icacls.exe",
    "ipconfig.exe",
    "klist.exe",
    "ksetup.exe",
    "label.exe",
    "lodctr.exe",
    "logman.exe",
    "logoff.exe",
    "makecab.exe",
    "mmc.exe",
    "mode.com",
    "more.com",
    "mountvol.exe",
    "mshta.exe",
    "msiexec.exe",
    "msinfo32.exe",
    "mstsc.exe",
    "nbtstat.exe",
    "net.exe",
    "net1.exe",
    "netsh.exe",
    "netstat.exe",
    "notepad.exe",
    "nslookup.exe",
    "odbcconf.exe",
    "openfiles.exe",
    "pathping.exe",
    "ping.exe",
    "pnputil.exe",
    "powercfg.exe",
    "print.exe",
    "recover.exe",
    "reg.exe",
    "regedt32.exe",
    "regsvr32.exe",
    "relog.exe",
    "replace.exe",
    "robocopy.exe",
    "route.exe",
    "runas.exe",
    "rundll32.exe",
    "sc.exe",
    "schtasks.exe",
    "secedit.exe",
    "setx.exe",
    "sfc.exe",
    "shutdown.exe",
    "sort.exe",
    "subst.exe",
    "systeminfo.exe",
    "takeown.exe",
    "tar.exe",
    "taskkill.exe",
    "tasklist.exe",
    "taskmgr.exe",
    "timeout.exe",
    "tracerpt.exe",
    "tracert.exe",
    "tree.com",
    "typeperf.exe",
    "tzutil.exe",
    "unlodctr.exe",
    "vaultcmd.exe",
    "verifier.exe",
    "vssadmin.exe",
    "w32tm.exe",
    "waitfor.exe",
    "wevtutil.exe",
    "where.exe",
    "whoami.exe",
    "winrs.exe",
    "winver.exe",
    "wscript.exe",
    "wusa.exe",
    "xcopy.exe",
];

/// Whether it is a program of that name, with or without its extension.
pub fn is_in_system32(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let listed = |name: &str| SYSTEM32.binary_search(&name).is_ok();
    listed(&name) || listed(&format!("{name}.exe")) || listed(&format!("{name}.com"))
}

/// Programs of Windows that stand elsewhere, or that newer ones lack.
const ELSEWHERE: &[&str] = &["regedit", "wmic"];

/// Whether it is a program of Windows that stands elsewhere; without its extension.
pub fn is_elsewhere(name: &str) -> bool {
    ELSEWHERE.contains(&name)
}

/// Whether a program of System32 never returns 0, with its extension or without: `choice` gives the number of what was
/// chosen, or 255 (Microsoft's page of `choice`).
pub fn never_returns_zero(name: &str) -> bool {
    matches!(name, "choice" | "choice.exe")
}

/// The page that a line's `chcp` chooses, where the line begins with it.
pub fn code_page_chosen(line: &[u8]) -> Option<u16> {
    let line = std::str::from_utf8(line).ok()?.trim_start_matches(['@', ' ', '\t', '(']);
    let mut words = line.split_whitespace().skip_while(|word| word.contains('>'));
    let program = words.next()?.replace('"', "").to_ascii_lowercase();
    let program = program.rsplit('\\').next()?;
    let page = words.next()?;
    let digits = page.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(page.len());
    let ends = page[digits..].chars().next().is_none_or(|letter| ">&|)".contains(letter));
    match program {
        "chcp" | "chcp.com" if ends => page[..digits].parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_sorted_and_found_with_and_without_their_extension() {
        assert!(SYSTEM32.is_sorted_by(|one, next| one < next));
        assert!(is_in_system32("FIND") && is_in_system32("chcp.com") && is_in_system32("chcp"));
        assert!(!is_in_system32("chcp.exe") && !is_in_system32("git"));
    }

    #[test]
    fn a_line_chooses_a_code_page() {
        for line in [
            "\"%SystemRoot%\\System32\\chcp.com\" 65001 > nul",
            ">nul 2>&1 chcp 65001",
            "(chcp 65001)>nul",
        ] {
            assert_eq!(code_page_chosen(line.as_bytes()), Some(65001), "{line}");
        }
        for line in ["chcp", "rem chcp 65001", "chcp %OLD%", "echo chcp 65001", "chcp 65001x"] {
            assert_eq!(code_page_chosen(line.as_bytes()), None, "{line}");
        }
    }
}
