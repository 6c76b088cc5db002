//! `torch.linalg`: decompositions on the host in double precision (singular values and eigenvalues by `faer`), their
//! gradients by tensor formulas (Giles 2008; Seeger et al. 2017; Golub and Pereyra 1973 for the pseudo-inverse).

mod host;

use crate::autograd::{Grads, Rule, Saved, grad_enabled, no_grad, tracked};
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::ops::Op;
use crate::tensor::Tensor;
use host::{Batch, Lu};

pub use host::Matrix;

/// Which norm of a matrix.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Norm {
    /// Root of the sum of squares.
    Frobenius,
    /// Sum of the singular values.
    Nuclear,
    /// 1 and -1: largest and smallest sum of a column; infinity: of a row; 2 and -2: singular value.
    Order(f64),
}

/// Refuses what is not a batch of square matrices of float32.
pub(crate) fn square(op: &'static str, a: &Tensor) -> Result<()> {
    matrices(op, a)?;
    let (m, n) = (a.shape()[a.rank() - 2], a.shape()[a.rank() - 1]);
    if m == n {
        return Ok(());
    }
    Err(Error::runtime(format!("linalg.{op}: A must be batches of square matrices, but they are {m} by {n} matrices")))
}

fn matrices(op: &'static str, a: &Tensor) -> Result<()> {
    if a.rank() < 2 {
        let text = "The input tensor A must have at least 2 dimensions, but its shape is";
        return Err(Error::runtime(format!("linalg.{op}: {text} {:?}", a.shape())));
    }
    if a.dtype() != DType::F32 {
        let text = "Expected a floating point or complex tensor as input. Got";
        return Err(Error::Unsupported { op, message: format!("{text} {}; write x.float()", a.dtype().short()) });
    }
    Ok(())
}

fn mt(a: &Tensor) -> Result<Tensor> {
    a.transpose(-2, -1)
}

/// A mask over matrices of this size, as numbers: `f(row, column)`.
fn mask(like: &Tensor, f: impl Fn(usize, usize) -> f32) -> Result<Tensor> {
    let (m, n) = (like.shape()[like.rank() - 2], like.shape()[like.rank() - 1]);
    let values: Vec<f32> = (0..m * n).map(|i| f(i / n, i % n)).collect();
    Tensor::from_f32(&values, &[m, n], like.device())
}

fn singular(op: &'static str, which: usize) -> Error {
    let message = format!(
        "The diagonal element {which} is zero, the inversion could not be completed because the input matrix is singular."
    );
    Error::LinAlg { op, message }
}

/// Results of a decomposition for a backward rule: as found, or computed anew from the input where the rule itself is
/// recorded. (Held with their history they would hold each other alive.)
fn again(a: &Tensor, found: &[Tensor], f: impl Fn(&Tensor) -> Result<Vec<Tensor>>) -> Result<Vec<Tensor>> {
    if grad_enabled() && a.requires_grad() { f(a) } else { Ok(found.to_vec()) }
}

impl Tensor {
    /// The inverse of a square matrix, or of a batch of them.
    pub fn inv(&self) -> Result<Tensor> {
        square("inv", self)?;
        let y = Batch::of(self)?.map(|a| {
            let lu = Lu::of(a);
            match lu.zero_pivot() {
                Some(i) => Err(singular("inv", i + 1)),
                None => Ok(lu.solve(&Matrix::identity(a.rows))),
            }
        })?;
        if !tracked(&[self]) {
            return Ok(y);
        }
        let saved = Saved::output(&y);
        let rule: Rule = Box::new(move |g, f| {
            let t = mt(&saved.get(f)?)?;
            Ok(Grads::from_iter([Some(t.matmul(g)?.matmul(&t)?.neg()?)]))
        });
        Ok(y.record(Op::Inv, &[self], rule))
    }

