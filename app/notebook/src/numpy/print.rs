//! Arrays as NumPy prints them: shortest digits up to the precision, columns aligned, long ones summarised.

use std::cell::RefCell;

use super::array::Array;
use super::dtype::{DType, Data};
use super::fault::tuple;

/// What `set_printoptions` sets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// Digits after the point, at most.
    pub precision: usize,
    /// More elements than this are summarised.
    pub threshold: usize,
    /// Elements shown at each end of a summarised axis.
    pub edge: usize,
    /// Characters per line.
    pub width: usize,
    /// Whether small numbers are printed as zeros rather than in scientific form.
    pub suppress: bool,
}

impl Options {
    const DEFAULT: Self = Self { precision: 8, threshold: 1000, edge: 3, width: 75, suppress: false };
}

thread_local! {
    static OPTIONS: RefCell<Options> = const { RefCell::new(Options::DEFAULT) };
}

/// The options now.
pub(crate) fn options() -> Options {
    OPTIONS.with_borrow(|options| *options)
}

/// Sets the options.
pub(crate) fn set_options(options: Options) {
    OPTIONS.set(options);
}

/// The options NumPy starts with, for a new session.
pub(crate) fn reset_options() {
    OPTIONS.set(Options::DEFAULT);
}

/// `str(array)`.
pub(crate) fn text(a: &Array) -> String {
    if a.ndim() == 0 {
        return scalar(&a.data());
    }
    body(a, " ", 0, 0)
}

/// `repr(array)`.
pub(crate) fn repr(a: &Array) -> String {
    const PREFIX: &str = "array(";
    let options = options();
    let body = body(a, ", ", PREFIX.len(), 1);
    let mut extras = Vec::new();
    if (a.len() == 0 && a.shape() != [0]) || a.len() > options.threshold {
        extras.push(format!("shape={}", tuple(a.shape())));
    }
    if a.dtype() == DType::F32 || a.len() == 0 {
        extras.push(format!("dtype={}", a.dtype().name()));
    }
    if extras.is_empty() {
        return format!("{PREFIX}{body})");
    }
    let (start, extras) = (format!("{PREFIX}{body},"), extras.join(", ") + ")");
    let last_line = start.rsplit('\n').next().map_or(0, str::len);
    let space = if last_line + extras.len() + 1 > options.width { "\n      " } else { " " };
    format!("{start}{space}{extras}")
}

/// `repr(scalar)`: `np.float64(1.5)`.
pub(crate) fn scalar_repr(value: &Data) -> String {
    match value.dtype() {
        DType::Bool => format!("np.{}_", scalar(value)),
        dtype => format!("np.{}({})", dtype.name(), scalar(value)),
    }
}

/// `str(scalar)`: the shortest digits that mean this number.
pub(crate) fn scalar(value: &Data) -> String {
    match value {
        Data::Bool(v) => (if v[0] { "True" } else { "False" }).into(),
        Data::I64(v) => v[0].to_string(),
        Data::F32(v) => number(f64::from(v[0]), format!("{}", v[0]), format!("{:e}", v[0])),
        Data::F64(v) => number(v[0], format!("{}", v[0]), format!("{:e}", v[0])),
    }
}

fn number(value: f64, plain: String, scientific: String) -> String {
    if let Some(word) = word(value) {
        return word.into();
    }
    if value != 0.0 && !(1e-4..1e16).contains(&value.abs()) {
        return exponent(&scientific, None);
    }
    if plain.contains('.') { plain } else { plain + ".0" }
}

fn word(value: f64) -> Option<&'static str> {
    match value {
        v if v.is_nan() => Some("nan"),
        v if v == f64::INFINITY => Some("inf"),
        v if v == f64::NEG_INFINITY => Some("-inf"),
        _ => None,
    }
}

/// Rust's `1.5e-7` as C's `1.5e-07`, the mantissa filled with zeros to some digits.
fn exponent(text: &str, digits: Option<usize>) -> String {
    let (mantissa, power) = text.split_once('e').unwrap_or((text, "0"));
    let (sign, power) = power.strip_prefix('-').map_or(('+', power), |power| ('-', power));
    let mantissa = match digits {
        None => mantissa.to_owned(),
        Some(digits) => {
            let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
            format!("{whole}.{fraction:0<digits$}")
        }
    };
    format!("{mantissa}e{sign}{power:0>2}")
}

