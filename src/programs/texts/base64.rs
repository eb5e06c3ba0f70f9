//! `base64`.

use super::COREUTILS;
use crate::programs::options::{NO, Options, YES};
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&BASE64];

/// base64(1).
pub static BASE64: Program = Program::new(&["base64"], "both ways, -w", COREUTILS, base64);

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(run: &mut Run<'_>) -> Followed {
    let long = [("decode", 'd', NO), ("wrap", 'w', YES), ("ignore-garbage", 'i', NO)];
    let options = Options::read(&run.arguments, "dw:", &long, false)?;
    if options.operands.len() > 1 {
        return Err(Cannot::NotFollowed);
    }
    let width: usize =
        options.value('w').unwrap_or("76").parse().map_err(|_| Cannot::NotFollowed)?;
    let (texts, failed) = run.texts(&options.operands)?;
    let text: String = texts.into_iter().map(|(_, text)| text).collect();
    if failed {
        return Ok(1);
    }
    if options.has('d') {
        let bytes = decoded(&text).ok_or(Cannot::NotFollowed)?;
        run.out = String::from_utf8(bytes).map_err(|_| Cannot::NotFollowed)?;
        return Ok(0);
    }
    let whole = encoded(text.as_bytes());
    if width == 0 {
        run.out = whole;
        return Ok(0);
    }
    for start in (0..whole.len()).step_by(width) {
        run.out.push_str(&whole[start..(start + width).min(whole.len())]);
        run.out.push('\n');
    }
    Ok(0)
}

/// The letters of some bytes.
pub fn encoded(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 4 / 3 + 4);
    for chunk in bytes.chunks(3) {
        let at = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let group = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            match place <= chunk.len() {
                true => out.push(char::from(LETTERS[(group >> (18 - 6 * place)) as usize & 63])),
                false => out.push('='),
            }
        }
    }
    out
}

/// The bytes of some letters.
pub fn decoded(text: &str) -> Option<Vec<u8>> {
    let plain: Vec<u8> = text.bytes().filter(|byte| *byte != b'\n').collect();
    if !plain.len().is_multiple_of(4) {
        return None;
    }
    let mut out = Vec::new();
    for chunk in plain.chunks(4) {
        let padding = chunk.iter().rev().take_while(|byte| **byte == b'=').count();
        let mut group = 0u32;
        for byte in &chunk[..4 - padding] {
            let value = LETTERS.iter().position(|letter| letter == byte)? as u32;
            group = group << 6 | value;
        }
        group <<= 6 * padding as u32;
        let bytes = group.to_be_bytes();
        out.extend_from_slice(&bytes[1..4 - padding]);
    }
    Some(out)
}
