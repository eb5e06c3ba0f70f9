//! Numbers that look random, the same in every run.
#![allow(dead_code, reason = "every test uses a part of it")]

/// A generator of the linear kind.
pub struct Dice(pub u64);

impl Dice {
    /// A number below `count`.
    pub fn below(&mut self, count: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % count
    }

    /// Some of the lines, each ended.
    pub fn some(&mut self, lines: &[&str], most: usize) -> String {
        let count = self.below(most + 1);
        (0..count).map(|_| format!("{}\n", lines[self.below(lines.len())])).collect()
    }
}
