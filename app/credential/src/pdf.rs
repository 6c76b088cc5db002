//! The certificate on paper: one sheet, A4 across, PDF/A-3 (level A, tagged), fonts inside, the signed credential attached.
//!
//! It is written by krilla, the PDF writer of typst; setting a few dozen lines needs no typesetting language. What varies in
//! length, names and skills, is measured first and then set as large as it fits.

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
    tagging::{Artifact, ArtifactType, ContentTag, SpanTag, Tag, TagGroup, TagKind, TagTree},
    text::TextDirection,
};

use super::{
    date,
    fonts::{Fonts, words_of, wrap},
    qr::Code,
};

const WIDTH: f32 = 841.89;
const HEIGHT: f32 = 595.28;
/// The margins: those of the page on the screen.
const SIDE: f32 = 68.0;
const TOP: f32 = 60.0;

/// The width between the margins.
const ROOM: f32 = WIDTH - 2.0 * SIDE;
/// Where the lines at the foot begin, and with them the code.
const FOOT: f32 = HEIGHT - TOP - 92.0;
/// Sizes for the name, each with how many lines it may take: as large as it fits, and the smallest in any case.
const NAME: [(f32, usize); 9] =
    [(44.0, 1), (38.0, 1), (32.0, 1), (32.0, 2), (28.0, 2), (24.0, 2), (20.0, 2), (16.0, 2), (12.0, 3)];

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
    /// What the issuer calls itself.
    pub issuer: String,
    /// Its DID.
    pub did: String,
    /// The holder's name.
    pub name: String,
    /// The exam's title.
    pub title: String,
    /// What one shows by passing it, as one clause without a full stop.
    pub summary: String,
    /// The skills that were shown.
    pub skills: Vec<String>,
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
        pen.block(Rect::from_xywh(SIDE, TOP + 20.0, 28.0, 2.0), ACCENT);
        let issuer = pen.set(&[(&*self.issuer, style(17.0, true, ACCENT))], ROOM);
        pen.print(Tag::P, &issuer, SIDE, TOP + 8.0);

        let says = pen.set(&[(says, style(16.0, false, SOFT))], ROOM);
        let name = self.name(pen);
        let (before, after) = self.passed();
        let pieces = [
            (&*before, style(17.0, false, SOFT)),
            (&*self.title, style(17.0, true, INK)),
            (&*after, style(17.0, false, SOFT)),
        ];
        let passed = pen.set(&pieces, 600.0).balanced(pen, &pieces, 600.0);
        let skills = self.skills(pen);

        // The middle stands between head and foot, a little above half.
        let (head, gap) = (TOP + 34.0, 14.0);
        let heights = says.height() + name.height() + passed.height() + skills.height() + 2.0 * gap;
        let mut y = head + ((FOOT - head - heights) * 0.45).max(0.0) + says.size;
        pen.print(Tag::P, &says, SIDE, y);
        y += says.height() + name.size * 0.75;
        pen.print(Tag::Hn(NonZeroU16::MIN, Some(self.name.clone())), &name, SIDE, y);
        // From the foot of the name's last line, whatever its size, to the head of the next.
        y += name.height() - name.size * 0.85 + gap + passed.size;
        pen.print(Tag::P, &passed, SIDE, y);
        y += passed.height() + gap;
        skills.print(pen, y);

        let foot = style(13.0, true, INK);
        let small = style(11.0, false, SOFT);
        let day = self.day();
        let line = pen.set(&[(&*day, foot)], 600.0);
        pen.print(Tag::P, &line, SIDE, FOOT + 26.0);
        let result = self.result();
        let line = pen.set(&[(&*result, style(13.0, false, INK))], 600.0);
        pen.print(Tag::P, &line, SIDE, FOOT + 46.0);
        let by = self.issued_by();
        let line = pen.set(&[(&*by, small)], 600.0);
        pen.print(Tag::P, &line, SIDE, FOOT + 70.0);
        let short = self.address.split_once("://").map_or(&*self.address, |(_, rest)| rest);
        let line = pen.set(&[(short, small)], 600.0);
        pen.print(Tag::P, &line, SIDE, FOOT + 88.0);
        pen.code(&self.code, WIDTH - SIDE - 92.0, FOOT, 92.0, &self.address);
    }

    /// The name, as large as it fits.
    fn name<'t>(&'t self, pen: &Pen<'_, '_>) -> Block<'t> {
        let set = |size: f32| pen.set(&[(&*self.name, Style { size, bold: true, color: INK })], ROOM).tight();
        let fits =
            NAME.iter().map(|(size, lines)| (set(*size), *lines)).find(|(block, lines)| block.lines.len() <= *lines);
        fits.map_or_else(|| set(NAME[NAME.len() - 1].0), |(block, _)| block)
    }

    /// The skills in two columns; as many as there is room for, and then how many more.
    fn skills<'t>(&'t self, pen: &Pen<'_, '_>) -> Columns<'t> {
        const MOST: usize = 10;
        let size = if self.skills.len() <= 6 { 13.0 } else { 11.5 };
        let style = Style { size, bold: false, color: SOFT };
        // Between the columns, and before each line a dash.
        let room = (ROOM - 36.0) / 2.0 - 12.0;
        let shown = if self.skills.len() > MOST { MOST - 1 } else { self.skills.len() };
        let mut blocks: Vec<Block<'t>> =
            self.skills[..shown].iter().map(|skill| pen.set(&[(&**skill, style)], room).first(2)).collect();
        if shown < self.skills.len() {
            let more = match self.lang {
                Lang::En => "and more, on the page of this certificate",
                Lang::Zh => "其余见证书页面",
            };
            blocks.push(pen.set(&[(more, style)], room));
        }
        let right = blocks.split_off(blocks.len().div_ceil(2));
        Columns { left: blocks, right }
    }

    /// The sentence before and after the exam's title.
    fn passed(&self) -> (String, String) {
        let (summary, minutes) = (&self.summary, self.minutes);
        match (self.lang, summary.is_empty()) {
            (Lang::En, false) => {
                ("has passed ".to_owned(), format!(": {summary}, shown in a timed exam of {minutes} minutes."))
            }
            (Lang::En, true) => ("has passed ".to_owned(), format!(", a timed exam of {minutes} minutes.")),
            (Lang::Zh, false) => ("通过".to_owned(), format!("：{summary}。考试限时 {minutes} 分钟。")),
            (Lang::Zh, true) => ("通过".to_owned(), format!("，考试限时 {minutes} 分钟。")),
        }
    }

    fn issued_by(&self) -> String {
        match self.lang {
            Lang::En => format!("Issued by {}, {} · exam version {}", self.issuer, self.did, self.version),
            Lang::Zh => format!("签发者：{}，{} · 试卷版本 {}", self.issuer, self.did, self.version),
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
        let band = &self.band;
        match (self.lang, self.score) {
            (Lang::En, None) => format!("Band: {band}"),
            (Lang::En, Some(score)) => format!("Band: {band} · {score} of 100"),
            (Lang::Zh, None) => format!("等级：{band}"),
            (Lang::Zh, Some(score)) => format!("等级：{band} · {score} 分（满分 100）"),
        }
    }

    fn metadata(&self) -> Metadata {
        Metadata::new()
            .title(format!("{} · {}", self.title, self.name))
            .authors(vec![self.issuer.clone()])
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

    /// Lines below one another, as one thing.
    fn print(&mut self, tag: impl Into<TagKind>, block: &Block<'_>, x: f32, y: f32) {
        let mut group = TagGroup::new(tag.into());
        for (i, line) in block.lines.iter().enumerate() {
            let mut at = x;
            for (text, style) in line {
                self.line(&mut group, text, at, y + i as f32 * block.leading, *style);
                at += self.width(text, *style);
            }
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
        for (cut, run) in self.fonts.runs(text, style.bold) {
            self.surface.draw_text(
                Point::from_xy(x, y),
                cut.font(),
                style.size,
                run,
                false,
                TextDirection::LeftToRight,
            );
            x += cut.advance(run, style.size);
        }
        self.surface.end_tagged();
    }

    fn width(&self, text: &str, style: Style) -> f32 {
        self.fonts.width(text, style.bold, style.size)
    }

    /// Breaks text of several looks into lines.
    fn set<'t>(&self, pieces: &[(&'t str, Style)], room: f32) -> Block<'t> {
        let mut words: Vec<Word> = Vec::new();
        for (piece, (text, style)) in pieces.iter().enumerate() {
            let mut start = 0;
            let mut push = |part: &str| {
                words.push(Word { piece, start, end: start + part.len(), width: self.width(part, *style) });
                start += part.len();
            };
            for word in words_of(text) {
                if self.width(word.trim_end(), *style) <= room {
                    push(word);
                } else {
                    broken(word, |part| self.width(part, *style) <= room).into_iter().for_each(&mut push);
                }
            }
        }
        let widths: Vec<f32> = words.iter().map(|word| word.width).collect();
        // Words of one look are set in one go, or letters would lose their distances.
        let line = |words: &[Word]| {
            let runs = words.chunk_by(|one, next| one.piece == next.piece);
            runs.map(|run| {
                let (text, style) = pieces[run[0].piece];
                (&text[run[0].start..run[run.len() - 1].end], style)
            })
            .collect()
        };
        let lines = wrap(&widths, room).into_iter().map(|range| line(&words[range])).collect();
        let size = pieces.iter().map(|(_, style)| style.size).fold(0.0, f32::max);
        Block { lines, size, leading: size * 1.5 }
    }
}

