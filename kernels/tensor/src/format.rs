//! Printing exactly as PyTorch does: four digits, scientific where magnitudes differ, long tensors cut in the middle.

use crate::device::Device;
use crate::dtype::{DType, Scalar};
use crate::error::Result;
use crate::tensor::Tensor;

/// `torch.set_printoptions`.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Digits after the point.
    pub precision: usize,
    /// More elements than this are summarised.
    pub threshold: usize,
    /// Elements shown at both ends of a summarised dimension.
    pub edge_items: usize,
    /// Characters per line.
    pub line_width: usize,
    /// Scientific notation always or never; `None` decides by the values.
    pub sci_mode: Option<bool>,
}

impl Default for Options {
    fn default() -> Self {
        Self { precision: 4, threshold: 1000, edge_items: 3, line_width: 80, sci_mode: None }
    }
}

/// What `print(x)` shows, with the default options.
pub fn tensor(t: &Tensor) -> Result<String> {
    tensor_with(t, Options::default())
}

/// What `print(x)` shows.
pub fn tensor_with(t: &Tensor, options: Options) -> Result<String> {
    let prefix = "tensor(";
    let mut suffixes = Vec::new();
    if t.device() != Device::Cpu {
        suffixes.push(format!("device='{}'", t.device()));
    }
    let text = if t.count() == 0 {
        if t.rank() != 1 {
            suffixes.push(format!("size={}", size_text(t.shape())));
        }
        if t.dtype() != DType::F32 {
            suffixes.push(format!("dtype={}", t.dtype()));
        }
        "[]".to_string()
    } else {
        if !matches!(t.dtype(), DType::F32 | DType::I64 | DType::Bool) {
            suffixes.push(format!("dtype={}", t.dtype()));
        }
        let summarize = t.count() > options.threshold && options.edge_items > 0;
        let shown = if summarize { shown_part(t, options.edge_items)? } else { t.clone() };
        let dtype = t.dtype();
        let values: Vec<Scalar> = shown.to_words()?.into_iter().map(|w| Scalar::from_word(w, dtype)).collect();
        let numbers = Numbers::new(&values, dtype, options);
        let page = Page { options, numbers, summarize };
        page.array(&values, shown.shape(), t.shape(), prefix.len())
    };
    if let Some(name) = t.grad_fn_name() {
        suffixes.push(format!("grad_fn=<{name}>"));
    } else if t.requires_grad() {
        suffixes.push("requires_grad=True".to_string());
    }
    Ok(with_suffixes(format!("{prefix}{text}"), &suffixes, prefix.len(), options.line_width))
}

