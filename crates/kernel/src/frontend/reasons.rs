//! Why a function cannot be read or cannot run natively, and where in its source that shows.
//!
//! Offsets inside the front end are UTF-8 bytes of the function's own text; people and editors
//! count lines and UTF-16 columns, so [`Locator`] translates at the border.

/// How much of a very long (minified) source line a reason quotes beyond the place it points at.
const SNIPPET_TAIL: usize = 120;

/// One obstacle: what stands there, why it matters, what would help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Stable, kebab-case: `unknown-variable`, `math-random`, `too-large`, …
    pub code: &'static str,
    /// One or two sentences for the author of the function.
    pub message: String,
    /// 1-based line in the function's own source.
    pub line: u32,
    /// 1-based column in UTF-16 code units.
    pub column: u32,
    /// The source line that `line` and `column` point into.
    pub snippet: String,
    /// How much of it is concerned, in UTF-16 code units.
    pub length: u32,
}

impl Reason {
    /// A reason about the whole source, whose text is too large to quote.
    pub(crate) fn whole(code: &'static str, message: String) -> Self {
        Self {
            code,
            message,
            line: 1,
            column: 1,
            snippet: String::new(),
            length: 0,
        }
    }
}

impl Reason {
    /// The same, told of a function that the compiled one calls.
    pub(crate) fn within(mut self, name: Option<&str>) -> Self {
        if let Some(name) = name {
            self.message = format!("in `{name}`, which it calls: {}", self.message);
        }
        self
    }
}

/// Turns byte offsets of one source text into lines and columns.
pub(crate) struct Locator<'s> {
    text: &'s str,
    /// Where each line begins.
    lines: Vec<usize>,
}

impl<'s> Locator<'s> {
    pub(crate) fn new(text: &'s str) -> Self {
        let mut lines = vec![0];
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            match c {
                '\r' if matches!(chars.peek(), Some((_, '\n'))) => {}
                '\n' | '\r' | '\u{2028}' | '\u{2029}' => lines.push(at + c.len_utf8()),
                _ => {}
            }
        }
        Self { text, lines }
    }

    /// Line and column of an offset; an offset inside a character or past the end is moved back.
    pub(crate) fn position(&self, offset: u32) -> (u32, u32) {
        let (line, start, at) = self.find(offset);
        let column = self.text[start..at].encode_utf16().count();
        (line as u32 + 1, column as u32 + 1)
    }

    /// A reason that points at an offset.
    pub(crate) fn reason(&self, code: &'static str, message: String, offset: u32) -> Reason {
        self.reason_over(code, message, offset, offset)
    }

    /// A reason that points at a stretch of text: its first line, if it has several.
    pub(crate) fn reason_over(
        &self,
        code: &'static str,
        message: String,
        offset: u32,
        end_offset: u32,
    ) -> Reason {
        let (index, start, at) = self.find(offset);
        let (line, column) = self.position(offset);
        let end = self
            .lines
            .get(index + 1)
            .copied()
            .unwrap_or(self.text.len());
        let full = self.text[start..end].trim_end_matches(['\n', '\r', '\u{2028}', '\u{2029}']);
        let cut = full.floor_char_boundary((at - start).saturating_add(SNIPPET_TAIL));
        let last = self.text.floor_char_boundary(end_offset as usize);
        let over = &full
            [(at - start).min(cut)..last.saturating_sub(start).clamp((at - start).min(cut), cut)];
        let length = over.encode_utf16().count();
        Reason {
            code,
            message,
            line,
            column,
            snippet: full[..cut].to_owned(),
            length: length.max(1) as u32,
        }
    }

    /// The index of the line, where it starts, and the offset on a character boundary.
    fn find(&self, offset: u32) -> (usize, usize, usize) {
        let at = self.text.floor_char_boundary(offset as usize);
        let line = self.lines.partition_point(|&start| start <= at) - 1;
        (line, self.lines[line], at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_and_utf16_columns() {
        let text = "a\r\nb😀c\u{2028}d\re\n";
        let locator = Locator::new(text);
        let at = |needle: char| locator.position(text.find(needle).unwrap() as u32);
        assert_eq!(at('a'), (1, 1));
        assert_eq!(at('b'), (2, 1));
        assert_eq!(at('c'), (2, 4));
        assert_eq!(at('d'), (3, 1));
        assert_eq!(at('e'), (4, 1));
        assert_eq!(locator.position(9999), (5, 1));
    }

    #[test]
    fn quotes_the_line_without_its_terminator() {
        let reason = Locator::new("one\r\ntwo x\r\n").reason("code", "why".into(), 9);
        assert_eq!(
            (reason.line, reason.column, reason.snippet.as_str()),
            (2, 5, "two x")
        );
    }

    #[test]
    fn an_offset_inside_a_character_is_moved_back() {
        assert_eq!(Locator::new("é😀").position(4), (1, 2));
    }

    #[test]
    fn a_minified_line_is_cut_behind_the_place() {
        let text = "x".repeat(5000);
        let reason = Locator::new(&text).reason("code", String::new(), 200);
        assert_eq!(reason.snippet.len(), 200 + SNIPPET_TAIL);
        assert_eq!(reason.column, 201);
        assert_eq!(reason.length, 1);
    }

    #[test]
    fn a_stretch_ends_with_its_line_or_with_what_is_quoted() {
        let over = |text: &str, start, end| {
            Locator::new(text)
                .reason_over("code", String::new(), start, end)
                .length
        };
        assert_eq!(over("a + b😀c", 4, 9), 3);
        assert_eq!(over("a + b\nc", 4, 7), 1);
        assert_eq!(over(&"x".repeat(5000), 10, 4000), SNIPPET_TAIL as u32);
        assert_eq!(over("a", 0, 9999), 1);
        assert_eq!(over("a", 9999, 0), 1);
    }
}
