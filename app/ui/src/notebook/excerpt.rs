//! The beginning and the end of what is too much to show or to keep.

use cells::{Notice, Output, Traceback};

use crate::words::Words;

/// Bytes of a traceback that are shown: a message of megabytes would stall the page.
const TRACEBACK: usize = 32 << 10;
/// Bytes of an exception's message that the editor shows beside the line.
const MESSAGE: usize = 2 << 10;

/// Beginning and end of a text longer than `most` bytes, and how many bytes lie between; `None` where all of it fits.
pub fn ends(text: &str, most: usize) -> Option<(&str, u64, &str)> {
    if text.len() <= most {
        return None;
    }
    let (head, tail) = (text.floor_char_boundary(most / 2), text.ceil_char_boundary(text.len() - most / 2));
    Some((&text[..head], (tail - head) as u64, &text[tail..]))
}

/// A traceback that a page can show.
pub fn bounded(w: Words, traceback: Traceback) -> Traceback {
    let shorten = |text: String, most: usize| match ends(&text, most) {
        Some((head, cut, tail)) => format!("{head}\n{}\n{tail}", gap(w, cut)),
        None => text,
    };
    Traceback { text: shorten(traceback.text, TRACEBACK), message: shorten(traceback.message, MESSAGE), ..traceback }
}

/// Outputs of at most `most` bytes: first a long text loses its middle, then what lies between the first and the last
/// outputs is left out. A notice says how much, in its place.
pub fn fit(outputs: Vec<Output>, most: usize) -> Vec<Output> {
    if outputs.iter().map(weight).sum::<usize>() <= most {
        return outputs;
    }
    let pieces: Vec<Output> = outputs.into_iter().flat_map(|output| split(output, most / 2)).collect();
    let mut room = most / 2;
    let mut fits = |output: &&Output| {
        let fits = weight(output) <= room;
        room = room.saturating_sub(weight(output));
        fits
    };
    let front = pieces.iter().take_while(&mut fits).count();
    let mut room = most / 2;
    let mut fits = |output: &&Output| {
        let fits = weight(output) <= room;
        room = room.saturating_sub(weight(output));
        fits
    };
    let back = pieces[front..].iter().rev().take_while(&mut fits).count();
    let middle = &pieces[front..pieces.len() - back];
    let cut: u64 = middle.iter().map(|output| weight(output) as u64 + already_cut(output)).sum();
    let mut kept = pieces[..front].to_vec();
    kept.extend((cut > 0).then_some(Output::Notice { notice: Notice::OutputCut { bytes: cut } }));
    kept.extend_from_slice(&pieces[pieces.len() - back..]);
    kept
}

/// What a reader is told where something was left out.
pub fn gap(w: Words, bytes: u64) -> String {
    w.with("cell.gap", &[("size", &size(bytes))])
}

/// `3.4 MB`, `12 KB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..=999 => format!("{bytes} B"),
        1_000..=999_999 => format!("{} KB", bytes / 1_000),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

fn split(output: Output, most: usize) -> Vec<Output> {
    let halves = match &output {
        Output::Stream { text, .. } | Output::Value { text } => ends(text, most),
        _ => None,
    };
    let Some((head, bytes, tail)) = halves else { return vec![output] };
    let with = |text: &str| match &output {
        Output::Stream { name, .. } => Output::Stream { name: *name, text: text.to_owned() },
        _ => Output::Value { text: text.to_owned() },
    };
    vec![with(head), Output::Notice { notice: Notice::OutputCut { bytes } }, with(tail)]
}

fn weight(output: &Output) -> usize {
    match output {
        Output::Stream { text, .. } | Output::Value { text } => text.len(),
        Output::Figure { svg, alt } => svg.len() + alt.len(),
        Output::Error(traceback) => traceback.text.len() + traceback.message.len(),
        Output::Notice { .. } | Output::Clear { .. } => 0,
    }
}

fn already_cut(output: &Output) -> u64 {
    match output {
        Output::Notice { notice: Notice::OutputCut { bytes } } => *bytes,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use cells::StreamName;
    use course::model::Lang;

    use super::*;

    #[test]
    fn a_long_text_keeps_both_ends() {
        assert_eq!(ends("abc", 3), None);
        assert_eq!(ends("abcdefgh", 4), Some(("ab", 4, "gh")));
        // Never inside of a character.
        assert_eq!(ends("步步步步", 8), Some(("步", 6, "步")));
    }

    #[test]
    fn a_traceback_of_megabytes_is_cut() {
        let long = "e".repeat(10_000_000);
        let traceback = Traceback {
            name: "ValueError".into(),
            message: long.clone(),
            text: format!("Traceback (most recent call last):\n{long}\nValueError"),
            line: Some(1),
            column: None,
        };
        let cut = bounded(Words(Lang::En), traceback);
        assert!(cut.text.len() < TRACEBACK + 100 && cut.message.len() < MESSAGE + 100);
        assert!(cut.text.starts_with("Traceback") && cut.text.ends_with("ValueError"));
        assert!(cut.text.contains("10.0 MB left out"), "{}", &cut.text[TRACEBACK / 2..][..100]);
    }

    /// Outputs drawn as letters: `a5` a stream of five bytes, `f5` a figure, `-5` a notice of five bytes cut.
    fn check(outputs: &[(char, usize)], most: usize, expected: &str) {
        let outputs = outputs.iter().map(|(kind, n)| match kind {
            'f' => Output::Figure { svg: "f".repeat(*n), alt: String::new() },
            kind => Output::Stream { name: StreamName::Stdout, text: kind.to_string().repeat(*n) },
        });
        let drawn: Vec<String> = fit(outputs.collect(), most)
            .iter()
            .map(|output| match output {
                Output::Stream { text, .. } => format!("{}{}", &text[..1], text.len()),
                Output::Notice { .. } => format!("-{}", already_cut(output)),
                other => format!("f{}", weight(other)),
            })
            .collect();
        assert_eq!(drawn.join(" "), expected);
    }

    #[test]
    fn outputs_keep_what_fits_and_say_what_is_gone() {
        check(&[('a', 5), ('f', 5)], 10, "a5 f5");
        check(&[('a', 100)], 40, "a10 -80 a10");
        check(&[('f', 4), ('f', 4), ('f', 4), ('f', 4)], 8, "f4 -8 f4");
        check(&[('f', 50)], 8, "-50");
        check(&[('a', 100), ('f', 30), ('b', 2)], 40, "a10 -80 a10 -30 b2");
    }
}
