//! Any text as a session's name: refused, or read again from what it is shown as.
#![no_main]

use envsim::machine::Platform;
use envsim::session::Spec;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    for platform in [Platform::Windows, Platform::Linux, Platform::MacOs] {
        let Ok(spec) = Spec::parse(&text, platform) else { continue };
        let shown = spec.to_string();
        let again = Spec::parse(&shown, platform).map(|spec| spec.to_string());
        assert_eq!(again.as_ref(), Ok(&shown), "{text}");
    }
});
