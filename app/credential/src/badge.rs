//! Baked badges: a picture that carries its credential in a text chunk (Open Badges 3.0, 5.3).

use png::{BitDepth, ColorType, Decoder, Encoder, EncodingError, Limits, text_metadata::ITXtChunk};

/// The chunk's keyword.
const KEYWORD: &str = "openbadgecredential";

/// Writes a picture of `size` by `size` pixels (RGBA, row by row) that carries a credential.
pub fn bake(size: u32, pixels: &[u8], credential: &str) -> Result<Vec<u8>, EncodingError> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, size, size);
    encoder.set_color(ColorType::Rgba);
    encoder.set_depth(BitDepth::Eight);
    // Uncompressed: not every reader of badges unpacks.
    encoder.add_itxt_chunk(KEYWORD.to_owned(), credential.to_owned())?;
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(file)
}

/// The credential that a picture carries.
pub fn unbake(file: &[u8]) -> Option<String> {
    let mut decoder = Decoder::new_with_limits(std::io::Cursor::new(file), Limits { bytes: 8 << 20 });
    decoder.set_ignore_text_chunk(false);
    let mut reader = decoder.read_info().ok()?;
    let found = |chunks: &[ITXtChunk]| {
        let chunk = chunks.iter().find(|chunk| chunk.keyword == KEYWORD)?;
        let mut chunk = chunk.clone();
        chunk.decompress_text_with_limit(1 << 20).ok()?;
        chunk.get_text().ok()
    };
    // Some writers put their text behind the picture.
    found(&reader.info().utf8_text).or_else(|| {
        reader.finish().ok()?;
        found(&reader.info().utf8_text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_baked_in_comes_out_again() {
        let file = bake(2, &[200; 16], "{\"name\":\"证书\"}").expect("a picture");
        assert_eq!(unbake(&file).as_deref(), Some("{\"name\":\"证书\"}"));
        assert!(file.windows(KEYWORD.len()).any(|w| w == KEYWORD.as_bytes()));
    }

    #[test]
    fn pictures_without_and_files_that_are_none_yield_nothing() {
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, 1, 1);
        encoder.set_color(ColorType::Grayscale);
        encoder.write_header().and_then(|mut w| w.write_image_data(&[0])).expect("a picture");
        assert_eq!(unbake(&file), None);
        assert_eq!(unbake(b"\x89PNG and no more"), None);
    }
}
