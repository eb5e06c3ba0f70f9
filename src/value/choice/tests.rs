use super::super::Origin;
use super::*;

fn undecided() -> Rc<Unknown> {
    Rc::new(Unknown::new("depends on the terminal", Origin::Default("test".into())))
}

fn by(text: &str, origin: &str) -> Value {
    Value::known(text, Origin::Default(origin.into()))
}

fn known(text: &str) -> Value {
    by(text, "test")
}

fn texts(value: &Value) -> Vec<(String, String)> {
    let all = value.alternatives().unwrap_or_default();
    all.iter()
        .map(|one| (one.when.to_string(), one.value.text().unwrap_or_default().into_owned()))
        .collect()
}

fn pair(when: &str, text: &str) -> (String, String) {
    (when.to_owned(), text.to_owned())
}

#[test]
fn equal_branches_stay_known() {
    let joined = Value::join(&undecided(), ("a", &known("x")), ("b", &known("x")));
    assert_eq!(joined.text().as_deref(), Some("x"));
}

#[test]
fn different_branches_are_enumerated_with_what_follows() {
    let joined = Value::join(&undecided(), ("-t 0", &known("x")), ("not -t 0", &known("y")));
    let all = texts(&joined.then(known(":z")));
    assert_eq!(all, [pair("-t 0", "x:z"), pair("not -t 0", "y:z")]);
}

#[test]
fn what_both_branches_have_is_no_part_of_the_choice() {
    let tail = by("/usr/bin:/bin", "parent");
    let longer = by("/opt/bin:", "rc").then(tail.clone());
    let joined = Value::join(&undecided(), ("c", &longer), ("not c", &tail));
    assert!(
        matches!(joined.pieces(), [Piece::Choice(_), Piece::Text { text, .. }] if &**text == "/usr/bin:/bin")
    );
    let same_place =
        Value::join(&undecided(), ("c", &known("/b:/a:/z")), ("not c", &known("/a:/z")));
    assert!(
        matches!(same_place.pieces(), [Piece::Choice(_), Piece::Text { text, .. }] if &**text == "/a:/z")
    );
    let behind = Value::join(&undecided(), ("c", &known("/a:/z")), ("not c", &known("/a")));
    assert!(
        matches!(behind.pieces(), [Piece::Text { text, .. }, Piece::Choice(_)] if &**text == "/a")
    );
}

#[test]
fn one_decision_settles_every_value_it_made() {
    let condition = undecided();
    let one = Value::join_under(&condition, ("c", &known("a")), ("not c", &known("b")));
    let other = Value::join_under(&condition, ("c", &known("1")), ("not c", &known("2")));
    assert_eq!(texts(&one.then(other)), [pair("c", "a1"), pair("not c", "b2")]);
}

#[test]
fn many_undecided_appends_are_a_row_and_no_product() {
    let mut value = Value::empty();
    for _ in 0..400 {
        let (left, right) = (value.clone().then(by(":1", "l")), value.then(by(":2", "r")));
        value = Value::join(&undecided(), ("c", &left), ("not c", &right));
    }
    assert_eq!(value.pieces().len(), 400);
    assert_eq!(value.alternatives(), None);
    assert_eq!(value.is_empty(), Some(false));
}

#[test]
fn too_many_alternatives_leave_the_shared_end_known() {
    let end = by(":/usr/bin", "parent");
    let mut value = by("/0", "0").then(end.clone());
    for number in 1..20 {
        let other = by(&format!("/{number}"), &number.to_string()).then(end.clone());
        value = Value::join(&undecided(), ("c", &value), ("not c", &other));
    }
    assert!(value.pieces().len() == 2 && value.alternatives().is_none());
    assert!(
        matches!(value.pieces().last(), Some(Piece::Text { text, .. }) if &**text == ":/usr/bin")
    );
}

#[test]
fn a_value_joined_with_itself_behind_a_doubt_is_the_doubted_one() {
    let doubted = known("x").doubted(&undecided());
    for joined in [
        Value::join(&undecided(), ("c", &known("x")), ("not c", &doubted)),
        Value::join(&undecided(), ("c", &doubted), ("not c", &known("x"))),
    ] {
        assert_eq!(joined, doubted);
        assert_eq!(joined.likely().text().as_deref(), Some("x"));
    }
}

#[test]
fn doubts_behind_doubts_do_not_multiply() {
    let nested = || {
        let mut value = Value::known("a", Origin::Default("test".into()));
        for depth in 0..64 {
            let why = |letter: char| {
                Unknown::new(format!("{letter}{depth}"), Origin::Default("test".into()))
            };
            let (left, right) = (value.doubted(&why('x')), value.doubted(&why('y')));
            value = Value::join(&why('z'), ("one", &left), ("other", &right));
        }
        value
    };
    assert_eq!(nested(), nested());
    assert_eq!(nested().likely().text().as_deref(), Some("a"));
}
