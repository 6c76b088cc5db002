//! Matrices on the host, in double precision: read from a tensor, taken apart, and sent back.

use crate::device::Device;
use crate::error::{Error, Result};
use crate::tensor::Tensor;
use faer::{Mat, Side};

/// A matrix, row by row.
#[derive(Clone, Debug)]
pub struct Matrix {
    /// How many rows.
    pub rows: usize,
    /// How many columns.
    pub columns: usize,
    values: Vec<f64>,
}

/// All matrices of a tensor, read once.
pub(super) struct Batch {
    pub matrices: Vec<Matrix>,
    shape: Vec<usize>,
    device: Device,
}

impl Batch {
    /// Waits for the elements; the last two dimensions are rows and columns.
    pub fn of(t: &Tensor) -> Result<Self> {
        let rank = t.rank();
        let (rows, columns) = (t.shape()[rank - 2], t.shape()[rank - 1]);
        let shape = t.shape()[..rank - 2].to_vec();
        let values = t.to_f32()?;
        let one = |i: usize| {
            let part = &values[i * rows * columns..(i + 1) * rows * columns];
            Matrix { rows, columns, values: part.iter().map(|x| f64::from(*x)).collect() }
        };
        let matrices = (0..shape.iter().product()).map(one).collect();
        Ok(Self { matrices, shape, device: t.device() })
    }

    /// A matrix of each.
    pub fn map(&self, f: impl FnMut(&Matrix) -> Result<Matrix>) -> Result<Tensor> {
        let made = self.matrices.iter().map(f).collect::<Result<Vec<_>>>()?;
        let (rows, columns) = made.first().map_or((0, 0), |m| (m.rows, m.columns));
        upload(&made, &self.shape, rows, columns, self.device)
    }

    /// A number of each.
    pub fn numbers(&self, f: impl Fn(&Matrix) -> f64) -> Result<Tensor> {
        let made: Vec<f32> = self.matrices.iter().map(|m| f(m) as f32).collect();
        Tensor::from_f32(&made, &self.shape, self.device)
    }
}

/// Matrices of one size as a tensor.
pub(super) fn upload(made: &[Matrix], batch: &[usize], rows: usize, columns: usize, device: Device) -> Result<Tensor> {
    let values: Vec<f32> = made.iter().flat_map(|m| m.values.iter().map(|x| *x as f32)).collect();
    let shape: Vec<usize> = batch.iter().copied().chain([rows, columns]).collect();
    Tensor::from_f32(&values, &shape, device)
}

/// Vectors of one length as a tensor.
pub(super) fn vectors(made: &[Vec<f64>], batch: &[usize], length: usize, device: Device) -> Result<Tensor> {
    let values: Vec<f32> = made.iter().flatten().map(|x| *x as f32).collect();
    let shape: Vec<usize> = batch.iter().copied().chain([length]).collect();
    Tensor::from_f32(&values, &shape, device)
}

impl Matrix {
    /// Of `f(row, column)`.
    pub fn new(rows: usize, columns: usize, f: impl Fn(usize, usize) -> f64) -> Self {
        let values = (0..rows * columns).map(|i| f(i / columns, i % columns)).collect();
        Self { rows, columns, values }
    }

    /// Ones on the diagonal.
    pub fn identity(n: usize) -> Self {
        Self::new(n, n, |i, j| f64::from(u8::from(i == j)))
    }

    /// The number in row `i` and column `j`.
    pub fn at(&self, i: usize, j: usize) -> f64 {
        self.values[i * self.columns + j]
    }

    fn put(&mut self, i: usize, j: usize, x: f64) {
        self.values[i * self.columns + j] = x;
    }

    fn finite(&self, op: &'static str) -> Result<()> {
        if self.values.iter().all(|x| x.is_finite()) {
            return Ok(());
        }
        let message =
            "The algorithm failed to converge because the input matrix contained non-finite values.".to_string();
        Err(Error::LinAlg { op, message })
    }

