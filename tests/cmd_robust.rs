//! No bytes make cmd's parser or evaluator panic, overflow or run for ever.

mod cmd_support;

use cmd_support::{Dialect, plain_block, rows, run};
use envsim::shells::by_name;

/// Numbers that are the same in every run (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

const PIECES: &[&str] = &[
    "%", "^", "\"", "(", ")", "&", "|", ">", "<", "!", "\r\n", "^\r\n", ":", "=", "~", "%%",
    " do ", " in (", "if ", "else ", "for ", "call ", "goto ", "set ", "/a ", "/f ", "\u{0}",
    "\u{1a}", "ü", "\u{FDD0}", "%~$", "1", "-", "rem ", "@",
];

#[test]
fn mutated_rows_never_panic() {
    let rows = rows(include_str!("data/cmd/rows.txt"));
    let mut dice = Dice(0x5eed_cafe_f00d_0001);
    let shell = by_name("cmd");
    for turn in 0..600 {
        let mut text = rows[dice.below(rows.len())].text.clone().into_bytes();
        for _ in 0..=dice.below(6) {
            let at = dice.below(text.len() + 1);
            match dice.below(3) {
                0 => {
                    let end = (at + dice.below(8)).min(text.len());
                    text.drain(at..end);
                }
                1 => text.insert(at, dice.below(256) as u8),
                _ => {
                    let piece = PIECES[dice.below(PIECES.len())].bytes();
                    text.splice(at..at, piece);
                }
            }
        }
        let dialect = [Dialect::Bat, Dialect::Cmd, Dialect::Line][turn % 3];
        run(dialect, &text, &plain_block());
        let outline = shell.map(|shell| shell.outline(&String::from_utf8_lossy(&text)));
        assert!(outline.is_some());
    }
}

fn ends(text: &str) -> cmd_support::Outcome {
    run(Dialect::Bat, text.as_bytes(), &plain_block())
}

#[test]
fn ten_megabytes_of_parentheses() {
    let outcome = ends(&"(".repeat(10 << 20));
    assert!(!outcome.complete);
    let problems = by_name("cmd").map(|shell| shell.outline(&"(".repeat(10 << 20)).problems.len());
    assert_eq!(problems, Some(1));
}

#[test]
fn a_flood_of_other_things() {
    for unit in
        ["a&", "^", "\"", "%", "!", "if 1==1 ", "for %%i in (a) do ", "set A=%A%x\r\n", ")", "@"]
    {
        let count = (1 << 17) / unit.len();
        ends(&unit.repeat(count));
    }
}

#[test]
fn a_file_that_runs_itself_is_left_and_reported() {
    assert!(!ends("call frag.bat\r\nset A=1\r\n").complete);
    assert!(!ends("frag.bat\r\n").complete);
    assert!(!ends(":x\r\ncall :x\r\n").complete);
}

#[test]
fn a_loop_without_end_is_left_and_reported() {
    assert!(!ends(":x\r\nset /a N+=1\r\ngoto x\r\n").complete);
    assert!(!ends("for /l %%i in (1,0,2) do set A=%%i\r\n").complete);
}

#[test]
fn nul_and_utf16() {
    let outcome = ends("set A=1\r\nset B=\u{0}x\r\nset C=3\r\n");
    assert_eq!(outcome.environment.get("C"), Some(&Some("3".to_owned())));
    let wide: Vec<u8> = "\u{feff}set A=1\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let outcome = run(Dialect::Bat, &wide, &plain_block());
    assert_eq!(outcome.environment.get("A"), None);
}

#[test]
fn a_mark_of_utf8_spoils_the_first_command_only() {
    let outcome = ends("\u{feff}set A=1\r\nset B=2\r\n");
    assert_eq!(outcome.environment.get("A"), None);
    assert_eq!(outcome.environment.get("B"), Some(&Some("2".to_owned())));
}
