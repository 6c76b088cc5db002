//! What changed between two versions of a cell, line by line.

/// A line of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// In both.
    Same(String),
    /// Only in the old one.
    Removed(String),
    /// Only in the new one.
    Added(String),
}

/// The longest common subsequence of lines, with what each side has besides. Cells are short; quadratic is fine.
pub fn changes(old: &str, new: &str) -> Vec<Change> {
    let (a, b): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    // common[i][j]: lines that a[i..] and b[j..] share.
    let mut common = vec![vec![0_u32; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            common[i][j] = if a[i] == b[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            out.push(Change::Same(a[i].to_owned()));
            (i, j) = (i + 1, j + 1);
        } else if i < a.len() && (j == b.len() || common[i + 1][j] >= common[i][j + 1]) {
            out.push(Change::Removed(a[i].to_owned()));
            i += 1;
        } else {
            out.push(Change::Added(b[j].to_owned()));
            j += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(old: &str, new: &str, expected: &str) {
        let drawn: Vec<String> = changes(old, new)
            .into_iter()
            .map(|c| match c {
                Change::Same(l) => format!(" {l}"),
                Change::Removed(l) => format!("-{l}"),
                Change::Added(l) => format!("+{l}"),
            })
            .collect();
        assert_eq!(drawn.join("\n"), expected);
    }

    #[test]
    fn lines_are_told_apart() {
        check("", "", "");
        check("a\nb", "a\nb", " a\n b");
        check("a\nb\nc", "a\nx\nc", " a\n-b\n+x\n c");
        check("", "a", "+a");
        check("a\nb", "b", "-a\n b");
    }
}
