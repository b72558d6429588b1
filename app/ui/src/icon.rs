//! Icons: 16 px, 1.6 stroke, in the colour of the surrounding text.

use leptos::prelude::*;

/// An icon. Each is a single SVG path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    /// A house.
    Home,
    /// A closed padlock.
    Lock,
    /// An arrow going round.
    Rotate,
    /// A drop.
    Drop,
    /// Three lines.
    List,
    /// A shield.
    Shield,
    /// One person.
    Person,
    /// A key.
    Key,
    /// A cylinder: one store.
    Cylinder,
    /// A layered cylinder: many stores.
    Database,
    /// Spokes round a hub.
    Gear,
    /// A magnifying glass.
    Search,
    /// A plus.
    Plus,
    /// A cross.
    Close,
    /// A tick.
    Check,
    /// Two sheets.
    Copy,
    /// An open eye.
    Eye,
    /// A struck-out eye.
    EyeOff,
    /// Points down.
    ChevronDown,
    /// Points up.
    ChevronUp,
    /// Points right.
    ChevronRight,
    /// Points left.
    ChevronLeft,
    /// Points up and down: an order.
    Sort,
    /// Two arrows: swap.
    ArrowUpDown,
    /// Two columns.
    Compare,
    /// Narrowing lines.
    Filter,
    /// A tag.
    Tag,
    /// A bin.
    Trash,
    /// Back in time.
    Restore,
    /// A triangle with a mark.
    Warning,
    /// A circled i.
    Info,
    /// An arrow out of a box: an external link.
    External,
    /// Three bars.
    Menu,
    /// An arrow into a tray.
    Download,
    /// An arrow out of a tray.
    Upload,
    /// The sun.
    Sun,
    /// The moon.
    Moon,
    /// A screen.
    Monitor,
    /// A clock.
    Clock,
    /// Out of a door.
    Logout,
    /// A prompt.
    Terminal,
    /// A written sheet.
    Document,
    /// A folder.
    Folder,
    /// A pencil.
    Pencil,
    /// Two bars.
    Pause,
    /// A triangle.
    Play,
    /// Three dots.
    More,
}

