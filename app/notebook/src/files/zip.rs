//! Zip archives as far as `.npz` needs them: entries stored or deflated, found through the central directory.

use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;

use super::{Fault, number, part};

const LOCAL: u64 = 0x0403_4b50;
const CENTRAL: u64 = 0x0201_4b50;
const END: u64 = 0x0605_4b50;
/// Bytes that the entries of one archive may unpack to.
const MOST: usize = 512 << 20;

/// One file in an archive.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Its contents.
    pub bytes: Vec<u8>,
}

/// CRC-32 of the zip format, bit by bit over a table of bytes.
fn checksum(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = {
        let mut table = [0; 256];
        let mut i = 0;
        while i < 256 {
            let (mut c, mut k) = (i as u32, 0);
            while k < 8 {
                c = if c & 1 == 1 { 0xedb8_8320 ^ (c >> 1) } else { c >> 1 };
                k += 1;
            }
            table[i] = c;
            i += 1;
        }
        table
    };
    !bytes.iter().fold(!0u32, |c, b| TABLE[((c ^ u32::from(*b)) & 0xff) as usize] ^ (c >> 8))
}

/// Reads all entries.
///
/// # Errors
/// Archives that are broken, encrypted, larger than 4 GB, or compressed in another way.
pub fn read(file: &[u8]) -> Result<Vec<Entry>, Fault> {
    let broken = || "the archive is broken".to_owned();
    // The end record has 22 bytes and then a comment of any length.
    let first = file.len().saturating_sub(22 + 0xffff);
    let end = (first..file.len().saturating_sub(21)).rev().find(|at| number(file, *at, 4) == Some(END));
    let end = end.ok_or("this is no zip archive: its directory is missing")?;
    let word =
        |at: usize, length: usize| number(file, at, length).and_then(|n| usize::try_from(n).ok()).ok_or_else(broken);
    let (count, mut at) = (word(end + 10, 2)?, word(end + 16, 4)?);
    let (mut entries, mut unpacked) = (Vec::new(), 0usize);
    for _ in 0..count {
        if number(file, at, 4) != Some(CENTRAL) {
            return Err(broken());
        }
        let (flags, method, sum) = (word(at + 8, 2)?, word(at + 10, 2)?, word(at + 16, 4)?);
        let (packed, size) = (word(at + 20, 4)?, word(at + 24, 4)?);
        let (name, extra, comment) = (word(at + 28, 2)?, word(at + 30, 2)?, word(at + 32, 2)?);
        let local = word(at + 42, 4)?;
        let title = part(file, at + 46, name).ok_or_else(broken)?;
        let title = String::from_utf8_lossy(title).into_owned();
        at += 46 + name + extra + comment;
        if flags & 1 == 1 {
            return Err(format!("{title}: encrypted entries cannot be read"));
        }
        if number(file, local, 4) != Some(LOCAL) {
            return Err(broken());
        }
        let start = local.checked_add(30 + word(local + 26, 2)? + word(local + 28, 2)?).ok_or_else(broken)?;
        let data = part(file, start, packed).ok_or_else(broken)?;
        unpacked = unpacked.saturating_add(size);
        if unpacked > MOST {
            return Err(format!("{title}: the archive unpacks to more than {} MB", MOST >> 20));
        }
        let bytes = match method {
            0 => data.to_vec(),
            8 => decompress_to_vec_with_limit(data, size).map_err(|e| format!("{title}: {e}"))?,
            other => {
                return Err(format!("{title}: compression method {other} cannot be read, only stored and deflated"));
            }
        };
        if bytes.len() != size || checksum(&bytes) as usize != sum {
            return Err(format!("{title}: its checksum is wrong"));
        }
        entries.push(Entry { name: title, bytes });
    }
    Ok(entries)
}

/// An archive of entries, deflated if asked. Times are the format's first day, as NumPy writes them.
///
/// # Errors
/// More than the format's plain form holds.
pub fn write(entries: &[Entry], deflate: bool) -> Result<Vec<u8>, Fault> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let packed = if deflate { compress_to_vec(&entry.bytes, 6) } else { entry.bytes.clone() };
        let large = |_| format!("{}: the archive would be too large", entry.name);
        let at = u32::try_from(file.len()).map_err(large)?;
        let sizes = [u32::try_from(packed.len()).map_err(large)?, u32::try_from(entry.bytes.len()).map_err(large)?];
        let name = u16::try_from(entry.name.len()).map_err(large)?;
        // Version, flags (names are UTF-8), method, time, date, checksum, sizes, length of the name, no extra field.
        let mut head = Vec::with_capacity(26);
        for short in [20u16, 0x800, if deflate { 8 } else { 0 }, 0, 0x21] {
            head.extend_from_slice(&short.to_le_bytes());
        }
        for long in [checksum(&entry.bytes), sizes[0], sizes[1]] {
            head.extend_from_slice(&long.to_le_bytes());
        }
        head.extend_from_slice(&name.to_le_bytes());
        head.extend_from_slice(&[0, 0]);
        file.extend_from_slice(&(LOCAL as u32).to_le_bytes());
        file.extend_from_slice(&head);
        file.extend_from_slice(entry.name.as_bytes());
        file.extend_from_slice(&packed);
        directory.extend_from_slice(&(CENTRAL as u32).to_le_bytes());
        directory.extend_from_slice(&20u16.to_le_bytes());
        directory.extend_from_slice(&head);
        // No comment, first disk, no attributes.
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&at.to_le_bytes());
        directory.extend_from_slice(entry.name.as_bytes());
    }
    let large = |_| "the archive would be too large".to_owned();
    let at = u32::try_from(file.len()).map_err(large)?;
    let count = u16::try_from(entries.len()).map_err(large)?;
    let length = u32::try_from(directory.len()).map_err(large)?;
    file.extend_from_slice(&directory);
    file.extend_from_slice(&(END as u32).to_le_bytes());
    file.extend_from_slice(&[0; 4]);
    for short in [count, count] {
        file.extend_from_slice(&short.to_le_bytes());
    }
    for long in [length, at] {
        file.extend_from_slice(&long.to_le_bytes());
    }
    file.extend_from_slice(&[0; 2]);
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_formats() {
        assert_eq!(checksum(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn what_is_written_is_read() {
        let entry = |name: &str, bytes: &[u8]| Entry { name: name.to_owned(), bytes: bytes.to_vec() };
        let entries = [entry("a.npy", &[7; 300]), entry("b é", b"")];
        for deflate in [false, true] {
            let file = write(&entries, deflate).expect("an archive");
            assert_eq!(read(&file).as_deref(), Ok(&entries[..]));
            (0..file.len()).for_each(|n| assert!(read(&file[..n]).is_err()));
            // A flipped byte is an error or changes a name; never a panic.
            for at in 0..file.len() {
                let mut other = file.clone();
                other[at] ^= 0xff;
                let _ = read(&other);
            }
        }
    }
}
