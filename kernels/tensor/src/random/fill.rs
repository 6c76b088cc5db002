//! Tensors filled in place with random numbers, and draws whose chances are tensors.

use super::normal::fused;
use super::{Generator, with};
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::graph::check_size;
use crate::layout::broadcast;
use crate::tensor::{Arg, Tensor};
use crate::views::signed;

/// 1 with the probability that each element of `p` names, else 0.
pub fn bernoulli_of(p: &Tensor) -> Result<Tensor> {
    if p.dtype().is_half() {
        return bernoulli_of(&p.cast_plain(DType::F32)?)?.cast_plain(p.dtype());
    }
    if !p.dtype().is_float() {
        return Err(Error::dtype("bernoulli", p.dtype(), "probabilities must be float32; write p.float()"));
    }
    let chances = p.to_f32()?;
    if let Some(bad) = chances.iter().find(|p| !(0.0..=1.0).contains(*p)) {
        return Err(Error::Autograd(format!("Expected p_in >= 0 && p_in <= 1 to be true, but got {bad}")));
    }
    let values: Vec<f32> = with(|g| chances.iter().map(|&p| f32::from(u8::from(g.uniform() < p))).collect());
    Tensor::from_f32(&values, p.shape(), p.device())
}

/// Normals with means and deviations, of which one is a tensor.
pub fn normal(mean: Arg, std: Arg, shape: &[usize], device: crate::Device) -> Result<Tensor> {
    if let Arg::Tensor(std) = std
        && std.to_f32()?.iter().any(|&s| s < 0.0)
    {
        return Err(Error::Autograd("normal expects all elements of std >= 0.0".to_string()));
    }
    let mut full: Vec<usize> = shape.to_vec();
    for arg in [&mean, &std] {
        if let Arg::Tensor(t) = arg {
            full = broadcast("normal", &full, t.shape())?.to_vec();
        }
    }
    let noise = Tensor::randn(&full, device)?;
    Tensor::binary(crate::Op::Add, &Tensor::binary(crate::Op::Mul, &noise, std)?, mean)
}

/// `n` positions for each row of weights (one or two dimensions), drawn with or without putting back.
pub fn multinomial(weights: &Tensor, n: usize, replacement: bool) -> Result<Tensor> {
    let refuse = |text: &str| Err(Error::shape("multinomial", text));
    if !weights.dtype().is_float() {
        let message = format!("expects floating-point weights, got {}; write w.float()", weights.dtype().short());
        return Err(Error::DType { op: "multinomial", message });
    }
    let (rows, classes) = match *weights.shape() {
        [classes] => (1, classes),
        [rows, classes] => (rows, classes),
        _ => return refuse("prob_dist must be 1 or 2 dim"),
    };
    if n == 0 {
        return refuse("cannot sample n_sample <= 0 samples");
    }
    if !replacement && n > classes {
        return refuse("cannot sample n_sample > prob_dist.size(-1) samples without replacement");
    }
    let values = weights.to_f32()?;
    if values.iter().any(|p| !p.is_finite() || *p < 0.0) {
        return refuse("probability tensor contains either `inf`, `nan` or element < 0");
    }
    let rows_of = || values.chunks(classes.max(1)).take(rows);
    if classes == 0 || rows_of().any(|row| row.iter().sum::<f32>() <= 0.0) {
        return refuse("invalid multinomial distribution (sum of probabilities <= 0)");
    }
    let mut picked = Vec::with_capacity(rows * n);
    if !replacement || n == 1 {
        // A race of exponential times, whose speeds are the weights: the first n to arrive.
        let times: Vec<f32> = with(|g| values.iter().map(|_| g.exponential(1.0)).collect());
        for (row, times) in rows_of().zip(times.chunks(classes)) {
            let score: Vec<f32> = row.iter().zip(times).map(|(p, t)| p / t).collect();
            let mut order: Vec<usize> = (0..classes).collect();
            order.sort_by(|&a, &b| score[b].total_cmp(&score[a]));
            picked.extend(order[..n].iter().map(|&i| i as i64));
        }
    } else {
        for row in rows_of() {
            let mut sum = 0.0f32;
            let sums: Vec<f32> = row
                .iter()
                .map(|p| {
                    sum += p;
                    sum
                })
                .collect();
            let mut ends: Vec<f32> = sums.iter().map(|s| s / sum).collect();
            ends[classes - 1] = 1.0;
            for _ in 0..n {
                let u = with(Generator::uniform64);
                picked.push(ends.partition_point(|&end| f64::from(end) < u) as i64);
            }
        }
    }
    let shape = if weights.rank() == 1 { vec![n] } else { vec![rows, n] };
    Tensor::from_i64(&picked, &shape, weights.device())
}

