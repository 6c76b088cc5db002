//! The certificate on paper: one sheet, A4 across, PDF/A-3 (level A, tagged), fonts inside, the signed credential attached.
//!
//! It is written by krilla, the PDF writer of typst; setting a dozen lines needs no typesetting language.

use std::num::NonZeroU16;

use course::model::Lang;
use krilla::{
    Document, SerializeSettings,
    color::rgb,
    configure::{Archival, ConfigurationBuilder},
    embed::{AssociationKind, EmbeddedFile, MimeType},
    error::KrillaError,
    geom::{PathBuilder, Point, Rect},
    metadata::{DateTime, Metadata},
    page::PageSettings,
    paint::Fill,
    surface::Surface,
    tagging::{Artifact, ArtifactType, ContentTag, SpanTag, Tag, TagGroup, TagTree},
    text::{Font, TextDirection},
};
use rustybuzz::{Face, UnicodeBuffer};

use super::{date, qr::Code};

const WIDTH: f32 = 841.89;
const HEIGHT: f32 = 595.28;
/// The margins: those of the page on the screen.
const SIDE: f32 = 68.0;
const TOP: f32 = 60.0;

/// Red, green, blue.
type Color = [u8; 3];

const PAPER: Color = [255, 253, 248];
const INK: Color = [29, 31, 35];
const SOFT: Color = [83, 86, 92];
const ACCENT: Color = [47, 91, 208];

/// What the sheet says.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The language of its sentences.
    pub lang: Lang,
    /// The holder's name.
    pub name: String,
    /// The exam's title.
    pub title: String,
    /// What one shows by passing it, as one clause.
    pub summary: String,
    /// Minutes that were allowed.
    pub minutes: u32,
    /// The exam's version.
    pub version: String,
    /// The score's band.
    pub band: String,
    /// The score out of 100, where it is to be seen.
    pub score: Option<u32>,
    /// When it was issued, in milliseconds since 1970.
    pub issued: i64,
    /// The address of its page.
    pub address: String,
    /// The address as a QR code.
    pub code: Code,
    /// The signed credential.
    pub credential: String,
}

/// A font: for the writer, and for measuring.
#[derive(Clone, Debug)]
struct Cut {
    font: Font,
    data: Vec<u8>,
}

/// The fonts: Latin and Chinese, each regular and bold.
#[derive(Clone, Debug)]
pub struct Fonts {
    regular: [Cut; 2],
    bold: [Cut; 2],
}

impl Fonts {
    /// From the font files; `None` if one of them is none.
    pub fn new(regular: Vec<u8>, bold: Vec<u8>, han: Vec<u8>, han_bold: Vec<u8>) -> Option<Fonts> {
        let cut = |data: Vec<u8>| {
            Face::from_slice(&data, 0)?;
            Some(Cut { font: Font::new(data.clone().into(), 0)?, data })
        };
        Some(Fonts { regular: [cut(regular)?, cut(han)?], bold: [cut(bold)?, cut(han_bold)?] })
    }
}

/// How a piece of text looks.
#[derive(Clone, Copy)]
struct Style {
    size: f32,
    bold: bool,
    color: Color,
}

impl Sheet {
    /// The file.
    ///
    /// # Errors
    /// If it would not be what PDF/A asks for, such as with a character that no font has.
    pub fn print(&self, fonts: &Fonts) -> Result<Vec<u8>, KrillaError> {
        let configuration = ConfigurationBuilder::new().with_archival_validator(Archival::A3_A).finish();
        let configuration = configuration.expect("PDF/A-3a stands by itself");
        let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
        let mut page = document.start_page_with(PageSettings::from_wh(WIDTH, HEIGHT).expect("a size"));
        let mut pen = Pen::new(page.surface(), fonts);
        self.draw(&mut pen);
        let tags = pen.finish();
        page.finish();
        document.set_tag_tree(tags);
        document.set_metadata(self.metadata());
        // The signed credential travels with the paper: whoever has the file can check it without this site.
        document.embed_file(EmbeddedFile {
            path: "credential.json".to_owned(),
            mime_type: MimeType::new("application/json"),
            description: Some("Open Badges 3.0 credential, signed".to_owned()),
            association_kind: AssociationKind::Source,
            data: self.credential.clone().into_bytes().into(),
            modification_date: Some(moment(self.issued)),
            compress: Some(true),
            location: None,
        });
        document.finish()
    }

