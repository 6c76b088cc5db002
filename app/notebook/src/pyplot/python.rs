//! `_pyplot`: the figures of a session, for the Python half of the module, which has sorted out arguments before it
//! calls. Axes are named by the number of their figure and their place in it.

use std::cell::RefCell;

use cells::Output;

use super::figure::{Axes, Figure};
use super::{describe, svg};
use crate::host;

pub(crate) use _pyplot::module_def;

/// A figure that was not shown yet.
struct Open {
    number: u32,
    figure: Figure,
    /// Whether it was made where the student must not look (a check, a solution).
    hidden: bool,
}

/// Figures not shown yet, and how many there ever were.
#[derive(Default)]
struct Figures {
    open: Vec<Open>,
    made: u32,
}

thread_local! {
    static FIGURES: RefCell<Figures> = RefCell::default();
}

/// Shows all open figures that hold something, in order, and closes them.
pub(crate) fn flush() {
    for Open { figure, hidden, .. } in FIGURES.with_borrow_mut(|figures| std::mem::take(&mut figures.open)) {
        if !hidden && !figure.is_blank() {
            let alt = describe::figure(&figure);
            host::emit(Output::Figure { svg: svg::draw(&figure, &alt), alt });
        }
    }
}

/// Forgets all figures.
pub(crate) fn reset() {
    FIGURES.with_borrow_mut(|figures| figures.open.clear());
}

/// A new figure's number.
fn open(figure: Figure) -> u32 {
    FIGURES.with_borrow_mut(|figures| {
        figures.made += 1;
        figures.open.push(Open { number: figures.made, figure, hidden: host::muted() });
        figures.made
    })
}

/// Does something with a figure. One that was shown meanwhile opens again, empty: a program may go on drawing.
fn with_figure<R>(number: u32, f: impl FnOnce(&mut Figure) -> R) -> R {
    FIGURES.with_borrow_mut(|figures| {
        let at = figures.open.iter().position(|open| open.number == number).unwrap_or_else(|| {
            figures.open.push(Open { number, figure: Figure::new(None), hidden: host::muted() });
            figures.open.len() - 1
        });
        f(&mut figures.open[at].figure)
    })
}

/// Does something with axes, making them if their place is still empty.
fn with_axes<R>((number, place): (u32, usize), f: impl FnOnce(&mut Axes) -> R) -> R {
    with_figure(number, |figure| {
        let at = figure.axes.iter().position(|axes| axes.place == place).unwrap_or_else(|| {
            figure.axes.push(Axes::new(place));
            figure.axes.len() - 1
        });
        f(&mut figure.axes[at])
    })
}

#[rustpython_vm::pymodule]
mod _pyplot {
    use rustpython_vm::builtins::PyStr;
    use rustpython_vm::function::OptionalArg;
    use rustpython_vm::{PyObjectRef, PyResult, VirtualMachine};

    use super::super::colour::{self, MAPS, Map, Paint};
    use super::super::figure::{self, Axis, Boxes, Dash, Figure, Mark, Marker, Scale, Shape};
    use super::super::{marks, style};
    use super::{open, with_axes, with_figure};
    use crate::numpy;

    /// A figure's number and a place in its grid.
    type At = (u32, usize);

    fn at(figure: u32, place: usize) -> At {
        (figure, place)
    }

