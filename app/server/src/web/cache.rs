//! Pages that are the same for everybody who is not signed in, kept as the pieces between the nonces.
//!
//! A cache belongs to one snapshot of the content, so nothing in it is ever old, and it is bounded: its keys are
//! addresses that exist, times languages, times themes.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use course::model::Lang;
use ui::Theme;

use crate::hash::random;

/// What a page depends on besides the content.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The page's address, without a query.
    pub path: String,
    /// Language of the interface and, where there is a translation, of the content.
    pub lang: Lang,
    /// The theme's code.
    pub theme: &'static str,
}

impl Key {
    /// The key of a page.
    pub fn new(path: &str, lang: Lang, theme: Theme) -> Key {
        Key { path: path.to_owned(), lang, theme: theme.code() }
    }
}

/// The cache.
#[derive(Debug)]
pub struct PageCache {
    /// Stands for the nonce while a page is made. Random, so that no lesson's text can hold it.
    placeholder: String,
    pages: RwLock<HashMap<Key, Arc<[Box<str>]>>>,
}

impl Default for PageCache {
    fn default() -> Self {
        PageCache { placeholder: random::<24>(), pages: RwLock::default() }
    }
}

impl PageCache {
    /// How many pages are kept.
    pub fn len(&self) -> usize {
        self.pages.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The page with this nonce; `make` writes it when it is not there yet, with the nonce that it is given.
    pub fn page(&self, key: Key, nonce: &str, make: impl FnOnce(&str) -> String) -> String {
        let kept = self.pages.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        let pieces = kept.unwrap_or_else(|| {
            let pieces: Arc<[Box<str>]> = make(&self.placeholder).split(&self.placeholder).map(Into::into).collect();
            self.pages.write().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&pieces));
            pieces
        });
        pieces.join(nonce)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_made_once_and_every_answer_has_its_own_nonce() {
        let cache = PageCache::default();
        let made = std::cell::Cell::new(0);
        let check = |nonce: &str, expected: &str| {
            let page = cache.page(Key::new("/", Lang::En, Theme::System), nonce, |n| {
                made.set(made.get() + 1);
                format!("<a {n}><b {n}>")
            });
            assert_eq!(page, expected);
        };
        check("one", "<a one><b one>");
        check("two", "<a two><b two>");
        assert_eq!(made.get(), 1);
    }
}