    /// The `x` with `a x = b`; `b` is a vector, or a matrix of columns.
    pub fn solve(&self, b: &Tensor) -> Result<Tensor> {
        square("solve", self)?;
        self.same_device("linalg.solve", b)?;
        let (ra, rb) = (self.rank(), b.rank());
        let vector = rb == 1 || (ra - 1 == rb && b.shape() == &self.shape()[..ra - 1]);
        let columns = if vector { b.unsqueeze(-1)? } else { b.clone() };
        let n = self.shape()[ra - 1];
        if columns.rank() < 2 || columns.shape()[columns.rank() - 2] != n || b.dtype() != DType::F32 {
            let text = format!(
                "linalg.solve: Incompatible shapes of A and B for the equation AX = B ({:?} and {:?})",
                self.shape(),
                b.shape()
            );
            return Err(Error::runtime(text));
        }
        let batch =
            crate::layout::broadcast("linalg.solve", &self.shape()[..ra - 2], &columns.shape()[..columns.rank() - 2])?;
        let full = |t: &Tensor| -> Result<Tensor> {
            let tail = &t.shape()[t.rank() - 2..];
            t.expand(&batch.iter().chain(tail).map(|&n| n as isize).collect::<Vec<_>>())
        };
        let x = full(self)?.solved(&full(&columns)?)?;
        if vector { x.squeeze(Some(-1)) } else { Ok(x) }
    }

    /// [`Tensor::solve`] of matrices with equal batches.
    fn solved(&self, b: &Tensor) -> Result<Tensor> {
        let right = Batch::of(b)?;
        let mut next = 0;
        let x = Batch::of(self)?.map(|a| {
            let lu = Lu::of(a);
            next += 1;
            match lu.zero_pivot() {
                Some(_) => {
                    let message = "The solver failed because the input matrix is singular.".to_string();
                    Err(Error::LinAlg { op: "solve", message })
                }
                None => Ok(lu.solve(&right.matrices[next - 1])),
            }
        })?;
        // An empty batch has the sizes of `b` all the same.
        let x = if x.shape() == b.shape() {
            x
        } else {
            x.reshape(&b.shape().iter().map(|&n| n as isize).collect::<Vec<_>>())?
        };
        if !tracked(&[self, b]) {
            return Ok(x);
        }
        let (sa, sx) = (Saved::input(self), Saved::output(&x));
        let rule: Rule = Box::new(move |g, f| {
            let gb = mt(&sa.get(f)?)?.solved(g)?;
            let ga = gb.matmul(&mt(&sx.get(f)?)?)?.neg()?;
            Ok(Grads::from_iter([Some(ga), Some(gb)]))
        });
        Ok(x.record(Op::Solve, &[self, b], rule))
    }

    /// The `x` with `a x = b` (or `x a = b`), where only one triangle of `a` counts, and its diagonal as ones if `unit`.
    pub fn solve_triangular(&self, b: &Tensor, upper: bool, left: bool, unit: bool) -> Result<Tensor> {
        square("solve_triangular", self)?;
        let kept = mask(self, |i, j| {
            let inside = if upper { i < j } else { i > j };
            f32::from(u8::from(inside || (i == j && !unit)))
        })?;
        let a = self.mul(&kept)?;
        let a = if unit { a.add(&mask(self, |i, j| f32::from(u8::from(i == j)))?)? } else { a };
        if left { a.solve(b) } else { mt(&mt(&a)?.solve(&mt(b)?)?) }
    }

    /// Determinant of a square matrix, or of each of a batch.
    pub fn det(&self) -> Result<Tensor> {
        square("det", self)?;
        let y = Batch::of(self)?.numbers(|a| Lu::of(a).det())?;
        if !tracked(&[self]) {
            return Ok(y);
        }
        let (sa, sy) = (Saved::input(self), Saved::output(&y));
        let rule: Rule = Box::new(move |g, f| {
            let a = sa.get(f)?;
            let scale = |t: &Tensor| t.unsqueeze(-1)?.unsqueeze(-1);
            // A singular matrix has no inverse, but its cofactors are the gradient all the same.
            let slope = match a.inv() {
                Ok(inverse) => mt(&inverse)?.mul(&scale(&sy.get(f)?)?)?,
                Err(_) => no_grad(|| Batch::of(&a)?.map(|a| Ok(a.cofactors())))?,
            };
            Ok(Grads::from_iter([Some(slope.mul(&scale(g)?)?)]))
        });
        Ok(y.record(Op::Det, &[self], rule))
    }

