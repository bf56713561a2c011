//! The rules. A statute binds; what is our own choice is said to be so, and the bureau's legal office confirms it.

use chrono::NaiveDate;

use super::{By, Category, Edition, Keep, Rule, Span};
use crate::deadline::rule::{Evidence, Words};
use crate::matter::MatterKind;

const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => date,
        // Found by the test of the rules.
        None => NaiveDate::MIN,
    }
}

const fn words(zh: &'static str, en: &'static str) -> Words {
    Words { zh, en }
}

const OWN: Words = words("本系统承诺（个人信息保护法施行前）", "our own promise, before the law was in force");
const SHORTEST: Words = words(
    "个人信息保护法第19条（“实现处理目的所必要的最短时间”，未定期限）；期限为本系统承诺",
    "Personal Information Protection Law, article 19 (the shortest time needed, no number); the time is our own",
);

/// Our own choice of a time, under the law as soon as there was one.
macro_rules! chosen {
    ($keep:expr) => {
        &[
            Edition {
                from: day(2008, 1, 1),
                until: Some(day(2021, 10, 31)),
                keep: $keep,
                basis: OWN,
                evidence: Evidence::Choice,
            },
            Edition { from: day(2021, 11, 1), until: None, keep: $keep, basis: SHORTEST, evidence: Evidence::Choice },
        ]
    };
}

const fn months(count: u32) -> Keep {
    Keep::AtMost(Span::Months(count))
}

const MATTER_ENDED: Words = words("事项办结", "the matter has ended");

const fn of_matters(id: &'static str, category: Category, purpose: Words, editions: &'static [Edition]) -> Rule {
    Rule { id, category, kind: None, counted: MATTER_ENDED, purpose, by: By::Purge, editions }
}

const fn of_the_house(
    id: &'static str,
    category: Category,
    counted: Words,
    purpose: Words,
    editions: &'static [Edition],
) -> Rule {
    Rule { id, category, kind: None, counted, purpose, by: By::Purge, editions }
}

