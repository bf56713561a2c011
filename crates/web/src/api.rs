//! The interface of the staff screens: one endpoint a file. Its address and its description stand with its handler, and
//! `docs/openapi.json` is made from them.

mod attachment;
mod call;
mod calls;
mod deadline;
mod device_key;
mod duty;
mod kinds;
mod log;
mod map;
mod matters;
mod places;
mod position;
mod recommendation;
mod rights;
mod snapshot;
mod stream;
mod tile;
mod unit_duty;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Web;
use crate::upload::UPLOAD;

/// Every address of the interface.
pub fn router() -> OpenApiRouter<Web> {
    // A file is larger than any other body.
    let files =
        OpenApiRouter::new().routes(routes!(attachment::list, attachment::add)).layer(DefaultBodyLimit::max(UPLOAD));
    OpenApiRouter::new()
        .merge(files)
        .routes(routes!(attachment::read))
        .routes(routes!(attachment::remove))
        .routes(routes!(attachment::restore))
        .routes(routes!(snapshot::handler))
        .routes(routes!(stream::handler))
        .routes(routes!(kinds::handler))
        .routes(routes!(map::handler))
        .routes(routes!(tile::handler))
        .routes(routes!(log::inclusion))
        .routes(routes!(log::consistency))
        .routes(routes!(places::find))
        .routes(routes!(places::at))
        .routes(routes!(recommendation::handler))
        .routes(routes!(position::handler))
        .routes(routes!(device_key::handler))
        .routes(routes!(duty::handler))
        .routes(routes!(unit_duty::handler))
        .routes(routes!(matters::handler))
        .routes(routes!(calls::handler, call::take::handler))
        .routes(routes!(call::read::handler))
        .routes(routes!(call::recommendation::handler))
        .routes(routes!(call::duplicates::handler))
        .routes(routes!(call::route::handler))
        .routes(routes!(call::hospitals::handler))
        .routes(routes!(call::classify::handler))
        .routes(routes!(call::dispatch::handler))
        .routes(routes!(call::recall::handler))
        .routes(routes!(call::divert::handler))
        .routes(routes!(call::divert::accepted))
        .routes(routes!(call::divert::bounced))
        .routes(routes!(call::merge::handler))
        .routes(routes!(call::merge::unmerge))
        .routes(routes!(call::recuse::handler))
        .routes(routes!(call::note::handler))
        .routes(routes!(call::progress::acknowledge))
        .routes(routes!(call::progress::en_route))
        .routes(routes!(call::progress::on_scene))
        .routes(routes!(call::progress::backup))
        .routes(routes!(call::progress::resolve))
        .routes(routes!(call::feedback::handler))
        .routes(routes!(call::close::handler))
        .routes(routes!(call::reopen::handler))
        .routes(routes!(call::medical::request))
        .routes(routes!(call::medical::eta))
        .routes(routes!(call::medical::delayed))
        .routes(routes!(call::medical::ambulance_arrived))
        .routes(routes!(call::medical::transport))
        .routes(routes!(call::medical::depart))
        .routes(routes!(call::medical::handover))
        .routes(routes!(call::medical::cancel))
        .routes(routes!(deadline::of_matter, deadline::start))
        .routes(routes!(deadline::pause))
        .routes(routes!(deadline::resume))
        .routes(routes!(deadline::meet))
        .routes(routes!(deadline::ask))
        .routes(routes!(deadline::decide))
        .routes(routes!(rights::list::handler))
        .routes(routes!(rights::read::handler))
        .routes(routes!(rights::answer::handler))
        .routes(routes!(rights::review::handler))
}
