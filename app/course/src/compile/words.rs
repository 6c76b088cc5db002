//! The few words the compiler itself puts into a lesson, in the lesson's language.

use crate::model::Lang;

/// What a label names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Figure,
    Equation,
    Table,
    Section,
}

impl Kind {
    /// By the label's prefix: `fig-`, `eq-`, `tbl-`, `sec-`.
    pub fn of(label: &str) -> Option<Kind> {
        match label.split_once('-')?.0 {
            "fig" => Some(Kind::Figure),
            "eq" => Some(Kind::Equation),
            "tbl" => Some(Kind::Table),
            "sec" => Some(Kind::Section),
            _ => None,
        }
    }

    /// `Figure 2`, `图 2`.
    pub fn numbered(self, number: u32, lang: Lang) -> String {
        let word = match (self, lang) {
            (Kind::Figure, Lang::En) => "Figure",
            (Kind::Figure, Lang::Zh) => "图",
            (Kind::Equation, Lang::En) => "Equation",
            (Kind::Equation, Lang::Zh) => "公式",
            (Kind::Table, Lang::En) => "Table",
            (Kind::Table, Lang::Zh) => "表",
            (Kind::Section, Lang::En) => "Section",
            (Kind::Section, Lang::Zh) => "章节",
        };
        format!("{word} {number}")
    }
}

/// `Figure 2. What it shows`, `图 2：所示内容`.
pub(super) fn caption(numbered: &str, text: &str, lang: Lang) -> String {
    match lang {
        _ if text.is_empty() => numbered.to_owned(),
        Lang::En => format!("{numbered}. {text}"),
        Lang::Zh => format!("{numbered}：{text}"),
    }
}

/// What a link from a footnote back to the text is called.
pub(super) fn back(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "Back to the text",
        Lang::Zh => "返回正文",
    }
}

/// The heading of the footnotes, for those who hear the page.
pub(super) fn footnotes(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "Footnotes",
        Lang::Zh => "脚注",
    }
}

/// A task in a list.
pub(super) fn task(done: bool, lang: Lang) -> &'static str {
    match (done, lang) {
        (true, Lang::En) => "done",
        (false, Lang::En) => "to do",
        (true, Lang::Zh) => "已完成",
        (false, Lang::Zh) => "待办",
    }
}

/// A table without a caption that can be scrolled.
pub(super) fn table(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "Table",
        Lang::Zh => "表格",
    }
}