    /// Sign of the determinant, and logarithm of its absolute value.
    pub fn slogdet(&self) -> Result<(Tensor, Tensor)> {
        square("slogdet", self)?;
        let batch = Batch::of(self)?;
        let sign = batch.numbers(|a| Lu::of(a).sign_and_log().0)?;
        let log = batch.numbers(|a| Lu::of(a).sign_and_log().1)?;
        if !tracked(&[self]) {
            return Ok((sign, log));
        }
        let saved = Saved::input(self);
        let rule: Rule = Box::new(move |g, f| {
            let t = mt(&saved.get(f)?.inv()?)?;
            Ok(Grads::from_iter([Some(t.mul(&g.unsqueeze(-1)?.unsqueeze(-1)?)?)]))
        });
        Ok((sign, log.record(Op::Slogdet, &[self], rule)))
    }

    /// The lower triangular `l` with `l l^T = a`, of a symmetric positive-definite matrix; its transpose if `upper`.
    pub fn cholesky(&self, upper: bool) -> Result<Tensor> {
        square("cholesky", self)?;
        let l = Batch::of(self)?.map(Matrix::cholesky)?;
        let l = if tracked(&[self]) {
            let saved = Saved::output(&l);
            let rule: Rule = Box::new(move |g, f| {
                let l = saved.get(f)?;
                let halved = mask(&l, |i, j| match i.cmp(&j) {
                    std::cmp::Ordering::Greater => 1.0,
                    std::cmp::Ordering::Equal => 0.5,
                    std::cmp::Ordering::Less => 0.0,
                })?;
                let phi = mt(&l)?.matmul(g)?.mul(&halved)?;
                let inverse = l.inv()?;
                let s = mt(&inverse)?.matmul(&phi)?.matmul(&inverse)?;
                Ok(Grads::from_iter([Some(s.add(&mt(&s)?)?.mul(0.5)?)]))
            });
            l.record(Op::Cholesky, &[self], rule)
        } else {
            l
        };
        if upper { mt(&l) } else { Ok(l) }
    }

    /// Orthonormal columns and an upper triangle with `q r = a`; `complete` makes `q` square.
    pub fn qr(&self, complete: bool) -> Result<(Tensor, Tensor)> {
        matrices("qr", self)?;
        let batch = Batch::of(self)?;
        let (q, r) = (batch.map(|a| Ok(a.qr(complete).0))?, batch.map(|a| Ok(a.qr(complete).1))?);
        if !tracked(&[self]) {
            return Ok((q, r));
        }
        let (m, n) = (self.shape()[self.rank() - 2], self.shape()[self.rank() - 1]);
        let plain = [q.detach(), r.detach()];
        let rule = |of_r: bool| -> Rule {
            let (saved, plain) = (Saved::input(self), plain.clone());
            Box::new(move |g, f| {
                if m < n || (complete && m > n) {
                    return Err(Error::runtime(
                        "linalg.qr: the gradient exists here for mode='reduced' and matrices with at least as many rows as columns",
                    ));
                }
                let a = saved.get(f)?;
                let found = again(&a, &plain, |a| a.qr(complete).map(|(q, r)| vec![q, r]))?;
                let (q, r) = (&found[0], &found[1]);
                let inner = if of_r { g.matmul(&mt(r)?)? } else { mt(q)?.matmul(g)?.neg()? };
                // The upper triangle, made symmetric.
                let inner =
                    inner.mul(&mask(&inner, |i, j| f32::from(u8::from(i < j)) + 0.5 * f32::from(u8::from(i == j)))?)?;
                let turned = q.matmul(&inner.add(&mt(&inner)?)?)?;
                let turned = if of_r { turned } else { turned.add(g)? };
                Ok(Grads::from_iter([Some(turned.matmul(&mt(&r.inv()?)?)?)]))
            })
        };
        let (rule_q, rule_r) = (rule(false), rule(true));
        Ok((q.record(Op::Qr, &[self], rule_q), r.record(Op::Qr, &[self], rule_r)))
    }

