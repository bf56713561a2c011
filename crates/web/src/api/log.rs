//! Proofs about the audit log (RFC 6962 §2.1): hashes only, so no session is asked.

use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::Web;
use crate::problem::Answer;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfRow {
    /// Number of the row, from 1.
    #[param(minimum = 1)]
    seq: u64,
    /// Rows of the log that the proof is for: the size of a checkpoint.
    #[param(minimum = 1)]
    size: u64,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfSizes {
    /// Rows of the smaller log: the size of the checkpoint that somebody holds.
    #[param(minimum = 1)]
    from: u64,
    /// Rows of the larger one.
    #[param(minimum = 1)]
    to: u64,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ProofView {
    /// Hashes in the order of RFC 6962, base64.
    hashes: Vec<String>,
}

impl ProofView {
    fn new(hashes: &[kaimen_domain::audit::Hash]) -> Json<Self> {
        Json(Self { hashes: hashes.iter().map(ToString::to_string).collect() })
    }
}

/// That a row is in the log of `size` rows: the audit path from its leaf hash to the root (RFC 6962 §2.1.1).
#[utoipa::path(
    get,
    path = "/api/log/inclusion",
    params(OfRow),
    responses((status = 200, body = ProofView)),
    security(())
)]
pub(crate) async fn inclusion(State(web): State<Web>, Query(of): Query<OfRow>) -> Answer<Json<ProofView>> {
    Ok(ProofView::new(&web.app.prove_inclusion(of.seq, of.size).await?))
}

/// That the log of `from` rows is the beginning of the log of `to` rows: nothing was changed or removed (§2.1.2).
#[utoipa::path(
    get,
    path = "/api/log/consistency",
    params(OfSizes),
    responses((status = 200, body = ProofView)),
    security(())
)]
pub(crate) async fn consistency(State(web): State<Web>, Query(of): Query<OfSizes>) -> Answer<Json<ProofView>> {
    Ok(ProofView::new(&web.app.prove_consistency(of.from, of.to).await?))
}
