//! The rules of both editions, case by case: what a script leaves in `$env:R`, what it reports.

mod powershell_support;

#[test]
fn the_rules_of_both_editions_hold() {
    let tally = powershell_support::judge::all(include_str!("data/powershell-facts.txt"));
    println!("facts: {tally}");
    assert!(tally.right >= 500, "{tally}: the cases were read and understood");
    assert!(tally.unknown * 20 <= tally.right, "{tally}: more than one in twenty is unknown");
    assert_eq!(tally.wrong, 0, "{tally}");
}

#[test]
fn fragments_of_profiles_leave_what_the_rules_say() {
    let tally = powershell_support::judge::all(include_str!("data/powershell-fragments.txt"));
    println!("fragments: {tally}");
    assert!(tally.right >= 200, "{tally}: the cases were read and understood");
    assert!(tally.unknown * 20 <= tally.right, "{tally}: more than one in twenty is unknown");
    assert_eq!(tally.wrong, 0, "{tally}");
}

#[test]
fn every_kind_of_object_and_command_does_what_its_source_says() {
    let tally = powershell_support::judge::all(include_str!("data/powershell-kinds.txt"));
    println!("kinds: {tally}");
    assert!(tally.right >= 800, "{tally}: the cases were read and understood");
    assert!(tally.unknown * 20 <= tally.right, "{tally}: more than one in twenty is unknown");
    assert_eq!(tally.wrong, 0, "{tally}");
}
