//! Messages between the server and a process of its sandbox: one byte that says what it is, four for the length, the rest.

use std::io::{self, Read, Write};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// To the process: compile this module.
    Compile = 1,
    /// To the process: this machine code was made by [`Tag::Compile`]; use it.
    Load = 2,
    /// To the process: a job, as JSON.
    Job = 3,
    /// From the process: done; machine code, nothing, or an answer as JSON.
    Done = 4,
    /// From the process: why not, as text.
    Refused = 5,
}

/// Nothing that is sent is longer.
const MOST: u32 = 512 << 20;

fn tag(byte: u8) -> io::Result<Tag> {
    [Tag::Compile, Tag::Load, Tag::Job, Tag::Done, Tag::Refused]
        .into_iter()
        .find(|tag| *tag as u8 == byte)
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "not a message of the sandbox"))
}

fn head(tag: Tag, length: usize) -> io::Result<[u8; 5]> {
    let length = u32::try_from(length).ok().filter(|l| *l <= MOST);
    let length = length.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the message is too long"))?;
    let [a, b, c, d] = length.to_le_bytes();
    Ok([tag as u8, a, b, c, d])
}

fn parse([kind, a, b, c, d]: [u8; 5]) -> io::Result<(Tag, usize)> {
    let length = u32::from_le_bytes([a, b, c, d]);
    if length > MOST {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the message is too long"));
    }
    Ok((tag(kind)?, length as usize))
}

/// Writes a message.
///
/// # Errors
/// If the other side is gone, or the message is too long.
pub fn write(to: &mut impl Write, tag: Tag, bytes: &[u8]) -> io::Result<()> {
    to.write_all(&head(tag, bytes.len())?)?;
    to.write_all(bytes)?;
    to.flush()
}

/// Reads a message.
///
/// # Errors
/// If the other side is gone, or sends something else.
pub fn read(from: &mut impl Read) -> io::Result<(Tag, Vec<u8>)> {
    let mut start = [0; 5];
    from.read_exact(&mut start)?;
    let (tag, length) = parse(start)?;
    let mut bytes = vec![0; length];
    from.read_exact(&mut bytes)?;
    Ok((tag, bytes))
}

/// As [`write`], without blocking.
///
/// # Errors
/// As [`write`].
pub async fn send(to: &mut (impl AsyncWrite + Unpin), tag: Tag, bytes: &[u8]) -> io::Result<()> {
    to.write_all(&head(tag, bytes.len())?).await?;
    to.write_all(bytes).await?;
    to.flush().await
}

/// As [`read`], without blocking.
///
/// # Errors
/// As [`read`].
pub async fn receive(from: &mut (impl AsyncRead + Unpin)) -> io::Result<(Tag, Vec<u8>)> {
    let mut start = [0; 5];
    from.read_exact(&mut start).await?;
    let (tag, length) = parse(start)?;
    let mut bytes = vec![0; length];
    from.read_exact(&mut bytes).await?;
    Ok((tag, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_arrive_as_they_were_sent() {
        let mut pipe = Vec::new();
        write(&mut pipe, Tag::Job, b"{}").unwrap();
        write(&mut pipe, Tag::Done, b"").unwrap();
        let mut from = pipe.as_slice();
        assert_eq!(read(&mut from).unwrap(), (Tag::Job, b"{}".to_vec()));
        assert_eq!(read(&mut from).unwrap(), (Tag::Done, Vec::new()));
        assert!(read(&mut from).is_err());
        assert!(read(&mut &[9, 0, 0, 0, 0][..]).is_err());
        assert!(read(&mut &[3, 255, 255, 255, 255][..]).is_err());
    }
}
