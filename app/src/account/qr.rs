//! QR codes as SVG path data.

use super::dto::Qr;
use qrcode::{Color, QrCode};
use std::fmt::Write;

/// Width of the white margin cameras need, in squares (ISO/IEC 18004).
const MARGIN: usize = 4;

/// The QR code of a text; `None` if the text is too long.
pub fn qr(text: &[u8]) -> Option<Qr> {
    let code = QrCode::new(text).ok()?;
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(code.width()).enumerate() {
        let dark = row.iter().enumerate().filter(|(_, color)| **color == Color::Dark);
        for (x, _) in dark {
            write!(path, "M{} {}h1v1h-1z", x + MARGIN, y + MARGIN).ok()?;
        }
    }
    Some(Qr { size: u32::try_from(code.width() + 2 * MARGIN).ok()?, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn qr_code_has_a_margin_and_three_corners() {
        let code = qr(b"otpauth://totp/Strongroom:admin@1?secret=GEZDGNBVGY3TQOJQ&issuer=Strongroom")
            .unwrap_or_else(|| panic!("too long"));
        let far = code.size - 5;
        for corner in ["M4 4h".to_owned(), format!("M{far} 4h"), format!("M4 {far}h")] {
            assert!(code.path.contains(&corner), "{corner}");
        }
        assert!(!code.path.contains("M3 ") && !code.path.contains(&format!("M{} ", far + 1)));
        assert!(qr(&[b'x'; 5_000]).is_none());
    }
}
