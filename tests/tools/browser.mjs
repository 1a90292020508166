// The judges that need a browser, in one process with one Chromium: Ace for ebooks, axe-core for pages, and foliate-js
// and epub.js as reading systems. Each line of standard input is a question, {"judge", "path"}; each line of output its answer,
// {"answer"} or {"error"}. The environment names Chromium (PUPPETEER_EXECUTABLE_PATH) and the folder that
// node_modules lies in (JUDGES).

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, normalize } from "node:path";
import { createInterface } from "node:readline";

import { listening, readings } from "./reading/reading.mjs";

const require = createRequire(join(process.env.JUDGES, "package.json"));
const puppeteer = require("puppeteer-core");
const answers = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr); // Ace prints here what it cannot read

const ORIGIN = "https://judge.example.org"; // answered from memory: nothing goes out
const WIDTHS_PX = [320, 1200];
const SCHEMES = ["light", "dark"];
const FOLIATE = join(process.env.JUDGES, "node_modules", "foliate-js");

let started;
const browser = () => (started ??= puppeteer.launch({
    executablePath: process.env.PUPPETEER_EXECUTABLE_PATH, args: ["--no-sandbox", "--disable-setuid-sandbox", "--autoplay-policy=no-user-gesture-required"],
}));

// A tab that gets `files` (a function from a path to a response) and nothing else; `refused` are the other addresses.
async function tab(files) {
    const page = await (await browser()).newPage();
    const refused = [];
    await page.setRequestInterception(true);
    page.on("request", async (request) => {
        const url = new URL(request.url());
        if (url.protocol === "data:" || url.protocol === "blob:") return request.continue();
        if (url.href === `${ORIGIN}/favicon.ico`) return request.respond({ status: 404 }); // Chromium's own question
        const response = url.origin === ORIGIN ? await files(url.pathname) : null;
        if (response) return request.respond(response);
        refused.push(request.url());
        return request.abort();
    });
    return { page, refused };
}

// What Ace reports of the package and of each document.
async function ace(path, folder) {
    const report = await require("@daisy/ace-core")(path, { cwd: folder, outdir: folder, silent: true }, await runner());
    return report[1].assertions.flatMap((subject) => subject.assertions.map((found) => {
        const test = found["earl:test"];
        const lines = found["earl:result"]["dct:description"].split("\n").filter(Boolean);
        return `${subject["earl:testSubject"].url}: ${test["earl:impact"]} ${test["dct:title"]}: ${lines.join(" ")}`;
    }));
}

// Ace's own runner, in our Chromium.
let prepared;
async function runner() {
    const shared = await browser();
    const winston = require("winston");
    winston.configure({ transports: [new winston.transports.Console({ silent: true })] });
    require("puppeteer").launch = async () => shared;
    prepared ??= { ...require("@daisy/ace-axe-runner-puppeteer"), close: async () => {} };
    return prepared;
}

// What axe-core finds at a narrow and at a wide window, in light and in dark, and what else no reader should meet.
async function axe(path) {
    const body = await readFile(path);
    const only = async (name) => name === "/page.html" ? { contentType: "text/html; charset=utf-8", body } : null;
    const { page, refused } = await tab(only);
    const found = new Set();
    page.on("console", (message) => found.add(`console: ${message.text()}`));
    await page.goto(`${ORIGIN}/page.html`);
    for (const width of WIDTHS_PX) {
        await page.setViewport({ width, height: 800 });
        const overflow = await page.evaluate(() => document.scrollingElement.scrollWidth - window.innerWidth);
        if (overflow > 0) found.add(`at ${width} px the page is ${overflow} px too wide`);
        for (const value of SCHEMES) {
            await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value }]);
            await page.evaluate(require("axe-core").source);
            const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
            for (const { id, nodes, help } of violations) {
                for (const node of nodes) found.add(`${id}: ${help}: ${node.html} (${value}, ${width} px)`);
            }
        }
    }
    await page.close();
    return [...found, ...refused.map((url) => `request: ${url}`)];
}

// A book as a reading system sees it.
async function reader(path) {
    const book = { contentType: "application/epub+zip", body: await readFile(path) };
    const files = async (name) => {
        if (name === "/") return { contentType: "text/html", body: "<!DOCTYPE html><title>reader</title>" };
        if (name === "/book.epub") return book;
        const file = normalize(join(FOLIATE, decodeURIComponent(name)));
        return file.startsWith(FOLIATE) ? { contentType: "text/javascript", body: await readFile(file) } : null;
    };
    const { page, refused } = await tab(files);
    const faults = [];
    page.on("pageerror", (error) => faults.push(String(error)));
    await page.goto(`${ORIGIN}/`);
    const opened = await page.evaluate(async () => {
        const { makeBook } = await import("/view.js");
        const data = await (await fetch("/book.epub")).blob();
        const book = await makeBook(new File([data], "book.epub"));
        const flat = (items, depth) => (items ?? []).flatMap((item) =>
            [{ label: item.label, href: item.href, depth, type: item.type ?? [] }, ...flat(item.subitems, depth + 1)]);
        const lost = (items) => items.filter(({ href }) => !book.resolveHref(href)).map(({ href }) => href);
        const places = { contents: flat(book.toc, 1), pages: flat(book.pageList, 1), landmarks: flat(book.landmarks, 1) };
        const missing = [];
        for (const { href } of [...places.contents, ...places.pages]) {
            if (!href.includes("#")) continue;
            const place = book.resolveHref(href);
            const section = await book.sections[place.index].createDocument();
            if (!place.anchor(section)) missing.push(href);
        }
        const cover = await book.getCover();
        return {
            ...places, lost: [...lost([...places.contents, ...places.pages, ...places.landmarks]), ...missing],
            title: book.metadata.title, language: book.metadata.language, direction: book.dir ?? "",
            spine: book.sections.map(({ id }) => id), cover: cover ? cover.type : "",
        };
    });
    await page.close();
    return { ...opened, faults: [...faults, ...refused.map((url) => `request: ${url}`)] };
}

const JUDGES = {
    ace, axe, reader,
    readings: (path, folder, { pictures }) => readings(tab, ORIGIN, path, pictures),
    listening: (path, folder, { most }) => listening(tab, ORIGIN, path, most),
};
for await (const line of createInterface({ input: process.stdin })) {
    const { judge, path, folder, ...options } = JSON.parse(line);
    try {
        answers(`${JSON.stringify({ answer: await JUDGES[judge](path, folder, options) })}\n`);
    } catch (error) {
        answers(`${JSON.stringify({ error: String(error?.stack ?? error) })}\n`);
    }
}
await (await started)?.close();
process.exit(); // Ace leaves timers behind
