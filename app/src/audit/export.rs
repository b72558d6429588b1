//! Exports as CSV and JSON Lines.

use super::dto::{EventRow, ExportFormat};
use strongroom_ui::iso;

const COLUMNS: [&str; 17] = [
    "time",
    "who",
    "proven",
    "action",
    "write",
    "target",
    "version",
    "result",
    "reason",
    "address",
    "surface",
    "agent",
    "access_key",
    "request",
    "writer",
    "sequence",
    "details",
];

/// The rows as text in a format. Line ends follow the format's standard (CSV: RFC 4180).
pub fn text(rows: &[EventRow], format: ExportFormat) -> String {
    match format {
        ExportFormat::Csv => {
            let head = COLUMNS.join(",");
            let lines =
                rows.iter().map(|row| cells(row).iter().map(|cell| csv_cell(cell)).collect::<Vec<_>>().join(","));
            std::iter::once(head).chain(lines).map(|line| line + "\r\n").collect()
        }
        ExportFormat::JsonLines => rows.iter().map(|row| json(row).to_string() + "\n").collect(),
    }
}

fn cells(row: &EventRow) -> [String; 17] {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let details = row.details.iter().map(|(word, value)| format!("{word}: {value}")).collect::<Vec<_>>().join("; ");
    [
        iso(row.time),
        row.who.clone(),
        row.authenticated.to_string(),
        row.action.clone(),
        row.write.to_string(),
        text(&row.target),
        text(&row.version),
        row.result.stored().to_owned(),
        text(&row.reason),
        text(&row.address),
        row.surface.clone(),
        row.agent.clone(),
        text(&row.access_key),
        row.request.clone(),
        row.writer.clone(),
        row.sequence.to_string(),
        details,
    ]
}

/// A cell quoted by RFC 4180. Spreadsheets treat a cell that starts with one of these characters as a formula; a leading
/// apostrophe makes it text.
fn csv_cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guarded = if formula { format!("'{text}") } else { text.to_owned() };
    if guarded.contains([',', '"', '\n', '\r']) { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
}

fn json(row: &EventRow) -> serde_json::Value {
    let details: Vec<_> =
        row.details.iter().map(|(word, value)| serde_json::json!({ "name": word, "value": value })).collect();
    serde_json::json!({
        "time": iso(row.time), "who": row.who, "proven": row.authenticated, "action": row.action, "write": row.write, "target": row.target,
        "version": row.version, "result": row.result.stored(), "reason": row.reason, "address": row.address, "surface": row.surface,
        "agent": row.agent, "access_key": row.access_key, "request": row.request, "writer": row.writer, "sequence": row.sequence,
        "details": details,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::table::tests::event;

    #[test]
    fn formulas_are_escaped() {
        for (cell, safe) in [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("\r=1", "\"'\r=1\""),
            ("=\"a\",b", "\"'=\"\"a\"\",b\""),
            ("a=b", "a=b"),
            ("", ""),
            ("two\nlines", "\"two\nlines\""),
        ] {
            assert_eq!(csv_cell(cell), safe);
        }
    }

    #[test]
    fn each_event_is_one_csv_record_and_one_json_line() {
        let row = EventRow { agent: "=1+1,\"x\"\nnext".to_owned(), who: "<b>".to_owned(), ..event() };
        let csv = text(std::slice::from_ref(&row), ExportFormat::Csv);
        assert!(csv.starts_with("time,who,proven,") && csv.ends_with("\r\n"));
        assert!(csv.contains("\"'=1+1,\"\"x\"\"\nnext\""));
        let lines = text(&[row.clone(), row], ExportFormat::JsonLines);
        assert_eq!(lines.lines().count(), 2, "line breaks inside values are escaped");
        assert!(lines.contains(r#""time":"1970-01-01T00:00:00.000Z""#));
    }
}
