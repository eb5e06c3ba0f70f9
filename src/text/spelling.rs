//! Which known word was probably meant.

/// The known word that takes the fewest changes to reach, if it is near enough to be meant.
pub fn nearest<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let limit = word.chars().count() / 2 + 1;
    let mut meant = Meant::new(word, limit);
    known
        .filter_map(|one| Some((meant.distance(one)?, one)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, one)| one)
}

/// A word that is compared with many others.
pub struct Meant {
    word: Vec<char>,
    limit: usize,
    other: Vec<char>,
    /// The row that is filled, the one above, and the one above that.
    rows: [Vec<usize>; 3],
}

impl Meant {
    /// Words that take more changes than `limit` are not told apart.
    pub fn new(word: &str, limit: usize) -> Self {
        Self { word: word.chars().collect(), limit, other: Vec::new(), rows: Default::default() }
    }

    /// Insertions, deletions, replacements and swapped neighbours (optimal string alignment);
    /// `None` where they are more than the limit.
    pub fn distance(&mut self, other: &str) -> Option<usize> {
        let (most, length) = (self.limit, self.word.len());
        // A character has at most four bytes.
        if other.len() > 4 * (length + most) {
            return None;
        }
        self.other.clear();
        self.other.extend(other.chars());
        if self.other.len().abs_diff(length) > most {
            return None;
        }
        self.rows[1].clear();
        self.rows[1].extend(0..=self.other.len());
        for i in 0..length {
            if self.row(i) > most {
                return None;
            }
            self.rows.rotate_right(1);
        }
        Some(self.rows[1][self.other.len()]).filter(|distance| *distance <= most)
    }

    /// Fills the row of the letter `i`, only where the answer can still be within the limit, and
    /// returns its least number.
    fn row(&mut self, i: usize) -> usize {
        let far = self.limit + 1;
        let [row, above, before] = &mut self.rows;
        let (from, to) = (i.saturating_sub(self.limit), (i + far).min(self.other.len()));
        row.clear();
        row.resize(self.other.len() + 1, far);
        row[0] = (i + 1).min(far);
        let mut least = row[from];
        for j in from..to {
            let (letter, other) = (self.word[i], self.other[j]);
            let replaced = above[j] + usize::from(letter != other);
            let mut best = replaced.min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && self.word[i - 1] == other && self.other[j - 1] == letter {
                best = best.min(before[j - 1] + 1);
            }
            row[j + 1] = best;
            least = least.min(best);
        }
        least
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (word, limit, other, distance) in [
            ("kitten", 3, "sitting", Some(3)),
            ("kitten", 2, "sitting", None),
            ("gti", 2, "git", Some(1)),
            ("git", 2, "git", Some(0)),
            ("git", 1, "g", None),
            ("git", 2, "g", Some(2)),
            ("", 2, "ab", Some(2)),
            ("ab", 2, "", Some(2)),
            ("abcdefgh", 2, "xabcdefg", Some(2)),
            ("abcdefgh", 2, "bacdefhg", Some(2)),
            ("abcdefgh", 2, "badcefhg", None),
            ("größe", 1, "grösse", None),
            ("größe", 2, "grösse", Some(2)),
            ("ca", 3, "abc", Some(3)),
        ] {
            assert_eq!(Meant::new(word, limit).distance(other), distance, "{word} {other}");
        }
        assert_eq!(nearest("gti", ["go", "git", "tig"].into_iter()), Some("git"));
        assert_eq!(nearest("x", ["abc"].into_iter()), None);
    }

    /// The definition, without a limit and without sparing anything.
    fn plain(left: &[char], right: &[char]) -> usize {
        let (Some((a, left_rest)), Some((b, right_rest))) = (left.split_last(), right.split_last())
        else {
            return left.len().max(right.len());
        };
        let replaced = plain(left_rest, right_rest) + usize::from(a != b);
        let best = replaced.min(plain(left_rest, right) + 1).min(plain(left, right_rest) + 1);
        match (left, right) {
            ([left @ .., c, d], [right @ .., e, f]) if c == f && d == e => {
                best.min(plain(left, right) + 1)
            }
            _ => best,
        }
    }

    #[test]
    fn the_limit_changes_no_distance_within_it() {
        let words: Vec<Vec<char>> = (0..4_usize.pow(4))
            .map(|number| [1, 4, 16, 64].map(|place| b"abc "[number / place % 4] as char))
            .map(|letters| letters.into_iter().filter(|letter| *letter != ' ').collect())
            .collect();
        for left in words.iter().step_by(7) {
            let mut meant = [1, 2, 3].map(|most| Meant::new(&String::from_iter(left), most));
            for right in &words {
                let whole = plain(left, right);
                for (most, meant) in (1..).zip(&mut meant) {
                    let found = meant.distance(&String::from_iter(right));
                    assert_eq!(found, Some(whole).filter(|_| whole <= most), "{left:?} {right:?}");
                }
            }
        }
    }
}
