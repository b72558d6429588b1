//! The console's design system: one component per file, no domain words.
//!
//! Every component renders on the server and works without scripts, unless its documentation says that it requires them.
//! There are no inline styles: sizes that depend on data are SVG attributes. Colours are the tokens of `style/tailwind.css`
//! (`bg-panel`, `text-ink-2`, `border-line`, `text-accent`, …), breakpoints are Tailwind's plus `phone:` (below 640 px).
//!
//! Text props are `String`s or, if they change, signals. Both accept `"text"`, a `String` or a closure. View props
//! (`actions`, `footer`, `state`) are closures. `?` marks an optional prop. A prop marked `= None` is required and is an
//! `Option`.
//!
//! | frame | props |
//! |---|---|
//! | [`Shell`] | `brand place=None nav path crumbs account=None account_menu? search_href? palette_items? palette_search=None? go? keys_enabled? children` |
//! | [`PageTitle`] | `text site?`: the only way to set a title |
//! | [`PageHeader`] | `title path? glyph? kind? state? actions?` |
//! | [`Tabs`] | `label tabs: Vec<Tab> current` (an address) |
//! | [`Card`] | `title? note? actions? footer? flush? id? children` |
//! | [`Banner`] | `tone? title? action? children` |
//! | [`Empty`] | `kind? title detail? reference? children?` |
//! | [`Dialog`], [`DialogClose`] | `id title open? wide? footer? on_close? children`, `dialog label?` |
//! | [`ToastRegion`] | in the shell; [`use_toasts`]`().say(..)`, `.fail(..)`, `.push(`[`Toast`]`::new(..).link(..).undo(..).action(..))` |
//! | [`ThemeSwitch`] | `current action`; [`Theme::from_cookies`], [`Theme::attribute`], [`Theme::set_cookie`] on the server |
//!
//! | actions | props |
//! |---|---|
//! | [`Button`] | `kind? size? tone? icon? id? href? submit? name? value? form? opens? disabled_reason? pending? on_press? children` |
//! | [`FormButtons`] | `cancel id pending disabled_reason? children` |
//! | [`IconButton`] | `glyph label outlined? tone? href? submit? opens? pressed? disabled_reason? pending? on_press?` |
//! | [`Menu`], [`MenuItem`], [`MenuDivider`] | `label look? glyph? align_end? children`, `label glyph? tone? href? opens? submit? disabled_reason? on_press?` |
//! | [`CopyButton`] | `label text? source? secret? words? disabled_reason?` |
//! | [`BulkBar`] | `count on_clear? children` |
//! | [`Palette`], [`Shortcuts`] | in the shell; [`use_palette`]`().open()`, [`use_shortcut`]`("e", "Edit", callback)` |
//!
//! | display | props |
//! |---|---|
//! | [`Icon`] | `glyph label? class?` |
//! | [`Chip`], [`FilterChip`] | `tone? round? children`, `name value href? remove_href?` |
//! | [`Status`] | `tone children`: a dot and its label |
//! | [`PathName`], [`TextLink`] | `path glyph? href?`, `href children` |
//! | [`Table`], [`TableHead`], [`Column`] | `label framed? few? rigid? children`, `quiet? children`, `label quiet? align? sorted? sort_href?` |
//! | [`TableBody`], [`Row`], [`Cell`] | `children`, `selected? children`, `label? lead? align? mono? minor? children` |
//! | [`Pager`] | `first last total? previous=None next=None aside?` |
//! | [`DescriptionList`], [`Fact`] | `children`, `term children` |
//! | [`Steps`], [`Step`] | `children`, `number state title children?` |
//! | [`Masked`], [`Countdown`] | `label reveal?`, `total left`; [`use_reveal`]`(30)` gives a [`Reveal`] with `show`, `hide` |
//! | [`CodeBlock`] | `id label codes: Vec<Code>` |
//! | [`Time`] | `at` (ms) `mode? upcoming?`; [`utc`], [`utc_date`], [`utc_time`], [`iso`], [`use_now`] |
//! | [`Histogram`], [`Spark`] | `label first second? bars ticks? range? brush?`, `label values full?` |
//! | [`Progress`], [`SpanLine`] | `label part tone? wide? children?`, `label part from to` |
//! | [`Skeleton`], [`Spinner`], [`KeyHint`], [`Mark`] | `lines? rows?`, none, `keys`, none |
//!
//! | input | props |
//! |---|---|
//! | [`TextField`] | `id name label kind? value? bind_to? placeholder? hint? error? required? quiet_label? max_length? autocomplete? list? mono? autofocus? read_only?` |
//! | [`SearchField`] | `id name label value? bind_to? placeholder?` |
//! | [`PasswordField`] | `id name label bind_to? hint? error? required? autocomplete? autofocus?` |
//! | [`NumberField`] | `id name label value? bind_to? min? max? unit? hint? error? required?` |
//! | [`TextArea`] | `id name label value? bind_to? rows? hint? error? required? max_length? mono?`: the only `<textarea>` |
//! | [`CodeArea`] | `id name label text: RwSignal marks? rows? hint? error? required? quiet_label?`; a mark is a [`LineMark`] |
//! | [`TextList`], [`Suggestions`] | `id label one texts on_change list? placeholder? hint? quiet_label?`, `id texts` |
//! | [`TokenList`] | `id label one words on_change offers: StoredValue<Vec<Offers>> placeholder? hint?` |
//! | [`Segments`] | `id legend choices: Vec<(Choice, Tone)> value on_choose` |
//! | [`Select`], [`RadioGroup`] | `id name label choices value? bind_to? hint? error? required? quiet_label?`, the same with `legend` |
//! | [`Checkbox`], [`Switch`] | `id name value? label checked? bind_to? on_change? quiet_label? hint? error?`, the same without `value`, `quiet_label`, `error` |
//! | [`Field`] | `id label hint? error? required? children`: label, hint and error for another control |
//! | [`FileField`] | `label max_bytes read`: its content goes into another field |
//! | [`FormError`] | context of a form: the [`NamedFieldError`] that the named field shows |

