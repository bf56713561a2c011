//! The interface of the staff screens, as `docs/openapi.json` and `docs/api.md` describe it.

mod attachment;
mod call;
mod calls;
mod deadline;
mod duty;
mod kinds;
mod map;
mod places;
mod position;
mod recommendation;
mod state;
