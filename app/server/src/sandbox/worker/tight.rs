//! What a process gives up, so that code which broke out of the module would find nothing to do: files, sockets, processes,
//! privileges. What a system does not let us give up stays; the module's own walls stand anyway.

/// From the start: no way to more privileges, no memory written to disk.
pub(super) fn keep_privileges_low() {
    #[cfg(unix)]
    limit(rustix::process::Resource::Core, 0);
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::set_no_new_privs(true);
}

/// Once the module is there and all threads run: no file or socket is opened, no file written, nothing started any more.
pub(super) fn give_up() {
    #[cfg(unix)]
    {
        use rustix::process::Resource;
        for (resource, most) in [(Resource::Nofile, 3), (Resource::Fsize, 0), (Resource::Nproc, 0)] {
            limit(resource, most);
        }
    }
}

#[cfg(unix)]
fn limit(resource: rustix::process::Resource, most: u64) {
    let most = Some(most);
    let _ = rustix::process::setrlimit(resource, rustix::process::Rlimit { current: most, maximum: most });
}
