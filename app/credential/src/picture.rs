//! The badge's picture, drawn here: a ring, a tick, and a dot for the band; the credential is baked in.

use super::badge;

/// Pixels on a side.
const SIZE: u32 = 512;
/// Samples on a side of each pixel, for smooth edges.
const FINE: u32 = 3;

type Color = [f32; 3];

const PAPER: Color = [255.0, 253.0, 248.0];
const ACCENT: Color = [47.0, 91.0, 208.0];
const INK: Color = [29.0, 31.0, 35.0];

/// The badge of a credential as PNG.
///
/// # Errors
/// If the credential cannot be written into a picture.
pub fn badge(band: &str, credential: &str) -> Result<Vec<u8>, png::EncodingError> {
    // Best band first: A has the most dots.
    let dots = match band.chars().next().map(|c| c.to_ascii_uppercase()) {
        Some('A') => 3,
        Some('B') => 2,
        _ => 1,
    };
    let mut pixels = Vec::with_capacity((SIZE * SIZE * 4) as usize);
    for y in 0..SIZE {
        for x in 0..SIZE {
            pixels.extend(pixel(x, y, dots));
        }
    }
    badge::bake(SIZE, &pixels, credential)
}

/// One pixel, from several samples: the colour of those that are covered, and how many are.
fn pixel(x: u32, y: u32, dots: u32) -> [u8; 4] {
    let mut sum = [0.0; 3];
    let mut covered = 0.0;
    for sample in 0..FINE * FINE {
        let at = |pixel: u32, part: u32| (pixel as f32 + (part as f32 + 0.5) / FINE as f32) / SIZE as f32 * 2.0 - 1.0;
        if let Some(color) = color(at(x, sample % FINE), at(y, sample / FINE), dots) {
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

/// What lies at a point of the square from -1 to 1; nothing outside the badge.
fn color(x: f32, y: f32, dots: u32) -> Option<Color> {
    let from_middle = x.hypot(y);
    if from_middle > 0.98 {
        return None;
    }
    if from_middle > 0.86 {
        return Some(ACCENT);
    }
    if (0.79..0.81).contains(&from_middle) {
        return Some(ACCENT);
    }
    // The tick, two thick strokes.
    if near(x, y, (-0.36, -0.06), (-0.1, 0.2)) < 0.075 || near(x, y, (-0.1, 0.2), (0.38, -0.34)) < 0.075 {
        return Some(INK);
    }
    for dot in 0..dots {
        let offset = (dot as f32 - (dots as f32 - 1.0) / 2.0) * 0.18;
        if (x - offset).hypot(y - 0.55) < 0.05 {
            return Some(ACCENT);
        }
    }
    Some(PAPER)
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
        let (best, least) = (badge("A", "{}").expect("a picture"), badge("C", "{}").expect("a picture"));
        assert_eq!(badge::unbake(&best).as_deref(), Some("{}"));
        assert_ne!(best, least);
        assert!(best.len() < 60_000, "{}", best.len());
        assert_eq!(pixel(0, 0, 1)[3], 0, "the corner is clear");
    }
}
