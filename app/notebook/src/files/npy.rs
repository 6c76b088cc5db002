//! NumPy's `.npy` files: a magic word, a Python dict with element type, order and shape, the elements.

use super::{Fault, number, part};
use crate::numpy::Data;

const MAGIC: &[u8] = b"\x93NUMPY";

/// The file of an array.
pub fn write(data: &Data, shape: &[usize]) -> Vec<u8> {
    let (descr, bytes): (&str, Vec<u8>) = match data {
        Data::Bool(values) => ("|b1", values.iter().map(|v| u8::from(*v)).collect()),
        Data::I64(values) => ("<i8", values.iter().flat_map(|v| v.to_le_bytes()).collect()),
        Data::F32(values) => ("<f4", values.iter().flat_map(|v| v.to_le_bytes()).collect()),
        Data::F64(values) => ("<f8", values.iter().flat_map(|v| v.to_le_bytes()).collect()),
    };
    let sizes: Vec<String> = shape.iter().map(usize::to_string).collect();
    let shape = if sizes.len() == 1 { format!("({},)", sizes[0]) } else { format!("({})", sizes.join(", ")) };
    let mut header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}");
    // Room for a longer first size, then filled up so that the elements are aligned; both as NumPy does it.
    let growth = 21usize.saturating_sub(sizes.first().map_or(21, String::len));
    header.push_str(&" ".repeat(growth));
    let whole = (MAGIC.len() + 4 + header.len() + 1).next_multiple_of(64);
    header.push_str(&" ".repeat(whole - MAGIC.len() - 4 - header.len() - 1));
    header.push('\n');
    let mut file = Vec::with_capacity(whole + bytes.len());
    file.extend_from_slice(MAGIC);
    file.extend_from_slice(&[1, 0]);
    file.extend_from_slice(&(header.len() as u16).to_le_bytes());
    file.extend_from_slice(header.as_bytes());
    file.extend_from_slice(&bytes);
    file
}

/// The text after `'key':` in the header's dict.
fn field<'a>(header: &'a str, key: &str) -> Result<&'a str, Fault> {
    let quoted = [format!("'{key}'"), format!("\"{key}\"")];
    let found = quoted.iter().find_map(|k| header.split_once(k.as_str()));
    let rest = found.and_then(|(_, rest)| rest.trim_start().strip_prefix(':'));
    rest.map(str::trim_start).ok_or_else(|| format!("the header does not say {key}"))
}

fn shape(header: &str) -> Result<Vec<usize>, Fault> {
    let inside = field(header, "shape")?.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    let (sizes, _) = inside.ok_or("the header's shape is not a tuple")?;
    let sizes = sizes.split(',').map(str::trim).filter(|size| !size.is_empty());
    sizes.map(|size| size.parse().map_err(|_| format!("the header's shape holds {size:?}"))).collect()
}

/// The array of a file. Narrow types become those that hold all their values: int64, float32.
///
/// # Errors
/// Files that are cut short or hold something else than numbers.
pub fn read(file: &[u8]) -> Result<(Data, Vec<usize>), Fault> {
    let version = match (part(file, 0, 6), file.get(6)) {
        (Some(MAGIC), Some(version)) => *version,
        _ => return Err("this is no .npy file: the magic word is missing".to_owned()),
    };
    let (from, width) = if version == 1 { (10, 2) } else { (12, 4) };
    let cut = "the file ends before its header does";
    let length = number(file, 8, width).and_then(|n| usize::try_from(n).ok()).ok_or(cut)?;
    let header = std::str::from_utf8(part(file, from, length).ok_or(cut)?).map_err(|e| format!("the header: {e}"))?;
    let descr = field(header, "descr")?;
    let quote = descr.chars().next().filter(|c| matches!(c, '\'' | '"'));
    let descr = quote.and_then(|q| descr[1..].split_once(q)).ok_or("arrays of records are not part of this subset")?.0;
    let fortran = field(header, "fortran_order")?.starts_with("True");
    let shape = shape(header)?;
    let count = shape.iter().try_fold(1usize, |n, s| n.checked_mul(*s)).ok_or("the shape is too large")?;
    let bytes = &file[from + length..];
    let data = elements(descr, bytes, count)?;
    if fortran && shape.len() > 1 {
        return Ok((turn(&data, &shape), shape));
    }
    Ok((data, shape))
}

