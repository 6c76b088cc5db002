//! Other sizes: interpolation along the last dimensions, and channels that become places.

use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::layout::Dims;
use crate::tensor::Tensor;
use smallvec::SmallVec;

/// How values between places are found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Interpolation {
    /// The nearest place, as PyTorch has always rounded it.
    Nearest,
    /// The nearest place, by the centres of pixels.
    NearestExact,
    /// Along straight lines between neighbours, one dimension after the other.
    Linear,
    /// Along cubics through four neighbours (Keys 1981, with -0.75).
    Cubic,
    /// The mean of what falls together.
    Area,
}

/// Places of the input per place of the output.
fn ratio(size: usize, out: usize, scale: Option<f64>, corners: bool) -> f32 {
    match scale {
        _ if corners => {
            if out > 1 {
                (size - 1) as f32 / (out - 1) as f32
            } else {
                0.0
            }
        }
        Some(scale) if scale > 0.0 => (1.0 / scale) as f32,
        _ => size as f32 / out as f32,
    }
}

/// Weights of four neighbours at distance `t` from the second.
fn cubic(t: f32) -> [f32; 4] {
    const A: f32 = -0.75;
    let near = |x: f32| ((A + 2.0) * x - (A + 3.0)) * x * x + 1.0;
    let far = |x: f32| ((A * x - 5.0 * A) * x + 8.0 * A) * x - 4.0 * A;
    [far(t + 1.0), near(t), near(1.0 - t), far(2.0 - t)]
}

impl Tensor {
    /// The last dimensions of `[n, c, ...]` in other sizes. `scales` are the factors that the sizes came from, where they
    /// did; with `corners` the first and last places stay first and last.
    ///
    /// # Errors
    /// Sizes of 0, `corners` for a way that knows none.
    pub fn interpolate(
        &self,
        sizes: &[usize],
        scales: &[Option<f64>],
        way: Interpolation,
        corners: bool,
    ) -> Result<Tensor> {
        const NAME: &str = "interpolate";
        if self.dtype().is_half() {
            return self.through_single(|x| x.interpolate(sizes, scales, way, corners));
        }
        if self.dtype() != DType::F32 {
            return Err(Error::dtype(NAME, self.dtype(), "write x.float() first"));
        }
        if self.rank() != sizes.len() + 2 {
            let text = format!("an input of shape {:?} has no {} dimensions after [n, c]", self.shape(), sizes.len());
            return Err(Error::Value(format!("{NAME}: {text}")));
        }
        if sizes.contains(&0) || self.shape()[2..].contains(&0) {
            let text = format!(
                "Input and output sizes should be greater than 0, but got input {:?} and output {sizes:?}",
                &self.shape()[2..]
            );
            return Err(Error::shape(NAME, text));
        }
        if way == Interpolation::Area {
            return self.adaptive_avg_pool(&sizes.iter().map(|&n| n as isize).collect::<SmallVec<[isize; 3]>>());
        }
        if way == Interpolation::Nearest && sizes.iter().zip(&self.shape()[2..]).all(|(o, n)| o.is_multiple_of(*n)) {
            return self.repeated(sizes);
        }
        let mut y = self.clone();
        for (i, &out) in sizes.iter().enumerate() {
            let (d, size) = (i + 2, self.shape()[i + 2]);
            let step = ratio(size, out, scales.get(i).copied().flatten(), corners);
            let last = size - 1;
            y = match way {
                Interpolation::Nearest | Interpolation::NearestExact if out == size && step == 1.0 => y,
                Interpolation::Nearest | Interpolation::NearestExact => {
                    let shift = if way == Interpolation::Nearest { 0.0 } else { 0.5 };
                    let at: Vec<i64> =
                        (0..out).map(|o| (((o as f32 + shift) * step).floor() as usize).min(last) as i64).collect();
                    y.index_select(d as isize, &Tensor::from_i64(&at, &[out], y.device())?)?
                }
                _ => {
                    let place = |o: usize| {
                        if corners { step * o as f32 } else { step * (o as f32 + 0.5) - 0.5 }
                    };
                    y.along_matrix(d, out, |o, row| {
                        if way == Interpolation::Linear {
                            let at = place(o).max(0.0);
                            let low = (at.floor() as usize).min(last);
                            let part = (at - low as f32).clamp(0.0, 1.0);
                            row[low] += 1.0 - part;
                            row[(low + 1).min(last)] += part;
                            return;
                        }
                        let at = place(o);
                        let low = at.floor();
                        for (k, weight) in cubic(at - low).into_iter().enumerate() {
                            row[(low as isize + k as isize - 1).clamp(0, last as isize) as usize] += weight;
                        }
                    })?
                }
            };
        }
        Ok(y)
    }

    /// Every place repeated until the last dimensions have these sizes, which are multiples.
    fn repeated(&self, sizes: &[usize]) -> Result<Tensor> {
        let mut apart: Dims = self.shape()[..2].into();
        let mut wide = apart.clone();
        for (&out, &n) in sizes.iter().zip(&self.shape()[2..]) {
            apart.extend([n, 1]);
            wide.extend([n, out / n]);
        }
        let shape: Dims = self.shape()[..2].iter().chain(sizes).copied().collect();
        self.shaped(&apart)?.spread_to(&wide)?.shaped(&shape)
    }

    /// `[..., c r^2, h, w]` to `[..., c, h r, w r]` (Shi et al. 2016).
    ///
    /// # Errors
    /// Channels that `r^2` does not divide.
    pub fn pixel_shuffle(&self, r: usize) -> Result<Tensor> {
        const NAME: &str = "pixel_shuffle";
        let (rank, r2) = (self.rank(), r * r);
        if rank < 3 || r == 0 || !self.shape()[rank - 3].is_multiple_of(r2) {
            let text = format!(
                "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but the input has shape {:?} and the factor is {r}",
                self.shape()
            );
            return Err(Error::shape(NAME, text));
        }
        let (lead, [c, h, w]) =
            (&self.shape()[..rank - 3], [self.shape()[rank - 3] / r2, self.shape()[rank - 2], self.shape()[rank - 1]]);
        let n = rank as isize - 3;
        let order: Vec<isize> = (0..n).chain([n, n + 3, n + 1, n + 4, n + 2]).collect();
        self.shaped(&[lead, &[c, r, r, h, w]].concat())?.permute(&order)?.shaped(&[lead, &[c, h * r, w * r]].concat())
    }

    /// `[..., c, h r, w r]` to `[..., c r^2, h, w]`: the opposite of [`Tensor::pixel_shuffle`].
    ///
    /// # Errors
    /// Sizes that `r` does not divide.
    pub fn pixel_unshuffle(&self, r: usize) -> Result<Tensor> {
        const NAME: &str = "pixel_unshuffle";
        let rank = self.rank();
        if rank < 3 || r == 0 || self.shape()[rank - 2..].iter().any(|n| !n.is_multiple_of(r)) {
            let text = format!(
                "pixel_unshuffle expects height and width to be divisible by downscale_factor, but the input has shape {:?} and the factor is {r}",
                self.shape()
            );
            return Err(Error::shape(NAME, text));
        }
        let (lead, [c, h, w]) = (
            &self.shape()[..rank - 3],
            [self.shape()[rank - 3], self.shape()[rank - 2] / r, self.shape()[rank - 1] / r],
        );
        let n = rank as isize - 3;
        let order: Vec<isize> = (0..n).chain([n, n + 2, n + 4, n + 1, n + 3]).collect();
        self.shaped(&[lead, &[c, h, r, w, r]].concat())?.permute(&order)?.shaped(&[lead, &[c * r * r, h, w]].concat())
    }
}