/// How all elements of one array are written.
enum Format {
    Bool { wide: bool },
    Int { width: usize },
    Plain { left: usize, right: usize, precision: usize, single: bool },
    Scientific { width: usize, digits: usize, power: usize, precision: usize, single: bool },
}

impl Format {
    /// The format that fits all of `shown`.
    fn of(shown: &Data, options: &Options, single_element: bool) -> Self {
        let single = shown.dtype() == DType::F32;
        let values = match shown {
            Data::Bool(_) => return Self::Bool { wide: !single_element },
            Data::I64(values) => {
                return Self::Int { width: values.iter().map(|v| v.to_string().len()).max().unwrap_or(0) };
            }
            floats => floats.clone().f64s(),
        };
        let finite: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
        let sizes = || finite.iter().filter(|v| **v != 0.0).map(|v| v.abs());
        let (most, least) = (sizes().fold(0.0, f64::max), sizes().fold(f64::INFINITY, f64::min));
        let cutoff = if single { 1e6 } else { 1e8 };
        let scientific = sizes().next().is_some()
            && (most >= cutoff || (!options.suppress && (least < 1e-4 || most / least > 1000.0)));
        let precision = options.precision;
        let (mut left, right, power, digits);
        if finite.is_empty() {
            (left, right, power, digits) = (0, 0, 0, 0);
        } else if scientific {
            let parts: Vec<(String, String)> = finite.iter().map(|v| mantissa(*v, precision, single)).collect();
            digits = parts.iter().map(|(m, _)| m.split_once('.').map_or(0, |(_, f)| f.len())).max().unwrap_or(0);
            power = parts.iter().map(|(_, p)| p.trim_start_matches('-').len().max(2)).max().unwrap_or(2);
            left = parts.iter().map(|(m, _)| m.split('.').next().map_or(0, str::len)).max().unwrap_or(1);
            right = power + 2 + digits;
        } else {
            let parts: Vec<String> = finite.iter().map(|v| plain(*v, precision, single)).collect();
            left = parts.iter().filter_map(|p| p.find('.')).max().unwrap_or(1);
            right = parts.iter().filter_map(|p| p.split_once('.').map(|(_, f)| f.len())).max().unwrap_or(0);
            (power, digits) = (0, 0);
        }
        if finite.len() < values.len() {
            let longest = if values.contains(&f64::NEG_INFINITY) { 4 } else { 3 };
            left = left.max(longest - longest.min(right + 1));
        }
        if scientific {
            Self::Scientific { width: left + 1 + right, digits, power, precision, single }
        } else {
            Self::Plain { left, right, precision, single }
        }
    }

    fn write(&self, data: &Data, at: usize) -> String {
        match (self, data) {
            (Self::Bool { wide }, Data::Bool(values)) => match (values[at], wide) {
                (true, true) => " True".into(),
                (true, false) => "True".into(),
                (false, _) => "False".into(),
            },
            (Self::Int { width }, Data::I64(values)) => format!("{:>width$}", values[at]),
            (format, Data::F32(values)) => format.float(f64::from(values[at])),
            (format, Data::F64(values)) => format.float(values[at]),
            (_, data) => unreachable!("the format of another type than {:?}", data.dtype()),
        }
    }

    fn float(&self, value: f64) -> String {
        match self {
            Self::Scientific { width, digits, power, precision, single } => match word(value) {
                Some(word) => format!("{word:>width$}"),
                None => {
                    let (mantissa, exponent) = mantissa(value, *precision, *single);
                    let (whole, fraction) = mantissa.split_once('.').unwrap_or((&mantissa, ""));
                    let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', &exponent[..]), |e| ('-', e));
                    format!("{:>width$}", format!("{whole}.{fraction:0<digits$}e{sign}{exponent:0>power$}"))
                }
            },
            Self::Plain { left, right, precision, single } => match word(value) {
                Some(word) => format!("{word:>width$}", width = left + 1 + right),
                None => {
                    let text = plain(value, *precision, *single);
                    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
                    format!("{whole:>left$}.{fraction:<right$}")
                }
            },
            Self::Bool { .. } | Self::Int { .. } => unreachable!("floats have a format of their own"),
        }
    }
}

