//! `sysctl`, which profiles of macOS ask how many processors there are.

use crate::machine::Platform;
use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::Shape;

/// What is followed here.
pub const ALL: &[&Program] = &[&SYSCTL];

/// sysctl(8) of macOS.
pub static SYSCTL: Program = Program::new(
    &["sysctl"],
    "-n of macOS: the number of processors is above zero, their name not empty",
    "sysctl(8) and sysctl(3) of macOS 14",
    sysctl,
)
.portable();

/// Numbers above zero (sysctl(3), CTL_HW).
const COUNTS: &[&str] = &[
    "hw.activecpu",
    "hw.logicalcpu",
    "hw.logicalcpu_max",
    "hw.memsize",
    "hw.ncpu",
    "hw.physicalcpu",
    "hw.physicalcpu_max",
];

fn sysctl(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let mac = run.machine().platform() == Platform::MacOs;
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["-n", name] if mac && COUNTS.contains(name) => {
            Err(Cannot::tell("is a number of this machine", Shape::Positive))
        }
        ["-n", "machdep.cpu.brand_string" | "hw.model"] if mac => {
            Err(Cannot::tell("names this machine's hardware", Shape::Filled))
        }
        _ => Err(Cannot::NotFollowed),
    }
}
