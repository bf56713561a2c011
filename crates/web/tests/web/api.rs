//! The interface of the staff screens, as `docs/api.md` describes it.

mod call;
mod calls;
mod duty;
mod kinds;
mod map;
mod places;
mod position;
mod recommendation;
mod state;
