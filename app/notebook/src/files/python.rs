//! `_files`: the store and the formats for the Python modules `torch`, `numpy` and `safetensors`.

pub(crate) use _files::module_def;

#[rustpython_vm::pymodule]
mod _files {
    use std::collections::BTreeMap;

    use rustpython_vm::builtins::{PyBytesRef, PyDict, PyStrRef};
    use rustpython_vm::function::{ArgBytesLike, OptionalOption};
    use rustpython_vm::{AsObject, PyObjectRef, PyResult, VirtualMachine};

    use super::super::safetensors::{self, Item};
    use super::super::store::Found;
    use super::super::zip::{self, Entry};
    use super::super::{npy, store};
    use crate::numpy;
    use crate::poll;

    fn text(value: &PyStrRef) -> String {
        value.to_string_lossy().into_owned()
    }

    fn or_raise<T>(result: Result<T, String>, vm: &VirtualMachine) -> PyResult<T> {
        result.map_err(|fault| vm.new_value_error(fault))
    }

    /// Writes a file of the session.
    #[pyfunction]
    fn write(path: PyStrRef, bytes: ArgBytesLike, vm: &VirtualMachine) -> PyResult<()> {
        poll::look(vm)?;
        store::write(&text(&path), &bytes.borrow_buf()).map_err(|fault| vm.new_memory_error(fault))
    }

    /// What lies under a path: bytes, why a file of the lesson is missing (text), `True` for a folder, `None` for nothing.
    #[pyfunction]
    fn find(path: PyStrRef, vm: &VirtualMachine) -> PyObjectRef {
        match store::find(&text(&path)) {
            Found::File(bytes) => vm.ctx.new_bytes(bytes.to_vec()).into(),
            Found::Missing(why) => vm.ctx.new_str(why).into(),
            Found::Folder => vm.ctx.true_value.clone().into(),
            Found::Nothing => vm.ctx.none(),
        }
    }

    /// Bytes in a file; `None` where there is none.
    #[pyfunction]
    fn size(path: PyStrRef) -> Option<usize> {
        match store::find(&text(&path)) {
            Found::File(bytes) => Some(bytes.len()),
            _ => None,
        }
    }

    /// Makes a folder.
    #[pyfunction]
    fn make_folder(path: PyStrRef) {
        store::make_folder(&text(&path));
    }

    /// Names of the folders that were made by name.
    #[pyfunction]
    fn folders(vm: &VirtualMachine) -> PyObjectRef {
        let names = store::folders().into_iter().map(|name| vm.ctx.new_str(name).into()).collect();
        vm.ctx.new_list(names).into()
    }

    /// Removes a file or an empty folder; false if there was none.
    #[pyfunction]
    fn remove(path: PyStrRef) -> bool {
        store::remove(&text(&path))
    }

    /// Names of all files.
    #[pyfunction]
    fn listed(vm: &VirtualMachine) -> PyObjectRef {
        let names = store::list().into_iter().map(|name| vm.ctx.new_str(name).into()).collect();
        vm.ctx.new_list(names).into()
    }

    fn sizes(shape: &[usize], vm: &VirtualMachine) -> PyObjectRef {
        vm.ctx.new_tuple(shape.iter().map(|size| vm.ctx.new_int(*size).into()).collect()).into()
    }

    /// `([(name, dtype, shape, begin, end)], metadata)` of a safetensors file, in the order of their bytes.
    #[pyfunction]
    fn safetensors_header(bytes: ArgBytesLike, vm: &VirtualMachine) -> PyResult {
        let header = or_raise(safetensors::read(&bytes.borrow_buf()), vm)?;
        let entry = |e: &safetensors::Entry| -> PyObjectRef {
            let ends = [e.begin, e.end].map(|at| PyObjectRef::from(vm.ctx.new_int(at)));
            let [begin, end] = ends;
            let (name, dtype) = (vm.ctx.new_str(&*e.name).into(), vm.ctx.new_str(&*e.dtype).into());
            vm.ctx.new_tuple(vec![name, dtype, sizes(&e.shape, vm), begin, end]).into()
        };
        let entries = vm.ctx.new_list(header.entries.iter().map(entry).collect());
        let metadata = match header.metadata {
            None => vm.ctx.none(),
            Some(notes) => {
                let dict = vm.ctx.new_dict();
                for (key, note) in notes {
                    dict.set_item(&*key, vm.ctx.new_str(note).into(), vm)?;
                }
                dict.into()
            }
        };
        Ok(vm.ctx.new_tuple(vec![entries.into(), metadata]).into())
    }

