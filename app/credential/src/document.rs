//! What a certificate says, as an Open Badges 3.0 credential, before it is signed.
//!
//! It names exam, version, band and skills, and the fingerprints of engine, exam and answers. It does not name the holder:
//! who reads the credential of an address would learn what the holder has chosen to hide there. It carries a salted hash of
//! the name instead, so that a name that is claimed can be checked.

use base64::{Engine, prelude::BASE64_STANDARD};
use course::model::Lang;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    award::{Award, say},
    date,
    issuer::{Form, Issuer},
    rdf::{OB, VC},
    status::{self, Purpose},
};

/// What a credential has beyond its award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The certificate's id, which its address ends in.
    pub id: String,
    /// The holder's name.
    pub name: String,
    /// Mixed into the name's hash.
    pub salt: String,
    /// When it is issued, in milliseconds since 1970.
    pub issued: i64,
    /// The status list that tells whether it still holds.
    pub list: i64,
    /// Its place there.
    pub position: u32,
}

/// The address of a certificate.
pub fn address(issuer: &Issuer, id: &str) -> String {
    format!("{}/certificates/{id}", issuer.origin)
}

/// The hash of a name as credentials carry it.
pub fn name_hash(name: &str, salt: &str) -> String {
    let hash = Sha256::digest(format!("{name}{salt}"));
    let hex: String = hash.iter().map(|b| format!("{b:02x}")).collect();
    format!("sha256${hex}")
}

/// The unsigned credential of an award.
pub fn credential(issuer: &Issuer, award: &Award, entry: &Entry, form: Form) -> Value {
    let exam = &award.exam;
    let title = say(&exam.title, award.lang);
    let page = format!("{}/exams/{}/{}", issuer.origin, exam.course, exam.slug);
    let band = format!("{page}#{}-band", exam.version);
    let subject = Uuid::new_v5(&Uuid::NAMESPACE_URL, address(issuer, &entry.id).as_bytes());
    let alignment: Vec<Value> = exam
        .skills
        .iter()
        .map(|skill| {
            json!({
                "type": ["Alignment"],
                "targetName": say(&skill.name, award.lang),
                "targetUrl": format!("{}/courses/{}", issuer.origin, exam.course),
                "targetCode": skill.code,
                "targetType": "ceasn:Competency",
                "targetFramework": exam.course,
            })
        })
        .collect();
    let mut result = json!({
        "id": band,
        "type": ["ResultDescription"],
        "name": match award.lang { Lang::En => "Score band", Lang::Zh => "成绩等级" },
        "resultType": "PerformanceLevel",
    });
    let bands: Vec<&str> = exam.bands.iter().map(|band| say(&band.title, award.lang)).collect();
    if !bands.is_empty() {
        result["allowedValue"] = json!(bands);
    }
    json!({
        "@context": [VC, OB],
        "id": address(issuer, &entry.id),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": title,
        "issuer": issuer.profile(),
        "validFrom": date::write(entry.issued),
        "awardedDate": date::write(award.sat),
        "credentialSubject": {
            "id": format!("urn:uuid:{subject}"),
            "type": ["AchievementSubject"],
            "identifier": [{
                "type": "IdentityObject",
                "hashed": true,
                "identityHash": name_hash(&entry.name, &entry.salt),
                "identityType": "name",
                "salt": entry.salt,
            }],
            "achievement": {
                "id": format!("{page}#{}", exam.version),
                "type": ["Achievement"],
                "achievementType": "Certification",
                "name": title,
                "description": say(&exam.summary, award.lang),
                "criteria": { "narrative": criteria(award) },
                "version": exam.version,
                "inLanguage": award.lang.tag(),
                "alignment": alignment,
                "resultDescription": [result],
            },
            "result": [{ "type": ["Result"], "resultDescription": band, "value": award.band_title(award.lang) }],
        },
        "evidence": evidence(award),
        "credentialStatus": Purpose::ALL.map(|purpose| status::entry(issuer, entry.list, purpose, entry.position, form)),
    })
}

fn criteria(award: &Award) -> String {
    let (exam, pass) = (&award.exam, award.exam.pass);
    match award.lang {
        Lang::En => format!(
            "Pass the exam, version {}, in {} minutes with a score of {pass:.0} or more out of 100. Answers that are code \
             were run against hidden checks.",
            exam.version, exam.minutes
        ),
        Lang::Zh => format!(
            "在 {} 分钟内通过考试（版本 {}），满分 100 分，得分不低于 {pass:.0} 分。代码题由隐藏的检查运行评分。",
            exam.minutes, exam.version
        ),
    }
}

/// Three fingerprints: they tell later which program judged which questions and which answers.
fn evidence(award: &Award) -> Vec<Value> {
    let words: [(&str, &str, &str); 3] = match award.lang {
        Lang::En => [
            ("exam", "Exam", "The questions and checks as they were on that day. SHA-256: "),
            ("engine", "Engine", "The program that graded. SHA-256: "),
            ("answers", "Answers", "What was handed in, and the log of the attempt. SHA-256: "),
        ],
        Lang::Zh => [
            ("exam", "试卷", "当天的题目与检查。SHA-256："),
            ("engine", "评分程序", "评分所用的程序。SHA-256："),
            ("answers", "作答", "提交的内容与作答记录。SHA-256："),
        ],
    };
    let hashes = [&award.evidence.exam, &award.evidence.engine, &award.evidence.answers];
    words
        .into_iter()
        .zip(hashes)
        .map(|((genre, name, description), hash)| {
            json!({
                "id": format!("urn:academy:{genre}:sha256:{hash}"),
                "type": ["Evidence"],
                "genre": genre,
                "name": name,
                "description": format!("{description}{hash}"),
                "digestSRI": format!("sha256-{}", BASE64_STANDARD.encode(bytes(hash))),
            })
        })
        .collect()
}

/// Hexadecimal to bytes; what is no digit counts as nothing.
fn bytes(hex: &str) -> Vec<u8> {
    hex.as_bytes().chunks(2).filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}
