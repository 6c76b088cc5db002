//! `sys.stdout` and `sys.stderr`: collects what is printed and hands it to the host in pieces that are neither so small
//! that the page drowns in messages nor so late that a slow loop looks dead.

use std::cell::RefCell;

use cells::{Notice, Output, StreamName};

use crate::host;

/// A piece is sent at the latest when it has grown to this many bytes.
const PIECE: usize = 16 << 10;
/// Pieces that end in a newline wait at most this long, in milliseconds.
const PATIENCE_MS: f64 = 40.0;
/// What one run may print; a page with more than this in it is no longer usable.
const KEPT: u64 = 2 << 20;

#[derive(Default)]
struct Streams {
    pending: String,
    name: Option<StreamName>,
    /// When the last piece was sent, and when the waiting text began to wait.
    sent_at: f64,
    waits_since: f64,
    kept: u64,
    cut: u64,
}

thread_local! {
    static STREAMS: RefCell<Streams> = RefCell::new(Streams::default());
}

/// Starts a run with nothing printed.
pub(crate) fn begin() {
    STREAMS.set(Streams { sent_at: f64::NEG_INFINITY, ..Streams::default() });
}

/// Ends a run: sends what is left and a notice where something was cut.
pub(crate) fn end() {
    flush();
    let bytes = STREAMS.with_borrow_mut(|streams| std::mem::take(&mut streams.cut));
    if bytes > 0 {
        host::with(|host| host.emit(Output::Notice { notice: Notice::OutputCut { bytes } }));
    }
}

/// Takes printed text.
pub(crate) fn write(name: StreamName, text: &str) {
    if host::muted() || text.is_empty() {
        return;
    }
    let fits = STREAMS.with_borrow_mut(|streams| {
        let room = usize::try_from(KEPT - streams.kept).unwrap_or(usize::MAX);
        let fits = prefix(text, room);
        streams.kept += fits.len() as u64;
        streams.cut += (text.len() - fits.len()) as u64;
        if fits.len() < text.len() {
            // Nothing after the cut may appear, or the output would have a hole.
            streams.kept = KEPT;
        }
        fits
    });
    if fits.is_empty() {
        return;
    }
    let other = STREAMS.with_borrow(|streams| streams.name.is_some_and(|current| current != name));
    if other {
        flush();
    }
    let now = host::with(|host| host.now_ms());
    let due = STREAMS.with_borrow_mut(|streams| {
        if streams.pending.is_empty() {
            streams.waits_since = now;
        }
        streams.name = Some(name);
        streams.pending.push_str(fits);
        streams.pending.len() >= PIECE || (streams.pending.ends_with('\n') && now - streams.sent_at > PATIENCE_MS)
    });
    if due {
        flush();
    }
}

/// Sends what waits.
pub(crate) fn flush() {
    let piece = STREAMS.with_borrow_mut(|streams| {
        let text = std::mem::take(&mut streams.pending);
        streams.name.take().filter(|_| !text.is_empty()).map(|name| Output::Stream { name, text })
    });
    if let Some(piece) = piece {
        let now = host::with(|host| {
            host.emit(piece);
            host.now_ms()
        });
        STREAMS.with_borrow_mut(|streams| streams.sent_at = now);
    }
}

/// Sends what has waited too long, as seen from a poll.
pub(crate) fn flush_if_old(now: f64) {
    if STREAMS.with_borrow(|streams| !streams.pending.is_empty() && now - streams.waits_since > PATIENCE_MS) {
        flush();
    }
}

/// Shortens a value's text to what the run may still show, counting the rest as cut.
pub(crate) fn shorten(text: String) -> String {
    STREAMS.with_borrow_mut(|streams| {
        let room = usize::try_from(KEPT - streams.kept).unwrap_or(usize::MAX);
        let fits = prefix(&text, room).len();
        streams.kept += fits as u64;
        streams.cut += (text.len() - fits) as u64;
        if fits == text.len() { text } else { format!("{}…", &text[..fits]) }
    })
}

/// The longest prefix of at most `room` bytes that ends between characters.
fn prefix(text: &str, room: usize) -> &str {
    let mut end = room.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
