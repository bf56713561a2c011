//! What is kept about the person of a receipt: the page, a copy to print, a copy as a file, and the forms by which the
//! person uses the rights over it. Number and code are enough; no account.

use askama::Template;
use axum::extract::{Path, RawForm, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use kaimen_app::Error;
use kaimen_app::receipt::Receipt;
use kaimen_domain::id::MatterId;
use kaimen_domain::retention::ON_REQUEST;
use kaimen_domain::rights::{Asked, Field};

use super::receipt::token;
use super::{Frame, Lang, refused, render};
use crate::Web;
use crate::headers::from_our_page;
use crate::view::kept::{Copy, KeptView};

#[derive(Template)]
#[template(path = "receipt_data.html")]
struct Page {
    frame: Frame,
    number: String,
    kept: KeptView,
    /// To be printed: no forms.
    is_copy: bool,
    /// Categories that can be asked to be deleted, and are there.
    deletable: Vec<&'static str>,
    fields: Vec<&'static str>,
    /// Id of the text that says what is wrong with a form; empty where nothing is.
    wrong: &'static str,
    typed: Typed,
}

/// What the person typed into one of the forms.
#[derive(Default)]
struct Typed {
    wish: String,
    field: String,
    wrong: String,
    right: String,
    reason: String,
    question: String,
    categories: Vec<String>,
}

impl Typed {
    fn has(&self, category: &str) -> bool {
        self.categories.iter().any(|one| one == category)
    }

    fn read(form: &[u8]) -> Self {
        let mut typed = Self::default();
        for (name, value) in form_urlencoded::parse(form) {
            let value = value.into_owned();
            match &*name {
                "wish" => typed.wish = value,
                "field" => typed.field = value,
                "wrong" => typed.wrong = value,
                "right" => typed.right = value,
                "reason" => typed.reason = value,
                "question" => typed.question = value,
                "category" => typed.categories.push(value),
                _ => {}
            }
        }
        typed
    }

    fn asked(&self) -> Result<Asked, Error> {
        match self.wish.as_str() {
            "correction" => {
                let field = Field::ALL.iter().copied().find(|field| field.word() == self.field);
                let field = field.ok_or(Error::invalid("field", "say what is wrong"))?;
                Ok(Asked::Correction { field, wrong: self.wrong.clone(), right: self.right.clone() })
            }
            "deletion" => {
                let categories: Result<Vec<_>, _> = self.categories.iter().map(|word| word.parse()).collect();
                let categories = categories.map_err(|_| Error::invalid("categories", "say what shall be deleted"))?;
                Ok(Asked::Deletion { categories, reason: self.reason.clone() })
            }
            "explanation" => Ok(Asked::Explanation { question: self.question.clone() }),
            _ => Err(Error::invalid("wish", "choose what you ask for")),
        }
    }
}

/// The open receipt, or the form that opens it.
async fn receipt(frame: Frame, web: &Web, headers: &HeaderMap) -> Result<(Frame, Receipt), Box<Response>> {
    let form = |frame: &Frame| Redirect::to(&format!("{}/receipt", frame.home())).into_response();
    let Some(token) = token(web, headers) else { return Err(Box::new(form(&frame))) };
    match web.app.read_receipt(&token).await {
        Ok(receipt) => Ok((frame, receipt)),
        Err(Error::SignedOut) => Err(Box::new(form(&frame))),
        Err(error) => Err(Box::new(refused(frame, error))),
    }
}

async fn draw(
    frame: Frame,
    web: &Web,
    receipt: &Receipt,
    is_copy: bool,
    wrong: &'static str,
    typed: Typed,
) -> Response {
    let kept = match web.app.kept(receipt).await {
        Ok(kept) => kept,
        Err(error) => return refused(frame, error),
    };
    let there =
        |category: &&kaimen_domain::retention::Category| kept.items.iter().any(|item| item.category == **category);
    let deletable = ON_REQUEST.iter().filter(there).map(|category| category.word()).collect();
    let page = Page {
        number: receipt.own.receipt.clone(),
        kept: KeptView::new(frame.t, &kept).drawn_together(),
        is_copy,
        deletable,
        fields: Field::ALL.iter().map(|field| field.word()).collect(),
        wrong,
        typed,
        frame,
    };
    if page.wrong.is_empty() { render(&page) } else { super::again(&page, 0) }
}

/// `GET /{lang}/receipt/data`.
pub(crate) async fn show(frame: Frame, State(web): State<Web>, headers: HeaderMap) -> Response {
    match receipt(frame, &web, &headers).await {
        Ok((frame, receipt)) => draw(frame, &web, &receipt, false, "", Typed::default()).await,
        Err(response) => *response,
    }
}

/// `GET /{lang}/receipt/data/copy`: to be printed.
pub(crate) async fn copy(frame: Frame, State(web): State<Web>, headers: HeaderMap) -> Response {
    match receipt(frame, &web, &headers).await {
        Ok((frame, receipt)) => draw(frame, &web, &receipt, true, "", Typed::default()).await,
        Err(response) => *response,
    }
}

/// `GET /{lang}/receipt/data/file`: the copy for other programs, as JSON.
pub(crate) async fn file(frame: Frame, State(web): State<Web>, headers: HeaderMap) -> Response {
    let (frame, receipt) = match receipt(frame, &web, &headers).await {
        Ok(open) => open,
        Err(response) => return *response,
    };
    match web.app.kept(&receipt).await {
        Ok(kept) => {
            let mut response = axum::Json(Copy::new(frame.t, &receipt, &kept)).into_response();
            let name = HeaderValue::from_static("attachment; filename=\"kaimen-data.json\"");
            response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
            response
        }
        Err(error) => refused(frame, error),
    }
}

/// What is wrong with a form, as the id of a text.
fn wrong(error: &Error) -> Option<&'static str> {
    match error {
        Error::Invalid { field: "wish", .. } => Some("rights-wrong-many"),
        Error::Invalid { field: "categories", .. } => Some("rights-wrong-categories"),
        Error::Invalid { .. } => Some("rights-wrong-text"),
        _ => None,
    }
}