    /// Eigenvalues of a symmetric matrix in rising order, and its eigenvectors as columns. Only one triangle is read.
    pub fn eigh(&self, upper: bool) -> Result<(Tensor, Tensor)> {
        square("eigh", self)?;
        let found = Batch::of(self)?.matrices.iter().map(|a| a.eigh(upper)).collect::<Result<Vec<_>>>()?;
        let n = self.shape()[self.rank() - 1];
        let (values, vectors): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        let batch = &self.shape()[..self.rank() - 2];
        let values = host::vectors(&values, batch, n, self.device())?;
        let vectors = host::upload(&vectors, batch, n, n, self.device())?;
        if !tracked(&[self]) {
            return Ok((values, vectors));
        }
        let plain = [values.detach(), vectors.detach()];
        let rule = |of_vectors: bool| -> Rule {
            let (saved, plain) = (Saved::input(self), plain.clone());
            Box::new(move |g, f| {
                let a = saved.get(f)?;
                let found = again(&a, &plain, |a| a.eigh(upper).map(|(l, v)| vec![l, v]))?;
                let (l, v) = (&found[0], &found[1]);
                let inner = if of_vectors {
                    let own = mask(v, |i, j| f32::from(u8::from(i == j)))?;
                    let apart = l.unsqueeze(-2)?.sub(&l.unsqueeze(-1)?)?.add(&own)?;
                    mt(v)?.matmul(g)?.div(&apart)?.mul(&Tensor::binary(Op::Sub, 1.0, &own)?)?
                } else {
                    g.unsqueeze(-1)?.mul(&mask(v, |i, j| f32::from(u8::from(i == j)))?)?
                };
                Ok(Grads::from_iter([Some(v.matmul(&inner)?.matmul(&mt(v)?)?)]))
            })
        };
        let (rule_l, rule_v) = (rule(false), rule(true));
        Ok((values.record(Op::Eigh, &[self], rule_l), vectors.record(Op::Eigh, &[self], rule_v)))
    }

    /// Singular value decomposition: `u`, the falling singular values, and `v^T`; `full` makes `u` and `v` square.
    pub fn svd(&self, full: bool) -> Result<(Tensor, Tensor, Tensor)> {
        matrices("svd", self)?;
        let (m, n) = (self.shape()[self.rank() - 2], self.shape()[self.rank() - 1]);
        let k = m.min(n);
        let found = Batch::of(self)?.matrices.iter().map(|a| a.svd(full)).collect::<Result<Vec<_>>>()?;
        let (mut us, mut ss, mut vs) = (Vec::new(), Vec::new(), Vec::new());
        for (u, s, v) in found {
            us.push(u);
            ss.push(s);
            vs.push(v);
        }
        let batch = &self.shape()[..self.rank() - 2];
        let device = self.device();
        let (wide, high) = if full { (m, n) } else { (k, k) };
        let u = host::upload(&us, batch, m, wide, device)?;
        let s = host::vectors(&ss, batch, k, device)?;
        let vh = host::upload(&vs, batch, high, n, device)?;
        if !tracked(&[self]) {
            return Ok((u, s, vh));
        }
        let plain = [u.detach().narrow(-1, 0, k as i64)?, s.detach(), vh.detach().narrow(-2, 0, k as i64)?];
        let rule = |part: usize| -> Rule {
            let (saved, plain) = (Saved::input(self), plain.clone());
            Box::new(move |g, f| {
                let a = saved.get(f)?;
                let found = again(&a, &plain, |a| a.svd(false).map(|(u, s, vh)| vec![u, s, vh]))?;
                Ok(Grads::from_iter([Some(svd_gradient(part, g, &found[0], &found[1], &found[2])?)]))
            })
        };
        let rules = [rule(0), rule(1), rule(2)];
        let mut made = [u, s, vh].into_iter().zip(rules).map(|(t, rule)| t.record(Op::Svd, &[self], rule));
        let mut next = || made.next().expect("three parts");
        Ok((next(), next(), next()))
    }

