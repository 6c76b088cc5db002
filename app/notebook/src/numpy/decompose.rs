//! Decompositions of one matrix, by the host's half of the tensor engine, in double precision.

use tensor::linalg::Matrix;

use super::array::Array;
use super::dtype::{DType, Data};
use super::fault::Fault;

/// A matrix with rows and columns, and the type that results have.
fn read(a: &Array) -> Result<(Matrix, DType), Fault> {
    let [rows, columns] = *a.shape() else {
        return Err(Fault::linear(format!(
            "{}-dimensional array given. Array must be two-dimensional in this subset",
            a.ndim()
        )));
    };
    let values = a.f64s();
    Ok((Matrix::new(rows, columns, |i, j| values[i * columns + j]), a.dtype().to_float()))
}

fn square(a: &Array) -> Result<(Matrix, DType), Fault> {
    let (matrix, dtype) = read(a)?;
    if matrix.rows != matrix.columns {
        return Err(Fault::linear("Last 2 dimensions of the array must be square"));
    }
    Ok((matrix, dtype))
}

fn give(matrix: &Matrix, dtype: DType) -> Array {
    let (rows, columns) = (matrix.rows, matrix.columns);
    let values = (0..rows * columns).map(|i| matrix.at(i / columns, i % columns)).collect();
    Array::new(Data::floats(values, dtype), &[rows, columns])
}

fn vector(values: Vec<f64>, dtype: DType) -> Array {
    let length = values.len();
    Array::new(Data::floats(values, dtype), &[length])
}

fn stuck(op: &str) -> Fault {
    Fault::linear(format!("{op} did not converge: the matrix holds infinity or NaN, or is out of all proportion"))
}

/// `u`, falling singular values, `v^T`.
///
/// # Errors
/// No matrix, or one that holds no finite numbers.
pub(crate) fn svd(a: &Array, full: bool) -> Result<[Array; 3], Fault> {
    let (matrix, dtype) = read(a)?;
    let (u, s, vt) = matrix.svd(full).map_err(|_| stuck("SVD"))?;
    Ok([give(&u, dtype), vector(s, dtype), give(&vt, dtype)])
}

/// Rising eigenvalues and eigenvectors of a symmetric matrix, of which one triangle is read.
///
/// # Errors
/// As [`svd`], and a matrix that is not square.
pub(crate) fn eigh(a: &Array, upper: bool) -> Result<[Array; 2], Fault> {
    let (matrix, dtype) = square(a)?;
    let (values, vectors) = matrix.eigh(upper).map_err(|_| stuck("Eigenvalues"))?;
    Ok([vector(values, dtype), give(&vectors, dtype)])
}

/// `q` and `r`.
///
/// # Errors
/// No matrix.
pub(crate) fn qr(a: &Array, complete: bool) -> Result<[Array; 2], Fault> {
    let (matrix, dtype) = read(a)?;
    let (q, r) = matrix.qr(complete);
    Ok([give(&q, dtype), give(&r, dtype)])
}

/// The lower triangle `l` with `l @ l.T` the matrix.
///
/// # Errors
/// A matrix that is not square or not positive definite.
pub(crate) fn cholesky(a: &Array) -> Result<Array, Fault> {
    let (matrix, dtype) = square(a)?;
    let lower = matrix.cholesky().map_err(|_| Fault::linear("Matrix is not positive definite"))?;
    Ok(give(&lower, dtype))
}