    /// The lower factor; only the lower triangle is read.
    pub fn cholesky(&self) -> Result<Self> {
        let n = self.rows;
        let mut l = Self::new(n, n, |_, _| 0.0);
        for j in 0..n {
            for i in j..n {
                let sum = self.at(i, j) - (0..j).map(|k| l.at(i, k) * l.at(j, k)).sum::<f64>();
                if i == j {
                    if sum.is_nan() || sum <= 0.0 {
                        let message = format!(
                            "The factorization could not be completed because the input is not positive-definite (the leading minor of order {} is not positive-definite).",
                            j + 1
                        );
                        return Err(Error::LinAlg { op: "cholesky", message });
                    }
                    l.put(j, j, sum.sqrt());
                } else {
                    l.put(i, j, sum / l.at(j, j));
                }
            }
        }
        Ok(l)
    }

    /// By Householder's reflections, with LAPACK's signs.
    pub fn qr(&self, complete: bool) -> (Self, Self) {
        let (m, n) = (self.rows, self.columns);
        let mut r = self.clone();
        let mut q = Self::identity(m);
        for k in 0..n.min(m.saturating_sub(1)) {
            let below: f64 = (k + 1..m).map(|i| r.at(i, k).powi(2)).sum();
            if below == 0.0 {
                continue;
            }
            let head = r.at(k, k);
            let beta = -(head * head + below).sqrt().copysign(head);
            let mut v: Vec<f64> = (k..m).map(|i| r.at(i, k) / (head - beta)).collect();
            v[0] = 1.0;
            let tau = (beta - head) / beta;
            for j in k..n {
                let dot: f64 = (k..m).map(|i| v[i - k] * r.at(i, j)).sum();
                (k..m).for_each(|i| r.put(i, j, r.at(i, j) - tau * dot * v[i - k]));
            }
            for i in 0..m {
                let dot: f64 = (k..m).map(|l| q.at(i, l) * v[l - k]).sum();
                (k..m).for_each(|l| q.put(i, l, q.at(i, l) - tau * dot * v[l - k]));
            }
        }
        let kept = if complete { m } else { m.min(n) };
        let upper = Self::new(kept, n, |i, j| if i <= j { r.at(i, j) } else { 0.0 });
        (Self::new(m, kept, |i, j| q.at(i, j)), upper)
    }

    fn to_faer(&self) -> Mat<f64> {
        Mat::from_fn(self.rows, self.columns, |i, j| self.at(i, j))
    }

    /// Rising eigenvalues and eigenvectors of a symmetric matrix.
    pub fn eigh(&self, upper: bool) -> Result<(Vec<f64>, Self)> {
        self.finite("eigh")?;
        if self.rows == 0 {
            return Ok((Vec::new(), self.clone()));
        }
        let side = if upper { Side::Upper } else { Side::Lower };
        let found = self.to_faer().self_adjoint_eigen(side).map_err(|_| stuck("eigh"))?;
        let (values, vectors) = (found.S().column_vector(), found.U());
        let values = (0..self.rows).map(|i| values[i]).collect();
        Ok((values, Self::new(self.rows, self.rows, |i, j| vectors[(i, j)])))
    }

    /// `u`, falling singular values, `v^T`.
    pub fn svd(&self, full: bool) -> Result<(Self, Vec<f64>, Self)> {
        self.finite("svd")?;
        let (m, n) = (self.rows, self.columns);
        let k = m.min(n);
        if k == 0 {
            let (wide, high) = if full { (m, n) } else { (0, 0) };
            let ones = |r, c| Self::new(r, c, |i, j| f64::from(u8::from(i == j)));
            return Ok((ones(m, wide), Vec::new(), ones(high, n)));
        }
        let a = self.to_faer();
        let found = if full { a.svd() } else { a.thin_svd() }.map_err(|_| stuck("svd"))?;
        let (u, s, v) = (found.U(), found.S().column_vector(), found.V());
        let values = (0..k).map(|i| s[i]).collect();
        let left = Self::new(m, u.ncols(), |i, j| u[(i, j)]);
        Ok((left, values, Self::new(v.ncols(), n, |i, j| v[(j, i)])))
    }

