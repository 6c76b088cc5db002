//! Linear algebra: products, and Gaussian elimination with the largest pivot of each column.

use super::array::{Array, together};
use super::dtype::{DType, Data};
use super::fault::{Fault, tight};

/// `a @ b`: matrices along the last two axes, leading axes repeated; a vector is a row on the left, a column on the
/// right.
///
/// # Errors
/// Scalars, and lengths that do not fit.
pub(crate) fn matmul(a: &Array, b: &Array) -> Result<Array, Fault> {
    for (number, operand) in [a, b].into_iter().enumerate() {
        if operand.ndim() == 0 {
            return Err(Fault::value(format!(
                "matmul: Input operand {number} does not have enough dimensions (has 0, gufunc core with signature \
                 (n?,k),(k,m?)->(n?,m?) requires 1)"
            )));
        }
    }
    let left = if a.ndim() == 1 { a.reshaped(&[1, a.len()]) } else { a.clone() };
    let right = if b.ndim() == 1 { b.reshaped(&[b.len(), 1]) } else { b.clone() };
    let (lead_a, [n, k]) = split(left.shape());
    let (lead_b, [k2, m]) = split(right.shape());
    if k != k2 {
        return Err(Fault::value(format!(
            "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature \
             (n?,k),(k,m?)->(n?,m?) (size {k2} is different from {k})"
        )));
    }
    let lead = together(&[lead_a, lead_b])?;
    let data = {
        let (a, b) = (left.fit(&[&lead[..], &[n, k]].concat())?, right.fit(&[&lead[..], &[k, m]].concat())?);
        let batch = lead.iter().product();
        let dtype = left.dtype().promote(right.dtype());
        if dtype.is_float() {
            Data::floats(products(&a.f64s(), &b.f64s(), batch, [n, k, m]), dtype)
        } else {
            Data::I64(products(&a.i64s(), &b.i64s(), batch, [n, k, m])).cast(dtype)
        }
    };
    let mut shape = lead;
    if a.ndim() > 1 {
        shape.push(n);
    }
    if b.ndim() > 1 {
        shape.push(m);
    }
    Ok(Array::new(data, &shape))
}

fn split(shape: &[usize]) -> (&[usize], [usize; 2]) {
    let (lead, last) = shape.split_at(shape.len() - 2);
    (lead, [last[0], last[1]])
}

/// Row by row, so that the inner loop runs along memory.
fn products<T>(a: &[T], b: &[T], batch: usize, [n, k, m]: [usize; 3]) -> Vec<T>
where
    T: Copy + Default + std::ops::AddAssign + std::ops::Mul<Output = T>,
{
    let mut result = vec![T::default(); batch * n * m];
    for at in 0..batch {
        let b = &b[at * k * m..(at + 1) * k * m];
        for row in 0..n {
            let into = &mut result[(at * n + row) * m..(at * n + row + 1) * m];
            for (i, factor) in a[(at * n + row) * k..(at * n + row + 1) * k].iter().enumerate() {
                for (sum, value) in into.iter_mut().zip(&b[i * m..(i + 1) * m]) {
                    *sum += *factor * *value;
                }
            }
        }
    }
    result
}

/// `np.dot`: as [`matmul`] up to two axes, an element-wise product with a scalar.
///
/// # Errors
/// Lengths that do not fit; more than two axes, which `@` handles.
pub(crate) fn dot(a: &Array, b: &Array) -> Result<Array, Fault> {
    if a.ndim() == 0 || b.ndim() == 0 {
        return super::elementwise::binary("multiply", a, b);
    }
    if a.ndim() > 2 || b.ndim() > 2 {
        return Err(Fault::value(
            "dot takes arrays of at most 2 dimensions in this subset; use @ for stacks of matrices",
        ));
    }
    let (k, axis) = (a.shape()[a.ndim() - 1], b.ndim().saturating_sub(2));
    if k != b.shape()[axis] {
        return Err(Fault::value(format!(
            "shapes {} and {} not aligned: {k} (dim {}) != {} (dim {axis})",
            tight(a.shape()),
            tight(b.shape()),
            a.ndim() - 1,
            b.shape()[axis]
        )));
    }
    matmul(a, b)
}

