//! What was compared, and where Wine is known to differ from Windows.

use std::sync::atomic::{AtomicUsize, Ordering};

/// What Wine 8 does otherwise than Windows: who is asked, a part of the case, the cause.
const KNOWN: &[(&str, &str, &str)] = &[
    ("set", "block 4 PROMPT", "Wine's cmd sets PROMPT whether it is there or not"),
    ("cmd", "barred=1", "Wine's cmd does not know NoDefaultCurrentDirectoryInExePath"),
    ("cmd", "g in C:\\lab", "Wine's cmd takes the directory g.exe for a hit and fails"),
    ("cmd", "more in ", "MORE is a builtin of Wine's cmd, and more.com of Windows"),
    ("cmd", "PATH=;;", "Wine's cmd stops at an empty entry of PATH"),
    ("createprocess", "g in C:\\lab", "the directory g.exe is found, and is then not started"),
    (
        "createprocess",
        "sub\\deep in C:\\lab",
        "Wine looks along PATH for a name with a directory, against CreateProcessW's own page",
    ),
    ("reg query", "HKCU\\Software\\Lab Missing", "Wine's reg complains on its output stream"),
    ("reg query", "HKCU\\Software\\Lab\\Other", "Wine's reg complains on its output stream"),
    ("reg query", "HKCU\\Software\\Lab\\Nowhere", "Wine's reg complains on its output stream"),
    ("shellexecute", "registered", "Wine's App Paths are found with .exe only"),
    ("shellexecute", "other", "Wine's App Paths are found with .exe only"),
    ("shellexecute", "quoted", "Wine's App Paths are found with .exe only"),
];

/// What all tests compared so far.
static CASES: AtomicUsize = AtomicUsize::new(0);

/// What was compared.
#[derive(Default)]
pub struct Tally {
    right: usize,
    unknown: usize,
    known: Vec<String>,
    wrong: Vec<String>,
}

impl Tally {
    /// Counts one answer; `ours` is `None` where envsim leaves it open.
    pub fn judge(&mut self, who: &str, case: &str, ours: Option<&str>, theirs: &str) {
        let known = KNOWN
            .iter()
            .find(|(one, part, _)| *one == who && case.starts_with(part))
            .or_else(|| {
                KNOWN
                    .iter()
                    .find(|(one, part, _)| *one == who && part.contains('=') && case.contains(part))
            });
        match (ours, known) {
            (None, _) => self.unknown += 1,
            (Some(ours), _) if ours.eq_ignore_ascii_case(theirs) => self.right += 1,
            (Some(_), Some((.., cause))) => self.known.push(format!("{who} {case}: {cause}")),
            (Some(ours), None) => {
                self.wrong.push(format!("{who} {case}: envsim {ours:?}, Wine {theirs:?}"));
            }
        }
    }

    pub fn close(self, what: &str, least: usize) {
        let Self { right, unknown, known, wrong } = self;
        let all = right + unknown + known.len() + wrong.len();
        let so_far = CASES.fetch_add(all, Ordering::Relaxed) + all;
        println!(
            "{what}: {right} right, {unknown} unknown, {} known of Wine; {so_far} live cases so far",
            known.len()
        );
        for one in &known {
            println!("  Wine differs: {one}");
        }
        assert!(wrong.is_empty(), "{what}: {} wrong\n{}", wrong.len(), wrong.join("\n"));
        assert!(right >= least, "{what}: only {right} right");
    }
}
