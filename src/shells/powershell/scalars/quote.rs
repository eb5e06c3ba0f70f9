//! Quoted stretches in .NET's formats for dates and spans.

/// A quoted stretch at the head of these letters, and how many of them it takes.
pub fn quoted(letters: &[char]) -> Option<(String, usize)> {
    let quote = letters.first()?;
    let (mut inside, mut at) = (String::new(), 1);
    loop {
        match letters.get(at)? {
            letter if letter == quote => return Some((inside, at + 1)),
            '\\' => {
                inside.push(*letters.get(at + 1)?);
                at += 2;
            }
            letter => {
                inside.push(*letter);
                at += 1;
            }
        }
    }
}
