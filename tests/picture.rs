//! The README's picture, docs/session.svg: a session typed at a real prompt of zsh, drawn as it was on the
//! screen. To redraw it after a change: `UPDATE=1 cargo test --test picture` (needs zsh), then look at the file
//! in a browser. The lines to type are in `LINES`.

mod harness;

use anstyle::{AnsiColor, Color, RgbColor, Style};
use anstyle_svg::Palette;
use harness::driver;
use harness::makers::Maker;
use harness::world::World;
use regex::Regex;
use std::path::Path;

/// What is typed: entering from below, switching on one line, off by hand, on again elsewhere. None is so long
/// that a wider font than the one reckoned with reaches the edge.
const LINES: [&str; 7] = [
    "cd shop/api",
    "which python",
    "cd ~/blog && which python",
    "deactivate",
    "cd posts   # stays off in this project",
    "cd ~/shop",
    "cd",
];

#[test]
fn the_picture_is_of_a_real_session() {
    let zsh = driver::named("zsh").expect("a driver");
    if zsh.program().is_none() {
        assert!(!harness::required("zsh"), "zsh is required here, and this machine lacks it");
        eprintln!("skipped: zsh is not on this machine");
        return;
    }
    let picture = draw(&screen(&World::new(zsh)));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/session.svg");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, &picture).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(kept == picture, "docs/session.svg is old: UPDATE=1 cargo test --test picture");
}

/// The session, as text with the colours it had.
fn screen(world: &World) -> String {
    for name in ["shop", "blog"] {
        let venv = world.make_dir(Path::new("home").join(name)).join(".venv");
        Maker::STD.make_with(&venv, &["--prompt", name]).expect("a venv");
    }
    world.make_dir("home/shop/api");
    world.make_dir("home/blog/posts");
    // What is typed stands out, as with most people's highlighting.
    world.after_hook(
        "PROMPT=\"%F{blue}%~%f $PROMPT\"; zle_highlight=(default:bold); setopt interactive_comments",
    );
    let mut me = world.start_in(&world.home());
    me.run_all(LINES);
    let text = me.coloured(style);
    // The prompt that tests wait for stands there in place of a dollar sign; the home directory is one
    // of theirs, and the Python one of this machine's.
    let text = Regex::new(r"@\d+\.\w+\.\d+>").unwrap().replace_all(&text, "$$");
    let text = text.replace(&*world.home().to_string_lossy(), "/home/you");
    text.trim_end().to_string()
}

fn style(cell: &vt100::Cell) -> Style {
    let colour = |colour| match colour {
        vt100::Color::Default => None,
        vt100::Color::Idx(index) => Some(Color::Ansi256(index.into())),
        vt100::Color::Rgb(red, green, blue) => Some(RgbColor(red, green, blue).into()),
    };
    let style = Style::new().fg_color(colour(cell.fgcolor())).bg_color(colour(cell.bgcolor()));
    if cell.bold() { style.bold() } else { style }
}

/// Colours that are legible on the picture's own dark ground, whatever page it stands on.
fn palette() -> Palette {
    let mut palette = anstyle_svg::WIN10_CONSOLE;
    let mine = [
        (AnsiColor::Black, RgbColor(0x1e, 0x24, 0x2d)),
        (AnsiColor::Green, RgbColor(0x8f, 0xce, 0x83)),
        (AnsiColor::Yellow, RgbColor(0xf0, 0xc6, 0x74)),
        (AnsiColor::Blue, RgbColor(0x7a, 0xb7, 0xff)),
        (AnsiColor::White, RgbColor(0xd6, 0xdc, 0xe4)),
    ];
    for (colour, value) in mine {
        palette.0[colour as usize] = value;
    }
    palette
}

fn draw(text: &str) -> String {
    let term =
        anstyle_svg::Term::new().palette(palette()).fg_color(AnsiColor::White.into()).min_width_px(MIN_WIDTH);
    let svg = with_margin(&term.render_svg(text));
    svg.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

const MIN_WIDTH: usize = 560;
const MARGIN: usize = 12;

/// The picture on a larger ground, for anstyle-svg leaves little room below the last line.
fn with_margin(svg: &str) -> String {
    let size = Regex::new(r#"^<svg width="(\d+)px" height="(\d+)px""#).unwrap();
    let edge = |found: &regex::Captures<'_>, at: usize| found[at].parse::<usize>().unwrap() + 2 * MARGIN;
    let svg = size.replace(svg, |found: &regex::Captures<'_>| {
        let (width, height) = (edge(found, 1), edge(found, 2));
        assert_eq!(width, MIN_WIDTH + 20 + 2 * MARGIN, "a line is too long for the picture");
        format!(
            r#"<svg width="{width}px" height="{height}px" viewBox="-{MARGIN} -{MARGIN} {width} {height}""#
        )
    });
    let ground = r#"<rect width="100%" height="100%" y="0" rx="4.5""#;
    assert!(svg.contains(ground), "anstyle-svg draws the ground in another way");
    svg.replace(ground, &format!(r#"<rect x="-{MARGIN}" y="-{MARGIN}" width="100%" height="100%" rx="8""#))
}
