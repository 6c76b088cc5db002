//! The safetensors format: the header's length in 8 bytes, a JSON object that says where each tensor's bytes are, the
//! bytes. What the format demands is demanded here: the tensors cover the rest of the file without holes or overlaps.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Fault, number, part};

/// Longest header: the limit of the format's own implementation.
const LONGEST_HEADER: usize = 100_000_000;
/// Name in the header that no tensor may have.
const METADATA: &str = "__metadata__";

/// Element types with their sizes in bytes, in the order in which they are aligned in a file: wide ones come first.
const TYPES: [(&str, usize); 15] = [
    ("BOOL", 1),
    ("U8", 1),
    ("I8", 1),
    ("F8_E5M2", 1),
    ("F8_E4M3", 1),
    ("I16", 2),
    ("U16", 2),
    ("F16", 2),
    ("BF16", 2),
    ("I32", 4),
    ("U32", 4),
    ("F32", 4),
    ("F64", 8),
    ("I64", 8),
    ("U64", 8),
];

/// Where a tensor is.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Its element type, as the format writes it: `F32`.
    pub dtype: String,
    /// Its shape.
    pub shape: Vec<usize>,
    /// First byte in the file.
    pub begin: usize,
    /// Byte after the last.
    pub end: usize,
}

/// What a header says: the tensors in the order of their bytes, and notes.
#[derive(Debug, PartialEq)]
pub struct Header {
    /// The tensors.
    pub entries: Vec<Entry>,
    /// Text by name, if the file holds notes.
    pub metadata: Option<BTreeMap<String, String>>,
}

fn place(dtype: &str) -> Result<usize, Fault> {
    TYPES.iter().position(|(name, _)| *name == dtype).ok_or_else(|| format!("unknown dtype {dtype:?}"))
}

/// Reads the header of a file.
///
/// # Errors
/// Anything that is not as the format wants it.
pub fn read(file: &[u8]) -> Result<Header, Fault> {
    let length = number(file, 0, 8).ok_or("header too small")?;
    let length = usize::try_from(length).ok().filter(|n| *n <= LONGEST_HEADER).ok_or("header too large")?;
    let text = part(file, 8, length).ok_or("invalid header length: the file ends before the header does")?;
    let text = std::str::from_utf8(text).map_err(|e| format!("invalid UTF-8 in header: {e}"))?;
    let parsed: Value = serde_json::from_str(text).map_err(|e| format!("invalid JSON in header: {e}"))?;
    let Value::Object(object) = parsed else { return Err("invalid header: it must be a JSON object".to_owned()) };
    let data = 8 + length;
    let mut header = Header { entries: Vec::with_capacity(object.len()), metadata: None };
    for (name, value) in &object {
        if name == METADATA {
            header.metadata = Some(notes(value)?);
        } else {
            header.entries.push(entry(name, value, data).map_err(|fault| format!("tensor {name:?}: {fault}"))?);
        }
    }
    header.entries.sort_by_key(|e| (e.begin, e.end));
    let mut at = data;
    for e in &header.entries {
        if e.begin != at {
            return Err(format!("tensor {:?}: invalid offset, its bytes do not follow the tensor before it", e.name));
        }
        at = e.end;
    }
    if at != file.len() {
        return Err("incomplete metadata, file not fully covered".to_owned());
    }
    Ok(header)
}

fn notes(value: &Value) -> Result<BTreeMap<String, String>, Fault> {
    let object = value.as_object().ok_or("invalid header: __metadata__ must be an object")?;
    let note = |(key, text): (&String, &Value)| {
        let text = text.as_str().ok_or_else(|| format!("invalid header: __metadata__[{key:?}] must be text"))?;
        Ok((key.clone(), text.to_owned()))
    };
    object.iter().map(note).collect()
}

fn entry(name: &str, value: &Value, data: usize) -> Result<Entry, Fault> {
    let dtype = value["dtype"].as_str().ok_or("dtype is missing")?;
    let size = TYPES[place(dtype)?].1;
    let numbers = |key: &str| -> Result<Vec<usize>, Fault> {
        let list = value[key].as_array().ok_or_else(|| format!("{key} is missing"))?;
        let one = |n: &Value| n.as_u64().and_then(|n| usize::try_from(n).ok());
        list.iter().map(|n| one(n).ok_or_else(|| format!("{key} holds {n}"))).collect()
    };
    let shape = numbers("shape")?;
    let [begin, end] = numbers("data_offsets")?[..] else { return Err("data_offsets must be two numbers".to_owned()) };
    let bytes = shape.iter().try_fold(size, |n, s| n.checked_mul(*s)).ok_or("its shape is too large")?;
    if end.checked_sub(begin) != Some(bytes) {
        return Err(format!("shape {shape:?} of {dtype} takes {bytes} bytes, data_offsets are [{begin}, {end}]"));
    }
    let shift = |at: usize| at.checked_add(data).ok_or("data_offsets are too large");
    Ok(Entry { name: name.to_owned(), dtype: dtype.to_owned(), shape, begin: shift(begin)?, end: shift(end)? })
}

