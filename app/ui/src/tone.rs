//! What a colour means. Colour appears only where it says something, and always beside a word.

/// The five meanings a colour can have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to say: grey.
    #[default]
    Neutral,
    /// Good, current, allowed, ours: the accent.
    Accent,
    /// Soon, pending, changed.
    Amber,
    /// Marked by a person.
    Violet,
    /// Broken, denied, removed.
    Red,
}

impl Tone {
    /// Tinted ground with text on it, for chips and banners.
    pub(crate) const fn tint(self) -> &'static str {
        match self {
            Self::Neutral => "bg-sunk text-ink-2",
            Self::Accent => "bg-accent-tint text-accent",
            Self::Amber => "bg-amber-tint text-amber",
            Self::Violet => "bg-violet-tint text-violet",
            Self::Red => "bg-red-tint text-red",
        }
    }

    /// A solid mark: a dot.
    pub(crate) const fn mark(self) -> &'static str {
        match self {
            Self::Neutral => "bg-faint",
            Self::Accent => "bg-accent",
            Self::Amber => "bg-amber",
            Self::Violet => "bg-violet",
            Self::Red => "bg-red",
        }
    }

    /// A filled drawing.
    pub(crate) const fn fill(self) -> &'static str {
        match self {
            Self::Neutral => "fill-faint",
            Self::Accent => "fill-accent",
            Self::Amber => "fill-amber",
            Self::Violet => "fill-violet",
            Self::Red => "fill-red",
        }
    }

    /// Coloured text.
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
