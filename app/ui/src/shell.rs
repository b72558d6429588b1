//! The frame around every page.

use leptos::{ev, prelude::*};
use web_sys::HtmlElement;

use crate::{
    Glyph, GoTo, Icon, KeyHint, NavGroup, Palette, PaletteItem, PaletteSearch, Shortcuts, ToastRegion, Tone, dom, menu,
    navigation::{NAVIGATION, sidebar},
    palette, provide_now, provide_toasts, shortcuts, use_hydrated, use_palette,
};

/// Id of the page's content.
const CONTENT: &str = "content";

/// A breadcrumb.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    /// Label.
    pub label: String,
    /// Address; `None` for the page itself.
    pub href: Option<String>,
}

/// The signed-in user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// User name.
    pub name: String,
    /// One line about the account.
    pub detail: String,
    /// Initials for the account button.
    pub initials: String,
}

/// The frame: sidebar (a drawer on a phone, also without scripts), breadcrumbs, search, account menu, and the page. It provides
/// toasts, the clock, keyboard shortcuts and the palette to its children.
#[component]
pub fn Shell(
    /// Product name.
    #[prop(into)]
    brand: String,
    /// Name of the installation, with a tone that tells how careful to be there.
    #[prop(optional_no_strip, into)]
    place: Option<(String, Tone)>,
    /// Navigation groups.
    #[prop(into)]
    nav: Signal<Vec<NavGroup>>,
    /// Path of the current page.
    #[prop(into)]
    path: Signal<String>,
    /// Breadcrumbs, the current page last.
    #[prop(into)]
    crumbs: Signal<Vec<Crumb>>,
    /// The signed-in user.
    #[prop(optional_no_strip, into)]
    account: Option<Account>,
    /// Content of the account menu: `MenuItem`s, a `ThemeSwitch`, the sign-out form.
    #[prop(optional, into)]
    account_menu: ViewFn,
    /// Search page, used without scripts.
    #[prop(optional, into)]
    search_href: Option<String>,
    /// Fixed pages of the palette.
    #[prop(optional, into)]
    palette_items: Signal<Vec<PaletteItem>>,
    /// Search of the palette.
    #[prop(optional_no_strip)]
    palette_search: Option<PaletteSearch>,
    /// Shortcuts that open pages.
    #[prop(optional)]
    go: Vec<GoTo>,
    /// Whether keyboard shortcuts are enabled.
    #[prop(default = Signal::from(true), into)]
    keys_enabled: Signal<bool>,
    /// The page.
    children: Children,
) -> impl IntoView {
    provide_toasts();
    provide_now();
    palette::provide_palette();
    shortcuts::provide_shortcuts();
    Effect::new(move || {
        let listener = window_event_listener(ev::pointerdown, |event| menu::close_others(event.target()));
        on_cleanup(move || listener.remove());
    });
    Effect::new(move || {
        path.track();
        if let Some(drawer) = dom::by_id::<HtmlElement>(NAVIGATION) {
            // This fails only if the drawer is not open.
            let _ = drawer.hide_popover();
        }
    });
    // `external`: the browser follows this link, because the router would scroll but not move the focus.
    view! {
        <a href="#content" rel="external" class="sr-only rounded-lg bg-accent px-4 py-2 text-on-accent focus:not-sr-only focus:fixed focus:start-2 focus:top-2 focus:z-50">
            "Skip to content"
        </a>
        <div class="min-h-dvh md:grid md:grid-cols-[14rem_minmax(0,1fr)]">
            {sidebar(brand, place, nav, path)}
            <div class="min-w-0">
                <header data-chrome="" class="sticky top-0 z-20 flex h-13 items-center gap-3 border-b border-line bg-ground px-6 phone:px-4">
                    <button
                        type="button"
                        popovertarget=NAVIGATION
                        aria-label="Navigation"
                        class="-ms-2 inline-flex size-9 items-center justify-center rounded-lg text-ink-2 hover:bg-sunk md:hidden"
                    >
                        <Icon glyph=Glyph::Menu/>
                    </button>
                    {breadcrumbs(crumbs)}
                    {search_button(search_href)}
                    {account.map(|account| account_button(account, &account_menu))}
                </header>
                <main id=CONTENT tabindex="-1" class="mx-auto flex max-w-page flex-col gap-5 px-7 pt-6.5 pb-24 outline-none phone:gap-4 phone:px-4.5 phone:pt-5">
                    {children()}
                </main>
            </div>
        </div>
        <ToastRegion/>
        <Palette items=palette_items search=palette_search/>
        <Shortcuts go enabled=keys_enabled/>
    }
}

fn breadcrumbs(crumbs: Signal<Vec<Crumb>>) -> AnyView {
    let steps = move || {
        let mut crumbs = crumbs.get();
        let Some(here) = crumbs.pop() else { return ().into_any() };
        let above = crumbs
            .into_iter()
            .map(|Crumb { label, href }| {
                let label = match href {
                    Some(href) => view! { <a href=href class="hover:text-ink">{label}</a> }.into_any(),
                    None => view! { <span>{label}</span> }.into_any(),
                };
                view! { <li class="phone:hidden truncate text-ink-3">{label} <span aria-hidden="true">" / "</span></li> }
            })
            .collect_view();
        view! { {above} <li class="truncate font-medium" aria-current="page">{here.label}</li> }.into_any()
    };
    view! { <nav aria-label="Breadcrumb" class="min-w-0 flex-1"><ol class="flex min-w-0 gap-1 whitespace-nowrap">{steps}</ol></nav> }.into_any()
}

/// Opens the palette. Before hydration it is a link to the search page, or a disabled button.
fn search_button(href: Option<String>) -> AnyView {
    let palette = use_palette();
    let hydrated = use_hydrated();
    let class = "flex h-8 w-70 items-center gap-2.5 rounded-lg border border-line-strong bg-panel px-2.5 text-ink-3 hover:text-ink \
        phone:size-9 phone:justify-center phone:border-0 phone:bg-transparent";
    let content = || {
        view! {
            <Icon glyph=Glyph::Search/>
            <span class="flex-1 text-start phone:sr-only">"Search or jump to…"</span>
            <span class="phone:hidden" aria-hidden="true"><KeyHint keys="Ctrl+K"/></span>
        }
    };
    let control = move || match href.clone() {
        Some(href) if !hydrated.get() => view! { <a href=href class=class>{content()}</a> }.into_any(),
        _ => {
            let press = move |_| palette.open();
            let disabled = move || !hydrated.get();
            view! {
                <button type="button" class=class aria-keyshortcuts="Control+K" disabled=disabled on:click=press>{content()}</button>
            }
            .into_any()
        }
    };
    control.into_any()
}

fn account_button(account: Account, menu: &ViewFn) -> AnyView {
    let Account { name, detail, initials } = account;
    let label = format!("{initials}, account of {name}");
    view! {
        <details data-menu="" data-end="" name="menu" class="relative">
            <summary aria-label=label class="inline-flex size-7 items-center justify-center rounded-full bg-accent-tint text-xs font-semibold text-accent phone:size-9">
                {initials}
            </summary>
            <div class="z-20 flex w-60 flex-col gap-1 rounded-xl border border-line bg-panel p-1 shadow-float">
                <div class="border-b border-line px-2.5 py-2">
                    <p class="truncate font-semibold">{name}</p>
                    <p class="truncate text-sm text-ink-3">{detail}</p>
                </div>
                {menu.run()}
            </div>
        </details>
    }
    .into_any()
}