/// A word that is longer than a line in parts that fit one, each as long as can be. Letters are measured together: beside one
/// another some take more room than alone.
fn broken(word: &str, fits: impl Fn(&str) -> bool) -> Vec<&str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    for (at, c) in word.char_indices() {
        if at > start && !fits(&word[start..at + c.len_utf8()]) {
            parts.push(&word[start..at]);
            start = at;
        }
    }
    parts.push(&word[start..]);
    parts
}

/// A word, by where it stands in its piece of text.
struct Word {
    piece: usize,
    start: usize,
    end: usize,
    width: f32,
}

/// Text broken into lines, not yet on the page.
struct Block<'t> {
    lines: Vec<Vec<(&'t str, Style)>>,
    size: f32,
    leading: f32,
}

impl<'t> Block<'t> {
    fn height(&self) -> f32 {
        self.lines.len() as f32 * self.leading
    }

    /// With the lines of large type close together.
    fn tight(self) -> Block<'t> {
        Block { leading: self.size * 1.15, ..self }
    }

    /// The first lines of it.
    fn first(mut self, lines: usize) -> Block<'t> {
        self.lines.truncate(lines);
        self
    }

    /// The same text in the narrowest column that needs no more lines: no word is left alone on the last.
    fn balanced(self, pen: &Pen<'_, '_>, pieces: &[(&'t str, Style)], room: f32) -> Block<'t> {
        let lines = self.lines.len();
        let narrower = (10..20).rev().map(|part| pen.set(pieces, room * part as f32 / 20.0));
        narrower.take_while(|block| block.lines.len() == lines).last().unwrap_or(self)
    }
}

/// Short texts in two columns.
struct Columns<'t> {
    left: Vec<Block<'t>>,
    right: Vec<Block<'t>>,
}

impl Columns<'_> {
    fn height(&self) -> f32 {
        let height = |column: &[Block<'_>]| column.iter().map(|block| block.height() + 3.0).sum::<f32>();
        height(&self.left).max(height(&self.right))
    }

    fn print(&self, pen: &mut Pen<'_, '_>, y: f32) {
        for (column, x) in [(&self.left, SIDE), (&self.right, SIDE + (ROOM + 36.0) / 2.0)] {
            let mut y = y;
            for block in column {
                pen.block(Rect::from_xywh(x, y - 5.0, 4.0, 1.5), ACCENT);
                pen.print(Tag::P, block, x + 12.0, y);
                y += block.height() + 3.0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_longer_than_a_line_is_broken_where_the_line_ends() {
        let check = |word: &str, room: usize, expected: &[&str]| {
            assert_eq!(broken(word, |part| part.chars().count() <= room), expected, "{word}");
        };
        check("WWWWW", 2, &["WW", "WW", "W"]);
        check("éèê", 2, &["éè", "ê"]);
        check("W", 2, &["W"]);
        // Not even one letter fits: one on each line.
        check("WW", 0, &["W", "W"]);
    }
}
