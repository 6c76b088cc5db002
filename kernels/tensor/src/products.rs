//! Products beyond [`Tensor::matmul`]: sums with a product, `tensordot`, `kron`, powers of matrices, and `einsum`.

use crate::autograd::tracked;
use crate::error::{Error, Result};
use crate::layout::{Layout, dim};
use crate::ops::Op;
use crate::tensor::Tensor;

/// Letters of an equation as numbers; dimensions under an ellipsis follow from this one on, counted from the right.
const ELLIPSIS: usize = 256;

fn refuse(message: impl Into<String>) -> Error {
    Error::runtime(format!("einsum(): {}", message.into()))
}

impl Tensor {
    /// `beta x + alpha y`, the frame of `addmm` and its kin; with `beta` 0 not even NaN of `x` counts.
    pub fn scaled_sum(&self, product: &Tensor, beta: f64, alpha: f64) -> Result<Tensor> {
        let scaled = |t: &Tensor, by: f64| match t.dtype() {
            _ if by == 1.0 => Ok(t.clone()),
            d if d.is_float() => t.mul(by),
            _ => t.mul(by as i64),
        };
        let product = scaled(product, alpha)?;
        if beta == 0.0 {
            let shape: Vec<isize> = product.shape().iter().map(|&n| n as isize).collect();
            self.expand(&shape)?;
            return Ok(product);
        }
        scaled(self, beta)?.add(&product)
    }

    /// The view of equal positions in two dimensions of one size; `b` disappears.
    fn diagonal_of(&self, a: usize, b: usize) -> Tensor {
        let cut = |l: &Layout| {
            let mut l = l.clone();
            let step = l.strides[b];
            l.strides[a] += step;
            l.shape.remove(b);
            l.strides.remove(b);
            l
        };
        self.part(Op::AsStrided, cut)
    }

    /// Sum over pairs of dimensions, `over_a[i]` of this with `over_b[i]` of the other.
    pub fn tensordot(&self, other: &Tensor, over_a: &[isize], over_b: &[isize]) -> Result<Tensor> {
        if over_a.len() != over_b.len() {
            return Err(Error::runtime("tensordot: both dimension lists should have same length"));
        }
        let axes = |t: &Tensor, over: &[isize]| -> Result<Vec<usize>> {
            over.iter().map(|&d| dim("tensordot", d, t.rank())).collect()
        };
        let (da, db) = (axes(self, over_a)?, axes(other, over_b)?);
        for (&a, &b) in da.iter().zip(&db) {
            let (n, m) = (self.shape()[a], other.shape()[b]);
            if n != m && n != 1 && m != 1 {
                return Err(Error::runtime(format!(
                    "tensordot: contracted dimensions need to match, but first has size {n} in dim {a} and second has size {m} in dim {b}"
                )));
            }
        }
        // As einsum: contracted pairs share a label.
        let left: Vec<usize> = (0..self.rank()).collect();
        let mut right: Vec<usize> = (0..other.rank()).map(|d| self.rank() + d).collect();
        for (&a, &b) in da.iter().zip(&db) {
            right[b] = a;
        }
        let kept = left.iter().filter(|l| !da.contains(l));
        let out: Vec<usize> = kept.chain(right.iter().filter(|l| **l >= self.rank())).copied().collect();
        contract(vec![(self.clone(), left), (other.clone(), right)], &out)
    }

    /// Kronecker product: every element of this times the whole other.
    pub fn kron(&self, other: &Tensor) -> Result<Tensor> {
        let rank = self.rank().max(other.rank());
        let raised = |t: &Tensor| -> Vec<isize> {
            (0..rank).map(|d| if d + t.rank() >= rank { t.shape()[d + t.rank() - rank] as isize } else { 1 }).collect()
        };
        let (a, b) = (raised(self), raised(other));
        let left: Vec<isize> = a.iter().flat_map(|&n| [n, 1]).collect();
        let right: Vec<isize> = b.iter().flat_map(|&n| [1, n]).collect();
        let shape: Vec<isize> = a.iter().zip(&b).map(|(x, y)| x * y).collect();
        self.reshape(&left)?.mul(&other.reshape(&right)?)?.reshape(&shape)
    }