/// `(2, 3)`, `(2,)` or `()`, as Python writes a tuple.
fn size_text(shape: &[usize]) -> String {
    match shape {
        [n] => format!("({n},)"),
        _ => format!("({})", shape.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")),
    }
}

/// The first and last elements of every long dimension.
fn shown_part(t: &Tensor, edge: usize) -> Result<Tensor> {
    let mut t = t.detach();
    for d in 0..t.rank() {
        let n = t.shape()[d];
        if n > 2 * edge {
            let (d, edge) = (d as isize, edge as i64);
            t = Tensor::cat(&[t.narrow(d, 0, edge)?, t.narrow(d, n as i64 - edge, edge)?], d)?;
        }
    }
    Ok(t)
}

/// How the numbers of one tensor are written: all alike.
struct Numbers {
    whole: bool,
    scientific: bool,
    width: usize,
    precision: usize,
}

impl Numbers {
    fn new(values: &[Scalar], dtype: DType, options: Options) -> Self {
        let mut n = Self { whole: true, scientific: false, width: 1, precision: options.precision };
        if !dtype.is_float() {
            n.width = values.iter().map(|v| n.plain(*v).len()).max().unwrap_or(1);
            return n;
        }
        let nonzero: Vec<f64> = values.iter().map(|v| v.to_f64()).filter(|v| v.is_finite() && *v != 0.0).collect();
        if nonzero.is_empty() {
            return n;
        }
        let least = nonzero.iter().fold(f64::INFINITY, |m, v| m.min(v.abs()));
        let most = nonzero.iter().fold(0.0, |m: f64, v| m.max(v.abs()));
        n.whole = nonzero.iter().all(|v| v.fract() == 0.0);
        n.scientific = options.sci_mode.unwrap_or(most / least > 1000.0 || most > 1e8 || least < 1e-4);
        let extra = usize::from(n.whole && !n.scientific);
        let written = |v: &f64| match (n.scientific, n.whole) {
            (true, _) => scientific(*v, n.precision).len(),
            (false, true) => format!("{v:.0}").len() + extra,
            (false, false) => format!("{v:.*}", n.precision).len(),
        };
        n.width = nonzero.iter().map(written).max().unwrap_or(1).max(1);
        n
    }

    fn plain(&self, v: Scalar) -> String {
        match v {
            Scalar::Bool(true) => "True".to_string(),
            Scalar::Bool(false) => "False".to_string(),
            Scalar::Int(i) => i.to_string(),
            Scalar::Float(x) if x.is_nan() => "nan".to_string(),
            Scalar::Float(x) if x.is_infinite() => if x > 0.0 { "inf" } else { "-inf" }.to_string(),
            Scalar::Float(x) if self.scientific => scientific(x, self.precision),
            Scalar::Float(x) if self.whole => format!("{x:.0}."),
            Scalar::Float(x) => format!("{x:.*}", self.precision),
        }
    }

    fn padded(&self, v: Scalar) -> String {
        format!("{:>width$}", self.plain(v), width = self.width)
    }
}

/// `1.2346e-05`, as C and Python write it.
fn scientific(x: f64, precision: usize) -> String {
    let text = format!("{x:.precision$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let value: i32 = exponent.parse().unwrap_or(0);
    format!("{mantissa}e{}{:02}", if value < 0 { '-' } else { '+' }, value.abs())
}

struct Page {
    options: Options,
    numbers: Numbers,
    summarize: bool,
}

impl Page {
    /// `values` are those of the shown part, `full` is the tensor's own shape.
    fn array(&self, values: &[Scalar], shown: &[usize], full: &[usize], indent: usize) -> String {
        let Some((&n, inner)) = shown.split_first() else {
            return self.numbers.padded(values[0]);
        };
        let cut = self.summarize && full[0] > 2 * self.options.edge_items;
        let edge = self.options.edge_items;
        if inner.is_empty() {
            return self.line(values, cut, indent);
        }
        let size: usize = inner.iter().product();
        let mut parts: Vec<String> =
            (0..n).map(|i| self.array(&values[i * size..][..size], inner, &full[1..], indent + 1)).collect();
        if cut {
            parts.insert(edge, "...".to_string());
        }
        let gap = format!(",{}{}", "\n".repeat(shown.len() - 1), " ".repeat(indent + 1));
        format!("[{}]", parts.join(&gap))
    }

    fn line(&self, values: &[Scalar], cut: bool, indent: usize) -> String {
        let per_line = (self.options.line_width.saturating_sub(indent) / (self.numbers.width + 2)).max(1);
        let mut texts: Vec<String> = values.iter().map(|v| self.numbers.padded(*v)).collect();
        if cut {
            texts.insert(self.options.edge_items, " ...".to_string());
        }
        let lines: Vec<String> = texts.chunks(per_line).map(|c| c.join(", ")).collect();
        format!("[{}]", lines.join(&format!(",\n{}", " ".repeat(indent + 1))))
    }
}

fn with_suffixes(text: String, suffixes: &[String], indent: usize, line_width: usize) -> String {
    // PyTorch counts from one character before the line's start; its line breaks are reproduced.
    let mut last = match text.rfind('\n') {
        Some(at) => text.len() - at + 1,
        None => text.len() + 2,
    };
    let mut out = text;
    for suffix in suffixes {
        if last + suffix.len() + 2 > line_width {
            out.push_str(&format!(",\n{}{suffix}", " ".repeat(indent)));
            last = indent + suffix.len();
        } else {
            out.push_str(&format!(", {suffix}"));
            last += suffix.len() + 2;
        }
    }
    out.push(')');
    out
}