    /// By singular values; those up to `tolerance` times the largest are left out.
    pub fn pinv(&self, tolerance: f64) -> Result<Self> {
        let (u, s, vh) = self.svd(false)?;
        let limit = s.first().copied().unwrap_or(0.0) * tolerance;
        let term = |i: usize, j: usize, k: usize| if s[k] > limit { vh.at(k, i) * u.at(j, k) / s[k] } else { 0.0 };
        Ok(Self::new(self.columns, self.rows, |i, j| (0..s.len()).map(|k| term(i, j, k)).sum()))
    }

    /// For each place the determinant of what is left without its row and column, with alternating signs.
    pub fn cofactors(&self) -> Self {
        let n = self.rows;
        let skip = |i: usize, without: usize| if i < without { i } else { i + 1 };
        Self::new(n, n, |i, j| {
            let minor = Self::new(n - 1, n - 1, |a, b| self.at(skip(a, i), skip(b, j)));
            let det = Lu::of(&minor).det();
            if (i + j) % 2 == 0 { det } else { -det }
        })
    }
}

fn stuck(op: &'static str) -> Error {
    Error::LinAlg { op, message: "The algorithm failed to converge.".to_string() }
}

/// Gauss' elimination with the largest pivot of each column.
pub(super) struct Lu {
    /// Both triangles in one.
    factors: Matrix,
    /// Which row of the matrix each row of the factors was.
    order: Vec<usize>,
    odd: bool,
}

impl Lu {
    pub fn of(a: &Matrix) -> Self {
        let n = a.rows;
        let (mut f, mut order, mut odd) = (a.clone(), (0..n).collect::<Vec<_>>(), false);
        for k in 0..n {
            let best = (k..n).max_by(|&i, &j| f.at(i, k).abs().total_cmp(&f.at(j, k).abs())).unwrap_or(k);
            if best != k {
                (0..n).for_each(|j| f.values.swap(k * n + j, best * n + j));
                order.swap(k, best);
                odd = !odd;
            }
            if f.at(k, k) == 0.0 {
                continue;
            }
            for i in k + 1..n {
                let factor = f.at(i, k) / f.at(k, k);
                f.put(i, k, factor);
                (k + 1..n).for_each(|j| f.put(i, j, f.at(i, j) - factor * f.at(k, j)));
            }
        }
        Self { factors: f, order, odd }
    }

    /// The first diagonal element that is 0, or so small that single precision would have made it so.
    pub fn zero_pivot(&self) -> Option<usize> {
        let f = &self.factors;
        let largest = (0..f.rows).map(|i| f.at(i, i).abs()).fold(0.0, f64::max);
        (0..f.rows).find(|&i| f.at(i, i).abs() <= largest * 1e-14)
    }

    pub fn det(&self) -> f64 {
        let product: f64 = (0..self.factors.rows).map(|i| self.factors.at(i, i)).product();
        if self.odd { -product } else { product }
    }

    /// Sign, and logarithm of the absolute value, of the determinant.
    pub fn sign_and_log(&self) -> (f64, f64) {
        let (mut sign, mut log) = (if self.odd { -1.0 } else { 1.0 }, 0.0);
        for i in 0..self.factors.rows {
            let pivot = self.factors.at(i, i);
            sign *= if pivot == 0.0 { 0.0 } else { pivot.signum() };
            log += pivot.abs().ln();
        }
        (sign, log)
    }

    pub fn solve(&self, b: &Matrix) -> Matrix {
        let (f, n) = (&self.factors, self.factors.rows);
        let mut x = Matrix::new(n, b.columns, |i, j| b.at(self.order[i], j));
        for j in 0..b.columns {
            for i in 0..n {
                let sum: f64 = (0..i).map(|k| f.at(i, k) * x.at(k, j)).sum();
                x.put(i, j, x.at(i, j) - sum);
            }
            for i in (0..n).rev() {
                let sum: f64 = (i + 1..n).map(|k| f.at(i, k) * x.at(k, j)).sum();
                x.put(i, j, (x.at(i, j) - sum) / f.at(i, i));
            }
        }
        x
    }
}