    /// A safetensors file of `[(name, dtype, shape, bytes)]` and notes.
    #[pyfunction]
    fn safetensors_file(
        items: Vec<PyObjectRef>,
        metadata: OptionalOption<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<PyBytesRef> {
        poll::look(vm)?;
        let item = |value: &PyObjectRef| -> PyResult<Item> {
            let parts: Vec<PyObjectRef> = value.try_to_value(vm)?;
            let [name, dtype, shape, bytes] = &parts[..] else {
                return Err(vm.new_type_error("expected (name, dtype, shape, bytes)"));
            };
            let bytes: ArgBytesLike = bytes.clone().try_into_value(vm)?;
            Ok(Item {
                name: text(&name.clone().try_into_value(vm)?),
                dtype: text(&dtype.clone().try_into_value(vm)?),
                shape: shape.try_to_value(vm)?,
                bytes: bytes.borrow_buf().to_vec(),
            })
        };
        let items = items.iter().map(item).collect::<PyResult<Vec<_>>>()?;
        let notes = metadata.flatten().map(|value| notes(&value, vm)).transpose()?;
        or_raise(safetensors::write(items, notes.as_ref()), vm).map(|bytes| vm.ctx.new_bytes(bytes))
    }

    fn notes(value: &PyObjectRef, vm: &VirtualMachine) -> PyResult<BTreeMap<String, String>> {
        let Some(dict) = value.downcast_ref::<PyDict>() else {
            return Err(vm.new_type_error(format!("metadata must be a dict, not {}", value.class().name())));
        };
        let mut notes = BTreeMap::new();
        for (key, note) in dict {
            notes.insert(text(&key.try_into_value(vm)?), text(&note.try_into_value(vm)?));
        }
        Ok(notes)
    }

    /// The array of an `.npy` file.
    #[pyfunction]
    fn npy_read(bytes: ArgBytesLike, vm: &VirtualMachine) -> PyResult {
        poll::look(vm)?;
        let (data, shape) = or_raise(npy::read(&bytes.borrow_buf()), vm)?;
        numpy::from_data(data, &shape, vm)
    }

    /// The `.npy` file of an array.
    #[pyfunction]
    fn npy_write(array: PyObjectRef, vm: &VirtualMachine) -> PyResult<PyBytesRef> {
        poll::look(vm)?;
        match numpy::data(&array) {
            Some((data, shape)) => Ok(vm.ctx.new_bytes(npy::write(&data, &shape))),
            None => Err(vm.new_type_error(format!("expected an ndarray, not {}", array.class().name()))),
        }
    }

    /// `[(name, bytes)]` of a zip archive.
    #[pyfunction]
    fn zip_read(bytes: ArgBytesLike, vm: &VirtualMachine) -> PyResult {
        poll::look(vm)?;
        let entries = or_raise(zip::read(&bytes.borrow_buf()), vm)?;
        let pair = |e: Entry| vm.ctx.new_tuple(vec![vm.ctx.new_str(e.name).into(), vm.ctx.new_bytes(e.bytes).into()]);
        Ok(vm.ctx.new_list(entries.into_iter().map(|e| pair(e).into()).collect()).into())
    }

    /// A zip archive of `[(name, bytes)]`.
    #[pyfunction]
    fn zip_write(entries: Vec<PyObjectRef>, deflate: bool, vm: &VirtualMachine) -> PyResult<PyBytesRef> {
        poll::look(vm)?;
        let entry = |value: &PyObjectRef| -> PyResult<Entry> {
            let parts: Vec<PyObjectRef> = value.try_to_value(vm)?;
            let [name, bytes] = &parts[..] else { return Err(vm.new_type_error("expected (name, bytes)")) };
            let bytes: ArgBytesLike = bytes.clone().try_into_value(vm)?;
            Ok(Entry { name: text(&name.clone().try_into_value(vm)?), bytes: bytes.borrow_buf().to_vec() })
        };
        let entries = entries.iter().map(entry).collect::<PyResult<Vec<_>>>()?;
        or_raise(zip::write(&entries, deflate), vm).map(|bytes| vm.ctx.new_bytes(bytes))
    }
}
