//! Form fields and what is wrong with them.

use leptos::prelude::*;

use super::icon;

/// A labelled field; `name` is its id too.
pub(crate) fn field(
    name: &'static str,
    label: String,
    kind: &'static str,
    autocomplete: &'static str,
    value: String,
    hint: Option<String>,
) -> impl IntoView {
    let hint_id = format!("{name}-hint");
    let described = hint.is_some().then(|| hint_id.clone());
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input id=name name=name type=kind autocomplete=autocomplete value=value required
                autocapitalize="none" spellcheck="false" aria-describedby=described/>
            {hint.map(|h| view! { <p class="small" id=hint_id>{h}</p> })}
        </div>
    }
}

/// A field of several lines.
pub(crate) fn text_field(name: &'static str, label: String, value: &str, hint: String) -> impl IntoView + use<> {
    let hint_id = format!("{name}-hint");
    let value = in_textarea(value);
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <textarea id=name name=name rows="8" spellcheck="false" autocapitalize="none" aria-describedby=hint_id.clone()>{value}</textarea>
            <p class="small" id=hint_id>{hint}</p>
        </div>
    }
}

/// Text for the inside of a `<textarea>`. Leptos writes that as it is: `</textarea><script>` would end it.
pub(crate) fn in_textarea(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// What stands in the way, above a form; read out as soon as the page is there.
pub(crate) fn problem_box(text: String) -> impl IntoView {
    view! { <p class="note warn" role="alert">{icon("again")}<span>{text}</span></p> }
}