/// A tensor to be written.
pub struct Item {
    /// Its name.
    pub name: String,
    /// Its element type.
    pub dtype: String,
    /// Its shape.
    pub shape: Vec<usize>,
    /// Its elements, little-endian.
    pub bytes: Vec<u8>,
}

/// A whole file, byte for byte what the format's own implementation writes (whose notes come in any order, ours by name).
///
/// # Errors
/// Unknown element types, two tensors of one name, a tensor called `__metadata__`.
pub fn write(mut items: Vec<Item>, metadata: Option<&BTreeMap<String, String>>) -> Result<Vec<u8>, Fault> {
    let mut places = BTreeMap::new();
    for item in &items {
        if item.name == METADATA {
            return Err(format!("a tensor cannot be called {METADATA}"));
        }
        if places.insert(item.name.clone(), place(&item.dtype)?).is_some() {
            return Err(format!("two tensors are called {:?}", item.name));
        }
    }
    // Wide element types first, so that all are aligned.
    items.sort_by(|a, b| places[&b.name].cmp(&places[&a.name]).then_with(|| a.name.cmp(&b.name)));
    let mut parts = Vec::with_capacity(items.len() + 1);
    if let Some(notes) = metadata {
        let notes: Map<String, Value> = notes.iter().map(|(k, v)| (k.clone(), json!(v))).collect();
        parts.push(format!("{}:{}", json!(METADATA), Value::Object(notes)));
    }
    let mut at = 0;
    for item in &items {
        let end = at + item.bytes.len();
        let shape: Vec<String> = item.shape.iter().map(usize::to_string).collect();
        parts.push(format!(
            "{}:{{\"dtype\":\"{}\",\"shape\":[{}],\"data_offsets\":[{at},{end}]}}",
            json!(item.name),
            item.dtype,
            shape.join(",")
        ));
        at = end;
    }
    let mut header = format!("{{{}}}", parts.join(",")).into_bytes();
    header.resize(header.len().next_multiple_of(8), b' ');
    let mut file = Vec::with_capacity(8 + header.len() + at);
    file.extend_from_slice(&(header.len() as u64).to_le_bytes());
    file.extend_from_slice(&header);
    items.iter().for_each(|item| file.extend_from_slice(&item.bytes));
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(header: &str, data: &[u8]) -> Vec<u8> {
        [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), data].concat()
    }

    #[track_caller]
    fn refused(bytes: &[u8], word: &str) {
        let fault = read(bytes).expect_err("a broken file");
        assert!(fault.contains(word), "{fault}");
    }

    #[test]
    fn what_is_written_is_read() {
        let item = |name: &str, dtype: &str, shape: &[usize], bytes: &[u8]| Item {
            name: name.to_owned(),
            dtype: dtype.to_owned(),
            shape: shape.to_vec(),
            bytes: bytes.to_vec(),
        };
        let notes = BTreeMap::from([("who".to_owned(), "né\"x".to_owned())]);
        let items =
            vec![item("b", "U8", &[3], &[1, 2, 3]), item("a\n", "F32", &[], &[0; 4]), item("e", "F32", &[0, 2], &[])];
        let bytes = write(items, Some(&notes)).expect("a file");
        let header = read(&bytes).expect("a header");
        let found: Vec<(&str, usize)> = header.entries.iter().map(|e| (&*e.name, e.end - e.begin)).collect();
        assert_eq!(found, [("a\n", 4), ("e", 0), ("b", 3)]);
        assert_eq!(header.metadata, Some(notes));
        // Cut anywhere, it is an error and no panic.
        (0..bytes.len()).for_each(|n| assert!(read(&bytes[..n]).is_err()));
    }

    #[test]
    fn broken_files_are_refused() {
        refused(b"", "too small");
        refused(&[0xff; 8], "too large");
        refused(&[9, 0, 0, 0, 0, 0, 0, 0, b'{'], "ends before");
        refused(&file("[]", b""), "object");
        refused(&file("{", b""), "JSON");
        refused(&file("{}", b"xx"), "not fully covered");
        let one = |shape: &str, offsets: &str| {
            format!("{{\"a\":{{\"dtype\":\"F32\",\"shape\":{shape},\"data_offsets\":{offsets}}}}}")
        };
        refused(&file(&one("[2]", "[0,8]"), &[0; 4]), "not fully covered");
        refused(&file(&one("[2]", "[0,4]"), &[0; 4]), "takes 8 bytes");
        refused(&file(&one("[1]", "[4,8]"), &[0; 8]), "do not follow");
        refused(&file(&one("[1]", "[8,4]"), &[0; 8]), "takes 4 bytes");
        refused(&file(&one("[4294967296,4294967296]", "[0,4]"), &[0; 4]), "too large");
        refused(&file(&one("[-1]", "[0,4]"), &[0; 4]), "-1");
        refused(&file(&one("[]", "[18446744073709551612,18446744073709551616]"), &[0; 4]), "data_offsets");
        refused(&file("{\"a\":{\"dtype\":\"X\",\"shape\":[],\"data_offsets\":[0,0]}}", b""), "unknown dtype");
        refused(&file("{\"a\":3}", b""), "dtype is missing");
    }
}
