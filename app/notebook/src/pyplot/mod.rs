//! `matplotlib.pyplot`, the part that lessons need, drawn as accessible SVG. `figure` is the model, `layout` and `ticks`
//! find places, `svg` and `marks` draw, `describe` says the picture in words; none of them knows Python. `python` is the
//! native half of the module, `read` takes its arguments apart; its Python half, `python/matplotlib/`, reads them as matplotlib
//! does. `open` holds the figures that were not shown yet.
//!
//! A figure appears at `plt.show()` and, for figures still open, at the end of the cell: the session calls [`flush`].

mod colour;
mod contour;
mod decimate;
mod describe;
mod figure;
mod layout;
mod marks;
mod open;
mod python;
mod read;
mod style;
mod svg;
mod ticks;

pub(crate) use open::{flush, reset};
pub(crate) use python::module_def;