mod banner;
mod brush;
mod bulk_bar;
mod button;
mod card;
mod checkbox;
mod chip;
mod clipboard;
mod clock;
mod code_area;
mod code_block;
mod copy_button;
mod description_list;
mod dialog;
mod dom;
mod empty;
mod escape;
mod field;
mod file_field;
mod form_buttons;
mod histogram;
mod hydrated;
mod icon;
mod icon_button;
mod key_hint;
mod masked;
mod menu;
mod navigation;
mod number;
mod number_field;
mod page_header;
mod page_title;
mod pager;
mod palette;
mod password_field;
mod path_name;
mod progress;
mod radio_group;
mod search_field;
mod segments;
mod select;
mod shell;
mod shortcuts;
mod skeleton;
mod span_line;
mod spark;
mod status;
mod steps;
mod suggestions;
mod switch;
mod table;
mod tabs;
mod text_area;
mod text_field;
mod text_link;
mod text_list;
mod theme;
mod time;
mod toast;
mod token_list;
mod tone;

pub use banner::*;
pub use brush::*;
pub use bulk_bar::*;
pub use button::*;
pub use card::*;
pub use checkbox::*;
pub use chip::*;
pub use clock::*;
pub use code_area::*;
pub use code_block::*;
pub use copy_button::*;
pub use description_list::*;
pub use dialog::*;
pub use dom::{focus, focus_first_invalid, follow};
pub use empty::*;
pub use field::*;
pub use file_field::*;
pub use form_buttons::*;
pub use histogram::*;
pub use hydrated::*;
pub use icon::*;
pub use icon_button::*;
pub use key_hint::*;
pub use masked::*;
pub use menu::*;
pub use navigation::*;
pub use number::*;
pub use number_field::*;
pub use page_header::*;
pub use page_title::*;
pub use pager::*;
pub use palette::*;
pub use password_field::*;
pub use path_name::*;
pub use progress::*;
pub use radio_group::*;
pub use search_field::*;
pub use segments::*;
pub use select::*;
pub use shell::*;
pub use shortcuts::*;
pub use skeleton::*;
pub use span_line::*;
pub use spark::*;
pub use status::*;
pub use steps::*;
pub use suggestions::*;
pub use switch::*;
pub use table::*;
pub use tabs::*;
pub use text_area::*;
pub use text_field::*;
pub use text_link::*;
pub use text_list::*;
pub use theme::*;
pub use time::*;
pub use toast::*;
pub use token_list::*;
pub use tone::*;