    /// A square matrix (or a batch of them) multiplied with itself, by squaring; below 0 its inverse.
    pub fn matrix_power(&self, n: i64) -> Result<Tensor> {
        crate::linalg::square("matrix_power", self)?;
        if n < 0 {
            return self.inv()?.matrix_power(-n);
        }
        let (mut left, mut factor, mut result) = (n, self.clone(), None::<Tensor>);
        while left > 0 {
            if left & 1 == 1 {
                result = Some(result.map_or(Ok(factor.clone()), |r| r.matmul(&factor))?);
            }
            left >>= 1;
            if left > 0 {
                factor = factor.matmul(&factor)?;
            }
        }
        match result {
            Some(y) => Ok(y),
            None => {
                let size = self.shape()[self.rank() - 1];
                let shape: Vec<isize> = self.shape().iter().map(|&n| n as isize).collect();
                let y = Tensor::eye(size, size, self.device())?.expand(&shape)?.clone_data()?;
                Ok(if tracked(&[self]) { y.record(Op::MatrixPower, &[self], crate::special::flat()) } else { y })
            }
        }
    }

    /// Einstein's sums: `einsum("bij,bjk->bik", &[a, b])`. Ellipses, repeated letters (diagonals) and left-out outputs
    /// are as in PyTorch; operands are contracted from left to right.
    pub fn einsum(equation: &str, operands: &[Tensor]) -> Result<Tensor> {
        let text: String = equation.chars().filter(|c| !c.is_whitespace()).collect();
        let (inputs, output) = match text.split_once("->") {
            Some((inputs, output)) => (inputs, Some(output)),
            None => (text.as_str(), None),
        };
        let terms: Vec<&str> = inputs.split(',').collect();
        if operands.is_empty() {
            return Err(refuse("must provide at least one operand"));
        }
        if terms.len() != operands.len() {
            let word = if terms.len() > operands.len() { "fewer" } else { "more" };
            return Err(refuse(format!("{word} operands were provided than specified in the equation")));
        }
        for pair in operands.windows(2) {
            pair[0].same_device("einsum", &pair[1])?;
        }
        let mut parts = Vec::new();
        for (i, (term, operand)) in terms.iter().zip(operands).enumerate() {
            parts.push((operand.clone(), labels(term, operand.rank(), i)?));
        }
        let covered =
            parts.iter().flat_map(|(_, l)| l).filter(|l| **l >= ELLIPSIS).max().map_or(0, |l| l + 1 - ELLIPSIS);
        let out = match output {
            Some(term) => {
                let rank = term.replace("...", "").len() + if term.contains("...") { covered } else { 0 };
                let out = labels(term, rank, usize::MAX)?;
                for (i, l) in out.iter().enumerate() {
                    let letter = char::from(*l as u8);
                    if *l < ELLIPSIS && out[..i].contains(l) {
                        return Err(refuse(format!("output subscript {letter} appears more than once in the output")));
                    }
                    if *l < ELLIPSIS && !parts.iter().any(|(_, p)| p.contains(l)) {
                        return Err(refuse(format!(
                            "output subscript {letter} does not appear in the equation for any input operand"
                        )));
                    }
                }
                out
            }
            None => {
                let all: Vec<usize> = parts.iter().flat_map(|(_, l)| l).copied().collect();
                let once = (0..ELLIPSIS).filter(|l| all.iter().filter(|x| *x == l).count() == 1);
                (ELLIPSIS..ELLIPSIS + covered).rev().chain(once).collect()
            }
        };
        contract(parts, &out)
    }
}

/// What each dimension of a term is called.
fn labels(term: &str, rank: usize, operand: usize) -> Result<Vec<usize>> {
    let letters = term.replacen("...", "", 1);
    if let Some(c) = letters.chars().find(|c| !c.is_ascii_alphabetic()) {
        return Err(refuse(format!("invalid subscript given: '{c}' in '{term}'; subscripts are letters")));
    }
    let fits = if term.contains("...") { letters.len() <= rank } else { letters.len() == rank };
    if !fits && operand != usize::MAX {
        return Err(refuse(format!(
            "the number of subscripts in the equation ({}) does not match the number of dimensions ({rank}) for operand {operand}",
            letters.len()
        )));
    }
    let mut out = Vec::new();
    let covered = rank - letters.len();
    for (i, piece) in term.split("...").enumerate() {
        if i == 1 {
            out.extend((ELLIPSIS..ELLIPSIS + covered).rev());
        }
        out.extend(piece.bytes().map(usize::from));
    }
    Ok(out)
}

