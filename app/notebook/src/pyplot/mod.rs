//! `matplotlib.pyplot`, the part that lessons need, drawn as accessible SVG. `figure` is the model, `layout` and `ticks`
//! find places, `svg` and `marks` draw, `describe` says the picture in words; none of them knows Python. `python` is the
//! native half of the module; its Python half, `python/matplotlib/pyplot.py`, reads arguments as matplotlib does.
//!
//! A figure appears at `plt.show()` and, for figures still open, at the end of the cell: the session calls [`flush`].

mod colour;
mod decimate;
mod describe;
mod figure;
mod layout;
mod marks;
mod python;
mod style;
mod svg;
mod ticks;

pub(crate) use python::{flush, module_def, reset};
