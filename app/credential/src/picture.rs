//! The badge's picture, drawn here: a ring, a tick, what was passed, and a dot for each band that was reached; the credential is
//! baked in.

use super::{
    badge,
    fonts::{Fonts, Stroke, words_of},
};

/// Pixels on a side.
const SIZE: usize = 512;
/// Samples on a side of each pixel, for smooth edges.
const FINE: usize = 3;
/// Samples on a side of the picture.
const SAMPLES: usize = SIZE * FINE;
/// More dots would not fit beside one another.
const MOST: usize = 5;

type Color = [f32; 3];

const PAPER: Color = [255.0, 253.0, 248.0];
const ACCENT: Color = [47.0, 91.0, 208.0];
const INK: Color = [29.0, 31.0, 35.0];

/// What a badge shows.
#[derive(Clone, Debug)]
pub struct Picture {
    /// What was passed.
    pub title: String,
    /// The band's title.
    pub band: String,
    /// How many bands were reached.
    pub bands: usize,
}

impl Picture {
    /// The badge of a credential as PNG; without fonts it shows no words.
    ///
    /// # Errors
    /// If the credential cannot be written into a picture.
    pub fn bake(&self, fonts: Option<&Fonts>, credential: &str) -> Result<Vec<u8>, png::EncodingError> {
        let letters = fonts.map(|fonts| self.letters(fonts)).unwrap_or_default();
        let face = Face { inked: fill(&letters), dots: self.bands.clamp(1, MOST) };
        let mut pixels = Vec::with_capacity(SIZE * SIZE * 4);
        for y in 0..SIZE {
            for x in 0..SIZE {
                pixels.extend(face.pixel(x, y));
            }
        }
        badge::bake(SIZE as u32, &pixels, credential)
    }

    /// The words as outlines: the title in one line or two, below it the band.
    fn letters(&self, fonts: &Fonts) -> Vec<Stroke> {
        // The circle is narrower further down.
        let (title, mut y) = (lines(fonts, &self.title, 1.3), 0.2);
        let width = |line: &str, size: f32| fonts.width(line.trim_end(), true, size);
        let size = title.iter().map(|line| 1.3 / width(line, 1.0)).fold(0.17, f32::min);
        let mut letters = Vec::new();
        for line in title {
            letters.extend(fonts.outline(line.trim_end(), size, (-width(line, size) / 2.0, y)));
            y += size * 1.2;
        }
        let size = (1.0 / width(&self.band, 1.0)).min(0.11);
        letters.extend(fonts.outline(&self.band, size, (-width(&self.band, size) / 2.0, y.max(0.45))));
        letters
    }
}

/// A text in one line, or in two of about one length where one would have to be small.
fn lines<'t>(fonts: &Fonts, text: &'t str, room: f32) -> Vec<&'t str> {
    let width = |text: &str| fonts.width(text, true, 1.0);
    if width(text) * 0.15 <= room {
        return vec![text];
    }
    let breaks = words_of(text).into_iter().scan(0, |at, word| {
        *at += word.len();
        Some(*at)
    });
    let longer = |at: usize| width(&text[..at]).max(width(&text[at..]));
    match breaks.filter(|at| *at < text.len()).min_by(|a, b| longer(*a).total_cmp(&longer(*b))) {
        Some(at) => vec![&text[..at], &text[at..]],
        None => vec![text],
    }
}

/// Which samples lie inside outlines: row by row, where a line to the right has crossed more strokes one way than the other.
fn fill(strokes: &[Stroke]) -> Vec<bool> {
    let mut inked = vec![false; SAMPLES * SAMPLES];
    for (row, samples) in inked.chunks_mut(SAMPLES).enumerate() {
        let y = place(row);
        let mut crossings: Vec<(f32, i32)> = strokes
            .iter()
            .filter(|[a, b]| (a.1 <= y) != (b.1 <= y))
            .map(|[a, b]| (a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0), if a.1 < b.1 { 1 } else { -1 }))
            .collect();
        crossings.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut winding = 0;
        let mut passed = 0;
        for (column, sample) in samples.iter_mut().enumerate() {
            while crossings.get(passed).is_some_and(|crossing| crossing.0 <= place(column)) {
                winding += crossings[passed].1;
                passed += 1;
            }
            *sample = winding != 0;
        }
    }
    inked
}

