//! D8–D11: public-security cases and mediation.

use super::super::rule::{Edition, Evidence, Longer, PauseReason, Period, Rule, Runs, Step, Words};
use super::{day, days, hours, within, words, working_days};

const SUPERIOR: Words = words(
    "上一级公安机关（派出所办理的，由所属公安机关）",
    "the public security organ above (for cases of a station, its own bureau)",
);
/// The chapter on periods of the administrative procedures: a last day that is a holiday moves.
const ADMINISTRATIVE_PERIODS: Words =
    words("公安机关办理行政案件程序规定第五章（期间）", "Procedures for administrative cases, chapter 5 (periods)");
const CIVIL_PERIODS: Words = words("民事诉讼法第85条", "Civil Procedure Law, article 85");

const fn decide(trigger: Words, period: Period) -> Step {
    within(
        "decide",
        words("办结治安案件", "decide the public-security case"),
        trigger,
        period.moving(ADMINISTRATIVE_PERIODS),
    )
}

pub(super) const D8: Rule = Rule {
    id: "D8",
    title: words("治安案件办案期限", "Public-security case"),
    editions: &[
        Edition {
            from: day(2006, 3, 1),
            until: Some(day(2025, 12, 31)),
            basis: words(
                "治安管理处罚法（2005年）第99条",
                "Law on Penalties for Public Security Administration (2005), article 99",
            ),
            evidence: Evidence::Statute,
            steps: &[decide(
                words("受理", "the case is taken up"),
                days(30).extending(1, Longer::By(30), SUPERIOR).pausing(&[PauseReason::Expert]),
            )],
        },
        Edition {
            from: day(2026, 1, 1),
            until: None,
            basis: words(
                "治安管理处罚法（2025年修订）第118条",
                "Law on Penalties for Public Security Administration (revised 2025), article 118",
            ),
            evidence: Evidence::Statute,
            steps: &[decide(
                words("立案", "the case is filed"),
                days(30).extending(2, Longer::By(30), SUPERIOR).pausing(&[PauseReason::Expert, PauseReason::Hearing]),
            )],
        },
    ],
};

const FILE: Step = within(
    "file",
    words("报所属公安机关备案", "file the penalty with the bureau"),
    words("当场作出处罚决定", "the penalty is imposed on the spot"),
    hours(24),
);

pub(super) const D9: Rule = Rule {
    id: "D9",
    title: words("当场处罚备案", "Filing of an on-the-spot penalty"),
    editions: &[
        Edition {
            from: day(2006, 3, 1),
            until: Some(day(2025, 12, 31)),
            basis: words(
                "治安管理处罚法（2005年）第101条",
                "Law on Penalties for Public Security Administration (2005), article 101",
            ),
            evidence: Evidence::Statute,
            steps: &[FILE],
        },
        Edition {
            from: day(2026, 1, 1),
            until: None,
            basis: words(
                "治安管理处罚法（2025年修订）第120条",
                "Law on Penalties for Public Security Administration (revised 2025), article 120",
            ),
            evidence: Evidence::Statute,
            steps: &[FILE],
        },
    ],
};

pub(super) const D10: Rule = Rule {
    id: "D10",
    title: words("治安调解第二次调解", "Second public-security mediation"),
    editions: &[Edition {
        from: day(2019, 1, 1),
        until: None,
        basis: words(
            "公安机关办理行政案件程序规定第183条",
            "Procedures for administrative cases of public security organs, article 183",
        ),
        evidence: Evidence::Statute,
        steps: &[within(
            "second",
            words("完成第二次调解", "hold the second mediation"),
            words("第一次调解未达成协议", "the first mediation ended without agreement"),
            working_days(7),
        )],
    }],
};

const APPLY: Step = within(
    "apply",
    words("双方当事人共同向人民法院申请司法确认", "both parties together ask the court to confirm the agreement"),
    words("调解协议生效", "the mediation agreement takes effect"),
    days(30).running_for(Runs::Person).moving(CIVIL_PERIODS),
);

pub(super) const D11: Rule = Rule {
    id: "D11",
    title: words("人民调解协议司法确认", "Judicial confirmation of a mediation agreement"),
    editions: &[
        Edition {
            from: day(2011, 1, 1),
            until: Some(day(2023, 12, 31)),
            basis: words("人民调解法第33条", "People's Mediation Law, article 33"),
            evidence: Evidence::Statute,
            steps: &[APPLY],
        },
        Edition {
            from: day(2024, 1, 1),
            until: None,
            basis: words(
                "人民调解法第33条；民事诉讼法第205条",
                "People's Mediation Law, article 33; Civil Procedure Law, article 205",
            ),
            evidence: Evidence::Statute,
            steps: &[APPLY],
        },
    ],
};
