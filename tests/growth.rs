//! Work grows as its input does: allocations and bytes at three sizes, no clock.
//!
//! Of the sizes `n`, `2n` and `4n` the growth is how much more the second doubling costs than the
//! first: 2 where work is linear, 4 where it is quadratic. What every question costs takes no part.

#[path = "growth/families.rs"]
mod families;
#[path = "growth/memory.rs"]
mod memory;

use families::{Family, bombs, families};

/// More than `n log n`, less than any power above one.
const MOST: f64 = 2.6;

/// An exception goes once a family is clear of the limit: near it the growth differs from run to run.
const NEAR: f64 = 0.3;

/// Families that grow worse for now, each with the growth it may have, and why.
const EXCEPTIONS: &[(&str, f64, &str)] = &[
    ("bash appends", 4.2, "every write of the history keeps the whole value"),
    ("cmd end of PATH", 4.2, "the value is written anew with every piece"),
    ("zsh path+=", 3.2, "the array and the scalar tied to it are both written anew"),
    ("powershell elements", 4.2, "the list is copied once in every turn of the loop"),
    (
        "powershell jobs among variables",
        4.2,
        "each job may change in place what every variable holds",
    ),
    ("zsh unique path", 3.2, "the array and the scalar tied to it are both written anew"),
];

/// The greater growth of allocations and of bytes.
fn growth(family: &Family) -> f64 {
    let cost = |times: usize| {
        let size = family.size * times;
        let info = memory::cost(family.words, &(family.scenario)(size));
        [info.count_total, info.bytes_total]
    };
    // Tables that are made once, by the first who asks, are no growth.
    let _ = cost(1);
    let [one, two, four] = [1, 2, 4].map(cost);
    let of = |at: usize| {
        let first = two[at].saturating_sub(one[at]).max(1) as f64;
        four[at].saturating_sub(two[at]) as f64 / first
    };
    println!("{:<45} {:.2} {:.2}", family.name, of(0), of(1));
    of(0).max(of(1))
}

fn judge(group: &str) {
    let mut wrong = Vec::new();
    for family in families().iter().filter(|family| family.name.starts_with(group)) {
        let growth = growth(family);
        let excuse = EXCEPTIONS.iter().find(|(name, ..)| *name == family.name);
        match excuse {
            None if growth > MOST => wrong.push(format!("{} grows by {growth:.2}", family.name)),
            Some((name, most, _)) if growth > *most => {
                wrong.push(format!("{name} grows by {growth:.2}, its exception allows {most}"));
            }
            Some((name, ..)) if growth <= MOST - NEAR => {
                wrong.push(format!("{name} grows by {growth:.2}: it needs its exception no more"));
            }
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn bash_profiles() {
    judge("bash ");
}

#[test]
fn zsh_and_sh_profiles() {
    judge("zsh ");
    judge("sh ");
}

#[test]
fn batch_files() {
    judge("cmd ");
}

#[test]
fn powershell_profiles() {
    judge("powershell ");
}

#[test]
fn machines() {
    judge("machine ");
}

#[test]
fn parsers() {
    judge("parse ");
}

#[test]
fn every_family_belongs_to_a_group() {
    const GROUPS: &[&str] = &["bash", "zsh", "sh", "cmd", "powershell", "machine", "parse"];
    let all = families();
    assert!(all.len() >= 40, "{}", all.len());
    for family in &all {
        let group = family.name.split(' ').next().unwrap_or_default();
        assert!(GROUPS.contains(&group), "{}", family.name);
    }
    let known = |name: &str| all.iter().any(|family| family.name == name);
    assert!(EXCEPTIONS.iter().all(|(name, _, why)| known(name) && !why.is_empty()));
}

/// What any input of at most 1 MiB may take, in bytes.
const MOST_MEMORY: u64 = 200_000_000;

#[test]
fn what_doubles_is_stopped() {
    for bomb in bombs() {
        let info = memory::cost(bomb.words, &(bomb.scenario)(bomb.size));
        println!("{:<45} {} MB", bomb.name, info.bytes_max / 1_000_000);
        assert!(info.bytes_max < MOST_MEMORY, "{}: {} bytes", bomb.name, info.bytes_max);
    }
}
