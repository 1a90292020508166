// Books read from the first page to the last in two reading systems, on a telephone, an e-reader and a desktop, in light
// and in dark.

import { mkdir, readFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const MODULES = join(process.env.JUDGES, "node_modules");
const SCRIPTS = {
    "/jszip.js": join(MODULES, "jszip", "dist", "jszip.min.js"),
    "/epubjs.js": join(MODULES, "epubjs", "dist", "epub.min.js"),
};
const FOLDERS = { "/foliate/": join(MODULES, "foliate-js"), "/reading/": HERE };
const READERS = ["foliate", "epubjs"];
const SIZES_PX = { phone: [360, 640], "e-reader": [758, 1024], desktop: [1280, 800] };
const THEMES = ["light", "dark"];
const MOST_PAGES = 2000;
const PAGE = "<!DOCTYPE html><meta charset='utf-8'><title>reader</title>"
    + "<style>html, body, foliate-view, #room { margin: 0; height: 100vh; width: 100vw; overflow: hidden; display: block }</style>";

// What a tab gets at an address: the page that the reading system is in, its files, and the book.
async function file(name, book) {
    if (name === "/") return { contentType: "text/html", body: PAGE };
    if (name === "/book.epub") return book;
    if (SCRIPTS[name]) return { contentType: "text/javascript", body: await readFile(SCRIPTS[name]) };
    for (const [prefix, folder] of Object.entries(FOLDERS)) {
        if (!name.startsWith(prefix)) continue;
        const path = normalize(join(folder, decodeURIComponent(name.slice(prefix.length))));
        return path.startsWith(folder) ? { contentType: "text/javascript", body: await readFile(path) } : null;
    }
    return null;
}

// `tab` opens a tab that gets the files it is told and nothing else; `pictures` is a folder, or nothing.
export async function readings(tab, origin, path, pictures) {
    const book = { contentType: "application/epub+zip", body: await readFile(path) };
    if (pictures) await mkdir(pictures, { recursive: true });
    const found = [];
    for (const reader of READERS) {
        for (const [size, [width, height]] of Object.entries(SIZES_PX)) {
            const { page, refused } = await tab((name) => file(name, book));
            const errors = [];
            page.on("pageerror", (error) => errors.push(`error: ${error}`));
            await page.setViewport({ width, height });
            await page.goto(`${origin}/`);
            const shoot = pictures && ((name) => page.screenshot({ path: join(pictures, `${reader}-${size}-${name}.png`) }));
            const read = await reading(page, reader, size === "phone", shoot);
            await page.close();
            found.push({ reader, size, ...read, faults: [...read.faults, ...errors, ...refused.map((url) => `request: ${url}`)] });
        }
    }
    return found;
}

// The book, read aloud until it has come to a sentence of this number.
export async function listening(tab, origin, path, most) {
    const book = { contentType: "application/epub+zip", body: await readFile(path) };
    const { page, refused } = await tab((name) => file(name, book));
    await page.goto(`${origin}/`);
    const heard = await page.evaluate(async (most) => {
        const { open, start, listen } = await import("/reading/foliate.js");
        await open(new File([await (await fetch("/book.epub")).blob()], "book.epub"));
        await start();
        return listen(most);
    }, most);
    await page.close();
    return heard && { ...heard, failed: [...heard.failed, ...refused] };
}

async function reading(page, reader, thorough, shoot) {
    const ask = (name, ...values) => page.evaluate(
        async (module, name, values) => (await import(module))[name](...values), `/reading/${reader}.js`, name, values);
    const opened = await page.evaluate(async (module) => {
        const data = await (await fetch("/book.epub")).blob();
        return (await import(module)).open(new File([data], "book.epub"));
    }, `/reading/${reader}.js`);
    await ask("start");
    const faults = new Set();
    const notes = [];
    const sections = new Set();
    const themes = [...THEMES];
    let turned = 0;
    for (let last = -1, more = true; more && turned < MOST_PAGES; turned += 1) {
        const section = await ask("section");
        const isNew = section !== last;
        if (isNew || shoot) {
            themes.reverse(); // what is set already comes first
            for (const theme of themes) {
                await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }]);
                await ask("theme", theme);
                for (const fault of isNew ? await ask("look", theme) : []) faults.add(`${theme}: ${fault}`);
                if (shoot) await shoot(`${theme}-${String(turned).padStart(3, "0")}`);
            }
        }
        if (isNew && thorough) notes.push(...await ask("notes"));
        sections.add(section);
        last = section;
        more = await ask("next");
    }
    const lost = [];
    for (const { href } of thorough ? [...opened.contents, ...opened.pages, ...opened.landmarks] : []) {
        if (!(await ask("visit", href))) lost.push(href);
    }
    return { ...opened, turned, sections: sections.size, notes, lost, faults: [...faults] };
}
