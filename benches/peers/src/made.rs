//! Pieces in an order that a seed decides.

/// About `bytes` bytes of pieces, the character U+0001 in them being a number.
pub fn up(pieces: &[&str], seed: u64, bytes: usize) -> String {
    let mut state = seed | 1;
    let mut text = String::with_capacity(bytes + 512);
    while text.len() < bytes {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let number = (state % 997).to_string();
        let index = usize::try_from(state >> 32).unwrap_or(0) % pieces.len();
        text.push_str(&pieces[index].replace('\u{1}', &number));
        text.push('\n');
    }
    text
}
