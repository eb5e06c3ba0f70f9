//! Terminal windows, by what they call themselves.

use super::Platform;

/// How the names begin that windows and multiplexers have in terminfo; consoles have others (`linux`, `vt220`, `dumb`:
/// systemd src/basic/terminal-util.c, `default_term_for_tty`).
const WINDOWS: &[&str] = &[
    "alacritty",
    "foot",
    "ghostty",
    "gnome",
    "konsole",
    "kitty",
    "mlterm",
    "putty",
    "rxvt",
    "screen",
    "st-",
    "tmux",
    "vte",
    "wezterm",
    "xterm",
];

/// How the device is named that such a window opens for its shell: a number follows (pts(4); macOS' tty(4)).
pub fn device_of_window(platform: Platform, term: &str) -> Option<&'static str> {
    if !WINDOWS.iter().any(|name| term.starts_with(name)) {
        return None;
    }
    match platform {
        Platform::Linux => Some("/dev/pts/"),
        Platform::MacOs => Some("/dev/ttys"),
        Platform::Windows => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_console_is_no_window() {
        assert_eq!(device_of_window(Platform::Linux, "xterm-256color"), Some("/dev/pts/"));
        assert_eq!(device_of_window(Platform::MacOs, "tmux"), Some("/dev/ttys"));
        assert_eq!(device_of_window(Platform::Linux, "linux"), None);
        assert_eq!(device_of_window(Platform::Linux, "vt220"), None);
    }
}