    fn draw(&self, pen: &mut Pen<'_, '_>) {
        let style = |size: f32, bold: bool, color: Color| Style { size, bold, color };
        let says = match self.lang {
            Lang::En => "This is to say that",
            Lang::Zh => "兹证明",
        };
        pen.block(Rect::from_xywh(0.0, 0.0, WIDTH, HEIGHT), PAPER);
        pen.block(Rect::from_xywh(SIDE, TOP + 18.0, 28.0, 2.0), ACCENT);
        pen.paragraph(&["Academy".to_owned()], SIDE, TOP + 8.0, style(15.0, true, ACCENT));

        pen.paragraph(&[says.to_owned()], SIDE, 212.0, style(14.0, false, SOFT));
        let room = WIDTH - 2.0 * SIDE;
        // A long name is set smaller rather than broken.
        let size = (44.0 * room / pen.width(&self.name, style(44.0, true, INK))).clamp(18.0, 44.0);
        pen.heading(&self.name, SIDE, 262.0, style(size, true, INK));

        let (before, after) = self.passed();
        let pieces = [
            (&*before, style(16.0, false, SOFT)),
            (&*self.title, style(16.0, true, INK)),
            (&*after, style(16.0, false, SOFT)),
        ];
        pen.passage(&pieces, SIDE, 302.0, 560.0);

        let below = style(10.5, false, SOFT);
        let short = self.address.split_once("://").map_or(&*self.address, |(_, rest)| rest).to_owned();
        pen.paragraph(&[self.day(), self.result(), short], SIDE, HEIGHT - TOP - 30.0, below);
        pen.code(&self.code, WIDTH - SIDE - 92.0, HEIGHT - TOP - 92.0, 92.0, &self.address);
    }

    /// The sentence before and after the exam's title.
    fn passed(&self) -> (String, String) {
        match self.lang {
            Lang::En => (
                "has passed ".to_owned(),
                format!(": {}, shown in a timed exam of {} minutes.", self.summary, self.minutes),
            ),
            Lang::Zh => ("通过".to_owned(), format!("：{}。考试限时 {} 分钟。", self.summary, self.minutes)),
        }
    }

    fn day(&self) -> String {
        const MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let (year, month, day) = date::day(self.issued);
        match self.lang {
            Lang::En => format!("{day} {} {year}", MONTHS[month as usize - 1]),
            Lang::Zh => format!("{year} 年 {month} 月 {day} 日"),
        }
    }

    fn result(&self) -> String {
        let (version, band) = (&self.version, &self.band);
        match (self.lang, self.score) {
            (Lang::En, None) => format!("Exam {version} · band {band}"),
            (Lang::En, Some(score)) => format!("Exam {version} · band {band}, {score} of 100"),
            (Lang::Zh, None) => format!("考试版本 {version} · 等级 {band}"),
            (Lang::Zh, Some(score)) => format!("考试版本 {version} · 等级 {band}，{score} 分（满分 100）"),
        }
    }

    fn metadata(&self) -> Metadata {
        Metadata::new()
            .title(format!("{} · {}", self.title, self.name))
            .authors(vec!["Academy".to_owned()])
            .creator("Academy".to_owned())
            .language(self.lang.tag().to_owned())
            .creation_date(moment(self.issued))
            .document_id(self.address.clone())
    }
}

