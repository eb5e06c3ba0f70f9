//! Windows PowerShell 5.1, of which there is no recording: own fragments of profiles.

mod powershell_support;

#[test]
fn fragments_for_windows_powershell_leave_what_its_rules_say() {
    let tally = powershell_support::judge::all(include_str!("data/powershell-51.txt"));
    println!("5.1: {tally}");
    assert!(tally.right >= 150, "{tally}: the cases were read and understood");
    assert!(tally.unknown * 20 <= tally.right, "{tally}: more than one in twenty is unknown");
    assert_eq!(tally.wrong, 0, "{tally}");
}