/// Contracts operands with named dimensions down to `out`.
fn contract(parts: Vec<(Tensor, Vec<usize>)>, out: &[usize]) -> Result<Tensor> {
    let mut sizes = std::collections::BTreeMap::<usize, usize>::new();
    for (i, (t, names)) in parts.iter().enumerate() {
        for (name, &n) in names.iter().zip(t.shape()) {
            let known = sizes.entry(*name).or_insert(n);
            if *known == 1 {
                *known = n;
            }
            if n != 1 && n != *known {
                let name = if *name < ELLIPSIS { char::from(*name as u8).to_string() } else { "...".to_string() };
                return Err(refuse(format!(
                    "subscript {name} has size {n} for operand {i} which does not broadcast with previously seen size {known}"
                )));
            }
        }
    }
    let mut parts = parts.into_iter().map(|(t, names)| diagonals(t, names, &sizes)).collect::<Result<Vec<_>>>()?;
    let (mut sum, mut names) = parts.remove(0);
    while !parts.is_empty() {
        let (next, others) = parts.remove(0);
        let later = |l: &usize| out.contains(l) || parts.iter().any(|(_, n)| n.contains(l));
        (sum, names) = pair((sum, names), (next, others), &later)?;
    }
    let gone: Vec<isize> = (0..names.len()).filter(|&d| !out.contains(&names[d])).map(|d| d as isize).collect();
    if !gone.is_empty() {
        sum = sum.sum(&gone, false)?;
        names.retain(|l| out.contains(l));
    }
    let order: Vec<isize> =
        out.iter().map(|l| names.iter().position(|n| n == l).expect("every output is an input") as isize).collect();
    if order.iter().enumerate().all(|(i, &d)| i as isize == d) { Ok(sum) } else { sum.permute(&order) }
}

/// Repeated names become diagonals, and sizes of 1 that stand for more are repeated.
fn diagonals(
    mut t: Tensor,
    mut names: Vec<usize>,
    sizes: &std::collections::BTreeMap<usize, usize>,
) -> Result<(Tensor, Vec<usize>)> {
    let full: Vec<isize> = names.iter().map(|l| sizes[l] as isize).collect();
    if t.shape().iter().zip(&full).any(|(&n, &m)| n as isize != m) {
        t = t.expand(&full)?;
    }
    while let Some((a, b)) =
        (0..names.len()).flat_map(|b| (0..b).map(move |a| (a, b))).find(|&(a, b)| names[a] == names[b])
    {
        t = t.diagonal_of(a, b);
        names.remove(b);
    }
    Ok((t, names))
}

/// One contraction as a batched matrix product.
fn pair(
    (a, an): (Tensor, Vec<usize>),
    (b, bn): (Tensor, Vec<usize>),
    later: &dyn Fn(&usize) -> bool,
) -> Result<(Tensor, Vec<usize>)> {
    // What only one side has and nobody needs later is summed first.
    let alone = |t: Tensor, own: Vec<usize>, other: &[usize]| -> Result<(Tensor, Vec<usize>)> {
        let gone: Vec<isize> =
            (0..own.len()).filter(|&d| !other.contains(&own[d]) && !later(&own[d])).map(|d| d as isize).collect();
        if gone.is_empty() {
            return Ok((t, own));
        }
        let kept = own.iter().enumerate().filter(|(d, _)| !gone.contains(&(*d as isize))).map(|(_, l)| *l).collect();
        Ok((t.sum(&gone, false)?, kept))
    };
    let (a, an) = alone(a, an, &bn)?;
    let (b, bn) = alone(b, bn, &an)?;
    let shared: Vec<usize> = an.iter().filter(|l| bn.contains(l)).copied().collect();
    let (batch, inner): (Vec<usize>, Vec<usize>) = shared.iter().partition(|l| later(l));
    let rows: Vec<usize> = an.iter().filter(|l| !bn.contains(l)).copied().collect();
    let columns: Vec<usize> = bn.iter().filter(|l| !an.contains(l)).copied().collect();
    let at = |names: &[usize], l: &usize| names.iter().position(|n| n == l).expect("a name of this side");
    let sizes = |t: &Tensor, names: &[usize], of: &[usize]| -> Vec<isize> {
        of.iter().map(|l| t.shape()[at(names, l)] as isize).collect()
    };
    let (m, n) = (sizes(&a, &an, &rows), sizes(&b, &bn, &columns));
    let (s, k) = (sizes(&a, &an, &batch), sizes(&a, &an, &inner));
    let total = |v: &[isize]| v.iter().product::<isize>();
    let arranged = |t: &Tensor, names: &[usize], groups: [&[usize]; 3], shape: [isize; 3]| -> Result<Tensor> {
        let order: Vec<isize> = groups.concat().iter().map(|l| at(names, l) as isize).collect();
        t.permute(&order)?.reshape(&shape)
    };
    let left = arranged(&a, &an, [&batch, &rows, &inner], [total(&s), total(&m), total(&k)])?;
    let right = arranged(&b, &bn, [&batch, &inner, &columns], [total(&s), total(&k), total(&n)])?;
    // Without a sum a product element by element is cheaper, and exact for whole numbers.
    let y = if inner.is_empty() { left.mul(&right)? } else { left.matmul(&right)? };
    let names: Vec<usize> = [batch, rows, columns].concat();
    Ok((y.reshape(&[s, m, n].concat())?, names))
}
