//! Arguments from Python: numbers, colours, lines, markers; and adding a mark to axes.

use rustpython_vm::builtins::PyStr;
use rustpython_vm::{PyObjectRef, PyResult, VirtualMachine};

use super::colour::{self, MAPS, Map, Paint};
use super::figure::{self, Dash, Mark, Marker, Shape};
use super::open::with_axes;
use super::style;
use crate::numpy;

/// A figure's number and a place in its grid.
pub(super) type At = (u32, usize);

pub(super) fn at(figure: u32, place: usize) -> At {
    (figure, place)
}

/// Numbers from whatever holds some; a single number counts as one.
pub(super) fn numbers(values: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Vec<f64>> {
    numpy::numbers(values, vm).map(|(values, _)| values)
}

pub(super) fn text(value: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Option<String>> {
    if vm.is_none(value) { Ok(None) } else { Ok(Some(value.str(vm)?.to_string_lossy().into_owned())) }
}

pub(super) fn paint(value: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Option<Paint>> {
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

pub(super) fn dash(value: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Option<Dash>> {
    let Some(name) = text(value, vm)? else { return Ok(None) };
    let known = style::dash(&name);
    known.map(Some).ok_or_else(|| vm.new_value_error(format!("'{name}' is not a valid value for linestyle")))
}

pub(super) fn marker(value: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Option<Marker>> {
    let Some(name) = text(value, vm)? else { return Ok(None) };
    if matches!(name.as_str(), "" | " " | "none" | "None") {
        return Ok(None);
    }
    let known = style::marker(&name);
    known.map(Some).ok_or_else(|| vm.new_value_error(format!("Unrecognized marker style '{name}'")))
}

pub(super) fn map(value: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Map> {
    let Some(name) = text(value, vm)? else { return Ok(Map::default()) };
    Map::parse(&name)
        .ok_or_else(|| vm.new_value_error(format!("colormap '{name}' is not part of this subset; there are {MAPS}")))
}

/// Adds a mark; without a colour it takes the next of the cycle.
pub(super) fn add(at: At, shape: Shape, paint: Option<Paint>, alpha: f64, label: Option<String>) {
    with_axes(at, |axes| {
        let paint = paint.unwrap_or_else(|| axes.next_paint());
        // Matplotlib keeps labels with an underscore out of legends.
        let label = label.filter(|label| !label.starts_with('_'));
        axes.marks.push(Mark { shape, paint, alpha: alpha.clamp(0.0, 1.0), label, note: None });
    });
}

/// A look in as many parts as its mark has.
pub(super) fn look<const N: usize>(values: Vec<PyObjectRef>, vm: &VirtualMachine) -> PyResult<[PyObjectRef; N]> {
    values.try_into().map_err(|_| vm.new_type_error(format!("{N} values make a look")))
}

pub(super) fn amount(value: &PyObjectRef, otherwise: f64, vm: &VirtualMachine) -> PyResult<f64> {
    if vm.is_none(value) {
        return Ok(otherwise);
    }
    let number = value.try_float(vm)?.to_f64();
    if number.is_finite() && number >= 0.0 {
        return Ok(number.min(1_000.0));
    }
    Err(vm.new_value_error("widths, sizes and alpha are numbers from 0"))
}

/// A list of as many colours as points; one colour is no list.
pub(super) fn sequence(value: &PyObjectRef, len: usize, vm: &VirtualMachine) -> PyResult<Option<Vec<PyObjectRef>>> {
    if vm.is_none(value) || value.downcast_ref::<PyStr>().is_some() {
        return Ok(None);
    }
    let items: Vec<PyObjectRef> = vm.extract_elements_with(value, Ok)?;
    let named = items.iter().all(|item| item.downcast_ref::<PyStr>().is_some());
    Ok((items.len() == len && named).then_some(items))
}

/// Colours of values, remembered for the colour bar.
pub(super) fn shaded(
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
