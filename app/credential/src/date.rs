//! Dates as credentials write them (`2026-11-23T14:02:31Z`), to milliseconds since 1970 and back.

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The moment as `xsd:dateTime` in UTC, to the second.
pub fn write(at: i64) -> String {
    let (year, month, day) = civil(at.div_euclid(DAY));
    let rest = at.rem_euclid(DAY);
    let (hour, minute, second) = (rest / HOUR, rest % HOUR / MINUTE, rest % MINUTE / SECOND);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Year, month and day of a moment, in UTC.
pub fn day(at: i64) -> (i64, u32, u32) {
    civil(at.div_euclid(DAY))
}

/// Reads an `xsd:dateTimeStamp`: a date, a time, and a zone (`Z` or an offset).
pub fn read(text: &str) -> Option<i64> {
    let (date, time) = text.split_once('T')?;
    let zone = time.find(['Z', '+', '-'])?;
    let (time, zone) = time.split_at(zone);
    let offset = match zone {
        "Z" => 0,
        _ => {
            let (hours, minutes) = zone[1..].split_once(':')?;
            let size = number(hours, 2, 14)? * HOUR + number(minutes, 2, 59)? * MINUTE;
            if zone.starts_with('-') { -size } else { size }
        }
    };
    let [year, month, date] = parts(date, '-')?;
    let (whole, fraction) = time.split_once('.').unwrap_or((time, ""));
    let [hour, minute, second] = parts(whole, ':')?;
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (year, month, date) = (number(year, 4, 9999)?, number(month, 2, 12)?, number(date, 2, 31)?);
    if month == 0 || date == 0 {
        return None;
    }
    let days = days(year, month, date);
    // The 30th of February comes back as another day.
    if civil(days) != (year, month as u32, date as u32) {
        return None;
    }
    let clock = number(hour, 2, 23)? * HOUR + number(minute, 2, 59)? * MINUTE + number(second, 2, 59)? * SECOND;
    let thousandths = format!("{fraction:0<3}")[..3].parse::<i64>().ok()?;
    Some(days * DAY + clock + thousandths - offset)
}

fn parts(text: &str, between: char) -> Option<[&str; 3]> {
    text.split(between).collect::<Vec<_>>().try_into().ok()
}

fn number(text: &str, digits: usize, most: i64) -> Option<i64> {
    let plain = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|n| plain && *n <= most)
}

/// Days since 1970 of a date in the proleptic Gregorian calendar (Howard Hinnant's `days_from_civil`).
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The inverse of [`days`].
fn civil(days: i64) -> (i64, u32, u32) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (era * 400 + year + i64::from(month <= 2), month as u32, day as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written() {
        let check = |at: i64, expected: &str| assert_eq!(write(at), expected);
        check(0, "1970-01-01T00:00:00Z");
        check(951_782_400_000, "2000-02-29T00:00:00Z");
        check(1_795_442_551_999, "2026-11-23T14:02:31Z");
        check(-1000, "1969-12-31T23:59:59Z");
    }

    #[test]
    fn dates_are_read_or_refused() {
        let check = |text: &str, expected: Option<i64>| assert_eq!(read(text), expected, "{text}");
        check("2026-11-23T14:02:31Z", Some(1_795_442_551_000));
        check("2026-11-23T14:02:31.5Z", Some(1_795_442_551_500));
        check("2026-11-23T16:02:31+02:00", Some(1_795_442_551_000));
        check("2026-11-23T09:32:31-04:30", Some(1_795_442_551_000));
        check("2026-11-23", None);
        check("2026-11-23T14:02:31", None);
        check("2026-02-30T00:00:00Z", None);
        check("2026-00-10T00:00:00Z", None);
        check("2026-11-23T24:02:31Z", None);
        check("+026-11-23T14:02:31Z", None);
        check("2026-11-23T14:02:31.x5Z", None);
        check("2026-11-23T14:02:31+0200", None);
        for at in [0, 86_399_000, 4_102_444_800_000, 951_782_400_000] {
            check(&write(at), Some(at));
        }
    }
}
