//! Text that nests, or goes on and on.

use crate::random::Random;

/// What repeats: before the middle, the middle, behind it.
const FORMS: [(&str, &str, &str, &str, &str); 30] = [
    ("x => ", "(", "x", ")", ""),
    ("x => ", "[", "x", "]", ""),
    ("x => ", "{ ", "", " }", ""),
    ("x => ", "x ? 1 : ", "x", "", ""),
    ("x => ", "x ? ", "1", " : 2", ""),
    ("x => ", "x ** ", "2", "", ""),
    ("", "x => ", "x", "", ""),
    ("x => x", " + x", "", "", ""),
    ("x => x", " && x", "", "", ""),
    ("x => x", " ?? x", "", "", ""),
    ("x => x", " | 1", "", "", ""),
    ("x => x", " < x", "", "", ""),
    ("x => ", "-", "x", "", ""),
    ("x => ", "- ", "x", "", ""),
    ("x => ", "!", "x", "", ""),
    ("x => ", "typeof ", "x", "", ""),
    ("x => ", "Math.sin(", "x", ")", ""),
    ("x => ", "((x) => x + 1)(", "x", ")", ""),
    ("x => x", ".a", "", "", ""),
    ("x => t", "[x", "", "]", ""),
    ("x => { ", "if (x > 1) { ", "return 1", " }", " return 2 }"),
    (
        "x => { ",
        "if (x > 1) return 1; else ",
        "return 2",
        "",
        " }",
    ),
    ("x => { ", "while (x < 3) { ", "x++", " }", " return x }"),
    (
        "x => { ",
        "for (let i = 0; i < 2; i++) { ",
        "x++",
        " }",
        " return x }",
    ),
    ("x => { ", "a: ", "x++", "", "; return x }"),
    (
        "x => { switch (x) { ",
        "case 1: x++; ",
        "",
        "",
        "} return x }",
    ),
    (
        "x => { let s = 0; ",
        "s = s * x + 1; ",
        "",
        "",
        "return s }",
    ),
    ("x => { ", "x = ", "1", "", "; return x }"),
    ("x => `", "${`", "x", "`}", "`"),
    ("x => (", "x, ", "x", "", ")"),
];

/// One of the forms, a few times or a few thousand.
pub(crate) fn source(random: &mut Random) -> String {
    let (start, open, middle, close, end) = *random.pick(&FORMS);
    // As many of each order of magnitude, up to more than the front end takes.
    let most = 1 << (1 + random.below(14));
    let times = 1 + random.below(most);
    let mut text = start.to_owned();
    text.push_str(&open.repeat(times));
    text.push_str(middle);
    // Not always closed.
    let closed = if random.chance(10) {
        random.below(times)
    } else {
        times
    };
    text.push_str(&close.repeat(closed));
    text.push_str(end);
    text
}