impl Glyph {
    /// The path data on a 16 by 16 grid.
    const fn path(self) -> &'static str {
        match self {
            Self::Home => "M2.5 7.2 8 2.6l5.5 4.6v6.2h-11z",
            Self::Lock => {
                "M4.8 7h6.4a1.6 1.6 0 0 1 1.6 1.6v3.4a1.6 1.6 0 0 1-1.6 1.6h-6.4a1.6 1.6 0 0 1-1.6-1.6v-3.4a1.6 1.6 0 0 1 1.6-1.6zM5.4 7V5.2a2.6 2.6 0 0 1 5.2 0V7"
            }
            Self::Rotate => "M13.2 8a5.2 5.2 0 1 1-1.6-3.7M13.4 2.2v2.9h-2.9",
            Self::Drop => "M8 2.2c2.4 2.9 3.7 4.9 3.7 6.9a3.7 3.7 0 0 1-7.4 0c0-2 1.3-4 3.7-6.9z",
            Self::List => "M2.5 4h11M2.5 8h11M2.5 12h7",
            Self::Shield => "M8 2.2 13 4v4c0 3-2.1 5-5 6-2.9-1-5-3-5-6V4z",
            Self::Person => {
                "M5.4 5.2a2.6 2.6 0 1 0 5.2 0 2.6 2.6 0 1 0-5.2 0M3.4 13.6c.5-2.6 2.3-4 4.6-4s4.1 1.4 4.6 4"
            }
            Self::Key => "M2.5 10.8a2.7 2.7 0 1 0 5.4 0 2.7 2.7 0 1 0-5.4 0M7.2 8.8 13 3M10.8 5.2l1.9 1.9",
            Self::Cylinder => "M3 4a5 1.9 0 1 0 10 0A5 1.9 0 1 0 3 4v8c0 1.1 2.2 1.9 5 1.9s5-.8 5-1.9V4",
            Self::Database => {
                "M3 4a5 1.9 0 1 0 10 0A5 1.9 0 1 0 3 4v8c0 1.1 2.2 1.9 5 1.9s5-.8 5-1.9V4M3 8c0 1.1 2.2 1.9 5 1.9S13 9.1 13 8"
            }
            Self::Gear => {
                "M5.9 8a2.1 2.1 0 1 0 4.2 0 2.1 2.1 0 1 0-4.2 0M8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6 5 5M11 11l1.4 1.4M12.4 3.6 11 5M5 11l-1.4 1.4"
            }
            Self::Search => "M2.7 7a4.3 4.3 0 1 0 8.6 0 4.3 4.3 0 1 0-8.6 0M10.3 10.3l3.3 3.3",
            Self::Plus => "M8 3v10M3 8h10",
            Self::Close => "M4 4l8 8M12 4l-8 8",
            Self::Check => "M3 8.5 6.5 12 13 4.8",
            Self::Copy => {
                "M7.1 5.5h4.8a1.6 1.6 0 0 1 1.6 1.6v4.8a1.6 1.6 0 0 1-1.6 1.6h-4.8a1.6 1.6 0 0 1-1.6-1.6v-4.8a1.6 1.6 0 0 1 1.6-1.6zM10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5"
            }
            Self::Eye => "M1.5 8S4 3.6 8 3.6 14.5 8 14.5 8 12 12.4 8 12.4 1.5 8 1.5 8zM6 8a2 2 0 1 0 4 0 2 2 0 1 0-4 0",
            Self::EyeOff => {
                "M2.5 2.5l11 11M6.3 3.9A6 6 0 0 1 8 3.6c4 0 6.5 4.4 6.5 4.4a11 11 0 0 1-1.9 2.4M4.2 5.1A10.6 10.6 0 0 0 1.5 8S4 12.4 8 12.4c1 0 1.9-.3 2.7-.7"
            }
            Self::ChevronDown => "M4 6l4 4 4-4",
            Self::ChevronUp => "M4 10l4-4 4 4",
            Self::ChevronRight => "M6 4l4 4-4 4",
            Self::ChevronLeft => "M10 4 6 8l4 4",
            Self::Sort => "M5 6l3-3 3 3M5 10l3 3 3-3",
            Self::ArrowUpDown => "M5 13V3M2.5 5.5 5 3l2.5 2.5M11 3v10M8.5 10.5 11 13l2.5-2.5",
            Self::Compare => {
                "M3.2 3h2.4a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1h-2.4a1 1 0 0 1-1-1v-8a1 1 0 0 1 1-1zM10.4 3h2.4a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1h-2.4a1 1 0 0 1-1-1v-8a1 1 0 0 1 1-1z"
            }
            Self::Filter => "M2.5 4h11M4.5 8h7M6.5 12h3",
            Self::Tag => "M2.5 2.5h5l6 6-5 5-6-6zM5.3 5.3h.01",
            Self::Trash => "M2.5 4.2h11M6 4.2V2.6h4v1.6M4 4.2l.6 9.2h6.8l.6-9.2",
            Self::Restore => "M2.8 8a5.2 5.2 0 1 0 1.6-3.7M2.6 2.2v2.9h2.9M8 5.4V8l1.8 1.2",
            Self::Warning => "M8 2.4 14.3 13.4H1.7zM8 6.6v3M8 11.5v.01",
            Self::Info => "M2.2 8a5.8 5.8 0 1 0 11.6 0 5.8 5.8 0 1 0-11.6 0M8 7.4v3.4M8 5.2v.01",
            Self::External => {
                "M6 3H3.5a1 1 0 0 0-1 1v8.5a1 1 0 0 0 1 1H12a1 1 0 0 0 1-1V10M9.5 2.5h4V6.5M13.2 2.8 7.5 8.5"
            }
            Self::Menu => "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
            Self::Download => "M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.8 13.4h10.4",
            Self::Upload => "M8 10.2V2.7M4.8 5.7 8 2.5l3.2 3.2M2.8 13.4h10.4",
            Self::Sun => {
                "M5.1 8a2.9 2.9 0 1 0 5.8 0 2.9 2.9 0 1 0-5.8 0M8 1.6v1.2M8 13.2v1.2M1.6 8h1.2M13.2 8h1.2M3.5 3.5l.8.8M11.7 11.7l.8.8M12.5 3.5l-.8.8M4.3 11.7l-.8.8"
            }
            Self::Moon => "M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z",
            Self::Monitor => {
                "M3.6 3h8.8a1.4 1.4 0 0 1 1.4 1.4v5.2a1.4 1.4 0 0 1-1.4 1.4h-8.8a1.4 1.4 0 0 1-1.4-1.4v-5.2a1.4 1.4 0 0 1 1.4-1.4zM6 13.6h4M8 11v2.6"
            }
            Self::Clock => "M2.2 8a5.8 5.8 0 1 0 11.6 0 5.8 5.8 0 1 0-11.6 0M8 4.8V8l2.2 1.4",
            Self::Logout => "M6 2.8H3.8a1 1 0 0 0-1 1v8.4a1 1 0 0 0 1 1H6M10.4 5l3 3-3 3M13.2 8H6.2",
            Self::Terminal => {
                "M3.6 3h8.8a1.6 1.6 0 0 1 1.6 1.6v6.8a1.6 1.6 0 0 1-1.6 1.6h-8.8a1.6 1.6 0 0 1-1.6-1.6v-6.8a1.6 1.6 0 0 1 1.6-1.6zM4.6 6.2 6.6 8l-2 1.8M8.4 10h3"
            }
            Self::Document => "M4 2.4h8v11.2H4zM6.4 5.6h3.2M6.4 8h3.2M6.4 10.4h3.2",
            Self::Folder => "M2.2 4.2a1 1 0 0 1 1-1h3l1.6 1.8h5a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H3.2a1 1 0 0 1-1-1z",
            Self::Pencil => "M10.8 2.7l2.5 2.5-7.8 7.8H3v-2.5z",
            Self::Pause => "M5.6 3.4v9.2M10.4 3.4v9.2",
            Self::Play => "M5 3.2 12.4 8 5 12.8z",
            Self::More => "M3.4 8h.01M8 8h.01M12.6 8h.01",
        }
    }
}

/// A 16 px icon.
///
/// Without a label it is hidden from assistive technology, so its meaning must be in the text next to it.
#[component]
pub fn Icon(
    /// The icon.
    glyph: Glyph,
    /// Accessible name, only if no visible text says the same.
    #[prop(optional, into)]
    label: Option<String>,
    /// Additional utility classes, such as a size or a colour.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let hidden = label.is_none().then_some("true");
    let role = label.is_some().then_some("img");
    view! {
        <svg
            class=class
            width="16"
            height="16"
            viewBox="0 0 16 16"
            fill="none"
            stroke="currentColor"
            stroke-width="1.6"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden=hidden
            aria-label=label
            role=role
        >
            <path d=glyph.path()></path>
        </svg>
    }
}
