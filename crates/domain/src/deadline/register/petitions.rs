//! D12–D17: petitions and disclosure. The regulations on petitions say nothing of a last day that is a holiday, so it
//! does not move: the strict reading.

use super::super::rule::{Edition, Evidence, Longer, Measure, PauseReason, Period, Rule, Runs, Step, Words};
use super::{day, days, duty, within, words, working_days};

const HEAD: Words = words("本机关、单位负责人", "the head of the organ");

const fn of_2005(basis: Words, steps: &'static [Step]) -> Edition {
    Edition { from: day(2005, 5, 1), until: Some(day(2022, 4, 30)), basis, evidence: Evidence::Statute, steps }
}

const fn of_2022(basis: Words, steps: &'static [Step]) -> Edition {
    Edition { from: day(2022, 5, 1), until: None, basis, evidence: Evidence::Statute, steps }
}

const NOTICE: Step = within(
    "notice",
    words("书面告知信访人是否受理", "tell the petitioner in writing whether it is accepted"),
    words("收到信访事项", "the petition is received"),
    days(15),
);

pub(super) const D12: Rule = Rule {
    id: "D12",
    title: words("信访事项受理告知", "Acceptance of a petition"),
    editions: &[
        of_2005(words("信访条例（2005年）第22条", "Regulations on Petitions (2005), article 22"), &[NOTICE]),
        of_2022(
            words("信访工作条例第23条", "Regulations on Petition Work (2022), article 23"),
            &[
                NOTICE,
                within(
                    "object",
                    words("对转送、交办提出异议", "object to a wrong referral"),
                    words("收到不属于本机关职权范围的转送、交办", "a referral outside our powers is received"),
                    working_days(5),
                ),
            ],
        ),
    ],
};

const DECIDE: Step = within(
    "decide",
    words("办结并书面答复", "decide and answer in writing"),
    words("受理信访事项", "the petition is accepted"),
    days(60).extending(1, Longer::By(30), HEAD),
);

pub(super) const D13: Rule = Rule {
    id: "D13",
    title: words("信访事项办理", "Decision on a petition"),
    editions: &[
        of_2005(words("信访条例（2005年）第33条", "Regulations on Petitions (2005), article 33"), &[DECIDE]),
        of_2022(words("信访工作条例第34条", "Regulations on Petition Work (2022), article 34"), &[DECIDE]),
    ],
};

const fn ask(duty: Words, trigger: Words) -> Step {
    within("ask", duty, trigger, days(30).running_for(Runs::Person))
}

const fn answer(duty: Words, trigger: Words, period: Period) -> Step {
    within("answer", duty, trigger, period)
}

const REVIEW: [Step; 2] = [
    ask(words("信访人请求复查", "the petitioner asks for review"), words("收到处理意见", "the decision is received")),
    answer(
        words("提出复查意见并书面答复", "answer the request for review in writing"),
        words("收到复查请求", "the request is received"),
        days(30),
    ),
];

pub(super) const D14: Rule = Rule {
    id: "D14",
    title: words("信访复查", "Review of a petition"),
    editions: &[
        of_2005(words("信访条例（2005年）第34条", "Regulations on Petitions (2005), article 34"), &REVIEW),
        of_2022(words("信访工作条例第35条", "Regulations on Petition Work (2022), article 35"), &REVIEW),
    ],
};

const SECOND_REVIEW: [Step; 2] = [
    ask(
        words("信访人请求复核", "the petitioner asks for a second review"),
        words("收到复查意见", "the answer to the review is received"),
    ),
    answer(
        words("提出复核意见", "answer the request for a second review"),
        words("收到复核请求", "the request is received"),
        days(30).pausing(&[PauseReason::Hearing]),
    ),
];

pub(super) const D15: Rule = Rule {
    id: "D15",
    title: words("信访复核", "Second review of a petition"),
    editions: &[
        of_2005(words("信访条例（2005年）第35条", "Regulations on Petitions (2005), article 35"), &SECOND_REVIEW),
        of_2022(words("信访工作条例第36条", "Regulations on Petition Work (2022), article 36"), &SECOND_REVIEW),
    ],
};

const REPRESENTATIVES: Step = duty(
    "representatives",
    words(
        "多人走访应当推选代表，不超过五人；应当通过诉讼、仲裁、复议等途径解决的，引导至法定途径",
        "a group sends at most five representatives; what has a remedy in law is shown the way to it",
    ),
    words("多人走访", "a group comes"),
    Measure::AtMost { count: 5 },
);

pub(super) const D16: Rule = Rule {
    id: "D16",
    title: words("多人走访代表人数", "Visits of a group"),
    editions: &[
        of_2005(words("信访条例（2005年）第18条", "Regulations on Petitions (2005), article 18"), &[REPRESENTATIVES]),
        of_2022(
            words("信访工作条例第20条、第31条", "Regulations on Petition Work (2022), articles 20 and 31"),
            &[REPRESENTATIVES],
        ),
    ],
};

const DISCLOSURE_OFFICE: Words =
    words("政府信息公开工作机构负责人", "the head of the office for disclosure of information");

const fn disclose(count: u32) -> Step {
    within(
        "answer",
        words("答复政府信息公开申请", "answer a request for disclosure of information"),
        words("收到申请", "the request is received"),
        working_days(count).extending(1, Longer::By(count), DISCLOSURE_OFFICE).pausing(&[PauseReason::OthersAsked]),
    )
}

pub(super) const D17: Rule = Rule {
    id: "D17",
    title: words("政府信息公开申请", "Disclosure of government information"),
    editions: &[
        Edition {
            from: day(2008, 5, 1),
            until: Some(day(2019, 5, 14)),
            basis: words(
                "政府信息公开条例（2007年）第24条",
                "Regulations on the Disclosure of Government Information (2007), article 24",
            ),
            evidence: Evidence::Statute,
            steps: &[disclose(15)],
        },
        Edition {
            from: day(2019, 5, 15),
            until: None,
            basis: words(
                "政府信息公开条例（2019年修订）第33条",
                "Regulations on the Disclosure of Government Information (2019), article 33",
            ),
            evidence: Evidence::Statute,
            steps: &[disclose(20)],
        },
    ],
};
