//! XML as a tree.

use roxmltree::Document;

/// So many attributes may one element have: the parser compares each with all before it.
const MOST: usize = 512;

/// The tree of a text; `None` where it is not well formed, or has more than that of one element.
pub fn tree(text: &str) -> Option<Document<'_>> {
    if is_too_wide(text) {
        return None;
    }
    Document::parse(text).ok()
}

/// Whether one element has more attributes than are followed.
pub fn is_too_wide(text: &str) -> bool {
    most_attributes(text) > MOST
}

/// At least as many as the element with the most attributes has.
fn most_attributes(text: &str) -> usize {
    let (mut most, mut count) = (0, 0);
    let (mut inside, mut quote) = (false, None);
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        match (byte, quote) {
            (_, Some(mark)) if byte == mark => quote = None,
            (_, Some(_)) => {}
            // Remarks and instructions hold none.
            (b'<', None) => {
                (inside, count) = (!matches!(bytes.peek(), Some(b'!' | b'?')), 0);
            }
            (b'>', None) => inside = false,
            (b'"' | b'\'', None) if inside => {
                quote = Some(byte);
                count += 1;
                most = most.max(count);
            }
            _ => {}
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_counted_within_their_element() {
        assert_eq!(most_attributes("<a b='<c d=\"' e='f'/><g h='i'/>"), 2);
        assert_eq!(most_attributes("<!-- it's --><a b='c'>it's</a>"), 1);
        let many = |count: usize| {
            let all: String = (0..count).map(|at| format!(" a{at}='b'")).collect();
            format!("<a{all}/>")
        };
        assert!(tree(&many(MOST)).is_some() && tree(&many(MOST + 1)).is_none());
        assert!(tree("<a>").is_none());
    }
}