    /// Numbers from whatever holds some; a single number counts as one.
    fn numbers(values: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Vec<f64>> {
        numpy::numbers(values, vm).map(|(values, _)| values)
    }

    fn text(value: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Option<String>> {
        if vm.is_none(value) { Ok(None) } else { Ok(Some(value.str(vm)?.to_string_lossy().into_owned())) }
    }

    fn paint(value: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Option<Paint>> {
        let Some(name) = text(value, vm)? else { return Ok(None) };
        if value.downcast_ref::<PyStr>().is_none() {
            let parts = numbers(value, vm)?;
            if let [r, g, b, ..] = parts[..]
                && parts.len() <= 4
            {
                return Ok(Some(colour::hex([r, g, b].map(|part| (part * 255.0).round() as u8))));
            }
        }
        let known = colour::parse(&name);
        known.map(Some).ok_or_else(|| vm.new_value_error(format!("'{name}' is not a valid value for color")))
    }

    fn dash(value: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Option<Dash>> {
        let Some(name) = text(value, vm)? else { return Ok(None) };
        let known = style::dash(&name);
        known.map(Some).ok_or_else(|| vm.new_value_error(format!("'{name}' is not a valid value for linestyle")))
    }

    fn marker(value: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Option<Marker>> {
        let Some(name) = text(value, vm)? else { return Ok(None) };
        if matches!(name.as_str(), "" | " " | "none" | "None") {
            return Ok(None);
        }
        let known = style::marker(&name);
        known.map(Some).ok_or_else(|| vm.new_value_error(format!("Unrecognized marker style '{name}'")))
    }

    fn map(value: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Map> {
        let Some(name) = text(value, vm)? else { return Ok(Map::Viridis) };
        Map::parse(&name).ok_or_else(|| {
            vm.new_value_error(format!("colormap '{name}' is not part of this subset; there are {MAPS}"))
        })
    }

    /// Adds a mark; without a colour it takes the next of the cycle.
    fn add(at: At, shape: Shape, paint: Option<Paint>, alpha: f64, label: Option<String>) {
        with_axes(at, |axes| {
            let paint = paint.unwrap_or_else(|| axes.next_paint());
            // Matplotlib keeps labels with an underscore out of legends.
            let label = label.filter(|label| !label.starts_with('_'));
            axes.marks.push(Mark { shape, paint, alpha: alpha.clamp(0.0, 1.0), label });
        });
    }

    /// Opens a figure and returns its number.
    #[pyfunction]
    fn figure(size: PyObjectRef, rows: usize, columns: usize, vm: &VirtualMachine) -> PyResult<u32> {
        let size = if vm.is_none(&size) { None } else { Some(numbers(&size, vm)?) };
        let size = match size.as_deref() {
            None => None,
            Some([width, height]) if *width > 0.0 && *height > 0.0 && width.is_finite() && height.is_finite() => {
                Some((*width, *height))
            }
            Some(_) => return Err(vm.new_value_error("figsize is two positive numbers: (width, height) in inches")),
        };
        if rows * columns == 0 || rows * columns > 64 {
            return Err(vm.new_value_error("a figure has between 1 and 64 plots"));
        }
        Ok(open(Figure { rows, columns, ..Figure::new(size) }))
    }

    /// Divides a figure into a grid.
    #[pyfunction]
    fn grid_of(number: u32, rows: usize, columns: usize) {
        with_figure(number, |figure| (figure.rows, figure.columns) = (rows.clamp(1, 64), columns.clamp(1, 64)));
    }

    #[pyfunction]
    fn heading(number: u32, title: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        let title = text(&title, vm)?;
        with_figure(number, |figure| figure.title = title);
        Ok(())
    }

    /// Whether a figure still waits to be shown.
    #[pyfunction]
    fn is_open(number: u32) -> bool {
        super::FIGURES.with_borrow(|figures| figures.open.iter().any(|open| open.number == number))
    }

    #[pyfunction]
    fn show() {
        super::flush();
    }

    /// Throws a figure away, or all.
    #[pyfunction]
    fn close(number: OptionalArg<u32>) {
        super::FIGURES.with_borrow_mut(|figures| match number.into_option() {
            Some(number) => figures.open.retain(|open| open.number != number),
            None => figures.open.clear(),
        });
    }

    /// `look` is `(format, color, linestyle, marker, linewidth, markersize, alpha, label)`.
    #[pyfunction]
    fn line(
        number: u32,
        place: usize,
        x: PyObjectRef,
        y: PyObjectRef,
        look: Vec<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let (x, y) = (numbers(&x, vm)?, numbers(&y, vm)?);
        if x.len() != y.len() {
            return Err(vm.new_value_error(format!(
                "x and y must have same first dimension, but have shapes ({},) and ({},)",
                x.len(),
                y.len()
            )));
        }
        let [format, color, line, mark, width, size, alpha, label] = eight(look, vm)?;
        let format =
            style::parse(&text(&format, vm)?.unwrap_or_default()).map_err(|message| vm.new_value_error(message))?;
        let marker = marker(&mark, vm)?.or(format.marker);
        // A format with a marker alone means no line.
        let plain = if format.marker.is_some() { Dash::None } else { Dash::Solid };
        let dash = dash(&line, vm)?.or(format.dash).unwrap_or(plain);
        let shape = Shape::Line { x, y, dash, marker, width: amount(&width, 2.25, vm)?, size: amount(&size, 6.0, vm)? };
        add(at(number, place), shape, paint(&color, vm)?.or(format.paint), amount(&alpha, 1.0, vm)?, text(&label, vm)?);
        Ok(())
    }

    fn eight(values: Vec<PyObjectRef>, vm: &VirtualMachine) -> PyResult<[PyObjectRef; 8]> {
        values.try_into().map_err(|_| vm.new_type_error("eight values make a look"))
    }

    fn amount(value: &PyObjectRef, otherwise: f64, vm: &VirtualMachine) -> PyResult<f64> {
        if vm.is_none(value) {
            return Ok(otherwise);
        }
        let number = value.try_float(vm)?.to_f64();
        if number.is_finite() && number >= 0.0 {
            return Ok(number.min(1_000.0));
        }
        Err(vm.new_value_error("widths, sizes and alpha are numbers from 0"))
    }

    /// `look` is `(colours or values, marker, size, alpha, label, cmap, vmin, vmax)`; `values` tells which the first is.
    #[pyfunction]
    fn points(
        number: u32,
        place: usize,
        x: PyObjectRef,
        y: PyObjectRef,
        look: Vec<PyObjectRef>,
        values: bool,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let (x, y) = (numbers(&x, vm)?, numbers(&y, vm)?);
        if x.len() != y.len() {
            return Err(vm.new_value_error("x and y must be the same size"));
        }
        let [colours, sign, size, alpha, label, cmap, low, high] = eight(look, vm)?;
        let mut one = None;
        let paints = if values {
            let values = numbers(&colours, vm)?;
            if values.len() != x.len() {
                return Err(vm.new_value_error(format!(
                    "'c' argument has {} elements, which is inconsistent with 'x' and 'y' with size {}.",
                    values.len(),
                    x.len()
                )));
            }
            shaded(at(number, place), &values, &cmap, (&low, &high), vm)?.into_iter().map(colour::hex).collect()
        } else if let Some(list) = sequence(&colours, x.len(), vm)? {
            list.iter().map(|c| paint(c, vm).map(Option::unwrap_or_default)).collect::<PyResult<Vec<_>>>()?
        } else {
            one = paint(&colours, vm)?;
            Vec::new()
        };
        let marker = marker(&sign, vm)?.unwrap_or(Marker::Circle);
        // Matplotlib's `s` is an area in square points.
        let size = amount(&size, 36.0, vm)?.sqrt();
        if !paints.is_empty() {
            one = paints.first().cloned();
        }
        let shape = Shape::Points { x, y, marker, size, paints };
        add(at(number, place), shape, one, amount(&alpha, 1.0, vm)?, text(&label, vm)?);
        Ok(())
    }

    /// A list of as many colours as points; one colour is no list.
    fn sequence(value: &PyObjectRef, len: usize, vm: &VirtualMachine) -> PyResult<Option<Vec<PyObjectRef>>> {
        if vm.is_none(value) || value.downcast_ref::<PyStr>().is_some() {
            return Ok(None);
        }
        let items: Vec<PyObjectRef> = vm.extract_elements_with(value, Ok)?;
        let named = items.iter().all(|item| item.downcast_ref::<PyStr>().is_some());
        Ok((items.len() == len && named).then_some(items))
    }

    /// Colours of values, remembered for the colour bar.
    fn shaded(
        at: At,
        values: &[f64],
        cmap: &PyObjectRef,
        (low, high): (&PyObjectRef, &PyObjectRef),
        vm: &VirtualMachine,
    ) -> PyResult<Vec<[u8; 3]>> {
        let map = map(cmap, vm)?;
        let limit = |value: &PyObjectRef| -> PyResult<Option<f64>> {
            if vm.is_none(value) { Ok(None) } else { value.try_float(vm).map(|value| Some(value.to_f64())) }
        };
        let (pixels, (low, high)) = figure::shade(values, map, (limit(low)?, limit(high)?));
        with_axes(at, |axes| axes.shades = Some((map, low, high)));
        Ok(pixels)
    }

    /// Boxes from four lists of edges; `look` is `(color, alpha, label)`.
    #[pyfunction]
    fn boxes(
        number: u32,
        place: usize,
        edges: Vec<PyObjectRef>,
        bins: bool,
        look: Vec<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let [color, alpha, label] = look.try_into().map_err(|_| vm.new_type_error("three values make a look"))?;
        let edges = edges.iter().map(|edge| numbers(edge, vm)).collect::<PyResult<Vec<_>>>()?;
        let [x0, y0, x1, y1] = &edges[..] else { return Err(vm.new_type_error("four lists make boxes")) };
        let boxes =
            (0..x0.len().min(y0.len()).min(x1.len()).min(y1.len())).map(|i| [x0[i], y0[i], x1[i], y1[i]]).collect();
        let kind = if bins { Boxes::Bins } else { Boxes::Bars };
        let paints = match sequence(&color, x0.len(), vm)? {
            Some(list) => {
                list.iter().map(|c| paint(c, vm).map(Option::unwrap_or_default)).collect::<PyResult<Vec<_>>>()?
            }
            None => Vec::new(),
        };
        let paint = if paints.is_empty() { paint(&color, vm)? } else { paints.first().cloned() };
        add(
            at(number, place),
            Shape::Boxes { boxes, kind, paints },
            paint,
            amount(&alpha, 1.0, vm)?,
            text(&label, vm)?,
        );
        Ok(())
    }

    /// `(counts, edges)` of a histogram; `bins` is a number or a list of edges.
    #[pyfunction]
    fn histogram(
        values: PyObjectRef,
        bins: PyObjectRef,
        range: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<(PyObjectRef, PyObjectRef)> {
        let values = numbers(&values, vm)?;
        let (edges, counts) = match bins.try_index_opt(vm) {
            Some(count) => {
                let range = if vm.is_none(&range) { None } else { Some(numbers(&range, vm)?) };
                let range = range.and_then(|range| Some((*range.first()?, *range.get(1)?)));
                let count: usize = count?.try_to_primitive(vm)?;
                if !(1..=10_000).contains(&count) {
                    return Err(vm.new_value_error("`bins` must be positive, when an integer"));
                }
                figure::histogram(&values, count, range)
            }
            None => {
                let edges = numbers(&bins, vm)?;
                if edges.len() < 2 || edges.windows(2).any(|pair| pair[0] > pair[1]) {
                    return Err(vm.new_value_error("`bins` must increase monotonically, when an array"));
                }
                let counts = figure::count(values.into_iter().filter(|v| v.is_finite()), &edges);
                (edges, counts)
            }
        };
        let array = |values: Vec<f64>| {
            let len = values.len();
            numpy::from_data(numpy::Data::F64(values), &[len], vm)
        };
        Ok((array(counts)?, array(edges)?))
    }

    /// An image of rows and columns of values, or of red, green and blue from 0 to 1 (whole numbers: to 255).
    #[pyfunction]
    fn image(
        number: u32,
        place: usize,
        values: PyObjectRef,
        cmap: PyObjectRef,
        low: PyObjectRef,
        high: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let (values, shape) = numpy::numbers(&values, vm)?;
        let (columns, pixels) = match shape[..] {
            [_, columns] => (columns, shaded(at(number, place), &values, &cmap, (&low, &high), vm)?),
            [_, columns, channels @ (3 | 4)] => {
                let top = if values.iter().any(|v| *v > 1.0) { 1.0 } else { 255.0 };
                let byte = |v: f64| (v * top).round().clamp(0.0, 255.0) as u8;
                (columns, values.chunks(channels).map(|p| [byte(p[0]), byte(p[1]), byte(p[2])]).collect())
            }
            _ => {
                let shape: Vec<String> = shape.iter().map(usize::to_string).collect();
                let shape = shape.join(", ");
                return Err(vm.new_type_error(format!("Invalid shape ({shape}) for image data")));
            }
        };
        if pixels.is_empty() {
            return Err(vm.new_value_error("an image needs at least one pixel"));
        }
        add(at(number, place), Shape::Image { columns, pixels }, Some(Paint::Borrowed("none")), 1.0, None);
        with_axes(at(number, place), |axes| axes.equal = true);
        Ok(())
    }

    /// Asks for a colour bar; false where nothing has colours to explain.
    #[pyfunction]
    fn colorbar(number: u32, place: usize) -> bool {
        with_axes(at(number, place), |axes| {
            axes.colorbar = axes.shades.is_some();
            axes.colorbar
        })
    }

    #[pyfunction]
    fn rule(
        number: u32,
        place: usize,
        upright: bool,
        value: f64,
        look: Vec<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let [color, line, width, alpha, label] =
            look.try_into().map_err(|_| vm.new_type_error("five values make a look"))?;
        let shape = Shape::Rule {
            upright,
            at: value,
            dash: dash(&line, vm)?.unwrap_or(Dash::Solid),
            width: amount(&width, 1.5, vm)?,
        };
        add(at(number, place), shape, paint(&color, vm)?, amount(&alpha, 1.0, vm)?, text(&label, vm)?);
        Ok(())
    }

    #[pyfunction]
    fn band(
        number: u32,
        place: usize,
        curves: Vec<PyObjectRef>,
        color: PyObjectRef,
        alpha: PyObjectRef,
        label: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let mut curves = curves.iter().map(|curve| numbers(curve, vm)).collect::<PyResult<Vec<_>>>()?;
        let (Some(high), Some(low), Some(x)) = (curves.pop(), curves.pop(), curves.pop()) else {
            return Err(vm.new_type_error("three curves make a band"));
        };
        // One number stands for a level line.
        let level = |curve: Vec<f64>| if curve.len() == 1 { vec![curve[0]; x.len()] } else { curve };
        let shape = Shape::Band { low: level(low), high: level(high), x };
        add(at(number, place), shape, paint(&color, vm)?, amount(&alpha, 0.25, vm)?, text(&label, vm)?);
        Ok(())
    }

    #[pyfunction]
    fn words(
        number: u32,
        place: usize,
        x: f64,
        y: f64,
        words: PyObjectRef,
        look: Vec<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let [color, size, anchor] = look.try_into().map_err(|_| vm.new_type_error("three values make a look"))?;
        let anchor = match text(&anchor, vm)?.as_deref() {
            Some("center") => "middle",
            Some("right") => "end",
            _ => "start",
        };
        let size = amount(&size, 12.0, vm)?;
        let paint = paint(&color, vm)?.unwrap_or(Paint::Borrowed(marks::WORDS));
        let shape = Shape::Text { x, y, text: text(&words, vm)?.unwrap_or_default(), size, anchor };
        add(at(number, place), shape, Some(paint), 1.0, None);
        Ok(())
    }

    #[pyfunction]
    fn title(number: u32, place: usize, title: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        let title = text(&title, vm)?;
        with_axes(at(number, place), |axes| axes.title = title);
        Ok(())
    }

    fn with_axis(at: At, upright: bool, f: impl FnOnce(&mut Axis)) {
        with_axes(at, |axes| f(if upright { &mut axes.y } else { &mut axes.x }));
    }

    #[pyfunction]
    fn axis_label(number: u32, place: usize, upright: bool, label: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        let label = text(&label, vm)?;
        with_axis(at(number, place), upright, |axis| axis.label = label);
        Ok(())
    }

    #[pyfunction]
    fn axis_scale(number: u32, place: usize, upright: bool, scale: String, vm: &VirtualMachine) -> PyResult<()> {
        let scale = match scale.as_str() {
            "linear" => Scale::Linear,
            "log" => Scale::Log,
            other => {
                return Err(
                    vm.new_value_error(format!("scale '{other}' is not part of this subset; there are linear, log"))
                );
            }
        };
        with_axis(at(number, place), upright, |axis| axis.scale = scale);
        Ok(())
    }

    /// Sets one or both limits and returns what the axis shows.
    #[pyfunction]
    fn axis_limits(number: u32, place: usize, upright: bool, low: Option<f64>, high: Option<f64>) -> (f64, f64) {
        with_axes(at(number, place), |axes| {
            let shown = |axes: &figure::Axes| {
                if upright { super::super::layout::y_range(axes) } else { super::super::layout::x_range(axes) }
            };
            let now = shown(axes);
            if low.is_some() || high.is_some() {
                let axis = if upright { &mut axes.y } else { &mut axes.x };
                axis.limits = Some((low.unwrap_or(now.0), high.unwrap_or(now.1)));
            }
            shown(axes)
        })
    }

    #[pyfunction]
    fn axis_ticks(
        number: u32,
        place: usize,
        upright: bool,
        places: PyObjectRef,
        labels: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let places = numbers(&places, vm)?;
        let labels = if vm.is_none(&labels) {
            places.iter().map(|value| super::super::ticks::number(*value)).collect()
        } else {
            vm.extract_elements_with(&labels, |label| Ok(label.str(vm)?.to_string_lossy().into_owned()))?
        };
        if labels.len() != places.len() {
            return Err(vm.new_value_error(format!(
                "The number of FixedLocator locations ({}), usually from a call to set_ticks, does not match the number \
                 of labels ({}).",
                places.len(),
                labels.len()
            )));
        }
        with_axis(at(number, place), upright, |axis| axis.ticks = Some(places.into_iter().zip(labels).collect()));
        Ok(())
    }

    #[pyfunction]
    fn grid(number: u32, place: usize, x: bool, y: bool) {
        with_axes(at(number, place), |axes| axes.grid = (x, y));
    }

    #[pyfunction]
    fn legend(number: u32, place: usize, labels: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        let labels = if vm.is_none(&labels) {
            Vec::new()
        } else {
            vm.extract_elements_with(&labels, |label| Ok(label.str(vm)?.to_string_lossy().into_owned()))?
        };
        with_axes(at(number, place), |axes| {
            axes.legend = true;
            for (mark, label) in axes.marks.iter_mut().zip(labels) {
                mark.label = Some(label);
            }
        });
        Ok(())
    }

    #[pyfunction]
    fn bare(number: u32, place: usize, bare: bool) {
        with_axes(at(number, place), |axes| axes.bare = bare);
    }

    #[pyfunction]
    fn equal(number: u32, place: usize, equal: bool) {
        with_axes(at(number, place), |axes| axes.equal = equal);
    }
}
