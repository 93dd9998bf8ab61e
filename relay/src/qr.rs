//! QR codes as pictures. It knows nothing of what they say.

use crate::error::Failure;
use png::{BitDepth, ColorType, Encoder, EncodingError};
use qrcode::{Color, QrCode};
use std::fmt::Display;

/// Pixels of a module's side.
const SCALE: usize = 8;
/// Modules of white around the code, without which readers do not find it.
const QUIET: usize = 4;

/// The code of a text as a PNG file.
///
/// # Errors
/// When the text is longer than a code can hold, about 2,900 bytes.
pub(crate) fn picture(text: &str) -> Result<Vec<u8>, Failure> {
    let code = QrCode::new(text).map_err(|error| failed(&error))?;
    let (modules, colors) = (code.width(), code.to_colors());
    let side = (modules + 2 * QUIET) * SCALE;
    let is_dark = |pixel: usize| {
        let [row, column] = [pixel / side, pixel % side].map(|at| (at / SCALE).checked_sub(QUIET));
        let module = row.zip(column).filter(|(row, column)| *row < modules && *column < modules);
        module.is_some_and(|(row, column)| colors[row * modules + column] == Color::Dark)
    };
    let pixels: Vec<u8> = (0..side * side).map(|pixel| if is_dark(pixel) { 0 } else { u8::MAX }).collect();
    encoded(side, &pixels).map_err(|error| failed(&error))
}

fn encoded(side: usize, pixels: &[u8]) -> Result<Vec<u8>, EncodingError> {
    let (mut file, side) = (Vec::new(), side as u32);
    let mut encoder = Encoder::new(&mut file, side, side);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(file)
}

fn failed(error: &dyn Display) -> Failure {
    tracing::error!(%error, "a QR code cannot be drawn");
    Failure::Internal
}