impl Generator {
    /// Time until something that happens `rate` times per unit does.
    fn exponential(&mut self, rate: f64) -> f32 {
        (-1.0 / rate * (-self.uniform64()).ln_1p()) as f32
    }
}

impl Tensor {
    /// Fills in place with uniforms in `low..high`.
    pub fn uniform_(&self, low: f64, high: f64) -> Result<()> {
        if low > high {
            let text = format!("uniform_ expects to return a [from, to) range, but found from={low} > to={high}");
            return Err(Error::Autograd(text));
        }
        let (from, span) = (low as f32, high as f32 - low as f32);
        self.fill_real("uniform_", |g, out, _| out.iter_mut().for_each(|x| *x = fused(g.uniform(), span, from)))
    }

    /// Fills in place with normals.
    pub fn normal_(&self, mean: f64, std: f64) -> Result<()> {
        if std < 0.0 {
            return Err(Error::Autograd(format!("normal expects std >= 0.0, but found std {std}")));
        }
        self.fill_real("normal_", |g, out, in_order| {
            if in_order { g.fill_normal(out, mean, std) } else { g.fill_normal_singly(out, mean, std) }
        })
    }

    /// Fills in place with e to the power of normals.
    pub fn log_normal_(&self, mean: f64, std: f64) -> Result<()> {
        positive("log_normal_", "std", std)?;
        self.fill_real("log_normal_", |g, out, _| {
            out.iter_mut().for_each(|x| *x = (g.normal64() * std + mean).exp() as f32);
        })
    }

    /// Fills in place with times until an event that happens `rate` times per unit.
    pub fn exponential_(&self, rate: f64) -> Result<()> {
        positive("exponential_", "lambda", rate)?;
        self.fill_real("exponential_", |g, out, _| out.iter_mut().for_each(|x| *x = g.exponential(rate)))
    }

    /// Fills in place with Cauchy's distribution around `median`.
    pub fn cauchy_(&self, median: f64, sigma: f64) -> Result<()> {
        positive("cauchy_", "sigma", sigma)?;
        self.fill_real("cauchy_", |g, out, _| {
            let draw = |u: f64| median + sigma * (std::f64::consts::PI * (u - 0.5)).tan();
            out.iter_mut().for_each(|x| *x = draw(g.uniform64()) as f32);
        })
    }

    /// Fills in place with the number of trials until one of probability `p` succeeds.
    pub fn geometric_(&self, p: f64) -> Result<()> {
        if !(p > 0.0 && p < 1.0) {
            return Err(Error::Autograd(format!("geometric_ expects p to be in (0, 1), but got p={p}")));
        }
        self.fill_number("geometric_", |g| (g.uniform64().ln() / (-p).ln_1p()).ceil() as i64)
    }

    /// Fills in place with 1 with probability `p`, else 0.
    pub fn bernoulli_(&self, p: f64) -> Result<()> {
        if !(0.0..=1.0).contains(&p) {
            return Err(Error::Autograd(format!("bernoulli_ expects p to be in [0, 1], but got p={p}")));
        }
        self.fill_number("bernoulli_", |g| i64::from(g.uniform64() < p))
    }

    /// As [`Tensor::bernoulli_`], with a probability for each element.
    pub fn bernoulli_of_(&self, p: &Tensor) -> Result<()> {
        self.copy_(&bernoulli_of(&p.expand(&signed(self.shape()))?)?)
    }