/// Where a sample lies, from -1 to 1.
fn place(sample: usize) -> f32 {
    (sample as f32 + 0.5) / SAMPLES as f32 * 2.0 - 1.0
}

/// What is drawn.
struct Face {
    inked: Vec<bool>,
    dots: usize,
}

impl Face {
    /// One pixel, from several samples: the colour of those that are covered, and how many are.
    fn pixel(&self, x: usize, y: usize) -> [u8; 4] {
        let mut sum = [0.0; 3];
        let mut covered = 0.0;
        for sample in 0..FINE * FINE {
            if let Some(color) = self.color(x * FINE + sample % FINE, y * FINE + sample / FINE) {
                covered += 1.0;
                for (sum, part) in sum.iter_mut().zip(color) {
                    *sum += part;
                }
            }
        }
        if covered == 0.0 {
            return [0; 4];
        }
        let [r, g, b] = sum.map(|part| (part / covered) as u8);
        [r, g, b, (255.0 * covered / (FINE * FINE) as f32) as u8]
    }

    /// What lies at a sample; nothing outside the badge.
    fn color(&self, column: usize, row: usize) -> Option<Color> {
        let (x, y) = (place(column), place(row));
        let from_middle = x.hypot(y);
        if from_middle > 0.98 {
            return None;
        }
        if from_middle > 0.9 || (0.84..0.855).contains(&from_middle) {
            return Some(ACCENT);
        }
        // The tick, two thick strokes.
        if near(x, y, (-0.23, -0.36), (-0.06, -0.19)) < 0.055 || near(x, y, (-0.06, -0.19), (0.25, -0.53)) < 0.055 {
            return Some(ACCENT);
        }
        if self.inked[row * SAMPLES + column] {
            return Some(INK);
        }
        for dot in 0..self.dots {
            let offset = (dot as f32 - (self.dots as f32 - 1.0) / 2.0) * 0.13;
            if (x - offset).hypot(y - 0.64) < 0.035 {
                return Some(ACCENT);
            }
        }
        Some(PAPER)
    }
}

/// How far a point is from a stroke.
fn near(x: f32, y: f32, from: (f32, f32), to: (f32, f32)) -> f32 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let along = (((x - from.0) * dx + (y - from.1) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
    (x - from.0 - along * dx).hypot(y - from.1 - along * dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn badges_carry_their_credential_and_show_their_band() {
        let bake = |bands: usize| {
            let picture = Picture { title: "Exam".into(), band: "Merit".into(), bands };
            picture.bake(None, "{}").expect("a picture")
        };
        let (best, least) = (bake(3), bake(1));
        assert_eq!(badge::unbake(&best).as_deref(), Some("{}"));
        assert_ne!(best, least);
        assert_eq!(bake(0), least);
        assert!(best.len() < 60_000, "{}", best.len());
    }

    #[test]
    fn the_corner_is_clear() {
        let face = Face { inked: fill(&[]), dots: 1 };
        assert_eq!(face.pixel(0, 0)[3], 0);
        assert_eq!(face.pixel(SIZE / 2, SIZE / 2), [255, 253, 248, 255]);
    }

    #[test]
    fn what_lies_inside_an_outline_is_inked_but_not_its_holes() {
        let square = |half: f32| [(-half, -half), (half, -half), (half, half), (-half, half), (-half, -half)];
        let strokes = |points: &[(f32, f32)]| points.windows(2).map(|pair| [pair[0], pair[1]]).collect::<Vec<Stroke>>();
        let mut hole = square(0.25);
        hole.reverse();
        let inked = fill(&[strokes(&square(0.5)), strokes(&hole)].concat());
        let at = |x: f32, y: f32| {
            let sample = |part: f32| ((part + 1.0) / 2.0 * SAMPLES as f32) as usize;
            inked[sample(y) * SAMPLES + sample(x)]
        };
        assert!(at(0.4, 0.0) && at(-0.4, 0.4));
        assert!(!at(0.0, 0.0) && !at(0.6, 0.0) && !at(0.0, -0.9));
    }
}
