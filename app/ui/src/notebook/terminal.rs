//! What a program printed, as a terminal would show it: a carriage return goes back to the line's start.

/// Text that grows. Finished lines never change; only the last line can.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terminal {
    line: Vec<char>,
    cursor: usize,
    kept: usize,
    cut: u64,
}

/// Bytes of text kept per cell: enough to read, little enough that the page stays quick.
pub const KEEP: usize = 1 << 20;

impl Terminal {
    /// Takes in more text; returns the finished lines that came with it. The unfinished one is [`Terminal::line`].
    pub fn write(&mut self, text: &str) -> String {
        let mut finished = String::new();
        for c in text.chars() {
            if self.kept >= KEEP {
                self.cut += c.len_utf8() as u64;
                continue;
            }
            match c {
                '\n' => {
                    finished.extend(self.line.drain(..));
                    finished.push('\n');
                    self.cursor = 0;
                    self.kept += 1;
                }
                '\r' => self.cursor = 0,
                c => {
                    if self.cursor < self.line.len() {
                        self.line[self.cursor] = c;
                    } else {
                        self.line.push(c);
                        self.kept += c.len_utf8();
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

    /// Bytes that were not kept.
    pub fn cut(&self) -> u64 {
        self.cut
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pieces: &[&str], finished: &str, line: &str) {
        let mut terminal = Terminal::default();
        let got: String = pieces.iter().map(|p| terminal.write(p)).collect();
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
    fn ten_megabytes_are_cut() {
        let mut terminal = Terminal::default();
        let shown = terminal.write(&"0123456789\n".repeat(1_000_000));
        assert!(shown.len() <= KEEP);
        assert_eq!((shown.len() + terminal.line().len()) as u64 + terminal.cut(), 11_000_000);
    }
}
