// epub.js as a reading system: https://github.com/futurepress/epub.js. It gives its own colours to the text, as readers
// with themes do.

import { faults } from "/reading/measure.js";

const GROUNDS = { light: [255, 255, 255], dark: [18, 18, 18] };
const INKS = { light: [0, 0, 0], dark: [224, 224, 224] };
const NAMESPACE = "http://www.idpf.org/2007/ops";
let book, rendition;
const flat = (items) => (items ?? []).flatMap((item) => [
    { label: (item.label ?? "").trim(), href: item.href }, ...flat(item.subitems),
]);
const script = (src) => new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement("script"), { src, onload: resolve, onerror: reject });
    document.head.append(element);
});

export async function open(file) {
    await script("/jszip.js");
    await script("/epubjs.js");
    const room = Object.assign(document.createElement("div"), { id: "room" });
    document.body.append(room);
    book = window.ePub(await file.arrayBuffer());
    rendition = book.renderTo(room, { width: window.innerWidth, height: window.innerHeight, flow: "paginated" });
    await book.ready;
    const { toc, landmarks } = await book.loaded.navigation;
    return {
        cover: Boolean(await book.coverUrl()), contents: flat(toc),
        pages: (book.pageList.pageList ?? []).map(({ page, href }) => ({ label: String(page), href })), landmarks: flat(landmarks),
    };
}

const show = async (target) => {
    await rendition.display(target);
    await rendition.reportLocation();
};
export const start = () => show();
export const section = () => rendition.location.start.index;
export const place = () => JSON.stringify([section(), rendition.location.start.displayed.page]);

// Turn the page; whether there was another.
export async function next() {
    const before = place();
    if (rendition.location.atEnd) return false;
    await rendition.next();
    await rendition.reportLocation();
    return place() !== before;
}

export async function theme(name) {
    document.body.style.background = `rgb(${GROUNDS[name].join(" ")})`;
    rendition.themes.override("color", `rgb(${INKS[name].join(" ")})`, true);
    rendition.themes.override("background", `rgb(${GROUNDS[name].join(" ")})`, true);
    await new Promise(requestAnimationFrame);
}

export const look = (name) => rendition.getContents().flatMap(({ document }) => faults(document, GROUNDS[name]));

// Go to an entry of a list; whether its document is then shown, and has its place.
export async function visit(href) {
    await show(href);
    const [file, id] = href.split("#");
    const { document: shown } = rendition.getContents()[0];
    return book.spine.get(file)?.index === section() && (!id || Boolean(shown.getElementById(decodeURIComponent(id))));
}

// What the references to notes in the document that is open lead to.
export async function notes() {
    const [{ document: shown }] = rendition.getContents();
    const here = book.spine.get(section());
    const found = [];
    for (const reference of shown.querySelectorAll("a[role~='doc-noteref']")) {
        const url = new URL(reference.getAttribute("href"), new URL(here.href, "https://book.example.org/"));
        const target = book.spine.items.find(({ href }) => url.pathname.endsWith(`/${href}`));
        const markup = await book.load(target.url ?? target.href);
        const note = markup.getElementById(decodeURIComponent(url.hash.slice(1)));
        const text = note?.textContent.trim().replace(/\s+/g, " ") ?? "";
        found.push({ type: note?.getAttributeNS(NAMESPACE, "type") ?? "", text });
    }
    return found;
}