/// Every rule.
pub const RULES: &[Rule] = &[
    of_matters(
        "R01",
        Category::Contact,
        words("处警时回拨，向您反馈结果", "to call back while helping and to tell the result"),
        chosen!(months(6)),
    ),
    of_matters(
        "R02",
        Category::Medical,
        words("联系 120、转送和交接伤病人员", "to reach 120, to drive and to hand over a patient"),
        chosen!(months(6)),
    ),
    of_matters(
        "R03",
        Category::Texts,
        words("接处警、答复您的询问、查明是否依法履职", "to help, to answer you, and to show whether duty was done"),
        chosen!(months(36)),
    ),
    of_matters(
        "R04",
        Category::Attachments,
        words("接处警、查明是否依法履职", "to help, and to show whether duty was done"),
        chosen!(months(36)),
    ),
    Rule {
        id: "R05",
        category: Category::Rights,
        kind: Some(MatterKind::RightsRequest),
        counted: words("请求办结", "the request has ended"),
        purpose: words("证明请求已依法答复", "to show that the request was answered as the law asks"),
        by: By::Purge,
        editions: chosen!(months(36)),
    },
    Rule {
        id: "R06",
        category: Category::Hardship,
        kind: None,
        counted: words("帮扶结束", "the support has ended"),
        purpose: words("转介帮扶（本版本尚未收集）", "to hand over to those who help; this version collects none"),
        by: By::Elsewhere,
        editions: chosen!(months(12)),
    },
    Rule {
        id: "R07",
        category: Category::AudioVideo,
        kind: None,
        counted: words("录制完成", "the recording is made"),
        purpose: words(
            "记录现场执法（存于执法记录管理平台，不在本系统）",
            "to record work on the scene; kept by the recorder platform, not here",
        ),
        by: By::Elsewhere,
        editions: &[Edition {
            from: day(2016, 7, 1),
            until: None,
            keep: Keep::AtLeast(Span::Months(6)),
            basis: words(
                "公安机关现场执法视音频记录工作规定第13条（四类情形永久保存）",
                "Rules on recording police work on the scene, article 13 (four kinds for good)",
            ),
            evidence: Evidence::Statute,
        }],
    },
    Rule {
        id: "R08",
        category: Category::NetworkLog,
        kind: None,
        counted: words("日志形成", "the log is written"),
        purpose: words(
            "网络安全（由前置代理和操作系统留存，不在本系统）",
            "safety of the network; kept by proxy and operating system, not here",
        ),
        by: By::Elsewhere,
        editions: &[
            Edition {
                from: day(2017, 6, 1),
                until: Some(day(2025, 12, 31)),
                keep: Keep::AtLeast(Span::Months(6)),
                basis: words("网络安全法第21条", "Cybersecurity Law, article 21"),
                evidence: Evidence::Statute,
            },
            Edition {
                from: day(2026, 1, 1),
                until: None,
                keep: Keep::AtLeast(Span::Months(6)),
                basis: words("网络安全法（2025年修正）第23条", "Cybersecurity Law (amended 2025), article 23"),
                evidence: Evidence::Statute,
            },
        ],
    },
    of_the_house(
        "R09",
        Category::Position,
        words("最后一次定位", "the last fix"),
        words("就近派警；只留最后一处，不留轨迹", "to send the nearest; only the last place, no track"),
        chosen!(Keep::AtMost(Span::Days(30))),
    ),
    of_the_house(
        "R10",
        Category::ReceiptSession,
        words("打开回执", "the receipt is opened"),
        words("让回执页面保持打开", "to keep the page of the receipt open"),
        chosen!(Keep::AtMost(Span::Hours(2))),
    ),
    of_the_house(
        "R11",
        Category::Session,
        words("登录结束", "the session has ended"),
        words("让本人看到自己的登录记录", "to show staff their own devices"),
        chosen!(Keep::AtMost(Span::Days(3))),
    ),
    of_the_house(
        "R12",
        Category::RequestAnswer,
        words("作出应答", "the request is answered"),
        words("同一请求重复到达时不重复办理", "to do nothing twice when a request arrives twice"),
        chosen!(Keep::AtMost(Span::Days(1))),
    ),
    of_the_house(
        "R13",
        Category::Job,
        words("任务完成", "the work is done"),
        words("按时办理到期事项", "to do in time what is due"),
        chosen!(Keep::AtMost(Span::Days(30))),
    ),
    of_the_house(
        "R14",
        Category::Alert,
        words("已读", "somebody has seen it"),
        words("提醒该知道的人", "to tell those who must know"),
        chosen!(months(12)),
    ),
    Rule {
        id: "R15",
        category: Category::Record,
        kind: None,
        counted: MATTER_ENDED,
        purpose: words(
            "证明接警、派警和办结；删除文字和联系方式后不指向个人",
            "to show that the call was taken, answered and ended; without texts and contact it names nobody",
        ),
        by: By::Nobody,
        editions: chosen!(Keep::ForGood),
    },
    Rule {
        id: "R16",
        category: Category::Audit,
        kind: None,
        counted: words("操作发生", "the act is done"),
        purpose: words(
            "查明谁在何时因何操作；文字部分随事项一并抹去，只留校验值",
            "to show who did what, when and why; its texts go with the matter, their hashes stay",
        ),
        by: By::Nobody,
        editions: chosen!(Keep::ForGood),
    },
    Rule {
        id: "R17",
        category: Category::Proof,
        kind: None,
        counted: words("抹去", "something is erased"),
        purpose: words("证明已按时删除，不含任何内容", "to show that it was erased in time; it names no content"),
        by: By::Nobody,
        editions: chosen!(Keep::ForGood),
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_whole_and_their_editions_do_not_overlap() {
        for (i, rule) in RULES.iter().enumerate() {
            assert_eq!(rule.id, format!("R{:02}", i + 1));
            assert!(rule.editions.iter().all(|edition| edition.from > NaiveDate::MIN), "{}", rule.id);
            for pair in rule.editions.windows(2) {
                assert_eq!(pair[0].until.and_then(|day| day.succ_opt()), Some(pair[1].from), "{}", rule.id);
            }
            assert!(rule.editions.last().is_some_and(|edition| edition.until.is_none()), "{}", rule.id);
        }
        for category in Category::ALL {
            assert!(RULES.iter().any(|rule| rule.category == *category), "{category:?} has no rule");
        }
    }

    #[test]
    fn what_a_statute_keeps_is_not_shortened() {
        for rule in RULES {
            for edition in rule.editions {
                let least = matches!(edition.keep, Keep::AtLeast(_));
                assert_eq!(edition.evidence == Evidence::Statute, least, "{}", rule.id);
                assert!(!(least && rule.by == By::Purge), "{}: the purge would have to wait", rule.id);
            }
        }
    }
}