fn fill([red, green, blue]: Color) -> Fill {
    Fill { paint: rgb::Color::new(red, green, blue).into(), ..Fill::default() }
}

fn moment(at: i64) -> DateTime {
    let (year, month, day) = date::day(at);
    let time = |from: usize| date::write(at).get(from..from + 2).and_then(|t| t.parse().ok()).unwrap_or(0);
    DateTime::new(u16::try_from(year).unwrap_or(u16::MAX))
        .month(u8::try_from(month).unwrap_or(1))
        .day(u8::try_from(day).unwrap_or(1))
        .hour(time(11))
        .minute(time(14))
        .second(time(17))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

/// Draws on a page and notes what each piece is, in reading order.
struct Pen<'a, 'f> {
    surface: Surface<'a>,
    fonts: &'f Fonts,
    tags: TagTree,
}

impl<'a, 'f> Pen<'a, 'f> {
    fn new(surface: Surface<'a>, fonts: &'f Fonts) -> Pen<'a, 'f> {
        Pen { surface, fonts, tags: TagTree::new() }
    }

    fn finish(self) -> TagTree {
        self.surface.finish();
        self.tags
    }

    /// A filled rectangle that means nothing.
    fn block(&mut self, place: Option<Rect>, color: Color) {
        let path = place.and_then(|place| {
            let mut path = PathBuilder::new();
            path.push_rect(place);
            path.finish()
        });
        if let Some(path) = path {
            self.surface.start_tagged(ContentTag::Artifact(Artifact::new(ArtifactType::Page, None)));
            self.surface.set_fill(Some(fill(color)));
            self.surface.draw_path(&path);
            self.surface.end_tagged();
        }
    }

    fn heading(&mut self, text: &str, x: f32, y: f32, style: Style) {
        let level = NonZeroU16::MIN;
        let mut group = TagGroup::new(Tag::Hn(level, Some(text.to_owned())));
        self.line(&mut group, text, x, y, style);
        self.tags.push(group);
    }

    /// Lines below one another.
    fn paragraph(&mut self, lines: &[String], x: f32, y: f32, style: Style) {
        let mut group = TagGroup::new(Tag::P);
        for (i, line) in lines.iter().enumerate() {
            self.line(&mut group, line, x, y + i as f32 * style.size * 1.5, style);
        }
        self.tags.push(group);
    }

    fn code(&mut self, code: &Code, x: f32, y: f32, size: f32, address: &str) {
        let module = size / code.side.max(1) as f32;
        let mut path = PathBuilder::new();
        for (column, row, length) in code.runs() {
            let (left, top) = (x + column as f32 * module, y + row as f32 * module);
            if let Some(rect) = Rect::from_xywh(left, top, length as f32 * module, module) {
                path.push_rect(rect);
            }
        }
        if let Some(path) = path.finish() {
            let mut group = TagGroup::new(Tag::Figure(Some(format!("QR code: {address}"))));
            group.push(self.surface.start_tagged(ContentTag::Other));
            self.surface.set_fill(Some(fill(INK)));
            self.surface.draw_path(&path);
            self.surface.end_tagged();
            self.tags.push(group);
        }
    }

    fn line(&mut self, group: &mut TagGroup, text: &str, x: f32, y: f32, style: Style) {
        group.push(self.surface.start_tagged(ContentTag::Span(SpanTag::empty())));
        self.surface.set_fill(Some(fill(style.color)));
        let mut x = x;
        for (cut, run) in self.runs(text, style) {
            self.surface.draw_text(
                Point::from_xy(x, y),
                cut.font.clone(),
                style.size,
                run,
                false,
                TextDirection::LeftToRight,
            );
            x += advance(cut, run, style.size);
        }
        self.surface.end_tagged();
    }

    /// The text in pieces that one font has: the Latin one where it can, the Chinese one elsewhere.
    fn runs<'t>(&self, text: &'t str, style: Style) -> Vec<(&'f Cut, &'t str)> {
        let [latin, han] = if style.bold { &self.fonts.bold } else { &self.fonts.regular };
        let face = Face::from_slice(&latin.data, 0);
        let has = |c: char| c.is_whitespace() || face.as_ref().is_some_and(|face| face.glyph_index(c).is_some());
        let mut runs: Vec<(&Cut, &str)> = Vec::new();
        let mut start = 0;
        for (at, c) in text.char_indices() {
            let next = at + c.len_utf8();
            let ends = text[next..].chars().next().is_none_or(|after| has(after) != has(c));
            if ends {
                runs.push((if has(c) { latin } else { han }, &text[start..next]));
                start = next;
            }
        }
        runs
    }

    fn width(&self, text: &str, style: Style) -> f32 {
        self.runs(text, style).into_iter().map(|(cut, run)| advance(cut, run, style.size)).sum()
    }

    /// Text of several looks as one paragraph, its lines of about one length.
    fn passage(&mut self, pieces: &[(&str, Style)], x: f32, y: f32, room: f32) {
        let words: Vec<(&str, Style)> =
            pieces.iter().flat_map(|(text, style)| words(text).into_iter().map(move |word| (word, *style))).collect();
        let widths: Vec<f32> = words.iter().map(|(word, style)| self.width(word, *style)).collect();
        let lines = wrap(&widths, room);
        // The narrowest column that needs no more lines: no word is left alone on the last.
        let narrow =
            (1..=20).rev().map(|part| room * part as f32 / 20.0).take_while(|r| wrap(&widths, *r).len() == lines.len());
        let lines = narrow.last().map_or(lines, |room| wrap(&widths, room));
        let mut group = TagGroup::new(Tag::P);
        for (i, line) in lines.into_iter().enumerate() {
            let mut at = x;
            for word in line {
                let (text, style) = words[word];
                self.line(&mut group, text, at, y + i as f32 * style.size * 1.5, style);
                at += widths[word];
            }
        }
        self.tags.push(group);
    }
}

