//! What PowerShell changes in the block it is given before the first profile runs.

pub mod module_path;

/// PATH with the program's own directory in front, as 7 leaves it (`ConsoleHost.cs`, `Start`);
/// 5.1 does not touch PATH. Nothing is added where the text begins so already, case included.
pub fn path(inherited: Option<&str>, home: &str, separator: char) -> String {
    let prefix = format!("{home}{separator}");
    match inherited {
        Some(path) if path.starts_with(&prefix) => path.to_owned(),
        path => prefix + path.unwrap_or(""),
    }
}

/// PATHEXT on Windows, both editions but 6.0 to 6.2 (`AutomationEngine.cs`): `.CPL` is appended
/// unless an entry says so in any case; the rest of the text stays.
pub fn pathext(inherited: Option<&str>) -> String {
    let text = inherited.unwrap_or("");
    if text.split(';').any(|entry| entry.eq_ignore_ascii_case(".CPL")) {
        return text.to_owned();
    }
    let separator = if text.is_empty() || text.ends_with(';') { "" } else { ";" };
    format!("{text}{separator}.CPL")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seven_puts_its_own_directory_first_once() {
        let rows = [
            (Some("/usr/bin"), "/opt/ps:/usr/bin"),
            (Some("/opt/ps:/usr/bin"), "/opt/ps:/usr/bin"),
            (Some("/opt/ps"), "/opt/ps:/opt/ps"),
            (Some("/OPT/ps:/usr/bin"), "/opt/ps:/OPT/ps:/usr/bin"),
            (Some("/a:/opt/ps:/b"), "/opt/ps:/a:/opt/ps:/b"),
            (Some(""), "/opt/ps:"),
            (None, "/opt/ps:"),
        ];
        for (inherited, expected) in rows {
            assert_eq!(path(inherited, "/opt/ps", ':'), expected, "{inherited:?}");
        }
    }

    #[test]
    fn control_panel_items_are_appended_once() {
        let rows = [
            (None, ".CPL"),
            (Some(""), ".CPL"),
            (Some(".EXE"), ".EXE;.CPL"),
            (Some(".EXE;"), ".EXE;.CPL"),
            (Some(";"), ";.CPL"),
            (Some(" "), " ;.CPL"),
            (Some(".cpl;.EXE"), ".cpl;.EXE"),
            (Some(".CPL ;.EXE"), ".CPL ;.EXE;.CPL"),
            (Some(" .CPL"), " .CPL;.CPL"),
        ];
        for (inherited, expected) in rows {
            assert_eq!(pathext(inherited), expected, "{inherited:?}");
        }
    }
}
