//! What a program printed, as a terminal would show it: a carriage return goes back to the line's start.

/// Text that grows. Finished lines never change; only the last line can.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terminal {
    line: Vec<char>,
    cursor: usize,
}

/// Characters after which the beginning of a line counts as finished: drawing a line anew costs its length.
const WIDE: usize = 8 << 10;

impl Terminal {
    /// Takes in more text; returns what was finished by it. The unfinished line is [`Terminal::line`].
    pub fn write(&mut self, text: &str) -> String {
        let mut finished = String::new();
        for c in text.chars() {
            match c {
                '\n' => {
                    finished.extend(self.line.drain(..));
                    finished.push('\n');
                    self.cursor = 0;
                }
                '\r' => self.cursor = 0,
                c => {
                    if self.cursor < self.line.len() {
                        self.line[self.cursor] = c;
                    } else {
                        if self.line.len() >= WIDE {
                            finished.extend(self.line.drain(..));
                            self.cursor = 0;
                        }
                        self.line.push(c);
                    }
                    self.cursor += 1;
                }
            }
        }
        finished
    }

    /// The last line, not finished yet.
    pub fn line(&self) -> String {
        self.line.iter().collect()
    }
}

/// A text in pieces of at most `most` bytes, each of which ends with a line where one ends in time.
pub fn pieces(text: &str, most: usize) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.floor_char_boundary(most.min(rest.len()));
        let end = if end == rest.len() { end } else { rest[..end].rfind('\n').map_or(end, |newline| newline + 1) };
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(texts: &[&str], finished: &str, line: &str) {
        let mut terminal = Terminal::default();
        let got: String = texts.iter().map(|p| terminal.write(p)).collect();
        assert_eq!((got.as_str(), terminal.line().as_str()), (finished, line));
    }

    #[test]
    fn lines_and_returns() {
        check(&["a\nb"], "a\n", "b");
        check(&["10%", "\r20%", "\r100%\n"], "100%\n", "");
        check(&["abc\rX"], "", "Xbc");
        check(&["步 1\r步 2"], "", "步 2");
        check(&["windows\r\nline"], "windows\n", "line");
    }

    #[test]
    fn a_line_without_end_does_not_stay_unfinished() {
        let mut terminal = Terminal::default();
        let finished = terminal.write(&"x".repeat(1_000_000));
        assert!(terminal.line().len() <= WIDE);
        assert_eq!(finished.len() + terminal.line().len(), 1_000_000);
    }

    #[test]
    fn pieces_end_with_lines() {
        let check = |text: &str, expected: &[&str]| assert_eq!(pieces(text, 6).collect::<Vec<_>>(), expected);
        check("", &[]);
        check("ab\ncd\n", &["ab\ncd\n"]);
        check("ab\ncd\nef\n", &["ab\ncd\n", "ef\n"]);
        check("abcdefgh\n", &["abcdef", "gh\n"]);
        check("步步步\n", &["步步", "步\n"]);
    }
}
