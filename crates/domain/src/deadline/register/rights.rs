//! D18–D21: logs, a person's rights, protection orders, officers' appeals.

use super::super::rule::{Edition, Evidence, Longer, Measure, Rule, Runs, Step, Words};
use super::{day, days, duty, hours, within, words};

const KEEP_LOGS: Step = duty(
    "keep",
    words("网络日志至少留存六个月", "keep network logs for six months at least"),
    words("日志形成", "the log is written"),
    Measure::KeptFor { months: 6 },
);

pub(super) const D18: Rule = Rule {
    id: "D18",
    title: words("网络日志留存", "Keeping of network logs"),
    editions: &[
        Edition {
            from: day(2017, 6, 1),
            until: Some(day(2025, 12, 31)),
            basis: words("网络安全法第21条", "Cybersecurity Law, article 21"),
            evidence: Evidence::Statute,
            steps: &[KEEP_LOGS],
        },
        Edition {
            from: day(2026, 1, 1),
            until: None,
            basis: words("网络安全法（2025年修正）第23条", "Cybersecurity Law (amended 2025), article 23"),
            evidence: Evidence::Statute,
            steps: &[KEEP_LOGS],
        },
    ],
};

const BUREAU: Words = words("公安局负责人", "the head of the bureau");
const ANSWER: Step = within(
    "answer",
    words(
        "答复查阅、复制、更正、删除等请求，拒绝的说明理由",
        "answer a request to see, copy, correct or delete; with reasons where it is refused",
    ),
    words("收到请求", "the request is received"),
    days(15).extending(1, Longer::By(15), BUREAU),
);

/// The law says "in good time" (及时) and counts no days; the days are ours.
pub(super) const D19: Rule = Rule {
    id: "D19",
    title: words("个人信息权利请求", "A person's rights over personal data"),
    editions: &[
        Edition {
            from: day(2008, 1, 1),
            until: Some(day(2021, 10, 31)),
            basis: words("本系统承诺（个人信息保护法施行前）", "our own promise, before the law was in force"),
            evidence: Evidence::Choice,
            steps: &[ANSWER],
        },
        Edition {
            from: day(2021, 11, 1),
            until: None,
            basis: words(
                "个人信息保护法第45条至第50条（“及时”，未定天数）；天数为本系统承诺",
                "Personal Information Protection Law, articles 45 to 50 (in good time, no days); the days are our own",
            ),
            evidence: Evidence::Choice,
            steps: &[ANSWER],
        },
    ],
};

pub(super) const D20: Rule = Rule {
    id: "D20",
    title: words("人身安全保护令", "Protection order"),
    editions: &[Edition {
        from: day(2016, 3, 1),
        until: None,
        basis: words("反家庭暴力法第23条、第28条", "Anti-Domestic Violence Law, articles 23 and 28"),
        evidence: Evidence::Statute,
        steps: &[
            within(
                "order",
                words("人民法院作出保护令或者驳回申请", "the court grants or refuses the order"),
                words(
                    "人民法院受理申请（公安机关可以代为申请）",
                    "the court accepts the application, which police may file for the victim",
                ),
                hours(72).running_for(Runs::Other),
            ),
            within(
                "order_urgent",
                words("情况紧急的，人民法院作出保护令", "in an emergency the court grants the order"),
                words(
                    "人民法院受理申请（公安机关可以代为申请）",
                    "the court accepts the application, which police may file for the victim",
                ),
                hours(24).running_for(Runs::Other),
            ),
        ],
    }],
};

pub(super) const D21: Rule = Rule {
    id: "D21",
    title: words("民警对督察决定的申诉", "Officers' appeals against inspection"),
    editions: &[Edition {
        from: day(2011, 10, 1),
        until: None,
        basis: words("公安机关督察条例第14条", "Regulations on Inspection of Public Security Organs, article 14"),
        evidence: Evidence::Statute,
        steps: &[
            within(
                "suspension",
                words("对停止执行职务的申诉作出决定", "decide the appeal against a suspension"),
                words("收到申诉", "the appeal is received"),
                days(5),
            ),
            within(
                "confinement",
                words("对禁闭的申诉作出决定", "decide the appeal against a confinement"),
                words("收到申诉", "the appeal is received"),
                hours(24),
            ),
        ],
    }],
};