/// The order of a square matrix.
fn square(a: &Array) -> Result<usize, Fault> {
    match a.shape() {
        [n, m] if n == m => Ok(*n),
        [_, _] => Err(Fault::linear("Last 2 dimensions of the array must be square")),
        shape => Err(Fault::linear(format!(
            "{}-dimensional array given. Array must be two-dimensional in this subset",
            shape.len()
        ))),
    }
}

/// Eliminates below the diagonal, in `a` (n by n) and `b` (n by m) at once. Returns the determinant.
fn eliminate(a: &mut [f64], b: &mut [f64], n: usize, m: usize) -> f64 {
    let mut determinant = 1.0;
    for column in 0..n {
        let pivot = (column..n)
            .fold(column, |best, row| if a[row * n + column].abs() > a[best * n + column].abs() { row } else { best });
        if pivot != column {
            determinant = -determinant;
            for i in 0..n {
                a.swap(pivot * n + i, column * n + i);
            }
            for i in 0..m {
                b.swap(pivot * m + i, column * m + i);
            }
        }
        let diagonal = a[column * n + column];
        determinant *= diagonal;
        if diagonal == 0.0 {
            return 0.0;
        }
        for row in column + 1..n {
            let factor = a[row * n + column] / diagonal;
            if factor == 0.0 {
                continue;
            }
            for i in column..n {
                a[row * n + i] -= factor * a[column * n + i];
            }
            for i in 0..m {
                b[row * m + i] -= factor * b[column * m + i];
            }
        }
    }
    determinant
}

/// The `x` of `a @ x = b`.
///
/// # Errors
/// A matrix that is not square or has no inverse; a right side of another length.
pub(crate) fn solve(a: &Array, b: &Array) -> Result<Array, Fault> {
    let n = square(a)?;
    if b.ndim() == 0 || b.ndim() > 2 || b.shape()[0] != n {
        return Err(Fault::value(format!(
            "solve: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (m,m),(m,n)->(m,n) \
             (size {} is different from {n})",
            b.shape().first().copied().unwrap_or(0)
        )));
    }
    let m = if b.ndim() == 1 { 1 } else { b.shape()[1] };
    let (mut left, mut x) = (a.f64s(), b.f64s());
    if eliminate(&mut left, &mut x, n, m) == 0.0 && n > 0 {
        return Err(Fault::linear("Singular matrix"));
    }
    for row in (0..n).rev() {
        for i in 0..m {
            let known: f64 = (row + 1..n).map(|j| left[row * n + j] * x[j * m + i]).sum();
            x[row * m + i] = (x[row * m + i] - known) / left[row * n + row];
        }
    }
    let dtype = a.dtype().promote(b.dtype()).to_float();
    Ok(Array::new(Data::floats(x, dtype), b.shape()))
}

/// The inverse.
///
/// # Errors
/// A matrix that is not square or has none.
pub(crate) fn inverse(a: &Array) -> Result<Array, Fault> {
    let n = square(a)?;
    let dtype = if a.dtype() == DType::F32 { DType::F32 } else { DType::F64 };
    solve(a, &eye(n, n, 0, dtype))
}

/// The determinant.
///
/// # Errors
/// A matrix that is not square.
pub(crate) fn determinant(a: &Array) -> Result<Array, Fault> {
    let n = square(a)?;
    let value = eliminate(&mut a.f64s(), &mut [], n, 0);
    Ok(Array::scalar(Data::floats(vec![value], a.dtype().to_float())))
}

/// Ones on the `k`-th diagonal.
pub(crate) fn eye(rows: usize, columns: usize, k: i64, dtype: DType) -> Array {
    let ones = (0..rows * columns).map(|i| (i % columns) as i64 - (i / columns) as i64 == k).collect();
    Array::new(Data::Bool(ones).cast(dtype), &[rows, columns])
}
