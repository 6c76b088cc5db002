//! `_pyplot`: what the Python half of the module draws with, after it has sorted out arguments.

pub(crate) use _pyplot::module_def;

#[rustpython_vm::pymodule]
mod _pyplot {
    use rustpython_vm::function::OptionalArg;
    use rustpython_vm::{PyObjectRef, PyResult, VirtualMachine};

    use super::super::colour::{self, Paint};
    use super::super::figure::{self, Axis, Boxes, Dash, Figure, Marker, Scale, Shape, TWIN};
    use super::super::open::{self, open, with_axes, with_figure};
    use super::super::read::{At, add, amount, at, dash, look, map, marker, numbers, paint, sequence, shaded, text};
    use super::super::{contour, marks, style};
    use crate::numpy;

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
        open::is_open(number)
    }

    #[pyfunction]
    fn show() {
        open::flush();
    }

    /// Throws a figure away, or all.
    #[pyfunction]
    fn close(number: OptionalArg<u32>) {
        open::close(number.into_option());
    }

    /// `look` is `(format, color, linestyle, marker, linewidth, markersize, alpha, label)`.
    #[pyfunction]
    fn line(
        number: u32,
        place: usize,
        x: PyObjectRef,
        y: PyObjectRef,
        parts: Vec<PyObjectRef>,
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
        let [format, color, line, mark, width, size, alpha, label] = look(parts, vm)?;
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

    /// `look` is `(colours or values, marker, size, alpha, label, cmap, vmin, vmax)`; `values` tells which the first is.
    #[pyfunction]
    fn points(
        number: u32,
        place: usize,
        x: PyObjectRef,
        y: PyObjectRef,
        parts: Vec<PyObjectRef>,
        values: bool,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let (x, y) = (numbers(&x, vm)?, numbers(&y, vm)?);
        if x.len() != y.len() {
            return Err(vm.new_value_error("x and y must be the same size"));
        }
        let [colours, sign, size, alpha, label, cmap, low, high] = look(parts, vm)?;
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

    /// Boxes from four lists of edges; `look` is `(color, alpha, label)`.
    #[pyfunction]
    fn boxes(
        number: u32,
        place: usize,
        edges: Vec<PyObjectRef>,
        bins: bool,
        parts: Vec<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let [color, alpha, label] = look(parts, vm)?;
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
        shades: Vec<PyObjectRef>,
        edges: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let [cmap, low, high] = look(shades, vm)?;
        let edges = four(&edges, vm)?;
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
        add(at(number, place), Shape::Image { columns, pixels, edges }, Some(Paint::Borrowed("none")), 1.0, None);
        Ok(())
    }

    /// Four numbers, or `None`.
    fn four(values: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Option<[f64; 4]>> {
        if vm.is_none(values) {
            return Ok(None);
        }
        match numbers(values, vm)?[..] {
            [a, b, c, d] if [a, b, c, d].iter().all(|v| v.is_finite()) && a != b && c != d => Ok(Some([a, b, c, d])),
            _ => Err(vm.new_value_error("extent is four numbers: left, right, bottom, top")),
        }
    }

    /// Straight pieces from four lists of ends; the look is `(color, linestyle, linewidth, alpha, label, head)`.
    #[pyfunction]
    fn segments(
        number: u32,
        place: usize,
        ends: Vec<PyObjectRef>,
        parts: Vec<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let [color, line, width, alpha, label, head] = look(parts, vm)?;
        let ends = ends.iter().map(|end| numbers(end, vm)).collect::<PyResult<Vec<_>>>()?;
        let [x0, y0, x1, y1] = &ends[..] else { return Err(vm.new_type_error("four lists make segments")) };
        let count = x0.len().min(y0.len()).min(x1.len()).min(y1.len());
        let pieces = (0..count).map(|i| [x0[i], y0[i], x1[i], y1[i]]).collect();
        let dash = dash(&line, vm)?.unwrap_or(Dash::Solid);
        let shape = Shape::Segments { pieces, dash, width: amount(&width, 1.5, vm)?, head: amount(&head, 0.0, vm)? };
        add(at(number, place), shape, paint(&color, vm)?, amount(&alpha, 1.0, vm)?, text(&label, vm)?);
        Ok(())
    }

    /// What the last mark says of itself; empty where another mark describes the whole.
    #[pyfunction]
    fn say(number: u32, place: usize, words: String) {
        with_axes(at(number, place), |axes| {
            if let Some(mark) = axes.marks.last_mut() {
                mark.note = Some(words);
            }
        });
    }

    /// A table of heights with its axes, checked to fit.
    fn field(x: &PyObjectRef, y: &PyObjectRef, z: &PyObjectRef, vm: &VirtualMachine) -> PyResult<[Vec<f64>; 3]> {
        let (x, y, z) = (numbers(x, vm)?, numbers(y, vm)?, numbers(z, vm)?);
        if x.len() < 2 || y.len() < 2 || x.len() * y.len() != z.len() {
            let words = "Input z must be at least a (2, 2) shaped array, with a column for each x and a row for each y";
            return Err(vm.new_type_error(words));
        }
        Ok([x, y, z])
    }

    /// The four lists of ends of the line at a level.
    #[pyfunction]
    fn level(x: PyObjectRef, y: PyObjectRef, z: PyObjectRef, level: f64, vm: &VirtualMachine) -> PyResult {
        let [x, y, z] = field(&x, &y, &z, vm)?;
        let pieces = contour::Field { x: &x, y: &y, z: &z }.line(level);
        let list = |i: usize| vm.ctx.new_list(pieces.iter().map(|p| vm.ctx.new_float(p[i]).into()).collect()).into();
        Ok(vm.ctx.new_list((0..4).map(list).collect()).into())
    }

    /// The heights of `rows` by `columns` parts of a field.
    #[pyfunction]
    fn fine(
        x: PyObjectRef,
        y: PyObjectRef,
        z: PyObjectRef,
        columns: usize,
        rows: usize,
        vm: &VirtualMachine,
    ) -> PyResult {
        let [x, y, z] = field(&x, &y, &z, vm)?;
        let heights = contour::Field { x: &x, y: &y, z: &z }.fine(columns.clamp(1, 400), rows.clamp(1, 400));
        numpy::from_data(numpy::Data::F64(heights), &[rows.clamp(1, 400), columns.clamp(1, 400)], vm)
    }

    /// `#rrggbb` of values from 0 to 1.
    #[pyfunction]
    fn colours(cmap: PyObjectRef, values: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        let map = map(&cmap, vm)?;
        let list = numbers(&values, vm)?.into_iter().map(|t| vm.ctx.new_str(&*colour::hex(map.at(t))).into()).collect();
        Ok(vm.ctx.new_list(list).into())
    }

    /// Remembers the colours of what was drawn, for the colour bar.
    #[pyfunction]
    fn shade(number: u32, place: usize, cmap: PyObjectRef, low: f64, high: f64, vm: &VirtualMachine) -> PyResult<()> {
        let map = map(&cmap, vm)?;
        with_axes(at(number, place), |axes| axes.shades = Some((map, low, high)));
        Ok(())
    }

    /// The next colour of the axes, by name.
    #[pyfunction]
    fn colour(number: u32, place: usize) -> String {
        with_axes(at(number, place), |axes| {
            axes.used += 1;
            format!("C{}", axes.used - 1)
        })
    }

    /// The place of second axes over the first.
    #[pyfunction]
    fn twin(place: usize) -> usize {
        place % TWIN + TWIN
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
        parts: Vec<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let [color, line, width, alpha, label] = look(parts, vm)?;
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
        parts: Vec<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let [color, size, anchor] = look(parts, vm)?;
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
