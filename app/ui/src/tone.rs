//! Meanings of colours. Colour is always accompanied by text.

/// The meaning of a colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// No particular meaning: grey.
    #[default]
    Neutral,
    /// Good, current or allowed: the accent colour.
    Accent,
    /// Warning, pending or changed.
    Amber,
    /// Marked by a user.
    Violet,
    /// Error, denied or removed.
    Red,
}

impl Tone {
    /// Classes for text on a tinted background, for chips and banners.
    pub(crate) const fn tint(self) -> &'static str {
        match self {
            Self::Neutral => "bg-sunk text-ink-2",
            Self::Accent => "bg-accent-tint text-accent",
            Self::Amber => "bg-amber-tint text-amber",
            Self::Violet => "bg-violet-tint text-violet",
            Self::Red => "bg-red-tint text-red",
        }
    }

    /// Classes of a dot.
    pub(crate) const fn mark(self) -> &'static str {
        match self {
            Self::Neutral => "bg-faint",
            Self::Accent => "bg-accent",
            Self::Amber => "bg-amber",
            Self::Violet => "bg-violet",
            Self::Red => "bg-red",
        }
    }

    /// Class of a filled shape.
    pub(crate) const fn fill(self) -> &'static str {
        match self {
            Self::Neutral => "fill-faint",
            Self::Accent => "fill-accent",
            Self::Amber => "fill-amber",
            Self::Violet => "fill-violet",
            Self::Red => "fill-red",
        }
    }

    /// Class of coloured text.
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::Neutral => "text-ink-3",
            Self::Accent => "text-accent",
            Self::Amber => "text-amber",
            Self::Violet => "text-violet",
            Self::Red => "text-red",
        }
    }
}
