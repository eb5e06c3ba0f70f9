use super::super::recorded::{Node, Recorded};
use super::super::{Facts, Kind, Platform};
use super::*;

#[test]
fn writes_are_seen_and_the_machine_below_is_not_touched() {
    let mut below = Recorded::new(Facts::new(Platform::Linux));
    below.put("/home/me/.bashrc", Node::File(Some(b"old".as_slice().into())), None);
    let over = Overlay::new(&below);
    let path = "/home/me/.config/go/env".to_owned();
    over.change(Change::File { path: path.clone(), bytes: b"GOBIN=/x".as_slice().into() });
    over.change(Change::Removed { path: "/home/me/.bashrc".into() });
    assert_eq!(over.read(&path).as_deref(), Ok(b"GOBIN=/x".as_slice()));
    assert!(over.is_directory("/home/me/.config"));
    let names: Vec<_> = over.list("/home/me").unwrap_or_default();
    assert_eq!(names, [Entry { name: ".config".into(), kind: Kind::Directory }]);
    assert!(below.is_file("/home/me/.bashrc"));
}

#[test]
fn what_may_have_been_written_may_have_come_with_its_directories() {
    let below = Recorded::new(Facts::new(Platform::Linux));
    let over = Overlay::new(&below);
    let path = "/home/me/.config/go/env".to_owned();
    over.change(Change::Undecided { path: path.clone(), why: "is open".into() });
    assert_eq!(over.read(&path), Err(Fault::Undecided("is open".into())));
    assert_eq!(over.status(&path).err(), Some(Fault::Undecided("is open".into())));
    assert_eq!(over.read("/home/me/.config/go/other"), Err(Fault::NotFound));
}

#[test]
fn a_registry_write_keeps_the_spelling_of_the_name() {
    let mut below = Recorded::new(Facts::new(Platform::Windows));
    below.put_registry("HKCU\\Environment", text_value("Path", "a"));
    let over = Overlay::new(&below);
    let value = text_value("PATH", "b");
    over.change(Change::Registry { key: "HKCU\\Environment".into(), value });
    assert_eq!(over.registry_values("HKCU\\environment"), [text_value("Path", "b")]);
}