    /// Singular values alone.
    pub fn svdvals(&self) -> Result<Tensor> {
        Ok(self.svd(false)?.1)
    }

    /// Moore-Penrose inverse; singular values up to `tolerance` times the largest count as 0.
    pub fn pinv(&self, tolerance: Option<f64>) -> Result<Tensor> {
        matrices("pinv", self)?;
        let (m, n) = (self.shape()[self.rank() - 2], self.shape()[self.rank() - 1]);
        let tolerance = tolerance.unwrap_or(m.max(n) as f64 * f64::from(f32::EPSILON));
        let inverses = Batch::of(self)?.matrices.iter().map(|a| a.pinv(tolerance)).collect::<Result<Vec<_>>>()?;
        let y = host::upload(&inverses, &self.shape()[..self.rank() - 2], n, m, self.device())?;
        if !tracked(&[self]) {
            return Ok(y);
        }
        let (sa, sy) = (Saved::input(self), Saved::output(&y));
        let rule: Rule = Box::new(move |g, f| {
            let (a, p) = (sa.get(f)?, sy.get(f)?);
            let (h, pt) = (mt(g)?, mt(&p)?);
            let grad = if m <= n {
                let k = h.matmul(&p)?;
                let kp = k.matmul(&pt)?;
                let rest = kp.sub(&mt(&p.matmul(&k)?)?)?.sub(&a.matmul(&p)?.matmul(&kp)?)?;
                rest.add(&pt.matmul(&p)?.matmul(&h.sub(&k.matmul(&a)?)?)?)?
            } else {
                let k = p.matmul(&h)?;
                let pk = pt.matmul(&k)?;
                let rest = pk.sub(&mt(&k.matmul(&p)?)?)?.sub(&pk.matmul(&p)?.matmul(&a)?)?;
                rest.add(&h.sub(&a.matmul(&k)?)?.matmul(&p)?.matmul(&pt)?)?
            };
            Ok(Grads::from_iter([Some(grad)]))
        });
        Ok(y.record(Op::Pinv, &[self], rule))
    }

    /// Number of singular values above the tolerance (by default the largest times the larger size times float32's step).
    pub fn matrix_rank(&self, absolute: Option<f64>, relative: Option<f64>) -> Result<Tensor> {
        matrices("matrix_rank", self)?;
        let (m, n) = (self.shape()[self.rank() - 2], self.shape()[self.rank() - 1]);
        let usual = if absolute.is_some() { 0.0 } else { m.max(n) as f64 * f64::from(f32::EPSILON) };
        let values = no_grad(|| self.svdvals())?;
        if m.min(n) == 0 {
            return values.gt(0.0)?.sum(&[-1], false);
        }
        let limit = values.amax(&[-1], true)?.mul(relative.unwrap_or(usual))?.maximum(absolute.unwrap_or(0.0))?;
        values.gt(&limit)?.sum(&[-1], false)
    }