/// `POST /{lang}/receipt/rights`.
pub(crate) async fn ask(frame: Frame, State(web): State<Web>, headers: HeaderMap, RawForm(form): RawForm) -> Response {
    if !from_our_page(&headers) {
        return refused(frame, Error::Csrf);
    }
    let (frame, receipt) = match receipt(frame, &web, &headers).await {
        Ok(open) => open,
        Err(response) => return *response,
    };
    let typed = Typed::read(&form);
    let asked = match typed.asked() {
        Ok(asked) => web.app.ask_rights(&receipt, asked).await,
        Err(error) => Err(error),
    };
    match asked {
        Ok(_) => Redirect::to(&format!("{}/receipt/data#requests", frame.home())).into_response(),
        Err(error) => match wrong(&error) {
            Some(text) => {
                let frame = Frame { path: "/receipt/data".to_owned(), ..frame };
                draw(frame, &web, &receipt, false, text, typed).await
            }
            None => refused(frame, error),
        },
    }
}

/// `POST /{lang}/receipt/rights/{request}/contest`.
pub(crate) async fn contest(
    frame: Frame,
    State(web): State<Web>,
    Path((_, id)): Lang<MatterId>,
    headers: HeaderMap,
    RawForm(form): RawForm,
) -> Response {
    let typed = Typed::read(&form);
    step(frame, &web, &headers, async |receipt| web.app.contest(receipt, id, &typed.reason).await.map(|_| ())).await
}

/// `POST /{lang}/receipt/rights/{request}/accept`.
pub(crate) async fn accept(
    frame: Frame,
    State(web): State<Web>,
    Path((_, id)): Lang<MatterId>,
    headers: HeaderMap,
) -> Response {
    step(frame, &web, &headers, async |receipt| web.app.accept_answer(receipt, id).await.map(|_| ())).await
}

async fn step(
    frame: Frame,
    web: &Web,
    headers: &HeaderMap,
    step: impl AsyncFnOnce(&Receipt) -> Result<(), Error>,
) -> Response {
    if !from_our_page(headers) {
        return refused(frame, Error::Csrf);
    }
    let (frame, receipt) = match receipt(frame, web, headers).await {
        Ok(open) => open,
        Err(response) => return *response,
    };
    match step(&receipt).await {
        // Pressed twice, or too late: the page shows where things stand.
        Ok(()) | Err(Error::Request(_)) => {
            Redirect::to(&format!("{}/receipt/data#requests", frame.home())).into_response()
        }
        Err(error) => match wrong(&error) {
            Some(text) => {
                let frame = Frame { path: "/receipt/data".to_owned(), ..frame };
                draw(frame, web, &receipt, false, text, Typed::default()).await
            }
            None => refused(frame, error),
        },
    }
}
