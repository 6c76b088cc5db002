//! The fonts of certificates, Latin and Chinese: which one has a letter, how wide text is, where its lines break, and its letters as
//! outlines.

use krilla::text::Font;
use rustybuzz::{
    Face, UnicodeBuffer,
    ttf_parser::{GlyphId, OutlineBuilder},
};

/// The fonts: Latin and Chinese, each regular and bold.
#[derive(Clone, Debug)]
pub struct Fonts {
    regular: [Cut; 2],
    bold: [Cut; 2],
}

/// A font: for the writer of PDF, and for measuring.
#[derive(Clone, Debug)]
pub(crate) struct Cut {
    font: Font,
    data: Vec<u8>,
}

/// A line from one point to another.
pub(crate) type Stroke = [(f32, f32); 2];

impl Fonts {
    /// From the font files; `None` if one of them is none.
    pub fn new(regular: Vec<u8>, bold: Vec<u8>, han: Vec<u8>, han_bold: Vec<u8>) -> Option<Fonts> {
        let cut = |data: Vec<u8>| {
            Face::from_slice(&data, 0)?;
            Some(Cut { font: Font::new(data.clone().into(), 0)?, data })
        };
        Some(Fonts { regular: [cut(regular)?, cut(han)?], bold: [cut(bold)?, cut(han_bold)?] })
    }

    /// The characters of a text that no font has, each once: with one of them there can be no PDF/A.
    pub fn lacks(&self, text: &str) -> String {
        let faces: Vec<Face<'_>> = self.bold.iter().filter_map(|cut| Face::from_slice(&cut.data, 0)).collect();
        let mut lacking = String::new();
        for c in text.chars() {
            if !lacking.contains(c) && faces.iter().all(|face| face.glyph_index(c).is_none()) {
                lacking.push(c);
            }
        }
        lacking
    }

    /// The text in pieces that one font has: the Latin one where it can, the Chinese one elsewhere.
    pub(crate) fn runs<'t>(&self, text: &'t str, bold: bool) -> Vec<(&Cut, &'t str)> {
        let [latin, han] = if bold { &self.bold } else { &self.regular };
        let face = Face::from_slice(&latin.data, 0);
        let has = |c: char| c == ' ' || face.as_ref().is_some_and(|face| face.glyph_index(c).is_some());
        let mut runs: Vec<(&Cut, &str)> = Vec::new();
        let mut start = 0;
        for (at, c) in text.char_indices() {
            let next = at + c.len_utf8();
            let ends = text[next..].chars().next().is_none_or(|after| has(after) != has(c));
            if ends {
                runs.push((if has(c) { latin } else { han }, &text[start..next]));
                start = next;
            }
        }
        runs
    }

    /// How wide a line of text is.
    pub(crate) fn width(&self, text: &str, bold: bool, size: f32) -> f32 {
        self.runs(text, bold).into_iter().map(|(cut, run)| cut.advance(run, size)).sum()
    }

    /// The outlines of a line of bold text that begins at a point, y pointing down; curves as a few straight strokes.
    pub(crate) fn outline(&self, text: &str, size: f32, (x, y): (f32, f32)) -> Vec<Stroke> {
        let mut strokes = Vec::new();
        let mut x = x;
        for (cut, run) in self.runs(text, true) {
            let Some(face) = Face::from_slice(&cut.data, 0) else { continue };
            let scale = size / face.units_per_em() as f32;
            let shaped = shape(&face, run);
            for (glyph, position) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
                let from = (x + position.x_offset as f32 * scale, y - position.y_offset as f32 * scale);
                let mut tracer = Tracer { from, scale, start: from, at: from, strokes: &mut strokes };
                face.outline_glyph(GlyphId(u16::try_from(glyph.glyph_id).unwrap_or_default()), &mut tracer);
                x += position.x_advance as f32 * scale;
            }
        }
        strokes
    }
}

impl Cut {
    /// For the writer of PDF.
    pub(crate) fn font(&self) -> Font {
        self.font.clone()
    }

    /// How far text of this font reaches.
    pub(crate) fn advance(&self, text: &str, size: f32) -> f32 {
        let Some(face) = Face::from_slice(&self.data, 0) else { return 0.0 };
        let units: i32 = shape(&face, text).glyph_positions().iter().map(|p| p.x_advance).sum();
        units as f32 * size / face.units_per_em() as f32
    }
}

fn shape(face: &Face<'_>, text: &str) -> rustybuzz::GlyphBuffer {
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    rustybuzz::shape(face, &[], buffer)
}