/// `count` elements of a type that NumPy writes as `descr`.
fn elements(descr: &str, bytes: &[u8], count: usize) -> Result<Data, Fault> {
    let mut chars = descr.chars();
    let order = chars.next().unwrap_or_default();
    let kind = chars.as_str();
    let size: usize = kind.get(1..).and_then(|digits| digits.parse().ok()).unwrap_or(0);
    let known = matches!(order, '<' | '>' | '|' | '=')
        && matches!(kind, "b1" | "u1" | "u2" | "u4" | "u8" | "i1" | "i2" | "i4" | "i8" | "f2" | "f4" | "f8");
    if !known {
        return Err(format!("elements of type {descr:?} are not part of this subset: numbers and truth values are"));
    }
    let need = count.checked_mul(size).ok_or("the shape is too large")?;
    let bytes = part(bytes, 0, need)
        .ok_or_else(|| format!("the file holds {} bytes of elements, its shape needs {need}", bytes.len()))?;
    // Words of 64 bits, from either end.
    let words = bytes.chunks_exact(size).map(|chunk| match order {
        '>' => chunk.iter().fold(0u64, |n, b| n << 8 | u64::from(*b)),
        _ => chunk.iter().rev().fold(0u64, |n, b| n << 8 | u64::from(*b)),
    });
    Ok(match kind {
        "b1" => Data::Bool(words.map(|w| w != 0).collect()),
        "f2" => Data::F32(words.map(|w| f32::from_bits(tensor::narrow::from_half(w as u32))).collect()),
        "f4" => Data::F32(words.map(|w| f32::from_bits(w as u32)).collect()),
        "f8" => Data::F64(words.map(f64::from_bits).collect()),
        "i1" => Data::I64(words.map(|w| i64::from(w as i8)).collect()),
        "i2" => Data::I64(words.map(|w| i64::from(w as i16)).collect()),
        "i4" => Data::I64(words.map(|w| i64::from(w as i32)).collect()),
        // What int64 cannot hold wraps, as NumPy's astype does.
        _ => Data::I64(words.map(|w| w as i64).collect()),
    })
}

/// Elements written column by column, in the order of rows.
fn turn(data: &Data, shape: &[usize]) -> Data {
    let mut steps = vec![1usize; shape.len()];
    for axis in 1..shape.len() {
        steps[axis] = steps[axis - 1] * shape[axis - 1];
    }
    let place = |mut n: usize| {
        let mut at = 0;
        for axis in (0..shape.len()).rev() {
            at += n % shape[axis] * steps[axis];
            n /= shape[axis];
        }
        at
    };
    data.take((0..data.len()).map(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for (data, shape) in [
            (Data::F64(vec![0.5, -1.0, 2.0]), vec![3]),
            (Data::Bool(vec![true]), vec![1, 1]),
            (Data::I64(vec![7]), vec![]),
            (Data::F32(vec![]), vec![0, 4]),
        ] {
            let file = write(&data, &shape);
            assert_eq!(read(&file), Ok((data, shape)));
            (0..file.len()).for_each(|n| assert!(read(&file[..n]).is_err()));
        }
    }

    #[test]
    fn other_types_and_orders() {
        let file = |header: &str, data: &[u8]| {
            [MAGIC, &[1, 0], &(header.len() as u16).to_le_bytes(), header.as_bytes(), data].concat()
        };
        let columns = file("{'descr': '>i2', 'fortran_order': True, 'shape': (2, 2), }", &[0, 1, 0, 2, 0, 3, 255, 255]);
        assert_eq!(read(&columns), Ok((Data::I64(vec![1, 3, 2, -1]), vec![2, 2])));
        let halves = file("{'descr': '<f2', 'fortran_order': False, 'shape': (2,), }", &[0, 0x3c, 0, 0xc0]);
        assert_eq!(read(&halves), Ok((Data::F32(vec![1.0, -2.0]), vec![2])));
        for header in [
            "{}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (9,), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }",
            "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
            "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }",
            "{'descr': é",
        ] {
            assert!(read(&file(header, &[0; 8])).is_err(), "{header}");
        }
    }
}