/// Shortest digits, at most `precision` after the point, no zeros at the end, always a point: `1.`, `0.25`.
fn plain(value: f64, precision: usize, single: bool) -> String {
    let mut text = if single { format!("{}", value as f32) } else { format!("{value}") };
    if text.split_once('.').is_some_and(|(_, fraction)| fraction.len() > precision) {
        text = format!("{value:.precision$}");
        if text.contains('.') {
            text.truncate(text.trim_end_matches('0').len());
        }
    }
    if text.contains('.') { text } else { text + "." }
}

/// Mantissa and power of ten, digits as in [`plain`].
fn mantissa(value: f64, precision: usize, single: bool) -> (String, String) {
    let mut text = if single { format!("{:e}", value as f32) } else { format!("{value:e}") };
    let fraction = |text: &str| text.split_once('e').and_then(|(m, _)| m.split_once('.').map(|(_, f)| f.len()));
    if fraction(&text).is_some_and(|len| len > precision) {
        text = format!("{value:.precision$e}");
    }
    let (mantissa, power) = text.split_once('e').unwrap_or((&text, "0"));
    let mantissa =
        if mantissa.contains('.') { mantissa.trim_end_matches('0').to_owned() } else { format!("{mantissa}.") };
    (mantissa, power.to_owned())
}

/// The brackets and what they hold. `prefix` characters stand before the first line, `suffix` after the last.
fn body(a: &Array, separator: &str, prefix: usize, suffix: usize) -> String {
    if a.len() == 0 {
        return "[]".into();
    }
    let options = options();
    let summary = a.len() > options.threshold;
    let data = a.data();
    let mut shown = Vec::new();
    collect(a.shape(), summary.then_some(options.edge), 0, &mut shown);
    let sample = data.take(shown.into_iter());
    let format = Format::of(&sample, &options, a.ndim() == 0);
    let writer = Writer { data: &data, shape: a.shape(), format, separator, edge: summary.then_some(options.edge) };
    writer.level(0, 0, prefix, options.width - suffix)
}

/// Flat places of all elements that are shown.
fn collect(shape: &[usize], edge: Option<usize>, at: usize, into: &mut Vec<usize>) {
    let Some((length, rest)) = shape.split_first() else {
        into.push(at);
        return;
    };
    for i in visible(*length, edge).into_iter().flatten() {
        collect(rest, edge, at * length + i, into);
    }
}

/// Places shown along an axis; `None` stands for the dots.
fn visible(length: usize, edge: Option<usize>) -> Vec<Option<usize>> {
    match edge {
        Some(edge) if length > 2 * edge => {
            (0..edge).map(Some).chain([None]).chain((length - edge..length).map(Some)).collect()
        }
        _ => (0..length).map(Some).collect(),
    }
}

struct Writer<'a> {
    data: &'a Data,
    shape: &'a [usize],
    format: Format,
    separator: &'a str,
    edge: Option<usize>,
}

impl Writer<'_> {
    /// One bracket: axis `axis` of the elements from flat place `at`, hanging at column `indent`.
    fn level(&self, axis: usize, at: usize, indent: usize, width: usize) -> String {
        let Some(length) = self.shape.get(axis) else { return self.format.write(self.data, at) };
        let inner = indent + 1;
        let items = visible(*length, self.edge);
        let last = items.len() - 1;
        let element = |i: Option<usize>| match i {
            Some(i) => self.level(axis + 1, at * length + i, inner, width.saturating_sub(1)),
            None => "...".into(),
        };
        let mut out = String::from("[");
        if axis + 1 < self.shape.len() {
            let gap = self.separator.trim_end().to_owned() + &"\n".repeat(self.shape.len() - axis - 1);
            for (n, item) in items.into_iter().enumerate() {
                if n > 0 {
                    out.push_str(&" ".repeat(inner));
                }
                out.push_str(&element(item));
                if n < last {
                    out.push_str(&gap);
                }
            }
            return out + "]";
        }
        // The closing bracket needs a place as much as a separator does.
        let room = width.saturating_sub(self.separator.trim_end().len().max(1));
        let mut column = inner;
        for (n, item) in items.into_iter().enumerate() {
            let word = element(item);
            if column + word.len() > room && column > inner {
                out.truncate(out.trim_end_matches(' ').len());
                out.push('\n');
                out.push_str(&" ".repeat(inner));
                column = inner;
            }
            column += word.len();
            out.push_str(&word);
            if n < last {
                out.push_str(self.separator);
                column += self.separator.len();
            }
        }
        out + "]"
    }
}