/// Lines of words, by their places, for words of these widths.
fn wrap(widths: &[f32], room: f32) -> Vec<std::ops::Range<usize>> {
    let (mut lines, mut start, mut length) = (Vec::new(), 0, 0.0);
    for (i, width) in widths.iter().enumerate() {
        if i > start && length + width > room {
            lines.push(start..i);
            (start, length) = (i, 0.0);
        }
        length += width;
    }
    lines.push(start..widths.len());
    lines
}

/// Pieces that stay together on a line: they end at spaces and between Chinese characters, but not before punctuation.
fn words(text: &str) -> Vec<&str> {
    let wide = |c: char| matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..);
    let closes = |c: char| "，。、；：！？）》」』”’,.;:!?)".contains(c);
    let mut words = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = at + c.len_utf8();
        let breaks = match chars.peek() {
            None => true,
            Some((_, after)) => {
                !closes(*after)
                    && (c == ' ' || (*after != ' ' && (wide(c) || closes(c) && wide(*after) || wide(*after))))
            }
        };
        if breaks {
            words.push(&text[start..next]);
            start = next;
        }
    }
    words
}

fn advance(cut: &Cut, text: &str, size: f32) -> f32 {
    let Some(face) = Face::from_slice(&cut.data, 0) else { return 0.0 };
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    let shaped = rustybuzz::shape(&face, &[], buffer);
    let units: i32 = shaped.glyph_positions().iter().map(|p| p.x_advance).sum();
    units as f32 * size / face.units_per_em() as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_between_chinese_characters() {
        let check = |text: &str, expected: &[&str]| assert_eq!(words(text), expected, "{text}");
        check("has passed it", &["has ", "passed ", "it"]);
        check("通过考试。", &["通", "过", "考", "试。"]);
        check("用 GPT 写", &["用 ", "GPT ", "写"]);
        check("", &[]);
    }
}
