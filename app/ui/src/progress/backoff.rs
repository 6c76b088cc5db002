//! How long to wait before trying again.

/// Milliseconds before the next try after `failures` in a row: 2 s doubling to 5 minutes, spread by `jitter` (0 to 1)
/// over the upper half, so that a class of students does not come back in the same second.
pub(crate) fn wait(failures: u32, jitter: f64) -> u32 {
    let full = 2_000_u32.saturating_mul(1 << failures.min(10)).min(300_000);
    let half = full / 2;
    half + (f64::from(half) * jitter.clamp(0.0, 1.0)) as u32
}

#[cfg(test)]
mod tests {
    use super::wait;

    #[test]
    fn grows_and_stays_bounded() {
        let check = |failures, jitter, expected| assert_eq!(wait(failures, jitter), expected);
        check(0, 1.0, 2_000);
        check(0, 0.0, 1_000);
        check(3, 1.0, 16_000);
        check(30, 1.0, 300_000);
    }
}
