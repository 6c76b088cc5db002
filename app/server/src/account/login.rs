//! What may be a login, a password, a name.

use ui::Problem;
use unicode_normalization::UnicodeNormalization;

/// Fewest characters of a password (NIST SP 800-63B, 3.1.1).
pub const PASSWORD_MIN: usize = 8;
/// Most characters of a password: hashing a megabyte is work that a stranger could order.
pub const PASSWORD_MAX: usize = 256;
/// Most characters of the name that is shown.
pub const NAME_MAX: usize = 80;

/// The normal form of an e-mail address or user name: the same for `Ada@Example.org ` and `ada@example.org`, and for letters
/// that only look different, such as full-width ones.
///
/// # Errors
/// If it is neither.
pub fn normalise(login: &str) -> Result<String, Problem> {
    let lower = login.trim().nfkc().collect::<String>().to_lowercase();
    // Lower case of a composed letter may be two, and what was a space of another kind is one now.
    let login = lower.nfkc().collect::<String>().trim().to_owned();
    if login.is_empty() {
        return Err(Problem::Empty);
    }
    let fits = match login.split_once('@') {
        // Whether an address exists only a message to it can tell; here it only has to look like one.
        Some((name, host)) => {
            let printable = |s: &str| !s.is_empty() && !s.chars().any(|c| c.is_whitespace() || c.is_control());
            login.len() <= 254 && printable(name) && printable(host) && !host.contains('@')
        }
        None => {
            (3..=64).contains(&login.chars().count())
                && login.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-'))
        }
    };
    if fits { Ok(login) } else { Err(Problem::LoginInvalid) }
}

/// Whether a password may be chosen: length, and not one of those that are tried first. Nothing about its composition.
///
/// # Errors
/// What is wrong with it.
pub fn check_password(password: &str, login: &str) -> Result<(), Problem> {
    match password.chars().count() {
        0 => Err(Problem::Empty),
        n if n < PASSWORD_MIN => Err(Problem::PasswordShort { min: PASSWORD_MIN }),
        n if n > PASSWORD_MAX => Err(Problem::PasswordLong { max: PASSWORD_MAX }),
        _ if is_common(&password.to_lowercase(), login) => Err(Problem::PasswordCommon),
        _ => Ok(()),
    }
}

/// The name to show.
///
/// # Errors
/// If it is empty or too long.
pub fn check_name(name: &str) -> Result<&str, Problem> {
    let name = name.trim();
    let fits = (1..=NAME_MAX).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if fits { Ok(name) } else { Err(Problem::NameInvalid) }
}

fn is_common(password: &str, login: &str) -> bool {
    let first = password.chars().next();
    let name = login.split('@').next().unwrap_or(login);
    password == login
        || password == name
        || password.chars().all(|c| Some(c) == first)
        || COMMON.split_whitespace().any(|common| common == password)
}

/// Passwords of eight characters and more that head every published list of leaked ones.
const COMMON: &str = "
    12345678 123456789 1234567890 0123456789 87654321 987654321 123123123 11223344 1q2w3e4r 1q2w3e4r5t 1qaz2wsx
    1qazxsw2 q1w2e3r4 qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234 asdfghjk asdfghjkl zxcvbnm1 zaq12wsx qazwsxedc
    abcd1234 abc12345 abcdefgh a1b2c3d4 aa123456 password password1 password12 password123 passw0rd p@ssw0rd p@ssword
    passwort iloveyou iloveyou1 sunshine princess football baseball superman starwars trustno1 whatever computer
    internet welcome1 welcome123 letmein1 changeme changeme1 admin123 administrator secret123 5201314520 woaini520
    woaini1314 woaini123 12344321 147258369 789456123 123654789 123456abc 123456qwe student1 academy1 academy123
";

#[cfg(test)]
mod tests {
    use super::*;

    fn login(input: &str, expected: Result<&str, Problem>) {
        assert_eq!(normalise(input).as_deref().map_err(|p| *p), expected, "{input:?}");
    }

    #[test]
    fn logins_have_one_normal_form() {
        login(" Ada@Example.org ", Ok("ada@example.org"));
        login("Ada_L-1.0", Ok("ada_l-1.0"));
        login("学习者", Ok("学习者"));
        login("ａｄｍｉｎ", Ok("admin"));
        login("ａdmin＠example.org", Ok("admin@example.org"));
        login("ﬁnn", Ok("finn"));
        login("zoe\u{308}", Ok("zoë"));
        login("", Err(Problem::Empty));
        login("ab", Err(Problem::LoginInvalid));
        login("a b c", Err(Problem::LoginInvalid));
        login("@example.org", Err(Problem::LoginInvalid));
        login("a@b@c", Err(Problem::LoginInvalid));
        login("<script>", Err(Problem::LoginInvalid));
    }

    #[test]
    fn passwords_are_judged_by_length_and_by_being_guessed_first() {
        let check = |password: &str, expected| assert_eq!(check_password(password, "ada@example.org"), expected);
        check("correct horse", Ok(()));
        check("模型即服务很有意思", Ok(()));
        check("1234567", Err(Problem::PasswordShort { min: 8 }));
        check("Password1", Err(Problem::PasswordCommon));
        check("aaaaaaaaaa", Err(Problem::PasswordCommon));
        check("ada@example.org", Err(Problem::PasswordCommon));
        check(&"ab".repeat(200), Err(Problem::PasswordLong { max: 256 }));
    }

    #[test]
    fn names_are_short_and_printable() {
        let check = |name: &str, expected| assert_eq!(check_name(name), expected);
        check("  Ada Lovelace ", Ok("Ada Lovelace"));
        check("   ", Err(Problem::NameInvalid));
        check("a\u{7}b", Err(Problem::NameInvalid));
    }
}