    /// A norm of matrices in two dimensions.
    pub fn matrix_norm(&self, which: Norm, over: &[isize], keepdim: bool) -> Result<Tensor> {
        let op = "matrix_norm";
        matrices(op, self)?;
        let axes: Vec<usize> =
            over.iter().map(|&d| crate::layout::dim("linalg.matrix_norm", d, self.rank())).collect::<Result<_>>()?;
        let [rows, columns] = axes[..] else {
            return Err(Error::runtime("linalg.matrix_norm: dim must be a 2-tuple of ints"));
        };
        if rows == columns {
            return Err(Error::runtime(format!("linalg.matrix_norm: dims must be different. Got ({rows}, {columns})")));
        }
        let (rows, columns) = (rows as isize, columns as isize);
        let sums = |along: isize, rest: isize, largest: bool| {
            let sums = self.abs()?.sum(&[along], true)?;
            if largest { sums.amax(&[rest], true) } else { sums.amin(&[rest], true) }
        };
        let spectrum = || -> Result<Tensor> {
            let mut order: Vec<isize> = (0..self.rank() as isize).filter(|d| *d != rows && *d != columns).collect();
            order.extend([rows, columns]);
            self.permute(&order)?.svdvals()
        };
        let kept = |y: Tensor| -> Result<Tensor> {
            // From the values' shape to sizes of 1 in their places.
            let shape: Vec<isize> = (0..self.rank())
                .map(|d| if d as isize == rows || d as isize == columns { 1 } else { self.shape()[d] as isize })
                .collect();
            y.reshape(&shape)
        };
        let y = match which {
            Norm::Frobenius => return self.vector_norm(2.0, &[rows, columns], keepdim),
            Norm::Nuclear => kept(spectrum()?.sum(&[-1], false)?)?,
            Norm::Order(p) if p.abs() == 1.0 => sums(rows, columns, p > 0.0)?,
            Norm::Order(p) if p.is_infinite() => sums(columns, rows, p > 0.0)?,
            Norm::Order(2.0) => kept(spectrum()?.amax(&[-1], false)?)?,
            Norm::Order(-2.0) => kept(spectrum()?.amin(&[-1], false)?)?,
            Norm::Order(p) => {
                return Err(Error::runtime(format!("linalg.matrix_norm: Order {p} not supported.")));
            }
        };
        if keepdim {
            return Ok(y);
        }
        let mut gone = [rows, columns];
        gone.sort_unstable();
        y.without(&gone)
    }
}

/// Gradient of a thin decomposition with respect to its `part` (u, values, v^T).
fn svd_gradient(part: usize, g: &Tensor, u: &Tensor, s: &Tensor, vh: &Tensor) -> Result<Tensor> {
    let k = s.shape()[s.rank() - 1];
    let own = mask(&s.unsqueeze(-1)?.expand(&shape_of(s, k))?, |i, j| f32::from(u8::from(i == j)))?;
    if part == 1 {
        return u.matmul(&g.unsqueeze(-1)?.mul(&own)?)?.matmul(vh);
    }
    let squares = s.square()?;
    let apart = squares.unsqueeze(-2)?.sub(&squares.unsqueeze(-1)?)?.add(&own)?;
    let skew = |x: &Tensor| -> Result<Tensor> { x.sub(&mt(x)?)?.div(&apart) };
    // What lies outside the span of the columns.
    let outside = |x: &Tensor, basis: &Tensor| -> Result<Tensor> { x.sub(&basis.matmul(&mt(basis)?.matmul(x)?)?) };
    if part == 0 {
        let g = g.narrow(-1, 0, k as i64)?;
        let inner = skew(&mt(u)?.matmul(&g)?)?.mul(&s.unsqueeze(-2)?)?;
        let mut sum = u.matmul(&inner)?;
        if u.shape()[u.rank() - 2] > k {
            sum = sum.add(&outside(&g.div(&s.unsqueeze(-2)?)?, u)?)?;
        }
        return sum.matmul(vh);
    }
    let (v, g) = (mt(vh)?, mt(&g.narrow(-2, 0, k as i64)?)?);
    let inner = skew(&vh.matmul(&g)?)?.mul(&s.unsqueeze(-1)?)?;
    let mut sum = inner.matmul(vh)?;
    if vh.shape()[vh.rank() - 1] > k {
        sum = sum.add(&mt(&outside(&g.div(&s.unsqueeze(-2)?)?, &v)?)?)?;
    }
    u.matmul(&sum)
}

fn shape_of(s: &Tensor, k: usize) -> Vec<isize> {
    s.shape().iter().map(|&n| n as isize).chain([k as isize]).collect()
}
