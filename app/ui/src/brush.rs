//! Selecting a range of bars with the pointer or the keyboard.

use leptos::{html, prelude::*};
use web_sys::{KeyboardEvent, PointerEvent};

/// First and last bar of a range, both inclusive, counted from 0.
pub type BarRange = (usize, usize);

/// A range being selected, before it is applied.
#[derive(Clone, Copy)]
pub(crate) struct Brush {
    count: usize,
    pub(crate) node: NodeRef<html::Div>,
    /// Start and current end of the selection.
    drawn: RwSignal<Option<BarRange>>,
    range: MaybeProp<BarRange>,
    brush: Option<Callback<BarRange>>,
    pointer: StoredValue<bool>,
}

impl Brush {
    pub(crate) fn new(count: usize, range: MaybeProp<BarRange>, brush: Option<Callback<BarRange>>) -> Self {
        let drawn = RwSignal::new(None);
        Self { count, node: NodeRef::new(), drawn, range, brush, pointer: StoredValue::new(false) }
    }

    /// The displayed range, lower end first.
    pub(crate) fn shown(&self) -> Option<BarRange> {
        self.drawn.get().map(|(begun, now)| (begun.min(now), begun.max(now))).or_else(|| self.range.get())
    }

    pub(crate) fn down(&self, event: &PointerEvent) {
        if let (Some(at), Some(node), true) = (self.bar_at(event), self.node.get_untracked(), self.brush.is_some()) {
            // Without the capture, a drag that leaves the chart ends late. That is harmless.
            let _ = node.set_pointer_capture(event.pointer_id());
            self.pointer.set_value(true);
            self.drawn.set(Some((at, at)));
        }
    }

    pub(crate) fn moved(&self, event: &PointerEvent) {
        if let (true, Some(at)) = (self.pointer.get_value(), self.bar_at(event)) {
            self.drawn.update(|drawn| {
                if let Some((_, now)) = drawn {
                    *now = at;
                }
            });
        }
    }

    pub(crate) fn up(&self) {
        if self.pointer.get_value() {
            self.apply();
        }
    }

    pub(crate) fn cancel(&self) {
        self.pointer.set_value(false);
        self.drawn.set(None);
    }

    fn apply(&self) {
        let chosen = self.drawn.with_untracked(|drawn| *drawn).map(|(begun, now)| (begun.min(now), begun.max(now)));
        self.cancel();
        if let (Some(chosen), Some(brush)) = (chosen, self.brush) {
            brush.run(chosen);
        }
    }

    pub(crate) fn key(&self, event: &KeyboardEvent) {
        if self.brush.is_none() || self.count == 0 {
            return;
        }
        let last = self.count - 1;
        let (begun, now) = self.drawn.get_untracked().or_else(|| self.range.get_untracked()).unwrap_or((last, last));
        let next = match event.key().as_str() {
            "ArrowLeft" => now.saturating_sub(1),
            "ArrowRight" => (now + 1).min(last),
            "Home" => 0,
            "End" => last,
            "Enter" => return self.apply(),
            "Escape" => return self.cancel(),
            _ => return,
        };
        event.prevent_default();
        self.drawn.set(Some(if event.shift_key() { (begun, next) } else { (next, next) }));
    }

    fn bar_at(&self, event: &PointerEvent) -> Option<usize> {
        let bounds = self.node.get_untracked()?.get_bounding_client_rect();
        if bounds.width() <= 0.0 || self.count == 0 {
            return None;
        }
        let part = ((f64::from(event.client_x()) - bounds.left()) / bounds.width()).clamp(0.0, 1.0);
        Some(((part * self.count as f64) as usize).min(self.count - 1))
    }
}
