//! The address of a certificate as a QR code.

use qrcode::{EcLevel, QrCode};

/// A code: how many modules are on a side, and which are dark, row by row. Without the quiet zone around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// Modules on a side.
    pub side: usize,
    /// Which are dark.
    pub dark: Vec<bool>,
}

/// The code of a text; empty where the text is longer than a code can hold.
pub fn modules(text: &str) -> Code {
    // A quarter may be lost to a fold in the paper.
    match QrCode::with_error_correction_level(text, EcLevel::Q) {
        Ok(code) => {
            let dark = code.to_colors().into_iter().map(|c| c == qrcode::Color::Dark).collect();
            Code { side: code.width(), dark }
        }
        Err(_) => Code { side: 0, dark: Vec::new() },
    }
}

/// The code as the size of a square and an SVG path in it.
pub fn path(text: &str) -> (usize, String) {
    let code = modules(text);
    let path = code.runs().map(|(x, y, length)| format!("M{x} {y}h{length}v1h-{length}z")).collect();
    (code.side, path)
}

impl Code {
    /// Dark modules that lie side by side: column, row, how many.
    pub fn runs(&self) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
        let rows = self.dark.chunks(self.side.max(1)).enumerate();
        rows.flat_map(|(y, row)| {
            let mut x = 0;
            std::iter::from_fn(move || {
                x += row.get(x..)?.iter().position(|dark| *dark)?;
                let length = row[x..].iter().take_while(|dark| **dark).count();
                x += length;
                Some((x - length, y, length))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_cover_the_dark_modules_and_no_others() {
        let code = modules("https://academy.example/certificates/9f3k2-qxw7m-4h8pr-z6tnd");
        let mut drawn = vec![false; code.dark.len()];
        for (x, y, length) in code.runs() {
            drawn[y * code.side + x..][..length].fill(true);
        }
        assert!(code.side >= 21);
        assert_eq!(drawn, code.dark);
    }

    #[test]
    fn what_no_code_can_hold_is_left_out() {
        assert_eq!(path(&"x".repeat(10_000)), (0, String::new()));
    }
}
