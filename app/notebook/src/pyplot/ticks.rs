//! Where ticks stand and what they say: multiples of 1, 2, 2.5 or 5 times a power of ten on a linear axis, powers of
//! ten on a logarithmic one.

/// A place on an axis and its words.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tick {
    /// Data coordinate.
    pub at: f64,
    /// Label; may be empty.
    pub label: String,
}

/// At most about `most` ticks inside `low..=high`.
pub(crate) fn linear(low: f64, high: f64, most: usize) -> Vec<Tick> {
    let span = high - low;
    if !(span > 0.0 && span.is_finite()) {
        return vec![Tick { at: low, label: number(low) }];
    }
    let step = step(span / most.max(1) as f64);
    // Counting in whole steps keeps 0.30000000000000004 out of the labels.
    let (first, last) = ((low / step - 1e-9).ceil(), (high / step + 1e-9).floor());
    let count = ((last - first) as usize).min(100);
    let places: Vec<f64> = (0..=count).map(|i| (first + i as f64) * step).collect();
    let labels = labels(&places, step);
    places.into_iter().zip(labels).map(|(at, label)| Tick { at, label }).collect()
}

/// The smallest of 1, 2, 2.5, 5, 10 times a power of ten that is not under `rough`.
fn step(rough: f64) -> f64 {
    let power = 10f64.powf(rough.log10().floor());
    let factor = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().find(|f| f * power >= rough * (1.0 - 1e-9)).unwrap_or(10.0);
    factor * power
}

/// All labels with the same number of decimals, or all in scientific form where plain ones would be long.
fn labels(places: &[f64], step: f64) -> Vec<String> {
    let largest = places.iter().fold(0f64, |m, v| m.max(v.abs()));
    if largest >= 1e6 || step < 1e-5 {
        return places.iter().map(|v| scientific(*v)).collect();
    }
    let decimals = (0..=6).find(|d| is_whole(step * 10f64.powi(*d))).unwrap_or(6);
    places.iter().map(|v| minus(format!("{:.*}", decimals as usize, v + 0.0))).collect()
}

fn is_whole(value: f64) -> bool {
    (value - value.round()).abs() < 1e-6
}

/// Powers of ten inside `low..=high` (both positive), thinned to about `most`; plain 1-2-5 ticks where the range is
/// under a decade, so that an axis never stands without numbers.
pub(crate) fn log(low: f64, high: f64, most: usize) -> Vec<Tick> {
    let (first, last) = ((low.log10() - 1e-9).ceil() as i32, (high.log10() + 1e-9).floor() as i32);
    let tick = |at: f64| Tick { at, label: number(at) };
    if last - first < 1 {
        let from = low.log10().floor() as i32;
        let fine: Vec<Tick> = (from..=from + 1)
            .flat_map(|power| [1.0, 2.0, 5.0].map(|f| f * 10f64.powi(power)))
            .filter(|v| *v >= low * (1.0 - 1e-9) && *v <= high * (1.0 + 1e-9))
            .map(tick)
            .collect();
        return if fine.len() >= 2 { fine } else { linear(low, high, most) };
    }
    let every = ((last - first) as usize / most.max(1) + 1) as i32;
    (first..=last).filter(|power| (power - first) % every == 0).map(|power| tick(10f64.powi(power))).collect()
}

/// A number as a reader would write it: three significant digits, scientific where that is shorter.
pub(crate) fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e6 {
        return minus(format!("{}", value + 0.0));
    }
    if !value.is_finite() {
        return minus(format!("{value}"));
    }
    let power = value.abs().log10().floor() as i32;
    if !(-4..6).contains(&power) {
        return scientific(value);
    }
    minus(trimmed(format!("{:.*}", (2 - power).max(0) as usize, value)))
}

/// `2.5×10⁶`, `10⁻³`.
fn scientific(value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let text = format!("{value:.2e}");
    let (mantissa, power) = text.split_once('e').unwrap_or((&text, "0"));
    let raised: String = power.chars().map(raise).collect();
    match trimmed(mantissa.to_owned()).as_str() {
        "1" => format!("10{raised}"),
        "-1" => format!("−10{raised}"),
        mantissa => format!("{}×10{raised}", minus(mantissa.to_owned())),
    }
}

fn raise(digit: char) -> char {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    digit.to_digit(10).map_or('⁻', |d| RAISED[d as usize])
}

fn trimmed(text: String) -> String {
    if !text.contains('.') {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// With the real minus sign, which is as wide as a digit.
fn minus(text: String) -> String {
    text.replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(ticks: &[Tick]) -> String {
        ticks.iter().map(|t| t.label.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn linear_ticks_are_round() {
        fn check(low: f64, high: f64, most: usize, expected: &str) {
            assert_eq!(said(&linear(low, high, most)), expected);
        }
        check(0.0, 1.0, 5, "0.0 0.2 0.4 0.6 0.8 1.0");
        check(0.0, 1000.0, 4, "0 250 500 750 1000");
        check(-1.0, 1.0, 4, "−1.0 −0.5 0.0 0.5 1.0");
        check(0.08, 0.33, 5, "0.10 0.15 0.20 0.25 0.30");
        check(0.0, 4e6, 4, "0 10⁶ 2×10⁶ 3×10⁶ 4×10⁶");
        check(3.0, 3.0, 4, "3");
        check(-0.1, 0.3, 4, "−0.1 0.0 0.1 0.2 0.3");
    }

    #[test]
    fn log_ticks_are_decades() {
        fn check(low: f64, high: f64, expected: &str) {
            assert_eq!(said(&log(low, high, 6)), expected);
        }
        check(0.001, 100.0, "0.001 0.01 0.1 1 10 100");
        check(1e-9, 1e3, "10⁻⁹ 10⁻⁶ 0.001 1 1000");
        check(1.0, 6.0, "1 2 5");
    }

    #[test]
    fn numbers_are_short() {
        fn check(value: f64, expected: &str) {
            assert_eq!(number(value), expected);
        }
        check(0.333333, "0.333");
        check(1797.0, "1797");
        check(1234567.0, "1.23×10⁶");
        check(-2.50, "−2.5");
        check(1e-7, "10⁻⁷");
        check(1000.0, "1000");
    }
}
