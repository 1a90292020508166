// foliate-js as a reading system: https://github.com/johnfactotum/foliate-js, as its own `reader.js` uses it.

import "/foliate/view.js";
import { FootnoteHandler } from "/foliate/footnotes.js";
import { faults } from "/reading/measure.js";

const GROUNDS = { light: [255, 255, 255], dark: [18, 18, 18] };
const STYLES = "html { color-scheme: light dark; } aside[epub|type~='footnote'] { display: none; }";
const RATE = 2, LONGEST_MS = 30_000, SETTLING_MS = 50;
let view;
const fraction = () => view.lastLocation?.fraction ?? 0;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// foliate-js rests for a tenth of a second after each page, so that nobody turns two at once.
const REST_MS = 100;
const later = window.setTimeout;
window.setTimeout = (then, ms, ...values) => later(then, ms === REST_MS ? 0 : ms, ...values);

const flat = (items, depth = 1) => (items ?? []).flatMap((item) =>
    [{ label: (item.label ?? "").trim(), href: item.href }, ...flat(item.subitems, depth + 1)]);

export async function open(file) {
    document.documentElement.style.colorScheme = "light dark";
    view = document.createElement("foliate-view");
    document.body.append(view);
    await view.open(file);
    view.renderer.setStyles(`@namespace epub "http://www.idpf.org/2007/ops"; ${STYLES}`);
    const { book } = view;
    return {
        cover: Boolean(await book.getCover()), contents: flat(book.toc), pages: flat(book.pageList),
        landmarks: flat(book.landmarks),
    };
}

export const start = () => view.renderer.firstSection();
export const place = () => JSON.stringify([view.renderer.getContents()[0].index, view.renderer.page]);
export const section = () => view.renderer.getContents()[0].index;

// Turn the page; whether there was another.
export async function next() {
    const before = place();
    await view.renderer.next();
    return place() !== before;
}

export async function theme(name) {
    document.body.style.background = `rgb(${GROUNDS[name].join(" ")})`;
    await sleep(0);
}

export const look = (name) => view.renderer.getContents().flatMap(({ doc }) => faults(doc, GROUNDS[name]));

// Go to an entry of a list; whether its place is then on the page.
export async function visit(href) {
    const { index, anchor } = await view.goTo(href);
    const { doc } = view.renderer.getContents()[0];
    if (section() !== index) return false;
    if (!href.includes("#")) return true;
    const rect = anchor(doc)?.getBoundingClientRect();
    if (!rect) return false;
    const frame = doc.defaultView.frameElement.getBoundingClientRect();
    return frame.left + rect.right >= 0 && frame.left + rect.left <= window.innerWidth;
}

// Press each reference to a note in the document that is open; what pops up.
export async function notes() {
    const handler = new FootnoteHandler();
    const shown = [];
    handler.addEventListener("render", ({ detail }) => {
        const text = detail.view.renderer?.getContents()[0]?.doc.body.textContent ?? "";
        shown.push({ type: detail.type ?? "", text: text.trim().replace(/\s+/g, " ") });
    });
    handler.addEventListener("before-render", ({ detail }) => document.body.append(detail.view));
    const pressed = [];
    const press = (event) => pressed.push(handler.handle(view.book, event));
    view.addEventListener("link", press);
    const { doc } = view.renderer.getContents()[0];
    for (const reference of doc.querySelectorAll("a[role~='doc-noteref']")) {
        reference.click();
        await Promise.all(pressed);
    }
    view.removeEventListener("link", press);
    for (const popup of document.querySelectorAll("foliate-view")) if (popup !== view) popup.remove();
    return shown;
}

// Have the book read aloud from its first recording on, quickly; the addresses of what is spoken, as they are lit up, and
// whether the text of the last of them looked otherwise then. Nothing for a book that cannot be listened to.
export async function listen(most) {
    const overlay = view.mediaOverlay;
    if (!overlay) return null;
    const spoken = [];
    const failed = [];
    const heard = new Promise((resolve) => {
        overlay.addEventListener("highlight", ({ detail }) => spoken.push(detail.text) >= most && resolve());
        overlay.addEventListener("error", ({ detail }) => failed.push(String(detail)) && resolve());
        setTimeout(resolve, LONGEST_MS);
    });
    overlay.setRate(RATE);
    overlay.start(view.book.sections.findIndex(({ mediaOverlay }) => mediaOverlay));
    await heard;
    await sleep(SETTLING_MS);
    overlay.pause();
    const { doc } = view.renderer.getContents()[0];
    const lit = doc.querySelector(`.${CSS.escape(view.book.media.activeClass ?? "none")}`);
    const look = () => JSON.stringify({ ...doc.defaultView.getComputedStyle(lit) });
    const before = lit && look();
    lit?.classList.remove(view.book.media.activeClass);
    return { spoken, failed, lit: lit?.id ?? "", differs: Boolean(lit) && look() !== before };
}