/// Follows the outline of a letter.
struct Tracer<'s> {
    from: (f32, f32),
    scale: f32,
    start: (f32, f32),
    at: (f32, f32),
    strokes: &'s mut Vec<Stroke>,
}

impl Tracer<'_> {
    /// Strokes that a curve is made of.
    const PARTS: u8 = 6;

    fn point(&self, x: f32, y: f32) -> (f32, f32) {
        (self.from.0 + x * self.scale, self.from.1 - y * self.scale)
    }

    fn to(&mut self, point: (f32, f32)) {
        self.strokes.push([self.at, point]);
        self.at = point;
    }

    /// A curve, by where it is at each part of its way.
    fn curve(&mut self, place: impl Fn(f32) -> (f32, f32)) {
        for part in 1..=Self::PARTS {
            self.to(place(f32::from(part) / f32::from(Self::PARTS)));
        }
    }
}

impl OutlineBuilder for Tracer<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.at = self.point(x, y);
        self.start = self.at;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.to(self.point(x, y));
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (a, b, c) = (self.at, self.point(x1, y1), self.point(x, y));
        self.curve(|t| mix(mix(a, b, t), mix(b, c, t), t));
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (a, b, c, d) = (self.at, self.point(x1, y1), self.point(x2, y2), self.point(x, y));
        self.curve(|t| {
            let (ab, bc, cd) = (mix(a, b, t), mix(b, c, t), mix(c, d, t));
            mix(mix(ab, bc, t), mix(bc, cd, t), t)
        });
    }

    fn close(&mut self) {
        self.to(self.start);
    }
}

/// The point that lies a part of the way between two others.
fn mix(a: (f32, f32), b: (f32, f32), t: f32) -> (f32, f32) {
    (a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t)
}

/// Lines of words, by their places, for words of these widths.
pub(crate) fn wrap(widths: &[f32], room: f32) -> Vec<std::ops::Range<usize>> {
    let (mut lines, mut start, mut length) = (Vec::new(), 0, 0.0);
    for (i, width) in widths.iter().enumerate() {
        if i > start && length + width > room {
            lines.push(start..i);
            (start, length) = (i, 0.0);
        }
        length += width;
    }
    lines.push(start..widths.len());
    lines
}

/// Pieces that stay together on a line: they end at spaces and between Chinese characters, but not before punctuation.
pub(crate) fn words_of(text: &str) -> Vec<&str> {
    let wide = |c: char| matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..);
    let closes = |c: char| "，。、；：！？）》」』”’,.;:!?)".contains(c);
    let mut words = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = at + c.len_utf8();
        let breaks = match chars.peek() {
            None => true,
            Some((_, after)) => {
                !closes(*after)
                    && (c == ' ' || (*after != ' ' && (wide(c) || closes(c) && wide(*after) || wide(*after))))
            }
        };
        if breaks {
            words.push(&text[start..next]);
            start = next;
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_between_chinese_characters() {
        let check = |text: &str, expected: &[&str]| assert_eq!(words_of(text), expected, "{text}");
        check("has passed it", &["has ", "passed ", "it"]);
        check("通过考试。", &["通", "过", "考", "试。"]);
        check("用 GPT 写", &["用 ", "GPT ", "写"]);
        check("", &[]);
    }

    #[test]
    fn lines_hold_what_fits() {
        let check = |room: f32, expected: &[usize]| {
            let lines: Vec<usize> = wrap(&[3.0, 2.0, 4.0], room).into_iter().map(|line| line.len()).collect();
            assert_eq!(lines, expected, "{room}");
        };
        check(9.0, &[3]);
        check(5.0, &[2, 1]);
        check(1.0, &[1, 1, 1]);
    }

    #[test]
    fn outlines_are_closed_and_stand_where_they_should() {
        let mut strokes = Vec::new();
        let mut tracer =
            Tracer { from: (1.0, 2.0), scale: 0.5, start: (0.0, 0.0), at: (0.0, 0.0), strokes: &mut strokes };
        tracer.move_to(0.0, 0.0);
        tracer.line_to(2.0, 0.0);
        tracer.quad_to(2.0, 2.0, 0.0, 2.0);
        tracer.close();
        assert_eq!(strokes[0], [(1.0, 2.0), (2.0, 2.0)]);
        assert_eq!(strokes.last(), Some(&[(1.0, 1.0), (1.0, 2.0)]));
        assert!(strokes.windows(2).all(|pair| pair[0][1] == pair[1][0]));
    }
}
