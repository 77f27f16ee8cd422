//! A front end in Rust (Yew): register, log in, stay signed in over a reload, log out in all tabs.
//!
//! `bash scripts/build-yew.sh` builds it into target/yew. The service is the server that the page came from, or the one that `?base_url=` names.

use std::rc::Rc;

use sentc_light_wasm::web::{JsHost, WebHost};
use sentc_light_wasm::{Client, Code, Error, LoginUser, Result, User};
use wasm_bindgen::prelude::{Closure, JsValue, wasm_bindgen};
use wasm_bindgen_futures::spawn_local;
use web_sys::{FormData, HtmlFormElement};
use yew::prelude::*;

/// The public token of the dev server's first app.
const APP_TOKEN: &str = "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi";

// The npm package's host: IndexedDB, locks, the channel between tabs, a worker that derives keys. `on` is called at every
// change of a session; `worker` is the address of its script where a policy wants it as a file.
#[wasm_bindgen(module = "/host.js")]
extern "C" {
    #[wasm_bindgen(js_name = createHost)]
    fn create_host(options: &JsValue) -> JsHost;
}

#[wasm_bindgen(inline_js = "
    export const baseUrl = () => new URLSearchParams(location.search).get('base_url') ?? location.origin;
    export const hostOptions = (ended) => ({
        on: (name) => { if (name === 'signedOut' || name === 'sessionExpired') ended(); },
        worker: new URLSearchParams(location.search).get('worker') ?? undefined,
    });
")]
extern "C" {
    #[wasm_bindgen(js_name = baseUrl)]
    fn base_url() -> String;
    #[wasm_bindgen(js_name = hostOptions)]
    fn host_options(ended: &JsValue) -> JsValue;
}

enum View {
    Starting,
    /// With what went wrong, if anything did.
    SignedOut(String),
    SignedIn(User),
}

#[component]
fn App() -> Html {
    let view = use_state(|| View::Starting);
    let set = view.setter();
    let client = use_memo((), {
        let set = set.clone();
        move |()| new_client(move || set.set(View::SignedOut(String::new())))
    });
    use_effect_with((), {
        let (client, set) = (client.clone(), set.clone());
        move |()| {
            spawn_local(async move {
                set.set(match start(&client).await {
                    Ok(Some(user)) => View::SignedIn(user),
                    Ok(None) => View::SignedOut(String::new()),
                    Err(error) => View::SignedOut(error.to_string()),
                });
            });
        }
    });
    let submit = Callback::from({
        let set = set.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            let Some(form) = event.target_dyn_into::<HtmlFormElement>().and_then(|form| FormData::new_with_form(&form).ok()) else { return };
            let text = |name: &str| form.get(name).as_string().unwrap_or_default();
            let (client, set, name, password) = (client.clone(), set.clone(), text("name"), text("password"));
            spawn_local(async move {
                set.set(match enter(&client, &name, &password).await {
                    Ok(user) => View::SignedIn(user),
                    Err(error) => View::SignedOut(error.to_string()),
                });
            });
        }
    });
    match &*view {
        View::Starting => html! { <p>{ "…" }</p> },
        View::SignedOut(problem) => html! {
            <form onsubmit={submit}>
                <input name="name" autocomplete="username" placeholder="Identifier" required=true />
                <input name="password" type="password" autocomplete="current-password" placeholder="Password" required=true />
                <button>{ "Register and log in" }</button>
                <p role="alert">{ problem }</p>
            </form>
        },
        View::SignedIn(user) => {
            let leave = Callback::from({
                let user = user.clone();
                move |_| {
                    let user = user.clone();
                    // The event that follows changes the view, here and in the other tabs.
                    spawn_local(async move { drop(user.log_out().await) });
                }
            });
            html! {
                <main>
                    <p>{ "Signed in: " }<output>{ user.data().user_id }</output></p>
                    <button onclick={leave}>{ "Log out" }</button>
                </main>
            }
        }
    }
}

fn new_client(ended: impl FnMut() + 'static) -> Rc<Result<Client>> {
    let ended = Closure::<dyn FnMut()>::new(ended).into_js_value();
    Rc::new(WebHost::client(create_host(&host_options(&ended)), Client::builder(APP_TOKEN).base_url(base_url())))
}

async fn start(client: &Result<Client>) -> Result<Option<User>> {
    Ok(client.as_ref().map_err(Error::clone)?.init().await?.map(|started| started.user))
}

async fn enter(client: &Result<Client>, name: &str, password: &str) -> Result<User> {
    let client = client.as_ref().map_err(Error::clone)?;
    if client.check_user_identifier_available(name).await? {
        client.register(name, password).await?;
    }
    match client.login(name, password).await? {
        LoginUser::User(login) => Ok(login.user),
        LoginUser::Mfa(_) => Err(Code::MfaRequired.into()),
    }
}

fn main() {
    yew::Renderer::<App>::new().render();
}
