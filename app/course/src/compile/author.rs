//! What a lesson's author writes and no student may see. Nothing here is `Serialize`, so it cannot slip into a page.

/// A check marked `#| visibility: server`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HiddenCheck {
    /// The id of the exercise's cell.
    pub cell: String,
    /// Python source.
    pub code: String,
}
