//! The words of a request, as kept in the database and used in messages.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! words {
    ($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $of:literal])+ $case:ident = $word:literal,)+ }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[doc = $of])+ $case,)+
        }

        impl $name {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$case,)+];

            /// The word kept in the database and used in messages.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$case => $word,)+
                }
            }
        }
    };
}

words! {
    /// What is asked for.
    Wish {
        /// To set something right.
        Correction = "correction",
        /// To delete something.
        Deletion = "deletion",
        /// To explain something.
        Explanation = "explanation",
    }
}

words! {
    /// Where a request stands.
    RightsState {
        /// Waiting for the answer.
        Received = "received",
        /// Answered; it can be contested where not everything was granted.
        Answered = "answered",
        /// Somebody outside the unit looks at it.
        ReviewRequested = "review_requested",
        /// Reviewed; what remains is the court (PIPL art. 50).
        Reviewed = "reviewed",
        /// Ended.
        Closed = "closed",
    }
}

words! {
    /// What the bureau answered.
    Answered {
        /// Everything.
        Granted = "granted",
        /// A part.
        Partly = "partly",
        /// Nothing.
        Refused = "refused",
    }
}

words! {
    /// What came of a review.
    Outcome {
        /// The answer stands.
        Upheld = "upheld",
        /// The request is granted after all.
        Overturned = "overturned",
    }
}

words! {
    /// What a correction can set right.
    Field {
        /// What was noted of the call.
        Summary = "summary",
        /// The words of the place.
        Place = "place",
        /// How the person is reached.
        Contact = "contact",
        /// What was noted as the result.
        Feedback = "feedback",
    }
}
