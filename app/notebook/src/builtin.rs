//! `_notebook`: what the Python half needs from the session. The poll object, the streams, sleep, entropy, and methods of
//! native classes that a page must have otherwise.

pub(crate) use _notebook::{Poll, Stream, module_def};

#[rustpython_vm::pymodule]
mod _notebook {
    use cells::StreamName;
    use rustpython_vm::builtins::{PyBytesRef, PyStrRef, PyTypeRef};
    use rustpython_vm::function::{ArgIntoFloat, OptionalArg};
    use rustpython_vm::protocol::PyNumberMethods;
    use rustpython_vm::types::AsNumber;
    use rustpython_vm::{Py, PyObjectRef, PyPayload, PyResult, VirtualMachine, pyclass};

    use crate::{host, poll, streams};

    /// Longest uninterrupted part of a `sleep`, in milliseconds.
    const NAP_MS: f64 = 50.0;

    /// The object whose truth is tested at every loop turn.
    #[pyattr]
    #[pyclass(module = "_notebook", name = "Poll")]
    #[derive(Debug, PyPayload)]
    pub struct Poll;

    #[pyclass(with(AsNumber))]
    impl Poll {}

    impl AsNumber for Poll {
        fn as_number() -> &'static PyNumberMethods {
            static METHODS: PyNumberMethods = PyNumberMethods {
                boolean: Some(|_, vm| poll::turn(vm).map(|()| true)),
                ..PyNumberMethods::NOT_IMPLEMENTED
            };
            &METHODS
        }
    }

    /// A text stream that ends under the cell.
    #[pyattr]
    #[pyclass(module = "_notebook", name = "Stream")]
    #[derive(Debug, PyPayload)]
    pub struct Stream {
        pub name: StreamName,
    }

    #[pyclass]
    impl Stream {
        #[pymethod]
        fn write(zelf: &Py<Self>, text: PyStrRef, vm: &VirtualMachine) -> PyResult<usize> {
            streams::write(zelf.name, &text.to_string_lossy());
            poll::turn(vm)?;
            Ok(text.char_len())
        }

        #[pymethod]
        fn writelines(zelf: &Py<Self>, lines: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
            let lines: Vec<PyStrRef> = lines.try_to_value(vm)?;
            for line in lines {
                Self::write(zelf, line, vm)?;
            }
            Ok(())
        }

        // The page is sent pieces by time; a program that flushes after every character must not flood it.
        #[pymethod]
        fn flush(_zelf: &Py<Self>) {
            streams::flush_if_old(host::with(|host| host.now_ms()));
        }

        #[pymethod]
        fn isatty(_zelf: &Py<Self>) -> bool {
            false
        }

        #[pymethod]
        fn writable(_zelf: &Py<Self>) -> bool {
            true
        }

        #[pymethod]
        fn readable(_zelf: &Py<Self>) -> bool {
            false
        }

        #[pymethod]
        fn seekable(_zelf: &Py<Self>) -> bool {
            false
        }

        #[pygetset]
        fn closed(_zelf: &Py<Self>) -> bool {
            false
        }

        #[pygetset]
        fn encoding(_zelf: &Py<Self>) -> &'static str {
            "utf-8"
        }

        #[pygetset]
        fn errors(_zelf: &Py<Self>) -> &'static str {
            "strict"
        }

        #[pygetset]
        fn name(zelf: &Py<Self>) -> &'static str {
            match zelf.name {
                StreamName::Stdout => "<stdout>",
                StreamName::Stderr => "<stderr>",
            }
        }
    }

    /// Bytes for seeding, from the host's seed; not fit for secrets.
    #[pyfunction]
    fn urandom(size: usize, vm: &VirtualMachine) -> PyBytesRef {
        let mut state = host::with(|host| host.seed());
        let bytes = std::iter::repeat_with(|| {
            // SplitMix64, Steele, Lea and Flood 2014.
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = state;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            (z ^ (z >> 31)).to_le_bytes()
        })
        .flatten()
        .take(size)
        .collect();
        vm.ctx.new_bytes(bytes)
    }

    /// Seconds on the host's clock: what `time.perf_counter` and its kin count, which a browser does not give the interpreter.
    #[pyfunction]
    fn clock() -> f64 {
        host::with(|host| host.now_ms()) / 1000.0
    }

    /// `time.sleep` that Stop can end.
    #[pyfunction]
    fn sleep(seconds: ArgIntoFloat, vm: &VirtualMachine) -> PyResult<()> {
        let seconds = seconds.into_float();
        if seconds < 0.0 {
            return Err(vm.new_value_error("sleep length must be non-negative"));
        }
        streams::flush();
        let end = host::with(|host| host.now_ms()) + seconds * 1000.0;
        loop {
            poll::look(vm)?;
            let left = end - host::with(|host| host.now_ms());
            if left <= 0.0 {
                return Ok(());
            }
            host::with(|host| host.sleep(left.min(NAP_MS)));
        }
    }

    /// Takes away what the cell has shown so far; if `wait`, when something new is shown.
    #[pyfunction]
    fn clear_output(wait: bool) {
        host::emit(cells::Output::Clear { wait });
    }

    /// Shows a value as the last expression of a cell is shown.
    #[pyfunction]
    fn show_value(text: PyStrRef) {
        host::emit(cells::Output::Value { text: streams::shorten(text.to_string_lossy().into_owned()) });
    }

    /// Replaces a method of a native class, which Python code may not.
    #[pyfunction]
    fn replace_method(class: PyTypeRef, name: PyStrRef, method: PyObjectRef, vm: &VirtualMachine) {
        class.set_str_attr(&name.to_string_lossy(), method, &vm.ctx);
    }

    /// Sends what was printed so far.
    #[pyfunction]
    fn flush(_unused: OptionalArg<PyObjectRef>) {
        streams::flush();
    }
}
