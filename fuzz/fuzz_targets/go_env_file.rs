//! Any bytes as the file that `go env -w` writes, and as a go.mod, on a machine that has a go.
#![no_main]

mod memory;

use std::rc::Rc;

use envsim::machine::recorded::{Node, Recorded};
use envsim::machine::{Facts, Installed, Machine, Platform};
use libfuzzer_sys::fuzz_target;

fn machine(bytes: &[u8]) -> Box<dyn Machine> {
    let mut facts = Facts::new(Platform::Linux);
    facts.arch = Some("amd64".into());
    facts.environment.insert("PATH".into(), Some("/usr/local/go/bin".into()));
    let installed = Installed { path: "/bin/bash".into(), version: None, variant: None };
    facts.shells.insert("bash".into(), installed);
    let mut machine = Recorded::new(facts);
    let text = |bytes: &[u8]| Node::File(Some(Rc::from(bytes)));
    machine.put("/usr/local/go/bin/go", Node::File(None), Some(0o755));
    machine.put("/usr/local/go/pkg/tool/linux_amd64", Node::Directory, None);
    machine.put("/usr/local/go/VERSION", text(b"go1.24.1\n"), None);
    machine.put("/home/me/.config/go/env", text(bytes), None);
    machine.put("/home/me/go.mod", text(bytes), None);
    Box::new(machine)
}

fuzz_target!(|bytes: &[u8]| {
    let files = memory::OneFile("", b"");
    let live = || machine(bytes);
    for words in [&["go-env"][..], &["go-env", "--plain"], &["go-env", "--json"]] {
        assert!(memory::ask(&files, &live, words) != 101);
    }
});