    /// Fills in place with whole numbers: in `low..high`, or as far as the dtype counts exactly.
    pub fn random_(&self, low: i64, high: Option<i64>) -> Result<()> {
        let high = high.unwrap_or(match self.dtype() {
            DType::Bool => 2,
            DType::F32 => (1 << 24) + 1,
            DType::F16 => (1 << 11) + 1,
            DType::BF16 => (1 << 8) + 1,
            DType::U8 => 1 << 8,
            DType::I8 => 1 << 7,
            DType::I16 => 1 << 15,
            // int64 has 32 bits on a device.
            DType::I32 | DType::I64 => i64::from(i32::MAX) + 1,
        });
        if low >= high {
            let text = format!("random_ expects 'from' to be less than 'to', but got from={low} >= to={high}");
            return Err(Error::Autograd(text));
        }
        let range = (high - low) as u64;
        self.fill_number("random_", |g| g.below(range) as i64 + low)
    }

    /// Whole numbers into a tensor of any dtype.
    fn fill_number(&self, op: &'static str, draw: impl Fn(&mut Generator) -> i64) -> Result<()> {
        self.fill_in_memory_order(op, |n, _| {
            let values: Vec<i64> = with(|g| (0..n).map(|_| draw(g)).collect());
            match self.dtype() {
                dtype if dtype.is_float() => {
                    let values: Vec<f32> = values.iter().map(|&x| x as f32).collect();
                    Tensor::from_f32(&values, &[n], self.device())
                }
                dtype => Tensor::from_i64(&values, &[n], self.device())?.to_dtype(dtype),
            }
        })
    }

    /// Real numbers; `fill` is told whether the elements lie in order.
    fn fill_real(&self, op: &'static str, fill: impl Fn(&mut Generator, &mut [f32], bool)) -> Result<()> {
        if !self.dtype().is_float() {
            return Err(Error::dtype(op, self.dtype(), "use a floating-point tensor, such as float32"));
        }
        self.fill_in_memory_order(op, |n, in_order| {
            let mut values = vec![0.0; n];
            with(|g| fill(g, &mut values, in_order));
            Tensor::from_f32(&values, &[n], self.device())
        })
    }

    /// Numbers drawn one after the other go to elements in the order in which these lie in memory, as in PyTorch.
    fn fill_in_memory_order(&self, op: &'static str, make: impl FnOnce(usize, bool) -> Result<Tensor>) -> Result<()> {
        let n = check_size(op, self.device(), self.shape())?;
        let values = make(n, self.is_contiguous())?;
        if self.is_contiguous() {
            return self.copy_(&values.reshape(&signed(self.shape()))?);
        }
        let (order, back) = self.memory_order();
        self.copy_(&values.reshape(&signed(self.permute(&order)?.shape()))?.permute(&back)?)
    }

    /// Dimensions from the largest step to the smallest, and the way back.
    fn memory_order(&self) -> (Vec<isize>, Vec<isize>) {
        let mut order: Vec<isize> = (0..self.rank() as isize).collect();
        order.sort_by_key(|&d| std::cmp::Reverse(self.strides()[d as usize]));
        let mut back = vec![0; order.len()];
        order.iter().enumerate().for_each(|(i, &d)| back[d as usize] = i as isize);
        (order, back)
    }

    /// Zeros whose elements lie in memory in the order of this tensor's, as those of PyTorch's `empty_like` do.
    pub fn zeros_lying_alike(&self, dtype: DType, device: crate::Device) -> Result<Tensor> {
        if self.is_contiguous() || self.layout().overlaps() {
            return Tensor::zeros(self.shape(), dtype, device);
        }
        let (order, back) = self.memory_order();
        Tensor::zeros(self.permute(&order)?.shape(), dtype, device)?.permute(&back)
    }
}

fn positive(op: &'static str, name: &str, value: f64) -> Result<()> {
    if value > 0.0 {
        return Ok(());
    }
    Err(Error::Autograd(format!("{op} expects {name} > 0.0, but found {name}={value}")))
}
